"""The claims of a course as cards to cut out and sort, and what we say of them on a page for the teacher."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from variants.page import assets, language_links
from variants.page_blocks import blocks, title
from variants.page_claims import claims_back, where
from widgets.language import _, use_language
from widgets.live import MIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nbformat import NotebookNode

__all__ = ["ANSWERS", "CARDS", "SHEET", "pages"]

CARDS, ANSWERS = "cards", "cards-answers"  # names of the pages
SHEET = 8  # cards of A7 on a sheet of A4
TEMPLATE = Template((Path(__file__).parent / "cards.html").read_text("utf-8"))


@dataclass(frozen=True)
class Deck:
    """The claims that one lesson gives to its learners, and where they come from."""

    number: str
    title: str
    data: list[Mapping[str, Any]]  # of each explorer of the lesson

    @property
    def cards(self) -> list[str]:
        """One card for each claim, as HTML."""
        return [_claim(data, claim, self.number) for data in self.data for claim in data["claims"]]


def _decks(lessons: Mapping[str, NotebookNode]) -> Iterator[Deck]:
    for name, notebook in lessons.items():
        outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
        found = [output.get("data", {}).get(MIME, {}) for output in outputs]
        data = [each for each in found if each.get("kind") == "claims" and each["deck"]]
        if data:
            yield Deck(name.split("-")[0], title(blocks(_heading(notebook))), data)


def _heading(notebook: NotebookNode) -> NotebookNode:
    """The lesson's heading alone; nothing else of it is drawn."""
    return type(notebook)({**notebook, "cells": notebook.cells[:1]})


def _claim(data: Mapping[str, Any], claim: Mapping[str, Any], number: str) -> str:
    top = f'<span class="cards-top"><span>{claim["id"]}</span> <span>{escape(number)}</span></span>'
    text = f"<p>{escape(claim['text'])}</p><small>{escape(where(data, claim))}</small>"
    return f'<li class="cards-claim">{top}{text}</li>'


def _blank() -> str:
    own = escape(_("A claim of your own"))
    return f'<li class="cards-blank"><strong>{own}</strong></li>'


def _sheets(cards: Sequence[str]) -> str:
    """Fill sheets of eight; what is free on the last is for claims of one's own."""
    filled = [*cards, *[_blank()] * (-len(cards) % SHEET)]
    return "".join(
        f'<ul class="cards-sheet">{"".join(filled[start : start + SHEET])}</ul>'
        for start in range(0, len(filled), SHEET)
    )


def _cards(decks: Sequence[Deck]) -> str:
    parts = [(f"{deck.number} · {escape(deck.title)}", deck.cards) for deck in decks]
    answers = decks[0].data[0]["answers"]
    piles = [
        f'<li class="cards-pile"><strong>{escape(label)}</strong><p>{escape(meaning)}</p></li>'
        for label, meaning in answers.values()
    ]
    parts.append((escape(_("The piles, and cards for claims of your own")), piles))
    return "".join(
        f'<section class="cards-lesson"><h2 class="cards-intro">{heading}</h2>{_sheets(cards)}</section>'
        for heading, cards in parts
    )


def _answers(decks: Sequence[Deck]) -> str:
    return "".join(
        f'<section class="cards-answers"><h2>{deck.number} · {escape(deck.title)}</h2>'
        + "".join(claims_back(data, texts=True) for data in deck.data)
        + "</section>"
        for deck in decks
    )


def pages(
    lessons: Mapping[str, NotebookNode], language: str, languages: Sequence[str] = (), judged: bool = True
) -> dict[str, str]:
    """Make the page of cards and the page of our judgements.

    Parameters
    ----------
    lessons : mapping
        Name to built lesson, in one language.
    language : str
        Language of the lessons.
    languages : list of str
        Languages that the course has.
    judged : bool
        Learners' copies get no page of our judgements, and a hand-out does not know them.

    Returns
    -------
    dict
        Name to HTML that needs no other file; nothing where no lesson has claims to sort, and no judgements where the
        lessons are handouts.
    """
    use_language(language)
    decks = list(_decks(lessons))
    if not decks:
        return {}
    words = {
        CARDS: (
            _("Cards to cut out"),
            _(
                "Print on one side of the paper and cut along the lines: eight cards on each sheet. Lay out the piles, and put each claim on the pile that fits. The number at the top right names the lesson."
            ),
            _cards(decks),
        )
    }
    if judged and not any(data.get("paper") for deck in decks for data in deck.data):
        words[ANSWERS] = (
            _("Our judgements, for the teacher"),
            _(
                "What our register says of each claim on the cards, as of the article’s date. Another reader may judge otherwise, with reasons."
            ),
            _answers(decks),
        )
    head, _foot = assets(("page.css",), single=True)
    return {
        name: TEMPLATE.substitute(
            language=language,
            title=escape(title_),
            lead=escape(lead),
            home=escape(_("All lessons")),
            languages=escape(_("Language")),
            links=language_links(name, language, languages),
            intro="cards-intro" if name == CARDS else "",
            head=head,
            main=main,
        )
        for name, (title_, lead, main) in words.items()
    }
