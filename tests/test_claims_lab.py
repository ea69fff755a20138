"""Lesson 00 in a real JupyterLab, by keyboard: claims judged, a headline typed, all back after a new server."""

from __future__ import annotations

import csv
import json
import re
import shutil
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Locator, Page, expect

from tests.keys import press, type_in
from tests.lab import LAB_IDLE, ROOT, browser_page, jupyterlab, shot, wait_until_live

if TYPE_CHECKING:
    from pathlib import Path

NAME = "00-reading-a-claim"
QUESTIONS = 11  # warmup, guess, kinds, turn, check, exit, origin, yours, source, cases, write

# Worked out by hand. The fund of A15 has 60.06 billion yuan; at 7.1875 yuan for a dollar they are 8.356 billion dollars,
# and 8.840625 billion yuan are 1.23. The headline: 661 billion yen at the average of 2021, 109.8429 for a dollar, are
# 6.0177 billion dollars: for 51 751 065 people 12 773 yen each, and 0.3209% of a GDP of 1875.39 billion dollars.
EXPECTED = {
    "en": {
        "column": "", "differs": "You said “{yours}”. The register says “{ours}”, because:",
        "agrees": "You said “{yours}”. The register says the same.", "fund": "8.36",
        "input": "60.06", "yuan": "8.840625", "division": "8.840625 ÷ 7.1875 = 1.23", "result": "1.23 billion dollars",
        "place": "Claim {n} of {of} · answered: 2", "left": "{n} of {of} claims",
        "headline": "Japan plans chips", "number": "661 billion yen", "date": "March 2021", "who": "A minister, dd00",
        "size": "661 billion yen = 6,610億 in Japanese units",
        "each": "For each person in South Korea (2024): 12,800 yen.",
        "share": "Share of the yearly output (GDP) of South Korea (2024): 0.321%.",
    },
    "ja": {
        "column": "_ja", "differs": "あなたは「{yours}」を選びました。この一覧の判定は「{ours}」です。理由：",
        "agrees": "あなたは「{yours}」を選びました。この一覧の判定も同じです。", "fund": "83.6",
        "input": "600.6", "yuan": "88.40625", "division": "88.40625 ÷ 7.1875 = 12.3", "result": "AI基金の額（億ドル）：12.3",
        "place": "主張{n}（全{of}件） · 回答ずみ：2", "left": "{of}件中{n}件",
        "headline": "半導体に新しい予算", "number": "6,610億円", "date": "2021年3月", "who": "大臣の発言 dd00",
        "size": "6,610億円（英語の単位では 661 billion）",
        "each": "韓国の一人当たり（2024年の人口）：1万2,800円。",
        "share": "韓国のGDP（2024年）に対する割合：0.321%。",
    },
}  # fmt: skip
LABELS = {
    "matches": {"en": "matches the source", "ja": "資料どおり"},
    "loose": {"en": "loose", "ja": "大筋は合うが不正確"},
    "misleading": {"en": "misleading", "ja": "数値は合うが誤解をまねく"},
    "contradicts": {"en": "contradicts the source", "ja": "資料と食い違う"},
}
with (ROOT / "data" / "claims.csv").open(encoding="utf-8", newline="") as _file:
    CLAIMS = {row["id"]: row for row in csv.DictReader(_file)}
SOURCE = (ROOT / "lessons" / "source" / f"{NAME}.md").read_text(encoding="utf-8")
DECK = re.findall(r"\w+", re.findall(r'"mixed": \[([^]]*)\]', SOURCE)[0])
FIRST, WORKED = DECK[0], "A15"  # both are facts; the second has arithmetic
OURS = {id_: CLAIMS[id_]["sentence_judgement"] for id_ in (FIRST, WORKED)}
# Of the first claim the learner thinks otherwise than the register, of the other the same.
YOURS = {FIRST: next(mark for mark in LABELS if mark != OURS[FIRST]), WORKED: OURS[WORKED]}


def _expected(language: str) -> dict[str, str]:
    """Worked out above, and what the table of claims says."""
    words = EXPECTED[language]
    ours, yours = ({id_: LABELS[mark][language] for id_, mark in each.items()} for each in (OURS, YOURS))
    column = words["column"]
    return {
        **words,
        "differs": words["differs"].format(yours=yours[FIRST], ours=ours[FIRST]),
        "agrees": words["agrees"].format(yours=yours[WORKED]),
        "first": CLAIMS[FIRST][f"claim{column}"],
        "worked": CLAIMS[WORKED][f"claim{column}"],
        "why": CLAIMS[WORKED][f"why{column}"].replace("{result}", words["fund"]),
        "place": words["place"].format(n=DECK.index(WORKED) + 1, of=len(DECK)),
    }


