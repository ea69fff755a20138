"""One walk through the lesson as a learner: real JupyterLab, real Chromium, keyboard only, no network."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page, expect

from tests.keys import choose, pick, type_in
from tests.lab import (
    NAME,
    Watched,
    browser_page,
    jupyterlab,
    lesson_folder,
    open_lesson,
    run_all,
    shot,
    wait_until_live,
)

if TYPE_CHECKING:
    from pathlib import Path

# Places of the questions in the lesson.
GUESS, TURN, CHECK, SOURCE, EXIT, PARTS, ORDER, YOURS, CASES, WRITE = range(10)

# What a learner types and reads, worked out by hand: 92 billion dollars shared by 340 110 988 people
# make 270.5 dollars each; at 149.5686 yen and 123 975 371 people they make 110 991 yen each. In the ruler,
# 6 billion dollars at the same rate make 0.9 trillion yen, written with the one digit that was typed.
EXPECTED = {
    "en": {
        "each": "270", "thousandfold": "270 thousand", "wrong": "4", "right": "Right", "fit": "Right digits, wrong size",
        "guess": "Your guess was 25 dollars of every 100. That is 14 too low.", "split": "about 39 were for data centres",
        "where": "Where?", "state": "Pennsylvania", "day": "31 July 2025:", "gap": "2.3 billion yen",
        "firms": "Firms pledged it", "budget": "The government will pay it", "clue": "Who named the sums?",
        "locked": "Your guess is locked in: 25", "scaled": "The announced total is 270 US dollars for each person",
        "kind": "a total of what firms announced", "slip": "they would make 16 yen", "worked": "92,000,000,000 ÷ 340,000,000",
        "ways": "Google 25 billion US dollars + CoreWeave 6 billion US dollars + Energy Capital Partners 5 billion US dollars",
        "top": "the announced total", "last": "one digit made", "text": "The sum of 92 billion counts pledges.",
        "count": "7 words", "ruler": "6 billion", "converted": "900 billion",
    },
    "ja": {
        "each": "11万1千", "thousandfold": "1億1100万", "wrong": "4", "right": "正解", "fit": "数字の並びは合うが",
        "guess": "あなたの予想は25ドル（100ドルのうち）でした。 実際の値より14小さい予想です。", "split": "およそ39ドルがデータセンター",
        "where": "どこで？", "state": "ペンシルベニア州", "day": "2025年7月31日", "gap": "23億円",
        "firms": "企業が投資を表明した額", "budget": "政府が予算から払う", "clue": "金額を示したのはだれですか",
        "locked": "予想を決めました：25", "scaled": "日本の一人当たり11万1,000円です",
        "kind": "企業が表明した金額の合計", "slip": "1ドルが16円", "worked": "92,000,000,000 × 149.569 ÷ 124,000,000",
        "ways": "Google 250億ドル + CoreWeave 60億ドル + Energy Capital Partners 50億ドル",
        "top": "発表された合計額", "last": "数字一つの違い", "text": "920億ドルは表明の合計です。",
        "count": "15", "ruler": "60億", "converted": "9,000億",
    },
}  # fmt: skip


def _question(page: Page, number: int) -> Locator:
    question = page.locator(".kit-question").nth(number)
    question.evaluate("question => question.scrollIntoView({block: 'center'})")
    return question


def _type(page: Page, box: Locator, text: str) -> None:
    type_in(page, box, text)
    page.keyboard.press("Enter")


def _guess(page: Page, words: dict[str, str]) -> None:
    question = _question(page, GUESS)
    question.locator("input[type=range]").focus()
    page.keyboard.press("Home")
    for _ in range(24):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    expect(question.locator(".kit-number")).to_have_value("24")
    page.keyboard.press("Control+a")
    page.keyboard.type("25")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(question).to_contain_text(words["locked"])


def _controls(page: Page, words: dict[str, str], shots: str) -> None:
    look = page.locator(".kit").filter(has=page.locator("select")).first
    look.scroll_into_view_if_needed()
    before = look.locator("svg").first.get_attribute("aria-label")
    look.locator("select").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(look).to_contain_text(words["where"])
    expect(look).to_contain_text(words["state"])
    assert look.locator("svg").first.get_attribute("aria-label") != before
    shot(page, f"{shots}-look")
    days = page.locator(".kit-chart").filter(has=page.locator("input[type=range]")).first
    days.scroll_into_view_if_needed()
    days.locator("input[type=range]").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(days).to_contain_text(words["day"])
    expect(days).to_contain_text(words["gap"])
    shot(page, f"{shots}-days")


def _turn(page: Page, words: dict[str, str]) -> None:
    turn = _question(page, TURN)
    box = turn.locator(".kit-number")
    choose(page, turn.locator("select"), words["kind"])
    for text in (words["wrong"], words["thousandfold"], words["wrong"]):
        _type(page, box, text)
        expect(turn.locator(".kit-result.kit-says")).to_have_count(0)  # the check is over
        if text == words["thousandfold"]:
            expect(turn).to_contain_text(words["fit"])
    # three tries that were not right: now the worked step is offered
    expect(turn).not_to_contain_text(words["worked"])
    turn.locator("button[aria-expanded]").focus()
    page.keyboard.press("Enter")
    expect(turn).to_contain_text(words["worked"])
    expect(_visible(page, words["scaled"])).to_have_count(0)
    _type(page, box, words["each"])
    expect(turn).to_contain_text(words["right"])
    expect(_visible(page, words["scaled"]).first).to_be_visible()


def _order(page: Page, words: dict[str, str]) -> None:
    """Bring the announced total up and the digit's difference down, by the keyboard."""
    order = _question(page, ORDER)
    items = order.locator(".kit-item")
    for name, key, end in (("top", "Alt+ArrowUp", 0), ("last", "Alt+ArrowDown", 3)):
        item = items.filter(has_text=words[name])
        for _ in range(4):
            if words[name] in items.nth(end).inner_text():
                break
            item.locator("button:enabled").first.focus()
            page.keyboard.press(key)
    if "CoreWeave" in items.nth(1).inner_text():
        items.nth(1).locator("button").nth(1).focus()
        page.keyboard.press("Enter")
    order.locator("button[type=submit]").focus()
    page.keyboard.press("Enter")
    expect(order).to_contain_text(words["right"])


