"""Shaping a lesson for one course: what its class period leaves out folds, sections go or come, own text comes in.

All of it is done on the source's English but the own text, which comes after translation.
"""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import TYPE_CHECKING

import nbformat

from variants.course.figures import QUIET, with_figures
from variants.lesson import SourceError
from variants.markdown import MARKDOWN
from variants.minutes import BREAK, ENDING, MORE, part, section
from variants.seal import CAPTURE
from variants.select import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nbformat import NotebookNode

__all__ = ["places", "shape", "silence", "with_own"]

EXIT = "exit"
INTRO = f"{MORE}-intro"


def shape(
    notebook: NotebookNode, minutes: int, drop: Sequence[str] = (), add: Sequence[str] = ()
) -> NotebookNode:
    """Drop sections, fold those that the class period leaves out, and take others into the class path.

    Parameters
    ----------
    notebook : NotebookNode
        A lesson for one audience, with its endings chosen.
    minutes : int
        Length of the class period. A section that has no minutes in it folds under "more".
    drop : list of str
        Sections to leave out. Without "more", nothing that folds under it is left either.
    add : list of str
        Sections that stay although they have no minutes, and parts of "more" that go into the class path, before
        its exit slip, in this order.

    Returns
    -------
    NotebookNode
        A copy. Every cell that is left finds the figures that it had; a cell that only gives figures is marked as
        quiet, see `silence`.

    Examples
    --------
    >>> from variants.source import read, sources
    >>> lesson = shape(read(sources()[0]), 50, drop=["guess", "reveal"], add=["more-article"])
    >>> [
    ...     cell.id
    ...     for cell in lesson.cells
    ...     if cell.id in ("warmup-intro", "more-article", "exit-intro", "more-intro")
    ... ]
    ['more-article', 'exit-intro', 'more-intro', 'warmup-intro']
    """
    result = copy.deepcopy(notebook)
    front = result.metadata["lesson"]
    cells = _added(result.cells, [name for name in add if name.startswith(f"{MORE}-")])
    out = [
        name
        for name, row in front["minutes"].items()
        if not row[minutes] and name not in (ENDING, BREAK, *add)
    ]
    cells = fold(cells, out)
    if MORE in drop:
        start = next((place for place, cell in enumerate(cells) if cell.id == INTRO), len(cells))
        under = {*front["endings"], *out, MORE}
        cells = [*cells[:start], *(cell for cell in cells[start:] if section(cell.id) not in under)]
    gone = set(drop) - {MORE}
    cells = [cell for cell in cells if not gone & {part(cell.id), section(cell.id)}]
    if [cell.id for cell in cells] != [cell.id for cell in result.cells]:
        cells = with_figures(result.cells, cells)
    result.cells = cells
    return result


def _added(cells: list[NotebookNode], names: Sequence[str]) -> list[NotebookNode]:
    """Take parts of "more" into the class path, each heading one level up."""
    coming = [cell for name in names for cell in cells if part(cell.id) == name]
    left = [cell for cell in cells if part(cell.id) not in names]
    place = next(
        (place for place, cell in enumerate(left) if section(cell.id) == EXIT or cell.id == INTRO), len(left)
    )
    return [*left[:place], *(_higher(cell) for cell in coming), *left[place:]]


def _higher(cell: NotebookNode) -> NotebookNode:
    if cell.cell_type == "markdown":
        cell = copy.deepcopy(cell)
        cell.source = _levels(cell.source, lambda level: max(level - 1, 2))
    return cell


def _levels(text: str, change: Callable[[int], int]) -> str:
    """Write each heading at another level, and as one line that begins with #."""
    lines: list[str | None] = list(text.split("\n"))
    tokens = MARKDOWN.parse(text)
    for token, words in pairwise(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            first, end = token.map
            marks = "#" * min(change(int(token.tag[1])), 6)
            lines[first:end] = [
                f"{marks} {' '.join(words.content.split())}".rstrip(),
                *[None] * (end - first - 1),
            ]
    return "\n".join(line for line in lines if line is not None)


def silence(notebook: NotebookNode) -> NotebookNode:
    """Let the cells that only give figures show nothing: after translation, which reads plain Python.

    Examples
    --------
    >>> cell = nbformat.v4.new_code_cell("a = 1", metadata={"quiet": True})
    >>> silence(nbformat.v4.new_notebook(cells=[cell])).cells[0].source.splitlines()
    ['%%capture', 'a = 1']
    """
    result = copy.deepcopy(notebook)
    for cell in result.cells:
        if cell.metadata.pop(QUIET, False):
            cell.source = CAPTURE + cell.source
    return result


def with_own(notebook: NotebookNode, before: Mapping[str, str], after: Mapping[str, str]) -> NotebookNode:
    """Put an instructor's own Markdown before and after sections.

    Parameters
    ----------
    notebook : NotebookNode
        A translated lesson: own text is not translated.
    before, after : mapping of str to str
        Section to its text.

    Returns
    -------
    NotebookNode
        A copy. The new cells, ``<section>-own-before`` and ``<section>-own-after``, are the first and the last that
        learners see of their section. Their headings rank no higher than the section's own.

    Raises
    ------
    SourceError
        If the copy has no such section.

    Examples
    --------
    >>> cell = nbformat.v4.new_markdown_cell("## Look", id="look-intro")
    >>> made = with_own(
    ...     nbformat.v4.new_notebook(cells=[cell]), {"look": "Open your books."}, {"look": "# Home"}
    ... )
    >>> [(cell.id, cell.source) for cell in made.cells]
    [('look-own-before', 'Open your books.'), ('look-intro', '## Look'), ('look-own-after', '## Home')]
    """
    result = copy.deepcopy(notebook)
    for texts, end in ((before, "before"), (after, "after")):
        for name, text in texts.items():
            found = places(result.cells, name)
            if not found:
                msg = f"{end}: this copy has no section {name!r}; choose another, or take the text away."
                raise SourceError(msg)
            folded = any(cell.id == INTRO for cell in result.cells[: found[-1]])
            own = nbformat.v4.new_markdown_cell(_ranked(text, 3 if folded else 2), id=f"{name}-own-{end}")
            result.cells.insert(found[0] if end == "before" else found[-1] + 1, own)
    return result


def places(cells: Sequence[NotebookNode], name: str) -> list[int]:
    """Say where the cells of a section stand that learners see; what a teacher reads after them belongs to them.

    Examples
    --------
    >>> places([nbformat.v4.new_markdown_cell("## Look", id="look-intro")], "look")
    [0]
    """
    start = next((place for place, cell in enumerate(cells) if cell.id == INTRO), 0) if name == MORE else 0
    return [
        place
        for place, cell in enumerate(cells)
        if place >= start
        and name in (part(cell.id), section(cell.id))
        and not cell.source.startswith(CAPTURE)
        and "teacher" not in cell.metadata.get("tags", [])
    ]


def _ranked(text: str, highest: int) -> str:
    """Write a text's headings so that the highest has this rank at most, and the others keep their distance."""
    ranks = [
        int(token.tag[1])
        for token in MARKDOWN.parse(text)
        if token.type == "heading_open" and token.level == 0
    ]
    step = max(highest - min(ranks, default=highest), 0)
    return _levels(text, lambda level: level + step)
