"""One amount on the scale that this copy of a lesson uses: currency, per person, share of the economy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd

from widgets.errors import LessonError
from widgets.language import _, country_name, currency_name, number, percent, quantity, scale_unit
from widgets.sources import cite
from widgets.tables import rows

__all__ = ["Scale", "money"]

Per = Literal["total", "person", "gdp"]


def money(amount: float, currency: str, digits: int = 3) -> str:
    """Write an amount of money in words.

    Parameters
    ----------
    amount : float
        Units of the currency.
    currency : str
        ISO 4217 code.
    digits : int
        Significant digits; never more than the figures carry.

    Examples
    --------
    >>> money(92e9, "USD")
    '92 billion US dollars'
    """
    return _("{quantity} {currency}").format(
        quantity=quantity(amount, digits), currency=currency_name(currency)
    )


@dataclass(frozen=True)
class Scale:
    """Turn US dollars into what one copy of a lesson shows.

    Parameters
    ----------
    country : str
        Country or economy whose people or economy is the yardstick (table ``economies``).
    currency : str
        Currency of the amounts (table ``exchange_rates``, or USD).
    year : int
        Year of the average exchange rate.
    per : {"total", "person", "gdp"}
        The whole amount, the amount for each person, or its share of the economy's yearly output.

    Raises
    ------
    LessonError
        If a figure that the choice needs was never checked.

    Examples
    --------
    >>> scale = Scale("KOR", "KRW", 2025, "person")
    >>> scale.text(92e9)
    '2.53 million South Korean won for each person in South Korea'
    """

    country: str
    currency: str
    year: int
    per: Per

    def __post_init__(self) -> None:
        self.rate  # noqa: B018 - an impossible choice is refused here, not in the middle of a lesson
        self.yardstick  # noqa: B018
        cite(self.sources)

    @property
    def sources(self) -> list[str]:
        """Ids of the sources that a conversion draws on."""
        column = {"person": "people_source", "gdp": "gdp_source"}.get(self.per)
        rated = self.currency != "USD" and self.per != "gdp"
        rates = [rows("exchange_rates")[self.currency, self.year].source] if rated else []
        return [*rates, *([getattr(rows("economies")[self.country], column)] if column else [])]

    @cached_property
    def rate(self) -> float:
        """Units of the currency for one US dollar, average of the year."""
        if self.currency == "USD":
            return 1.0
        rates = rows("exchange_rates")
        if (self.currency, self.year) in rates:
            return float(rates[self.currency, self.year].per_usd)
        years = [year for currency, year in rates if currency == self.currency]
        if not years:
            msg = (
                f"currency = {self.currency!r}: the table exchange_rates has no checked rate for it; "
                f"choose one of: USD, {', '.join(sorted({currency for currency, _year in rates}))}."
            )
            raise LessonError(msg)
        msg = (
            f"year = {self.year!r}: the table exchange_rates has {self.currency} rates for "
            f"{min(years)} to {max(years)}; choose a year among them."
        )
        raise LessonError(msg)

    @cached_property
    def yardstick(self) -> float:
        """People, or GDP in US dollars, or 1: what an amount is divided by."""
        if self.per == "total":
            return 1.0
        column, what = {
            "person": ("people", "number of people"),
            "gdp": ("gdp_usd_billion", "GDP"),
        }.get(self.per, ("", ""))
        if not column:
            msg = f"per = {self.per!r}: choose total, person or gdp."
            raise LessonError(msg)
        row = rows("economies").get(self.country)
        if row is None:
            known = ", ".join(rows("economies"))
            msg = f"country = {self.country!r}: the table economies has no such row; choose one of: {known}."
            raise LessonError(msg)
        value = getattr(row, column)
        if pd.isna(value):
            msg = (
                f"per = {self.per!r} with country = {self.country!r}: the table economies has no checked {what} "
                "for it; choose another country, or per = 'total'."
            )
            raise LessonError(msg)
        return float(value) * (1e9 if self.per == "gdp" else 1.0)

    @property
    def economy_year(self) -> int:
        """Year of the people and GDP figures."""
        return int(rows("economies")[self.country].year)

    def value(self, usd: float) -> float:
        """Convert US dollars: units of the currency (per person), or percent of GDP.

        Examples
        --------
        >>> round(Scale("KOR", "KRW", 2025, "gdp").value(92e9), 2)
        4.91
        """
        if self.per == "gdp":
            return 100 * usd / self.yardstick
        return usd * self.rate / self.yardstick

    def short(self, usd: float, digits: int = 3) -> str:
        """Write the converted amount without naming the unit, for a label beside a mark."""
        value = self.value(usd)
        return percent(value, digits) if self.per == "gdp" else quantity(value, digits)

    def text(self, usd: float, digits: int = 3) -> str:
        """Write the converted amount in full."""
        if self.per == "total":
            return money(self.value(usd), self.currency, digits)
        template = {
            "person": _("{amount} for each person in {country}"),
            "gdp": _("{amount} of the yearly output (GDP) of {country}"),
        }[self.per]
        amount = (
            self.short(usd, digits) if self.per == "gdp" else money(self.value(usd), self.currency, digits)
        )
        return template.format(amount=amount, country=country_name(self.country))

    def axis(self, largest_usd: float) -> tuple[float, str]:
        """Choose the unit of an axis.

        Parameters
        ----------
        largest_usd : float
            Largest amount on the axis, in US dollars.

        Returns
        -------
        tuple[float, str]
            Factor from US dollars to the axis, and the name of its unit.

        Examples
        --------
        >>> Scale("USA", "USD", 2025, "total").axis(25e9)
        (1e-09, 'billion US dollars')
        """
        one = self.value(1.0)
        if self.per == "gdp":
            return one, _("% of the GDP of {country}").format(country=country_name(self.country))
        power, word = scale_unit(self.value(largest_usd))
        unit = _("{unit} {currency}").format(unit=word, currency=currency_name(self.currency)).strip()
        if self.per == "person":
            unit = _("{unit} for each person in {country}").format(
                unit=unit, country=country_name(self.country)
            )
        return one / power, unit

    def rate_text(self) -> str:
        """Say which rate and which yardstick the amounts use, in one sentence; empty for plain dollars."""
        parts = []
        if self.currency != "USD" and self.per != "gdp":
            parts.append(
                _("{rate} {currency} for one US dollar, average of {year}").format(
                    rate=number(self.rate, 6), currency=currency_name(self.currency), year=self.year
                )
            )
        if self.per == "person":
            people = quantity(self.yardstick)
            parts.append(
                _("{people} people in {country} ({year})").format(
                    people=people, country=country_name(self.country), year=self.economy_year
                )
            )
        if self.per == "gdp":
            gdp = money(self.yardstick, "USD")
            parts.append(
                _("a GDP of {gdp} in {country} ({year})").format(
                    gdp=gdp, country=country_name(self.country), year=self.economy_year
                )
            )
        return _("; ").join(parts)
