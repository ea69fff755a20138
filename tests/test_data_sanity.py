"""What is implausible in the tables is found, named with its place, and told how to mend."""

from __future__ import annotations

import copy
import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from variants import data_claims, data_sanity

if TYPE_CHECKING:
    from collections.abc import Callable

    Rows = dict[str, list[dict[str, str]]]

DATA = Path(__file__).parent.parent / "data"
CHECKS = {check.__name__: check for check in (*data_sanity.CHECKS, *data_claims.CHECKS)}


def _tables() -> Rows:
    tables = {}
    for path in DATA.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    return tables


REAL = _tables()


@pytest.mark.parametrize("name", CHECKS)
def test_nothing_is_implausible_in_the_real_tables(name: str) -> None:
    assert list(CHECKS[name](REAL)) == []


def _put(table: str, wanted: Callable[[dict[str, str]], bool] | str, **values: str) -> Callable[[Rows], int]:
    """Change the first row that is wanted (by a test, or by the start of its line), and say where it stands."""

    def change(tables: Rows) -> int:
        for i, row in enumerate(tables[table]):
            if wanted(row) if callable(wanted) else ",".join(row.values()).startswith(wanted):
                row.update(values)
                return i + 2
        pytest.fail(f"{table} holds no such row")

    return change


def _drop(table: str, start: str) -> Callable[[Rows], int]:
    def change(tables: Rows) -> int:
        i = next(i for i, row in enumerate(tables[table]) if ",".join(row.values()).startswith(start))
        del tables[table][i]
        return i + 2

    return change


def _kind(*kinds: str) -> Callable[[dict[str, str]], bool]:
    return lambda row: row["kind"] in kinds


def _with(column: str, *, kind: str = "") -> Callable[[dict[str, str]], bool]:
    return lambda row: bool(row[column]) and kind in row.get("kind", "")


def _second_step(row: dict[str, str]) -> bool:
    return row["place"] == "2"


