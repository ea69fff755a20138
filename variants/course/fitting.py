"""What a course asks of its lessons against what their sources offer."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from variants.course import lessons, names
from variants.course.own_words import MOST_BYTES, faults
from variants.course.problems import CourseProblems, Problem, hint, listed, quoted
from variants.course.shape import places
from variants.course.text import decoded
from variants.course.written import GONE, LessonEntry, TextFile
from variants.minutes import ENDINGS
from widgets.tables import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from variants.course.finding import Finding
    from variants.course.lessons import Source
    from variants.course.reading import KeyPath

__all__ = ["Pair", "chosen", "endings", "parameters", "place", "sections"]

Pair = tuple[LessonEntry, lessons.Source | None]
_PLACES = {"country": names.countries, "currency": names.currencies}


def chosen(finding: Finding, entries: Sequence[LessonEntry]) -> list[Pair]:
    """Find the source of each lesson of the course."""
    pairs: list[Pair] = []
    for index, entry in enumerate(entries):
        found = None if entry.lesson == GONE else lessons.find(entry.lesson)
        if isinstance(found, str):
            finding.refuse(("lessons", index, "lesson"), found)
        pairs.append((entry, lessons.source(found) if found and not isinstance(found, str) else None))
    finding.once(("lessons",), [found.name if found else GONE for _entry, found in pairs])
    return pairs


def place(finding: Finding, key: str, word: str | None, pairs: Sequence[Pair]) -> str | None:
    """Find the code of the course's country or currency, and the lessons that do not offer it."""
    known = [(entry, found) for entry, found in pairs if found]
    asking = [(entry, found) for entry, found in known if key in found.choices]
    if word is None or word == GONE:
        return None
    if known and not asking and len(known) == len(pairs):
        finding.refuse((key,), f"is set, but no chosen lesson asks for a {key}; take it out")
        return None
    code = _code(finding, (key,), key, word)
    for entry, found in asking:
        if code and code not in found.choices[key] and key not in entry.parameters:
            what = f"found {quoted(word)}, which {found.name} does not offer; it has {listed(found.choices[key])}"
            finding.refuse((key,), f"{what}; or set {key} under its parameters")
    return code


def _code(finding: Finding, path: KeyPath, key: str, word: str) -> str | None:
    """Find a code by itself or by a name."""
    name, column = {"country": ("economies", "economy"), "currency": ("exchange_rates", "currency")}[key]
    codes = sorted({*table(name)[column], *(["USD"] if key == "currency" else [])})
    words = _PLACES[key](codes)
    if names.folded(word) in words:
        return words[names.folded(word)]
    elsewhere = names.without_figures(word) if key == "country" else ""
    near = get_close_matches(names.folded(word)[:80], words, n=1, cutoff=0.6)
    if elsewhere:
        what = f"found {quoted(word)}, but the kit has no figures of {elsewhere}; there are {listed(codes)}"
    else:
        advice = f'the nearest is "{words[near[0]]}"' if near else f"there are {listed(codes)}"
        what = f"found {quoted(word)}, expected a {key}; {advice}"
    finding.refuse(path, what)
    return None


def parameters(finding: Finding, index: int, pair: Pair, level: str) -> dict[str, Any]:
    """Check the parameters of one lesson."""
    entry, found = pair
    result = dict(entry.parameters)
    if found is None:
        return result
    for name, value in entry.parameters.items():
        path: KeyPath = ("lessons", index, "parameters", name)
        if name not in found.choices:
            finding.refuse(path, f"is no parameter of {found.name}; {hint(name, found.choices)}")
            continue
        if name in _PLACES and isinstance(value, str):
            result[name] = _code(finding, path, name, value)
            if result[name] is None:
                continue
        what = lessons.fault_in_value(found, name, result[name], finding.shown(path))
        if what:
            finding.refuse(path, what)
    if level not in found.choices.get("level", [level]) and "level" not in result:
        finding.refuse(("level",), f"found {quoted(level)}, which {found.name} does not offer")
    return result


def endings(
    finding: Finding, given: Sequence[str] | None, minutes: int, pairs: Sequence[Pair]
) -> tuple[str, ...] | None:
    """Check the endings against the minutes and each lesson."""
    if given is None:
        return None
    count = ENDINGS[minutes]
    if len(given) != count:
        fits = f"{count or 'no'} ending{'s' * (count != 1)}"
        advice = f"name {count}" if count else "take the key out"
        finding.refuse(("endings",), f"names {len(given)}, but {minutes} minutes hold {fits}; {advice}")
    finding.once(("endings",), given)
    for index, name in enumerate(given):
        for _entry, found in pairs:
            if found and name != GONE and name not in found.front["endings"]:
                what = f"found {quoted(name)}, which is no ending of {found.name}"
                finding.refuse(("endings", index), f"{what}; {hint(name, found.front['endings'])}")
    return tuple(given)


def sections(
    finding: Finding, index: int, pair: Pair, minutes: int, taken: Sequence[str] | None
) -> dict[str, dict[str, str]]:
    """Check the sections that a lesson drops and adds, and read its own words."""
    entry, found = pair
    here: KeyPath = ("lessons", index)
    words = {key: _words(finding, (*here, key), getattr(entry, key)) for key in ("before", "after")}
    if found is None:
        return words
    drop, add = (_known(finding, (*here, key), getattr(entry, key), found) for key in ("drop", "add"))
    conflicts = list(lessons.conflicts(found, minutes, taken, drop, add))
    for key, at, what in conflicts:
        finding.refuse((*here, key, at), what)
    whole = not conflicts and GONE not in (*drop, *add)
    copy = lessons.shaped(found, minutes, taken, drop, add) if whole and any(words.values()) else None
    for key in ("before", "after"):
        for name in getattr(entry, key):
            what = lessons.unknown_section(found, name)
            if not what and (lessons.dropped(name, drop) if copy is None else not places(copy.cells, name)):
                what = f"puts words beside {quoted(name)}, which drop takes away; choose one of the two"
            if what:
                finding.refuse((*here, key, name), what)
    return words


def _known(finding: Finding, path: KeyPath, given: Sequence[str], found: Source) -> list[str]:
    """Keep the names that are sections, each at its place."""
    finding.once(path, given)
    result = []
    for index, name in enumerate(given):
        what = "" if name == GONE else lessons.unknown_section(found, name)
        if what:
            finding.refuse((*path, index), what)
        result.append(GONE if what or name in given[:index] else name)
    return result


def _words(finding: Finding, path: KeyPath, given: Mapping[str, str | TextFile]) -> dict[str, str]:
    """Read own Markdown."""
    result = {}
    for name, value in given.items():
        here, file = (*path, name), value.file if isinstance(value, TextFile) else ""
        text = "" if isinstance(value, TextFile) else value
        if file:
            found = finding.read((*here, "file"), file, MOST_BYTES)
            if not found:
                continue
            try:
                text = decoded(file, found[1])
            except CourseProblems as error:
                finding.problems += error.problems
                continue
        if not text.strip():
            finding.refuse(here, "holds no words; write some or take the key out")
        for line, what in faults(text):
            finding.problems.append(
                Problem(file, line, "", what) if file else finding.written.problem(here, what)
            )
        text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
        result[name] = text.strip("\n")
    return result
