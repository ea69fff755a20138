"""A reader's own tables stand in for ours, or are refused in one sentence; nothing of theirs is changed."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from widgets import LessonError, start, table
from widgets.lesson import running
from widgets.money import Scale
from widgets.own import Own, take
from widgets.sources import credits as credit_list
from widgets.sources import list_overdue, source_line
from widgets.tables import resources

if TYPE_CHECKING:
    from collections.abc import Callable

    from IPython.utils.capture import RichOutput

    Displayed = Callable[[Callable[[], Any]], list[RichOutput]]

TOTALS = "item,usd_billion,source\ntotal,100,appa\nenergy,60.5,appa\ndata_centre,39.5,appa\nbriefed,70,appa\ntracked,136.2,appa\n"
ECONOMIES = (
    "economy,year,people,gdp_usd_billion,people_source,gdp_source\n"
    "USA,2024,340110988,28750.96,wb-population,wb-gdp\nTUV,2024,9646,0.0623,mine,mine\n"
)
RATES = "currency,year,per_usd,source\nGBP,2025,0.76,mine\nJPY,2025,149.57,fed-g5a\n"
SOURCES = (
    "id,title,title_ja,publisher,publisher_ja,economy,date,url,licence,licence_ja,basis,checked,check_again\n"
    "mine,Figures of my class,,Class 2B,,,2026-10,https://example.org/figures,CC0,,first-hand,2026-10,2027-10\n"
)
INVESTMENT = (
    "series,economy,first_year,last_year,edition,price_basis,kind,economies,usd_billion,source\n"
    "sum-2013-2024,{},2013,2024,2025,nominal,private,,5,appa\n"
) + "".join(
    f"{series},,2013,2024,,nominal,private,,5,appa\n"
    for series in resources()["ai_investment"]["schema"]["fields"][0]["constraints"]["enum"][1:]
)
PLEDGES = ",".join(field["name"] for field in resources()["summit_pledges"]["schema"]["fields"])


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a lesson's folder, as a learner's kernel does."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def _write(folder: Path, **files: str | bytes) -> None:
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content.encode() if isinstance(content, str) else content)


def _totals() -> list[list[Any]]:
    return table("summit_totals")[["item", "usd_billion"]].to_numpy().tolist()


OURS = _totals()
THEIRS = [["total", 100.0], ["energy", 60.5], ["data_centre", 39.5], ["briefed", 70.0], ["tracked", 136.2]]

# --- what is taken ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    {
        "as the kit writes": TOTALS.encode(),
        "byte order mark": TOTALS.encode("utf-8-sig"),
        "CRLF": TOTALS.replace("\n", "\r\n").encode(),
        "old Mac": TOTALS.replace("\n", "\r").encode(),
        "no line end": TOTALS.rstrip().encode(),
        "empty lines": f"\n\n{TOTALS}\n,,\n \n".encode(),
        "spaces": TOTALS.replace(",", " , ").encode(),
        "empty cells behind": re.sub("(?m)$", ",,", TOTALS.rstrip()).encode(),
        "quotation marks": re.sub(r"([\w.-]+)", r'"\1"', TOTALS).encode(),
        "semicolons": TOTALS.replace(",", ";").encode(),
        "decimal commas": TOTALS.replace(",", ";").replace(".", ",").encode(),
        "decimal commas in quotation marks": TOTALS.replace(",", ";").replace("60.5", '"60,5"').replace("39.5", "39,5").replace("136.2", '"136,2"').encode(),
        "full width": TOTALS.replace("100", "１００").replace("60.5", "６０．５").replace("total", "ｔｏｔａｌ").encode(),
        "as Excel writes": ("sep=;\r\n" + TOTALS.replace(",", ";").replace(".", ",").replace("\n", "\r\n")).encode("utf-8-sig"),
        "more digits": TOTALS.replace("60.5", "60.5000").replace("100", "0100.0").encode(),
    }.items(),
    ids=lambda case: case[0],
)  # fmt: skip
def test_a_table_is_read_however_it_was_saved(own: Path, content: tuple[str, bytes]) -> None:
    _write(own, summit_totals=content[1])
    before = {path.name: path.read_bytes() for path in own.iterdir()}
    assert take().files == ["own/summit_totals.csv"]
    assert _totals() == THEIRS
    assert {path.name: path.read_bytes() for path in own.iterdir()} == before


def test_other_tables_stay_ours_and_so_do_all_without_the_folder(own: Path) -> None:
    _write(own, summit_totals=TOTALS)
    yen = table("printed_pairs")
    take()
    pd.testing.assert_frame_equal(table("printed_pairs"), yen)
    (own / "summit_totals.csv").unlink()
    assert take() == Own([], "")
    assert _totals() == OURS
    own.rmdir()
    assert take() == Own([], "")


def test_what_a_system_leaves_in_the_folder_is_passed_over(own: Path) -> None:
    for name in (
        ".DS_Store",
        "~$summit_totals.xlsx",
        ".~lock.economies.csv#",
        "notes.txt",
        "._economies.csv",
    ):
        (own / name).write_bytes(b"\x00\xff")
    (own / "old").mkdir()
    assert take() == Own([], "")


def test_types_and_gaps_are_those_of_our_tables(own: Path) -> None:
    kinds = table("economies").dtypes.astype(str).to_dict()
    _write(own, economies=ECONOMIES.replace("9646", ""), sources=SOURCES)
    take()
    assert table("economies").dtypes.astype(str).to_dict() == kinds
    assert table("economies").people.isna().tolist() == [False, True]
    assert table("economies").attrs["units"]["gdp_usd_billion"] == "billion USD"


def test_a_build_never_reads_them(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(own, summit_totals=TOTALS)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert take() == Own([], "")
    assert _totals() == OURS


# --- what a lesson says of them ---------------------------------------------------------------------------


def _start(language: str = "en") -> None:
    start("03-test", language, {"currency": "USD"}, {"currency": ["USD", "exchange_rates.currency"]})


def test_the_start_names_them_and_answers_do_not_mix(own: Path, displayed: Displayed) -> None:
    displayed(_start)
    ours = running().answers.variant
    _write(own, summit_totals=TOTALS)
    said = displayed(_start)[0].data["text/plain"]
    theirs = running().answers.variant
    assert "Your own figures stand in for the kit’s: own/summit_totals.csv." in said
    _write(own, summit_totals=TOTALS.replace("60.5", "60.6"))
    displayed(_start)
    other = running().answers.variant
    assert len({ours, theirs, other}) == 3
    # How it was saved makes no difference, what stands in it does.
    _write(own, summit_totals=TOTALS.replace(",", ";").replace(".", ",").encode("utf-8-sig"))
    displayed(_start)
    assert running().answers.variant == theirs


def test_a_choice_may_come_from_an_own_table(own: Path, displayed: Displayed) -> None:
    choices = {"currency": ["exchange_rates.currency"]}
    with pytest.raises(LessonError, match="'GBP' is not possible"):
        start("03-test", "en", {"currency": "GBP"}, choices)
    _write(own, exchange_rates=RATES, sources=SOURCES)
    displayed(lambda: start("03-test", "en", {"currency": "GBP"}, choices))
    scale = Scale("USA", "GBP", 2025, "total")
    assert scale.text(100e9) == "76 billion British pounds"
    assert scale.sources == ["own/exchange_rates.csv: mine"]


def test_what_was_looked_up_before_is_looked_up_again(own: Path) -> None:
    """Rows are kept for look-ups; they are those of the tables in use, in both directions."""

    def looked_up() -> list[Any]:
        scale = Scale("USA", "JPY", 2025, "person")
        return [scale.rate, scale.yardstick, scale.sources, source_line(["wb-gdp"])]

    take()
    ours = looked_up()
    _write(
        own,
        exchange_rates=RATES.replace("149.57", "100"),
        economies=ECONOMIES.replace("340110988", "7"),
        sources=SOURCES,
    )
    take()
    assert looked_up() == [
        100.0,
        7.0,
        ["own/exchange_rates.csv: fed-g5a", "own/economies.csv: wb-population"],
        ours[3],
    ]
    assert "Figures of my class" in source_line(["mine"])
    _write(own, economies=ECONOMIES.replace("340110988", "8"))  # saved again before the lesson runs again
    take()
    assert looked_up()[1] == 8.0
    for path in own.iterdir():
        path.unlink()
    take()
    assert looked_up() == ours
    with pytest.raises(LessonError, match="no source 'mine'"):
        source_line(["mine"])


def test_a_source_line_says_whose_figures_these_are(own: Path) -> None:
    _write(own, economies=ECONOMIES, sources=SOURCES)
    take()
    line = source_line(table("economies").attrs["sources"])
    assert "own figures: own/economies.csv, said to come from Population, total (SP.POP.TOTL)" in line
    assert (
        "[own figures: own/economies.csv, said to come from Figures of my class](https://example.org/figures), Class 2B"
        in line
    )
    # The months are the reader's own: nobody compared these figures with our sources.
    assert line.endswith("Checked 2026-10, check again by 2027-10.")
    assert source_line([table("economies").people_source[0]]).endswith("World Bank.")
    ours = source_line(["wb-gdp"])
    assert "own figures" not in ours
    assert "Checked" in ours
    credited = credit_list()
    assert list(credited.Checked)[:2] == ["–", "–"] or "–" in list(credited.Checked)
    list_overdue()


def test_japanese_words_may_be_left_out(own: Path) -> None:
    _write(own, sources=SOURCES)
    take()
    row = table("sources").set_index("id").loc["mine"]
    assert row.title_ja == "Figures of my class"
    assert row.licence_ja == "CC0"
    assert len(table("sources")) == 1 + len(_ours("sources"))


def _ours(name: str) -> list[dict[str, str]]:
    path = Path(__file__).parent.parent / "data" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", sorted(set(resources()) - {"sources"}))
def test_each_of_our_tables_could_be_somebody_s_own(own: Path, name: str) -> None:
    rows = _ours(name)
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    before = table(name)
    _write(own, **{name: text.getvalue()})
    take()
    after = table(name)
    assert after.attrs["units"] == before.attrs["units"]
    assert all(source.startswith(f"own/{name}.csv: ") for source in after.attrs["sources"])
    same = [column for column in before if not column.endswith("source")]
    pd.testing.assert_frame_equal(after[same], before[same], check_like=False)


# --- what is refused --------------------------------------------------------------------------------------

HEAD = "item,usd_billion,source\n"
REST = "energy,60,appa\ndata_centre,40,appa\nbriefed,70,appa\ntracked,136,appa\n"
CASES: dict[str, tuple[dict[str, str | bytes], str]] = {
    "Shift_JIS": ({"summit_totals": f"{HEAD}total,100,日本\n".encode("shift_jis")},
        ("own/summit_totals.csv, line 2: is not written in UTF-8; in Excel choose File > Save As > CSV UTF-8 "
         "(Comma delimited), and in other programs the character set UTF-8.")),
    "UTF-16": ({"summit_totals": TOTALS.encode("utf-16")}, "own/summit_totals.csv, line 1: is not written in UTF-8; "),
    "Latin-1": ({"summit_totals": f"{HEAD}total,100,Münze\n".encode("latin-1")}, "own/summit_totals.csv, line 2: is not "),
    "no bytes": ({"summit_totals": b""},
        "own/summit_totals.csv: is empty; write the columns and rows, or take the file away."),
    "blank": ({"summit_totals": "\n \n;;\n"}, "own/summit_totals.csv: is empty; "),
    "no rows": ({"summit_totals": HEAD},
        "own/summit_totals.csv: has no rows below its columns; add one or take the file away."),
    "NUL": ({"summit_totals": f"{HEAD}total,1\x0000,appa\n"},
        "own/summit_totals.csv, line 2: found '1\\x0000', expected text in one line without control characters; correct it."),
    "line break in a cell": ({"summit_totals": f'{HEAD}total,100,"ap\npa"\n'}, "own/summit_totals.csv, line 3: found 'ap\\npa'"),
    "open quotation mark": ({"summit_totals": f'{HEAD}total,100,"appa\n{REST}'},
        ("own/summit_totals.csv, line 6: has quotation marks that do not fit; put each text in one pair, and write a mark "
         "inside it twice.")),
    "stray quotation mark": ({"summit_totals": f'{HEAD}total,100,"ap"pa\n'}, "own/summit_totals.csv, line 2: has quotation marks"),
    "tabs": ({"summit_totals": TOTALS.replace(",", "\t")},
        "own/summit_totals.csv, line 1: found 'item\\tusd_billion\\tsource', expected text in one line"),
    "one column": ({"summit_totals": "item\ntotal\n"},
        ("own/summit_totals.csv, line 1: has one column, expected item, usd_billion, source; part the columns with commas or "
         "semicolons.")),
    "misspelt column": ({"summit_totals": TOTALS.replace("usd_billion", "usd_billions")},
        ("own/summit_totals.csv, line 1: has a column 'usd_billions' that summit_totals has not, expected item, usd_billion, "
         "source; rename it (did you mean 'usd_billion'?).")),
    "capital": ({"summit_totals": TOTALS.replace("item", "Item")}, "did you mean 'item'?"),
    "extra column": ({"summit_totals": re.sub("(?m)$", ",x", TOTALS.rstrip())},
        "own/summit_totals.csv, line 1: has a column 'x' that summit_totals has not, expected item, usd_billion, source; take it away."),
    "missing column": ({"summit_totals": "item,usd_billion\ntotal,100\n"},
        ("own/summit_totals.csv, line 1: has no column 'source', expected item, usd_billion, source; add it, with empty cells "
         "if need be.")),
    "column twice": ({"summit_totals": "item,item,source\ntotal,100,appa\n"},
        "own/summit_totals.csv, line 1: has the column 'item' twice, expected item, usd_billion, source; take one away."),
    "other order": ({"summit_totals": "usd_billion,item,source\n100,total,appa\n"},
        ("own/summit_totals.csv, line 1: has its columns in another order, expected item, usd_billion, source; put them in this "
         "order.")),
    "no header": ({"summit_totals": "total,100,appa\n"}, "own/summit_totals.csv, line 1: has a column 'total' that"),
    "short row": ({"summit_totals": f"{HEAD}total,100\n"},
        ("own/summit_totals.csv, line 2: has 2 values, expected 3 (item, usd_billion, source); put a text or number that holds "
         "a comma in quotation marks.")),
    "decimal comma between commas": ({"summit_totals": f"{HEAD}total,100,5,appa\n"},
        "own/summit_totals.csv, line 2: has 4 values, expected 3"),
    "text for a number": ({"summit_totals": f"{HEAD}total,lots,appa\n{REST}"},
        ("own/summit_totals.csv, line 2, column usd_billion: found 'lots', expected a number, such as 12.5; correct it.")),
    "a formula": ({"summit_totals": f"{HEAD}total,=60+40,appa\n"}, "column usd_billion: found '=60+40', expected a number"),
    "a currency sign": ({"summit_totals": f"{HEAD}total,$100,appa\n"}, "column usd_billion: found '$100', expected a number"),
    "an exponent": ({"summit_totals": f"{HEAD}total,1e2,appa\n"}, "column usd_billion: found '1e2', expected a number"),
    "not a number": ({"summit_totals": f"{HEAD}total,nan,appa\n"}, "column usd_billion: found 'nan', expected a number"),
    "negative": ({"summit_totals": f"{HEAD}total,－１００,appa\n"},
        "column usd_billion: found '-100', expected at least 0; correct it."),
    "endless": ({"summit_totals": f"{HEAD}total,{'9' * 400},appa\n"}, f"found '{'9' * 40}…', expected a number no larger than"),
    "thousands": ({"summit_totals": f'{HEAD}total,"1,000",appa\n'},
        ("own/summit_totals.csv, line 2, column usd_billion: found '1,000', expected no marks between thousands; write 1000.")),
    "thousands and decimals": ({"summit_totals": "item;usd_billion;source\ntotal;1.234,5;appa\n"},
        "found '1.234,5', expected no marks between thousands; write 1234,5."),
    "thousands by spaces": ({"summit_totals": f"{HEAD}total,1 234 567,appa\n"}, "found '1 234 567', expected no marks between"),
    "comma that can be read two ways": ({"summit_totals": "item;usd_billion;source\ntotal;12,500;appa\n"},
        ("own/summit_totals.csv, line 2, column usd_billion: found '12,500', expected a number that can be read in one way; "
         "write 12500 or 12,5000.")),
    "two decimal marks": ({"summit_totals": "item;usd_billion;source\ntotal;100,5;appa\nenergy;60.5;appa\n"},
        ("own/summit_totals.csv, line 3, column usd_billion: found '60.5' after '100,5', expected one decimal mark in the "
         "whole file; correct it.")),
    "empty cell": ({"summit_totals": f"{HEAD}total,,appa\n"},
        "own/summit_totals.csv, line 2, column usd_billion: found '', expected a value; fill it in or take the row away."),
    "unknown word": ({"summit_totals": f"{HEAD}whole,100,appa\n"},
        "own/summit_totals.csv, line 2, column item: found 'whole', expected one of total, energy, data_centre, briefed, tracked; correct it."),
    "a row that lessons name": ({"summit_totals": f"{HEAD}total,100,appa\nenergy,100,appa\n"},
        ("own/summit_totals.csv, column item: found no row 'data_centre', expected one for each of total, energy, "
         "data_centre, briefed, tracked; add it.")),
    "a series that lessons name": ({"ai_investment": INVESTMENT.format("JPN").replace("quid,,", "cset,CHN,")},
        "own/ai_investment.csv, column series: found no row 'quid', expected one for each of sum-2013-2024, listed, "),
    "key twice": ({"summit_totals": f"{HEAD}total,100,appa\n\ntotal,90,appa\n{REST}"},
        "own/summit_totals.csv, line 4, column item: found 'total' again, expected it once (line 2); take one away."),
    "double key twice": ({"exchange_rates": RATES.replace("GBP", "JPY").replace("mine", "fed-g5a")},
        "own/exchange_rates.csv, line 3, column currency, year: found 'JPY 2025' again, expected it once (line 2)"),
    "a source that is nowhere": ({"summit_totals": TOTALS.replace("total,100,appa", "total,100,apa")},
        ("own/summit_totals.csv, line 2, column source: found 'apa', expected a row of own/sources.csv or data/sources.csv "
         "(did you mean appa?); correct it or add the row.")),
    "a source of ours again": ({"sources": SOURCES.replace("mine", "appa")},
        "own/sources.csv, line 2, column id: found 'appa', which is a source of the kit's own; give yours another id."),
    "an address that is none": ({"sources": SOURCES.replace("https://", "javascript:")},
        "own/sources.csv, line 2, column url: found 'javascript:example.org/figures', expected text made like https?://"),
    "unknown country": ({"economies": ECONOMIES.replace("mine", "wb-gdp").replace("TUV", "GER")},
        "own/economies.csv, line 3, column economy: found 'GER', expected EU or a code of ISO 3166-1 alpha-3 (did you mean "),
    "country by name": ({"ai_investment": INVESTMENT.format("Switzerland")},
        "own/ai_investment.csv, line 2, column economy: found 'Switzerland', expected a row of the table economies (did you mean CHE?)"),
    "country without a row": ({"ai_investment": INVESTMENT.format("DUE")},
        ("own/ai_investment.csv, line 2, column economy: found 'DUE', expected a row of the table economies (did you mean "
         "DEU?); correct it or add the row.")),
    "unknown currency": ({"exchange_rates": RATES.replace("GBP", "EUX").replace("mine", "appa")},
        ("own/exchange_rates.csv, line 2, column currency: found 'EUX', expected a currency code of ISO 4217 (did you mean "
         "EUR?); correct it.")),
    "small letters": ({"exchange_rates": RATES.replace("JPY", "jpy").replace("mine", "appa")},
        "own/exchange_rates.csv, line 3, column currency: found 'jpy', expected a currency code of ISO 4217 (did you mean JPY?); correct it."),
    "year as text": ({"exchange_rates": RATES.replace("GBP,2025", "GBP,2025年").replace("mine", "appa")},
        "own/exchange_rates.csv, line 2, column year: found '2025年', expected a year, such as 2025; correct it."),
    "a day as Excel writes it": ({"yen_rates_by_day": "date,jpy_per_usd,source\n2025/7/15,148.75,fed-h10\n"},
        "own/yen_rates_by_day.csv, line 2, column date: found '2025/7/15', expected a day, such as 2025-07-31; correct it."),
    "a day that never was": ({"yen_rates_by_day": "date,jpy_per_usd,source\n2025-02-30,148.75,fed-h10\n"},
        "column date: found '2025-02-30', expected a day"),
    "half a person": ({"economies": ECONOMIES.replace("9646", "9646.5").replace("mine", "wb-gdp")},
        "own/economies.csv, line 3, column people: found '9646.5', expected a whole number, such as 1234; correct it."),
    "too many rows": ({"summit_pledges": PLEDGES + "\n" + "x,Y,energy,1,energy,state,,appa\n" * 5001},
        "own/summit_pledges.csv: has 5,001 rows, expected at most 5,000; keep those that the lesson needs."),
    "too many bytes": ({"summit_totals": "x" * 5_000_001},
        "own/summit_totals.csv: has 5,000,001 bytes, expected at most 5,000,000; keep the rows that you need."),
    "unknown table": ({"economy": ECONOMIES},
        "own/economy.csv: has the name of no table in data/; rename it (did you mean economies.csv?) or take it away."),
    "capital in the name": ({"Summit_Totals": TOTALS}, "own/Summit_Totals.csv: has the name of no table in data/; rename it"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_serve_is_refused_in_one_sentence(own: Path, case: str) -> None:
    files, sentence = CASES[case]
    _write(own, **files)
    before = {path.name: path.read_bytes() for path in own.iterdir()}
    with pytest.raises(LessonError) as refused:
        take()
    text = str(refused.value)
    assert sentence in text
    assert text.startswith("own/")
    assert text.endswith(".")
    assert "\n" not in text
    assert len(text) < 600
    assert {path.name: path.read_bytes() for path in own.iterdir()} == before
    assert _totals() == OURS  # a half-read folder changes nothing


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda own: own.joinpath("economies.xlsx").write_bytes(b"PK"), "own/economies.xlsx: is no CSV file; save the sheet as"),
        (lambda own: own.joinpath("economies.csv").mkdir(), "own/economies.csv: cannot be read (Is a directory); close it"),
        (lambda own: (own.rmdir(), own.write_text("economies")), "own: is no folder, expected one that holds your own tables"),
        (lambda own: (own.rmdir(), own.symlink_to("nowhere")), "own: is no folder, expected one that holds your own tables"),
    ],
    ids=["xlsx", "directory", "file", "leads nowhere"],
)  # fmt: skip
def test_a_folder_that_is_none_is_refused(own: Path, make: Callable[[Path], None], sentence: str) -> None:
    make(own)
    with pytest.raises(LessonError) as refused:
        take()
    assert str(refused.value).startswith(sentence)


def test_the_largest_table_is_taken(own: Path) -> None:
    rows = "".join(f"x{i},Y,energy,1,energy,state,,appa\n" for i in range(5_000))
    _write(own, summit_pledges=f"{PLEDGES}\n{rows}")
    take()
    assert len(table("summit_pledges")) == 5_000


def test_a_lesson_does_not_start_on_a_refused_table(own: Path, displayed: Displayed) -> None:
    _write(own, summit_totals=HEAD)
    with pytest.raises(LessonError, match="has no rows below its columns"):
        _start()
    _write(own, summit_totals=TOTALS)
    displayed(_start)
    assert _totals() == THEIRS
