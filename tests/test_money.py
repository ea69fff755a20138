"""Amounts on every scale, worked out again from the CSV files with plain arithmetic."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from widgets import LessonError, Scale, money
from widgets.language import use_language
from widgets.sources import credits as credit_list

DATA = Path(__file__).parent.parent / "data"
SUM = 92e9


def _cell(table: str, column: str, **key: str) -> float:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        (row,) = (row for row in csv.DictReader(file) if all(row[k] == v for k, v in key.items()))
    return float(row[column])


def _rate(currency: str, year: str = "2025") -> float:
    return _cell("exchange_rates", "per_usd", currency=currency, year=year)


def _people(economy: str) -> float:
    return _cell("economies", "people", economy=economy)


CASES = [
    # 92e9 × 1421.3963 ÷ 51,751,065 = 2,526,873
    (("KOR", "KRW", 2025, "person"), lambda: SUM * _rate("KRW") / _people("KOR"),
     "2.53 million South Korean won for each person in South Korea", ("韓国", "一人当たり", "253万韓国ウォン")),
    # 92e9 × 149.5686 = 13.7603e12
    (("JPN", "JPY", 2025, "total"), lambda: SUM * _rate("JPY"), "13.8 trillion yen", ("13兆8,000億円",)),
    # 92e9 × 149.5686 ÷ 123,975,371 = 110,992
    (("JPN", "JPY", 2025, "person"), lambda: SUM * _rate("JPY") / _people("JPN"),
     "111,000 yen for each person in Japan", ("日本", "一人当たり", "11万1,000円")),
    # 92e9 ÷ 340,110,988 = 270.4999
    (("USA", "USD", 2025, "person"), lambda: SUM / _people("USA"),
     "270 US dollars for each person in the United States", ("アメリカ", "一人当たり", "270ドル")),
    (("USA", "USD", 2025, "total"), lambda: SUM, "92 billion US dollars", ("920億ドル",)),
    # 92 ÷ 19,423 = 0.47367 %
    (("EU", "EUR", 2025, "gdp"), lambda: 100 * SUM / (_cell("economies", "gdp_usd_billion", economy="EU") * 1e9),
     "0.474% of the yearly output (GDP) of the European Union", ("EU", "GDP", "0.474%")),
    # Taiwan has no checked count of people, but a GDP: 92 ÷ 790 = 11.6 %
    (("TWN", "TWD", 2018, "gdp"), lambda: 100 * SUM / 790e9,
     "11.6% of the yearly output (GDP) of Taiwan", ("台湾", "GDP", "11.6%")),
    # 92e9 × 61.0 (2014) ÷ 1: another year, another rate
    (("IND", "INR", 2014, "total"), lambda: SUM * _rate("INR", "2014"),
     "5.61 trillion Indian rupees", ("5兆6,100億インドルピー",)),
]  # fmt: skip


def _assert_japanese(text: str, parts: tuple[str, ...]) -> None:
    """The figures and names are there; how they are joined is the catalogue's matter."""
    assert [part for part in parts if part not in text] == []
    assert not re.search("[a-z]", text)
    assert bool(text) == bool(parts)


@pytest.mark.parametrize(("choice", "value", "english", "japanese"), CASES)
def test_one_sum_on_every_scale(choice: tuple, value, english: str, japanese: tuple[str, ...]) -> None:  # noqa: ANN001
    scale = Scale(*choice)
    assert scale.value(SUM) == pytest.approx(value(), rel=1e-12)
    assert scale.value(-SUM) == -scale.value(SUM)
    assert scale.text(SUM) == english
    use_language("ja")
    _assert_japanese(scale.text(SUM), japanese)


def test_more_digits_on_demand() -> None:
    assert Scale("JPN", "JPY", 2025, "total").text(SUM, 6) == "13.7603 trillion yen"
    use_language("ja")
    assert Scale("JPN", "JPY", 2025, "total").text(SUM, 6) == "13兆7,603億円"
    assert money(13_957.5e9, "JPY", 8) == "13兆9,575億円"
    assert money(903.68634e9, "JPY", 8) == "9,036億8,634万円"


def test_a_label_names_no_unit() -> None:
    assert Scale("KOR", "KRW", 2025, "person").short(SUM) == "2.53 million"
    assert Scale("EU", "EUR", 2025, "gdp").short(SUM) == "0.474%"
    assert Scale("USA", "USD", 2025, "total").short(2e6) == "2 million"


