"""A course as a folder of pages: start page, names, files of all answers, single files, requests."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from playwright.sync_api import expect

from tests.test_page import _built
from tests.test_page_browser import NAME, _lock, _sample
from variants.beside import other_languages
from variants.site import COURSE, Entry, entry, write_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Page

    Opener = Callable[[Path], Page]


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two built lessons in both languages, and one of everything between them in English."""
    folder = tmp_path_factory.mktemp("lessons")
    for path in _built():
        if path.stem[:2] in ("00", "04"):
            target = folder / path.parent.name / path.name
            target.parent.mkdir(exist_ok=True)
            shutil.copy(path, target)
    nbformat.write(_sample(), folder / "en" / f"{NAME}.ipynb")
    return folder


@pytest.fixture(scope="module")
def site(lessons: Path) -> Path:
    write_pages(lessons.parent / "pages", lessons, beside=other_languages(lessons.glob("*/04*.ipynb")))
    return lessons.parent / "pages"


@pytest.fixture
def context(browser: Any) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1000, "height": 800})
    yield made
    made.close()


@pytest.fixture
def asked() -> list[str]:
    """Every address that a page of the test asked for."""
    return []


@pytest.fixture
def opened(context: BrowserContext, asked: list[str]) -> Iterator[Opener]:
    """Open a file in the browser; no script may fail."""
    wrong: list[str] = []

    def go(path: Path) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("request", lambda ask: asked.append(ask.url))
        page.goto(path.as_uri())
        return page

    yield go
    assert wrong == []


def _live(page: Page) -> Page:
    page.wait_for_selector("html.page-live-all")
    return page


def _name(page: Page, name: str) -> None:
    box = page.locator(".page-name input")
    box.fill(name)
    with page.expect_navigation():
        box.blur()


def test_the_start_page_leads_to_every_lesson_and_back(opened: Opener, site: Path) -> None:
    door = opened(site / "index.html")
    door.get_by_role("link", name=re.compile("question every figure")).click()
    links = [link.get_attribute("href") for link in door.locator(".page-lessons h3 a").all()]
    assert links == sorted(path.name for path in (site / "en").glob("0*.html") if "-slides" not in path.name)
    door.locator(".page-lessons h3 a").nth(1).click()
    assert door.url.endswith(f"{NAME}.html")
    forward = door.get_by_role("link", name=re.compile(r"^Next: "))
    backward = door.get_by_role("link", name=re.compile(r"^Before: "))
    assert forward.get_attribute("href") == links[2]
    assert backward.get_attribute("href") == links[0]
    door.get_by_role("link", name="All lessons").click()
    assert door.url.endswith("en/index.html")
    door.get_by_role("link", name="日本語").click()
    assert door.locator(".page-lessons h3 a").count() == len(links) - 1


def test_another_name_starts_empty_and_the_first_one_finds_its_work(opened: Opener, site: Path) -> None:
    page = _live(opened(site / "en" / f"{NAME}.html"))
    guess = page.locator("#guess-q input[type=text]")
    _lock(page, "40")
    _name(page, " Aoi  2-3 ")
    expect(_live(page).locator(".page-name input")).to_have_value("Aoi 2-3")
    expect(guess).to_have_value("")
    expect(page.locator("#look-chart svg.marks")).to_have_count(0)
    _lock(page, "55")
    _name(page, "")
    expect(_live(page).locator("#guess-q input[type=text]")).to_have_value("40")
    _name(page, "AOI 2-3")
    expect(_live(page).locator("#guess-q input[type=text]")).to_have_value("55")
    keys = page.evaluate("() => Object.keys(localStorage).sort()")
    variant = json.loads(page.evaluate("key => localStorage.getItem(key)", keys[0]))["variant"]
    start = f"kit:{COURSE}:{NAME}:{variant}:"
    assert keys == [start, f"{start}aoi 2-3", f"kit:{COURSE}:learner"]


def test_all_answers_go_into_one_file_and_come_back(opened: Opener, site: Path) -> None:
    page = _live(opened(site / "en" / f"{NAME}.html"))
    _lock(page, "40")
    start = opened(site / "en" / "index.html")
    said = start.locator(".page-said")
    counted = start.locator(f"[data-lesson='{NAME}']")
    expect(counted).to_have_text("Answers kept here: 1")
    with start.expect_download() as download:
        start.get_by_role("button", name="Download all my answers").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert download.value.suggested_filename == f"{COURSE}.json"
    assert [one["answers"]["q1"]["answer"] for one in json.loads(text)["lessons"]] == ["40"]
    _name(start, "Ren")
    expect(counted).to_have_text("")
    start.get_by_role("button", name="Download all my answers").click()
    expect(said).to_contain_text("nothing to download yet")
    for bad in ("[1", "{}", text.replace(NAME, "77-other")):
        _give(start, bad)
        expect(said).to_contain_text("holds no answers to the lessons of this course")
    expect(counted).to_have_text("")
    _give(start, text)
    expect(said).to_contain_text("Answers in it: 1")
    expect(counted).to_have_text("Answers kept here: 1")
    start.get_by_role("button", name="Undo").click()
    expect(counted).to_have_text("")
    _give(start, text)
    start.get_by_role("button", name="Clear all my answers").click()
    expect(counted).to_have_text("")
    start.get_by_role("button", name="Undo").click()
    expect(counted).to_have_text("Answers kept here: 1")
    _name(start, "")
    expect(counted).to_have_text("Answers kept here: 1")  # nobody else's work was touched


