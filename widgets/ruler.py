"""The money ruler: one typed amount in every currency, for each person, as a share of GDP, in other prices."""

from __future__ import annotations

import datetime
import unicodedata
from html import escape
from typing import Any

import pandas as pd
from babel.core import get_global
from babel.numbers import get_currency_name, get_territory_currencies

from widgets.errors import LessonError
from widgets.language import _, _unit_words, country_name, currency_name, language, quantity
from widgets.lesson import check_parameter, running
from widgets.live import Live, inline
from widgets.measure import LIMITS, MOST, Measure, digits_of
from widgets.seal import parse_number
from widgets.sources import source_line
from widgets.tables import rows, table
from widgets.words import words

__all__ = ["ruler"]

# How people name currencies beside an amount; the currencies' full names in both languages are added.
MARKS = {
    "USD": ("us dollars", "us dollar", "dollars", "dollar", "米ドル", "ドル", "us$", "$"),
    "AED": ("dirhams", "dirham", "ディルハム"),
    "AUD": ("dollars", "dollar", "ドル", "a$", "$"),
    "BRL": ("reais", "real", "レアル", "r$"),
    "CAD": ("dollars", "dollar", "ドル", "c$", "$"),
    "CHF": ("francs", "franc", "フラン"),
    "CNY": ("yuan", "renminbi", "人民元", "元", "rmb", "¥"),
    "EUR": ("euro", "€"),
    "GBP": ("pounds", "pound", "ポンド", "£"),
    "ILS": ("shekels", "shekel", "シェケル", "₪"),
    "INR": ("rupees", "rupee", "ルピー", "rs.", "₹"),
    "JPY": ("円", "¥"),
    "KRW": ("won", "ウォン", "₩"),
    "SAR": ("riyals", "riyal", "リヤル"),
    "SEK": ("kronor", "krona", "クローナ", "kr"),
    "SGD": ("dollars", "dollar", "ドル", "s$", "$"),
    "TWD": ("dollars", "dollar", "台湾ドル", "台湾元", "元", "ドル", "nt$", "$"),
}


def _currency(code: str, years: list[int]) -> dict[str, Any]:
    rates = rows("exchange_rates")
    found = [1.0 if code == "USD" else rates[code, y].per_usd if (code, y) in rates else None for y in years]
    full = [str(get_currency_name(code, count=n, locale=lang)) for lang in ("en", "ja") for n in (1, 2)]
    marks = [*MARKS.get(code, ()), currency_name(code), *full, code]
    marks = [unicodedata.normalize("NFKC", mark).lower() for mark in marks]
    return {
        "code": code,
        "name": currency_name(code),
        "marks": sorted(set(marks)),
        "rates": found if any(found) else [],
    }


def _tables(first: Any) -> dict[str, Any]:
    """What the ruler measures with; `first` is the currency to show after US dollars."""
    names = ("exchange_rates", "economies", "us_prices")
    rates, economies, prices = map(rows, names)
    years = sorted({year for _code, year in rates})
    rated = {currency for currency, _year in rates}
    codes = set(rated)
    for economy in economies:
        short = str(get_global("territory_aliases").get(economy, [economy])[0])
        day = datetime.date(years[-1], 12, 31)
        codes.add(str(get_territory_currencies(short, day, day)[0]))
    order = ["USD", *sorted(codes - {"USD"}, key=lambda code: (code != first, code not in rated, code))]
    return {
        "years": years,
        "currencies": [_currency(code, years) for code in order],
        "economies": [
            {
                "code": row.economy,
                "name": country_name(row.economy),
                "people": None if pd.isna(row.people) else int(row.people),
                "gdp": None if pd.isna(row.gdp_usd_billion) else float(row.gdp_usd_billion),
                "year": int(row.year),
            }
            for row in economies.values()
        ],
        "prices": [[int(row.year), float(row.cpi), int(row.months)] for row in prices.values()],
        "sources": [source for name in names for source in table(name).attrs["sources"]],
    }


