"""Questions whose answer has several parts: an order, and a text with blanks."""

from __future__ import annotations

import itertools
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from widgets.asking import full_uid, item, key_of, note, number_boxes, number_text, present, refuse, shape
from widgets.language import _, number
from widgets.live import markdown
from widgets.paper import LINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Blank", "fill", "rank"]

FEWEST, MOST = 3, 7  # items of an order: two are a coin toss, and pairs grow with the square
_BLANK = re.compile(r"\[\[(.*?)\]\]")
_NAME = re.compile("[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Blank:
    """One blank of a text: a number, or one of several options.

    Parameters
    ----------
    answer : float or str
        The number, computed from the tables, or the right one of `options`.
    tolerance : float
        For a number: greatest distance that counts as right, in its unit.
    unit : str
        Text after the blank.
    options : list of str
        What can be chosen; they are shown in another order.
    label : str
        What the blank is called where it is read aloud; ``Blank 1`` if it is left out.
    """

    answer: float | str
    tolerance: float | None = None
    unit: str = ""
    options: Sequence[str] = ()
    label: str = ""


def rank(
    uid: str,
    prompt: str,
    items: Mapping[str, str],
    order: Sequence[str],
    ends: tuple[str, str],
    right: str,
    worked: str = "",
    hints: Sequence[str] = (),
) -> None:
    """Ask to put items in order, by buttons or keys.

    Parameters
    ----------
    uid : str
        Id of the question in this lesson.
    prompt : str
        The question, Markdown.
    items : mapping of str to str
        Name to what the learner reads, three to seven of them.
    order : list of str
        The names in the right order.
    ends : tuple of str
        Words above the list and below it, such as ``("largest", "smallest")``.
    right : str
        Feedback for the right order.
    worked : str
        The worked step, Markdown; offered after three tries that were not right.
    hints : list of str
        Up to three.

    Raises
    ------
    LessonError
        If `order` does not hold each name of `items` once, two items read the same, there are too few or too
        many, or more than three hints.

    Examples
    --------
    >>> from widgets import start
    >>> start("03", "en", {}, {})
    This copy uses: . Variant 03-b8c269e7.
    >>> words = {"thousand": "1 thousand", "million": "1 million", "billion": "1 billion"}
    >>> rank("size", "Largest first.", words, ["billion", "million", "thousand"], ("most", "least"), "Yes.")
    Largest first. / 1 million / 1 thousand / 1 billion
    """
    if not FEWEST <= len(items) <= MOST:
        refuse("rank", uid, f"it has {len(items)} items; give {FEWEST} to {MOST}.")
    if sorted(order) != sorted(items):
        refuse(
            "rank", uid, f"the order is {', '.join(order)}; it needs each of {', '.join(items)} exactly once."
        )
    if len(set(items.values())) < len(items):
        refuse("rank", uid, "two items read the same; give each its own text.")
    # Names may say the order ("first"), so the page gets keys that say nothing.
    keys = {name: key_of(full_uid(uid), name) for name in order}
    # The same order for every language and every build, and never the right one.
    shown, shuffle = list(order), random.Random(full_uid(uid)).shuffle  # noqa: S311 - not a secret
    while shown == list(order):
        shuffle(shown)
    boxes: dict[str, dict[str, str]] = {
        f"p:{keys[a]}<{keys[b]}": {} for a, b in itertools.combinations(order, 2)
    }
    boxes[f"o:{','.join(keys[name] for name in order)}"] = {"grade": "right", "html": markdown(right)}
    note(
        "rank", uid, prompt, right=" → ".join(items[name] for name in order), hints=list(hints), worked=worked
    )
    data = shape(
        uid, input="order", prompt_html=markdown(prompt), plain=prompt, ends=list(ends),
        items=[item(keys[name], items[name]) for name in shown],
    )  # fmt: skip
    present(data, boxes, hints, worked)


def fill(
    uid: str,
    text: str,
    blanks: Mapping[str, Blank],
    right: str,
    worked: str = "",
    hints: Sequence[str] = (),
) -> None:
    """Ask to fill the blanks of a text; each is checked by itself.

    Parameters
    ----------
    uid : str
        Id of the question in this lesson.
    text : str
        Markdown with ``[[name]]`` where a blank stands.
    blanks : mapping of str to Blank
        One for each name.
    right : str
        Feedback when all are right.
    worked : str
        The worked step, Markdown; offered after three tries that were not right.
    hints : list of str
        Up to three.

    Raises
    ------
    LessonError
        If names in the text and in `blanks` differ, a blank can have no right answer, or there are more than
        three hints.

    Examples
    --------
    >>> from widgets import start
    >>> start("03", "en", {}, {})
    This copy uses: . Variant 03-b8c269e7.
    >>> fill(
    ...     "turn", "Half of 84 is [[half]].", {"half": Blank(42, 0.5, unit="dollars", label="half")}, "Yes."
    ... )
    Half of 84 is ____________.
    """
    pieces = _BLANK.split(markdown(text))  # html, name, html, name, … html
    names = pieces[1::2]
    if not names or sorted(names) != sorted(blanks):
        refuse(
            "fill", uid, f"the text has the blanks {', '.join(names) or 'none'}; the answers are for "
            f"{', '.join(blanks) or 'none'}. Name each blank exactly once in both.",
        )  # fmt: skip
    parts = [{("html", "blank")[place % 2]: piece} for place, piece in enumerate(pieces) if piece]
    boxes: dict[str, dict[str, str]] = {}
    drawn: dict[str, Any] = {}
    for place, name in enumerate(names, 1):
        if not _NAME.fullmatch(name):
            refuse(
                "fill", uid, f"a blank is called {name!r}; use small letters, digits and _, a letter first."
            )
        own, drawn[name] = _blank(uid, name, blanks[name])
        drawn[name]["label"] = blanks[name].label or _("Blank {n}").format(n=place)
        boxes |= own
    # One text of all right answers together; sorted, because notebooks store names sorted.
    rights = (key for key, box in sorted(boxes.items()) if box["grade"] == "right")
    boxes[f"all:{';'.join(rights)}"] = {"grade": "right", "html": markdown(right)}
    said = (_in_words(drawn[name]["label"], blanks[name]) for name in names)
    note("fill", uid, text, right=_("; ").join(said), hints=list(hints), worked=worked)
    prompt = _("Fill in the blanks.")
    data = shape(
        uid,
        input="blanks",
        prompt_html=markdown(prompt),
        plain=_BLANK.sub(LINE, text),
        parts=parts,
        blanks=drawn,
    )
    present(data, boxes, hints, worked)


def _blank(uid: str, name: str, blank: Blank) -> tuple[dict[str, dict[str, str]], dict[str, Any]]:
    """Make one blank's boxes, and what the page draws of it."""
    drawn: dict[str, Any] = {"unit": blank.unit or None, "options": None, "bucket": None}
    if not blank.options:
        if isinstance(blank.answer, str):
            refuse("fill", uid, f"the answer of {name!r} is the text {blank.answer!r}; give it options.")
        boxes, drawn["bucket"] = number_boxes("fill", uid, blank.answer, blank.tolerance, f"{name}=")
        return boxes, drawn
    if blank.answer not in blank.options or not 1 < len(set(blank.options)) == len(blank.options):
        refuse(
            "fill", uid, f"the options of {name!r} need to differ and to hold its answer {blank.answer!r}."
        )
    # Their texts differ by language, so their places in the source tell them apart.
    count = len(blank.options)
    keys = [key_of(full_uid(uid), f"{name} {place} of {count}") for place in range(count)]
    drawn["options"] = [item(key, text) for key, text in zip(keys, blank.options, strict=True)]
    random.Random(f"{full_uid(uid)} {name}").shuffle(drawn["options"])  # noqa: S311 - not a secret
    answer = keys[list(blank.options).index(str(blank.answer))]
    return {f"{name}={answer}": {"grade": "right"}}, drawn


def _in_words(label: str, blank: Blank) -> str:
    """Say a blank's answer for the teacher."""
    if isinstance(blank.answer, str) or blank.tolerance is None:
        return _("{name}: {value}").format(name=label, value=blank.answer)
    parts: Iterable[str] = (
        number_text(blank.answer, blank.tolerance),
        blank.unit,
        f"(± {number(blank.tolerance)})",
    )
    return _("{name}: {value}").format(name=label, value=" ".join(part for part in parts if part))
