"""The slides of a lesson: what is on them, and how they are shown in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from playwright.sync_api import expect

from tests.needs import pdftotext
from tests.test_page import MIME, Reader, _built, _cell, _lesson, _plain
from tests.test_page_browser import NAME, _entry, _lock, _sample
from tests.widget_page import chart, choice
from variants.page import Around
from variants.site import write_pages
from variants.slides import deck_of, slides
from variants.source import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    Opener = Callable[..., Page]

ROOT = Path(__file__).resolve().parent.parent
SLIDE = "section.page-screen"


def _markdown(id_: str, text: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(text, id=id_)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All built lessons and one of everything, as pages and slides."""
    folder = tmp_path_factory.mktemp("site")
    for path in _built():
        target = folder / "lessons" / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    nbformat.write(_sample(), folder / "lessons" / "en" / f"{NAME}.ipynb")
    write_pages(folder / "pages", folder / "lessons")
    return folder / "pages"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 720})
    yield made
    made.close()


@pytest.fixture
def opened(context: BrowserContext, site: Path) -> Iterator[Opener]:
    """Open the slides of the sample, or another file; no script may fail, and nothing but the folder is asked for."""
    wrong: list[str] = []
    own = (f"{site.as_uri()}/", "data:", "blob:")

    def go(end: str = "", path: str = f"en/{NAME}-slides.html") -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("request", lambda ask: None if ask.url.startswith(own) else wrong.append(ask.url))
        page.goto((site / path).as_uri() + end)
        page.wait_for_selector("html.page-live-all")
        return page

    yield go
    assert wrong == []


def _where(page: Page) -> str:
    found: str = page.locator(".page-where").inner_text()
    return found


def _source_of(path: Path) -> list[str]:
    cells = read(ROOT / "lessons" / "source" / f"{path.stem}.md").cells
    return [cell.source for cell in cells if "teacher" in cell.metadata.get("tags", [])]


def test_slides_hold_the_class_path_alone(site: Path) -> None:
    for path in _built():
        html = (site / path.parent.name / deck_of(path.stem)).read_text("utf-8")
        cells = nbformat.read(path, as_version=4).cells
        more = next(place for place, cell in enumerate(cells) if cell.id == "more-intro")
        for cell in cells[:more]:
            if cell.cell_type == "markdown":
                assert f'id="{cell.id}"' in html
        for cell in cells[more:]:
            assert f'id="{cell.id}"' not in html
            if cell.cell_type == "code" and cell.metadata.get("jupyter", {}).get("source_hidden"):
                assert cell.source[:60] not in html
        assert 'data-kind="work"' not in html
        assert "page-cut" not in re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
        assert f'<html lang="{path.parent.name}"' in html


def test_no_note_for_the_teacher_and_no_solution_is_in_the_slides(site: Path) -> None:
    for path in _built():
        html = (site / path.parent.name / deck_of(path.stem)).read_text("utf-8")
        text = _plain(html)
        notes = _source_of(path)
        assert len(notes) > 3
        for note in notes:
            assert _plain(note)[:60] not in text
        for word in ("Watch for", "If half miss it", "If short"):
            assert word not in html
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                data = output.get("data", {}).get(MIME, {})
                if data.get("kind") == "question":
                    assert not {"answer", "solution", "right"} & set(data)


def test_every_slide_has_a_name_and_every_id_is_there_once(site: Path) -> None:
    for path in sorted(site.glob("*/*-slides.html")):
        html = path.read_text("utf-8")
        ids = Reader(html).ids
        assert len(set(ids)) == len(ids)
        labels = re.findall(r'class="page-screen" role="group" aria-label="[^"\d]*(\d+)[^"\d]+(\d+)', html)
        assert labels == [(str(n), str(len(labels))) for n in range(1, len(labels) + 1)]


def test_what_follows_a_table_has_a_slide_of_its_own_and_words_that_fit_stay_together() -> None:
    table = "| a |\n|---|\n| 1 |"
    cells = [
        _markdown("look-intro", "## Look"), _markdown("look-table", table), _cell("look-chart", chart()),
        _markdown("check-intro", "## Check\n\nWho?"), _cell("check-q", choice()),
        _markdown("long-a", "## Long\n\n" + "word " * 200), _markdown("long-b", "word " * 200),
    ]  # fmt: skip
    html = slides(_lesson(*cells), "03", "en", Around())
    found = [re.findall(r'page-block" id="([^"]+)"', part) for part in html.split('class="page-screen"')[1:]]
    assert found[1:] == [
        ["look-intro", "look-table"], ["look-chart"], ["check-intro", "check-q"], ["long-a"], ["long-b"],
    ]  # fmt: skip