def _open(page: Page, home: str, language: str) -> None:
    page.goto(f"{home}/doc/tree/{language}/{NAME}.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-Cell")


def _run(page: Page) -> None:
    page.wait_for_selector(LAB_IDLE)
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    wait_until_live(page, QUESTIONS)


def _trusted(page: Page, home: str, language: str) -> set[bool]:
    """Whether the server trusts the cells of the stored lesson."""
    answer = page.request.get(f"{home}/api/contents/{language}/{NAME}.ipynb").json()
    cells = answer["content"]["cells"] if answer.get("content") else []  # read while it is being written
    return {cell["metadata"].get("trusted", False) for cell in cells if cell["cell_type"] == "code"}


def _choose(page: Page, select: Locator, value: str) -> None:
    """Pick an option of a list by the arrow keys."""
    press(page, select, "Home")
    for _ in range(select.locator("option").count()):
        if select.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value!r} is not in the list")


def _deck(page: Page) -> Locator:
    return page.locator(".kit-claims").filter(has=page.locator("progress"))


def _judge(page: Page, id_: str, sure: int) -> None:
    """Answer the open claim, say how sure, open evidence and judgement: Tab, arrows, Space and Enter."""
    down = ["ArrowDown"] * list(LABELS).index(YOURS[id_])
    press(page, _deck(page).locator(".kit-thinking input").first, "Space", *down)
    for key in ("Tab", "Space", *["ArrowRight"] * sure, "Tab", "Enter"):
        page.keyboard.press(key)
    expect(_deck(page).locator(".kit-evidence")).to_be_visible()
    press(page, _deck(page).locator(".kit-opener").nth(1), "Enter")


def _claims(page: Page, words: dict[str, str]) -> None:
    deck = _deck(page)
    expect(deck.locator(".kit-claim-text")).to_contain_text(words["first"])
    _judge(page, FIRST, 1)
    expect(deck.locator(".kit-compare")).to_have_text(words["differs"])
    for _ in range(DECK.index(WORKED)):
        press(page, deck.locator(".kit-steps .kit-main"), "Enter")
    expect(deck.locator(".kit-claim-text")).to_contain_text(words["worked"])
    expect(deck.locator(".kit-claim-text")).to_be_focused()
    _judge(page, WORKED, 2)
    _said(page, words)
    box = deck.locator(".kit-arithmetic input").first
    expect(box).to_have_value(words["input"])
    type_in(page, box, words["yuan"])
    expect(deck.locator(".kit-equal")).to_contain_text(words["division"])
    expect(deck.locator(".kit-equal")).to_contain_text(words["result"])


def _said(page: Page, words: dict[str, str]) -> None:
    """The deck stands at the claim with arithmetic, with the learner's word beside ours."""
    deck = _deck(page)
    expect(deck.locator(".kit-place")).to_have_text(words["place"])
    expect(deck.locator(".kit-claim-text")).to_contain_text(words["worked"])
    expect(deck.locator(".kit-compare")).to_have_text(words["agrees"])
    expect(deck.get_by_text(words["why"])).to_be_visible()


def _register(page: Page, words: dict[str, str]) -> None:
    rows = list(CLAIMS.values())
    left = [row for row in rows if row["lesson"] == "00" and row["kind"] == "opinion"]
    assert 0 < len(left) < len(rows)
    register = page.locator(".kit-claims").filter(has=page.locator(".kit-register"))
    shown = register.locator(".kit-register [role=status]")
    expect(shown).to_have_text(words["left"].format(n=len(rows), of=len(rows)))
    for place, value in enumerate(("00", "opinion")):
        _choose(page, register.locator(".kit-register select:not(.kit-pick)").nth(place), value)
    expect(shown).to_have_text(words["left"].format(n=len(left), of=len(rows)))
    expect(register.locator(".kit-pick option")).to_have_count(len(left))
    expect(register.locator(".kit-where strong")).to_have_text(left[0]["id"])


def _headline(page: Page, words: dict[str, str]) -> None:
    form = page.locator(".kit-headline")
    type_in(page, form.locator("textarea").first, words["headline"])
    type_in(page, form.locator("input.kit-number").first, words["number"])
    _choose(page, form.locator("select").first, "JPY")
    type_in(page, form.locator("input.kit-number").nth(1), words["date"])
    _choose(page, form.locator("select").nth(1), "KOR")
    type_in(
        page, form.locator("fieldset textarea").first, words["who"]
    )  # d and 0 are commands of the notebook
    page.keyboard.press("Tab")
    _sized(page, words)


