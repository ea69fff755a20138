"""Numbers, dates and names: every expected text is written out by hand."""

from __future__ import annotations

import csv
import datetime
import re
from pathlib import Path

import pytest

from widgets import LessonError, country_name, currency_name, date_text, number, percent, quantity
from widgets.language import language, month_text, scale_unit, use_language

DATA = Path(__file__).parent.parent / "data"

# value, digits, English, Japanese
QUANTITIES = [
    (92e9, 3, "92 billion", "920億"),
    (13.8575e12, 6, "13.8575 trillion", "13兆8,575億"),
    (13.8575e12, 3, "13.9 trillion", "13兆9,000億"),
    (124e6, 3, "124 million", "1億2,400万"),
    (2_526_873, 3, "2.53 million", "253万"),
    (687_123, 3, "687,000", "68万7,000"),
    (270.49993, 3, "270", "270"),
    (1.5, 3, "1.5", "1.5"),
    (0.004567, 3, "0.00457", "0.00457"),
    (0, 3, "0", "0"),
    (-0.0, 3, "0", "0"),
    (-92e9, 3, "-92 billion", "-920億"),
    (-124e6, 3, "-124 million", "-1億2,400万"),
    # Rounding reaches the next unit word.
    (999_999, 3, "1 million", "100万"),
    (999_499, 3, "999,000", "99万9,000"),
    (9_999.6, 3, "10,000", "1万"),
    (99_999_999, 3, "100 million", "1億"),
    (999_999_999, 3, "1 billion", "10億"),
    (999_960_000_000, 3, "1 trillion", "1兆"),
    (999_960_000_000, 5, "999.96 billion", "9,999億6,000万"),
    # Whole numbers under each Japanese unit word: the last one is rounded, not cut off.
    (12_345.67, 7, "12,345.67", "1万2,346"),
    (999_999.6, 7, "999,999.6", "100万"),
    (100_000_005, 9, "100.000005 million", "1億5"),
]


@pytest.mark.parametrize(("value", "digits", "english", "japanese"), QUANTITIES)
def test_quantities(value: float, digits: int, english: str, japanese: str) -> None:
    assert quantity(value, digits) == english
    use_language("ja")
    assert quantity(value, digits) == japanese


@pytest.mark.parametrize("code", ["en", "ja"])
@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1.3333, 3, "1.33"), (0.66666, 1, "0.7"), (150.62, 5, "150.62"), (687_123, 3, "687,000"), (0, 3, "0"),
        (-0.0, 3, "0"), (-1.239, 3, "-1.24"), (999.9, 3, "1,000"), (2.0, 3, "2"), (1e-9, 3, "0.000000001"),
        (12, 1, "10"),
    ],
)  # fmt: skip
def test_numbers_without_a_unit_word(code: str, value: float, digits: int, text: str) -> None:
    use_language(code)
    assert number(value, digits) == text
    assert percent(value, digits) == f"{text}%"


def test_days_and_months() -> None:
    day = datetime.date(2025, 7, 31)
    assert (date_text(day), month_text("2025-07"), month_text("2024-12")) == (
        "31 July 2025", "July 2025", "December 2024",
    )  # fmt: skip
    use_language("ja")
    assert (date_text(day), month_text("2025-07"), month_text("2024-12")) == (
        "2025年7月31日", "2025年7月", "2024年12月",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("largest", "english", "japanese"),
    [
        (270, (1, ""), (1, "")),
        (686_650, (1000, "thousand"), (10_000, "万")),
        (2.5e6, (10**6, "million"), (10_000, "万")),
        (25e9, (10**9, "billion"), (10**8, "億")),
        (-25e9, (10**9, "billion"), (10**8, "億")),
        (3.7e12, (10**12, "trillion"), (10**12, "兆")),
    ],
)
def test_the_unit_word_of_an_axis(
    largest: float, english: tuple[int, str], japanese: tuple[int, str]
) -> None:
    assert scale_unit(largest) == english
    use_language("ja")
    assert scale_unit(largest) == japanese


@pytest.mark.parametrize(
    ("code", "english", "japanese"),
    [
        ("USA", "the United States", "アメリカ"), ("JPN", "Japan", "日本"), ("KOR", "South Korea", "韓国"),
        ("CHN", "China", "中国"), ("TWN", "Taiwan", "台湾"), ("EU", "the European Union", "EU"),
        ("GBR", "the United Kingdom", "イギリス"), ("DEU", "Germany", "ドイツ"),
    ],
)  # fmt: skip
def test_names_of_countries(code: str, english: str, japanese: str) -> None:
    assert country_name(code) == english
    use_language("ja")
    assert country_name(code) == japanese


@pytest.mark.parametrize(
    ("code", "english", "japanese"),
    [
        ("USD", "US dollars", "ドル"), ("JPY", "yen", "円"), ("KRW", "South Korean won", "韓国ウォン"),
        ("EUR", "euros", "ユーロ"), ("BRL", "Brazilian reals", "ブラジルレアル"),
    ],
)  # fmt: skip
def test_names_of_currencies(code: str, english: str, japanese: str) -> None:
    assert currency_name(code) == english
    use_language("ja")
    assert currency_name(code) == japanese


def _column(table: str, column: str) -> set[str]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


def test_every_code_in_the_tables_has_a_name_in_both_languages() -> None:
    countries, currencies = _column("economies", "economy") - {"EU"}, _column("exchange_rates", "currency")
    assert len(countries) > 10
    assert len(currencies) > 5
    for code in ("en", "ja"):
        use_language(code)
        names = [country_name(c) for c in countries] + [currency_name(c) for c in currencies]
        assert not set(names) & (countries | currencies)
        assert len(set(names)) == len(names)
        if code == "ja":
            assert not [name for name in names if re.search("[A-Za-z ]", name)]


def test_an_unknown_language_is_refused_and_changes_nothing() -> None:
    use_language("ja")
    with pytest.raises(LessonError, match=r"no language 'fr' in widgets/locale; choose one of: en, ja\.$"):
        use_language("fr")
    assert language() == "ja"
