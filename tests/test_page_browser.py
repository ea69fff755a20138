"""Pages in a real browser: from a file and from a server, narrow, printed, and without scripts."""

from __future__ import annotations

import functools
import json
import re
import shutil
import subprocess
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from playwright.sync_api import expect

from tests.needs import pdftotext
from tests.test_page import MIME, _built, _cell, _lesson
from tests.widget_page import chart, choice, guess, number, question, reveal
from variants.page import page as made
from variants.pdf import printed
from variants.site import write_pages
from widgets.seal import seal
from widgets.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

NAME = "01-sums"


def _markdown(id_: str, text: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(text, id=id_)


def _order() -> dict[str, Any]:
    """Three items whose right order is c, a, b."""
    items = [{"key": key, "html": f"Item {key}", "plain": f"Item {key}"} for key in "abc"]
    boxes: dict[str, dict[str, str]] = {f"p:{pair}": {} for pair in ("c<a", "c<b", "a<b")}
    boxes["o:c,a,b"] = {"grade": "right", "html": "<p>By size.</p>"}
    return question("q4", input="order", items=items, ends=["top", "bottom"], seal=seal("q4", boxes))


def _sample() -> nbformat.NotebookNode:
    """A lesson with one of everything, in which every word is known."""
    worked = number("q3")
    worked["seal"] = seal("q3", {"worked": {"html": "<p>Divide first.</p>"}})
    panel = {
        "kind": "work", "uid": "w", "lesson": "x", "variant": "x", "parameters": {}, "file": "answers/x.json",
        "limit": 10_000, "binder": False, "end": True, "open": True, "words": words("work"),
    }  # fmt: skip
    return _lesson(
        _markdown("guess-intro", "## Your guess\n\nThink."),
        _cell("guess-q", guess("q1", sure=False)),
        _markdown("look-intro", "## Look\n\nLong words lead here."),
        _cell("look-reveal", reveal("t1")),
        _cell("look-chart", chart("c1", after="q1")),
        _markdown("turn-intro", "## Your turn"),
        _cell("turn-q", worked),
        _markdown("check-intro", "## Checkpoint"),
        _cell("check-q", choice("q2")),
        _markdown("order-intro", "## Order"),
        _cell("order-q", _order()),
        _markdown("work-intro", "## Your work"),
        _cell("work-end", panel),
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    lessons = folder / "lessons"
    for path in _built():
        target = lessons / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    nbformat.write(_sample(), lessons / "en" / f"{NAME}.ipynb")
    write_pages(folder / "pages", lessons)
    return folder / "pages"


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1000, "height": 800})
    yield made
    made.close()


_wrong: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_goes_wrong() -> Iterator[None]:
    """No error in any page of a test, and no request but for the page's own files."""
    _wrong.clear()
    yield
    assert _wrong == []


def _open(context: BrowserContext, address: str, home: str) -> Page:
    page = context.new_page()
    own = (f"{home}/", "data:", "blob:")
    page.on("pageerror", lambda error: _wrong.append(str(error)))
    page.on("console", lambda said: _wrong.append(said.text) if said.type == "error" else None)
    page.on("request", lambda ask: None if ask.url.startswith(own) else _wrong.append(ask.url))
    page.goto(address)
    page.wait_for_selector("html.page-live-all")
    return page


def _sample_page(context: BrowserContext, site: Path) -> Page:
    return _open(context, (site / "en" / f"{NAME}.html").as_uri(), site.as_uri())


def _lessons(site: Path) -> list[str]:
    return [(site / path.parent.name / f"{path.stem}.html").as_uri() for path in _built()]


def _entry(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        "() => Object.fromEntries(Object.entries(localStorage).map(([key, text]) => [key, JSON.parse(text)]))"
    )
    return found


def _lock(page: Page, guess: str = "40") -> None:
    page.locator("#guess-q input[type=text]").fill(guess)
    page.locator("#guess-q button[type=submit]").click()


@pytest.mark.parametrize("home", ["file", "http"])
def test_answers_are_checked_kept_and_there_again(
    context: BrowserContext, site: Path, server: str, home: str
) -> None:
    base = site.as_uri() if home == "file" else server
    page = _open(context, f"{base}/en/{NAME}.html", base)
    expect(page.locator("#look-chart svg.marks")).to_have_count(0)
    _lock(page)
    expect(page.locator("#look-reveal .kit-guess")).to_have_text("your_guess 40 dollars below 21 dollars")
    expect(page.locator("#look-chart svg.marks")).to_have_count(1)
    page.locator("#look-chart select").select_option("1")
    expect(page.locator("#look-chart svg.marks")).to_have_attribute("aria-label", "Bars 1 0.")
    page.locator("#check-q input[value=o1]").check()
    page.locator("#check-q button[type=submit]").click()
    expect(page.locator("#check-q .kit-result")).to_contain_text("Who signed?")
    [(key, entry)] = _entry(page).items()
    assert key == f"kit:ai-rivalry:{NAME}:{entry['variant']}:"
    assert (entry["lesson"], entry["parameters"], list(entry["answers"])) == (
        NAME,
        {"year": 2025},
        ["q1", "q2"],
    )
    assert {"answer": "o1", "tries": 1, "done": False}.items() <= entry["answers"]["q2"].items()
    page.close()
    again = _open(context, f"{base}/en/{NAME}.html", base)
    expect(again.locator("#look-reveal .kit-guess")).to_be_visible()
    expect(again.locator("#check-q input[value=o1]")).to_be_checked()


