"""Reading tables: types, gaps, sources; the list of sources at a lesson's end."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from widgets import LessonError, table
from widgets.language import use_language
from widgets.tables import cite, source_line
from widgets.tables import credits as credit_list

DATA = Path(__file__).parent.parent / "data"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_columns_have_the_types_that_the_descriptor_gives() -> None:
    economies = table("economies")
    assert {name: str(dtype) for name, dtype in economies.dtypes.items()} == {
        "economy": "str", "year": "int64", "people": "Int64", "gdp_usd_billion": "float64",
        "people_source": "str", "gdp_source": "str",
    }  # fmt: skip
    assert str(table("yen_rates_by_day")["date"].dtype).startswith("datetime64")
    assert table("yen_rates_by_day")["date"].iloc[0] == pd.Timestamp(2025, 7, 15)


@pytest.mark.parametrize("name", sorted(path.stem for path in DATA.glob("*.csv")))
def test_no_row_is_lost_and_a_gap_stays_a_gap(name: str) -> None:
    frame, rows = table(name), _rows(name)
    assert len(frame) == len(rows) > 0
    assert list(frame.columns) == list(rows[0])
    for column in frame:
        assert list(frame[column].isna()) == [row[column] == "" for row in rows]


def test_a_figure_that_nobody_checked_is_no_zero() -> None:
    taiwan = table("economies").query("economy == 'TWN'").people.item()
    assert taiwan is pd.NA
    assert table("economies").people.sum() == sum(int(row["people"] or 0) for row in _rows("economies"))


def test_a_table_names_its_sources_and_units() -> None:
    assert table("summit_totals").attrs == {
        "sources": ["summit-total", "summit-split"], "units": {"usd_billion": "billion USD"},
    }  # fmt: skip
    assert table("economies").attrs["sources"] == ["wb-population", "wb-gdp", "wb-gdp-2025", "twn-gdp"]
    # A lesson's own steps keep them.
    assert table("summit_totals").assign(x=1).query("x == 1").attrs["sources"] == [
        "summit-total", "summit-split",
    ]  # fmt: skip


def test_a_lesson_that_changes_a_table_changes_only_its_copy() -> None:
    first = table("summit_totals")
    first["usd_billion"] = 0.0
    first.attrs["sources"].append("appa")
    first.attrs["units"].clear()
    again = table("summit_totals")
    assert list(again.usd_billion) == [92.0, 56.0, 36.0]
    assert again.attrs == {
        "sources": ["summit-total", "summit-split"],
        "units": {"usd_billion": "billion USD"},
    }


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(
        LessonError, match=r"^There is no table 'economy' in data/; choose one of: economies, "
    ):
        table("economy")


def test_the_source_line() -> None:
    assert source_line(["fed-h10"]) == (
        "Source: [Foreign exchange rates, daily noon buying rates in New York (H.10)]"
        "(https://www.federalreserve.gov/releases/h10/), Board of Governors of the Federal Reserve System. "
        "Checked July 2026."
    )
    # No address: no link. No publisher: none. Read second-hand: said. Two sources: the month of the older check.
    assert source_line(["article-a", "twn-gdp"]) == (
        "Source: News article on the US–China rivalry in AI (Japanese; author unknown); "
        "GDP of Taiwan, rounded, in a public data file of June 2026 (second-hand). Checked June 2026."
    )
    use_language("ja")
    japanese = source_line(["pa-chamber", "pa-chamber"])
    assert japanese.startswith("出典：[会合での発表のまとめ](https://www.pachamber.org/?p=22442)")
    assert japanese.endswith("ペンシルベニア州商工会議所。2026年11月に確認。")
    assert japanese.count("会合") == 1


def test_an_unknown_source_is_refused_and_not_cited() -> None:
    with pytest.raises(
        LessonError, match=r"no source 'fed' in the table sources; choose one of: .*appa, article-a"
    ):
        source_line(["fed-h10", "fed"])
    assert len(credit_list()) == 0


def test_credits_list_every_source_once_in_order_of_use() -> None:
    source_line(["wb-gdp"])
    cite(["summit-split", "wb-gdp"])
    shown = credit_list()
    assert list(shown.columns) == ["Source", "Publisher", "Published", "How we read it", "Terms", "Checked"]
    assert [list(row) for row in shown.itertuples(index=False)] == [
        ["GDP, current US dollars (NY.GDP.MKTP.CD), June 2026", "World Bank", "June 2026",
         "read in an unchanged copy", "CC BY 4.0", "June 2026"],
        ["Closing remarks of the summit, as quoted in a commentary", "D. Blackmon", "July 2025", "read second-hand",
         "all rights reserved; figures only", "November 2026"],
    ]  # fmt: skip
    use_language("ja")
    japanese = credit_list()
    assert not [name for name in japanese.columns if re.search("[A-Za-z]", name)]
    assert list(japanese.iloc[0, [1, 2, 4, 5]]) == ["世界銀行", "2026年6月", "CC BY 4.0", "2026年6月"]


def test_only_tables_that_are_shown_are_credited() -> None:
    table("yen_pairs")
    assert len(credit_list()) == 0
