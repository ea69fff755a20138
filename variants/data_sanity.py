"""Looking at the figures themselves: what fits the descriptor can still be wrong.

Each check is one function: it takes the tables and yields a sentence for each fault that says what is wrong,
where, what was expected, and what to do. Checks of the claim register stand in ``variants/data_claims.py``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from widgets.tables import resources, source_columns

__all__ = ["CHECKS", "Row", "Tables", "at", "findings"]

Row = dict[str, str]
Tables = Mapping[str, list[Row]]  # the cells of each table as they stand in its file
Check = Callable[[Tables], Iterator[str]]

LESSONS = Path(__file__).parent.parent / "lessons" / "source"
YEN = (145, 160)  # yen for one dollar in the weeks of both articles, with room on both sides
# Hosts that copy or retell without saying from where: a figure needs a better witness.
WEAK = {
    "anyfans.com", "breitbart.com", "capynews.com", "chatforest.com", "daily8.com", "deepnewz.com", "doitong.com",
    "fdwz.net", "legistrack.com", "metax.kr", "particle.news", "snabelen.no", "substack.com", "techmart.pk",
    "we-are-here24.com",
}  # fmt: skip
SLOWEST = 24  # months after which a figure is looked at again, whatever it is


def at(table: str, row: int, column: str) -> str:
    """Name a place; `row` counts from 0.

    Examples
    --------
    >>> at("economies", 0, "people")
    'data/economies.csv, line 2, column people'
    """
    return f"data/{table}.csv, line {row + 2}, column {column}"


def findings(tables: Tables, checks: tuple[Check, ...]) -> list[str]:
    """Run checks over tables that fit their descriptor.

    Parameters
    ----------
    tables : mapping
        Rows of each table, as text.
    checks : tuple of functions
        `CHECKS` of this module or of ``variants/data_claims.py``.

    Returns
    -------
    list of str
        One sentence for each fault.
    """
    return [sentence for check in checks for sentence in check(tables)]


def parts_make_totals(tables: Tables) -> Iterator[str]:
    """The parts of the summit's total add up, and the article prints the same total."""
    sums = {row["item"]: float(row["usd_billion"]) for row in tables["summit_totals"]}
    parts = sums["energy"] + sums["data_centre"]
    if not math.isclose(parts, sums["total"]):
        yield (
            f"data/summit_totals.csv: the parts make {parts:g}, expected the total {sums['total']:g}; "
            "look the three up again."
        )
    for i, row in enumerate(tables["printed_pairs"]):
        if row["item"] == "total" and float(row["usd_billion"]) != sums["total"]:
            yield (
                f"{at('printed_pairs', i, 'usd_billion')}: found {row['usd_billion']}, expected {sums['total']:g} as in "
                "data/summit_totals.csv; look it up again."
            )


def parts_stay_below_totals(tables: Tables) -> Iterator[str]:
    """No listed sum exceeds what it is part of."""
    series: dict[str, float] = {}
    for row in tables["ai_investment"]:
        series[row["series"]] = series.get(row["series"], 0) + float(row["usd_billion"])
    if series["sum-2013-2024"] > series["listed"]:
        yield (
            f"data/ai_investment.csv: the rows of sum-2013-2024 make {series['sum-2013-2024']:g}, expected at most the "
            f"{series['listed']:g} of listed; look for a row that stands there twice or in another unit."
        )
    programmes = {row["id"]: row for row in tables["sovereign_programmes"]}
    for i, row in enumerate(tables["sovereign_programmes"]):
        whole = programmes.get(row["part_of"], row)
        known = row["amount_billion"] and whole["amount_billion"] and row["currency"] == whole["currency"]
        if known and float(row["amount_billion"]) > float(whole["amount_billion"]):
            yield (
                f"{at('sovereign_programmes', i, 'amount_billion')}: found {row['amount_billion']}, expected no more than "
                f"the {whole['amount_billion']} of {whole['id']}, which holds it; look both up again."
            )


def yen_pairs_convert_alike(tables: Tables) -> Iterator[str]:
    """Yen and dollars of one pair of the article imply a rate of the time."""
    low, high = YEN
    for i, row in enumerate(tables["printed_pairs"]):
        rate = float(row["other_billion"]) / float(row["usd_billion"])
        if row["printed"] == "article" and not low <= rate <= high:
            yield (
                f"{at('printed_pairs', i, 'other_billion')}: makes {rate:.1f} yen for one dollar, expected {low} to "
                f"{high}; look for a slipped digit or unit."
            )


def rates_move_slowly(tables: Tables) -> Iterator[str]:
    """Yearly rates have no gap and no jump; daily rates of the yen lie near their year's."""
    rates: dict[str, dict[int, tuple[float, int]]] = {}
    for i, row in enumerate(tables["exchange_rates"]):
        rates.setdefault(row["currency"], {})[int(row["year"])] = float(row["per_usd"]), i
    for currency, years in rates.items():
        for before, year in pairwise(sorted(years)):
            value, i = years[year]
            if year != before + 1:
                yield f"{at('exchange_rates', i, 'year')}: {currency} has no rate of {year - 1}; add it."
            elif not 1 / 1.5 <= value / years[before][0] <= 1.5:
                yield (
                    f"{at('exchange_rates', i, 'per_usd')}: found {value:g} for {currency}, expected no more than half "
                    f"above or a third below the {years[before][0]:g} of {before}; look both up again."
                )
    for i, row in enumerate(tables["yen_rates_by_day"]):
        year = int(row["date"][:4])
        mean = rates["JPY"].get(year, (math.nan, 0))[0]
        if abs(float(row["jpy_per_usd"]) / mean - 1) > 0.1:
            yield (
                f"{at('yen_rates_by_day', i, 'jpy_per_usd')}: found {row['jpy_per_usd']}, expected a rate within 10 % of "
                f"the {mean:g} of {year}; look it up again."
            )