@pytest.mark.parametrize(
    ("choice", "largest", "on_axis", "english", "japanese"),
    [
        # 25e9 × 1421.3963 ÷ 51,751,065 = 686,650
        (("KOR", "KRW", 2025, "person"), 25e9, (686.650, 68.6650),
         "thousand South Korean won for each person in South Korea", ("韓国", "一人当たり", "万韓国ウォン")),
        (("USA", "USD", 2025, "total"), 25e9, (25, 250), "billion US dollars", ("億ドル",)),
        (("USA", "USD", 2025, "person"), 25e9, (73.5054, 73.5054),
         "US dollars for each person in the United States", ("アメリカ", "一人当たり", "ドル")),
        (("EU", "EUR", 2025, "gdp"), 25e9, (0.128713, 0.128713),
         "% of the GDP of the European Union", ("EU", "GDP", "%")),
    ],
)  # fmt: skip
def test_an_axis_has_a_unit_that_fits_its_largest_amount(
    choice: tuple, largest: float, on_axis: tuple[float, float], english: str, japanese: tuple[str, ...]
) -> None:
    for code, place, name in (("en", 0, english), ("ja", 1, japanese)):
        use_language(code)
        factor, unit = Scale(*choice).axis(largest)
        assert factor * largest == pytest.approx(on_axis[place], rel=1e-5)
        if code == "en":
            assert unit == name
        else:
            _assert_japanese(unit, name)


@pytest.mark.parametrize(
    ("choice", "english", "japanese"),
    [
        (("USA", "USD", 2025, "total"), "", ()),
        (("JPN", "JPY", 2025, "total"), "149.569 yen for one US dollar, average of 2025",
         ("2025年", "149.569円")),
        (("KOR", "KRW", 2024, "person"),
         "1,363.44 South Korean won for one US dollar, average of 2024; 51.8 million people in South Korea (2024)",
         ("2024年", "1,363.44韓国ウォン", "韓国", "5,180万人")),
        (("EU", "EUR", 2025, "gdp"), "a GDP of 19.4 trillion US dollars in the European Union (2024)",
         ("EU", "19兆4,000億ドル", "2024年")),
    ],
)  # fmt: skip
def test_what_a_learner_needs_to_work_it_out(choice: tuple, english: str, japanese: tuple[str, ...]) -> None:
    assert Scale(*choice).rate_text() == english
    use_language("ja")
    _assert_japanese(Scale(*choice).rate_text(), japanese)


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (("TWN", "TWD", 2025, "person"), ("per = 'person' with country = 'TWN': the table economies has no checked "
         "number of people for it; choose another country, or per = 'total'.")),
        (("GBR", "GBP", 2025, "total"), ("currency = 'GBP': the table exchange_rates has no checked rate for it; "
         "choose one of: USD, BRL, CAD, CHF, CNY, EUR, INR, JPY, KRW, SEK, SGD, TWD.")),
        (("JPN", "JPY", 2026, "total"), ("year = 2026: the table exchange_rates has JPY rates for 2014 to 2025; "
         "choose a year among them.")),
        (("JPN", "JPY", 2013, "person"), ("year = 2013: the table exchange_rates has JPY rates for 2014 to 2025; "
         "choose a year among them.")),
        (("PRK", "USD", 2025, "gdp"), ("country = 'PRK': the table economies has no such row; choose one of: ARE, AUS, "
         "BRA, CAN, CHE, CHN, DEU, EU, FRA, GBR, IND, ISR, JPN, KOR, NLD, SAU, SGP, SWE, TWN, USA.")),
        (("JPN", "JPY", 2025, "house"), "per = 'house': choose total, person or gdp."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("code", ["en", "ja"])
def test_an_impossible_choice_is_refused_in_one_sentence(choice: tuple, sentence: str, code: str) -> None:
    use_language(code)
    with pytest.raises(LessonError) as refused:
        Scale(*choice)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("choice", "sources"),
    [
        (("USA", "USD", 2025, "total"), []),
        (("JPN", "JPY", 2025, "total"), ["fed-g5a"]),
        (("KOR", "KRW", 2025, "person"), ["fed-g5a", "wb-population"]),
        (("EU", "EUR", 2025, "gdp"), ["wb-gdp-2025"]),
        (("TWN", "TWD", 2025, "gdp"), ["twn-gdp"]),
    ],
)
def test_a_scale_cites_what_it_draws_on(choice: tuple, sources: list[str]) -> None:
    assert Scale(*choice).sources == sources
    assert len(credit_list()) == len(sources)
