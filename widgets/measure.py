"""What the money ruler says about one amount: how many digits it carries, and its size on every scale.

The page measures as it is typed in (``static/src/quantity.js`` and ``measure.js`` are the same rules in JavaScript);
Python measures the amount at the start. Both sides are held to ``tests/quantities.json``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from widgets.language import language, number, percent, quantity, use_language
from widgets.seal import parse_number

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LIMITS", "MOST", "Measure", "digits_of"]

MOST = 6  # digits
LIMITS = {"money": 0.01, "percent": 0.0001, "usd": 1e15}


def _in(code: str, x: float, digits: int) -> str:
    """Write a number with the unit words of a language that need not be the lesson's."""
    spoken = language()
    use_language(code)
    try:
        return quantity(x, digits)
    finally:
        use_language(spoken)


def digits_of(text: str) -> int:
    """Count the digits that a typed amount carries: at least 1, at most 6.

    Every digit counts, but leading zeros and zeros that fill places do not: those at the end of a whole number
    of four or more digits, and those that stand before 万, 億 or 兆 but not before million, billion or trillion.

    Parameters
    ----------
    text : str
        An amount that ``parse_number`` can read.

    Examples
    --------
    >>> digits_of("92,000,000,000"), digits_of("92 billion"), digits_of("920億"), digits_of("8.50")
    (2, 2, 2, 3)
    """
    x = parse_number(text)
    folded = unicodedata.normalize("NFKC", text).lower().replace("、", ",").replace("。", ".")
    folded = re.sub(r"([0-9])e[-+]?[0-9]+", r"\1", folded)
    figures = re.sub("[^0-9]", "", folded).lstrip("0")
    decimals = re.search("[.,][0-9]", re.sub(r"([0-9])[, '\u2019](?=[0-9]{3}(?![0-9]))", r"\1", folded))
    count = len(figures)
    if count >= 4 and float(figures) == x:
        count = len(figures.rstrip("0"))
    elif x and re.search("[百千万億兆]", folded) and not decimals:
        count = min(count, digits_of(_in("en", x, 15)))
    return min(max(count, 1), MOST)


def _carried(x: float) -> int:
    """Count the digits of a table's figure; a rate of exactly 1 is no measurement."""
    return MOST if x == 1 else len(str(x).removesuffix(".0").replace(".", "").lstrip("0"))


@dataclass(frozen=True)
class Measure:
    """One amount on every scale, in the lesson's language.

    Parameters
    ----------
    data : mapping
        What the page gets.
    state : mapping
        Currency, year, country and ``to``, the year of the prices.
    amount : float
        Units of the currency.
    digits : int
        Digits that the amount carries; rates and other figures with fewer digits give results with fewer.
    """

    data: Mapping[str, Any]
    state: Mapping[str, Any]
    amount: float
    digits: int

    def _say(self, name: str, **values: Any) -> str:
        return str(self.data["words"][name].format(**values))

    @cached_property
    def _place(self) -> int:
        return int(self.data["years"].index(self.state["year"]))

    @cached_property
    def _currency(self) -> dict[str, Any]:
        return next(c for c in self.data["currencies"] if c["code"] == self.state["currency"])

    @cached_property
    def _economy(self) -> dict[str, Any]:
        return next(e for e in self.data["economies"] if e["code"] == self.state["country"])

    @property
    def _rate(self) -> float:
        return float(self._currency["rates"][self._place])

    @property
    def _about(self) -> dict[str, Any]:
        return {"country": self._economy["name"], "year": self._economy["year"]}

    def _fewest(self, *figures: float) -> int:
        return min(self.digits, *map(_carried, figures))

    def _short(self, x: float, digits: int) -> str:
        least = LIMITS["money"]
        return self._say("less", limit=number(least, 1)) if x < least else quantity(x, digits)

    def _foreign(self, x: float, digits: int) -> str:
        return "–" if x < LIMITS["money"] else _in(self.data["other"], x, digits)

    def _money(self, x: float, digits: int, currency: dict[str, Any]) -> str:
        return self._say("money", quantity=self._short(x, digits), currency=currency["name"])

    @property
    def typed(self) -> str:
        """The amount as it was read."""
        return self._money(self.amount, self.digits, self._currency)

    @property
    def title(self) -> str:
        """The amount with the unit words of both languages."""
        other = self._foreign(self.amount, self.digits)
        same = other == self._short(self.amount, self.digits)
        return self.typed if same else self._say("equal", amount=self.typed, other=other)

    def _each(self) -> str:
        people = self._economy["people"]
        if not people:
            return self._say("no_people", **self._about)
        amount = self._money(self.amount / people, self._fewest(people), self._currency)
        return self._say("each", **self._about, amount=amount)

    def _share(self) -> str:
        gdp, least = self._economy["gdp"], LIMITS["percent"]
        if not gdp:
            return self._say("no_gdp", **self._about)
        share = 100 * (self.amount / self._rate) / (gdp * 1e9)
        text = percent(share, self._fewest(self._rate, gdp))
        tiny = self._say("less", limit=percent(least, 1))
        return self._say("share", **self._about, percent=tiny if share < least else text)

    def _prices(self) -> tuple[str, list[str]]:
        """The amount in another year's prices, and what to know about them."""
        year, to = self.state["year"], self.state["to"]
        found = {when: (level, months) for when, level, months in self.data["prices"]}
        if year not in found or to not in found:
            return self._say("no_prices", year=to if year in found else year), []
        (before, _months), (after, _months) = found[year], found[to]
        value = self.amount / self._rate * (after / before)
        digits = self._fewest(self._rate, before, after)
        amount = self._money(value, digits, self.data["currencies"][0])
        notes = [self._say("how", year=year)]
        for when in dict.fromkeys((year, to)):
            if found[when][1] < 12:
                notes.append(self._say("months", year=when, months=found[when][1]))
        return self._say("prices", to=to, amount=amount, other=self._foreign(value, digits)), notes

    @property
    def lines(self) -> list[str]:
        """Sentences: for each person, as a share of GDP, in other prices."""
        return [self._each(), self._share(), self._prices()[0]]

    @property
    def notes(self) -> list[str]:
        """Sentences on the rate, the prices and the digits."""
        rate, name, year = self._rate, self._currency["name"], self.state["year"]
        shown = [] if rate == 1 else [self._say("rate", rate=number(rate, MOST), currency=name, year=year)]
        digits = [self._say("digits", n=self.digits), self._say("digits_why")]
        return [*shown, *self._prices()[1], *digits]

    @property
    def caption(self) -> str:
        """What the table shows."""
        return self._say("caption", amount=self.typed, year=self.state["year"])

    @property
    def columns(self) -> list[str]:
        """Headings of the table."""
        names = [self._say(name) for name in ("col_currency", "col_amount", "col_other")]
        return [*names, self._say("col_each", **self._about)]

    @property
    def rows(self) -> list[list[str]]:
        """One row for each currency: its name and its cells, or one cell that says that no rate is known."""
        return [self._row(currency) for currency in self.data["currencies"]]

    def _row(self, currency: dict[str, Any]) -> list[str]:
        target = currency["rates"][self._place] if currency["rates"] else None
        if not target:
            return [currency["name"], self._say("no_rate", year=self.state["year"])]
        value, digits = self.amount, self.digits
        if currency is not self._currency:
            value, digits = self.amount * target / self._rate, self._fewest(self._rate, target)
        people = self._economy["people"]
        each = self._short(value / people, min(digits, _carried(people))) if people else "–"
        return [currency["name"], self._short(value, digits), self._foreign(value, digits), each]
