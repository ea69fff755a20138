"""papermill runs lesson 03 over twelve parameter sets, in turn in each language, and every other lesson over three."""

from __future__ import annotations

import csv
import itertools
import json
import math
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbformat import NotebookNode

from variants.execute import errors_in, own_channel
from widgets.seal import open_seal

ROOT = Path(__file__).parent.parent
MIME = "application/vnd.kit.v1+json"
LANGUAGES = ("en", "ja")
LEVELS = ("secondary", "undergraduate")
Values = tuple[str | int, ...]
Run = tuple[str, Values, str]
Runs = dict[Run, NotebookNode]
MAIN = "03-investment-figures"
FIRST = "00-reading-a-claim"
PARAMETERS = {FIRST: ("country", "currency", "deck", "level")}
SETS: list[tuple[str, str, int, str]] = [
    ("USA", "USD", 2025, "person"), ("JPN", "JPY", 2025, "person"), ("KOR", "KRW", 2025, "person"),
    ("CHN", "CNY", 2025, "total"), ("EU", "EUR", 2024, "gdp"), ("IND", "INR", 2023, "total"),
    ("BRA", "BRL", 2022, "person"), ("CAN", "CAD", 2021, "gdp"), ("SWE", "SEK", 2020, "total"),
    ("SGP", "SGD", 2019, "person"), ("TWN", "TWD", 2018, "gdp"), ("JPN", "JPY", 2014, "total"),
]  # fmt: skip
NAMES = {
    "KOR": ("South Korea", "韓国"), "JPN": ("Japan", "日本"), "USA": ("the United States", "アメリカ"),
    "EU": ("the European Union", "EU"), "TWN": ("Taiwan", "台湾"), "BRA": ("Brazil", "ブラジル"),
    "KRW": ("South Korean won", "韓国ウォン"), "JPY": ("yen", "円"), "EUR": ("euros", "ユーロ"),
    "SEK": ("Swedish kronor", "スウェーデンクローナ"),
}  # fmt: skip


