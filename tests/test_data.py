"""The real tables fit their descriptor; every way in which they could stop to is found and named."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from frictionless import Package

from variants.data import findings, update

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- the real tables --------------------------------------------------------------------------------------


def test_the_real_tables_are_as_described() -> None:
    assert findings(DATA) == []


def test_the_tables_are_plain_files() -> None:
    for path in DATA.glob("*.csv"):
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        assert content.endswith(b"\n")
        assert not [row for row in _rows(path.stem) for value in row.values() if value != value.strip()]


def test_the_standard_s_own_checker_finds_nothing() -> None:
    report = Package(str(DATA / "datapackage.json")).validate()
    assert [error.message for task in report.tasks for error in task.errors] == []
    assert len(report.tasks) == len(list(DATA.glob("*.csv")))


def test_every_field_is_explained() -> None:
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        assert resource["schema"]["primaryKey"]
        assert resource["licenses"]
        assert resource["processingLevel"]
        assert re.fullmatch(r"\d{4}-\d\d", resource["lastChecked"])
        names = {field["name"] for field in resource["schema"]["fields"]}
        for field in resource["schema"]["fields"]:
            assert field["description"].endswith(".")
            if field["type"] in {"number", "integer"}:
                assert field["unit"], f"{resource['name']}.{field['name']}"
            assert ("translatable" in field) == (f"{field['name']}_ja" in names)


def test_every_source_and_every_economy_is_a_row_of_its_table() -> None:
    """A column that names one is held to the table by a foreign key."""
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    held = 0
    for resource in package["resources"]:
        schema = resource["schema"]
        keys = {key["fields"][0]: key["reference"]["resource"] for key in schema.get("foreignKeys", [])}
        for field in schema["fields"]:
            for ending, other in (("source", "sources"), ("economy", "economies")):
                if re.fullmatch(rf"(\w+_)?{ending}", field["name"]) and resource["name"] != other:
                    assert keys[field["name"]] == other
                    held += 1
    assert held > 20


# --- what goes wrong --------------------------------------------------------------------------------------


def _replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


# The register of sources grows; its faults are tried in one named row.
APPA = 2 + [row["id"] for row in _rows("sources")].index("appa")


def _in_row(name: str, row: str, column: str, value: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        rows = _rows(name)
        next(found for found in rows if found["id"] == row)[column] = value
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return change


CASES: list[tuple[Callable[[Path], Any], str]] = [
    (_replace("summit_totals", "total,92.0", "total,lots"),
     "data/summit_totals.csv, line 2, column usd_billion: found 'lots', expected a number, such as 12.5; correct it."),
    (_replace("summit_totals", "total,92.0", "total,9_2"),
     "data/summit_totals.csv, line 2, column usd_billion: found '9_2', expected a number, such as 12.5; correct it."),
    (_replace("economies", "ARE,2024", "ARE,24"),
     "data/economies.csv, line 2, column year: found '24', expected a year, such as 2025; correct it."),
    (_replace("economies", "10986400", "10986400.5"),
     "data/economies.csv, line 2, column people: found '10986400.5', expected a whole number, such as 1234; correct it."),
    (_replace("economies", "10986400", "-1"),
     "data/economies.csv, line 2, column people: found '-1', expected at least 1; correct it."),
    (_replace("economies", "SWE,2024", "swe,2024"),
     "data/economies.csv, line 19, column economy: found 'swe', expected text made like [A-Z]{2,3}; correct it."),
    (_replace("yen_rates_by_day", "2025-07-15", "2025-02-30"),
     "data/yen_rates_by_day.csv, line 2, column date: found '2025-02-30', expected a day, such as 2025-07-31; correct it."),
    (_replace("yen_rates_by_day", "2025-07-15", "15/07/2025"),
     "data/yen_rates_by_day.csv, line 2, column date: found '15/07/2025', expected a day, such as 2025-07-31; correct it."),
    (_in_row("sources", "appa", "checked", "2026-13"),
     f"data/sources.csv, line {APPA}, column checked: found '2026-13', expected a month, such as 2025-07; correct it."),
    (_in_row("sources", "appa", "basis", "hearsay"),
     (f"data/sources.csv, line {APPA}, column basis: found 'hearsay', expected one of first-hand, mirror, second-hand; "
     "correct it.")),
    (_replace("summit_totals", "total,92.0", "total,"),
     "data/summit_totals.csv, line 2, column usd_billion: found '', expected a value; fill it in or take the row away."),
    (_replace("summit_totals", "total,92.0", ",92.0"),
     "data/summit_totals.csv, line 2, column item: found '', expected a value; fill it in or take the row away."),
    (_replace("summit_totals", "energy,56.0", "total,56.0"),
     "data/summit_totals.csv, line 3: the key total stands there twice; take one away."),
    (_replace("exchange_rates", "BRL,2015", "BRL,2014"),
     "data/exchange_rates.csv, line 3: the key BRL 2014 stands there twice; take one away."),
    (_in_row("claims", "A05", "economy", "XYZ"),
     "data/claims.csv, column economy: 'XYZ' is not in data/economies.csv; add it there."),
    (_replace("us_prices", "232.957,12", "232.957,13"),
     "data/us_prices.csv, line 2, column months: found '13', expected at most 12; correct it."),
    (_replace("summit_totals", "56.0,summit-split", "56.0,summit-splat"),
     "data/summit_totals.csv, column source: 'summit-splat' is not in data/sources.csv; add it there."),
    (_replace("summit_totals", "item,usd_billion", "item,usd"),
     ("data/summit_totals.csv: has the columns ['item', 'usd', 'source'], expected ['item', 'usd_billion', 'source']; "
     "correct file or descriptor.")),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), CASES, ids=[sentence[5:90] for _, sentence in CASES])
def test_a_fault_is_named_with_its_place(folder: Path, change: Callable[[Path], None], sentence: str) -> None:
    change(folder)
    found = findings(folder)
    assert sentence in found
    changed = sentence.split(",", maxsplit=1)[0].split(":", maxsplit=1)[0]
    assert [line for line in found if line.startswith(f"{changed}: changed since it was last described")]
    assert len(found) <= 3


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (_replace("summit_totals", "total,92.0", "total,lots"), "type-error"),
        (_in_row("sources", "appa", "basis", "hearsay"), "constraint-error"),
        (_replace("summit_totals", "energy,56.0", "total,56.0"), "primary-key"),
        (_replace("summit_totals", "56.0,summit-split", "56.0,summit-splat"), "foreign-key"),
        (_replace("exchange_rates", "JPY,2025,149.5686", "JPY,2025,149.5687"), "hash-count"),
    ],
)
def test_the_standard_s_own_checker_would_find_it_too(
    folder: Path, change: Callable[[Path], None], kind: str
) -> None:
    change(folder)
    report = Package(str(folder / "datapackage.json")).validate()
    assert kind in {error.type for task in report.tasks for error in task.errors}


def test_one_changed_byte_is_found(folder: Path) -> None:
    _replace("exchange_rates", "JPY,2025,149.5686", "JPY,2025,149.5687")(folder)
    assert findings(folder) == [
        (
            "data/exchange_rates.csv: changed since it was last described; check the change, then run "
            "python3 kit.py lessons --update."
        )
    ]
    assert update(folder) is True
    assert findings(folder) == []
    assert update(folder) is False


def test_updating_changes_only_sizes_and_hashes(folder: Path) -> None:
    before = (folder / "datapackage.json").read_bytes()
    assert update(folder) is False
    assert (folder / "datapackage.json").read_bytes() == before


def test_a_table_without_a_description_is_found(folder: Path) -> None:
    (folder / "more.csv").write_text("a\n1\n")
    assert findings(folder) == [
        "data/more.csv: is not described in data/datapackage.json; add it or take the file away."
    ]


def test_a_table_that_is_gone_is_found(folder: Path) -> None:
    (folder / "printed_pairs.csv").unlink()
    assert findings(folder) == [
        "data/printed_pairs.csv: is described in data/datapackage.json but is not there; put it back."
    ]
