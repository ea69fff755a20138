"""The teacher's page of a lesson: notes, times, misconceptions and expected answers in one Markdown text."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from variants.answer_key import answer_lines, key_cell, known, misconception_lines
from variants.execute import execute
from variants.exercises import is_own
from variants.lesson import SourceError
from variants.markdown import MARKDOWN
from variants.minutes import BREAK, ENDING, ENDINGS, LENGTHS, section, timetable
from variants.notes import is_note, is_sensitive
from variants.parameters import with_parameters
from variants.select import select
from variants.source import read
from variants.translate import translate
from widgets.language import _, use_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nbformat import NotebookNode

    from variants.words import Catalogue

__all__ = ["known", "page", "written"]


_BLANK = re.compile(r"\[\[\w+\]\]")  # where a blank stands in the text of a question


def page(source: Path, language: str, catalogue: Catalogue | None) -> str:
    """Run the teacher's copy of a lesson and write its page.

    Parameters
    ----------
    source : Path
        The lesson's source.
    language : str
        Language of the page.
    catalogue : Catalogue or None
        The lesson's words in that language; None for English.

    Returns
    -------
    str
        Markdown; the same source gives the same text.

    Raises
    ------
    SourceError, RunError
        If the lesson is wrong or does not run.
    """
    lesson = read(source)
    chosen = select(lesson, "teacher", lesson.metadata["lesson"]["endings"])
    notebook = with_parameters(translate(chosen, catalogue)[0], language)
    notebook.cells.append(key_cell())
    with TemporaryDirectory() as folder:
        ran = execute(notebook, Path(folder))
    return written(notebook.metadata["lesson"], ran, language)


def written(
    front: Mapping[str, Any], ran: NotebookNode, language: str, lengths: Sequence[int] = LENGTHS
) -> str:
    """Write the teacher's page of a lesson that ran.

    Parameters
    ----------
    front : mapping
        The front matter, in the language of the page.
    ran : NotebookNode
        The teacher's copy, with its last cell `key_cell`.
    language : str
        Language of the page.
    lengths : list of int
        Class periods to write the times for.

    Returns
    -------
    str
        Markdown.

    Raises
    ------
    SourceError
        If an objective names an exercise that is no question of the copy.
    """
    use_language(language)
    found = known(ran)
    parts = [
        _head(front, found),
        _purpose(front, [question["uid"] for question in found["key"]]),
        _timing(front, _headings(ran.cells), lengths),
        _notes(front, ran.cells, lengths),
        _misconceptions(found["key"]),
        _answers(found["key"]),
        _sensitive(ran.cells),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _head(front: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    variant = _("The expected answers belong to this copy: {parameters}. Variant {variant}.").format(
        parameters=found["words"], variant=found["variant"]
    )
    made = _(
        "This page is made from the lesson’s source. It holds answers: keep it from learners until the end."
    )
    title = _("Teacher’s page: {title}").format(title=front["title"])
    return f"# {title}\n\n{made}\n\n{variant}"


def _purpose(front: Mapping[str, Any], questions: list[str]) -> str:
    """List the objectives, each with the exercises that serve it."""
    lines = []
    for place, objective in enumerate(front["objectives"]):
        serving = front["exercises"][place] if front["exercises"] else []
        for name in serving:
            if name not in questions:
                msg = f"exercises: {name!r} is no question of {front['name']}; choose from {', '.join(questions)}."
                raise SourceError(msg)
        names = _(", ").join(f"`{name}`" for name in serving)
        said = _("{objective} (exercises: {names})") if names else "{objective}"
        lines.append(said.format(objective=objective, names=names))
    heading, asks, goals = _("Purpose and objectives"), _("The lesson asks:"), _("By the end learners can:")
    return f"## {heading}\n\n{asks}\n\n{_bullets(front['questions'])}\n\n{goals}\n\n{_bullets(lines)}"


def _headings(cells: Iterable[NotebookNode]) -> dict[str, str]:
    """Name each section by its first heading."""
    names: dict[str, str] = {}
    for cell in cells:
        ours = cell.cell_type == "markdown" and not (is_note(cell) or is_own(cell))
        tokens = MARKDOWN.parse(cell.source) if ours else []
        for before, token in pairwise(tokens):
            if before.type == "heading_open":
                names.setdefault(section(cell.id), token.content)
    return names


def _timing(front: Mapping[str, Any], headings: Mapping[str, str], lengths: Sequence[int]) -> str:
    times = {length: {part: (a, b) for part, a, b in timetable(front, length)} for length in lengths}
    names = {**headings, ENDING: _("Ending"), BREAK: _("Break")}
    head = [_("Part"), *(_("{length} minutes").format(length=length) for length in lengths)]
    rows = [head, ["---"] * len(head)]
    for part in front["minutes"]:
        shown = ["{}–{}".format(*times[n][part]) if part in times[n] else "–" for n in lengths]
        rows.append([names.get(part, part).replace("|", r"\|"), *shown])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    endings = _(", ").join(names.get(name, name) for name in front["endings"])
    choice = [_("Endings to choose from: {endings}.").format(endings=endings)] if endings else []
    return "\n\n".join(["## " + _("Timing"), table, *choice, _bullets(_cuts(front, names, lengths))])


def _cuts(front: Mapping[str, Any], names: Mapping[str, str], lengths: Sequence[int]) -> list[str]:
    """Say for each length what is left out of it."""
    sentences = (
        _("{length} minutes: no ending in class. One of them is homework."),
        _("{length} minutes: one ending in class. The others are homework."),
        _("{length} minutes: two endings in class."),
    )
    lines = []
    for length in lengths:
        line = sentences[ENDINGS[length]].format(length=length)
        out = [names.get(part, part) for part, row in front["minutes"].items() if not row[length]]
        left = [name for name in out if name not in (names[ENDING], names[BREAK])]
        if left:
            line = _("{line} Left out: {parts}.").format(line=line, parts=_(", ").join(left))
        lines.append(line)
    return lines


def _text(cell: NotebookNode) -> str:
    """What a teacher's cell says: its words, or the words that its code prints."""
    if cell.cell_type == "markdown":
        return str(cell.source)
    found = (output.get("data", {}).get("text/markdown") for output in cell.outputs)
    return "\n\n".join(text for text in found if text)


