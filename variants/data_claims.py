"""Looking at the claim register: judgements fit their kind, arithmetic comes out, retellings add no figure."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from variants.data_sanity import Check, Row, Tables, at
from widgets.computing import compute
from widgets.errors import LessonError
from widgets.tables import resources, source_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CHECKS"]

JUDGED = {"fact", "quotation"}  # the other kinds get no judgement of the sentence
WEIGHED = {"opinion", "forecast"}
SERIES = ("economies", "exchange_rates", "yen_rates_by_day", "us_prices")
UNEVEN = 1.4  # the longer of two sides may be so many times as long as the shorter
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def judgements_fit_kinds(tables: Tables) -> Iterator[str]:
    """Facts and quotations are judged; opinions, forecasts, inferences and vague claims are not."""
    for i, row in enumerate(tables["claims"]):
        judged = bool(row["sentence_judgement"])
        if judged != (row["kind"] in JUDGED):
            wanted = "no judgement" if judged else "a judgement"
            yield f"{at('claims', i, 'sentence_judgement')}: {row['id']} is of the kind {row['kind']}, expected {wanted}; correct one of the two."
        if bool(row["figure"]) == (row["figure_judgement"] == "none"):
            wanted = "another judgement than none" if row["figure"] else "none, for it holds no figure"
            yield f"{at('claims', i, 'figure_judgement')}: found {row['figure_judgement']} for {row['id']}, expected {wanted}; correct it."
        if row["kind"] in {*JUDGED, "vague"} and not row["why"]:
            yield f"{at('claims', i, 'why')}: is empty for {row['id']}, expected the reason of the judgement; write it."


def both_sides_weigh_alike(tables: Tables) -> Iterator[str]:
    """Opinions and forecasts have a reason on both sides, of about the same length in each language."""
    for i, row in enumerate(tables["claims"]):
        texts = [row["speaks_for"], row["speaks_against"]]
        needed, allowed = row["kind"] in WEIGHED, row["kind"] in {*WEIGHED, "inference"}
        if (needed and not all(texts)) or (allowed and any(texts) and not all(texts)):
            yield f"{at('claims', i, 'speaks_for')}: {row['id']} has not both speaks_for and speaks_against; write both."
        elif any(texts) and not allowed:
            yield f"{at('claims', i, 'speaks_for')}: {row['id']} is of the kind {row['kind']}, expected no sides; take them away."
        elif all(texts):
            for tail, length in (("", lambda text: len(text.split())), ("_ja", len)):
                short, long = sorted(length(row[f"speaks_{side}{tail}"]) for side in ("for", "against"))
                if long > UNEVEN * short:
                    yield (
                        f"{at('claims', i, f'speaks_for{tail}')}: the sides of {row['id']} are {short} and {long} "
                        f"{'characters' if tail else 'words'} long, expected less than 40 % apart; shorten the longer one."
                    )


def results_have_computations(tables: Tables) -> Iterator[str]:
    """{result} stands in both reasons of a claim that names a computation, and nowhere else."""
    for i, row in enumerate(tables["claims"]):
        for column in ("why", "why_ja"):
            if ("{result}" in row[column]) != bool(row["computation"]):
                wanted = "{result}" if row["computation"] else "no {result}, for no computation is named"
                yield f"{at('claims', i, column)}: expected {wanted} in the reason of {row['id']}; correct one of the two."


def rests_on_what_was_read(tables: Tables) -> Iterator[str]:
    """What was seen was seen first-hand or in an unchanged copy."""
    basis = {row["id"]: row["basis"] for row in tables["sources"]}
    for name in ("claims", "arguments"):
        for i, row in enumerate(tables[name]):
            bases = {basis.get(row[column], "") for column in source_columns(name) if row[column]}
            if row["confidence"] == "seen" and bases == {"second-hand"}:
                yield f"{at(name, i, 'confidence')}: found seen for {row['id']}, but its source was read second-hand; correct one of the two."


def claims_stand_in_order(tables: Tables) -> Iterator[str]:
    """The register is sorted by id, so that a row is found and a change is seen."""
    for i, (before, row) in enumerate(pairwise(tables["claims"]), 1):
        if row["id"] < before["id"]:
            yield f"{at('claims', i, 'id')}: {row['id']} stands after {before['id']}; sort the table by id."


def computations_come_out(tables: Tables) -> Iterator[str]:
    """Every computation has one result and its inputs, which give what we expect, in both languages."""
    steps: dict[str, list[tuple[int, int]]] = {}
    for i, row in enumerate(tables["computations"]):
        steps.setdefault(row["computation"], []).append((int(row["place"]), i))
    for name, found in steps.items():
        places, lines = zip(*sorted(found), strict=True)
        if places != tuple(range(len(found))):
            yield f"data/computations.csv: the places of {name} are not 0, 1, 2, …; number the result 0 and its inputs in order."
            continue
        result, *inputs = (tables["computations"][i] for i in lines)
        if not (result["operation"] and result["digits"]) or not all(row["source"] for row in inputs):
            yield f"data/computations.csv: expected operation and digits at place 0 of {name}, and a source at the others; fill them in."
            continue
        for column in ("value", "value_ja"):
            yield from _result(lines[0], column, result, inputs)


def _result(i: int, column: str, result: Row, inputs: list[Row]) -> Iterator[str]:
    name, digits = result["computation"], int(result["digits"])
    try:
        value = compute(result["operation"], [float(row[column] or row["value"]) for row in inputs])
    except LessonError as error:
        yield f"{at('computations', i, 'operation')}: {error}"
        return
    if f"{value:.{digits - 1}e}" != f"{float(result[column] or result['value']):.{digits - 1}e}":
        yield f"{at('computations', i, column)}: found {result[column]} for {name}, but its inputs give {value:.{digits}g}; find out which of them drifted."


def japanese_inputs_are_the_same(tables: Tables) -> Iterator[str]:
    """A number is the same in both languages, or 10 or 100 times: billions count in 億, millions in 万."""
    for i, row in enumerate(tables["computations"]):
        times = float(row["value_ja"] or row["value"]) / float(row["value"])
        if round(times, 6) not in (1, 10, 100):
            yield (
                f"{at('computations', i, 'value_ja')}: found {row['value_ja']} beside {row['value']}, expected the "
                "same, or 10 or 100 times as much; correct one of them."
            )


def _digits(text: str) -> str:
    """Keep the digits that carry a number, whatever its unit: 13,957.5 and 13.9575 alike."""
    return text.replace(",", "").replace(".", "").strip("0") or "0"


def _agrees(value: str, pool: set[str]) -> bool:
    """Say whether a number stands in the pool, or is one of its numbers rounded."""
    digits = _digits(value)
    return any(
        _digits(f"{float(number):.{max(len(digits), 1) - 1}e}".split("e")[0]) == digits for number in pool
    )


def inputs_agree_with_tables(tables: Tables) -> Iterator[str]:
    """A number from a series that stands in another table is the one that stands there."""
    pools: dict[str, set[str]] = {}
    for name in SERIES:
        fields = resources()[name]["schema"]["fields"]
        numbers = [field["name"] for field in fields if field["type"] in {"number", "integer"}]
        for row in tables[name]:
            for source in {row[column] for column in source_columns(name)} - {""}:
                pools.setdefault(source, set()).update(row[column] for column in numbers if row[column])
    for i, row in enumerate(tables["computations"]):
        pool = pools.get(row["source"], set())
        if pool and not _agrees(row["value"], pool):
            yield (
                f"{at('computations', i, 'value')}: found {row['value']}, which no other table holds from the source "
                f"{row['source']}; correct it, add the row there, or name another source."
            )


def chains_begin_at_the_origin(tables: Tables) -> Iterator[str]:
    """A chain's places count from 1, its first step is the start, and dates do not run backwards."""
    steps: dict[str, list[tuple[int, int]]] = {}
    for i, row in enumerate(tables["chains"]):
        steps.setdefault(row["claim"], []).append((int(row["place"]), i))
    for claim, found in steps.items():
        rows = [(i, tables["chains"][i]) for _place, i in sorted(found)]
        if [place for place, _i in sorted(found)] != list(range(1, len(found) + 1)) or len(found) < 2:
            yield f"data/chains.csv: the places of {claim} are not 1, 2, …; number two steps or more in order."
        for order, (i, row) in enumerate(rows):
            if (row["link"] == "start") != (order == 0):
                yield f"{at('chains', i, 'link')}: found {row['link']} at place {order + 1} of {claim}; the first step is the start, and no other."
        dated = [(i, row["date"]) for i, row in rows if row["date"]]
        for (_i, before), (i, date) in pairwise(dated):
            if date[:7] < before[:7] or (len(date) == len(before) and date < before):
                yield f"{at('chains', i, 'date')}: found {date} after {before} in the chain of {claim}; put the steps in order."


