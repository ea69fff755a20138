"""The money ruler: figures worked out again from the CSV files, the still, and the page driven by the keyboard."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from tests.widget_page import mount, tab_to, told
from widgets import LessonError, number, quantity, ruler, start
from widgets.language import use_language
from widgets.live import MIME
from widgets.measure import Measure, _carried, digits_of
from widgets.ruler import _units
from widgets.sources import credits as credit_list

if TYPE_CHECKING:
    from tests.conftest import Outputs

ROOT = Path(__file__).resolve().parent.parent
SHARED = json.loads((ROOT / "tests" / "quantities.json").read_text(encoding="utf-8"))
PLAIN: dict[str, Any] = {"country": "JPN", "year": 2025, "to": 2015}


def _cell(name: str, column: str, **key: str) -> float:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        (row,) = (row for row in csv.DictReader(file) if all(row[k] == v for k, v in key.items()))
    return float(row[column])


def _begin(code: str = "en", **parameters: Any) -> None:
    start("03", code, parameters, {name: [value] for name, value in parameters.items()})


def _output(
    displayed: Outputs, *args: Any, code: str = "en", lesson: dict[str, Any] | None = None, **kwargs: Any
) -> Any:
    def cell() -> None:
        _begin(code, **(lesson or {}))
        ruler("ruler", *args, **kwargs)

    return displayed(cell)[-1].data


def _data(displayed: Outputs, *args: Any, **kwargs: Any) -> dict[str, Any]:
    found: dict[str, Any] = _output(displayed, *args, **kwargs)[MIME]
    return found


def test_python_agrees_with_the_shared_table() -> None:
    for x, digits, *expected in SHARED["number"]:
        for code, text in zip(("en", "ja"), expected, strict=True):
            use_language(code)
            assert number(x, digits) == text, (x, digits, code)
    for x, digits, *expected in SHARED["quantity"]:
        for code, text in zip(("en", "ja"), expected, strict=True):
            use_language(code)
            assert quantity(x, digits) == text, (x, digits, code)
    for code, units in SHARED["units"].items():
        assert _units(code) == units


@pytest.mark.parametrize(("typed", "digits"), SHARED["digits"])
@pytest.mark.parametrize("code", ["en", "ja"])
def test_the_digits_that_an_amount_carries(typed: str, digits: int, code: str) -> None:
    use_language(code)
    assert digits_of(typed) == digits


def test_the_digits_that_a_figure_carries() -> None:
    assert [[x, _carried(x)] for x, _ in SHARED["carried"]] == SHARED["carried"]
    assert _carried(790.0) == 3


def _found(data: dict[str, Any], typed: str, amount: float, **state: Any) -> Measure:
    return Measure(data, {**data["start"], **state}, amount, digits_of(typed))


def test_one_amount_on_every_scale(displayed: Outputs) -> None:
    data = _data(displayed, 92e9, "USD", **PLAIN)
    found = _found(data, "92 billion", 92e9)
    people, gdp = (_cell("economies", name, economy="JPN") for name in ("people", "gdp_usd_billion"))
    assert (round(92e9 / people, -1), round(92e11 / (gdp * 1e9), 1)) == (740, 2.3)
    ratio = _cell("us_prices", "cpi", year="2015") / _cell("us_prices", "cpi", year="2025")
    assert round(92 * ratio) == 68
    assert found.title == "92 billion US dollars = 920億 in Japanese units"
    assert found.lines == [
        "For each person in Japan (2024): 740 US dollars.",
        "Share of the yearly output (GDP) of Japan (2024): 2.3%.",
        "In US consumer prices of 2015: 68 billion US dollars (680億 in Japanese units).",
    ]
    rows = {name: cells for name, *cells in found.rows}
    # 92e9 × 149.5686 = 13.76e12; ÷ 123,975,371 = 110,992
    assert rows["yen"] == ["14 trillion", "14兆", "110,000"]
    assert (
        rows["euros"][0]
        == f"{92 * _cell('exchange_rates', 'per_usd', currency='EUR', year='2025'):.0f} billion"
    )
    assert "The price figure of 2025 is an average of 11 months." in found.notes
    assert found.notes[-2] == "Digits used: 2, as many as the amount carries; 6 at most."


def test_yen_become_dollars_at_the_rate_of_their_year_before_prices_change(displayed: Outputs) -> None:
    data = _data(displayed, 92e9, "USD", **PLAIN)
    found = _found(data, "13兆8,575億円", 13.8575e12, currency="JPY", year=2014, to=2024)
    # 13.8575e12 ÷ 105.7398 = 131.0528e9; × 313.689 ÷ 236.736 = 173.653e9
    assert (
        found.lines[2]
        == "In US consumer prices of 2024: 173.653 billion US dollars (1,736億5,300万 in Japanese units)."
    )
    assert found.notes[0] == "105.74 yen for one US dollar, average of 2014"
    assert not any("months" in note for note in found.notes)


def test_a_result_has_no_more_digits_than_the_figures_behind_it(displayed: Outputs) -> None:
    data = _data(displayed, 92e9, "USD", **PLAIN)
    found = _found(data, "13兆8,575億円", 13.8575e12, currency="JPY", country="TWN")
    rows = {name: cells for name, *cells in found.rows}
    assert (
        rows["euros"][0] == "81.95 billion"
    )  # 13.8575e12 ÷ 149.5686 × 0.8845 = 81.949e9, and 0.8845 carries 4
    assert rows["yen"] == ["13.8575 trillion", "13兆8,575億", "–"]
    assert found.lines[0] == "There is no checked number of people for Taiwan."
    assert "11.7%" in found.lines[1]  # 92.65 ÷ 790, and 790 carries 3


def test_what_has_no_checked_rate_is_listed(displayed: Outputs) -> None:
    data = _data(displayed, 92e9, "USD", **PLAIN)
    rows = {name: cells for name, *cells in _found(data, "1", 1.0).rows}
    assert rows["British pounds"] == ["no checked rate for 2025"]
    with (ROOT / "data" / "exchange_rates.csv").open(encoding="utf-8", newline="") as file:
        rated = {"USD", *(row["currency"] for row in csv.DictReader(file))}
    assert {c["code"] for c in data["currencies"] if c["rates"]} == rated
    assert sum(len(cells) == 1 for cells in rows.values()) == len(rows) - len(rated) > 0


def test_it_begins_as_the_lesson_does(displayed: Outputs) -> None:
    lesson = {"country": "KOR", "currency": "KRW", "year": 2020}
    data = _data(displayed, 92e9, "USD", lesson=lesson)
    assert data["start"] == {
        "amount": "92 billion",
        "currency": "USD",
        "year": 2020,
        "country": "KOR",
        "to": 2013,
    }
    assert [c["code"] for c in data["currencies"][:2]] == ["USD", "KRW"]
    data = _data(displayed, 92e9, "USD")
    assert data["start"] == {
        "amount": "92 billion",
        "currency": "USD",
        "year": 2025,
        "country": "USA",
        "to": 2015,
    }
    data = _data(displayed, "13兆8,575億", "JPY", lesson=lesson, country="DEU", year=2014, to=2025)
    assert data["start"] == {
        "amount": "13兆8,575億",
        "currency": "JPY",
        "year": 2014,
        "country": "DEU",
        "to": 2025,
    }


def test_the_data_are_small_and_repeat(displayed: Outputs) -> None:
    first, second = (
        json.dumps(_data(displayed, 92e9, "USD", code="ja"), ensure_ascii=False) for _ in range(2)
    )
    assert first == second
    assert len(first.encode()) < 25_000
    assert len(json.dumps(json.loads(first))) < 25_000


def test_all_sources_are_named_and_credited(displayed: Outputs) -> None:
    html = _data(displayed, 92e9, "USD")["source_html"]
    for name in ("G.5A", "SP.POP.TOTL", "NY.GDP.MKTP.CD", "GDP of Taiwan", "Consumer price index"):
        assert name in html
    assert len(credit_list()) == 6


def test_the_still_shows_the_amount_at_the_start(displayed: Outputs) -> None:
    output = _output(displayed, 92e9, "USD", **PLAIN)
    still = output["text/html"]
    assert still.count('scope="col"') == 4
    assert '<th scope="row">yen</th><td>14 trillion</td><td>14兆</td><td>110,000</td>' in still
    assert '<th scope="row">British pounds</th><td colspan="3">no checked rate for 2025</td>' in still
    assert "740 US dollars" in still
    assert output["text/plain"].startswith("92 billion US dollars = 920億 in Japanese units\nFor each person")


def test_in_japanese_the_english_words_stand_beside(displayed: Outputs) -> None:
    data = _data(displayed, 92e9, "USD", code="ja", **PLAIN)
    assert data["start"]["amount"] == "920億"
    found = _found(data, "920億", 92e9)
    assert found.typed == "920億ドル"
    assert "92 billion" in found.title
    rows = {name: cells for name, *cells in found.rows}
    assert rows["円"] == ["14兆", "14 trillion", "11万"]


@pytest.mark.parametrize(
    ("args", "kwargs", "sentence"),
    [
        ((92e9, "GBP"), {}, "currency = 'GBP' is not possible"),
        ((92e9, "USD"), {"country": "PRK"}, "country = 'PRK' is not possible"),
        ((92e9, "USD"), {"year": 2013}, "year = 2013 is not possible"),
        ((92e9, "USD"), {"to": 2026}, "to = 2026 is not possible"),
        (("many", "USD"), {}, "ruler 'ruler': the amount 'many' cannot be measured"),
        ((0, "USD"), {}, "the amount 0 cannot be measured"),
        ((-5.0, "USD"), {}, "the amount -5.0 cannot be measured"),
        ((1e30, "USD"), {}, "the amount 1e+30 cannot be measured"),
    ],
)
def test_an_impossible_start_is_refused(args: Any, kwargs: Any, sentence: str) -> None:
    _begin()
    with pytest.raises(LessonError, match=re.escape(sentence)):
        ruler("ruler", *args, **kwargs)


def _type(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Amount")
    box.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def _shown(page: Page) -> list[list[str]]:
    rows: list[list[str]] = page.locator(".kit-reading tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"
    )
    return rows


@pytest.mark.parametrize(
    ("typed", "amount", "state"),
    [
        ("92 billion", 92e9, {}),
        ("13兆8,575億円", 13.8575e12, {"currency": "JPY", "year": 2014, "country": "KOR", "to": 2024}),
        ("1,5 million", 1.5e6, {"currency": "EUR", "country": "TWN", "to": 2025}),
        ("0.75", 0.75, {"currency": "KRW", "country": "IND"}),
        ("903.68634 billion", 903.68634e9, {"currency": "JPY", "year": 2021, "country": "CHE", "to": 2013}),
        ("999.9 trillion", 999.9e12, {"country": "CHN"}),
    ],
)
@pytest.mark.parametrize("code", ["en", "ja"])
def test_the_page_measures_as_python_does(
    page: Page, displayed: Outputs, typed: str, amount: float, state: dict[str, Any], code: str
) -> None:
    data = _data(displayed, 8.5e9, "USD", code=code, **PLAIN)
    mount(page, data, {**data["start"], **state, "amount": typed}, lang=code)
    found = _found(data, typed, amount, **state)
    assert page.locator(".kit-equal").text_content() == found.title
    assert page.locator(".kit-reading li").all_text_contents() == [*found.lines, *found.notes]
    assert page.locator(".kit-reading caption").text_content() == found.caption
    assert page.locator(".kit-reading thead th").all_text_contents() == found.columns
    assert _shown(page) == found.rows


def test_by_keyboard_from_dollars_to_yen(page: Page, displayed: Outputs) -> None:
    mount(page, _data(displayed, 92e9, "USD", **PLAIN))
    status = page.get_by_role("status")
    tab_to(page, "Amount")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("13兆8,575億円")
    expect(page.locator(".kit-problem")).to_contain_text("names another currency")
    expect(page.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".kit-equal")).to_have_text("92 billion US dollars = 920億 in Japanese units")
    expect(status).to_contain_text("Below is still the result for 92 billion US dollars.")
    tab_to(page, "Currency of the amount")
    page.keyboard.type("yen")
    expect(page.locator(".kit-equal")).to_have_text("13.8575 trillion yen = 13兆8,575億 in Japanese units")
    expect(page.locator(".kit-problem")).to_be_hidden()
    tab_to(page, "Year of the exchange rate")
    page.keyboard.type("2014")
    tab_to(page, "Country or economy")
    page.keyboard.type("Germany")
    tab_to(page, "In US prices of the year")
    page.keyboard.type("2024")
    expect(page.locator(".kit-reading li").nth(2)).to_contain_text("173.653 billion")
    expect(page.get_by_role("columnheader")).to_have_text(
        ["Currency", "Amount", "In Japanese units", "For each person in Germany"]
    )
    expect(page.get_by_role("rowheader", name="yen", exact=True)).to_be_visible()
    page.wait_for_function("() => models['03.ruler'].told.at(-1)?.to === 2024")
    assert told(page, "03.ruler")[-1] == {
        "amount": "13兆8,575億円", "currency": "JPY", "year": 2014, "country": "DEU", "to": 2024,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Type an amount"),
        ("many", "does not read as one amount"),
        ("92 trilion", "“trilion” is no unit"),
        ("0", "above zero"),
        ("-5 million", "above zero"),
        ("1e30", "The ruler ends at 1,000 trillion US dollars."),
        ("0.001", "The ruler begins at 0.01"),
    ],
)
def test_bad_input_gets_one_sentence_and_the_last_result_stays(
    page: Page, displayed: Outputs, typed: str, says: str
) -> None:
    mount(page, _data(displayed, 92e9, "USD", **PLAIN))
    before = _shown(page)
    _type(page, "250")
    assert _shown(page) != before  # at once
    page.keyboard.press("Enter")
    before = _shown(page)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.locator(".kit-problem")).to_contain_text(says)
    expect(page.get_by_role("status")).to_contain_text("Below is still the result for 250 US dollars.")
    assert _shown(page) == before


def test_nothing_is_said_or_complained_about_while_somebody_types(page: Page, displayed: Outputs) -> None:
    mount(page, _data(displayed, 92e9, "USD", **PLAIN))
    page.evaluate(
        "() => { window.said = []; new MutationObserver(() => said.push(document.querySelector('[role=status]').textContent))"
        ".observe(document.querySelector('[role=status]'), {childList: true, subtree: true, characterData: true}); }"
    )
    _type(page, "13.5 billion")
    expect(page.locator(".kit-equal")).to_have_text("13.5 billion US dollars = 135億 in Japanese units")
    page.wait_for_function("() => said.length > 0")
    page.wait_for_timeout(900)
    said = page.evaluate("said")
    assert len(said) == 1
    assert said[0].startswith("13.5 billion US dollars = 135億")
    assert "GDP" in said[0]
    assert "yen" not in said[0]  # the table is there to be read, not to be called out


def test_keys_stay_in_the_box_and_it_can_be_taken_down(page: Page, displayed: Outputs) -> None:
    mount(page, _data(displayed, 92e9, "USD"))
    page.evaluate("keys.length = 0")
    _type(page, "7")
    page.keyboard.press("Shift+Enter")
    assert "7" not in page.evaluate("keys")
    assert "Enter" not in page.evaluate("keys")
    page.evaluate("stops['03.ruler']()")
    assert page.evaluate("document.querySelector('section').innerHTML") == ""


@pytest.mark.parametrize("code", ["en", "ja"])
def test_it_fits_a_narrow_page_and_every_target_is_big_enough(
    page: Page, displayed: Outputs, code: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    mount(page, _data(displayed, 13.8575e12, "JPY", code=code, **PLAIN), lang=code)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("(e => e.scrollWidth - e.clientWidth)(document.querySelector('.kit-scroll'))") <= 0
    heights = page.locator("input, select").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert len(heights) == 5
    assert min(heights) >= 44