def _notes(front: Mapping[str, Any], cells: list[NotebookNode], lengths: Sequence[int]) -> str:
    headings, times = _headings(cells), dict[str, list[str]]()
    for length in lengths:
        for part, start, end in timetable(front, length):
            for name in front["endings"] if part == ENDING else [part]:
                times.setdefault(name, []).append(
                    _("{start}–{end} ({length})").format(start=start, end=end, length=length)
                )
    parts = ["## " + _("Notes")]
    last = ""
    for cell in cells:
        if not is_note(cell) or is_sensitive(cell):
            continue
        name = section(cell.id)
        if name != last:
            parts.append(f"### {headings.get(name, name)}")
            time = _(", ").join(times.get(name, [])) or _("outside the class period")
            parts.append("**" + _("Time") + f"** {time}")
        parts.append(_text(cell))
        last = name
    return "\n\n".join(parts) if last else ""


def _misconceptions(key: list[dict[str, Any]]) -> str:
    lines = [line for question in key for line in misconception_lines(question)]
    return "## " + _("Misconceptions and repairs") + f"\n\n{_bullets(lines)}" if lines else ""


def _answers(key: list[dict[str, Any]]) -> str:
    parts = ["## " + _("Expected answers")]
    for question in key:
        prompt = _BLANK.sub("\\_\\_\\_\\_", question["prompt"])
        quote = "\n".join(f"> {line}".rstrip() for line in prompt.split("\n"))
        parts += [f"### `{question['uid']}`", quote, _bullets(answer_lines(question))]
    return "\n\n".join(parts) if key else ""


def _sensitive(cells: list[NotebookNode]) -> str:
    script = [
        _("Say the strongest case of each side first, one sentence each, from the lesson’s sources."),
        _(
            "Then say: “My task today is the question: a number of what? My opinion does not help you to answer it.”"
        ),
        _("Ask back: “Which figure would change your mind?”"),
        _("No show of hands on opinions, and nobody speaks for a country."),
    ]
    points = [_text(cell) for cell in cells if is_sensitive(cell)]
    question = _("If somebody asks: “What do you think, teacher?”")
    return "\n\n".join(["## " + _("Sensitive points"), *points, f"### {question}", _bullets(script)])
