"""What a person is told of a build: before it, what it would be; after it, what came of it."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from variants.course.inputs import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from variants.course.building import Report
    from variants.course.making import Failure
    from variants.course.plan import Plan

__all__ = ["before", "ended", "failed", "forecast"]

MEASURED = ROOT / "bench" / "variants.json"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def forecast(plan: Plan, measured: Path = MEASURED) -> dict[str, Any]:
    """Say what a plan would build, and about how long that takes.

    Parameters
    ----------
    plan : Plan
        Of the whole course.
    measured : Path
        What the bench wrote.

    Returns
    -------
    dict
        Copies by audience, formats, and seconds; None where nothing was measured.
    """
    seconds = None
    own = sum(bool(copy.learner) for copy in plan.copies)
    if measured.exists():
        rates = json.loads(measured.read_text("utf-8"))
        seconds = rates["seconds_per_learner"] * own + rates["seconds_per_variant"] * (len(plan.copies) - own)
    return {
        "title": plan.course.title,
        "lessons": [lesson.name for lesson in plan.course.lessons],
        "languages": list(plan.course.languages),
        "learners": len(plan.course.learners),
        "copies": {
            audience: sum(copy.audience == audience for copy in plan.copies)
            for audience in plan.course.audiences
        },
        "formats": list(plan.course.formats),
        "seconds": seconds,
    }


def before(found: dict[str, Any]) -> str:
    """Write a forecast for a reader.

    Examples
    --------
    >>> found = {
    ...     "title": "T",
    ...     "lessons": ["03-x"],
    ...     "languages": ["en"],
    ...     "learners": 0,
    ...     "copies": {"learner": 1},
    ... }
    >>> print(before({**found, "formats": ["ipynb"], "seconds": None}))
    T: 1 lesson, in en
      learner: 1 copy
    Formats: ipynb
    How long it takes is not known: python3 kit.py bench variants measures it.
    """
    what = [_count(len(found["lessons"]), "lesson", "lessons"), f"in {' and '.join(found['languages'])}"]
    what += [f"for {_count(found['learners'], 'learner', 'learners')}"] if found["learners"] else []
    lines = [f"{found['title']}: {', '.join(what)}"]
    lines += [f"  {name}: {_count(number, 'copy', 'copies')}" for name, number in found["copies"].items()]
    lines.append(f"Formats: {', '.join(found['formats'])}")
    if found["seconds"] is None:
        lines.append("How long it takes is not known: python3 kit.py bench variants measures it.")
    else:
        others = " The other formats come on top." if found["formats"] != ["ipynb"] else ""
        lines.append(f"The notebooks take about {found['seconds']:,.0f} s, as measured on two cores.{others}")
    return "\n".join(lines)


def failed(failures: Iterable[Failure]) -> list[str]:
    """Name each failure once, also where many learners' copies share it.

    Examples
    --------
    >>> from variants.course.making import Failure
    >>> two = [Failure(f"learners/{n}/en/03-x", "03-x", "en", n, "look", "look-a", "E: no") for n in "ab"]
    >>> failed(two)
    ['Failed: lesson 03-x (en), 2 learners, first a, section look, cell look-a: E: no']
    """

    def shared(each: Failure) -> tuple[str, ...]:
        audience = "" if each.learner else each.key.partition("/")[0]
        return (each.lesson, each.language, audience, each.section, each.cell, each.cause)

    lines = []
    for (lesson, language, audience, section, cell, cause), group in groupby(
        sorted(failures, key=shared), shared
    ):
        names = [each.learner for each in group if each.learner]
        where = [f"lesson {lesson} ({language})" if lesson else "", f"{audience}’s copy" if audience else ""]
        where += [f"learner {names[0]}"] if len(names) == 1 else []
        where += [f"{len(names)} learners, first {names[0]}"] if len(names) > 1 else []
        where += [f"section {section}" if section else "", f"cell {cell}" if cell else ""]
        lines.append(f"Failed: {', '.join(filter(None, where))}: {cause}")
    return lines


def ended(report: Report, folder: Path) -> tuple[dict[str, Any], str]:
    """Say what came of a build, for a program and for a reader.

    Parameters
    ----------
    report : Report
        Of the build.
    folder : Path
        Where it stands.

    Returns
    -------
    dict, str
    """
    values = {
        "built": report.built,
        "standing": report.standing,
        "files": report.files,
        "folder": str(folder),
        "seconds": round(report.seconds, 1),
        "failures": [vars(failure) for failure in report.failures],
        "notes": report.notes,
    }
    stood = f", {report.standing:,} stood already" if report.standing else ""
    lines: Sequence[str] = [
        *failed(report.failures),
        *report.notes,
        f"Built {report.built:,}{stood}: {_count(report.files, 'file', 'files')} in {folder}, {report.seconds:.0f} s.",
    ]
    return values, "\n".join(lines)
