"""What every kind of question shares: its shape, its keys, its seal, and what the teacher may read of it."""

from __future__ import annotations

import hashlib
import math
import re
from html import escape, unescape
from typing import TYPE_CHECKING, Any, NoReturn

from widgets.errors import LessonError
from widgets.language import _, number
from widgets.lesson import running
from widgets.live import Live, inline, markdown
from widgets.paper import on_paper
from widgets.seal import number_bucket, seal
from widgets.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "closed", "full_uid", "item", "key_of", "note", "number_boxes", "number_text", "plain", "present", "refuse", "shape", "show",
]  # fmt: skip

MOST_HINTS = 3  # where to look, what to do, the first step
WORKED = "worked"  # the key text of the worked step is public: it is opened by a button, not by an answer


def full_uid(uid: str) -> str:
    """Name a question in all lessons: kept answers are filed under this."""
    return f"{running().name}.{uid}"


def refuse(kind: str, uid: str, what: str) -> NoReturn:
    """Say that a question cannot be asked.

    Raises
    ------
    LessonError
        Always.

    Examples
    --------
    >>> refuse("rank", "order", "it has no items; give three.")
    Traceback (most recent call last):
    ...
    widgets.errors.LessonError: rank 'order': it has no items; give three.
    """
    msg = f"{kind} {uid!r}: {what}"
    raise LessonError(msg)


def key_of(uid: str, name: str) -> str:
    """Make the key of an option: the same in every language and build, and saying nothing by itself.

    A kept answer so means the same option after the lesson was changed, or none.

    Parameters
    ----------
    uid : str
        Full id of the question.
    name : str
        What the option stands for: the name of its misconception, or ``right``.

    Returns
    -------
    str
        Six hexadecimal digits.

    Examples
    --------
    >>> key_of("03.check", "pledge")
    '1d4cb2'
    """
    return hashlib.sha256(f"{uid} {name}".encode()).hexdigest()[:6]


def plain(text: str) -> str:
    """Take the marks out of one line of Markdown.

    Examples
    --------
    >>> plain("a *b* & [c](http://example.org)")
    'a b & c'
    """
    return unescape(re.sub("<[^>]*>", "", inline(text)))


def item(key: str, text: str) -> dict[str, str]:
    """Describe one option or item for the page."""
    return {"key": key, "html": inline(text), "plain": plain(text)}


def shape(uid: str, **parts: Any) -> dict[str, Any]:
    """Fill the one shape that every question has.

    Parameters
    ----------
    uid : str
        Id of the question in this lesson.
    **parts : Any
        What this kind of question has beyond the others.
    """
    return {
        "kind": "question",
        "uid": full_uid(uid),
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
        "worked": False,
        "words": words("question"),
        **parts,
    }


def present(
    data: dict[str, Any],
    boxes: Mapping[str, Mapping[str, Any]] | None = None,
    hints: Sequence[str] = (),
    worked: str = "",
) -> None:
    """Seal a question's feedback and show the question.

    Parameters
    ----------
    data : dict
        The question's shape; seal, hints and worked step are filled in here.
    boxes : mapping, optional
        Key text to what opens with it; without them nothing is checked.
    hints : list of str
        Up to three.
    worked : str
        The worked step, Markdown: offered after three tries that were not right.

    Raises
    ------
    LessonError
        If there are more than three hints.
    """
    if len(hints) > MOST_HINTS:
        msg = (
            f"question {data['uid']!r} has {len(hints)} hints; give at most {MOST_HINTS}: where to look, what to "
            "do, the first step. What comes after them is the worked step."
        )
        raise LessonError(msg)
    data["hints_html"] = [markdown(hint) for hint in hints]
    if boxes is not None:
        step = {WORKED: {"html": markdown(worked)}} if worked else {}
        data["worked"] = bool(worked)
        data["seal"] = seal(data["uid"], {**boxes, **step})
    show(data)


def show(data: dict[str, Any]) -> None:
    """Put a question into the cell's output, with nothing entered yet."""
    html, text = on_paper(data)
    values = {"answer": "", "sure": None, "tries": 0, "done": False, "hints": 0}
    Live(str(data["uid"]), data, values).show(html, text)


def closed() -> tuple[str, str]:
    """Return what stands in a sealed copy for something that opens with an answer: HTML, plain text."""
    text = _("Opens with an answer to the question above. On paper: ask your teacher.")
    return f"<p>{escape(text)}</p>", text


def note(kind: str, uid: str, prompt: str, **parts: Any) -> None:
    """Note a question's answer for the teacher's page: in the kernel's memory, never in an output.

    Parameters
    ----------
    kind : str
        The function that asked.
    uid : str
        Id of the question in this lesson.
    prompt : str
        The question, Markdown.
    **parts : Any
        ``right``, ``tolerance`` and ``close`` as text, ``unit``, ``wrong`` (text, misconception and feedback
        of each), ``hints``, ``worked``.
    """
    entry: dict[str, Any] = {
        "uid": full_uid(uid), "kind": kind, "prompt": prompt, "unit": "", "right": "", "tolerance": None,
        "close": None, "wrong": [], "hints": [], "worked": "", **parts,
    }  # fmt: skip
    key = running().key
    places = [place for place, old in enumerate(key) if old["uid"] == entry["uid"]]
    if places:  # the cell ran again
        key[places[0]] = entry
    else:
        key.append(entry)


def number_boxes(
    kind: str, uid: str, answer: float, tolerance: float | None, before: str = ""
) -> tuple[dict[str, dict[str, str]], dict[str, float]]:
    """Make the boxes of a number: right within the tolerance, close within three times the tolerance.

    Parameters
    ----------
    kind, uid : str
        Who asks, for the error.
    answer, tolerance : float
        In the unit of the answer.
    before : str
        What the key texts begin with.

    Returns
    -------
    tuple of dict
        Key text to grade, and the public offset and step.

    Raises
    ------
    LessonError
        If the tolerance is not above zero, or the answer is no number.

    Examples
    --------
    >>> boxes, bucket = number_boxes("estimate", "e", 42.0, 0.5)
    >>> list(boxes.values())
    [{'grade': 'right'}, {'grade': 'close'}, {'grade': 'close'}]
    """
    if tolerance is None or not tolerance > 0:
        refuse(kind, uid, f"the tolerance is {tolerance!r}; give one above zero, in the unit of the answer.")
    if not math.isfinite(answer):
        refuse(kind, uid, f"the answer is {answer!r}; compute it from figures that are there.")
    offset, step = number_bucket(answer, tolerance)
    middle = round((answer - offset) / step)
    grades = {middle: "right", middle - 1: "close", middle + 1: "close"}
    boxes = {f"{before}b:{place}": {"grade": grade} for place, grade in grades.items()}
    return boxes, {"offset": offset, "step": step}


def number_text(answer: float, tolerance: float) -> str:
    """Write an answer for the teacher, as exactly as its tolerance asks.

    Examples
    --------
    >>> number_text(2_526_873.4, 101_075), number_text(2_526_873.4, 40)
    ('2,527,000', '2,526,873')
    """
    digits = math.floor(math.log10(max(abs(answer) / tolerance, 1))) + 3
    return number(answer, digits)