def _writing(page: Page, words: dict[str, str]) -> None:
    for place in (SOURCE, PARTS, CASES, WRITE):
        question = _question(page, place)
        question.locator("textarea").first.focus()
        page.keyboard.type(words["text"])
        page.keyboard.press("Tab")
        expect(question).to_contain_text(words["count"])
    expect(_visible(page, words["ways"])).to_have_count(1)


def _ruler(page: Page, words: dict[str, str]) -> None:
    ruler = page.locator(".kit-ruler")
    _type(page, ruler.locator("input[type=text]"), words["ruler"])
    expect(ruler.locator("table")).to_contain_text(words["converted"])


def _answers(page: Page, words: dict[str, str], shots: str) -> None:
    _turn(page, words)
    check = _question(page, CHECK)
    pick(page, check, words["budget"])
    expect(check).to_contain_text(words["clue"])
    pick(page, check, words["firms"])
    expect(check).to_contain_text(words["right"])
    shot(page, f"{shots}-answers")
    pick(page, _question(page, EXIT), words["slip"])
    expect(_question(page, EXIT)).to_contain_text(words["right"])
    _order(page, words)
    _writing(page, words)
    shot(page, f"{shots}-writing")
    _ruler(page, words)
    shot(page, f"{shots}-ruler")


def _visible(page: Page, text: str) -> Locator:
    return page.get_by_text(text).locator("visible=true")