def test_two_tabs_do_not_destroy_each_other(context: BrowserContext, site: Path) -> None:
    first, second = _sample_page(context, site), _sample_page(context, site)
    _lock(first)
    second.locator("#check-q input[value=o1]").check()
    second.locator("#check-q button[type=submit]").click()
    expect(second.locator("#check-q .kit-result")).to_contain_text("Who signed?")
    [entry] = _entry(second).values()
    assert list(entry["answers"]) == ["q1", "q2"]


def test_a_damaged_entry_is_set_aside(context: BrowserContext, site: Path) -> None:
    page = _sample_page(context, site)
    _lock(page)
    [key] = _entry(page)
    page.evaluate("key => localStorage.setItem(key, '{\"answers\": [')", key)
    page.reload()
    page.wait_for_selector("html.page-live-all")
    assert page.evaluate("() => ({...localStorage})") == {f"{key}:damaged-1": '{"answers": ['}
    expect(page.locator("#guess-q input[type=text]")).to_have_value("")


def test_it_says_where_answers_are_kept_or_that_they_are_not(context: BrowserContext, site: Path) -> None:
    page = _sample_page(context, site)
    expect(page.locator(".page-kept")).to_contain_text("kept in this browser")
    page.close()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('switched off'); }})"
    )
    refused = _sample_page(context, site)
    expect(refused.get_by_role("alert")).to_contain_text("not being kept")
    _lock(refused)
    expect(refused.locator("#look-reveal .kit-guess")).to_be_visible()


def test_work_is_downloaded_cleared_brought_back_and_loaded(context: BrowserContext, site: Path) -> None:
    page = _sample_page(context, site)
    panel, said = page.locator("#work-end"), page.locator("#work-end [role=status]")
    says = words("work")
    panel.get_by_role("button", name=says["download"]).click()
    expect(said).to_contain_text("nothing to download yet")
    _lock(page)
    with page.expect_download() as download:
        panel.get_by_role("button", name=says["download"]).click()
    text = Path(download.value.path()).read_text("utf-8")
    [entry] = _entry(page).values()
    assert json.loads(text) == entry
    assert download.value.suggested_filename == f"{entry['variant']}.json"
    panel.get_by_role("button", name=says["clear"]).click()
    expect(page.locator("#guess-q input[type=text]")).to_have_value("")
    panel.get_by_role("button", name=says["undo"]).click()
    expect(page.locator("#guess-q input[type=text]")).to_have_value("40")
    panel.get_by_role("button", name=says["clear"]).click()
    for content, answer in (
        ("[1", "it is damaged"),
        (text.replace(NAME, "02-other"), "02-other"),
        (text.replace(entry["variant"], f"{NAME}-0000"), "another copy"),
    ):
        panel.locator("input[type=file]").set_input_files(
            {"name": "a.json", "mimeType": "application/json", "buffer": content.encode()}
        )
        expect(said).to_contain_text(answer)
        assert next(iter(_entry(page).values()))["answers"] == {}
    panel.locator("input[type=file]").set_input_files(
        {"name": "a.json", "mimeType": "application/json", "buffer": b"\xef\xbb\xbf" + text.encode()}
    )
    expect(said).to_contain_text("Answers in it: 1")
    expect(page.locator("#guess-q input[type=text]")).to_have_value("40")


def test_without_scripts_all_can_be_read(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "en" / f"{NAME}.html").as_uri())
    expect(page.locator(".page-tools")).to_be_hidden()
    expect(page.locator("#check-q")).to_contain_text("Stored.")
    page.get_by_role("link", name="On the back: 2").click()
    expect(page.locator("#back-2 img")).to_be_in_viewport()
    expect(page.locator(".page-noscript")).to_contain_text("Scripts are off")
    context.close()


# What is drawn outside 320 px, or is too small to read or to hit, and does not stand in a box that scrolls.
LOST = """() => {
  const seen = [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && e.getClientRects().length);
  const scrolls = (e) => e.closest('.page-scroll, .kit-scroll, .page-card, .kit-card, pre');
  const hidden = (e) => e.closest('.kit-hidden, .page-skip, script');
  const name = (e) => e.outerHTML.slice(0, 90);
  const own = seen.filter((e) => !scrolls(e) && !hidden(e));
  return {
    wide: own.filter((e) => e.getBoundingClientRect().right > 320.5 || e.getBoundingClientRect().left < -0.5).map(name),
    small: own.filter((e) => e.textContent.trim() && parseFloat(getComputedStyle(e).fontSize) < 12).map(name),
    tight: own.filter((e) => e.matches('button, select, summary, input, nav a') && !e.closest('label')
      && e.getBoundingClientRect().height < 24).map(name),
    cut: own.filter((e) => ['hidden', 'clip'].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth).map(name),
  };
}"""


