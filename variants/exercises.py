"""What a class does on paper: the sections of a lesson in which somebody writes, and what is needed to answer there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import TYPE_CHECKING

from variants.minutes import MORE, part
from variants.seal import CAPTURE
from widgets.live import MIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from nbformat import NotebookNode

__all__ = ["Section", "is_own", "is_task", "sections"]

# What a class does before the lesson, and what only a screen can do.
LEFT_OUT = ("heading", "parameters", "start", "warmup", "work", "deal", "key")


def is_task(cell: NotebookNode) -> bool:
    """Say whether a cell sets a task for pairs."""
    return bool(cell.id.endswith("-ask"))


def is_own(cell: NotebookNode) -> bool:
    """Say whether a cell is an instructor's own text."""
    return bool(cell.id.endswith(("-own-before", "-own-after")))


@dataclass(frozen=True)
class Section:
    """A section of the class path: its cells, all with what they show."""

    name: str
    cells: list[NotebookNode]

    @property
    def data(self) -> list[Mapping[str, Any]]:
        """What its widgets get."""
        outputs = [output for cell in self.cells for output in cell.get("outputs", [])]
        return [output.data[MIME] for output in outputs if MIME in output.get("data", {})]

    @property
    def whole(self) -> bool:
        """Its words are needed to answer; of others, the quotations, tables, charts and tasks are."""
        return self.name == "question" or any(_asked(data) for data in self.data)

    @property
    def wanted(self) -> bool:
        """Somebody writes in it, or an instructor does."""
        return self.whole or any(is_task(cell) or is_own(cell) for cell in self.cells)

    @property
    def first(self) -> str:
        """Id of the cell that it begins with in the lesson: its heading."""
        return next((cell.id for cell in self.cells if not is_own(cell)), "")


def _asked(data: Mapping[str, Any]) -> bool:
    return data["kind"] == "question" or (data["kind"] == "claims" and bool(data["deck"]))


def sections(notebook: NotebookNode) -> Iterator[Section]:
    """Find the sections of the class path in which somebody writes, with the endings that this copy has.

    Parameters
    ----------
    notebook : NotebookNode
        A built lesson, with its outputs.

    Yields
    ------
    Section
        In order. Cells that only give figures are left out.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_markdown_cell
    >>> cells = [
    ...     new_markdown_cell(id=name) for name in ("look-intro", "look-ask", "turn-intro", "more-intro")
    ... ]
    >>> [section.name for section in sections(new_notebook(cells=cells))]
    ['look']
    """
    path = takewhile(lambda cell: cell.id != f"{MORE}-intro", notebook.cells)
    seen = (cell for cell in path if not cell.source.startswith(CAPTURE))
    for name, cells in groupby(seen, lambda cell: part(cell.id)):
        section = Section(name, list(cells))
        if name not in LEFT_OUT and section.wanted:
            yield section