def retellings_add_nothing(tables: Tables) -> Iterator[str]:
    """A sentence of a retold article names claims of that article, and each of its figures is one of theirs."""
    claims = {row["id"]: row for row in tables["claims"]}
    for i, row in enumerate(tables["composites"]):
        named = row["claims"].split()
        for claim in named:
            if claims.get(claim, {}).get("article") != row["article"]:
                yield f"{at('composites', i, 'claims')}: {claim} is no claim of article {row['article']}; correct it."
        known = {
            _digits(n) for claim in named if claim in claims for n in _NUMBER.findall(claims[claim]["figure"])
        }
        for column, figures in (("text", _english(row["text"])), ("text_ja", _japanese(row["text_ja"]))):
            for figure in figures:
                if _digits(figure) not in known:
                    yield f"{at('composites', i, column)}: the figure {figure} stands in no claim of the sentence ({row['claims'] or 'none'}); name the claim or take it away."


def _english(text: str) -> list[str]:
    """List the figures of an English sentence; years, days, centuries and names such as GPT-5 are none.

    Examples
    --------
    >>> _english("On 26 July 2025 GPT-5 cost 1,300.5 on the 23rd.")
    ['1,300.5']
    """
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    text = re.sub(
        rf"\b\d{{1,2}} (?:{months})\b|\b(?:{months}) \d{{1,2}}\b(?!,\d)|\b(?:19|20)\d\d\b(?![,.]\d)",
        " ",
        text,
    )
    return [n.rstrip(",") for n in re.findall(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-])", text)]


