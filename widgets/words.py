"""Our own words for the page, in the lesson's language; the JavaScript holds none."""

from __future__ import annotations

from typing import Literal

from widgets.language import _

__all__ = ["words"]


def words(kind: Literal["question", "chart", "tell"]) -> dict[str, str]:
    """Collect the words that one kind of widget needs.

    Parameters
    ----------
    kind : {"question", "chart", "tell"}
        Kind of widget.

    Returns
    -------
    dict
        Name in the JavaScript to text; ``{braces}`` are filled there.

    Examples
    --------
    >>> words("question")["check"]
    'Check'
    """
    gate = {
        "closed": _("Closed until you have answered the question above."),
        "show_anyway": _("Show anyway"),
    }
    if kind == "question":
        return _question_words()
    if kind == "chart":
        return {**gate, "table": _("Show as table")}
    return {
        **gate,
        "your_guess": _("Your guess was {guess} {unit}."),
        "above": _("That is {distance} too high."),
        "below": _("That is {distance} too low."),
        "exact": _("That is the figure itself."),
    }


def _question_words() -> dict[str, str]:
    return {
        "check": _("Check"),
        "checking": _("Checking …"),
        "lock": _("Lock in my guess"),
        "locked": _("Locked in"),
        "locked_guess": _("Your guess is locked in: {guess} {unit}."),
        "your_answer": _("Your answer"),
        "your_guess": _("Your guess"),
        "slider": _("Your guess, as a slider"),
        "how_sure": _("How sure are you?"),
        "choose_first": _("Choose one answer first."),
        "type_first": _("Type a number first."),
        "not_number": _("This does not read as a number. You can write 1,500 or 1.5 million."),
        "outside": _("Give a number from {lo} to {hi}."),
        "hint": _("Hint {n} of {of}"),
        "hints_done": _("No more hints"),
        "unsure": _("That is a fair answer. Here is something to go on."),
        "grade_right": _("Right"),
        "grade_close": _("Close"),
        "grade_slip": _("Right digits, wrong size"),
        "grade_wrong": _("Look again"),
        "digits_fit": _(
            "The digits fit, the size does not. Check the unit: thousand, million, billion; 万, 億."
        ),
        "not_yet": _("Not yet. Try again, or take a hint."),
    }
