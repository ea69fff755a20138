"""Source lines, the list of sources at a lesson's end, and figures that are due for a new check."""

from __future__ import annotations

import csv
import datetime
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import altair as alt
import nbformat
import pytest

from tests.widget_page import chart, mount
from variants.execute import execute
from widgets import LessonError, show, start, table
from widgets.language import use_language
from widgets.live import MIME, inline, markdown
from widgets.sources import MARK, cite, list_overdue, overdue, source_line, today
from widgets.sources import credits as credit_list

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import Outputs
    from tests.kit_copy import Copy

ROOT = Path(__file__).resolve().parent.parent
SAYS = f"{MARK[0]}This figure is due for a new check.</mark>"


def _row(source: str) -> dict[str, str]:
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        return next(row for row in csv.DictReader(file) if row["id"] == source)


def _now(monkeypatch: pytest.MonkeyPatch, year: int, month: int, day: int = 1, **time: int) -> None:
    moment = datetime.datetime(year, month, day, **time, tzinfo=datetime.UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", f"{moment.timestamp():.0f}")


def test_the_source_line() -> None:
    assert source_line(["fed-h10"]) == (
        "Source: [Foreign exchange rates, daily noon buying rates in New York (H.10)]"
        "(https://www.federalreserve.gov/releases/h10/), Board of Governors of the Federal Reserve System. "
        f"Checked 2026-07, check again by {_row('fed-h10')['check_again']}."
    )
    # No address: no link. No publisher: none. Read second-hand: said.
    assert source_line(["article-a", "twn-gdp"]).startswith(
        "Source: News article on the US–China rivalry in AI (Japanese; author unknown); "
        "GDP of Taiwan, rounded, in a public data file of June 2026 (second-hand). Checked 2026-06, "
    )
    use_language("ja")
    japanese = source_line(["pa-chamber", "pa-chamber"])
    assert japanese.startswith("出典：[会合での発表のまとめ](https://www.pachamber.org/?p=22442)")
    assert japanese.endswith(
        f"ペンシルベニア州商工会議所。確認：2026-11、次の確認：{_row('pa-chamber')['check_again']}まで。"
    )
    assert japanese.count("会合") == 1


def test_of_several_sources_the_oldest_check_and_the_earliest_month_count() -> None:
    rows = [_row(source) for source in ("pa-chamber", "wb-population", "ai-fund")]
    checked, again = (min(row[name] for row in rows) for name in ("checked", "check_again"))
    assert len({(row["checked"], row["check_again"]) for row in rows}) == 3
    assert source_line([row["id"] for row in rows]).endswith(f"Checked {checked}, check again by {again}.")


def test_an_unknown_source_is_refused_and_not_cited() -> None:
    with pytest.raises(
        LessonError, match=r"no source 'fed-h1' in .*sources\.csv; the nearest ids are: fed-h10, "
    ):
        source_line(["fed-h10", "fed-h1"])
    with pytest.raises(LessonError, match=r"no source '日銀' in .*; its first column lists the ids"):
        source_line(["日銀"])
    assert len(credit_list()) == 0


def test_credits_list_every_source_once_in_order_of_use() -> None:
    source_line(["wb-gdp"])
    cite(["ai-fund", "wb-gdp"])
    shown = credit_list()
    assert list(shown.columns) == [
        "Source", "Publisher", "Published", "How we read it", "Terms", "Checked", "Check again by",
    ]  # fmt: skip
    assert [list(row)[:-1] for row in shown.itertuples(index=False)] == [
        ["GDP, current US dollars (NY.GDP.MKTP.CD), June 2026", "World Bank", "June 2026",
         "read in an unchanged copy", "CC BY 4.0", "June 2026"],
        [_row("ai-fund")["title"], "TMTPost", "April 2025", "read second-hand", "all rights reserved; figures only",
         "November 2026"],
    ]  # fmt: skip
    use_language("ja")
    japanese = credit_list()
    assert not [name for name in japanese.columns if re.search("[A-Za-z]", name)]
    assert list(japanese.iloc[0, [1, 2, 4, 5]]) == ["世界銀行", "2026年6月", "CC BY 4.0", "2026年6月"]
    assert all(re.fullmatch(r"20\d\d年\d+月", text) for text in japanese.iloc[:, 6])


def test_only_tables_that_are_shown_are_credited() -> None:
    table("printed_pairs")
    assert len(credit_list()) == 0


def test_today_is_the_given_day_or_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    _now(monkeypatch, 2030, 2, 28, hour=23, minute=59)
    assert today() == datetime.date(2030, 2, 28)
    for nothing in ("", "tomorrow"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", nothing)
        assert abs(today() - datetime.datetime.now(tz=datetime.UTC).date()) <= datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("en", "This figure is due for a new check."), ("ja", "この数値は、あらためて確認する時期です。")],
)
def test_after_its_month_a_figure_is_marked_in_words_and_colour(
    monkeypatch: pytest.MonkeyPatch, code: str, sentence: str
) -> None:
    use_language(code)
    year, month = map(int, _row("fed-h10")["check_again"].split("-"))
    _now(monkeypatch, year, month, 28, hour=23)
    plain = source_line(["fed-h10"])
    assert sentence not in plain
    _now(monkeypatch, year + month // 12, month % 12 + 1)
    line = source_line(["fed-h10", "pa-chamber"])
    assert line.endswith(f" {MARK[0]}{sentence}</mark>")
    assert source_line(["fed-h10"]).startswith(plain)
    cite(["pa-chamber"])
    rates, chamber = (row[-1] for row in credit_list().itertuples(index=False))
    assert (sentence in rates, sentence in chamber) == (True, False)


def test_nothing_but_the_mark_passes_through_markdown() -> None:
    assert inline(SAYS) == SAYS
    assert markdown(SAYS) == f"<p>{SAYS}</p>"
    assert inline("<mark>a <b>") == "&lt;mark&gt;a &lt;b&gt;"
    assert inline(MARK[0].replace("#1f1f1f", "red")).startswith("&lt;mark")


def test_a_chart_a_table_and_their_stills_carry_the_mark(
    monkeypatch: pytest.MonkeyPatch, displayed: Outputs
) -> None:
    totals = table("summit_totals")
    bars = (
        alt.Chart(totals)
        .mark_bar()
        .encode(x="usd_billion:Q", y="item:N", tooltip=["item:N", "usd_billion:Q"])
    )

    def cell() -> None:
        start("03", "en", {}, {})
        show(totals, "Both parts.")
        show(bars, "Bars.", after="q")

    assert SAYS not in str([output.data for output in displayed(cell)])
    _now(monkeypatch, 2040, 1)
    shown: list[Any] = [output.data for output in displayed(cell)]
    (text,) = [data["text/markdown"] for data in shown if "Both parts." in data.get("text/markdown", "")]
    assert text.endswith(SAYS)
    (chart,) = [data for data in shown if data.get(MIME, {}).get("kind") == "chart"]
    assert chart[MIME]["source_html"].endswith(SAYS)
    assert SAYS in chart["text/html"]


def test_overdue_figures_are_listed_the_longest_due_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    list_overdue()
    assert capsys.readouterr().out == "Figures that are due for a new check: none.\n"
    _now(monkeypatch, 2027, 6)
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        late = {row["id"]: row for row in csv.DictReader(file) if row["check_again"] < "2027-06"}
    assert set(overdue().id) == set(late)
    list_overdue()
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == f"Figures that are due for a new check: {len(late)}."
    months = []
    for line in lines:
        source, title, month = re.fullmatch(r"  ([\w-]+): (.+) \(since (.+)\)", line).groups()  # type: ignore[union-attr]
        assert (late[source]["title"], late[source]["check_again"]) == (title, month)
        months.append(month)
    assert months == sorted(months)
    assert len(months) == len(late) > 1


# A clock that is years ahead, in every Python that starts with this on its path.
CLOCK = """import time
_real = time.time
time.time = lambda: _real() + {seconds}
"""
CELLS = [
    'from widgets import show, start, table\nstart("03", "en", {}, {})',
    'show(table("summit_totals"), "Both parts.")',
]


@pytest.fixture
def in_2040(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = datetime.datetime(2040, 1, 2, tzinfo=datetime.UTC) - datetime.datetime.now(tz=datetime.UTC)
    folder = tmp_path / "clock"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(CLOCK.format(seconds=ahead.total_seconds()), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.delenv("SOURCE_DATE_EPOCH")


@pytest.mark.usefixtures("in_2040")
def test_a_lesson_built_in_2040_is_plain_and_one_that_a_learner_runs_is_not(tmp_path: Path) -> None:
    cells = [nbformat.v4.new_code_cell(text, id=f"cell-{n}") for n, text in enumerate(CELLS)]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"lesson": {"name": "03"}})
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    built = execute(notebook, tmp_path)
    assert "SOURCE_DATE_EPOCH" not in os.environ
    assert "Both parts." in str(built.cells[1].outputs)
    assert "is due" not in str(built.cells[1].outputs)

    path = tmp_path / "built.ipynb"
    del built.cells[0]["outputs"][:]  # a scope is random
    nbformat.write(built, path)
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "-p", "no:cacheprovider", "-q", str(path)]
    built.cells[1].metadata["tags"] = ["nbval-check-output"]
    nbformat.write(built, path)
    for plain, passes in ((True, True), (False, False)):
        environment = {**os.environ, **({"SOURCE_DATE_EPOCH": "0"} if plain else {})}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert (done.returncode == 0) == passes, done.stdout
        assert ("This figure is due for a new check." in done.stdout) != passes


