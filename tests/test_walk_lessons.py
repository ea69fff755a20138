"""Lessons 01, 02 and 04 in a real JupyterLab, by keyboard: answered wrongly, then rightly, and all back after a reload."""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.keys import choose, pick, press, type_in
from tests.lab import LAB_IDLE, ROOT, Watched, browser_page, jupyterlab, shot, wait_until_live
from tests.walks import WALKS, Choose, Fill, Turn, Walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GUESS = 0  # every lesson begins with it
RIGHT = {"en": "Right", "ja": "正解"}
SHUT = ".kit-closed"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Page, Watched, str]]:
    """One JupyterLab and one browser for all lessons."""
    folder = tmp_path_factory.mktemp("walks") / "kit"
    for walk in WALKS:
        (folder / walk.language).mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "lessons" / walk.language / f"{walk.name}.ipynb", folder / walk.language)
    with jupyterlab(folder) as home, browser_page(home) as (page, watched):
        yield folder, page, watched, home


def _run(page: Page, home: str, walk: Walk) -> None:
    page.goto(f"{home}/doc/tree/{walk.language}/{walk.name}.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_selector(LAB_IDLE)
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    begun = time.perf_counter()
    wait_until_live(page, walk.questions)
    print(f"{walk.name} {walk.language}: Run All until all is live, {time.perf_counter() - begun:.1f} s")


def _question(page: Page, place: int) -> Locator:
    question = page.locator(".kit-question").nth(place)
    question.evaluate("question => question.scrollIntoView({block: 'center'})")
    return question


def _seen(page: Page, text: str) -> Locator:
    return page.get_by_text(text).locator("visible=true")


def _guess(page: Page, walk: Walk) -> None:
    expect(page.locator(SHUT)).to_have_count(walk.closed)
    for text in walk.reveal:
        expect(_seen(page, text)).to_have_count(0)
    question = _question(page, GUESS)
    type_in(page, question.locator(".kit-number"), "25")
    if question.locator(".kit-sure").count():
        press(page, question.locator(".kit-sure input").first, "Space")
    page.keyboard.press("Enter")
    expect(question).to_contain_text(walk.locked)
    expect(page.locator(SHUT)).to_have_count(walk.closed - walk.opens)
    expect(_seen(page, walk.distance).first).to_be_visible()
    for text in walk.reveal:
        expect(_seen(page, text).first).to_be_visible()


def _turn(page: Page, turn: Turn) -> None:
    chart = page.locator(".kit-chart").filter(has=page.locator("select")).nth(turn.chart)
    chart.scroll_into_view_if_needed()
    drawn = chart.locator("svg").first.text_content() or ""
    key = "ArrowDown" if turn.down > 0 else "ArrowUp"
    press(page, chart.locator("select").nth(turn.control), *[key] * abs(turn.down))
    expect(chart.locator(".kit-takeaway")).to_contain_text(turn.says)
    expect(chart.locator("svg").first).not_to_have_text(drawn)


def _write_blanks(page: Page, question: Locator, texts: tuple[str, ...]) -> None:
    fields = question.locator(".kit-gap > select, .kit-gap > input")
    expect(fields).to_have_count(len(texts))
    for place, text in enumerate(texts):
        field = fields.nth(place)
        if field.evaluate("field => field.tagName") == "SELECT":
            choose(page, field, text)
        else:
            type_in(page, field, text)
    press(page, question.locator("button[type=submit]"), "Enter")


def _fill(page: Page, fill: Fill) -> None:
    question = _question(page, fill.place)
    _write_blanks(page, question, fill.wrong)
    expect(question.locator(".kit-mark.kit-wrong")).to_have_count(len(fill.wrong))
    expect(question).not_to_contain_text(fill.praise)
    _write_blanks(page, question, fill.right)
    expect(question.locator(".kit-mark.kit-right")).to_have_count(len(fill.right))
    expect(question.locator(".kit-result")).to_contain_text(fill.praise)


def _choose(page: Page, asked: Choose) -> None:
    question = _question(page, asked.place)
    pick(page, question, asked.wrong)
    expect(question.locator(".kit-result.kit-wrong")).to_contain_text(asked.clue)
    pick(page, question, asked.right)
    expect(question.locator(".kit-result.kit-right")).to_contain_text(asked.praise)


def _card(page: Page, walk: Walk) -> None:
    question = _question(page, walk.card)
    type_in(page, question.locator("textarea").first, walk.text)
    page.keyboard.press("Tab")
    expect(question.locator(".kit-count")).to_contain_text(walk.count)


def _kept(page: Page, folder: Path, walk: Walk) -> None:
    """Wait until the file of answers holds what was written last."""
    for _ in range(100):
        for path in (folder / walk.language / "answers").glob(f"{walk.name}*.json"):
            if walk.text in path.read_text(encoding="utf-8"):
                answers = json.loads(path.read_text(encoding="utf-8"))["answers"]
                assert answers[f"{walk.name}.guess"]["answer"] == "25"
                return
        page.wait_for_timeout(100)
    raise AssertionError("the file of answers lacks the text")


def _save(page: Page, path: Path) -> None:
    """Save by Ctrl+S from inside a widget: what a reload shows is what is stored."""
    stored = path.read_bytes()
    page.keyboard.press("Control+s")
    for _ in range(100):
        if path.read_bytes() != stored:
            return
        page.wait_for_timeout(100)
    raise AssertionError("Ctrl+S did not save the notebook")


def _all_back(page: Page, walk: Walk) -> None:
    page.reload()
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    wait_until_live(page, walk.questions)
    expect(_question(page, GUESS)).to_contain_text(walk.locked)
    expect(_seen(page, walk.distance).first).to_be_visible()
    for asked in walk.asked:
        question = _question(page, asked.place)
        expect(question.locator(".kit-result.kit-right")).to_contain_text(RIGHT[walk.language])
        expect(question.locator(".kit-result")).to_contain_text(asked.praise)
    expect(_question(page, walk.card).locator("textarea").first).to_have_value(walk.text)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: f"{walk.name[:2]}-{walk.language}")
def test_a_learner_walks_through_the_lesson(lab: tuple[Path, Page, Watched, str], walk: Walk) -> None:
    folder, page, watched, home = lab
    _run(page, home, walk)
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    _guess(page, walk)
    shot(page, f"{walk.name[:2]}-{walk.language}-reveal")
    for turn in walk.turns:
        _turn(page, turn)
    for asked in walk.asked:
        _fill(page, asked) if isinstance(asked, Fill) else _choose(page, asked)
    _card(page, walk)
    shot(page, f"{walk.name[:2]}-{walk.language}-card")
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells, "a key reached JupyterLab's command mode"
    _kept(page, folder, walk)
    _save(page, folder / walk.language / f"{walk.name}.ipynb")
    _all_back(page, walk)
    assert (watched.outside, watched.errors) == ([], [])
