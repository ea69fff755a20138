"""The lessons of a course against their sources: parameters, endings, sections, own words."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from variants.course.problems import hint, quoted
from variants.course.shape import shape
from variants.minutes import ENDING, ENDINGS, MORE, SOURCES, section, sections
from variants.select import select
from variants.source import read, sources
from widgets.errors import LessonError
from widgets.lesson import check_parameter, expand

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from nbformat import NotebookNode

__all__ = [
    "Source",
    "chosen_endings",
    "conflicts",
    "dropped",
    "fault_in_value",
    "find",
    "parts",
    "shaped",
    "source",
    "unknown_section",
]

_QUESTIONS = ("predict", "choose", "estimate", "rank", "fill", "write", "headline", "explore", "ruler")


class Source(NamedTuple):
    """A lesson's source: what a course may say of it."""

    name: str
    front: Mapping[str, Any]
    notebook: NotebookNode

    @property
    def choices(self) -> dict[str, list[Any]]:
        """The possible values of each parameter."""
        return {each["name"]: expand(each["choices"]) for each in self.front["parameters"]}


def find(word: str) -> Path | str:
    """Find a lesson by its number or its whole name.

    Parameters
    ----------
    word : str
        Such as ``03`` or ``03-investment-figures``.

    Returns
    -------
    Path or str
        Its source, or what is wrong.

    Examples
    --------
    >>> find("00").name, find("3c")
    ('00-reading-a-claim.md', 'found "3c", expected a lesson; the nearest is "03"')
    """
    paths = sources()
    known = {path.stem: path for path in paths} | {path.stem.partition("-")[0]: path for path in paths}
    if word in known:
        return known[word]
    return f"found {quoted(word)}, expected a lesson; {hint(word, sorted(known, key=len))}"


@cache
def source(path: Path) -> Source:
    """Read a lesson's source once."""
    notebook = read(path)
    return Source(path.stem, notebook.metadata["lesson"], notebook)


def parts(notebook: NotebookNode) -> list[str]:
    """List what a course can drop, add or put words beside: sections, and parts of "more".

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_code_cell
    >>> parts(
    ...     new_notebook(cells=[new_code_cell(id=name) for name in ("look-a", "more-intro", "more-order-a")])
    ... )
    ['look', 'more', 'more-order']
    """
    below = [_part(cell.id) for cell in notebook.cells if _below_more(cell.id)]
    return list(dict.fromkeys([*sections(notebook), *below]))


def _part(cell_id: str) -> str:
    return "-".join(cell_id.split("-")[:2]) if _below_more(cell_id) else section(cell_id)


def _below_more(cell_id: str) -> bool:
    return section(cell_id) == MORE and cell_id != f"{MORE}-intro"


def unknown_section(found: Source, name: str) -> str:
    """Say that a lesson has no such section; nothing if it has."""
    known = parts(found.notebook)
    if name in known:
        return ""
    return f"found {quoted(name)}, expected a section of {found.name}; {hint(name, known)}"


def fault_in_value(found: Source, name: str, value: Any, shown: str) -> str:
    """Say why a value of a parameter cannot serve; nothing if it can."""
    possible = found.choices[name]
    try:
        check_parameter(name, value, possible)
    except (LessonError, OverflowError):
        what = f"found {quoted(value, shown)}, expected a value of {name} in {found.name}"
        if isinstance(value, str) and value in map(str, possible):
            return f"{what}; take the quotes away"
        if str(shown) in possible:
            return f'{what}; put it in quotes: "{shown}"'
        return f"{what}; {hint(value, possible)}"
    return ""


def chosen_endings(found: Source, minutes: int, endings: Sequence[str] | None) -> list[str]:
    """Say which endings stand in the class path of a lesson.

    Examples
    --------
    >>> chosen_endings(source(find("03")), 90, None)
    ['source', 'cases']
    """
    return list(endings if endings is not None else found.front["endings"][: ENDINGS[minutes]])