def test_screens_are_turned_by_keys_and_remotes(opened: Opener) -> None:
    page = opened()
    assert _where(page) == "Screen 1 of 7 · Sums & more"
    assert page.evaluate("document.activeElement.matches('section.page-screen.present')")
    for key, n in (
        ("PageDown", 2),
        ("ArrowRight", 3),
        ("Space", 4),
        ("PageUp", 3),
        ("ArrowLeft", 2),
        ("ArrowDown", 3),
        ("ArrowUp", 2),
        ("End", 7),
        ("Home", 1),
    ):
        page.keyboard.press(key)
        assert _where(page).startswith(f"Screen {n} of 7"), key
        assert page.locator(f"{SLIDE}:visible").count() == 1


def test_what_has_the_focus_keeps_its_own_keys(opened: Opener) -> None:
    page = opened("#guess-q")
    box = page.locator("#guess-q input[type=text]")
    box.fill("4")
    for key in ("ArrowRight", "r", "b", ".", "o", "f", "Home", " "):
        box.press(key)
        assert _where(page).startswith("Screen 2"), key
    box.fill("")
    page.locator("#guess-q input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    assert _where(page).startswith("Screen 2"), "an arrow belongs to the slider"
    page.keyboard.press("PageDown")
    assert _where(page).startswith("Screen 3"), "a remote turns the screen from anywhere"


def test_tab_goes_through_the_slide_and_the_bar_and_never_onto_a_hidden_slide(opened: Opener) -> None:
    page = opened("#guess-q")
    names = []
    for _ in range(12):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                "() => { const e = document.activeElement;"
                " return [!!e.closest('section.present #guess-q'), !!e.closest('.page-projector')]; }"
            )
        )
    inside = [where for where in names if any(where)]
    assert inside[0] == [True, False]
    assert [False, True] in inside
    assert sum(bar for _, bar in inside) >= 6  # every button of the bar
    assert page.locator(".reveal[role]").count() == 0


@pytest.mark.parametrize("key", ["r", "b", "."])
def test_one_key_shows_the_answer_and_leaves_kept_answers_alone(opened: Opener, key: str) -> None:
    page = opened("#look-reveal")
    page.keyboard.press(key)
    expect(page.locator("#look-reveal")).to_contain_text("Firms pay 61.")
    page.keyboard.press("PageDown")
    page.keyboard.press(key)
    expect(page.locator("#look-chart svg.marks")).to_be_visible()
    page.keyboard.press("PageDown")
    page.keyboard.press(key)
    expect(page.locator("#turn-q .page-answer")).to_contain_text("Divide first.")
    page.keyboard.press("PageDown")
    assert page.locator("#check-q .page-answer").count() == 0
    page.keyboard.press(key)
    expect(page.locator("#check-q .page-answer")).to_have_text("Right: 2Firms signed.")
    expect(page.locator("#check-q .page-right input")).to_have_attribute("value", "o2")
    page.keyboard.press("PageDown")
    page.keyboard.press(key)
    expect(page.locator("#order-q .page-answer li")).to_have_text(["Item c", "Item a", "Item b"])
    expect(page.locator("#order-q .page-answer")).to_contain_text("By size.")
    page.keyboard.press(key)
    assert "Nothing is hidden" in _where(page)
    assert _entry(page) == {}


def test_the_page_opens_the_slides_at_the_same_place_and_escape_leads_back(opened: Opener) -> None:
    page = opened(path=f"en/{NAME}.html")
    page.locator("#guess-q input[type=text]").press("p")
    assert page.url.endswith(f"{NAME}.html"), "a letter belongs to the box"
    page.locator("#guess-q input[type=text]").fill("")
    _lock(page)
    page.evaluate(
        "() => { document.activeElement.blur(); document.getElementById('check-intro').scrollIntoView(); }"
    )
    page.keyboard.press("p")
    page.wait_for_url("**/*-slides.html#check-intro")
    page.wait_for_selector("html.page-live-all")
    assert _where(page).startswith("Screen 6 of 7")
    for _ in range(3):
        page.keyboard.press("PageUp")
    expect(page.locator("#look-reveal .kit-guess")).to_contain_text("40")  # one set of kept answers
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/{NAME}.html#look-intro")
    page.wait_for_selector("html.page-live-all")
    expect(page.locator("#look-intro")).to_be_in_viewport()
    assert page.evaluate("document.activeElement.contains(document.getElementById('look-reveal'))")
    page.get_by_role("link", name="Project").click()
    page.wait_for_url("**/*-slides.html#heading")  # to reach the button, the page went up


