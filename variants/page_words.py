"""What a page's script is told: words, since the JavaScript holds none, and whose answers it keeps."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from variants.page_blocks import parameters
from widgets.language import _
from widgets.lesson import variant_id

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["page_words", "script_data", "start_words"]


def page_words() -> dict[str, str]:
    """Collect the words of the switch for readings, the slides and kept work, in the language in use.

    Returns
    -------
    dict
        Name in the JavaScript to text; ``{braces}`` are filled there.

    Examples
    --------
    >>> page_words()["right_option"]
    'Right: {n}'
    """
    return {
        "furigana": _("Show furigana"),
        "projector": _("Projector"),
        "previous": _("Previous screen"),
        "next": _("Next screen"),
        "reveal": _("Show the answer"),
        "overview": _("All screens"),
        "fullscreen": _("Full screen"),
        "end": _("End"),
        "nothing": _("Nothing is hidden on this screen."),
        "right_option": _("Right: {n}"),
        "right_order": _("The right order"),
        "worked": _("The worked step"),
        "not_kept": _(
            "Your answers are not being kept: this browser does not allow it. "
            "Copy them out before you close the page."
        ),
        "loaded": _("The file is loaded. Answers in it: {n}."),
        "no_file": _("There is nothing to download yet: no question is answered."),
        "no_answers": _("This file holds no answers, so nothing was changed."),
        "damaged": _(
            "This file was not loaded: it is damaged, or it is no file of answers. Your answers are as before. "
            "Choose a file that you downloaded under “Your work”."
        ),
        "other_lesson": _(
            "This file was not loaded: it belongs to the lesson “{theirs}”, and this is the lesson “{ours}”. "
            "Your answers are as before."
        ),
        "other_copy": _(
            "This file was not loaded: it belongs to another copy of this lesson, {theirs}. This copy is {ours}. "
            "Your answers are as before."
        ),
        "cleared": _("All answers of this lesson are cleared."),
        "no_clear": _("There was no answer to clear."),
        "no_undo": _("There is nothing to undo."),
        "undone": _("Your answers are as they were before."),
    }


def start_words() -> dict[str, str]:
    """Collect the words of a course's start page, in the language in use.

    Returns
    -------
    dict
        Name in the JavaScript to text; ``{braces}`` are filled there.

    Examples
    --------
    >>> start_words()["answers"]
    'Answers kept here: {n}'
    """
    same = page_words()
    return {
        **{name: same[name] for name in ("loaded", "no_file", "undone")},
        "answers": _("Answers kept here: {n}"),
        "saves": _("Your file:"),
        "too_large": _("This file was not loaded: it is too large for a file of answers."),
        "unreadable": _("This file cannot be read. Choose it again."),
        "damaged": _(
            "This file was not loaded: it holds no answers to the lessons of this course, or it is damaged. "
            "Your answers are as before."
        ),
        "cleared": _("All your answers in this course are cleared."),
        "no_clear": _("There was no answer to clear."),
        "not_kept": _(
            "This browser does not allow answers to be kept. Copy them out before you close a page."
        ),
    }


def script_data(notebook: NotebookNode, lesson: str, course: str) -> dict[str, Any]:
    """Collect what the script of a page or of a deck needs to know; both keep the same answers.

    Parameters
    ----------
    notebook : NotebookNode
        A built lesson.
    lesson : str
        Its name.
    course : str
        The course that it belongs to.

    Returns
    -------
    dict
        Its ``variant`` is the one that the cell `start` names, as a learner's own copy does, or the one that the
        heading prints, as a hand-out's does, or else the one that the parameters make.

    Examples
    --------
    >>> import nbformat
    >>> script_data(nbformat.v4.new_notebook(), "03", "kit")["variant"][:3]
    '03-'
    """
    values = parameters(notebook)
    return {
        "course": course,
        "lesson": lesson,
        "variant": _own_variant(notebook) or _printed(notebook, lesson) or variant_id(lesson, values),
        "parameters": values,
        "words": page_words(),
    }


def _printed(notebook: NotebookNode, lesson: str) -> str:
    """Find the variant that a copy without parameters names in its heading; empty if it names none."""
    found = re.search(rf"\b{re.escape(lesson)}-[0-9a-f]+", notebook.cells[0].source if notebook.cells else "")
    return found[0] if found else ""


def _own_variant(notebook: NotebookNode) -> str:
    """Find the variant that a learner's copy names where it starts; empty if it names none."""
    cells = (cell for cell in notebook.cells if cell.cell_type == "code" and "start(" in cell.source)
    for cell in cells:
        try:
            calls = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)]
        except SyntaxError:  # a cell of IPython's own commands
            continue
        for call in calls:
            named = {keyword.arg: keyword.value for keyword in call.keywords}
            value = named.get("variant")
            if (
                isinstance(call.func, ast.Name)
                and call.func.id == "start"
                and isinstance(value, ast.Constant)
            ):
                return str(value.value)
    return ""
