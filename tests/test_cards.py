"""Cards to cut out: all claims that lessons give to sort, eight on a sheet; our judgements apart."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from tests.test_page import MIME, ROOT
from variants.cards import ANSWERS, CARDS, SHEET, pages
from variants.pdf import printed

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

LANGUAGES = ("en", "ja")


def _lessons(language: str) -> dict[str, nbformat.NotebookNode]:
    found = sorted((ROOT / "lessons" / language).glob("*.ipynb"))
    return {path.stem: nbformat.read(path, as_version=4) for path in found}


def _claims(language: str) -> list[dict[str, Any]]:
    """Every claim of every deck of the built lessons, as often as it is given."""
    found = []
    for lesson in _lessons(language).values():
        for cell in lesson.cells:
            for output in cell.get("outputs", []):
                data = output.get("data", {}).get(MIME, {})
                if data.get("kind") == "claims" and data["deck"]:
                    found += data["claims"]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_claim_to_sort_has_a_card_and_no_card_a_judgement(language: str) -> None:
    html = pages(_lessons(language), language)[CARDS]
    shown = re.findall(r'<li class="cards-claim">.*?<span>(\w+)</span>.*?<p>(.*?)</p>', html)
    claims = _claims(language)
    assert len(claims) > 30
    assert [(id_, unescape(text)) for id_, text in shown] == [(c["id"], c["text"]) for c in claims]
    text = unescape(html)
    for claim in claims:
        for reason in ("why", "for", "against", "since"):
            assert not claim.get(reason) or claim[reason] not in text
    for sheet in re.findall(r'<ul class="cards-sheet">(.*?)</ul>', html):
        assert sheet.count("<li") == SHEET
    assert html.count('class="cards-pile"') == 9
    assert html.count('class="cards-blank"') >= 3
    assert not re.search(r'src="|<script', html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_teachers_page_has_our_reasons(language: str) -> None:
    text = unescape(pages(_lessons(language), language)[ANSWERS])
    for claim in _claims(language):
        assert claim["text"] in text
        for reason in ("why", "for", "against"):
            assert not claim.get(reason) or claim[reason] in text


def test_lessons_without_claims_have_no_cards() -> None:
    heading = nbformat.v4.new_markdown_cell("# Sums", id="heading")
    assert pages({"01-sums": nbformat.v4.new_notebook(cells=[heading])}, "en") == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sheet_of_cards_is_one_sheet_of_paper(language: str, browser: Browser, tmp_path: Path) -> None:
    html = pages(_lessons(language), language)[CARDS]
    (tmp_path / "cards.html").write_text(html, "utf-8")
    pdf = printed(browser, tmp_path / "cards.html")
    assert len(re.findall(rb"/Type /Page\b", pdf)) == html.count('class="cards-sheet"')
    assert printed(browser, tmp_path / "cards.html") == pdf
    page = browser.new_page(viewport={"width": 794, "height": 1123})
    page.goto((tmp_path / "cards.html").as_uri())
    page.emulate_media(media="print")
    cut = page.evaluate(
        "() => [...document.querySelectorAll('.cards-sheet > li')]"
        ".filter(e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1).length"
    )
    page.close()
    assert cut == 0