def _japanese(text: str) -> list[str]:
    """List the figures of a Japanese sentence, 13兆8,575億 as one; dates and names such as GPT-5 are none.

    Examples
    --------
    >>> _japanese("2025年7月26日、GPT-5に13兆8,575億円と9.3%。")
    ['13857500000000', '9.3']
    """
    text = re.sub(r"\d+(?:年|月|日|世紀|か国)|(?<=[A-Za-z-])\d[\d.]*|\{([^|}]*)\|[^}]*\}", r"\1", text)
    figures = []
    for found in re.finditer(r"(?:\d[\d,]*(?:\.\d+)?[兆億万]?)+", text):
        parts = re.findall(r"(\d[\d,]*(?:\.\d+)?)([兆億万]?)", found[0])
        value = sum(
            float(n.replace(",", "")) * {"兆": 1e12, "億": 1e8, "万": 1e4, "": 1}[unit] for n, unit in parts
        )
        figures.append(f"{value:.6f}".rstrip("0").rstrip("."))
    return figures


CHECKS: tuple[Check, ...] = (
    judgements_fit_kinds,
    both_sides_weigh_alike,
    results_have_computations,
    rests_on_what_was_read,
    claims_stand_in_order,
    computations_come_out,
    japanese_inputs_are_the_same,
    inputs_agree_with_tables,
    chains_begin_at_the_origin,
    retellings_add_nothing,
)