def test_the_kit_checks_its_stored_lessons_as_on_the_day_they_were_built(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "2209000000")
    tool = "import os; print('day', os.environ['SOURCE_DATE_EPOCH'])"
    for name in ("ruff", "mypy", "pytest"):
        (copy.root / f"{name}.py").write_text(tool, encoding="utf-8")
    (copy.root / "widgets").mkdir()
    (copy.root / "widgets" / "__init__.py").touch()
    (copy.root / "widgets" / "sources.py").write_text(
        "import os\ndef list_overdue(): print('late', os.environ.get('SOURCE_DATE_EPOCH'))", encoding="utf-8"
    )
    code, out, _ = copy.run("test")
    assert code == 0
    assert out.count("\nday 0\n") == 5
    assert out.endswith("\nlate 2209000000\n\nEverything passed.\n")


def _light(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("dark", [False, True])
def test_the_mark_is_amber_and_can_be_read(page: Page, dark: bool) -> None:
    if dark:
        page.evaluate("() => { document.body.dataset.jpThemeLight = 'false'; }")
    mount(page, {**chart(), "source_html": inline(f"Source: x. {SAYS}")})
    colours = page.locator(".kit-source mark").evaluate(
        "node => [getComputedStyle(node).backgroundColor, getComputedStyle(node).color]"
    )
    assert colours[0] == "rgb(255, 191, 0)"
    back, ink = map(_light, colours)
    assert (back + 0.05) / (ink + 0.05) >= 4.5