def _figures(text: str) -> list[str]:
    """All figures of a text; years are written alike, thousands and 万 are left out."""
    return sorted(re.findall(r"\d+\.\d+", text))


def test_the_other_language_stands_beside_with_the_same_figures(opened: Opener, site: Path) -> None:
    page = _live(opened(site / "en" / "04-talent-comparison.html"))
    reading, twin = page.locator("#look-chart .kit-takeaway"), page.locator("#look-chart .page-twin")
    expect(twin).to_be_hidden()
    page.locator("[data-switch=beside]").check()
    expect(twin).to_have_attribute("lang", "ja")
    seen = set()
    for place in range(3):
        page.locator("#look-chart select").first.select_option(index=place)
        expect(reading).to_have_attribute("data-state", re.compile(rf"^{place},"))
        own, other = reading.inner_text(), twin.inner_text()
        assert _figures(own) == _figures(other) != []
        seen.add(other)
    assert len(seen) == 3
    closed = page.locator("#reveal-text .page-twin")
    expect(closed).to_be_hidden()
    page.locator("#guess-question input[type=text]").fill("50")
    page.locator("#guess-question button[type=submit]").click()
    expect(closed).to_be_visible()
    assert _figures(closed.inner_text()) == _figures(page.locator("#reveal-text .kit-body").inner_text())
    again = _live(opened(site / "en" / "04-talent-comparison.html"))
    expect(again.locator("#look-chart .page-twin")).to_be_visible()
    expect(again.locator("main h1, main h2").filter(has_text="見て")).to_have_count(0)


def _give(page: Page, text: str) -> None:
    file = {"name": "a.json", "mimeType": "application/json", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)


def test_a_file_of_one_lesson_is_taken_too(opened: Opener, site: Path) -> None:
    page = _live(opened(site / "en" / f"{NAME}.html"))
    _lock(page, "40")
    text = page.evaluate("() => Object.entries(localStorage).find(([key]) => key.endsWith(':'))[1]")
    start = opened(site / "en" / "index.html")
    _name(start, "Mei")
    _give(start, text)
    expect(start.locator(f"[data-lesson='{NAME}']")).to_have_text("Answers kept here: 1")


def test_a_page_asks_for_its_own_files_and_nothing_else(opened: Opener, site: Path, asked: list[str]) -> None:
    """Requests are counted, not tags: also after every control was moved."""
    lesson = site / "ja" / f"{_built()[-1].stem}.html"
    page = _live(opened(lesson))
    for select in page.locator("select:visible").all():
        select.select_option(index=1)
    page.get_by_role("link", name=re.compile("投影")).click()
    page.wait_for_url("**/*-slides.html#*")
    _live(page).keyboard.press("Escape")
    page.wait_for_url(f"**/{lesson.name}#*")
    _live(page)
    kit = (site / "kit").as_uri()
    own = [lesson.as_uri(), (lesson.parent / f"{lesson.stem}-slides.html").as_uri()]
    scripts = ("kit.js", "page.css", "page.js", "readings.js", "slides.js", "vega.js")
    own += [f"{kit}/{name}" for name in scripts]
    asked[:] = [ask.split("#")[0] for ask in asked]
    assert sorted(set(asked) - {ask for ask in asked if ask.startswith("data:")}) == sorted(own)


def test_a_single_file_needs_nothing_beside_it(
    opened: Opener, lessons: Path, asked: list[str], tmp_path: Path
) -> None:
    write_pages(tmp_path / "pages", lessons, single=True)
    alone = tmp_path / "sent.html"
    shutil.copy(tmp_path / "pages" / "en" / f"{NAME}.html", alone)
    page = _live(opened(alone))
    _lock(page, "40")
    page.locator("#look-chart select").select_option("1")
    expect(page.locator("#look-chart svg.marks")).to_have_attribute("aria-label", "Bars 1 0.")
    assert [ask for ask in asked if not ask.startswith("data:")] == [alone.as_uri()]
    expect(page.locator(".page-bar")).to_have_css("display", "flex")  # the style is there, too
    start = opened(tmp_path / "pages" / "en" / "index.html")
    expect(start.locator(f"[data-lesson='{NAME}']")).to_have_text("Answers kept here: 1")


def test_a_start_page_without_scripts_still_leads_on(browser: Any, site: Path) -> None:
    made = browser.new_context(java_script_enabled=False)
    page = made.new_page()
    page.goto((site / "en" / "index.html").as_uri())
    expect(page.locator(".page-noscript")).to_be_visible()
    expect(page.locator(".page-own")).to_be_hidden()
    page.locator(".page-lessons h3 a").first.click()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".page-name")).to_be_hidden()
    made.close()


def test_what_the_start_page_says_of_a_lesson() -> None:
    bare = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Sums", id="heading")])
    assert entry("03", bare) == Entry("03", "Sums")
    for path in _built():
        found = entry(path.stem, nbformat.read(path, as_version=4))
        assert found.title
        assert found.questions.startswith("- ")
        assert "90" in found.time
