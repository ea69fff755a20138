"""Reading a lesson's source: text in, notebook out."""

from __future__ import annotations

import copy
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import jupytext
import nbformat
from jupytext.myst import MystMetadataParsingError

from variants.lesson import FrontMatter, SourceError, front_matter

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["SOURCES", "read", "sources"]

SOURCES = Path(__file__).parent.parent / "lessons" / "source"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_FRONT = re.compile(r"---\n(.*?\n)??---\n", re.DOTALL)


def sources(folder: Path = SOURCES) -> list[Path]:
    """List the sources of all lessons, in order.

    Examples
    --------
    >>> [path.name[:2] for path in sources()][:1]
    ['00']
    """
    return sorted(folder.glob("[0-9][0-9]*-*.md"))


def read(path: Path, model: type[FrontMatter] = FrontMatter) -> NotebookNode:
    """Read one lesson's source.

    Parameters
    ----------
    path : Path
        MyST text with our front matter on top.
    model : type
        What the front matter must hold; a lesson's, if not given.

    Returns
    -------
    NotebookNode
        Its cells carry the ids given in the source; ``metadata["lesson"]`` holds the front matter
        and the lesson's name.

    Raises
    ------
    SourceError
        If the front matter or a cell's metadata is wrong, or a cell has no id, or two cells have the same.

    Examples
    --------
    >>> notebook = read(sources()[0])
    >>> notebook.cells[0].id
    'warmup-intro'
    """
    return copy.deepcopy(_parsed(path.read_text(encoding="utf-8"), Path(path.name), model))


@lru_cache(32)  # a course asks for each of its copies
def _parsed(text: str, path: Path, model: type[FrontMatter]) -> NotebookNode:
    front = _FRONT.match(text)
    if front is None:
        msg = (
            f"{path.name}: the front matter is missing; begin the file with a line ---, YAML, and a line ---."
        )
        raise SourceError(msg)
    header = front_matter(front[1] or "", path.name, model)
    try:
        parsed = jupytext.reads(text[front.end() :], fmt="md:myst")
    except MystMetadataParsingError as error:
        msg = f"{path.name}, below the front matter: {' '.join(str(error).split())}"
        raise SourceError(msg) from error
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["lesson"] = {"name": path.stem, **header.model_dump()}
    seen: set[str] = set()
    for cell in parsed.cells:
        start = " ".join(cell.source.split())[:40]
        name = cell.metadata.pop("id", None)
        if not (isinstance(name, str) and _ID.fullmatch(name)):
            msg = f'{path.name}: the cell "{start}" has no id of the form section-name (found {name!r}); give it one.'
            raise SourceError(msg)
        if name in seen:
            msg = f"{path.name}: two cells have the id {name!r}; give the second one another."
            raise SourceError(msg)
        seen.add(name)
        cell.id = name
        notebook.cells.append(cell)
    return notebook
