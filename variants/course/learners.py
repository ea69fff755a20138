"""The learners of a course: from its list or its roster, compared with each other."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from variants.course.inside import FileFault, content, inside
from variants.course.model import Learner
from variants.course.own_words import faults
from variants.course.problems import CourseProblems, Problem, quoted
from variants.course.roster import MOST, Entry, fault_in_id, folded, read_roster
from variants.course.written import GONE, LearnerEntry, Roster

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from variants.course.reading import Written

__all__ = ["learners_of"]


def learners_of(
    written: Written, given: Sequence[LearnerEntry] | Roster | None, folder: Path
) -> tuple[tuple[Learner, ...], list[Problem]]:
    """Check the learners of a course.

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
    >>> text = "learners:\\n- a\\n- A"
    >>> print(learners_of(read_text("c.yml", text), [LearnerEntry(id="a"), LearnerEntry(id="A")], Path())[1][0])
    c.yml, line 3, key learners.2: found the learner "A" again, first as "a" in line 2; give each another id.
    """
    if given is None:
        return (), []
    if isinstance(given, Roster):
        file, key = given.roster, "id"
        entries, problems = _roster(written, file, folder)
    else:
        file, key = written.file, "learners"
        entries, problems = _list(written, given)
    seen = dict[str, Entry]()
    for place, entry in enumerate(entries):
        first = seen.setdefault(folded(entry.id), entry)
        if first is not entry:
            again = "" if first.id == entry.id else f" as {quoted(first.id)}"
            what = f"found the learner {quoted(entry.id)} again, first{again} in line {first.line}; give each another id"
            where = key if key == "id" else written.problem((key, entry.place), "").key
            problems.append(Problem(file, entry.line, where, what))
    problems += [
        Problem(file, entry.line, "name" if key == "id" else f"{key}.{entry.place + 1}.name", what)
        for entry in entries
        for what in [_fault_in_name(entry.name)]
        if what
    ]
    return tuple(Learner(id=entry.id, name=entry.name) for entry in entries), problems
