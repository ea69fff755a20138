"""Questions: a guess, a choice, an estimate. Answers leave Python only as seals."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from widgets.asking import (
    closed,
    full_uid,
    item,
    key_of,
    note,
    number_boxes,
    number_text,
    present,
    refuse,
    shape,
    show,
)
from widgets.errors import LessonError
from widgets.language import _, number
from widgets.lesson import running
from widgets.live import Live, markdown
from widgets.sources import cite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Option", "ask", "choose", "estimate", "predict"]


@dataclass(frozen=True)
class Option:
    """One answer to choose.

    Parameters
    ----------
    text : str
        What the learner reads.
    feedback : str
        What the learner reads after choosing it: a clue, not the answer.
    misconception : str
        Name of the mistaken idea behind it, for the teacher; empty for the right answer.
    """

    text: str
    feedback: str
    misconception: str = ""


def predict(
    uid: str, prompt: str, unit: str, lo: float, hi: float, step: float = 1, sure: bool = False
) -> None:
    """Ask for a guess before the figure is shown. Nothing is checked; reveals wait for it.

    Parameters
    ----------
    uid : str
        Id of the question in this lesson; ``show`` and ``tell`` wait for it with ``after``.
    prompt : str
        The question, Markdown.
    unit : str
        Text after the box.
    lo, hi, step : float
        Range of the slider.
    sure : bool
        Also ask how sure the learner is.

    Examples
    --------
    >>> from widgets import start
    >>> start("03", "en", {}, {})
    This copy uses: . Variant 03-b8c269e7.
    >>> predict("guess", "How many of 100 dollars?", "dollars", 0, 100)
    How many of 100 dollars?
    """
    levels = [_("a wild guess"), _("fairly sure"), _("very sure")] if sure else None
    note("predict", uid, prompt, unit=unit)
    present(
        shape(
            uid, input="number", prompt_html=markdown(prompt), plain=prompt, unit=unit,
            lo=lo, hi=hi, step=step, guess=True, sure=levels,
        )
    )  # fmt: skip


def choose(
    uid: str,
    prompt: str,
    right: Option,
    wrong: Sequence[Option],
    hints: Sequence[str] = (),
    worked: str = "",
    drawn: str = "",
) -> None:
    """Ask for a choice whose wrong answers each stand for one mistaken idea.

    Parameters
    ----------
    uid : str
        Id of the question in this lesson.
    prompt : str
        The question, Markdown.
    right : Option
        The right answer.
    wrong : list of Option
        Each with a misconception and a clue. "Not sure yet" is added.
    hints : list of str
        Up to three.
    worked : str
        The worked step, Markdown; offered after three tries that were not right.
    drawn : str
        What `draw` chose, if the right option hangs on it: then the order and the keys of the options do too,
        and do not give away in one learner's copy what is right in another's.

    Raises
    ------
    LessonError
        If two options read the same or stand for the same idea, a wrong one names no misconception, or there
        are more than three hints.

    Examples
    --------
    >>> from widgets import start
    >>> start("03", "en", {}, {})
    This copy uses: . Variant 03-b8c269e7.
    >>> choose(
    ...     "check", "Who pays?", Option("Firms.", "Yes."), [Option("The state.", "Who signed?", "pledge")]
    ... )
    Who pays? / Firms. / The state. / I am not sure yet.
    """
    options = [right, *wrong]
    if len({option.text for option in options}) < len(options):
        refuse("choose", uid, "two options read the same; give each its own text.")
    if not all(option.misconception for option in wrong):
        refuse("choose", uid, "every wrong option needs the name of its misconception.")
    asked = f"{uid} {drawn}".strip()
    keys = {option: key_of(full_uid(asked), option.misconception or "right") for option in options}
    if len(set(keys.values())) < len(options):
        refuse("choose", uid, "two options stand for the same misconception; give each its own name.")
    # A fixed order that does not follow the source: the same for every language and every build.
    random.Random(f"{running().name} {asked}").shuffle(options)  # noqa: S311 - not a secret
    boxes = {
        keys[option]: {"grade": "right" if option is right else "wrong", "html": markdown(option.feedback)}
        for option in options
    }
    shown = [
        *(item(keys[option], option.text) for option in options),
        item("unsure", _("I am not sure yet.")),
    ]
    note(
        "choose", uid, prompt, right=right.text, hints=list(hints), worked=worked,
        wrong=[
            {"text": option.text, "misconception": option.misconception, "feedback": option.feedback}
            for option in wrong
        ],
    )  # fmt: skip
    data = shape(uid, input="choice", prompt_html=markdown(prompt), plain=prompt, options=shown)
    present(data, boxes, hints, worked)


def estimate(
    uid: str,
    prompt: str,
    unit: str,
    answer: float,
    tolerance: float,
    right: str,
    close: str,
    hints: Sequence[str] = (),
    *,
    worked: str = "",
) -> None:
    """Ask for a number and accept it within a tolerance.

    Parameters
    ----------
    uid : str
        Id of the question in this lesson.
    prompt : str
        The question, Markdown; it says the unit and how exact to be.
    unit : str
        Text after the box.
    answer : float
        The value, computed from the tables.
    tolerance : float
        Greatest distance that counts as right, in the unit of the answer.
    right, close : str
        Feedback within the tolerance, and within three times the tolerance.
    hints : list of str
        Up to three.
    worked : str
        The worked step, Markdown; offered after three tries that were not right.

    Raises
    ------
    LessonError
        If the tolerance is not above zero, the answer is no number, or there are more than three hints.

    Examples
    --------
    >>> from widgets import start
    >>> start("03", "en", {}, {})
    This copy uses: . Variant 03-b8c269e7.
    >>> estimate("share", "How many dollars each?", "dollars", 270.5, 10, "Right.", "Close.")
    How many dollars each?
    """
    boxes, bucket = number_boxes("estimate", uid, answer, tolerance)
    for box in boxes.values():
        box["html"] = markdown(right if box["grade"] == "right" else close)
    note(
        "estimate", uid, prompt, unit=unit, right=number_text(answer, tolerance), tolerance=number(tolerance), close=close,
        hints=list(hints), worked=worked,
    )  # fmt: skip
    data = shape(uid, input="number", prompt_html=markdown(prompt), plain=prompt, unit=unit, bucket=bucket)
    present(data, boxes, hints, worked)


def ask(sealed: str, made_for: Mapping[str, Any]) -> None:
    """Ask a question of a sealed copy, or keep closed what waits for it: the notebook holds seals, not answers.

    Parameters
    ----------
    sealed : str
        The question, or what waits, as JSON.
    made_for : mapping
        Parameters that the seal was made with.

    Raises
    ------
    LessonError
        If the copy's parameters were changed afterwards.
    """
    if dict(made_for) != running().parameters:
        changed = [name for name, value in running().parameters.items() if made_for.get(name) != value]
        msg = (
            f"This is a sealed copy: its answers belong to {dict(made_for)}. Set {', '.join(changed)} back, "
            "or ask your teacher for a copy with other parameters."
        )
        raise LessonError(msg)
    data = json.loads(sealed)
    if data["kind"] == "question":
        show(data)
        return
    cite(data["cites"])  # the list of sources at the end holds those of what is closed, too
    Live(data["uid"], data, {}).show(*closed())
