"""Questions: a guess, a choice, an estimate. Answers leave Python only as seals."""

from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from widgets.errors import LessonError
from widgets.language import _
from widgets.lesson import running
from widgets.live import Live, inline, markdown
from widgets.seal import number_bucket, seal
from widgets.words import words

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


def _data(uid: str, **parts: Any) -> dict[str, Any]:
    """Fill the one shape that every question has."""
    return {
        "kind": "question",
        "uid": f"{running().name}.{uid}",
        "unit": None,
        "lo": None,
        "hi": None,
        "step": None,
        "options": [],
        "guess": False,
        "sure": None,
        "seal": None,
        "bucket": None,
        "hints_html": [],
        "words": words("question"),
        **parts,
    }


def _still(data: Mapping[str, Any]) -> tuple[str, str]:
    """What a reader sees where no kernel runs: the question and its options, on screen and as text."""
    lines = [str(option["html"]) for option in data["options"]]
    options = "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>" if lines else ""
    box = f"<p>____ {escape(data['unit'] or '')}</p>" if data["input"] == "number" else ""
    note = _("To answer here, run the lesson: Run > Run All Cells.")
    html = f"{data['prompt_html']}{options}{box}<p><small>{escape(note)}</small></p>"
    return html, " / ".join([data["plain"], *[option["plain"] for option in data["options"]]])


def _show(data: dict[str, Any]) -> None:
    html, plain = _still(data)
    Live(str(data["uid"]), data, {"answer": "", "sure": None, "tries": 0, "done": False}).show(html, plain)


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
    _show(
        _data(
            uid, input="number", prompt_html=markdown(prompt), plain=prompt, unit=unit,
            lo=lo, hi=hi, step=step, guess=True, sure=levels,
        )
    )  # fmt: skip


def choose(uid: str, prompt: str, right: Option, wrong: Sequence[Option], hints: Sequence[str] = ()) -> None:
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

    Raises
    ------
    LessonError
        If two options read the same or a wrong one names no misconception.

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
        msg = f"choose {uid!r}: two options read the same; give each its own text."
        raise LessonError(msg)
    if not all(option.misconception for option in wrong):
        msg = f"choose {uid!r}: every wrong option needs the name of its misconception."
        raise LessonError(msg)
    # A fixed order that does not follow the source: the same for every language and every build.
    random.Random(f"{running().name} {uid}").shuffle(options)  # noqa: S311 - not a secret
    boxes = {
        f"o{i}": {"grade": "right" if option is right else "wrong", "html": markdown(option.feedback)}
        for i, option in enumerate(options, 1)
    }
    shown = [
        {"key": f"o{i}", "html": inline(option.text), "plain": option.text}
        for i, option in enumerate(options, 1)
    ]
    unsure = _("I am not sure yet.")
    shown.append({"key": "unsure", "html": inline(unsure), "plain": unsure})
    data = _data(
        uid, input="choice", prompt_html=markdown(prompt), plain=prompt, options=shown,
        hints_html=[markdown(hint) for hint in hints],
    )  # fmt: skip
    data["seal"] = seal(data["uid"], boxes)
    _show(data)


def estimate(
    uid: str,
    prompt: str,
    unit: str,
    answer: float,
    tolerance: float,
    right: str,
    close: str,
    hints: Sequence[str] = (),
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

    Raises
    ------
    LessonError
        If the tolerance is not above zero, or the answer is no number.

    Examples
    --------
    >>> from widgets import start
    >>> start("03", "en", {}, {})
    This copy uses: . Variant 03-b8c269e7.
    >>> estimate("share", "How many dollars each?", "dollars", 270.5, 10, "Right.", "Close.")
    How many dollars each?
    """
    if not tolerance > 0:
        msg = f"estimate {uid!r}: the tolerance is {tolerance!r}; give one above zero, in the unit of the answer."
        raise LessonError(msg)
    if not math.isfinite(answer):
        msg = f"estimate {uid!r}: the answer is {answer!r}; compute it from figures that are there."
        raise LessonError(msg)
    offset, step = number_bucket(answer, tolerance)
    middle = round((answer - offset) / step)
    boxes = {
        f"b:{middle}": {"grade": "right", "html": markdown(right)},
        f"b:{middle - 1}": {"grade": "close", "html": markdown(close)},
        f"b:{middle + 1}": {"grade": "close", "html": markdown(close)},
    }
    data = _data(
        uid, input="number", prompt_html=markdown(prompt), plain=prompt, unit=unit,
        bucket={"offset": offset, "step": step}, hints_html=[markdown(hint) for hint in hints],
    )  # fmt: skip
    data["seal"] = seal(data["uid"], boxes)
    _show(data)


def ask(sealed: str, made_for: Mapping[str, Any]) -> None:
    """Ask a question of a sealed copy: the notebook holds its seal, not its answer.

    Parameters
    ----------
    sealed : str
        The question as JSON.
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
    _show(json.loads(sealed))
