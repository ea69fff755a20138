"""The expected answers of learners' own figures, for the teacher: one table for each language."""

from __future__ import annotations

import csv
import io
from html import escape
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

COLUMNS = ("learner", "variant", "lesson", "question", "prompt", "answer", "unit", "tolerance", "name")
FORMULA = ("=", "+", "-", "@")

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


def _inputs(plan: Plan, copies: Iterable[Copy]) -> str:
    names = [[learner.id, learner.name] for learner in plan.course.learners]
    return digest([[copy.key, copy.inputs] for copy in copies], names)


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
        if copies and not folder.standing(_key(language), _inputs(plan, copies)):
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
            told.setdefault((row[0], row[1], row[2]), []).append(tuple(row[:-1]))
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
        ``answers.csv`` and ``answers.md``; a part without files, which stands too, where no learner has a figure of
        their own.
    """
    names = {learner.id: learner.name for learner in plan.course.learners}
    for language, copies in _asked(plan).items():
        built = [copy for copy in copies if copy.key in entries]
        told = _told(folder, language)
        rows: list[Row] = []
        for copy in built:
            found = _recorded(folder, copy)
            rows += told.get((copy.learner, copy.variant, copy.lesson), []) if found is None else found
        if built:
            key = _key(language)
            files = {f"{key}.csv": _table(rows, names), f"{key}.md": _page(rows, names, language)}
            yield Part(key, _inputs(plan, built), files if rows else {})


def _table(rows: Iterable[Row], names: Mapping[str, str]) -> bytes:
    text = io.StringIO(newline="")
    # A name that begins like a formula would be one in a spreadsheet; ids cannot.
    told = ((*row, f"'{name}" if (name := names[row[0]]).startswith(FORMULA) else name) for row in rows)
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *told])
    return text.getvalue().encode("utf-8-sig")  # with the mark by which Excel knows UTF-8


def _page(rows: Iterable[Row], names: Mapping[str, str], language: str) -> bytes:
    """Write the table for reading; what a learner was asked stands in the other one."""
    use_language(language)
    head = _line(
        [_("Learner"), _("Question"), _("Answer"), _("Accepted up to this far from it"), _("Variant")]
    )
    note = _("Each learner has figures of their own. This page holds answers: keep it from learners.")
    found, lesson = ["# " + _("Expected answers of learners’ own figures"), note], ""
    for learner, variant, name, question, _prompt, answer, unit, tolerance in rows:
        if name != lesson:
            lesson = name
            found += [f"## {name}", f"{head}\n{_line(['---'] * len(COLUMNS[:5]))}"]
        who = f"{learner} ({names[learner]})" if names[learner] else learner
        units = f" {unit}" if unit else ""
        cells = [
            who,
            f"`{question}`",
            f"{answer}{units}",
            f"{tolerance}{units}" if tolerance else "",
            f"`{variant}`",
        ]
        found[-1] += "\n" + _line(cells)
    return ("\n\n".join(found) + "\n").encode()


def _line(cells: Iterable[str]) -> str:
    safe = (escape(cell, quote=False).replace("|", "&#124;") for cell in cells)
    return f"| {' | '.join(safe)} |"
