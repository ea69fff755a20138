"""Whatever a learner draws is a sound question: its answer follows from the tables, in both languages."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.own_figures import Asked, every_draw

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
Row = dict[str, str]
Answers = dict[str, float | str]
Slips = dict[str, list[float]]
Found = tuple[Answers, Slips]  # what is right, and usual mistakes


def _rows(table: str, **wanted: str) -> list[Row]:
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def _row(table: str, **wanted: str) -> Row:
    (row,) = _rows(table, **wanted)
    return row


def _printed(x: float, digits: int = 3) -> float:
    """Round as the lesson prints: this is what a learner divides."""
    return float(f"{x:.{digits - 1}e}")


def _further(asked: Asked, _language: str) -> Found:
    group, low, high = asked.chosen["yours-rungs"]
    start, end = (
        float(_row("openness_counts", group=group, rung=rung)["open_so_far"]) for rung in (low, high)
    )
    assert start >= 15  # a share of a handful says nothing
    systems = float(_row("openness_counts", group=group, rung=low)["systems"])
    answers: Answers = {"share": round(100 * end / start), "whole": asked.names["yours_wholes"][0]}
    return answers, {"share": [100 * end / systems]}


def _pair_of_sums(asked: Asked, language: str) -> Found:
    small, large = (_row("sovereign_programmes", id=row.Index) for row in asked.chosen["yours-pair"])
    assert small["money_kind"] == large["money_kind"]
    assert small["economy"] != large["economy"]
    dollars = []
    for row in (small, large):
        assert row["part_of"] == row["first_year"] == ""
        year = row["date"][:4]
        rate = 1.0 if row["currency"] == "USD" else float(
            _row("exchange_rates", currency=row["currency"], year=year)["per_usd"]
        )  # fmt: skip
        dollars.append(_printed(float(row["amount_billion"]) / rate))
        assert row["name" if language == "en" else "name_ja"] in asked.data["plain"]
    # Two digits are enough, so that the learner may round.
    kind = asked.names["yours_kinds"][small["money_kind"]]
    slips = [100 * dollars[1] / dollars[0]]
    if small["currency"] != large["currency"]:
        slips.append(100 * float(small["amount_billion"]) / float(large["amount_billion"]))
    return {"share": _printed(100 * dollars[0] / dollars[1], 2), "kind": kind}, {"share": slips}


def _pair_of_amounts(asked: Asked, _language: str) -> Found:
    payer, rate, factor = (asked.chosen[f"yours-{name}"] for name in ("sum", "rate", "factor"))
    dollars = float(_row("summit_pledges", id=payer.id)["usd_billion"])
    assert rate.currency not in {"JPY", asked.names["currency"]}  # the class divides those
    year = str(asked.names["year"])
    per_usd = float(_row("exchange_rates", currency=rate.currency, year=year)["per_usd"])
    printed = _printed(dollars * per_usd * factor, 5)
    return {"rate": _printed(printed / dollars, 2), "fit": asked.names["yours_fits"][factor]}, {}


def _two_economies(asked: Asked, _language: str) -> Found:
    more, less = (row.economy for row in asked.chosen["yours-pair"])
    totals = [
        _printed(float(_row("ai_investment", series="sum-2013-2024", economy=economy)["usd_billion"]))
        for economy in (more, less)
    ]
    stick = asked.chosen["yours-yardstick"]
    sizes = [float(_row("economies", economy=economy)[stick]) for economy in (more, less)]
    total, size = totals[0] / totals[1], _printed(sizes[0] / sizes[1])
    assert total > 1 < size  # the larger sum goes with the larger country, so dividing makes it smaller
    answers: Answers = {"total": _printed(total), "each": _printed(_printed(total) / size)}
    return answers, {"each": [total, total * size]}


def _rate_of_another(asked: Asked, _language: str) -> Found:
    here, there = asked.chosen["yours-pair"]
    assert here.series == there.series
    graduates = float(_row("graduate_counts", series=there.series, economy=there.economy)["graduates"])
    near = {"wef-2016": "2015", "ict-2022": "2020"}[here.series]
    mine, theirs = (
        _printed(float(_row("young_people", counter="wpp", economy=each.economy, year=near)["people"]), 4)
        for each in (here, there)
    )
    rate = 1000 * graduates / theirs
    answers: Answers = {"rate": _printed(rate), "made": _printed(rate, 2) * mine / 1000}
    return answers, {"made": [graduates, graduates * theirs / mine]}


# Parameters that turn choices aside: the copy's own currency and year, a country without people.
LESSONS: list[tuple[str, Callable[[Asked, str], Found], int, list[dict[str, Any]]]] = [
    ("01-open-and-closed", _further, 24, [{}]),
    ("02-sovereign-ai", _pair_of_sums, 25, [{}, {"country": "TWN", "currency": "EUR"}]),
    ("03-investment-figures", _pair_of_amounts, 300, [{}, {"currency": "KRW", "year": 2014, "per": "total"}]),
    ("03b-compare-fairly", _two_economies, 100, [{}]),
    ("04-talent-comparison", _rate_of_another, 50, [{}]),
]
CASES = [
    pytest.param(lesson, work_out, least, values, language, id="-".join([lesson[:3].strip("-"), language, *map(str, values.values())]))
    for lesson, work_out, least, several in LESSONS
    for values, language in itertools.product(several, ("en", "ja"))
]  # fmt: skip


@pytest.mark.parametrize(("lesson", "work_out", "least", "values", "language"), CASES)
def test_every_draw_has_one_answer_and_it_follows_from_the_tables(
    lesson: str,
    work_out: Callable[[Asked, str], Found],
    least: int,
    values: dict[str, Any],
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    met, pages = 0, set()
    for met, asked in enumerate(every_draw(monkeypatch, lesson, language, values), 1):  # noqa: B007
        expected, slips = work_out(asked, language)
        where = f"{asked.chosen}: {asked.data['plain']}"
        assert asked.data["blanks"].keys() == expected.keys()
        for blank, answer in expected.items():
            if isinstance(answer, str):
                assert asked.right(blank) == answer, where
                continue
            assert answer > 0
            assert asked.grade(blank, answer) == "right", f"{blank} = {answer}, {where}"
            # A digit too many, or a usual mistake of this question, is never taken for right or close.
            for slipped in (answer * 10, answer / 10, *slips.get(blank, [])):
                assert asked.grade(blank, slipped) is None, f"{blank} = {slipped}, {where}"
        words = " ".join([asked.data["plain"], asked.worked, *asked.hints])
        assert not {"nan", "{", "}"} & set(words.replace("{", " { ").replace("}", " } ").split())
        pages.add(asked.data["plain"])
    assert met >= least  # a class of thirty seldom has the same twice
    assert len(pages) == met


KINDS = {"fact", "quotation", "forecast", "opinion"}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_claim_has_its_kind_and_no_place_gives_it_away(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = {row["id"]: row for row in _rows("claims")}
    places, keys, kinds = set(), set(), []
    for asked in every_draw(monkeypatch, "00-reading-a-claim", language, {}):
        claim = claims[asked.chosen["yours-claim"]]
        (right,) = (key for key, box in asked.boxes.items() if box["grade"] == "right")
        shown = [option["key"] for option in asked.data["options"]]
        place = shown.index(right)
        assert asked.data["options"][place]["plain"] == asked.names["yours_kinds"][claim["kind"]]
        assert claim["claim" if language == "en" else "claim_ja"] in asked.data["plain"]
        assert claim["settle" if language == "en" else "settle_ja"] in asked.boxes[right]["html"].replace(
            "&quot;", '"'
        )
        assert len(asked.boxes) == 4
        places.add(place)
        keys.add(right)
        kinds.append(claim["kind"])
    assert len(keys) == len(kinds) == 16
    assert places == {0, 1, 2, 3}
    assert {kinds.count(kind) for kind in KINDS} == {4}


def test_no_claim_of_the_class_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    source = (ROOT / "lessons" / "source" / "00-reading-a-claim.md").read_text(encoding="utf-8")
    before, after = source.split(":id: more-yours-question")
    after = after.split("+++", 1)[1]
    for asked in every_draw(monkeypatch, "00-reading-a-claim", "en", {}):
        claim = asked.chosen["yours-claim"]
        assert f'"{claim}"' not in before + after