# Each set in one language: both have the same cells, so figures need no second run.
# Each language meets each level.
JOBS: list[Run] = [
    (MAIN, (*values, LEVELS[place // 2 % 2]), LANGUAGES[place % 2]) for place, values in enumerate(SETS)
]
JOBS += [
    ("03b-compare-fairly", (*values, level), language)
    for values, level, language in [
        (SETS[1], "undergraduate", "ja"), (SETS[7], "undergraduate", "en"), (SETS[8], "secondary", "ja")
    ]
]  # fmt: skip
# Every deck but the one that is built, each with another kind of economy: no count of people, a union, one country.
JOBS += [
    (FIRST, ("TWN", "EUR", "money", "undergraduate"), "en"),
    (FIRST, ("EU", "KRW", "policy", "undergraduate"), "ja"),
    (FIRST, ("BRA", "SEK", "technology", "secondary"), "en"),
]


def _run(job: Run) -> str:
    lesson, values, language = job
    folder = ROOT / "lessons" / language
    with own_channel() as config:
        notebook = papermill.execute_notebook(
            str(folder / f"{lesson}.ipynb"),
            None,
            dict(
                zip(
                    PARAMETERS.get(lesson, ("country", "currency", "year", "per", "level")),
                    values,
                    strict=True,
                )
            ),
            cwd=str(folder),
            progress_bar=False,
            execution_timeout=60,
            extra_arguments=["--IPKernelApp.log_level=50"],
            config=config,
        )
    return str(nbformat.writes(notebook))


@pytest.fixture(scope="module")
def runs() -> Runs:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        texts = list(pool.map(_run, JOBS))
    return {job: nbformat.reads(text, as_version=4) for job, text in zip(JOBS, texts, strict=True)}


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _expected_answer(country: str, currency: str, year: int, per: str) -> float:
    """Work out the answer from the CSV files alone."""
    total = next(float(r["usd_billion"]) for r in _rows("summit_totals") if r["item"] == "total") * 1e9
    economy = next(r for r in _rows("economies") if r["economy"] == country)
    rates = {(r["currency"], int(r["year"])): float(r["per_usd"]) for r in _rows("exchange_rates")}
    rate = 1.0 if currency == "USD" else rates[currency, year]
    if per == "person":
        return total * rate / int(economy["people"])
    if per == "gdp":
        return 100 * total / (float(economy["gdp_usd_billion"]) * 1e9)
    pairs = [r for r in _rows("printed_pairs") if r["printed"] == "article"]
    yen = [float(r["other_billion"]) * 1e9 for r in pairs if r["item"] == "total"]
    implied = sorted(round(float(r["other_billion"]) / float(r["usd_billion"]), 2) for r in pairs)
    gap = abs(yen[0] - yen[1]) / implied[len(implied) // 2]
    return gap if currency == "JPY" else gap * rate


def _question(notebook: NotebookNode, cell_id: str) -> dict[str, Any]:
    cell = next(cell for cell in notebook.cells if cell.id == cell_id)
    return dict(cell.outputs[0].data[MIME])


def _shown(notebook: NotebookNode) -> str:
    """Everything that a reader can come to see, as one text."""
    parts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    for cell in notebook.cells:
        parts += [
            json.dumps(output.get("data", output), ensure_ascii=False) for output in cell.get("outputs", [])
        ]
    return "\n".join(parts)


def _name(job: Run) -> str:
    lesson, values, language = job
    return "-".join(map(str, (lesson[:3].strip("-"), *values, language)))


@pytest.mark.parametrize("place", range(len(SETS)), ids=lambda place: _name(JOBS[place]))
def test_every_set_runs_and_its_answer_follows(runs: Runs, place: int) -> None:
    notebook = runs[JOBS[place]]
    assert errors_in(notebook) == []
    data = _question(notebook, "turn-question")
    answer = _expected_answer(*SETS[place])
    offset, step = (data["blanks"]["amount"]["bucket"][key] for key in ("offset", "step"))

    def grade(x: float) -> str | None:
        box = open_seal(data["seal"], f"amount=b:{math.floor((x - offset) / step + 0.5)}", data["uid"])
        return str(box["grade"]) if box else None

    assert grade(answer) == "right"
    assert grade(answer * 1.03) == "right"
    assert grade(answer * 0.93) == "close"
    assert grade(answer * 1.3) is None


@pytest.mark.parametrize("job", JOBS, ids=_name)
def test_every_set_names_its_country_and_currency(runs: Runs, job: Run) -> None:
    _lesson, (country, currency, *rest), language = job
    text = _shown(runs[job])
    assert errors_in(runs[job]) == []
    column = LANGUAGES.index(language)
    if country in NAMES:
        assert NAMES[str(country)][column] in text
    if currency in NAMES and "gdp" not in rest:
        assert NAMES[str(currency)][column] in text
    assert "{" not in "".join(c.source for c in runs[job].cells if c.cell_type == "markdown")


@pytest.mark.parametrize("job", JOBS, ids=_name)
def test_undergraduates_alone_get_more_sections_and_open_tables(runs: Runs, job: Run) -> None:
    for_them = job[1][-1] == "undergraduate"
    cells = [cell for cell in runs[job].cells if cell.id.startswith("more-advanced")]
    assert cells
    assert [bool(cell.outputs) for cell in cells] == [for_them] * len(cells)
    bundles = [output.data for cell in runs[job].cells for output in cell.get("outputs", [])]
    charts = [data[MIME] for data in bundles if data.get(MIME, {}).get("kind") == "chart"]
    assert charts
    assert {data["open"] for data in charts} == {for_them}


def test_korea_in_won_reads_the_same_in_prose_chart_and_table(runs: Runs) -> None:
    notebook = runs[MAIN, ("KOR", "KRW", 2025, "person", "undergraduate"), "en"]
    rate = next(
        float(r["per_usd"]) for r in _rows("exchange_rates") if (r["currency"], r["year"]) == ("KRW", "2025")
    )
    people = next(int(r["people"]) for r in _rows("economies") if r["economy"] == "KOR")
    investors = sum(float(r["usd_billion"]) for r in _rows("summit_pledges") if r["payer_kind"] == "investor")
    won = investors * 1e9 * rate
    outputs = next(cell for cell in notebook.cells if cell.id == "look-chart").outputs
    chart = outputs[0].data["application/vnd.vegalite.v5+json"]
    description, live = outputs[0].data["text/plain"], outputs[1].data[MIME]
    drawn = [row for rows in chart["datasets"].values() for row in rows if row["view"] == "payer_kind"]
    group = "investors and property firms"
    assert sum(row["value"] for row in drawn if row["group"] == group) * 1e12 == pytest.approx(won)
    assert f"{group}: {won / 1e12:.1f}" in description
    assert "trillion South Korean won" in description
    assert f"{won / 1e12:.1f} trillion South Korean won" in live["states"]["0"]["takeaway_html"]
    google = next(row for row in live["states"]["0"]["rows"] if row[0] == "Google")
    assert google[2] == f"{25e9 * rate / 1e12:.1f} trillion"
    scaled = _question(notebook, "more-scale-chart")["states"][""]
    assert (
        f"{92e9 * rate / people / 1e6:.2f} million South Korean won for each person"
        in scaled["takeaway_html"]
    )
    assert f"announced total: {92e9 * rate / people / 1e6:.2f} million" in scaled["description"]
    assert [
        "Google’s part",
        f"{float(f'{25e9 * rate / people:.2e}'):,.0f}",
        "25 billion US dollars",
    ] in scaled["rows"]


# --- lesson 00 ----------------------------------------------------------------------------------------------

# One claim that the title of each deck promises: a sum, an order of the president, a gap between models.
PROMISED = {"money": "A14", "policy": "A33", "technology": "A26"}


@pytest.mark.parametrize("job", [job for job in JOBS if job[0] == FIRST], ids=_name)
def test_the_warm_up_of_lesson_00_asks_for_the_chosen_currency(runs: Runs, job: Run) -> None:
    _lesson, (_country, currency, *_rest), language = job
    rates = [(r["year"], r["per_usd"]) for r in _rows("exchange_rates") if r["currency"] == currency]
    (before, first), (_after, last) = min(rates), max(rates)
    name = NAMES[str(currency)][LANGUAGES.index(language)]
    guess = _question(runs[job], "warmup-guess")
    assert before in guess["prompt_html"]
    assert f"<strong>{_digits(first)}</strong>" in guess["prompt_html"]
    assert guess["unit"] == name
    assert guess["lo"] < float(first) < guess["hi"]
    assert guess["lo"] < float(last) < guess["hi"]
    chart = _question(runs[job], "warmup-chart")
    assert _digits(last) in chart["states"][""]["takeaway_html"]
    assert [row[0] for row in chart["states"][""]["rows"]] == sorted(year for year, _rate in rates)


def _digits(rate: str) -> str:
    """Write a rate with four digits, as a reader would."""
    return f"{float(f'{float(rate):.4g}'):,.10g}"


@pytest.mark.parametrize("job", [job for job in JOBS if job[0] == FIRST], ids=_name)
def test_deck_and_headline_of_lesson_00_follow_the_set(runs: Runs, job: Run) -> None:
    _lesson, (country, _currency, name, _level), language = job
    deck = _question(runs[job], "deck-explorer")
    ids = [claim["id"] for claim in deck["claims"]]
    assert len(set(ids)) == 8
    assert PROMISED[str(name)] in ids
    column = "claim_ja" if language == "ja" else "claim"
    texts = {row["id"]: row[column] for row in _rows("claims")}
    assert [claim["text"] for claim in deck["claims"]] == [texts[id_] for id_ in ids]
    assert _question(runs[job], "more-headline-tool")["country"] == country
    assert len(_question(runs[job], "more-register-explorer")["claims"]) == len(texts)


def test_the_decks_of_lesson_00_differ(runs: Runs) -> None:
    decks = [
        {claim["id"] for claim in _question(runs[job], "deck-explorer")["claims"]}
        for job in JOBS
        if job[0] == FIRST
    ]
    assert [len(a & b) for a, b in itertools.combinations(decks, 2)] == [0, 0, 0]
