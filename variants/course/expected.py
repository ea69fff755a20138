"""The expected answers of learners' own figures, for the teacher: one table for each language."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from variants.course.inputs import digest
from variants.course.making import Part
from widgets.language import _, use_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from variants.course.folder import Folder
    from variants.course.manifest import Entry
    from variants.course.plan import Copy, Plan

__all__ = ["COLUMNS", "parts", "unknown"]

COLUMNS = ("learner", "variant", "lesson", "question", "prompt", "answer", "unit", "tolerance")

Row = tuple[str, ...]


def _asked(plan: Plan) -> dict[str, list[Copy]]:
    """List the copies with figures of their own, by language; only a teacher's folder tells their answers."""
    if "teacher" not in plan.course.audiences:
        return {}
    own = [copy for copy in plan.copies if copy.learner]
    return {
        language: [copy for copy in own if copy.language == language] for language in plan.course.languages
    }


def _key(language: str) -> str:
    return f"teacher/{language}/answers"


def _inputs(copies: Iterable[Copy]) -> str:
    return digest([[copy.key, copy.inputs] for copy in copies])


def unknown(plan: Plan, folder: Folder) -> set[str]:
    """Find copies that must be made again since nothing tells their answers any more.

    Parameters
    ----------
    plan : Plan
        What is wanted.
    folder : Folder
        What stands.

    Returns
    -------
    set of str
        Keys of copies.
    """
    lost: set[str] = set()
    for language, copies in _asked(plan).items():
        if copies and not folder.standing(_key(language), _inputs(copies)):
            told = folder.is_ours(f"{_key(language)}.csv")
            lost |= {copy.key for copy in copies if not told and _recorded(folder, copy) is None}
    return lost


def _recorded(folder: Folder, copy: Copy) -> Sequence[Row] | None:
    found = folder.entries.get(copy.key, ())
    return next((each.rows for each in found if each.inputs == copy.inputs and each.rows is not None), None)


def _told(folder: Folder, language: str) -> dict[tuple[str, str, str], list[Row]]:
    """Read the table of the build before, by learner, variant and lesson."""
    told: dict[tuple[str, str, str], list[Row]] = {}
    path = f"{_key(language)}.csv"
    if folder.is_ours(path):
        lines = csv.reader(io.StringIO(folder.read(path).decode("utf-8-sig"), newline=""))
        for row in list(lines)[1:]:
            told.setdefault((row[0], row[1], row[2]), []).append(tuple(row))
    return told


def parts(plan: Plan, entries: Mapping[str, Entry], folder: Folder) -> Iterator[Part]:
    """Make the tables of a build.

    Parameters
    ----------
    plan : Plan
        What is wanted.
    entries : mapping
        What the build holds, by key.
    folder : Folder
        Where; it tells the answers of copies that stood already.

    Yields
    ------
    Part
        ``answers.csv`` and ``answers.md``; none where no learner has a figure of their own.
    """
    for language, copies in _asked(plan).items():
        built = [copy for copy in copies if copy.key in entries]
        told = _told(folder, language)
        rows: list[Row] = []
        for copy in built:
            rows += _recorded(folder, copy) or told.get((copy.learner, copy.variant, copy.lesson), [])
        if rows:
            key = _key(language)
            files = {f"{key}.csv": _table(rows), f"{key}.md": _page(rows, language)}
            yield Part(key, _inputs(built), files)


def _table(rows: Iterable[Row]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rows])
    return text.getvalue().encode("utf-8-sig")  # with the mark by which Excel knows UTF-8


def _page(rows: Iterable[Row], language: str) -> bytes:
    """Write the table for reading."""
    use_language(language)
    head = [_("Learner"), _("Question"), _("Answer"), _("Accepted up to this far from it"), _("Variant")]
    found = [f"# {_('Expected answers of learners’ own figures')}", _("Keep this page from learners.")]
    lesson = ""
    for learner, variant, name, _question, prompt, answer, unit, tolerance in rows:
        if name != lesson:
            lesson = name
            found += [f"## {name}", "\n".join([_line(head), _line(["---"] * len(head))])]
        units = f" {unit}" if unit else ""
        cells = [
            learner,
            prompt,
            f"{answer}{units}",
            f"{tolerance}{units}" if tolerance else "",
            f"`{variant}`",
        ]
        found[-1] += "\n" + _line(cells)
    return ("\n\n".join(found) + "\n").encode()


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