def test_the_work_at_the_end_of_a_page_opens_the_last_slide(opened: Opener) -> None:
    page = opened(path=f"en/{NAME}.html")
    page.set_viewport_size({"width": 1000, "height": 300})
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.keyboard.press("p")
    page.wait_for_url("**/*-slides.html#order-intro")


def test_a_link_opens_its_slide(opened: Opener) -> None:
    page = opened("#look-chart")
    assert _where(page).startswith("Screen 4 of 7")
    page.evaluate("location.hash = '#turn-q'")
    expect(page.locator(".page-where")).to_have_text(re.compile("^Screen 5 of 7"))
    page.goto(page.url.split("#")[0] + "#no-such-block")
    page.reload()
    page.wait_for_selector("html.page-live-all")
    assert _where(page).startswith("Screen 1 of 7")


def test_a_chart_drawn_on_a_hidden_slide_has_its_size_when_it_is_shown(opened: Opener) -> None:
    page = opened()
    _width = "() => document.querySelector('#look-chart svg.marks').getBoundingClientRect().width"
    page.evaluate(
        "document.querySelector('#look-chart .kit-closed button').click()"
    )  # opened on a hidden slide
    page.wait_for_selector("#look-chart svg.marks", state="attached")
    page.evaluate("location.hash = '#look-chart'")
    page.wait_for_timeout(300)
    card = page.locator("#look-chart .kit-card").bounding_box()
    assert card
    assert card["width"] > 500
    assert card["width"] * 0.8 < page.evaluate(_width) <= card["width"]
    page.locator("#look-chart select").select_option("1")
    expect(page.locator("#look-chart svg.marks")).to_have_attribute("aria-label", "Bars 1 0.")


def test_all_slides_together_are_a_map_that_arrows_walk(opened: Opener) -> None:
    page = opened("#look-reveal")
    page.keyboard.press("o")
    assert page.locator(f"{SLIDE}:visible").count() == 7
    page.keyboard.press("ArrowDown")
    assert _where(page).startswith("Screen 4 of 7")
    page.keyboard.press("ArrowRight")
    assert _where(page).startswith("Screen 5 of 7")
    assert page.evaluate("[...document.querySelectorAll('.page-slide')].every((slide) => slide.inert)")
    page.keyboard.press("Enter")
    assert page.locator(f"{SLIDE}:visible").count() == 1
    assert page.evaluate("document.querySelectorAll('.page-slide:is([inert])').length") == 0
    page.keyboard.press("o")
    page.keyboard.press("Escape")
    assert page.locator(f"{SLIDE}:visible").count() == 1
    assert page.url.split("#")[0].endswith("-slides.html"), (
        "Escape leaves the map before it leaves the slides"
    )


def test_nothing_moves_and_the_theme_follows_the_system(opened: Opener) -> None:
    page = opened()
    moving = (
        "() => [...document.querySelectorAll('.reveal section')]"
        ".filter((s) => getComputedStyle(s).transitionDuration !== '0s').length"
    )
    assert page.evaluate(moving) == 0
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(22, 25, 29)")
    expect(page.locator("html")).to_have_attribute("data-jp-theme-light", "false")


# The smallest type on the slide in view, as large as it is drawn; whether the slide scrolls; whether something is cut.
SEEN = """() => {
  const slide = [...document.querySelectorAll('section.page-screen')].find((s) => s.checkVisibility());
  let least = Infinity;
  for (const e of slide.querySelectorAll('*')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility() || e.closest('.kit-hidden, rt')) continue;
    let zoom = 1;
    for (let p = e; p; p = p.parentElement) zoom *= Number(getComputedStyle(p).zoom) || 1;
    least = Math.min(least, zoom * parseFloat(getComputedStyle(e).fontSize));
  }
  return [least, slide.scrollHeight > slide.clientHeight + 1 ? getComputedStyle(slide).overflowY : 'whole',
    slide.scrollWidth > slide.clientWidth + 1];
}"""


def test_every_slide_is_large_and_whole(opened: Opener, site: Path) -> None:
    for path in sorted(site.glob("*/0*-slides.html")):
        page = opened(path=f"{path.parent.name}/{path.name}")
        for at in range(page.locator(SLIDE).count()):
            page.wait_for_timeout(50)
            least, height, wide = page.evaluate(SEEN)
            assert least >= 17.9, (path.name, at, least)
            assert height in ("whole", "auto"), (path.name, at)
            assert not wide, (path.name, at)
            page.get_by_role("button", name=re.compile("Next screen|次の画面")).click()
        page.close()


def test_what_does_not_fit_is_read_to_its_end_before_the_screen_turns(opened: Opener) -> None:
    page = opened("#check-q")
    page.set_viewport_size({"width": 1280, "height": 260})
    page.keyboard.press("ArrowRight")
    assert _where(page).startswith("Screen 6")
    assert page.evaluate("document.querySelector('section.present > section.present').scrollTop") > 0
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    assert _where(page).startswith("Screen 7")