def _sized(page: Page, words: dict[str, str]) -> None:
    """The headline as it was typed, and its size."""
    form = page.locator(".kit-headline")
    expect(form.locator("textarea").first).to_have_value(words["headline"])
    expect(form.locator("input.kit-number").first).to_have_value(words["number"])
    expect(form.locator("select").nth(1)).to_have_value("KOR")
    expect(form.locator("fieldset textarea").first).to_have_value(words["who"])
    expect(form.locator(".kit-equal")).to_have_text(words["size"])
    expect(form.locator(".kit-reading")).to_contain_text(words["each"])
    expect(form.locator(".kit-reading")).to_contain_text(words["share"])


def _furigana(page: Page) -> None:
    article = page.locator(".kit-article").first
    expect(article.locator("rt")).to_have_count(0)
    press(page, article.locator("input[type=checkbox]"), "Space")
    reading = article.locator("ruby").filter(has_text="中国").first
    expect(reading.locator("rt")).to_have_text("ちゅうごく")
    expect(reading.locator("rt")).to_be_visible()


def _kept(page: Page, folder: Path, words: dict[str, str]) -> None:
    """Wait until the file of answers holds all of it."""
    found: dict[str, Any] = {}
    for _ in range(100):
        for path in (folder / "answers").glob("*.json"):
            found = json.loads(path.read_text(encoding="utf-8"))["answers"]
        if found.get(f"{NAME}.headline", {}).get("answer", {}).get("fields", {}).get("who") == words["who"]:
            break
        page.wait_for_timeout(100)
    said = {id_: {"think": YOURS[id_], "sure": sure, "open": True} for id_, sure in ((FIRST, 1), (WORKED, 2))}
    assert found[f"{NAME}.deck"] == {"at": WORKED, "said": said}
    assert found[f"{NAME}.headline"]["answer"]["fields"]["date"] == words["date"]


def _save(page: Page, home: str, folder: Path, language: str) -> None:
    """Save by Ctrl+S; the server signs what has been run here a moment after it has written the file."""
    path = folder / language / f"{NAME}.ipynb"
    stored = path.read_bytes()
    for turn in range(600):
        if turn % 100 == 0:  # a page that is busy may miss one
            page.keyboard.press("Control+s")
        if path.read_bytes() != stored and _trusted(page, home, language) == {True}:
            return
        page.wait_for_timeout(100)
    raise AssertionError("Ctrl+S did not save and sign the notebook")


def _stills(page: Page, words: dict[str, str]) -> None:
    """No kernel has run anything yet: the claims can be read, nothing is live, nothing is broken or given away."""
    still = page.locator(".kit-still").filter(has_text=words["first"]).filter(has_text=words["worked"])
    expect(still).to_have_count(1)
    expect(page.locator(".kit")).to_have_count(0)
    expect(page.get_by_text(words["why"])).to_have_count(0)
    expect(page.locator("[data-mime-type*=stderr], .jp-RenderedText[data-mime-type*=error]")).to_have_count(0)
    assert "model not found" not in page.content()


def _first_time(page: Page, home: str, folder: Path, language: str) -> None:
    words = _expected(language)
    _open(page, home, language)
    _run(page)
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    _claims(page, words)
    shot(page, f"00-{language}-claim")
    _register(page, words)
    _headline(page, words)
    shot(page, f"00-{language}-headline")
    if language == "ja":
        _furigana(page)
        shot(page, f"00-{language}-furigana")
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells, "a key reached JupyterLab's command mode"
    _kept(page, folder / language, words)
    _save(page, home, folder, language)


def _stored(page: Page, home: str, language: str, trusted: bool) -> None:
    """Open the saved lesson: what is stored is shown, whether the server trusts it or not."""
    _open(page, home, language)
    assert _trusted(page, home, language) == {trusted}
    _stills(page, _expected(language))
    shot(page, f"00-{language}-{'trusted' if trusted else 'untrusted'}")


def test_what_was_said_and_typed_is_back_after_a_new_server(tmp_path: Path) -> None:
    folder = tmp_path / "kit"
    for language in EXPECTED:
        (folder / language).mkdir(parents=True)
        shutil.copy(ROOT / "lessons" / language / f"{NAME}.ipynb", folder / language)
    with jupyterlab(folder) as home, browser_page(home) as (page, watched):
        for language in EXPECTED:
            _first_time(page, home, folder, language)
        assert (watched.outside, watched.errors) == ([], [])
    # Changed outside JupyterLab, so its signature no longer fits: as if it came from another machine.
    path = folder / "ja" / f"{NAME}.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"start"', '"begin"', 1), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    with jupyterlab(folder) as home, browser_page(home) as (page, watched):
        _stored(page, home, "ja", trusted=False)
        _stored(page, home, "en", trusted=True)
        _run(page)
        _said(page, _expected("en"))
        _sized(page, _expected("en"))
        assert (watched.outside, watched.errors) == ([], [])
