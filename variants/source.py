"""Reading a lesson's source: text in, notebook out."""

from __future__ import annotations

import re
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from variants.lesson import SourceError, front_matter

__all__ = ["SOURCES", "read", "sources"]

SOURCES = Path(__file__).parent.parent / "lessons" / "source"
_ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)+$")


def sources(folder: Path = SOURCES) -> list[Path]:
    """List the sources of all lessons, in order.

    Examples
    --------
    >>> [path.name[:2] for path in sources()][:1]
    ['03']
    """
    return sorted(folder.glob("[0-9][0-9]*-*.md"))


def read(path: Path) -> NotebookNode:
    """Read one lesson's source.

    Parameters
    ----------
    path : Path
        MyST text with our front matter on top.

    Returns
    -------
    NotebookNode
        Its cells carry the ids given in the source; ``metadata["lesson"]`` holds the front matter
        and the lesson's name.

    Raises
    ------
    SourceError
        If the front matter is wrong, or a cell has no id, or two cells have the same.

    Examples
    --------
    >>> notebook = read(sources()[0])
    >>> notebook.cells[0].id
    'question-hook'
    """
    text = path.read_text(encoding="utf-8")
    parts = text.split("---\n", 2)
    if not text.startswith("---\n") or len(parts) < 3:
        msg = f"{path.name}: the front matter is missing; begin the file with a line ---, YAML, and a line ---."
        raise SourceError(msg)
    header = front_matter(parts[1], path.name)
    parsed = jupytext.reads(parts[2], fmt="md:myst")
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["lesson"] = {"name": path.stem, **header.model_dump()}
    seen: set[str] = set()
    for cell in parsed.cells:
        start = " ".join(cell.source.split())[:40]
        name = cell.metadata.pop("id", None)
        if not (isinstance(name, str) and _ID.match(name)):
            msg = f'{path.name}: the cell "{start}" has no id of the form section-name (found {name!r}); give it one.'
            raise SourceError(msg)
        if name in seen:
            msg = f"{path.name}: two cells have the id {name!r}; give the second one another."
            raise SourceError(msg)
        seen.add(name)
        cell.id = name
        notebook.cells.append(cell)
    return notebook
