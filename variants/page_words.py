"""What a page's script says: the JavaScript holds no words."""

from __future__ import annotations

from widgets.language import _

__all__ = ["page_words", "start_words"]


def page_words() -> dict[str, str]:
    """Collect the words of the switch for readings, the projector and kept work, in the language in use.

    Returns
    -------
    dict
        Name in the JavaScript to text; ``{braces}`` are filled there.

    Examples
    --------
    >>> page_words()["screen"]
    'Screen {n} of {m}'
    """
    return {
        "furigana": _("Show furigana"),
        "projector": _("Projector"),
        "screen": _("Screen {n} of {m}"),
        "previous": _("Previous screen"),
        "next": _("Next screen"),
        "reveal": _("Show the answer"),
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
