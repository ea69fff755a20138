"""The one-period edition: its figures, its minutes, what it does not give away, and how it prints."""

from __future__ import annotations

import csv
import html
import re
import subprocess
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.needs import pdftotext
from variants import tomorrow, words
from variants.lesson import SourceError
from variants.lint_source import figures
from variants.source import read

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DATA = Path(__file__).parent.parent / "data"
LANGUAGES = ("en", "ja")
SLIDES = ["totals", "claim", "share", "check", "places"]


def _rows(table: str, **where: str) -> list[dict[str, str]]:
    """Rows of a CSV file, read without the kit."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[key] == value for key, value in where.items())]


def _value(table: str, column: str, **where: str) -> float:
    (row,) = _rows(table, **where)
    return float(row[column])


def _graduates(series: str, economy: str) -> float:
    return _value("graduate_counts", "graduates", series=series, economy=economy)


def _people(economy: str) -> float:
    return _value("economies", "people", economy=economy)


def _per_thousand(economy: str) -> str:
    return f"{1000 * _graduates('cset-2020', economy) / _people(economy):.1f}"


def _alone(economy: str) -> float:
    young = _value("young_people", "people", counter="wpp", economy=economy, year="2015")
    return 1000 * _graduates("wef-2016", economy) / young


def _yen(pair: str) -> float:
    return _value("printed_pairs", "other_billion", id=pair) / _value("printed_pairs", "usd_billion", id=pair)


def _of_hundred(china: float, us: float) -> str:
    return f"{100 * china / (china + us):.0f}"


def _share(question: str, economy: str) -> str:
    return f"{_value('conference_authors', 'value', year='2022', measure=question, economy=economy):.0f}"


def _parts(language: str) -> dict[str, str]:
    """What each page and slide says, the descriptions of its pictures too."""
    text = tomorrow.target(language).read_text(encoding="utf-8")
    found = re.findall(r'<section class="(\w+)" id="(\w+)">(.*?)</section>', text, re.DOTALL)
    assert [kind for kind, _, _ in found] == ["teacher", "sheet"] + ["slide"] * 5
    described = ((name, re.sub(r'<img[^>]*alt="([^"]*)"[^>]*>', r"\1", inside)) for _, name, inside in found)
    return {
        name: html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", inside))) for name, inside in described
    }


def _holds(text: str, figure: str) -> bool:
    """Whether a figure stands in a text, not as a part of a longer one."""
    return re.search(rf"(?<![\d.,]){re.escape(figure)}(?!\d|[.,]\d)", text) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_what_its_source_makes(language: str) -> None:
    built = tomorrow.page(language, words.catalogue(language))
    assert tomorrow.target(language).read_bytes() == built.encode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_needs_no_script_and_no_network(language: str) -> None:
    text = tomorrow.target(language).read_text(encoding="utf-8")
    assert "<script" not in text
    assert "@import" not in text
    assert "url(" not in text
    assert {address[:5] for address in re.findall(r'src="([^"]*)"', text)} == {"data:"}
    assert re.findall(r'<link [^>]*href="([^"]*)"', text) == ["data:,"]
    assert all(alt for alt in re.findall(r'<img[^>]* alt="([^"]*)"', text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("column", "length"), [(0, 50), (1, 45)])
def test_the_minutes_fill_the_period(language: str, column: int, length: int) -> None:
    text = tomorrow.target(language).read_text(encoding="utf-8")
    table = re.findall("<table>.*?</table>", text, re.DOTALL)[0]
    rows = [re.findall("<td>(.*?)</td>", row, re.DOTALL) for row in table.split("<tr>")[2:]]
    spans = [tuple(map(int, row[column].split("–"))) for row in rows if row[column] != "–"]
    assert (spans[0][0], spans[-1][1]) == (0, length)
    assert all(before[1] == after[0] for before, after in pairwise(spans))
    assert len(rows) == 9


def test_minutes_that_do_not_sum_are_refused(tmp_path: Path) -> None:
    source = tomorrow.SOURCE.read_text(encoding="utf-8")
    path = tmp_path / "tomorrow.md"
    path.write_text(source.replace("starter: {45: 8, 50: 8}", "starter: {45: 8, 50: 9}"), encoding="utf-8")
    with pytest.raises(SourceError, match="the column 50 sums to 51; make its parts sum to 50"):
        read(path, tomorrow.OnePeriod)


@pytest.mark.parametrize(("language", "country"), [("en", "IND"), ("ja", "JPN")])
def test_the_teacher_finds_every_answer_as_the_tables_give_it(language: str, country: str) -> None:
    said = _parts(language)["teacher"]
    ratios = [
        _graduates(series, "CHN") / _graduates(series, "USA")
        for series in {row["series"] for row in _rows("graduate_counts", economy="CHN", status="counted")}
    ]
    people = _people("CHN") / _people("USA")
    times = f"{_graduates('cset-2020', 'CHN') / _graduates('cset-2020', 'USA'):.0f}"
    wanted = [
        f"{_yen('total-1'):.1f}", f"{_yen('total-2'):.1f}", times, _per_thousand("CHN"), _per_thousand("USA"),
        _of_hundred(_people("CHN"), _people("USA")),
        _of_hundred(_graduates("cset-2020", "CHN"), _graduates("cset-2020", "USA")),
        *(f"{_alone(economy):.1f}" for economy in (country, "CHN", "USA")),
        f"{min(ratios):.1f}", f"{max(ratios):.1f}", f"{min(ratios) / people:.2f}", f"{max(ratios) / people:.0f}",
        str(len(ratios)), str(sum(f"{ratio:.0f}" == times for ratio in ratios)),
    ]  # fmt: skip
    assert [figure for figure in wanted if not _holds(said, figure)] == []


def test_all_other_pairs_make_the_rate_that_the_teacher_reads() -> None:
    others = {row["id"] for row in _rows("printed_pairs", printed="article")} - {"total-1"}
    assert {f"{_yen(pair):.1f}" for pair in others} == {f"{_yen('total-2'):.1f}"}
    gap = _value("printed_pairs", "other_billion", id="total-1") - _value(
        "printed_pairs", "other_billion", id="total-2"
    )
    assert f"{gap:.0f} billion yen" in _parts("en")["teacher"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheet_and_slides_show_what_the_tables_hold(language: str) -> None:
    parts = _parts(language)
    shares = [_share(question, economy) for question in ("degree", "work") for economy in ("CHN", "USA")]
    for place in ("sheet", "places"):
        assert all(_holds(parts[place], share) for share in shares)
    rest = [100 - int(one) - int(other) for one, other in (shares[:2], shares[2:])]
    assert all(_holds(parts["sheet"], str(share)) for share in rest)
    assert _holds(parts["share"], _of_hundred(_people("CHN"), _people("USA")))
    assert f"{_value('ai_skills', 'value', measure='members')}%" in parts["sheet"]
    if language == "en":
        assert f"{_graduates('cset-2020', 'CHN') / 1e6:.2f} million" in parts["sheet"]
        assert f"{_people('USA') / 1e6:.1f} million" in parts["sheet"]
        assert (
            f"{_value('printed_pairs', 'other_billion', id='total-1') / 1000:.4f} trillion" in parts["sheet"]
        )
    else:
        assert f"{_graduates('cset-2020', 'USA') / 1e4:.0f}万" in parts["sheet"]


@pytest.mark.parametrize(("language", "country"), [("en", "IND"), ("ja", "JPN")])
def test_no_answer_stands_on_the_sheet_or_on_a_slide(language: str, country: str) -> None:
    parts = _parts(language)
    divided = [
        f"{_yen('total-1'):.1f}",
        _per_thousand("CHN"),
        _per_thousand("USA"),
        *(f"{_alone(economy):.1f}" for economy in (country, "CHN", "USA")),
    ]
    for place in ("sheet", *SLIDES):
        assert [figure for figure in divided if _holds(parts[place], figure)] == [], place
    reveal = _of_hundred(_people("CHN"), _people("USA"))
    for place in ("sheet", "totals", "claim", "check", "places"):
        assert not _holds(parts[place], reveal), place
    assert f"{_yen('google'):.1f}" in parts["sheet"]  # the row that is done, and no other
    assert len(re.findall(r"÷", parts["sheet"])) == 1
    assert "÷" not in "".join(parts[name] for name in SLIDES)


def test_a_typed_figure_is_found_here_too() -> None:
    notebook = dict(tomorrow.written())[tomorrow.PATH]
    assert figures(notebook, tomorrow.PATH) == []
    cell = next(cell for cell in notebook.cells if cell.id == "share-ask")
    cell.source += " It is 81."
    assert figures(notebook, tomorrow.PATH)[0].startswith(
        f'{tomorrow.PATH}:share-ask: the figure "81" is typed'
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_prints_two_sheets_and_five_slides(language: str, browser: Browser, tmp_path: Path) -> None:
    tool = pdftotext()
    page = browser.new_page()
    page.goto(tomorrow.target(language).as_uri())
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    page.close()
    subprocess.run([tool, "-bbox", "page.pdf", "page.html"], cwd=tmp_path, check=True)
    text = (tmp_path / "page.html").read_text("utf-8")
    sheets = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', text, re.DOTALL)
    sizes = [(round(float(width)), round(float(height))) for width, height, _ in sheets]
    assert sizes == [(595, 842)] * 2 + [(842, 595)] * 5
    printed = [re.sub(r"\s|<[^>]+>", "", unicodedata.normalize("NFKC", html.unescape(s[2]))) for s in sheets]
    for said, (name, wanted) in zip(printed, _parts(language).items(), strict=True):
        end = re.sub(r"\s", "", unicodedata.normalize("NFKC", wanted))[-8:]
        assert end in said, name  # the last words stand on the same sheet as the first


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_a_screen(language: str, width: int, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": width, "height": 720})
    page.goto(tomorrow.target(language).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    heights = page.evaluate("[...document.querySelectorAll('.slide')].map((s) => s.offsetHeight)")
    assert len(heights) == 5
    if width == 1280:
        assert set(heights) == {720}  # sixteen by nine, each slide one screen
    else:
        size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.slide p')).fontSize)")
        assert size >= 16
    page.close()
