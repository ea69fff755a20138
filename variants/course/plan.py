"""A course as copies to build: which lessons, in which languages, for whom, and what each depends on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from variants.course import keys
from variants.course.inputs import build_day, digest, file_hash, kit_hash
from variants.course.model import values
from variants.course.stop import Stop
from variants.source import SOURCES, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from variants.course.model import Audience, Course, CourseLesson

__all__ = ["Copy", "Plan", "Run", "Unit", "front", "plan", "runs"]

CHUNK = 100  # learners whose copies one task makes; what they share is run once for them


@dataclass(frozen=True)
class Copy:
    """One lesson in one language for one audience; of a learner's own copy also the token and the variant."""

    audience: Audience
    language: str
    lesson: str
    inputs: str
    learner: str = ""
    token: str = ""
    variant: str = ""

    @property
    def root(self) -> str:
        """The folder of all lessons and languages of this copy, within the build's."""
        return f"learners/{self.learner}" if self.learner else self.audience

    @property
    def key(self) -> str:
        """Name of this copy within the build: where it stands, without an ending."""
        return f"{self.root}/{self.language}/{self.lesson}"


@dataclass(frozen=True)
class Unit:
    """All lessons and languages of one copy, to be written in other formats than notebooks."""

    root: str
    audience: str
    inputs: str
    copies: tuple[Copy, ...]
    learner: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything that a course asks for."""

    course: Course
    copies: tuple[Copy, ...]
    units: tuple[Unit, ...]
    own: tuple[tuple[str, bytes], ...]  # tables that stand in for the kit's, by name


@dataclass(frozen=True)
class Run:
    """A task: copies of one lesson in one language that come from one run. It goes to a worker whole."""

    kit: str
    day: str
    course: Course
    lesson: CourseLesson
    language: str
    copies: tuple[Copy, ...]
    own: tuple[tuple[str, bytes], ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        """What a lesson finds in its environment: a day on which its figures are good, and own tables are read."""
        return {"SOURCE_DATE_EPOCH": self.day}


@lru_cache
def front(lesson: str) -> dict[str, Any]:
    """Read a lesson's front matter.

    Examples
    --------
    >>> front("03-investment-figures")["endings"]
    ['source', 'cases', 'write']
    """
    return dict(read(SOURCES / f"{lesson}.md").metadata["lesson"])


def _shared(course: Course, own: Sequence[tuple[str, bytes]]) -> dict[str, Any]:
    """What every copy of a course depends on, as plain values: not the roster, nor where the course stands."""
    chosen = course.model_dump(include={"title", "level", "minutes", "endings", "country", "currency"})
    tables = {name: hashlib.sha256(content).hexdigest() for name, content in own}
    own_figures, kept = bool(course.learners), "ipynb" in course.formats
    return {**chosen, "kit": kit_hash(), "tables": tables, "own": own_figures, "kept": kept}


def plan(course: Course, secret: bytes | None) -> Plan:
    """List the copies of a course.

    Parameters
    ----------
    course : Course
        A checked course.
    secret : bytes or None
        Of ``course.key``; None for a plan that is only looked at.

    Returns
    -------
    Plan

    Raises
    ------
    Stop
        If two copies would have the same variant id.

    Examples
    --------
    >>> from pathlib import Path
    >>> from variants.course.model import Course, CourseLesson
    >>> lessons = (CourseLesson(name="03-investment-figures"),)
    >>> found = plan(Course(title="T", lessons=lessons, folder=Path(), source=Path("course.yml")), None)
    >>> [copy.key for copy in found.copies]
    ['learner/en/03-investment-figures', 'teacher/en/03-investment-figures']
    """
    own = tuple((name, path.read_bytes()) for name, path in sorted(course.tables.items()))
    shared = _shared(course, own)
    tables = digest(shared["tables"]) if own else ""
    copies: list[Copy] = []
    for lesson in course.lessons:
        source = file_hash(SOURCES / f"{lesson.name}.md")
        for language in course.languages:
            common = digest(shared, source, lesson.model_dump(), language)
            given = values(course, lesson, language, front(lesson.name))
            for audience in course.audiences:
                one = Copy(audience, language, lesson.name, digest(common, audience))
                if audience != "learner" or not course.learners:
                    copies.append(one)
                    continue
                for learner in course.learners:
                    token = keys.token(secret or b"", learner.id)
                    variant = keys.variant(token, lesson.name, given, tables)
                    inputs = digest(one.inputs, token, variant)
                    copies.append(Copy("learner", language, lesson.name, inputs, learner.id, token, variant))
    _refuse_twins(copies)
    return Plan(course, tuple(copies), _units(course, copies), own)


def _refuse_twins(copies: Iterable[Copy]) -> None:
    """Two learners' copies with one id would share kept answers; languages of one learner may."""
    seen: dict[str, Copy] = {}
    for copy in copies:
        other = seen.setdefault(copy.variant, copy) if copy.variant else copy
        if other.learner != copy.learner:
            msg = (
                f"The copies {other.key} and {copy.key} would have the same variant id {copy.variant}. "
                "Give one of the two learners another id."
            )
            raise Stop(msg)


def _units(course: Course, copies: Iterable[Copy]) -> tuple[Unit, ...]:
    formats = sorted(set(course.formats) - {"ipynb"})
    together: dict[str, list[Copy]] = {}
    for copy in copies if formats else ():
        together.setdefault(copy.root, []).append(copy)
    return tuple(
        Unit(
            root,
            found[0].audience,
            digest(kit_hash(), course.title, formats, course.languages, [copy.inputs for copy in found]),
            tuple(found),
            found[0].learner,
        )
        for root, found in together.items()
    )


def runs(plan: Plan, pending: Iterable[Copy]) -> list[Run]:
    """Put copies together that come from one run: learners' in chunks, the hand-out with the learner's.

    Parameters
    ----------
    plan : Plan
        Of the whole course.
    pending : iterable of Copy
        Those of its copies that are to be built.

    Returns
    -------
    list of Run
        In the order of the lessons. What a copy holds does not depend on its chunk.

    Examples
    --------
    >>> from pathlib import Path
    >>> from variants.course.model import Course, CourseLesson
    >>> lessons, audiences = (CourseLesson(name="03-investment-figures"),), ("learner", "handout", "teacher")
    >>> course = Course(title="T", lessons=lessons, audiences=audiences, folder=Path(), source=Path("c.yml"))
    >>> found = plan(course, None)
    >>> [[copy.audience for copy in run.copies] for run in runs(found, found.copies)]
    [['learner', 'handout'], ['teacher']]
    """
    lessons = {lesson.name: lesson for lesson in plan.course.lessons}
    together: dict[tuple[str, str, str], list[Copy]] = {}
    for copy in pending:
        kind = "own" if copy.learner else "teacher" if copy.audience == "teacher" else "base"
        together.setdefault((copy.lesson, copy.language, kind), []).append(copy)
    return [
        Run(
            kit_hash(),
            build_day(),
            # Only whether there are learners counts for a lesson, and a roster of thousands would travel along.
            plan.course.model_copy(update={"learners": plan.course.learners[:1]}),
            lessons[lesson],
            language,
            tuple(found[start : start + CHUNK]),
            plan.own,
        )
        for (lesson, language, _kind), found in together.items()
        for start in range(0, len(found), CHUNK)
    ]