def _still(found: Measure, source: str) -> str:
    """What stays where no kernel runs, on screen and on paper."""

    def items(texts: list[str]) -> str:
        return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"

    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in found.columns)
    rows = ""
    for name, *cells in found.rows:
        span = f' colspan="{len(found.columns) - 1}"' if len(cells) == 1 else ""
        figures = "".join(f"<td{span}>{escape(text)}</td>" for text in cells)
        rows += f'<tr><th scope="row">{escape(name)}</th>{figures}</tr>'
    caption = f"<caption>{escape(found.caption)}</caption>"
    note = _("To measure another amount here, run the lesson: Run > Run All Cells.")
    return (
        f"<p><strong>{escape(found.title)}</strong></p>{items(found.lines)}"
        f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{items(found.notes)}"
        f"<p><small>{source}</small></p><p><small>{escape(note)}</small></p>"
    )


def ruler(
    uid: str,
    amount: float | str,
    currency: str,
    *,
    country: str | None = None,
    year: int | None = None,
    to: int | None = None,
) -> None:
    """Show the money ruler: the learner types one amount and sees how large it is.

    Parameters
    ----------
    uid : str
        Id that is unique in the lesson.
    amount : float or str
        The amount at the start; a text such as ``"13兆8,575億"`` is shown as it is.
    currency : str
        ISO 4217 code of the amount's currency (table ``exchange_rates``, or USD).
    country : str, optional
        Country or economy to measure against; the lesson's, or the United States.
    year : int, optional
        Year of the exchange rates and of the amount; the lesson's, or the latest.
    to : int, optional
        Year whose US consumer prices to use; ten years before `year` or the first of the table ``us_prices``.

    Raises
    ------
    LessonError
        If the amount or a choice is not possible.

    Examples
    --------
    >>> from widgets import start
    >>> start("03", "en", {}, {})
    This copy uses: . Variant 03-b8c269e7.
    >>> ruler("ruler", 92e9, "USD", country="JPN")  # doctest: +ELLIPSIS
    92 billion US dollars = 920億 in Japanese units
    For each person in Japan (2024): 740 US dollars.
    ...
    """
    parameters = running().parameters
    tables = _tables(parameters.get("currency"))
    sources = tables.pop("sources")
    years, priced = tables["years"], [row[0] for row in tables["prices"]]
    chosen: dict[str, Any] = {
        "currency": currency,
        "year": year or parameters.get("year") or years[-1],
        "country": country or parameters.get("country") or "USA",
    }
    chosen["to"] = to or max(chosen["year"] - 10, priced[0])
    choices = {
        "currency": [c["code"] for c in tables["currencies"] if c["rates"]],
        "year": years,
        "country": [e["code"] for e in tables["economies"]],
        "to": priced,
    }
    for name, value in chosen.items():
        check_parameter(name, value, choices[name])
    rates = next(c["rates"] for c in tables["currencies"] if c["code"] == currency)
    rate = rates[years.index(chosen["year"])]
    if not rate:
        msg = f"ruler {uid!r}: the table exchange_rates has no {currency} rate for {chosen['year']}; choose another year."
        raise LessonError(msg)
    x = parse_number(amount) if isinstance(amount, str) else amount
    if x is None or not (x >= LIMITS["money"] and x / rate <= LIMITS["usd"]):
        msg = f"ruler {uid!r}: the amount {amount!r} cannot be measured; give a number such as 92e9 or '13兆8,575億'."
        raise LessonError(msg)
    text = amount if isinstance(amount, str) else quantity(amount, MOST)
    data = {
        "kind": "ruler",
        "uid": f"{running().name}.{uid}",
        "start": {"amount": text, **chosen},
        **tables,
        "units": {code: _units(code) for code in ("en", "ja")},
        "other": "en" if language() == "ja" else "ja",
        "limits": LIMITS,
        "source_html": inline(source_line(sources)),
        "words": words("ruler"),
    }
    found = Measure(data, chosen, float(x), digits_of(text))
    plain = "\n".join([found.title, *found.lines])
    Live(str(data["uid"]), data, dict(data["start"])).show(_still(found, data["source_html"]), plain)


def _units(code: str) -> list[list[Any]]:
    """Unit words as ``quantity`` uses them, the largest first."""
    words_of = sorted(_unit_words(code).items(), reverse=True)
    return [[power, word] for power, word in words_of if code == "ja" or power >= 1_000_000]
