"""The learners of a course: from its list or its roster, compared with each other."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from variants.course.inside import FileFault, content, inside
from variants.course.model import Learner
from variants.course.own_words import faults
from variants.course.problems import CourseProblems, Problem, quoted
from variants.course.roster import MOST, Entry, fault_in_id, folded, read_roster
from variants.course.written import GONE, LearnerEntry, Roster

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from variants.course.reading import Written

__all__ = ["learners_of"]


def learners_of(
    written: Written, given: Sequence[LearnerEntry] | Roster | None, folder: Path
) -> tuple[tuple[Learner, ...], list[Problem]]:
    r"""Check the learners of a course.

    Parameters
    ----------
    written : Written
        The course file.
    given : list of LearnerEntry, Roster or None
        What stands there.
    folder : Path
        The course folder, for the roster.

    Returns
    -------
    tuple of Learner
    list of Problem

    Examples
    --------
    >>> from pathlib import Path
    >>> from variants.course.reading import read_text
    >>> text = "learners:\n- a\n- A"
    >>> print(
    ...     learners_of(read_text("c.yml", text), [LearnerEntry(id="a"), LearnerEntry(id="A")], Path())[1][0]
    ... )
    c.yml, line 3, key learners.2: found the learner "A" again, first as "a" in line 2; give each another id.
    """
    if given is None:
        return (), []
    if isinstance(given, Roster):
        file, (entries, problems) = given.roster, _roster(written, given.roster, folder)
    else:
        file, (entries, problems) = written.file, _list(written, given)
    seen = dict[str, Entry]()
    for entry in entries:
        first = seen.setdefault(folded(entry.id), entry)
        if first is not entry:
            other = "" if first.id == entry.id else f" as {quoted(first.id)}"
            what = f"found the learner {quoted(entry.id)} again, first{other} in line {first.line}"
            problems.append(Problem(file, entry.line, entry.key, f"{what}; give each another id"))
        named = "name" if entry.key == "id" else entry.key.removesuffix(".id")
        problems += [Problem(file, entry.line, named, what) for what in _faults_in_name(entry.name)]
    return tuple(Learner(id=entry.id, name=entry.name) for entry in entries), problems


def _list(written: Written, given: Sequence[LearnerEntry]) -> tuple[list[Entry], list[Problem]]:
    if not given:
        what = "found an empty list, expected learners; write some or take the key out"
        return [], [written.problem(("learners",), what)]
    if len(given) > MOST:
        what = f"names {len(given):,} learners, expected at most {MOST:,}; make several courses"
        return [], [written.problem(("learners", MOST), what)]
    entries, problems = [], []
    for place, each in enumerate(given):
        if each.id == GONE:
            continue
        learner = unicodedata.normalize("NFC", each.id)
        where = written.problem(("learners", place, "id"), fault_in_id(learner))
        if where.text:
            problems.append(where)
        else:
            name = unicodedata.normalize("NFC", each.name)
            entries.append(Entry(where.line, where.key, learner, name))
    return entries, problems


def _roster(written: Written, name: str, folder: Path) -> tuple[list[Entry], list[Problem]]:
    if name == GONE:
        return [], []
    try:
        return read_roster(name, content(inside(folder, name)))
    except FileFault as fault:
        return [], [written.problem(("learners", "roster"), f"{quoted(name)} {fault}")]
    except CourseProblems as error:
        return [], error.problems


def _faults_in_name(name: str) -> Iterator[str]:
    if name.strip() != name or "\n" in name or len(name) > 200:
        yield f"found the name {quoted(name)}, expected a name on one line, of at most 200 characters"
    yield from (f"in the name {quoted(name)}: {what}" for _line, what in faults(name))
