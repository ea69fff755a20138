"""What a teacher gets of a copy that ran: its key, the expected answer under each question, its page."""

from __future__ import annotations

import copy
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import nbformat

from variants import teacher
from variants.answer_key import answer_lines, asked, known, misconception_lines
from variants.minutes import BREAK, ENDING, MORE, section
from variants.seal import CAPTURE
from widgets.language import _

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["answers", "expected", "teacher_page"]


def answers(executed: NotebookNode) -> list[dict[str, Any]]:
    """Read the key of a copy that ran.

    Parameters
    ----------
    executed : NotebookNode
        From `prepare`, with its outputs.

    Returns
    -------
    list of dict
        Of each question that the copy asks: uid, kind, prompt, unit, right, tolerance, close, wrong (text,
        misconception and feedback of each), hints, worked.

    Raises
    ------
    SourceError
        If the copy did not run.
    """
    key: list[dict[str, Any]] = known(executed)["key"]
    return key


def expected(cell: NotebookNode, key: list[dict[str, Any]]) -> list[NotebookNode]:
    """What a teacher reads under a question."""
    shown = asked(cell)
    parts = []
    for question in (question for question in key if question["uid"] in shown):
        lines = [*answer_lines(question), *misconception_lines(question)]
        heading = _("**Expected answer** (`{question}`)").format(question=question["uid"])
        parts += [heading, "\n".join(f"- {line}" for line in lines)]
    if not parts:
        return []
    note = nbformat.v4.new_markdown_cell(
        "\n\n".join(parts), id=f"{cell.id}-answer", metadata={"tags": ["teacher"]}
    )
    return [note]


def teacher_page(executed: NotebookNode) -> str:
    """Write the teacher's page of one copy: its notes, times, misconceptions and expected answers.

    Parameters
    ----------
    executed : NotebookNode
        The teacher's copy from `prepare`, with its outputs.

    Returns
    -------
    str
        Markdown, for the class period of the course and the sections that the copy has.
    """
    front = copy.deepcopy(executed.metadata["lesson"])
    asked = {question["uid"] for question in answers(executed)}
    front["exercises"] = [[name for name in names if name in asked] for names in front["exercises"]]
    before = takewhile(lambda cell: cell.id != f"{MORE}-intro", executed.cells)
    path = {section(cell.id) for cell in before if not cell.source.startswith(CAPTURE)} | {ENDING, BREAK}
    front["endings"] = [name for name in front["endings"] if name in path]
    front["minutes"] = {
        name: {int(length): time for length, time in front["minutes"][name].items()}
        for name in front["parts"]
        if name in path
    }
    return teacher.written(front, executed, front["language"], [front["period"]])
