"""The answers of a lesson that ran: the cell that prints them, how they are read, and how a teacher is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import nbformat

from variants.lesson import SourceError
from widgets.language import _
from widgets.live import MIME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

__all__ = ["KEY", "answer_lines", "asked", "key_cell", "known", "misconception_lines"]

KEY = "key"  # an id of its own form, which no lesson's cell can have
_KEY = """\
import json

from widgets.lesson import running

lesson = running()
words = lesson.in_words(lesson.parameters)
print(json.dumps({"key": lesson.key, "variant": lesson.answers.variant, "words": words}, default=str))"""


def key_cell() -> NotebookNode:
    """Make the cell that prints the answers of all questions before it: for a build, never for a learner's file."""
    return nbformat.v4.new_code_cell(_KEY, id=KEY)


def known(ran: NotebookNode) -> dict[str, Any]:
    """Read what the last cell, `key_cell`, printed.

    Parameters
    ----------
    ran : NotebookNode
        A lesson that ran with that cell.

    Returns
    -------
    dict
        ``key``: of each question that the copy shows uid, kind, prompt, unit, right, tolerance, close, wrong, hints
        and worked; ``variant``; and ``words``, the parameters for a reader.

    Raises
    ------
    SourceError
        If the lesson has no such cell, or it did not run.
    """
    printed = [
        output.text for cell in ran.cells if cell.id == KEY for output in cell.outputs if "text" in output
    ]
    if not printed:
        msg = "the answers are not there: run the lesson with the cell that prints them."
        raise SourceError(msg)
    found: dict[str, Any] = json.loads("".join(printed))
    shown = {uid for cell in ran.cells for uid in asked(cell)}
    for question in found["key"]:
        question["uid"] = question["uid"].partition(".")[2]
    found["key"] = [question for question in found["key"] if question["uid"] in shown]
    return found


def asked(cell: NotebookNode) -> list[str]:
    """List the questions that a cell shows, as the key names them."""
    found = [output.get("data", {}).get(MIME, {}) for output in cell.get("outputs", [])]
    return [data["uid"].partition(".")[2] for data in found if data.get("kind") == "question"]


def _line(text: object) -> str:
    return " ".join(str(text).split())


def misconception_lines(question: Mapping[str, Any]) -> list[str]:
    """Say each mistaken idea behind a question, the option that shows it and the clue that repairs it.

    Examples
    --------
    >>> from widgets.language import use_language
    >>> use_language("en")
    >>> wrong = {"misconception": "pledge", "text": "The state.", "feedback": "Who signed?"}
    >>> misconception_lines({"uid": "who", "wrong": [wrong]})
    ['**pledge** (`who`): “The state.” – Who signed?']
    """
    return [
        _("**{name}** (`{question}`): “{option}” – {clue}").format(
            name=wrong["misconception"],
            question=question["uid"],
            option=_line(wrong["text"]),
            clue=_line(wrong["feedback"]),
        )
        for wrong in question["wrong"]
        if wrong["misconception"]
    ]


def answer_lines(question: Mapping[str, Any]) -> list[str]:
    """Say the expected answer of a question, how exact it has to be, and what helps.

    Examples
    --------
    >>> from widgets.language import use_language
    >>> use_language("en")
    >>> asked = {
    ...     "right": "42",
    ...     "unit": "yen",
    ...     "tolerance": None,
    ...     "close": "",
    ...     "hints": ["Divide."],
    ...     "worked": "",
    ... }
    >>> answer_lines(asked)
    ['Answer: 42 yen', 'Hint: Divide.']
    """
    unit = f" {question['unit']}" if question["unit"] else ""
    named = [
        (_("Answer: {text}"), question["right"], unit),
        (_("Accepted up to this far from it: {text}"), question["tolerance"], unit),
        (_("Close: {text}"), question["close"], ""),
        *((_("Hint: {text}"), hint, "") for hint in question["hints"]),
        (_("Worked step: {text}"), question["worked"], ""),
    ]
    lines = [sentence.format(text=_line(text) + unit) for sentence, text, unit in named if text]
    return lines or [_("Nothing is checked.")]
