"""The pages as they are written: complete by themselves, alike at every build, and silent about what waits."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from tests.needs import node
from tests.widget_page import chart, choice, guess, reveal
from variants.bundle import build_kit
from variants.page import page
from variants.page_blocks import Block, blocks, parameters, screens
from variants.page_words import page_words
from variants.site import SHARED, write_pages

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "widgets" / "static"
MIME = "application/vnd.kit.v1+json"
STOPS = {"chart", "question", "tell", "ruler"}


class Reader(HTMLParser):
    """What a reader without scripts gets: text, headings, and what the page would fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.fetched, self.tags, self.ids, self.linked = "", [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.fetched += [found[name] for name in ("src", "srcset", "poster") if name in found]
        self.fetched += [found["href"]] if tag == "link" else []
        self.linked += [found["href"]] if tag == "a" and "href" in found else []

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if not self.tags or self.tags[-1] not in ("script", "style"):
            self.text += data


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    assert write_pages(folder)
    return folder


def _built() -> list[Path]:
    return sorted((ROOT / "lessons").glob("*/*.ipynb"))


def _cell(id_: str, data: dict[str, object], still: str = "<p>Stored.</p>") -> nbformat.NotebookNode:
    bundle = {MIME: data, "text/html": f'<div class="kit-still" data-token="{id_}">{still}</div>'}
    hidden = {"jupyter": {"source_hidden": True}}
    return nbformat.v4.new_code_cell(
        "ask()", id=id_, metadata=hidden, outputs=[nbformat.v4.new_output("display_data", bundle)]
    )


def _lesson(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    heading = nbformat.v4.new_markdown_cell("# Sums & more\n\nWords.", id="heading")
    values = nbformat.v4.new_code_cell("year: int = 2025", id="parameters", metadata={"tags": ["parameters"]})
    return nbformat.v4.new_notebook(cells=[heading, values, *cells])


def test_every_built_lesson_has_a_page_with_all_it_needs(site: Path) -> None:
    pages = sorted(site.glob("*/*.html"))
    others = [(language, name) for language in ("en", "ja") for name in ("errors", "index")]
    assert sorted((p.parent.name, p.stem) for p in pages) == sorted(
        [*((p.parent.name, p.stem + end) for p in _built() for end in ("", "-slides")), *others]
    )
    assert sorted(p.name for p in (site / "kit").iterdir()) == sorted([*SHARED, "readings.js"])
    for path in pages:
        found = Reader(path.read_text("utf-8"))
        assert found.tags.count("h1") == 1
        assert ("errors.html" in found.linked) != path.stem.endswith("-slides")
        assert len(set(found.ids)) == len(found.ids)
        assert f'<html lang="{path.parent.name}">' in path.read_text("utf-8")
        for address in found.fetched:
            assert address.startswith("data:") or (path.parent / address).resolve().is_relative_to(site), (
                address
            )
            assert address.startswith("data:") or (path.parent / address).is_file(), address
    assert not re.findall(r"url\(|@import", (site / "kit" / "page.css").read_text("utf-8"))


def test_the_same_lessons_give_the_same_pages(site: Path, tmp_path: Path) -> None:
    for path in write_pages(tmp_path):
        assert path.read_bytes() == (site / path.relative_to(tmp_path)).read_bytes()


def _plain(html: str) -> str:
    return " ".join(Reader(html).text.split())


def test_what_waits_for_a_question_stands_on_the_back(site: Path) -> None:
    for path in _built():
        text = (site / path.parent.name / f"{path.stem}.html").read_text("utf-8")
        front, back = text.split('<section class="page-back"')
        waiting = []
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                data = output.get("data", {}).get(MIME, {})
                if data.get("after"):
                    waiting += [s["takeaway_html"] for s in data.get("states", {}).values()] or [data["html"]]
        assert waiting
        read_first, read_last = _plain(front), _plain(f"<section {back}")
        for html in waiting:
            assert _plain(html) not in read_first
            assert _plain(html) in read_last


def test_a_pointer_stands_in_its_place() -> None:
    html = page(_lesson(_cell("guess-q", guess()), _cell("guess-r", reveal())), "03", "en")
    front, back = html.split('<section class="page-back"')
    assert re.findall(r'<a href="#(back-\d+)">([^<]+)</a>', front) == [("back-1", "On the back: 1")]
    assert 'id="back-1"' in back
    assert "Firms pay 61." in back


def test_nothing_in_a_lesson_can_end_the_script_around_it() -> None:
    evil = choice(prompt_html="<p>Who?</p></script><b>")
    html = page(_lesson(_cell("check-q", evil)), "03", "en")
    assert html.count("</script>") == html.count("<script")


def test_a_page_holds_what_a_reader_may_see_and_no_note_on_running() -> None:
    note = "<p>Who pays?</p><p><small>To answer here, run the lesson: Run &gt; Run All Cells.</small></p>"
    text = Reader(page(_lesson(_cell("check-q", choice(), note)), "03", "en")).text
    assert "Who pays?" in text
    assert "Run All Cells" not in text
    assert "ask()" not in text


def test_a_kind_that_is_not_known_keeps_its_still() -> None:
    data = {"kind": "ruler", "uid": "r", "words": {}}
    html = page(_lesson(_cell("measure-ruler", data, "<p>One amount.</p>")), "03", "en")
    assert 'data-kind="ruler"' in html
    assert "One amount." in Reader(html).text


def test_a_chart_needs_no_script_and_names_its_setting() -> None:
    html = page(_lesson(_cell("look-chart", chart())), "03", "en")
    found = Reader(html)
    assert 'alt="Bars 0 0."' in html
    assert any(address.startswith("data:image/svg+xml;base64,") for address in found.fetched)
    assert "Part: First · Year: in 2024" in found.text
    assert all(reading in found.text for reading in ("Reading 0 0.", "Reading 1 1."))


@pytest.mark.parametrize("opened", [False, True])
def test_the_table_of_a_chart_is_open_at_first_where_the_lesson_says_so(opened: bool) -> None:
    html = page(_lesson(_cell("look-chart", chart(opened=opened))), "03", "en")
    folds = re.findall(r"<details([^>]*)><summary>Show as table", html)
    assert folds == [' class="page-table"' + " open" * opened]


def test_screens_are_cut_at_headings_and_after_what_is_asked_or_shown() -> None:
    for path in _built():
        cut = screens(blocks(nbformat.read(path, as_version=4)))
        assert len(cut) > 8
        for screen in cut:
            assert not any(block.heading for block in screen.blocks[1:])
            assert not any(block.kinds & STOPS for block in screen.blocks[:-1])


def test_kept_work_ends_no_screen() -> None:
    start = [Block("heading", "", 1), Block("start", "", 0, {"work"}), Block("next", "")]
    assert len(screens(start)) == 1


def test_the_last_parameter_cell_wins() -> None:
    injected = nbformat.v4.new_code_cell("year = 2024", metadata={"tags": ["injected-parameters"]})
    other = nbformat.v4.new_code_cell("year = 1999")
    assert parameters(_lesson(injected, other)) == {"year": 2024}


def test_what_stands_under_more_is_folded_and_not_printed() -> None:
    more = nbformat.v4.new_markdown_cell("## More", id="more-intro")
    section = nbformat.v4.new_markdown_cell("### Each person", id="more-person")
    sources = nbformat.v4.new_markdown_cell("## Sources", id="sources-intro")
    html = page(_lesson(more, section, sources), "03", "en")
    folded = re.search(r'<details class="page-more" id="more">.*?</details>', html, re.DOTALL)
    assert folded
    assert "<summary><h2>More</h2></summary>" in folded[0]
    assert "Each person" in folded[0]
    assert "Sources" not in folded[0]
    assert "they are not printed" in html[: folded.start()]


def test_python_gives_every_word_that_the_script_says() -> None:
    said = set()
    for name in ("page", "host", "slides", "deck", "reveal", "furigana"):
        said |= set(re.findall(r"\bwords\.(\w+)", (STATIC / "src" / f"{name}.js").read_text("utf-8")))
    assert said == set(page_words())


def test_the_script_is_what_its_sources_make(tmp_path: Path) -> None:
    node()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("src", "vendor"):
        shutil.copytree(STATIC / name, tmp_path / "widgets" / "static" / name)
    if (ROOT / "node_modules").is_dir():
        (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    for name in ("page", "slides", "start"):
        made = build_kit(tmp_path, name).read_bytes()
        stored = (STATIC / f"{name}.js").read_bytes()
        assert made == stored, f"{name}.js is stale: run 'python -m variants.bundle'."