def _all_still_there(page: Page, words: dict[str, str]) -> None:
    expect(_question(page, GUESS)).to_contain_text(words["locked"])
    expect(_question(page, TURN).locator(".kit-number")).to_have_value(words["each"])
    for place in (TURN, CHECK, EXIT, ORDER):
        expect(_question(page, place)).to_contain_text(words["right"])
    for place in (SOURCE, PARTS, CASES, WRITE):
        expect(_question(page, place).locator("textarea").first).to_have_value(words["text"])
    expect(_visible(page, words["split"])).to_have_count(1)


def _stored_copy_is_readable(page: Page, words: dict[str, str]) -> None:
    """No kernel has run anything yet: stills and charts stand, nothing is broken or given away."""
    page.wait_for_selector("[class*=RenderedVega] canvas, [class*=RenderedVega] svg")
    assert "model not found" not in page.content()
    assert page.locator(".kit-still").count() > 0
    expect(_visible(page, words["split"])).to_have_count(0)


def _save(page: Page, folder: Path) -> None:
    """Save by Ctrl+S from inside a widget, the only shortcut that a widget lets through."""
    stored = (folder / f"{NAME}.ipynb").read_bytes()
    page.keyboard.press("Control+s")
    for _ in range(50):
        if (folder / f"{NAME}.ipynb").read_bytes() != stored:
            return
        page.wait_for_timeout(100)
    raise AssertionError("Ctrl+S did not save the notebook")


def _nothing_wrong(watched: Watched) -> None:
    assert watched.outside == []
    assert watched.errors == []


def _walk(folder: Path, language: str) -> None:
    words = EXPECTED[language]
    with jupyterlab(folder) as home:
        with browser_page(home) as (page, watched):
            open_lesson(page, home)
            _stored_copy_is_readable(page, words)
            shot(page, f"{language}-stored")
            run_all(page)
            cells = page.locator(".jp-Notebook .jp-Cell").count()
            expect(_visible(page, words["split"])).to_have_count(0)
            _controls(page, words, language)
            _guess(page, words)
            expect(_visible(page, words["split"])).to_have_count(1)
            _visible(page, words["guess"]).scroll_into_view_if_needed()
            shot(page, f"{language}-reveal")
            _answers(page, words, language)
            assert page.locator(".jp-Notebook .jp-Cell").count() == cells, (
                "a key reached JupyterLab's command mode"
            )
            _save(page, folder)
            page.reload()
            page.wait_for_selector(".jp-Notebook .jp-Cell")
            wait_until_live(page)
            _all_still_there(page, words)
            _nothing_wrong(watched)
        kept = json.loads(next((folder / "answers").glob("*.json")).read_text(encoding="utf-8"))
        assert kept["answers"][f"{NAME}.guess"]["answer"] == "25"
        saved = (folder / f"{NAME}.ipynb").read_text(encoding="utf-8")
        assert "widget-view+json" not in saved
        assert not re.search(r'"widgets": \{\s*"application', saved)


def _reopen(folder: Path, words: dict[str, str], shots: str, *, trusted: bool) -> None:
    """Open the saved lesson with a fresh kernel: first what is stored, then (as running trusts) all live again."""
    with jupyterlab(folder) as home, browser_page(home) as (page, watched):
        open_lesson(page, home)
        _stored_copy_is_readable(page, words)
        shot(page, shots)
        if trusted:
            run_all(page)
            _all_still_there(page, words)
        _nothing_wrong(watched)


def test_the_english_lesson_saved_and_reopened_trusted_and_untrusted(tmp_path: Path) -> None:
    folder = lesson_folder(tmp_path, "en")
    _walk(folder, "en")
    _reopen(folder, EXPECTED["en"], "reopened-trusted", trusted=True)
    # Changed outside JupyterLab, so its signature no longer fits: as if it came from another machine.
    path = folder / f"{NAME}.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("The sentence is short.", "It is a short sentence."), encoding="utf-8")
    _reopen(folder, EXPECTED["en"], "reopened-untrusted", trusted=False)


def test_the_japanese_lesson(tmp_path: Path) -> None:
    _walk(lesson_folder(tmp_path, "ja"), "ja")