def conflicts(
    found: Source, minutes: int, endings: Sequence[str] | None, drop: Sequence[str], add: Sequence[str]
) -> Iterator[tuple[str, int, str]]:
    """Find what cannot go together in one lesson.

    Parameters
    ----------
    found : Source
        The lesson.
    minutes : int
        Length of the class period.
    endings : list of str or None
        The course's, if it names some.
    drop, add : list of str
        Sections of the lesson, all of them known.

    Yields
    ------
    (str, int, str)
        ``drop`` or ``add``, the place in that list, and what is wrong.

    Examples
    --------
    >>> next(conflicts(source(find("03")), 50, None, ["guess"], []))[2][:77]
    'drops "guess", but the cell reveal-chart of 03-investment-figures waits for i'
    """
    taken = chosen_endings(found, minutes, endings)
    for place, name in enumerate(add):
        if name in drop:
            yield "add", place, f"adds {quoted(name)}, which drop takes away; choose one of the two"
        elif _in_class(found, name, minutes, taken):
            yield (
                "add",
                place,
                f"adds {quoted(name)}, which stands in the {minutes} minutes anyway; take it out",
            )
        elif name in (MORE, SOURCES):
            yield (
                "add",
                place,
                f"adds {quoted(name)}, expected an ending, a section left out or a part of more",
            )
    for place, name in enumerate(drop):
        if name == SOURCES:
            yield "drop", place, 'drops "sources", which licences ask for; keep it'
        elif name in taken:
            yield (
                "drop",
                place,
                f"drops {quoted(name)}, with which the class ends; name other endings, or keep it",
            )
        else:
            yield from (("drop", place, what) for what in _waiting(found, name, drop))
    path = [name for name in found.front["minutes"] if _in_class(found, name, minutes, taken)]
    if path and not set(path) - set(drop):
        yield "drop", 0, f"drops all that {found.name} has for the {minutes} minutes; keep a section"


def shaped(
    found: Source, minutes: int, endings: Sequence[str] | None, drop: Sequence[str], add: Sequence[str]
) -> NotebookNode:
    """Cut a lesson as its copies will be, before translation.

    Examples
    --------
    >>> made = shaped(source(find("03")), 45, None, ["more"], [])
    >>> any(cell.id.startswith("source-") for cell in made.cells)
    False
    """
    wanted = {*chosen_endings(found, minutes, endings), *add}
    kept = [name for name in found.front["endings"] if name in wanted]
    return shape(select(found.notebook, "learner", kept), minutes, drop, add)


def _in_class(found: Source, name: str, minutes: int, taken: Sequence[str]) -> bool:
    row = found.front["minutes"].get(name) if name != ENDING else None
    return name in taken or bool(row and row[minutes])


def dropped(name: str, drop: Sequence[str]) -> bool:
    """Say whether a cell or a part goes with the sections that are dropped.

    Examples
    --------
    >>> dropped("more-order-chart", ["more"]), dropped("more", ["more-order"])
    (True, False)
    """
    return any(_within(name, each) for each in drop)


def _within(cell_id: str, name: str) -> bool:
    return cell_id == name or cell_id.startswith(f"{name}-")


def _waiting(found: Source, name: str, drop: Sequence[str]) -> Iterator[str]:
    """Find the first kept cell that opens only with an answer in the dropped section."""
    cells = [cell for cell in found.notebook.cells if cell.cell_type == "code"]
    asked = {uid for cell in cells if _within(cell.id, name) for uid in _calls(cell.source)[0]}
    kept = [cell for cell in cells if not dropped(cell.id, drop)]
    for cell in kept:
        for uid in _calls(cell.source)[1]:
            if uid in asked:
                yield (
                    f'drops {quoted(name)}, but the cell {cell.id} of {found.name} waits for its question "{uid}"; '
                    f"drop {quoted(_part(cell.id))} too, or keep both"
                )
                return


@cache
def _calls(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the questions that a cell asks, and those for whose answers it waits."""
    asked, waited = [], []
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        first = node.args[0] if node.args else None
        if isinstance(node.func, ast.Name) and node.func.id in _QUESTIONS and isinstance(first, ast.Constant):
            asked.append(str(first.value))
        waited += [
            str(word.value.value)
            for word in node.keywords
            if word.arg == "after" and isinstance(word.value, ast.Constant) and word.value.value
        ]
    return tuple(asked), tuple(waited)
