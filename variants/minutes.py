"""A lesson's minutes: what each part takes in a class period of each length."""

from __future__ import annotations

import difflib
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from nbformat import NotebookNode

__all__ = [
    "BREAK",
    "ENDING",
    "ENDINGS",
    "LENGTHS",
    "MORE",
    "check",
    "columns",
    "part",
    "section",
    "sections",
    "timetable",
]

ENDINGS = {45: 0, 50: 1, 55: 1, 90: 2}  # how many endings fit, by minutes of the class period
LENGTHS = tuple(ENDINGS)
ENDING, BREAK, MORE, SOURCES = "ending", "break", "more", "sources"


def section(cell_id: str) -> str:
    """Return the section a cell belongs to.

    Examples
    --------
    >>> section("look-intro")
    'look'
    """
    return cell_id.partition("-")[0]


def part(cell_id: str) -> str:
    """Return what a course file calls the section of a cell: under "more" the first two parts of its id.

    Examples
    --------
    >>> part("look-chart"), part("more-order-question"), part("more-intro")
    ('look', 'more-order', 'more-intro')
    """
    name = section(cell_id)
    return "-".join(cell_id.split("-")[:2]) if name == MORE else name


def sections(notebook: NotebookNode) -> list[str]:
    """List the sections that learners see, in reading order; one whose cells stand apart comes twice.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_markdown_cell
    >>> sections(new_notebook(cells=[new_markdown_cell(id=name) for name in ("look-a", "look-b", "turn-a")]))
    ['look', 'turn']
    """
    seen = [cell.id for cell in notebook.cells if "teacher" not in cell.metadata.get("tags", [])]
    return [name for name, _cells in groupby(seen, section)]


def columns(minutes: Mapping[str, Mapping[int, int]]) -> list[str]:
    """Find what is wrong with a lesson's minutes by themselves.

    Parameters
    ----------
    minutes : mapping
        Minutes by part and by length of the class period.

    Returns
    -------
    list of str
        One clause each; empty if every column sums to its length.

    Examples
    --------
    >>> columns({"look": {45: 45, 50: 41, 55: 45, 90: 60}, "ending": {45: 0, 50: 9, 55: 9, 90: 30}})
    ['the column 55 sums to 54; make its parts sum to 55']
    """
    lengths = ", ".join(map(str, LENGTHS))
    faults = [
        f"{part} has minutes for {', '.join(map(str, row)) or 'no length'}; give them for {lengths}"
        for part, row in minutes.items()
        if set(row) != set(LENGTHS)
    ]
    faults += [
        f"{part} has {time} minutes in the column {length}; give none or more"
        for part, row in minutes.items()
        for length, time in row.items()
        if time < 0
    ]
    if ENDING not in minutes:
        faults.append(f"the part {ENDING} is missing; give its minutes")
    if faults:
        return faults
    for length, count in ENDINGS.items():
        total = sum(row[length] for row in minutes.values())
        if total != length:
            faults.append(f"the column {length} sums to {total}; make its parts sum to {length}")
        time = minutes[ENDING][length]
        if bool(time) != bool(count):
            wanted = "above 0" if count else "0"
            faults.append(
                f"{ENDING} has {time} minutes in the column {length}, which holds {count}; make them {wanted}"
            )
    return faults


def check(front: Mapping[str, Any], sections: Sequence[str]) -> list[str]:
    """Compare a lesson's minutes and endings with its sections.

    Parameters
    ----------
    front : mapping
        The front matter: ``minutes`` and ``endings``.
    sections : list of str
        From `sections`, in reading order.

    Returns
    -------
    list of str
        One clause each; empty if every part is a section, every section of the class path has its
        minutes, and all stand in order: class path with its endings, "more", sources.

    Examples
    --------
    >>> front = {"minutes": {"look": {}, "ending": {}}, "endings": ["source", "cases", "write"]}
    >>> check(front, ["look", "source", "cases", "write", "more", "sources"])
    []
    >>> check(front, ["look", "guess", "source", "cases", "write", "more", "sources"])
    ['the section guess has no minutes; give them, or move it under more']
    """
    endings, parts = front["endings"], [part for part in front["minutes"] if part not in (ENDING, BREAK)]
    faults = [
        f"the cells of the section {name} stand apart; put them together"
        for name in dict.fromkeys(sections)
        if sections.count(name) > 1
    ]
    faults += list(_unknown("minutes", parts, sections)) + list(_unknown("endings", endings, sections))
    faults += [
        f"minutes: {name} is an ending; its minutes stand under {ENDING}" for name in parts if name in endings
    ]
    if len(set(endings)) < 3:
        faults.append(f"endings: {len(set(endings))} are named; name at least three")
    if faults:
        return faults
    faults = [
        f"the section {name} has no minutes; give them, or move it under {MORE}"
        for name in sections
        if name not in {*parts, *endings, MORE, SOURCES}
    ]
    return faults or _order(front, sections)


def _unknown(key: str, names: Iterable[str], sections: Sequence[str]) -> Iterator[str]:
    for name in names:
        if name not in sections:
            near = difflib.get_close_matches(name, sections, n=1)
            hint = f"the nearest is {near[0]}" if near else f"there are {', '.join(sections)}"
            yield f"{key}: {name} is no section of the lesson; {hint}"


def _order(front: Mapping[str, Any], sections: Sequence[str]) -> list[str]:
    path: list[str] = []
    for part in front["minutes"]:
        path += front["endings"] if part == ENDING else [] if part == BREAK else [part]
    wanted = [*path, MORE] + [SOURCES] * (SOURCES in sections and SOURCES not in path)
    if list(sections) == wanted:
        return []
    return [f"the sections stand in the order {', '.join(sections)}; the order wanted is {', '.join(wanted)}"]


def timetable(front: Mapping[str, Any], length: int) -> list[tuple[str, int, int]]:
    """Say from when to when each part goes.

    Parameters
    ----------
    front : mapping
        The front matter; its ``minutes`` give the order too.
    length : int
        Minutes of the class period: 45, 50, 55 or 90.

    Returns
    -------
    list of (str, int, int)
        Part, first and last minute; a part that takes no time is left out.

    Examples
    --------
    >>> timetable({"minutes": {"look": {50: 41}, "break": {50: 0}, "ending": {50: 9}}}, 50)
    [('look', 0, 41), ('ending', 41, 50)]
    """
    table, start = [], 0
    for part, row in front["minutes"].items():
        if row[length]:
            table.append((part, start, start + row[length]))
        start += row[length]
    return table
