"""A text of the learner's own: cards to read, words to begin with, a rubric to score it by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from widgets.asking import note, plain, present, refuse, shape
from widgets.language import _, language
from widgets.live import inline, markdown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Card", "Criterion", "write"]

SIGNS_FOR_A_WORD = 2  # Japanese needs about two characters where English needs a word
LEVELS = 3


@dataclass(frozen=True)
class Card:
    """Something to read before writing: a source in our own words, or one side's case.

    Parameters
    ----------
    title : str
        Heading of the card.
    text : str
        What it says, Markdown.
    note : str
        Owner, date, and how we read it; one line of Markdown.
    """

    title: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric.

    Parameters
    ----------
    name : str
        What is looked at.
    levels : tuple of str
        What 0, 1 and 2 points mean.
    """

    name: str
    levels: tuple[str, str, str]


def write(
    uid: str,
    prompt: str,
    fields: Mapping[str, str] | None = None,
    length: tuple[int, int] = (40, 60),
    starters: Sequence[str] = (),
    rubric: Sequence[Criterion] = (),
    cards: Sequence[Card] = (),
) -> None:
    """Ask for a text. Nothing is checked; what is written is kept.

    Parameters
    ----------
    uid : str
        Id of the question in this lesson.
    prompt : str
        The task, Markdown.
    fields : mapping of str to str
        Name to label of each place to write in; one called "Your text" if left out.
    length : tuple of int
        Fewest and most words of all fields together. A Japanese copy asks for twice as many characters.
    starters : list of str
        Beginnings of sentences that the learner may take.
    rubric : list of Criterion
        By which learners score their own text.
    cards : list of Card
        To read first.

    Raises
    ------
    LessonError
        If there is no field, the length does not run from a smaller to a larger number, or a criterion has
        not three levels.

    Examples
    --------
    >>> from widgets import start
    >>> start("03", "en", {}, {})
    This copy uses: . Variant 03-b8c269e7.
    >>> write("better", "Write it better.", starters=["In July, … announced …"])
    Write it better. / Your text
    """
    fields = {"text": _("Your text")} if fields is None else fields
    low, high = length
    if not fields:
        refuse("write", uid, "it has no field to write in; leave `fields` out for one.")
    if not 0 < low < high:
        refuse("write", uid, f"the length is {low} to {high}; give the smaller number first, above zero.")
    for criterion in rubric:
        if len(criterion.levels) != LEVELS:
            refuse(
                "write", uid, f"{criterion.name!r} has {len(criterion.levels)} levels; give {LEVELS}, for 0, 1 "
                "and 2 points.",
            )  # fmt: skip
    signs = language() == "ja"
    factor = SIGNS_FOR_A_WORD if signs else 1
    note("write", uid, prompt)
    present(
        shape(
            uid,
            input="text",
            prompt_html=markdown(prompt),
            plain=prompt,
            fields=[{"name": name, "label": label} for name, label in fields.items()],
            starters=list(starters),
            length=[low * factor, high * factor],
            count="characters" if signs else "words",
            rubric=[{"name": line.name, "levels": list(line.levels)} for line in rubric],
            cards=[
                {
                    "title_html": inline(card.title),
                    "html": markdown(card.text),
                    "note": plain(card.note),
                    "note_html": inline(card.note),
                }
                for card in cards
            ],
        )
    )