def test_a_narrow_screen_loses_nothing(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    for address in [*_lessons(site), (site / "en" / f"{NAME}.html").as_uri()]:
        page = _open(context, address, site.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
        closed = page.locator(".kit-closed button")
        while closed.count():
            closed.first.click()
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert page.evaluate(LOST) == {"wide": [], "small": [], "tight": [], "cut": []}
        page.close()
    context.close()


def _pdf(context: BrowserContext, page: Path, folder: Path) -> list[str]:
    """Print a page and read it back, sheet by sheet; its fonts must be in the file."""
    tool = pdftotext()
    (folder / "page.pdf").write_bytes(printed(context, page))
    listed = subprocess.run(
        ["pdffonts", "page.pdf"], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    fonts = listed[2:]  # after the heading; at the end of each: embedded, subset, to Unicode, object number
    assert fonts
    assert [font for font in fonts if font.split()[-5] != "yes"] == []
    subprocess.run([tool, "-layout", "page.pdf", "page.txt"], cwd=folder, check=True)
    return (folder / "page.txt").read_text("utf-8").split("\f")[:-1]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", text))


def test_paper_has_the_reveals_on_its_back(context: BrowserContext, site: Path, tmp_path: Path) -> None:
    for built in _built():
        sheets = _pdf(context, site / built.parent.name / f"{built.stem}.html", tmp_path)
        assert len(sheets) <= 8
        assert not re.search(r"slider|スライダー|[Ss]how as table|表で見る|Run All", "".join(sheets))
        back = next(i for i, s in enumerate(sheets) if re.match(r"\s*(On the back|裏面)\s*\n", s))
        front, last = (_squeezed("".join(part)) for part in (sheets[:back], sheets[back:]))
        waiting = []
        cells = nbformat.read(built, as_version=4).cells
        more = next(place for place, cell in enumerate(cells) if cell.id == "more-intro")
        for cell in cells[:more]:  # what stands under "More" is not printed, nor the warm-up on the screen
            if cell.id.startswith("warmup-"):
                continue
            for output in cell.get("outputs", []):
                data = output.get("data", {}).get(MIME, {})
                if data.get("after"):
                    states = list(data.get("states", {}).values())
                    waiting.append(_squeezed(states[0]["takeaway_html"] if states else data["html"]))
        assert len(waiting) >= 2
        assert [int(n) for n in re.findall(r"(?m)^ *(\d+) · ", "".join(sheets[back:]))] == list(
            range(1, len(waiting) + 1 + any(cell.id.startswith("deck-") for cell in cells))
        )
        for text in waiting:
            beginning = text[:25].replace("&amp;", "&")
            assert beginning in last
            assert beginning not in front
        assert "�" not in "".join(sheets)


def test_nothing_is_cut_off_at_the_edge_of_a_sheet(
    context: BrowserContext, site: Path, tmp_path: Path
) -> None:
    code = nbformat.v4.new_code_cell("total = " + " + ".join(["figures"] * 60), id="turn-code")
    (tmp_path / "kit").symlink_to(site / "kit")
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "code.html").write_text(made(_lesson(code), "code", "en"), "utf-8")
    page = context.new_page()
    page.set_viewport_size({"width": 680, "height": 1000})  # A4 without its margins
    page.emulate_media(media="print")
    for path in [tmp_path / "en" / "code.html", *(site / p.parent.name / f"{p.stem}.html" for p in _built())]:
        page.goto(path.as_uri())
        page.wait_for_selector("html.page-live-all")
        wide = page.evaluate(
            "() => [...document.querySelectorAll('pre, table, img, p, li, figure')]"
            ".filter(e => e.checkVisibility() && (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0"
            " || e.getBoundingClientRect().right > 681)).map(e => e.outerHTML.slice(0, 80))"
        )
        assert wide == [], path


def test_paper_has_no_buttons_and_room_to_write(context: BrowserContext, site: Path, tmp_path: Path) -> None:
    sheets = _pdf(context, site / "en" / f"{NAME}.html", tmp_path)
    text = "\n".join(sheets)
    for word in ("Project", "check", "show_anyway", "Print", "Screen", words("work")["clear"]):
        assert word not in text.splitlines()
    assert "On the back: 1" in sheets[0]
    assert "Firms pay 61." in sheets[-1]
    page = _sample_page(context, site)
    page.emulate_media(media="print")
    assert page.locator("#turn-q .page-room i:visible").count() == 3
    assert page.locator(".page-screen:visible").count() == 7
    assert page.evaluate("getComputedStyle(document.querySelector('.page-back')).breakBefore") == "page"
