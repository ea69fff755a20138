"""Reading tables: types, gaps, sources."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from widgets import LessonError, table
from widgets.tables import resources, rows, use_own

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
    named = list(dict.fromkeys(row["source"] for row in _rows("summit_totals")))
    assert table("summit_totals").attrs == {"sources": named, "units": {"usd_billion": "billion USD"}}
    assert table("economies").attrs["sources"] == ["wb-population", "wb-gdp", "wb-gdp-2025", "twn-gdp"]
    # A lesson's own steps keep them.
    assert table("summit_totals").assign(x=1).query("x == 1").attrs["sources"] == named
    # A column that names rows of another table holds no source.
    claims = {row[column] for row in _rows("claims") for column in ("source", "other_source", "since_source")}
    assert set(table("claims").attrs["sources"]) == claims - {""}
    assert table("sources").attrs["sources"] == []


def test_a_lesson_that_changes_a_table_changes_only_its_copy() -> None:
    first = table("summit_totals")
    first["usd_billion"] = 0.0
    first.attrs["sources"].append("appa")
    first.attrs["units"].clear()
    again = table("summit_totals")
    assert list(again.usd_billion) == [92.0, 56.0, 36.0, 70.0, 136.2]
    assert "appa" not in again.attrs["sources"]
    assert again.attrs["units"] == {"usd_billion": "billion USD"}


@pytest.mark.parametrize("name", sorted(path.stem for path in DATA.glob("*.csv")))
def test_each_row_is_found_by_its_key(name: str) -> None:
    columns, found = resources()[name]["schema"]["primaryKey"], rows(name)
    assert len(found) == len(_rows(name))
    for key, row in found.items():
        assert (key if isinstance(key, tuple) else (key,)) == tuple(getattr(row, name) for name in columns)


def test_rows_are_made_once() -> None:
    before = rows("sources")
    use_own({})  # as each lesson that starts without own tables
    assert rows("sources") is before


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(
        LessonError, match=r"^There is no table 'economy' in data/; choose one of: economies, "
    ):
        table("economy")
