"""The learner's own headline: sizes worked out again from the CSV files, and the form driven in a real browser."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.test_page import _cell, _lesson
from tests.widget_page import mount, reveal, tab_to, told
from variants.site import write_pages
from widgets import LessonError, headline, live, start
from widgets.language import country_name
from widgets.lesson import running
from widgets.live import MIME
from widgets.sources import credits as credit_list

if TYPE_CHECKING:
    from tests.conftest import Outputs

ROOT = Path(__file__).resolve().parent.parent
UID = "03.own"
ASKED = ["Who says it?", "A number of what?", "When?", "Compared with what?"]


def _cells(name: str, column: str) -> dict[tuple[str, ...], float]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        keys = ("currency", "year") if name == "exchange_rates" else ("economy",)
        return {tuple(row[k] for k in keys): float(row[column] or "nan") for row in csv.DictReader(file)}


RATES = _cells("exchange_rates", "per_usd")
PEOPLE, GDP = _cells("economies", "people"), _cells("economies", "gdp_usd_billion")


def _output(displayed: Outputs, code: str = "en", **kwargs: Any) -> Any:
    def cell() -> None:
        start("03", code, {}, {})
        headline("own", **kwargs)

    return displayed(cell)[-1].data


@pytest.fixture
def data(displayed: Outputs) -> dict[str, Any]:
    found: dict[str, Any] = _output(displayed, country="JPN")[MIME]
    return found


def _kept(**fields: str) -> dict[str, Any]:
    return {"answer": {"fields": fields}, "sure": None, "tries": 0, "done": False, "hints": 0}


def _mount(page: Page, data: dict[str, Any], lang: str = "en", **fields: str) -> None:
    mount(page, data, _kept(**fields) if fields else {}, lang=lang)


def _said(page: Page) -> list[str]:
    """The size, as sentences."""
    return page.locator(".kit-reading > .kit-equal, .kit-reading > ul > li").all_text_contents()


def _warned(page: Page) -> list[str]:
    return page.locator(".kit-warning p").all_text_contents()


# --- Python -----------------------------------------------------------------------------------------------


def test_it_begins_empty_with_the_country_of_the_lesson(displayed: Outputs) -> None:
    def cell() -> None:
        start("03", "en", {"country": "KOR"}, {"country": ["economies.economy"]})
        headline("own")

    assert displayed(cell)[-1].data[MIME]["country"] == "KOR"
    output = _output(displayed)
    assert output[MIME]["country"] == "USA"
    assert output["text/plain"] == " / ".join(["Bring your own headline", *ASKED])


def test_an_unknown_country_is_refused() -> None:
    start("03", "en", {}, {})
    with pytest.raises(LessonError, match=r"^country = 'JAP' is not possible.* Did you mean 'JPN'\?$"):
        headline("own", country="JAP")


def test_the_data_are_small_and_their_sources_are_credited(displayed: Outputs) -> None:
    for code in ("en", "ja"):
        found = _output(displayed, code)[MIME]
        assert len(json.dumps(found, ensure_ascii=False).encode()) < 25_000
    for name in ("G.5A", "SP.POP.TOTL", "NY.GDP.MKTP.CD", "check again by"):
        assert name in _output(displayed)[MIME]["source_html"]
    assert len(credit_list()) == 5


def test_on_paper_it_is_a_form_with_room_to_write(displayed: Outputs) -> None:
    html = _output(displayed, country="JPN")["text/html"]
    for text in [*ASKED, "The headline", "The number in it", "Date of the headline"]:
        assert text in html
    assert html.count("<hr") == 2 * (len(ASKED) + 2)
    # What the sums by hand need: 124 million people, and the rate.
    assert f"People in Japan (2024): {PEOPLE['JPN',] / 1e6:.0f} million" in html
    assert f"{RATES['JPY', '2025']:.3f} yen" in html


def test_what_is_typed_is_kept_like_an_answer(
    displayed: Outputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def cell() -> None:
        start("03", "en", {}, {})
        headline("own")

    displayed(cell)
    running().answers.front_end = True
    (widget,) = live._live
    widget.values = _kept(headline="見出し", number="92 billion")
    (file,) = (tmp_path / "answers").iterdir()
    kept = json.loads(file.read_text(encoding="utf-8"))["answers"]
    assert kept[UID]["answer"]["fields"] == {"headline": "見出し", "number": "92 billion"}


# --- sizes, in the page -----------------------------------------------------------------------------------


def test_an_amount_in_words_for_each_person_and_as_a_share(page: Page, data: dict[str, Any]) -> None:
    _mount(page, data, number="92 billion", unit="USD", date="July 2024", country="JPN")
    each, share = 92e9 / PEOPLE["JPN",], 100 * 92 / GDP["JPN",]
    assert (round(each, -1), round(share, 1)) == (740, 2.3)
    assert _said(page) == [
        "92 billion US dollars = 920億 in Japanese units",
        "For each person in Japan (2024): 740 US dollars.",
        "Share of the yearly output (GDP) of Japan (2024): 2.3%.",
    ]
    assert _warned(page) == []
    yen = page.get_by_role("row", name=re.compile("^yen")).locator("td").first
    expect(yen).to_have_text(f"{92e9 * RATES['JPY', '2024'] / 1e12:.0f} trillion")
    notes = page.locator(".kit-reading .kit-source li").all_text_contents()
    assert notes[0].startswith("no checked rate for 2024: ")
    assert "British pounds" in notes[0]
    assert page.get_by_role("row", name="British pounds").count() == 0


@pytest.mark.parametrize(
    ("date", "year", "warned"),
    [
        ("2024-07", 2024, []),
        ("2026-11-03", 2025, ["There is no checked rate for 2026", "are of 2024; the headline is of 2026."]),
        ("1999-01", 2014, ["There is no checked rate for 1999", "are of 2024; the headline is of 1999."]),
        ("2020-12", 2020, ["The figures of Japan are of 2024; the headline is of 2020."]),
    ],
)
def test_the_rates_are_those_of_the_headlines_year_or_it_says_so(
    page: Page, data: dict[str, Any], date: str, year: int, warned: list[str]
) -> None:
    _mount(page, data, number="13兆8,575億円", unit="JPY", date=date, country="JPN")
    dollars = page.get_by_role("row", name=re.compile("^US dollars")).locator("td").first
    amount = 13.8575e12 / RATES["JPY", str(year)]
    text = dollars.text_content() or ""
    assert text.endswith(" billion")
    assert float(text.split()[0]) == pytest.approx(amount / 1e9, rel=1e-5)
    expect(page.locator("caption")).to_contain_text(f"at the average rates of {year}")
    found = _warned(page)
    assert len(found) == len(warned)
    for sentence, part in zip(found, warned, strict=True):
        assert part in sentence


def test_without_a_rate_or_a_count_it_says_so(page: Page, data: dict[str, Any]) -> None:
    _mount(page, data, number="£2.5 billion", unit="GBP", date="2024-01", country="GBR")
    each = 2.5e9 / PEOPLE["GBR",]
    assert _said(page) == [
        "2.5 billion British pounds = 25億 in Japanese units",
        f"For each person in the United Kingdom (2024): {each:.0f} British pounds.",
    ]
    assert _warned(page) == [
        "There is no checked rate for British pounds, so other currencies and the share of GDP cannot be worked out."
    ]
    assert page.locator(".kit-reading table").count() == 0
    page.get_by_label("Compare with the people of").select_option("TWN")
    assert _said(page)[1] == "There is no checked number of people for Taiwan."


@pytest.mark.parametrize(
    ("number", "unit", "country", "said"),
    [
        ("約4万7,000人", "people", "JPN",
         ["47,000 people = 4万7,000 in Japanese units",
          "That is one in every {in_each} people, measured by all who live in Japan (2024).",
          "For every 1,000 people in Japan (2024): {per_thousand}."]),
        ("1.5 million", "things", "JPN",
         ["1.5 million = 150万 in Japanese units", "That is one for every {in_each} people in Japan (2024).",
          "For every 1,000 people in Japan (2024): {per_thousand}."]),
        ("3億", "people", "JPN",
         ["300 million people = 3億 in Japanese units", "That is more people than live in Japan: 100 million (2024)."]),
        ("372 million", "things", "JPN",
         ["372 million = 3億7,200万 in Japanese units", "That is 3 for each person in Japan (2024)."]),
        ("50 people", "people", "TWN",
         ["50 people", "There is no checked number of people for Taiwan."]),
    ],
)  # fmt: skip
def test_people_and_things_are_divided_by_people(
    page: Page, data: dict[str, Any], number: str, unit: str, country: str, said: list[str]
) -> None:
    _mount(page, data, number=number, unit=unit, date="2024-07", country=country)
    x, digits = {"約4万7,000人": (47_000, 2), "1.5 million": (1.5e6, 2)}.get(number, (1.0, 1))
    in_each = float(f"{PEOPLE['JPN',] / x:.{digits - 1}e}")
    per_thousand = float(f"{1000 * x / PEOPLE['JPN',]:.{digits - 1}e}")
    expected = [line.format(in_each=f"{in_each:,.0f}", per_thousand=f"{per_thousand:g}") for line in said]
    assert _said(page) == expected
    assert page.locator(".kit-reading table").count() == 0


@pytest.mark.parametrize(
    ("number", "title", "part"),
    [
        ("38.2 per cent", "38.2%", "that is 38.2 of every 100."),
        ("２５％", "25%", "that is 25 of every 100."),
        ("3割", "30%", "that is 30 of every 100."),
        ("0", "0%", "that is 0 of every 100."),
        ("400%", "400%", "more than 100 of 100"),
        ("-4.5%", "-4.5%", "below zero"),
    ],
)
def test_a_percentage_is_said_of_100_people_and_asks_of_what(
    page: Page, data: dict[str, Any], number: str, title: str, part: str
) -> None:
    _mount(page, data, number=number, unit="percent", date="2019-07", country="JPN")
    found = _said(page)
    assert found[0] == title
    assert part in found[1]
    assert found[2].startswith("Per cent of what?")
    assert found[3].startswith("A percentage needs no exchange rate")
    assert _warned(page) == []  # no figure of another year is in it
    box = page.get_by_label("A number of what?")
    expect(box).to_have_accessible_description("Per cent of what? Name the whole that counts as 100.")


DATES = {
    "2021-07": 2021, "2021/7/15": 2021, "2021.07.15": 2021, "2021年7月": 2021, "２０２１年７月１５日": 2021, "令和3年7月": 2021,
    "July 2021": 2021, "jul. 2021": 2021, "15 July 2021": 2021, "15th July, 2021": 2021, "July 15, 2021": 2021,
    "Sept 1st, 2021": 2021, "29 February 2020": 2020, "令和元年12月1日": 2019,
    "2021": None, "7/8/2021": None, "2021-13": None, "2021-02-30": None, "29 February 2021": None, "2021-07-00": None,
    "last month": None, "Juli 2021": None, "3 July 4, 2021": None, "21-07": None, "July": None, "202107": None,
}  # fmt: skip


def test_a_date_is_read_as_people_write_it_or_refused(page: Page, data: dict[str, Any]) -> None:
    _mount(page, data, number="5 billion", unit="USD", date="2015-01", country="JPN")
    box = page.get_by_label("Date of the headline")
    for typed, year in DATES.items():
        box.fill(typed)
        box.blur()
        if year:
            expect(page.locator("caption"), typed).to_contain_text(f"average rates of {year}")
            expect(box, typed).to_have_attribute("aria-invalid", "false")
        else:
            expect(page.locator(".kit-problem"), typed).to_contain_text("does not read as a month or a day")
            expect(box, typed).to_have_attribute("aria-invalid", "true")
            assert page.locator(".kit-equal").count() == 0


@pytest.mark.parametrize(
    ("number", "unit", "says"),
    [
        ("many", "USD", "does not read as one number"),
        ("92 trilion", "USD", "“trilion” is no unit"),
        ("92億円", "USD", "names another currency"),
        ("0", "USD", "above zero"),
        ("1e30", "USD", "end here at 1,000 trillion US dollars"),
        ("0.001", "USD", "begin here at 0.01"),
        ("five", "people", "does not read as one number"),
        ("47,000 graduattes", "people", "“graduattes” is no unit"),
        ("-3", "things", "above zero"),
        ("12 or 13", "percent", "does not read as one number"),
    ],
)
def test_a_number_that_cannot_be_read_gets_one_sentence(
    page: Page, data: dict[str, Any], number: str, unit: str, says: str
) -> None:
    _mount(page, data)
    page.get_by_label("A number of", exact=True).select_option(unit)
    page.get_by_label("The number in it").fill(number)
    expect(page.locator(".kit-problem")).to_be_hidden()  # nobody is interrupted
    expect(page.locator(".kit-problem p")).to_have_count(1)
    expect(page.locator(".kit-problem")).to_contain_text(says)
    expect(page.get_by_label("The number in it")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("status")).to_contain_text(says)
    expect(page.locator(".kit-reading")).to_contain_text("Give the number, what it counts and the date")


@pytest.mark.parametrize("code", ["en", "ja"])
def test_for_every_country_and_unit_something_true_is_said(page: Page, displayed: Outputs, code: str) -> None:
    found = _output(displayed, code)[MIME]
    _mount(page, found, code, number="12.5", unit="USD", date="2024-07")
    units = ["people", "things", "percent", *(c["code"] for c in found["currencies"])]
    selects = page.locator("select")
    for unit in units:
        selects.nth(0).select_option(unit)
        for economy in found["economies"] if unit in ("people", "GBP") else found["economies"][:2]:
            selects.nth(1).select_option(economy["code"])
            text = page.locator(".kit-reading").text_content() or ""
            assert not re.search(r"NaN|undefined|null|Infinity|\{|\}", text), (unit, economy["code"], text)
            assert unit == "percent" or country_name(economy["code"]) in text


# --- the form ---------------------------------------------------------------------------------------------


def test_by_keyboard_from_an_empty_form_to_a_text_to_select(page: Page, data: dict[str, Any]) -> None:
    _mount(page, data)
    assert told(page, UID) == []
    expect(page.locator(".kit-reading")).to_have_text(
        "Give the number, what it counts and the date; then its size stands here."
    )
    page.evaluate("keys.length = 0")
    texts = {"The headline": "92 billion for AI", "The number in it": "92 billion", "A number of": "US d",
             "Date of the headline": "15 July 2024", "Compare with the people of": "Germany"}  # fmt: skip
    texts |= dict(zip(ASKED, ("A senator", "Promised", "In July 2025", "A year’s budget"), strict=True))
    for label, text in texts.items():
        tab_to(page, label)
        page.keyboard.type(text)
    each = 92e9 / PEOPLE["DEU",]
    expect(page.locator(".kit-equal")).to_have_text("92 billion US dollars = 920億 in Japanese units")
    expect(page.get_by_role("status")).to_contain_text(f"For each person in Germany (2024): {each:,.0f}"[:-3])
    tab_to(page, "Your headline, its size and your answers as one text to select")
    page.keyboard.press("ControlOrMeta+a")
    summary = page.evaluate("document.activeElement.value.slice(0, document.activeElement.selectionEnd)")
    for part in (
        "92 billion for AI",
        "15 July 2024",
        "Germany",
        "920億",
        "Who says it? A senator",
        "A year’s budget",
    ):
        assert part in summary
    page.keyboard.type("x")
    assert page.evaluate("document.activeElement.value") == summary  # to read, not to write
    assert page.evaluate("keys") == ["Tab"]  # the one before the form; no other key reached the notebook
    kept = told(page, UID)[-1]
    assert kept["done"] is True
    assert kept["answer"]["fields"] == {
        "headline": "92 billion for AI", "number": "92 billion", "unit": "USD", "date": "15 July 2024", "country": "DEU",
        "who": "A senator", "what": "Promised", "when": "In July 2025", "compared": "A year’s budget",
    }  # fmt: skip

    page.evaluate("uid => stops[uid]()", UID)
    assert page.locator("section section").count() == 0
    mount(page, data, kept)
    expect(page.get_by_label("Who says it?")).to_have_value("A senator")
    expect(page.get_by_label("Compare with the people of")).to_have_value("DEU")
    expect(page.locator(".kit-summary")).to_have_value(summary)


def test_what_was_typed_last_is_kept_when_it_is_taken_down(page: Page, data: dict[str, Any]) -> None:
    _mount(page, data)
    page.get_by_label("Who says it?").fill("A minister")
    page.evaluate("uid => stops[uid]()", UID)
    assert told(page, UID)[-1]["answer"]["fields"]["who"] == "A minister"


def test_an_emptied_form_counts_as_nothing_entered(page: Page, data: dict[str, Any]) -> None:
    _mount(page, data, who="A minister")
    page.get_by_label("Who says it?").fill("")
    page.get_by_label("Who says it?").blur()
    assert told(page, UID)[-1]["answer"] == {"fields": {}}


@pytest.mark.parametrize(
    "values",
    [
        {"answer": "text"},
        {"answer": {"fields": ["a"]}},
        {"answer": {"fields": {"unit": "XXX", "country": "ZZZ", "number": 5, "who": None, "more": "x"}}},
        {"answer": {"fields": {"unit": "__proto__", "country": "constructor"}}},
    ],
)
def test_whatever_was_kept_the_form_works(page: Page, data: dict[str, Any], values: dict[str, Any]) -> None:
    mount(page, data, values)
    expect(page.get_by_label("A number of", exact=True)).to_have_value("")
    expect(page.get_by_label("Compare with the people of")).to_have_value("JPN")
    page.get_by_label("The number in it").fill("92 billion")
    page.get_by_label("A number of", exact=True).select_option("USD")
    page.get_by_label("Date of the headline").fill("2024-07")
    expect(page.locator(".kit-equal")).to_contain_text("920億")


def test_answers_that_come_late_are_shown_unless_somebody_types(page: Page, data: dict[str, Any]) -> None:
    _mount(page, data)
    late = _kept(who="From the file")
    page.evaluate("([uid, values]) => models[uid].model.set('values', values)", [UID, late])
    expect(page.get_by_label("Who says it?")).to_have_value("From the file")
    page.get_by_label("When?").fill("In June")
    page.evaluate("([uid, values]) => models[uid].model.set('values', values)", [UID, _kept(who="Later")])
    expect(page.get_by_label("When?")).to_have_value("In June")
    page.evaluate("uid => models[uid].receive({type: 'restored'})", UID)
    expect(page.get_by_label("When?")).to_have_value("")
    expect(page.get_by_label("Who says it?")).to_have_value("Later")


def test_a_reveal_can_wait_for_it(page: Page, data: dict[str, Any]) -> None:
    _mount(page, data, number="5", unit="percent", date="2024-07", who="a", what="b", when="c")
    mount(page, reveal("t1", after=UID, truth=None))
    expect(page.get_by_text("Firms pay 61.")).to_have_count(0)
    page.get_by_label("Compared with what?").fill("d")
    expect(page.get_by_text("Firms pay 61.")).to_be_visible()


@pytest.mark.parametrize("code", ["en", "ja"])
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_sticks_out_at_320_pixels_and_every_target_is_big_enough(
    page: Page, displayed: Outputs, code: str, dark: bool
) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    if dark:
        page.evaluate(
            "() => { document.body.dataset.jpThemeLight = 'false'; const s = document.body.style;"
            " s.setProperty('--jp-ui-font-color1', '#fff'); s.setProperty('--jp-layout-color1', '#111'); }"
        )
    found = _output(displayed, code)[MIME]
    _mount(
        page, found, code, headline="見" * 80, number="13兆8,575億", unit="JPY", date="2019-07", who="a" * 90
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    heights = page.locator("input, select, textarea").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert len(heights) == 10
    assert min(heights) >= 44
    for node in page.locator("textarea, input, select").all():
        assert node.evaluate("e => e.labels.length") == 1
    colours = page.locator(".kit-warning").evaluate(
        "node => [getComputedStyle(node).color, getComputedStyle(node.closest('.kit')).backgroundColor]"
    )
    assert colours == (
        ["rgb(255, 255, 255)", "rgb(17, 17, 17)"] if dark else ["rgb(31, 31, 31)", "rgb(255, 255, 255)"]
    )
    said = page.locator(".kit-summary").evaluate("e => e.scrollHeight - e.clientHeight")
    assert said <= 2  # all of it can be seen


# --- a page without a kernel ------------------------------------------------------------------------------


def test_in_a_page_without_a_kernel_it_works_and_comes_back(
    browser: Browser, displayed: Outputs, tmp_path: Path
) -> None:
    output = _output(displayed, country="JPN")
    cell = _cell("own-form", output[MIME])
    cell.outputs[0].data["text/html"] = output["text/html"]
    lesson = _lesson(nbformat.v4.new_markdown_cell("## Your own", id="own-intro"), cell)
    (tmp_path / "lessons" / "en").mkdir(parents=True)
    nbformat.write(lesson, tmp_path / "lessons" / "en" / "01-own.ipynb")
    write_pages(tmp_path / "pages", tmp_path / "lessons")
    address = (tmp_path / "pages" / "en" / "01-own.html").as_uri()
    context = browser.new_context(viewport={"width": 900, "height": 900})
    for typed in (True, False):
        page = context.new_page()
        page.goto(address)
        box = page.get_by_label("The number in it")
        if typed:
            box.fill("47,000")
            page.get_by_label("A number of", exact=True).select_option("people")
            page.get_by_label("Date of the headline").fill("2024-07")
            page.get_by_label("Who says it?").fill("A ministry")
        expect(box).to_have_value("47,000")
        expect(page.locator(".kit-equal")).to_contain_text("4万7,000")
        page.close(run_before_unload=False) if not typed else page.reload()
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_label("Who says it?")).to_have_value("A ministry")
    page.emulate_media(media="print")
    expect(page.get_by_label("Who says it?")).to_be_hidden()
    form = page.locator(".page-paper")
    expect(form.get_by_text("Who says it?")).to_be_visible()
    expect(form).not_to_contain_text("Run All Cells")
    context.close()
