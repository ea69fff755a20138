"""When a learner acts in class: within five minutes, and never more than ten minutes later again."""

from __future__ import annotations

import ast
from itertools import combinations
from typing import TYPE_CHECKING, Any

from variants.minutes import BREAK, ENDING, ENDINGS, section, timetable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

__all__ = ["FIRST", "REST", "acting", "idle", "path"]

FIRST, REST = 5, 10  # minutes before the first act, and between the end of one and the start of the next
_ASKS = frozenset(
    [
        "Control",
        "ask",
        "choose",
        "estimate",
        "explore",
        "fill",
        "headline",
        "predict",
        "rank",
        "ruler",
        "write",
    ]
)


def acting(notebook: NotebookNode) -> set[str]:
    """Name the sections in which a learner acts.

    Parameters
    ----------
    notebook : NotebookNode
        The source as read.

    Returns
    -------
    set of str
        Sections that hold a question, a control, or a task for pairs or on paper: a cell whose id ends
        in ``-ask``. Cells of teachers do not count.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_code_cell, new_markdown_cell
    >>> cells = [new_markdown_cell("Why?", id="look-ask"), new_code_cell("predict('a')", id="guess-a")]
    >>> sorted(acting(new_notebook(cells=[*cells, new_markdown_cell("Read.", id="example-a")])))
    ['guess', 'look']
    """
    return {
        section(cell.id)
        for cell in notebook.cells
        if "teacher" not in cell.metadata.get("tags", ()) and (cell.id.endswith("-ask") or _asks(cell))
    }


def _asks(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _ASKS
        for node in ast.walk(ast.parse(cell.source))
    )


def path(front: Mapping[str, Any], length: int, endings: tuple[str, ...]) -> list[tuple[str, float, float]]:
    """Say from when to when each section goes, with the endings that a class takes.

    Parameters
    ----------
    front : mapping
        The front matter.
    length : int
        Minutes of the class period.
    endings : tuple of str
        As many as fit; they share the minutes of the endings equally.

    Returns
    -------
    list of (str, float, float)
        Section, first and last minute.

    Examples
    --------
    >>> path({"minutes": {"look": {90: 66}, "ending": {90: 24}}}, 90, ("source", "write"))
    [('look', 0, 66), ('source', 66.0, 78.0), ('write', 78.0, 90.0)]
    """
    table: list[tuple[str, float, float]] = []
    for part, start, end in timetable(front, length):
        if part == ENDING:
            each = (end - start) / len(endings)
            table += [
                (name, start + place * each, start + (place + 1) * each) for place, name in enumerate(endings)
            ]
        else:
            table.append((part, start, end))
    return table


def idle(front: Mapping[str, Any], acting: set[str]) -> list[str]:
    """Find stretches of a class period in which a learner looks on for too long.

    Parameters
    ----------
    front : mapping
        The front matter: ``minutes`` and ``endings``.
    acting : set of str
        From `acting`. In such a section the learner is taken to act from its first minute to its last. A break is neither.

    Returns
    -------
    list of str
        One clause each stretch, for every length of the period and every choice of endings; empty if all is well.

    Examples
    --------
    >>> front = {"minutes": {"look": {45: 6}, "turn": {45: 39}}, "endings": []}
    >>> idle(front, {"turn"})[0][:78]
    'look: in the 45 minutes a learner looks on for 6 minutes before turn, and 5 ar'
    """
    found: dict[str, None] = {}
    for length, count in ENDINGS.items():
        for endings in combinations(front["endings"], count):
            found.update(dict.fromkeys(_stretches(path(front, length, endings), length, acting)))
    return list(found)


def _stretches(table: list[tuple[str, float, float]], length: int, acting: set[str]) -> Iterator[str]:
    """Say which stretches without an act are too long, and where to put one: into the longest section."""
    waiting, limit = dict[str, float](), FIRST
    for name, start, end in [*table, ("", float(length), float(length))]:
        if name and name not in acting:
            waiting[name] = 0 if name == BREAK else end - start
            continue
        idle = sum(waiting.values())
        if idle > limit:
            place = max(waiting, key=lambda each: waiting[each])
            yield (
                f"{place}: in the {length} minutes a learner looks on for {idle:g} minutes before "
                f"{name or 'the end'}, and {limit} are allowed; add a cell {place}-ask with a task for pairs, "
                "and how to do it alone"
            )
        waiting, limit = {}, REST