def economies_are_plausible(tables: Tables) -> Iterator[str]:
    """People and GDP lie where those of countries and economies lie."""
    for i, row in enumerate(tables["economies"]):
        gdp = float(row["gdp_usd_billion"])
        if not 0.05 <= gdp <= 40_000:
            yield f"{at('economies', i, 'gdp_usd_billion')}: found {gdp:g}, expected 0.05 to 40,000 billion; check the unit."
        if not row["people"]:
            continue
        people = int(row["people"])
        if not 10_000 <= people <= 2_000_000_000:
            yield f"{at('economies', i, 'people')}: found {people}, expected 10 thousand to 2 billion; check the unit."
        elif not 200 <= gdp * 1e9 / people <= 250_000:
            yield (
                f"{at('economies', i, 'gdp_usd_billion')}: makes {gdp * 1e9 / people:,.0f} dollars for each person in "
                f"{row['economy']}, expected 200 to 250,000; check the units of both figures."
            )


def prices_move_slowly(tables: Tables) -> Iterator[str]:
    """Consumer prices have no gap and no jump."""
    for i, (before, row) in enumerate(pairwise(tables["us_prices"]), 1):
        if int(row["year"]) != int(before["year"]) + 1:
            yield f"{at('us_prices', i, 'year')}: found {row['year']} after {before['year']}; add the year between."
        elif not 0.97 <= float(row["cpi"]) / float(before["cpi"]) <= 1.12:
            yield (
                f"{at('us_prices', i, 'cpi')}: found {row['cpi']} after {before['cpi']}, expected −3 % to +12 %; "
                "look both up again."
            )


def periods_run_forward(tables: Tables) -> Iterator[str]:
    """A period does not end before it begins, nor after its edition."""
    for i, row in enumerate(tables["ai_investment"]):
        if row["first_year"] > row["last_year"]:
            yield (
                f"{at('ai_investment', i, 'last_year')}: found {row['last_year']}, expected {row['first_year']} or later; "
                "correct one of the two."
            )
        if row["edition"] and row["edition"] < row["last_year"]:
            yield (
                f"{at('ai_investment', i, 'edition')}: found {row['edition']}, expected {row['last_year']} or later: an "
                "edition cannot hold a later year; correct one of the two."
            )


def _months(text: str) -> int:
    year, month = text.split("-")
    return 12 * int(year) + int(month)


def sources_are_checked_in_order(tables: Tables) -> Iterator[str]:
    """A source is published, then checked, then checked again within two years."""
    for i, row in enumerate(tables["sources"]):
        if row["checked"] < row["date"]:
            yield f"{at('sources', i, 'checked')}: found {row['checked']}, expected {row['date']} or later, when it was published; correct it."
        ahead = _months(row["check_again"]) - _months(row["checked"])
        if not 1 <= ahead <= SLOWEST:
            yield (
                f"{at('sources', i, 'check_again')}: found {row['check_again']}, expected 1 to {SLOWEST} months after "
                f"{row['checked']}; correct it."
            )


def sources_are_used(tables: Tables) -> Iterator[str]:
    """No source stands there for nothing: a row of a table or a lesson names it."""
    lessons = "".join(path.read_text(encoding="utf-8") for path in sorted(LESSONS.glob("*.md")))
    used = set(re.findall(r'"([\w-]+)"', lessons))
    used |= {row[column] for name in resources() for column in source_columns(name) for row in tables[name]}
    for i, row in enumerate(tables["sources"]):
        if row["id"] not in used:
            yield f"{at('sources', i, 'id')}: {row['id']!r} is named in no row and no lesson; use it or take it away."


def sources_are_no_weak_copies(tables: Tables) -> Iterator[str]:
    """An address leads to the publisher; a weak page is let through where it is itself what a lesson looks at."""
    looked_at = {row["source"] for row in tables["printed_pairs"]}
    for i, row in enumerate(tables["sources"]):
        host = urlsplit(row["url"]).hostname or ""
        if row["id"] not in looked_at and any(host == weak or host.endswith(f".{weak}") for weak in WEAK):
            yield (
                f"{at('sources', i, 'url')}: {host} copies others; give the publisher's own address, or leave it empty "
                "and say in the title how it was read."
            )


def languages_go_together(tables: Tables) -> Iterator[str]:
    """What stands in one language stands in the other."""
    for name, resource in resources().items():
        for field in resource["schema"]["fields"]:
            column = field["name"]
            for i, row in enumerate(tables[name] if field.get("translatable") else []):
                if bool(row[column]) != bool(row[f"{column}_ja"]):
                    empty = f"{column}_ja" if row[column] else column
                    yield f"{at(name, i, empty)}: is empty, but its other language is not; translate it."


CHECKS: tuple[Check, ...] = (
    parts_make_totals,
    parts_stay_below_totals,
    yen_pairs_convert_alike,
    rates_move_slowly,
    economies_are_plausible,
    prices_move_slowly,
    periods_run_forward,
    sources_are_checked_in_order,
    sources_are_used,
    sources_are_no_weak_copies,
    languages_go_together,
)
