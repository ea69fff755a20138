"""The lesson's language: our own words, numbers, dates and the names of countries and currencies."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.core import get_global
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_currency_name

from widgets.errors import LessonError

__all__ = [
    "country_name",
    "currency_name",
    "date_text",
    "language",
    "month_text",
    "number",
    "percent",
    "quantity",
    "scale_unit",
    "use_language",
]

LOCALE = Path(__file__).parent / "locale"
_current = "en"


def use_language(code: str) -> None:
    """Make `code` the language of everything that follows.

    Parameters
    ----------
    code : str
        ``en``, or a language with a catalogue in ``widgets/locale``.

    Raises
    ------
    LessonError
        If there is no catalogue for the language.

    Examples
    --------
    >>> use_language("en")
    """
    global _current  # noqa: PLW0603 - one kernel speaks one language
    known = ["en", *sorted(path.stem for path in LOCALE.glob("*.po"))]
    if code not in known:
        msg = f"There is no language {code!r} in widgets/locale; choose one of: {', '.join(known)}."
        raise LessonError(msg)
    _current = code


def language() -> str:
    """Return the code of the language in use.

    Examples
    --------
    >>> language()
    'en'
    """
    return _current


@cache
def _catalogue(code: str) -> dict[str, str]:
    if code == "en":
        return {}
    with (LOCALE / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy}


def _(text: str) -> str:
    """Translate one of our own sentences; a missing one stays English (the build lists it)."""
    return _catalogue(_current).get(text, text)


@cache
def _decimal(x: float, code: str) -> str:
    return str(format_decimal(x, format="#,##0.############", locale=code))


@cache
def _day(day: datetime.date, pattern: str, code: str) -> str:
    return str(format_date(day, pattern, locale=code))


def number(x: float, digits: int = 3) -> str:
    """Write a number with at most `digits` significant digits and no unit word.

    Whole numbers are rounded too: more digits than the figures carry would pretend precision.

    Examples
    --------
    >>> number(1.3333), number(687123), number(150.62, digits=5), number(0)
    ('1.33', '687,000', '150.62', '0')
    """
    rounded = float(f"{x:.{digits - 1}e}") + 0.0  # never -0.0
    return _decimal(rounded, _current)


def percent(x: float, digits: int = 3) -> str:
    """Write a percentage; `x` is 39.1 for 39.1 %.

    Examples
    --------
    >>> percent(39.13)
    '39.1%'
    """
    return f"{number(x, digits)}%"


@cache
def _unit_words(code: str) -> dict[int, str]:
    """Words for powers of ten from CLDR: {1000000: ' million', …} or {10000: '万', …}."""
    formats = Locale.parse(code).compact_decimal_formats
    patterns = (formats["long"] if "long" in formats else formats["short"])["other"]
    words = {}
    for power, pattern in patterns.items():
        word = str(pattern.pattern).removeprefix("0")
        if word and "0" not in word:
            words[int(power)] = word
    return words


def scale_unit(largest: float) -> tuple[int, str]:
    """Choose the unit word for an axis whose largest value is `largest`.

    Returns
    -------
    tuple[int, str]
        The divisor and its word, ``(1, "")`` for small numbers.

    Examples
    --------
    >>> scale_unit(25e9), scale_unit(270)
    ((1000000000, 'billion'), (1, ''))
    """
    fitting = [power for power in _unit_words(_current) if abs(largest) >= power]
    power = max(fitting, default=1)
    return power, _unit_words(_current).get(power, "").strip()


def quantity(x: float, digits: int = 3) -> str:
    """Write a number with its unit word: million, billion; 万, 億, 兆.

    Examples
    --------
    >>> quantity(92e9), quantity(13.8575e12, digits=6), quantity(687123)
    ('92 billion', '13.8575 trillion', '687,000')
    """
    rounded = float(f"{x:.{digits - 1}e}")
    words = _unit_words(_current)
    if _current != "ja":
        power = max((p for p in words if abs(rounded) >= p >= 1_000_000), default=1)
        return number(rounded / power, digits) + words.get(power, "")
    if abs(rounded) < 10_000:
        return number(rounded, digits)
    # 13兆8,575億: each unit carries its own whole number, as Japanese newspapers print it.
    parts, rest = [], round(abs(rounded))
    for power in sorted(words, reverse=True):
        whole, rest = divmod(rest, power)
        if whole:
            parts.append(f"{whole:,}{words[power]}")
    if rest:
        parts.append(f"{rest:,}")
    return ("-" if rounded < 0 else "") + "".join(parts)


def country_name(code: str) -> str:
    """Name a country or economy by its ISO 3166-1 alpha-3 code (or ``EU``).

    Examples
    --------
    >>> country_name("KOR"), country_name("EU"), country_name("USA")
    ('South Korea', 'the European Union', 'the United States')
    """
    short = code if code == "EU" else str(get_global("territory_aliases").get(code, [code])[0])
    # The glossary fixes these names; the others are CLDR's.
    ours = {
        "US": _("the United States"),
        "EU": _("the European Union"),
        "GB": _("the United Kingdom"),
        "AE": _("the United Arab Emirates"),
        "NL": _("the Netherlands"),
    }
    return ours.get(short) or str(Locale.parse(_current).territories.get(short, code))


def currency_name(code: str) -> str:
    """Name a currency by its ISO 4217 code, in the plural where the language has one.

    Examples
    --------
    >>> currency_name("KRW"), currency_name("USD"), currency_name("JPY")
    ('South Korean won', 'US dollars', 'yen')
    """
    ours = {"USD": _("US dollars"), "JPY": _("yen"), "CNY": _("Chinese yuan")}
    if code in ours:
        return ours[code]
    name = str(get_currency_name(code, count=2, locale=_current))
    return name.replace(" ", "") if _current == "ja" else name


def date_text(day: datetime.date) -> str:
    """Write a day in full.

    Examples
    --------
    >>> date_text(datetime.date(2025, 7, 31))
    '31 July 2025'
    """
    return _day(day, "d MMMM y" if _current == "en" else "long", _current)


def month_text(month: str) -> str:
    """Write a month given as ``YYYY-MM``, or a year given alone.

    Examples
    --------
    >>> month_text("2025-07"), month_text("2025")
    ('July 2025', '2025')
    """
    year, _dash, month_number = month.partition("-")
    patterns = ("y年M月", "y年") if _current == "ja" else ("MMMM y", "y")
    pattern = patterns[0] if month_number else patterns[1]
    return _day(datetime.date(int(year), int(month_number or 1), 1), pattern, _current)
