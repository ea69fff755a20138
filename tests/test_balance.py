"""The rules of balance hold on our tables, and each can fail; the documents are those of the tables."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from variants import build
from variants.balance import ONE_TEST, Row, report, rules
from variants.corrections import page

ROOT = Path(__file__).resolve().parent.parent
TABLES = ("claims", "arguments", "sources", "corrections")


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    for name in TABLES:
        shutil.copy(ROOT / "data" / f"{name}.csv", tmp_path)
    return tmp_path


def _rows(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _save(folder: Path, name: str, rows: list[Row]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def _broken(folder: Path) -> list[str]:
    return [rule.text for rule in rules(folder) if not rule.holds]


def test_every_rule_holds_on_our_tables() -> None:
    assert len(rules()) == 10
    assert not _broken(ROOT / "data")


def test_too_many_arguments_on_one_side_are_seen(tables: Path) -> None:
    rows = _rows(tables, "arguments")
    fewer = [row for row in rows if row["side"] != "for" or int(row["id"][-2:]) > 4]
    _save(tables, "arguments", fewer)
    found = _broken(tables)
    assert [text.split(",")[0] for text in found] == [
        "Arguments for open releases and for caution: number",
        "The same: words in English",
        "The same: characters in Japanese",
    ]


def test_arguments_that_are_longer_on_one_side_are_seen(tables: Path) -> None:
    rows = _rows(tables, "arguments")
    for row in rows:
        if row["side"] == "caution":
            row["argument"] += " And so on, and on."
            row["argument_ja"] += "そして、まだまだ続きます。"
    _save(tables, "arguments", rows)
    assert [text.split(":")[1].split(",")[0] for text in _broken(tables)] == [
        " words in English",
        " characters in Japanese",
    ]


def test_one_side_without_an_author_from_china_is_seen(tables: Path) -> None:
    rows = _rows(tables, "arguments")
    for row in rows:
        if row["side"] == "caution" and row["author_economy"] == "CHN":
            row["author_economy"] = "USA"
    _save(tables, "arguments", rows)
    assert _broken(tables) == ["At least 4 arguments by authors from China, on both sides"]


def test_one_test_that_stands_twice_is_seen(tables: Path) -> None:
    rows = _rows(tables, "arguments")
    other = next(row for row in rows if row["side"] == "evidence")
    other["source"] = ONE_TEST
    _save(tables, "arguments", rows)
    assert _broken(tables) == ["One agency’s test of one firm’s models stands once"]


def test_a_judgement_without_a_source_is_seen(tables: Path) -> None:
    rows = _rows(tables, "claims")
    judged = next(row for row in rows if row["sentence_judgement"])
    judged["source"] = ""
    _save(tables, "claims", rows)
    (rule,) = (rule for rule in rules(tables) if not rule.holds)
    assert rule.text == "Every judgement has a source that we list"
    assert judged["id"] in rule.measured


def test_a_judgement_of_truth_on_an_opinion_is_seen(tables: Path) -> None:
    rows = _rows(tables, "claims")
    next(row for row in rows if row["kind"] == "opinion")["sentence_judgement"] = "matches"
    _save(tables, "claims", rows)
    assert _broken(tables) == ["No judgement of truth on opinions, forecasts, vague claims and inferences"]


def test_an_opinion_with_one_side_is_seen(tables: Path) -> None:
    rows = _rows(tables, "claims")
    next(row for row in rows if row["kind"] == "forecast")["speaks_against"] = ""
    _save(tables, "claims", rows)
    assert "Every opinion and forecast has a reason on each side" in _broken(tables)


def test_reasons_that_are_longer_on_one_side_are_seen(tables: Path) -> None:
    rows = _rows(tables, "claims")
    for row in rows:
        if row["speaks_for"]:
            row["speaks_for"] += " And there is more to say, much more than that, and it goes on."
            row["speaks_for_ja"] += "さらに言うべきことがあり、それはまだまだ続くのです。"
    _save(tables, "claims", rows)
    assert [text.split(":")[1].split(",")[0] for text in _broken(tables)] == [
        " words in English",
        " characters in Japanese",
    ]


def test_the_report_counts_every_row_once() -> None:
    text = report()
    for name, tables in (("claims", 3), ("sources", 1), ("arguments", 2)):
        count = len(_rows(ROOT / "data", name))
        totals = [
            line for line in text.splitlines() if line.startswith("| all |") and line.endswith(f" {count} |")
        ]
        assert len(totals) >= tables, name
    assert "**no**" not in text


def test_the_report_says_which_rule_does_not_hold(tables: Path) -> None:
    rows = _rows(tables, "arguments")
    _save(tables, "arguments", [row for row in rows if row["source"] != ONE_TEST])
    text = report(tables)
    assert "9 of 10 rules hold." in text
    assert "| One agency’s test of one firm’s models stands once | 0 | **no** |" in text


@pytest.mark.parametrize("code", ["en", "ja"])
def test_the_page_of_errors_lists_every_correction(code: str) -> None:
    text = page(code)
    rows = _rows(ROOT / "data", "corrections")
    suffix = "" if code == "en" else "_ja"
    assert len(rows) >= 8
    for row in rows:
        for name in ("where", "said", "is", "how"):
            assert row[f"{name}{suffix}"] in text
    assert text.count("\n### ") == len(rows)


def test_the_newest_error_comes_first(tables: Path) -> None:
    rows = _rows(tables, "corrections")
    newest = {**rows[0], "id": "2027-01-05-01", "date": "2027-01-05", "where": "A later place"}
    _save(tables, "corrections", [*rows, newest])
    text = page("en", tables)
    assert text.index("5 January 2027") < text.index("A later place") < text.index("21 November 2026")


def test_the_documents_are_those_of_the_tables() -> None:
    for path, text in build.documents().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run python3 kit.py lessons"