FAULTS: list[tuple[str, Callable[[Rows], int], tuple[str, ...]]] = [
    ("parts_make_totals", _put("summit_totals", "energy,", usd_billion="65.0"),
     ("data/summit_totals.csv: the parts make 101, expected the total 92",)),
    ("parts_make_totals", _put("printed_pairs", "total-2,", usd_billion="90"),
     ("data/printed_pairs.csv, line {}, column usd_billion: found 90, expected 92",)),
    ("parts_stay_below_totals", _put("ai_investment", "sum-2013-2024,JPN,", usd_billion="470"),
     ("data/ai_investment.csv: the rows of sum-2013-2024 make", "expected at most the 756.989 of listed")),
    ("parts_stay_below_totals", _put("sovereign_programmes", "cn09,", amount_billion="600.6"),
     ("data/sovereign_programmes.csv, line {}, column amount_billion: found 600.6, expected no more than the 60.06 of cn05",)),
    ("yen_pairs_convert_alike", _put("printed_pairs", "google,", other_billion="376.56"),
     ("data/printed_pairs.csv, line {}, column other_billion: makes 15.1 yen for one dollar, expected 145 to 160",)),
    ("rates_move_slowly", _put("exchange_rates", "KRW,2020", per_usd="118.0"),
     ("data/exchange_rates.csv, line {}, column per_usd: found 118 for KRW, expected no more than half above",)),
    ("rates_move_slowly", _drop("exchange_rates", "CHF,2018"),
     ("data/exchange_rates.csv, line {}, column year: CHF has no rate of 2018; add it.",)),
    ("rates_move_slowly", _put("yen_rates_by_day", "2025-07-31", jpy_per_usd="105.1"),
     ("data/yen_rates_by_day.csv, line {}, column jpy_per_usd: found 105.1, expected a rate within 10 %",)),
    ("economies_are_plausible", _put("economies", "FRA,", gdp_usd_billion="3162000"),
     ("data/economies.csv, line {}, column gdp_usd_billion: found 3.162e+06, expected 0.05 to 40,000 billion",)),
    ("economies_are_plausible", _put("economies", "JPN,", people="123"),
     ("data/economies.csv, line {}, column people: found 123, expected 10 thousand to 2 billion",)),
    ("economies_are_plausible", _put("economies", "IND,", people="1450936"),
     ("data/economies.csv, line {}, column gdp_usd_billion: makes 2,", "expected 200 to 250,000")),
    ("prices_move_slowly", _put("us_prices", "2020,", cpi="288.511"),
     ("data/us_prices.csv, line {}, column cpi: found 288.511 after 255.657, expected −3 % to +12 %",)),
    ("prices_move_slowly", _drop("us_prices", "2016,"),
     ("data/us_prices.csv, line {}, column year: found 2017 after 2015; add the year between.",)),
    ("periods_run_forward", _put("ai_investment", "sum-2013-2024,JPN,", last_year="2012"),
     ("data/ai_investment.csv, line {}, column last_year: found 2012, expected 2013 or later",)),
    ("periods_run_forward", _put("ai_investment", "world-2021-e2022", edition="2020"),
     ("data/ai_investment.csv, line {}, column edition: found 2020, expected 2021 or later",)),
    ("sources_are_checked_in_order", _put("sources", "appa,", checked="2025-06"),
     ("data/sources.csv, line {}, column checked: found 2025-06, expected 2025-07 or later",)),
    ("sources_are_checked_in_order", _put("sources", "appa,", check_again="2026-11"),
     ("data/sources.csv, line {}, column check_again: found 2026-11, expected 1 to 24 months after 2026-11",)),
    ("sources_are_checked_in_order", _put("sources", "appa,", check_again="2028-12"),
     ("data/sources.csv, line {}, column check_again: found 2028-12, expected 1 to 24 months after 2026-11",)),
    ("sources_are_used", _put("sources", "appa,", id="appb"),
     ("data/sources.csv, line {}, column id: 'appb' is named in no row and no lesson; use it or take it away.",)),
    ("sources_are_no_weak_copies", _put("sources", "appa,", url="https://www.particle.news/story/1"),
     ("data/sources.csv, line {}, column url: www.particle.news copies others; give the publisher's own address",)),
    ("languages_go_together", _put("sources", "appa,", title_ja=""),
     ("data/sources.csv, line {}, column title_ja: is empty, but its other language is not; translate it.",)),
    ("languages_go_together", _put("claims", _with("why"), why=""),
     ("data/claims.csv, line {}, column why: is empty, but its other language is not; translate it.",)),
    ("judgements_fit_kinds", _put("claims", _kind("opinion"), sentence_judgement="misleading"),
     ("data/claims.csv, line {}, column sentence_judgement", "is of the kind opinion, expected no judgement")),
    ("judgements_fit_kinds", _put("claims", _kind("forecast"), sentence_judgement="matches"),
     ("data/claims.csv, line {}, column sentence_judgement", "is of the kind forecast, expected no judgement")),
    ("judgements_fit_kinds", _put("claims", _kind("quotation"), sentence_judgement=""),
     ("data/claims.csv, line {}, column sentence_judgement", "is of the kind quotation, expected a judgement")),
    ("judgements_fit_kinds", _put("claims", _with("figure"), figure=""),
     ("data/claims.csv, line {}, column figure_judgement", "expected none, for it holds no figure")),
    ("judgements_fit_kinds", _put("claims", _with("figure"), figure_judgement="none"),
     ("data/claims.csv, line {}, column figure_judgement: found none", "expected another judgement than none")),
    ("judgements_fit_kinds", _put("claims", _kind("fact"), why=""),
     ("data/claims.csv, line {}, column why: is empty", "write it")),
    ("both_sides_weigh_alike", _put("claims", _kind("opinion"), speaks_against=""),
     ("data/claims.csv, line {}, column speaks_for", "has not both speaks_for and speaks_against; write both.")),
    ("both_sides_weigh_alike", _put("claims", _kind("fact"), speaks_for="It may."),
     ("data/claims.csv, line {}, column speaks_for", "is of the kind fact, expected no sides")),
    ("both_sides_weigh_alike", _put("claims", _kind("forecast"), speaks_for="Yes."),
     ("data/claims.csv, line {}, column speaks_for", "are 1 and", "words long, expected less than 40 % apart")),
    ("both_sides_weigh_alike", _put("claims", _kind("opinion"), speaks_against_ja="いいえ"),
     ("data/claims.csv, line {}, column speaks_for_ja", "are 3 and", "characters long")),
    ("results_have_computations", _put("claims", _with("computation"), computation=""),
     ("data/claims.csv, line {}, column why: expected no {{result}}",)),
    ("results_have_computations", _put("claims", _with("computation"), why_ja="計算しました。"),
     ("data/claims.csv, line {}, column why_ja: expected {{result}} in the reason",)),
    ("rests_on_what_was_read", _put("claims", _kind("fact"), source="summit-total", other_source="", since_source="", confidence="seen"),
     ("data/claims.csv, line {}, column confidence: found seen", "its source was read second-hand")),
    ("claims_stand_in_order", _put("claims", lambda row: row["id"] == "A05", id="Z99"),
     ("stands after Z99; sort the table by id.",)),
    ("computations_come_out", _put("computations", "rate-total-1,0", value="150.7"),
     ("data/computations.csv, line {}, column value: found 150.7 for rate-total-1, but its inputs give 151.7",)),
    ("computations_come_out", _put("computations", "chip-funds,0", value_ja="99.8"),
     ("data/computations.csv, line {}, column value_ja: found 99.8 for chip-funds, but its inputs give 998",)),
    ("computations_come_out", _put("computations", "rate-total-1,1", place="3"),
     ("data/computations.csv: the places of rate-total-1 are not 0, 1, 2, …",)),
    ("computations_come_out", _drop("computations", "stem-ratio,0"),
     ("data/computations.csv: the places of stem-ratio are not 0, 1, 2, …",)),
    ("computations_come_out", _put("computations", "stem-ratio,0", digits=""),
     ("data/computations.csv: expected operation and digits at place 0 of stem-ratio",)),
    ("computations_come_out", _put("computations", "stem-ratio,1", source=""),
     ("data/computations.csv: expected operation and digits at place 0 of stem-ratio, and a source at the others",)),
    ("computations_come_out", _drop("computations", "rate-total-1,2"),
     ("column operation: The operation 'ratio' takes 2 inputs, not 1",)),
    ("japanese_inputs_are_the_same", _put("computations", "stem-ratio,2", value_ja="820"),
     ("data/computations.csv, line {}, column value_ja: found 820 beside 0.82",)),
    ("inputs_agree_with_tables", _put("computations", "people-ratio,1", value="1409875000"),
     ("data/computations.csv, line {}, column value: found 1409875000, which no other table holds",)),
    ("chains_begin_at_the_origin", _put("chains", _second_step, place="7"),
     ("data/chains.csv: the places of", "number two steps or more in order.")),
    ("chains_begin_at_the_origin", _put("chains", _second_step, link="start"),
     ("data/chains.csv, line {}, column link: found start at place 2", "the first step is the start, and no other.")),
    ("chains_begin_at_the_origin", _put("chains", lambda row: row["place"] == "1" and bool(row["date"]), date="2031-01"),
     ("after 2031-01 in the chain of", "put the steps in order.")),
    ("retellings_add_nothing", _put("composites", _with("claims"), claims="Z99"),
     ("data/composites.csv, line {}, column claims: Z99 is no claim of article a; correct it.",)),
    ("retellings_add_nothing", _put("composites", lambda row: "Google" in row["text"] and "25 billion" in row["text"],
                                    text="Google plans 27.5 billion dollars."),
     ("data/composites.csv, line {}, column text: the figure 27.5 stands in no claim of the sentence",)),
    ("retellings_add_nothing", _put("composites", lambda row: "250億ドル" in row["text_ja"], text_ja="グーグルは2兆8,000億円。"),
     ("data/composites.csv, line {}, column text_ja: the figure 2800000000000 stands in no claim",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "change", "parts"), FAULTS, ids=[f"{n}-{i}" for i, (n, _c, _p) in enumerate(FAULTS)]
)
def test_a_fault_is_found_where_it_stands(
    name: str, change: Callable[[Rows], int], parts: tuple[str, ...]
) -> None:
    broken = copy.deepcopy(REAL)
    line = change(broken)
    found = list(CHECKS[name](broken))
    assert found, "nothing was found"
    parts = tuple(part.format(line) for part in parts)
    assert [sentence for sentence in found if all(part in sentence for part in parts)], found
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in found)


def test_every_check_is_seen_to_fail() -> None:
    assert {name for name, _change, _parts in FAULTS} == set(CHECKS)


def test_a_weak_page_may_stand_where_it_is_what_the_lesson_looks_at() -> None:
    broken = copy.deepcopy(REAL)
    assert any("deepnewz.com" in row["url"] for row in broken["sources"])
    broken["printed_pairs"] = [row for row in broken["printed_pairs"] if row["source"] != "slip-ai-fund"]
    (found,) = CHECKS["sources_are_no_weak_copies"](broken)
    assert "preview.deepnewz.com copies others" in found


def test_the_findings_reach_the_build(tmp_path: Path) -> None:
    import shutil

    from variants.data import findings, update

    folder = Path(shutil.copytree(DATA, tmp_path / "data"))
    path = folder / "summit_totals.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("energy,56.0", "energy,65.0"), encoding="utf-8")
    update(folder)
    expected = "the parts make 101, expected the total 92"
    assert [line for line in findings(folder) if expected in line]
