"""The data dictionary names every table, column and source, and follows the tables."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

from variants.data_readme import page

DATA = Path(__file__).parent.parent / "data"
PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _sections(text: str) -> dict[str, str]:
    parts = re.split(r"(?m)^## (\w+)$", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_table_and_column_is_explained() -> None:
    text = page(DATA)
    sections = _sections(text)
    assert list(sections) == [resource["name"] for resource in PACKAGE["resources"]]
    for resource in PACKAGE["resources"]:
        section, name = sections[resource["name"]], resource["name"]
        assert f"[{name}](#{name})" in text
        assert resource["description"] in section
        assert f"{len(_rows(name)):,} rows" in section
        assert resource["processingLevel"] in section
        assert resource["lastChecked"] in section
        for field in resource["schema"]["fields"]:
            assert f"`{field['name']}`" in section
            if "unit" in field:
                assert f"| {field['unit']} |" in section


def test_every_source_has_its_credit_terms_and_months() -> None:
    lines = page(DATA).splitlines()
    for row in _rows("sources"):
        (line,) = [line for line in lines if line.startswith(f"| `{row['id']}` |")]
        for column in ("title", "publisher", "date", "url", "licence", "checked", "check_again"):
            assert row[column] in line.replace("\\|", "|")


def test_a_table_says_when_its_first_source_is_due() -> None:
    sources = {row["id"]: row["check_again"] for row in _rows("sources")}
    used = {row[column] for row in _rows("economies") for column in ("people_source", "gdp_source")} - {""}
    section = _sections(page(DATA))["economies"]
    assert f"Check again by {min(sources[source] for source in used)}." in section
    assert set(re.findall(r"`([\w-]+)`", section.split("Sources: ")[1].split("Check again")[0])) == used


def test_tables_have_as_many_cells_in_every_row() -> None:
    for block in re.findall(r"(?m)(?:^\|.*\n)+", page(DATA)):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_it_follows_the_tables(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DATA, tmp_path / "data"))
    assert page(folder) == page(DATA)
    with (folder / "summit_totals.csv").open("a", encoding="utf-8") as file:
        file.write("training,1.0,appa\n")
    section = _sections(page(folder))["summit_totals"]
    assert "6 rows" in section
    assert "`appa`" in section