def test_readings_stand_above_kanji_as_on_the_page(opened: Opener) -> None:
    deck = deck_of(next(path.stem for path in _built() if path.parent.name == "ja"))
    page = opened(path=f"ja/{deck}")
    assert page.locator("section.present ruby").count() == 0
    page.locator(".page-projector .page-switch input").check()
    assert page.locator("section.present > section.present ruby").count() > 10
    page.reload()
    page.wait_for_selector("html.page-live-all")
    assert page.locator("section.present > section.present ruby").count() > 10


def test_answers_that_cannot_be_kept_are_announced(context: BrowserContext, opened: Opener) -> None:
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('switched off'); }})"
    )
    assert "not being kept" in _where(opened())


def test_a_slide_is_a_page_of_the_pdf(opened: Opener, tmp_path: Path) -> None:
    tool = pdftotext()
    page = opened("?print-pdf")
    page.wait_for_selector(".pdf-page >> nth=6", state="attached")
    page.wait_for_timeout(300)
    assert page.locator(".page-projector").count() == 0
    page.pdf(path=tmp_path / "slides.pdf", prefer_css_page_size=True, print_background=True)
    subprocess.run([tool, "-layout", "slides.pdf", "slides.txt"], cwd=tmp_path, check=True)
    sheets = (tmp_path / "slides.txt").read_text("utf-8").split("\f")[:-1]
    assert len(sheets) == 7
    for sheet, words in zip(
        sheets,
        ("Sums & more", "Your guess", "Long words", "", "Your turn", "Checkpoint", "Order"),
        strict=True,
    ):
        assert words in sheet


def test_a_deck_that_stands_alone_asks_for_no_file(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "lessons" / "en").mkdir(parents=True)
    nbformat.write(_sample(), tmp_path / "lessons" / "en" / f"{NAME}.ipynb")
    write_pages(tmp_path / "pages", tmp_path / "lessons", single=True)
    made = browser.new_context(offline=True)
    page = made.new_page()
    asked: list[str] = []
    page.on("request", lambda ask: asked.append(ask.url))
    page.goto((tmp_path / "pages" / "en" / deck_of(NAME)).as_uri())
    page.wait_for_selector("html.page-live-all")
    assert _where(page).startswith("Screen 1 of 7")
    assert [url for url in asked if not url.startswith("data:")] == [page.url.split("#")[0]]
    made.close()


def test_a_page_that_is_sent_alone_holds_its_slides(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "lessons" / "en").mkdir(parents=True)
    nbformat.write(_sample(), tmp_path / "lessons" / "en" / f"{NAME}.ipynb")
    write_pages(tmp_path / "pages", tmp_path / "lessons", single=True)
    sent = shutil.copy(tmp_path / "pages" / "en" / f"{NAME}.html", tmp_path / "sent.html")
    made = browser.new_context(offline=True)
    page = made.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{sent.as_uri()}#turn-q")
    page.wait_for_selector("html.page-live-all")
    page.evaluate("document.getElementById('turn-intro').scrollIntoView()")
    page.keyboard.press("p")
    deck = page.frame_locator(".page-held")
    expect(deck.locator(".page-where")).to_have_text(re.compile("^Screen 5 of 7"))
    expect(deck.locator("html.page-live-all")).to_have_count(1)
    page.keyboard.press("PageDown")
    deck.locator("#check-q input[value=o1]").check()
    deck.locator("#check-q button[type=submit]").click()
    expect(deck.locator("#check-q .kit-result")).to_contain_text("Who signed?")
    page.keyboard.press("Escape")
    expect(page.locator(".page-held")).to_have_count(0)
    page.wait_for_selector("html.page-live-all")
    assert page.url == f"{sent.as_uri()}#check-intro"
    expect(page.locator("#check-q input[value=o1]")).to_be_checked()  # one set of kept answers
    assert wrong == []
    made.close()


def test_the_start_page_leads_to_the_slides(site: Path) -> None:
    links = re.findall(r'class="page-slides" href="([^"]+)"', (site / "en" / "index.html").read_text("utf-8"))
    assert links == sorted(path.name for path in (site / "en").glob("*-slides.html"))


def test_without_scripts_the_deck_leads_to_the_page(browser: Browser, site: Path) -> None:
    made = browser.new_context(java_script_enabled=False)
    page = made.new_page()
    page.goto((site / "en" / f"{NAME}-slides.html").as_uri())
    page.get_by_role("link", name="Sums & more").click()
    assert page.url.endswith(f"{NAME}.html")
    made.close()
