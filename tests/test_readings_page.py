"""The switch for readings in a real browser: on, off, redrawn, answered, typed, narrow, printed, without scripts."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from playwright.sync_api import expect

from tests.test_page import MIME, _cell, _lesson
from tests.widget_page import chart, choice, guess, reveal
from variants.site import write_pages
from widgets.seal import seal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page

ROOT = Path(__file__).resolve().parent.parent
NAME = "01-sums"
SWITCH = ".page-switch input"
# The page's text, without the widgets' data.
TEXT = "() => [...document.querySelectorAll('main, .page-back')].map((e) => e.innerText).join('\\n')"


def _sample(retold: dict[str, Any]) -> nbformat.NotebookNode:
    boxes = {"o2": {"grade": "right", "html": "<p>政府の<em>予算</em>を確かめましょう。</p>"}}
    asked = {**choice("q2"), "prompt_html": "<p>だれが払いますか。</p>", "seal": seal("q2", boxes)}
    bars = chart("c1")
    for place, state in enumerate(bars["states"].values()):
        state["takeaway_html"] = f"<p>中国の企業は{place + 1}社です。</p>"
    text = "## 金額を見る\n\n3人と`何`と<b>を読む。\n\n| 国 | 額 |\n|---|---|\n| 日本 | 1 |"
    return _lesson(
        nbformat.v4.new_markdown_cell(text, id="look-intro"),
        _cell("look-q", {**guess("q1", sure=False), "unit": "億ドル"}),
        _cell("look-reveal", {**reveal("t1"), "html": "<p>企業の投資です。</p>"}),
        _cell("look-chart", bars),
        _cell("check-q", asked),
        _cell("article-a", retold),
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    lessons = folder / "lessons"
    built = nbformat.read(next((ROOT / "lessons" / "ja").glob("00-*.ipynb")), as_version=4)
    shown = [
        output.get("data", {}).get(MIME, {}) for cell in built.cells for output in cell.get("outputs", [])
    ]
    retold = next(data for data in shown if data.get("kind") == "article")
    for language in ("en", "ja"):
        (lessons / language).mkdir(parents=True)
        nbformat.write(_sample(retold), lessons / language / f"{NAME}.ipynb")
    shutil.copy(next((ROOT / "lessons" / "ja").glob("03-*.ipynb")), lessons / "ja" / "03.ipynb")
    write_pages(folder / "pages", lessons)
    return folder / "pages"


@pytest.fixture
def context(browser: Any) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1000, "height": 800})
    yield made
    made.close()


def _open(context: BrowserContext, site: Path, name: str = NAME, language: str = "ja") -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto((site / language / f"{name}.html").as_uri())
    page.wait_for_selector("html.page-live-all")
    return page


def _read(page: Page, place: str) -> list[str]:
    """The readings in a place, each after its kanji."""
    found: list[str] = page.locator(f"{place} kit-read ruby").evaluate_all(
        "all => all.map((ruby) => ruby.firstChild.data + ' ' + ruby.lastChild.dataset.reading)"
    )
    return found


def test_readings_come_and_go_and_the_text_stays(context: BrowserContext, site: Path) -> None:
    for name in (NAME, "03"):
        page = _open(context, site, name)
        before, html = page.evaluate(TEXT), page.inner_html("main")
        page.locator(SWITCH).check()
        assert page.locator("kit-read ruby").count() > 20
        said = page.evaluate(TEXT)
        if name == "03":  # the retold article has readings of its own, which are text
            assert said == before
        assert page.evaluate("getComputedStyle(document.querySelector('rt'), '::before').content") != "none"
        assert page.locator("kit-read rt").evaluate_all("all => all.every((rt) => rt.ariaHidden === 'true')")
        assert page.locator(":is(svg, select, input, pre, code, script, [lang=en]) kit-read").count() == 0
        page.locator(SWITCH).uncheck()
        assert page.evaluate(TEXT) == before
        assert page.inner_html("main") == html
        page.evaluate("localStorage.clear()")
        page.close()


def test_prose_headings_tables_and_counted_things(context: BrowserContext, site: Path) -> None:
    page = _open(context, site)
    page.locator(SWITCH).check()
    assert _read(page, "#look-intro h2") == ["金額 きんがく", "見 み"]
    assert _read(page, "#look-intro p") == ["人 にん", "読 よ"]
    assert _read(page, "#look-intro :is(td, th)") == ["国 くに", "額 がく", "日本 にほん"]


def test_what_a_widget_draws_later_is_read_too(context: BrowserContext, site: Path) -> None:
    page = _open(context, site)
    page.locator(SWITCH).check()
    takeaway = page.locator("#look-chart .page-live .kit-takeaway")
    expect(takeaway).to_contain_text("は1社")
    page.locator("#look-chart .page-live select").first.select_option(index=1)
    expect(takeaway).to_contain_text("は3社")
    place = "#look-chart .page-live .kit-takeaway"
    assert _read(page, place) == ["中国 ちゅうごく", "企業 きぎょう", "社 しゃ"]
    page.locator("#check-q .page-live input[value=o2]").check()
    page.get_by_role("button", name=re.compile("^check")).first.click()
    expect(page.locator("#check-q .page-live")).to_contain_text("予算を確かめましょう")
    assert {"政府 せいふ", "予算 よさん", "確 たし"} <= set(_read(page, "#check-q .page-live"))
    page.locator(SWITCH).uncheck()
    page.locator("#look-chart .page-live select").first.select_option(index=0)
    expect(takeaway).to_contain_text("は1社")
    assert page.locator("kit-read").count() == 0


def test_what_is_written_into_a_text_is_read_anew(context: BrowserContext, site: Path) -> None:
    page = _open(context, site)
    page.locator(SWITCH).check()
    page.evaluate("document.querySelector('#look-intro h2').textContent = '政府の2人'")
    assert _read(page, "#look-intro h2") == ["政府 せいふ", "2人 ふたり"]
    page.evaluate("document.querySelector('#look-intro h2').firstChild.firstChild.firstChild.data = '投資'")
    assert _read(page, "#look-intro h2") == ["投資 とうし", "2人 ふたり"]
    assert page.locator("#look-intro h2").text_content() == "投資の2人"
    changes = page.evaluate(
        "() => new Promise((ok) => { let n = 0; const seen = new MutationObserver((all) => (n += all.length));"
        "seen.observe(document.body, { childList: true, subtree: true, characterData: true });"
        "document.querySelector('#look-intro h2').textContent = '金額'; setTimeout(() => ok(n), 300); })"
    )
    assert changes <= 4  # it answers its own work with none


def test_focus_and_what_is_typed_stay(context: BrowserContext, site: Path) -> None:
    page = _open(context, site)
    box = page.locator("#look-q .page-live input:not([type=range])")
    box.fill("40")
    for on in ("true", "false"):
        # a script, because a click would take the focus
        page.evaluate(f"document.querySelector('{SWITCH}').click(), {on}")
        expect(box).to_be_focused()
        expect(box).to_have_value("40")
        expect(page.locator("#look-q .page-live input[type=range]")).to_have_value("40")


def test_it_is_kept_and_turns_the_article_on(context: BrowserContext, site: Path) -> None:
    page = _open(context, site)
    own = page.locator("#article-a .page-live input[type=checkbox]")
    expect(own).not_to_be_checked()
    page.locator(SWITCH).focus()
    page.keyboard.press("Space")
    expect(own).to_be_checked()
    page.reload()
    page.wait_for_selector("html.page-live-all")
    expect(page.locator(SWITCH)).to_be_checked()
    expect(own).to_be_checked()
    retold = page.locator("#article-a .page-live .kit-retold")
    expect(retold.locator("ruby", has_text="上海").locator("rt")).to_have_text("シャンハイ")
    assert {"物 ぶつ", "的 てき", "要 かなめ"} <= set(_read(page, "#article-a .page-live .kit-retold"))
    page.locator(SWITCH).uncheck()
    expect(own).not_to_be_checked()
    expect(retold.locator("rt")).to_have_count(0)


def test_narrow_wide_and_printed(context: BrowserContext, site: Path) -> None:
    for name in (NAME, "03"):
        page = _open(context, site, name)
        page.set_viewport_size({"width": 320, "height": 700})
        page.locator(SWITCH).check()
        for details in page.locator("main details").all():
            details.evaluate("node => (node.open = true)")
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        # a line of prose has room for what stands above it
        high = page.locator("main p:visible kit-read").evaluate_all(
            "all => all.map((e) => parseFloat(getComputedStyle(e).lineHeight) / parseFloat(getComputedStyle(e).fontSize))"
        )
        assert min(high) >= 2
        page.emulate_media(media="print")
        assert (
            page.locator(".page-paper kit-read rt:visible, .page-block > p kit-read rt:visible").count() > 3
        )
        page.close()


def test_other_languages_and_readers_without_scripts_have_no_switch(
    context: BrowserContext, site: Path
) -> None:
    page = _open(context, site, language="en")
    assert page.locator(SWITCH).count() == 0
    assert "readings.js" not in page.content()
    assert context.browser is not None
    plain = context.browser.new_context(java_script_enabled=False).new_page()
    plain.goto((site / "ja" / f"{NAME}.html").as_uri())
    expect(plain.locator("#look-intro h2")).to_have_text("金額を見る")
    assert plain.locator(f"{SWITCH}, kit-read").count() == 0
    plain.context.close()
