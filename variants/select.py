"""Choosing the cells that one audience gets, and the endings that one class takes."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Literal

from variants.lesson import SourceError
from variants.markdown import MARKDOWN
from variants.minutes import MORE, section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbformat import NotebookNode

__all__ = ["deeper", "fold", "select"]


def select(
    notebook: NotebookNode,
    audience: Literal["learner", "teacher"] = "learner",
    endings: Sequence[str] | None = None,
) -> NotebookNode:
    """Keep the cells for an audience, and move the endings that are not chosen under "more".

    Parameters
    ----------
    notebook : NotebookNode
        A lesson as read from its source.
    audience : {"learner", "teacher"}
        Cells tagged ``teacher`` are for the teacher only.
    endings : list of str, optional
        Endings that stay in the class path, in the lesson's order; by default the first.

    Returns
    -------
    NotebookNode
        A copy with the cells that are kept. JupyterLab folds all that stands under "more".

    Raises
    ------
    SourceError
        If the lesson has no such ending.

    Examples
    --------
    >>> import nbformat
    >>> note = nbformat.v4.new_markdown_cell("Time: 4 min", metadata={"tags": ["teacher"]})
    >>> len(select(nbformat.v4.new_notebook(cells=[note])).cells)
    0
    """
    result = copy.deepcopy(notebook)
    lesson = result.metadata.get("lesson", {})
    known = lesson.get("endings", [])
    chosen = known[:1] if endings is None else endings
    for name in chosen:
        if name not in known:
            msg = f"{lesson.get('name', 'the lesson')}: {name!r} is no ending of it; choose from {', '.join(known)}."
            raise SourceError(msg)
    if audience == "learner":
        result.cells = [cell for cell in result.cells if "teacher" not in cell.metadata.get("tags", [])]
    result.cells = fold(result.cells, [name for name in known if name not in chosen])
    for cell in result.cells:
        if cell.id == f"{MORE}-intro":
            cell.metadata["jp-MarkdownHeadingCollapsed"] = True
    return result


def fold(cells: list[NotebookNode], names: Sequence[str]) -> list[NotebookNode]:
    """Put the named sections after the last cell of "more", each heading one level deeper.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell
    >>> cells = [new_markdown_cell("## Look", id="look-a"), new_markdown_cell("## More", id="more-intro")]
    >>> [cell.source for cell in fold(cells, ["look"])]
    ['## More', '### Look']
    """
    later = [cell for cell in cells if section(cell.id) in names]
    rest = [cell for cell in cells if section(cell.id) not in names]
    places = [index for index, cell in enumerate(rest, 1) if section(cell.id) == MORE]
    if not (later and places):
        return cells
    for cell in later:
        if cell.cell_type == "markdown":
            cell.source = deeper(cell.source)
    return rest[: places[-1]] + later + rest[places[-1] :]


def deeper(text: str) -> str:
    """Give each heading that begins with # one more."""
    lines = text.split("\n")
    for token in MARKDOWN.parse(text):
        if token.type == "heading_open" and token.map and token.markup.startswith("#"):
            lines[token.map[0]] = "#" + lines[token.map[0]]
    return "\n".join(lines)
