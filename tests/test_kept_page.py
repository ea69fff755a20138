"""What comes back in a real page: hints, tries, and whatever a kept answer may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from tests.composed_page import EMPTY, as_asked, keys_of, kinds_of, last_told, shown_order
from tests.widget_page import choice, guess, mount, number, reveal, tab_to, told

if TYPE_CHECKING:
    from tests.composed_page import Data, Displayed


@pytest.fixture
def asked(displayed: Displayed) -> dict[str, Data]:
    return as_asked(displayed)


# --- hints and the worked step ----------------------------------------------------------------------------


def test_the_worked_step_comes_after_three_tries_and_survives_a_reload(
    page: Page, asked: dict[str, Data]
) -> None:
    data = asked["check"]
    mount(page, data)
    worked = page.get_by_role("button", name="worked")
    wrong = next(n for n, option in enumerate(data["options"], 1) if option["plain"] == "The state.")
    page.get_by_role("radio", name=f"{wrong} The state.").press("Space")
    for tries in range(1, 4):
        expect(worked).to_have_count(0)
        page.keyboard.press("Enter")
        page.wait_for_function("([uid, n]) => models[uid].told.length === n", arg=[data["uid"], tries])
    expect(worked).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_text("They signed.")).to_have_count(0)
    worked.press("Enter")
    expect(page.get_by_text("They signed.")).to_be_visible()
    expect(worked).to_be_focused()
    worked.press("Enter")
    expect(page.get_by_text("They signed.")).to_be_hidden()
    kept = last_told(page, data)
    assert (kept["tries"], kept["done"]) == (3, False)
    page.evaluate("uid => stops[uid]()", data["uid"])
    mount(page, data, kept)
    worked.press("Enter")
    expect(page.get_by_text("They signed.")).to_be_visible()


@pytest.mark.parametrize(
    ("tries", "done", "offered"), [(2, False, 0), (3, False, 1), (3, True, 0), (4, True, 1)]
)
def test_a_right_try_is_not_counted_for_the_worked_step(
    page: Page, asked: dict[str, Data], tries: int, done: bool, offered: int
) -> None:
    data = asked["turn"]
    mount(
        page,
        data,
        {**EMPTY, "answer": {"kind": kinds_of(data)["animals"], "half": "42"}, "tries": tries, "done": done},
    )
    expect(page.get_by_role("status")).to_have_text("grade_rightBoth there.")
    expect(page.get_by_role("button", name="worked")).to_have_count(offered)


def test_tries_are_not_counted_any_more_once_it_is_right(page: Page) -> None:
    mount(page, number())
    tab_to(page, "Who pays?")
    for typed, tries in (("55", 1), ("92", 2), ("55", 2)):
        page.get_by_role("textbox").fill(typed)
        page.keyboard.press("Enter")
        page.wait_for_function("text => models.q1.told.at(-1)?.answer === text", arg=typed)
        assert told(page, "q1")[-1]["tries"] == tries
    assert told(page, "q1")[-1]["done"] is True


def test_hints_that_were_taken_are_kept(page: Page, asked: dict[str, Data]) -> None:
    data = asked["turn"]
    mount(page, data)
    tab_to(page, "hint 1 of 2")
    page.keyboard.press("Enter")
    assert told(page, data["uid"]) == [{**EMPTY, "hints": 1}]
    page.evaluate("uid => stops[uid]()", data["uid"])
    mount(page, data, {**EMPTY, "hints": 1})
    expect(page.locator(".kit-hints li")).to_have_text(["Divide."])
    expect(page.get_by_role("button", name="hint 2 of 2")).to_be_visible()


# --- whatever a kept answer may hold ----------------------------------------------------------------------

JUNK: list[Any] = [
    None, 7, "x", [], [1], {"answer": None}, {"answer": 7}, {"answer": [1]}, {"answer": {}}, {"answer": "nobody,knows"},
    {"answer": "<b>"}, {"answer": {"kind": 7, "half": {}, "fields": [], "score": 1}}, {"answer": {"fields": {"one": 5}}},
    {"answer": {"fields": "x", "score": {"Number": 9, "Fair": "2"}}}, {"tries": "many", "hints": "x", "sure": {}},
    {"hints": 99}, {"tries": -4, "done": "yes"}, {"answer": "zz", "tries": 5, "done": True, "hints": 1, "sure": 9},
]  # fmt: skip


@pytest.mark.parametrize("name", ["order", "turn", "better", "check", "number", "guess"])
def test_a_damaged_answer_breaks_nothing(page: Page, asked: dict[str, Data], name: str) -> None:
    own = {"number": number("number"), "guess": guess("guess")}
    data = {**asked, **own}[name]
    for junk in JUNK:
        page.evaluate(
            "async ([data, values]) => mount({data, values, scope: 's', lang: 'en', token: 't'})",
            [data, junk],
        )
        expect(page.locator(".kit-question")).to_have_count(1)
        page.evaluate(
            "uid => { models[uid].receive({type: 'restored'}); models[uid].receive(null); }", data["uid"]
        )
        expect(
            page.locator(".kit-question :is(input, textarea, select, .kit-move):enabled").first
        ).to_be_visible()
        page.evaluate("uid => { stops[uid](); models[uid].el.remove(); }", data["uid"])


def test_what_still_fits_of_an_answer_is_shown(page: Page, asked: dict[str, Data]) -> None:
    order, turn, better = asked["order"], asked["turn"], asked["better"]
    keys = keys_of(order)
    mount(
        page,
        order,
        {**EMPTY, "answer": f"{keys['Dog']},gone,{keys['Ant']},{keys['Dog']}", "tries": 1, "done": True},
    )
    assert shown_order(page)[:2] == ["Dog", "Ant"]
    assert sorted(shown_order(page)) == ["Ant", "Bear", "Cat", "Dog"]
    mount(
        page,
        turn,
        {**EMPTY, "answer": {"kind": "gone", "half": "42", "other": "1"}, "tries": 2, "done": True},
    )
    expect(page.get_by_role("textbox", name="Blank 2")).to_have_value("42")
    expect(page.get_by_role("combobox")).to_have_value("")
    mount(
        page, better, {"answer": {"fields": {"one": "Kept.", "old": "x"}, "score": {"Number": 1, "Fair": 7}}}
    )
    expect(page.get_by_role("textbox", name="Claim")).to_have_value("Kept.")
    expect(page.locator("details")).to_contain_text("score 1/4")
    expect(page.locator(".kit-result")).to_have_text(["", ""])  # nothing was checked that is not whole
    # An option that is gone is never another one, and what waits stays closed.
    mount(page, choice("q9"), {**EMPTY, "answer": "o7", "tries": 2, "done": True})
    expect(page.locator(".kit-question").last.locator(":checked")).to_have_count(0)
    mount(page, reveal(after="q9"))
    expect(page.get_by_role("button", name="show_anyway")).to_be_visible()


def test_restored_values_are_drawn_again_whatever_was_touched(page: Page, asked: dict[str, Data]) -> None:
    put = "([uid, values]) => { const m = models[uid]; m.model.set('values', values); m.receive({type: 'restored'}); }"
    mount(page, guess("g", sure=True))
    tab_to(page, "your_guess {guess} {unit}")
    page.keyboard.type("40")
    tab_to(page, "a wild guess")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="locked")).to_be_visible()
    page.evaluate(put, ["g", {}])  # cleared
    expect(page.get_by_role("textbox")).to_have_value("")
    expect(page.get_by_role("textbox")).to_be_enabled()
    expect(page.get_by_role("slider")).to_be_enabled()
    expect(page.locator(":checked")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("")
    page.keyboard.press("Shift+Tab")
    page.get_by_role("textbox").fill("30")
    page.get_by_role("button", name="lock").press("Enter")
    expect(page.get_by_role("status")).to_have_text("locked_guess 30 dollars")
    page.evaluate(put, ["g", {**EMPTY, "answer": "55", "sure": 2, "tries": 1, "done": True}])  # taken back
    expect(page.get_by_role("status")).to_have_text("locked_guess 55 dollars")
    expect(page.get_by_role("radio", name="very sure")).to_be_checked()

    data = asked["order"]
    mount(page, data)
    before = shown_order(page)
    page.get_by_role("button", name=f"move_down {before[0]}").press("Enter")
    page.get_by_role("button", name="check").press("Enter")
    page.wait_for_function("uid => models[uid].told.length === 1", arg=data["uid"])
    page.evaluate(put, [data["uid"], EMPTY])
    assert shown_order(page) == before
    expect(page.get_by_role("status").last).to_have_text("")
    mount(page, asked["better"])
    page.get_by_role("textbox", name="Claim").fill("mine")
    page.evaluate(put, [asked["better"]["uid"], {"answer": {"fields": {"one": "theirs"}}}])
    expect(page.get_by_role("textbox", name="Claim")).to_have_value("theirs")
    page.wait_for_timeout(1000)
    assert told(page, asked["better"]["uid"]) == []  # what was being typed does not come back
