"""Orders, blanks and texts in a real page, by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.composed_page import EMPTY, as_asked, keys_of, kinds_of, last_told, shown_order
from tests.widget_page import choice, mount, reveal, tab_to, told

if TYPE_CHECKING:
    from tests.composed_page import Data, Displayed


@pytest.fixture
def asked(displayed: Displayed) -> dict[str, Data]:
    return as_asked(displayed)


# --- an order ---------------------------------------------------------------------------------------------


def test_items_are_moved_by_buttons_and_the_focus_is_never_lost(page: Page, asked: dict[str, Data]) -> None:
    data = asked["order"]
    mount(page, data, {"answer": ",".join(keys_of(data)[name] for name in ("Cat", "Ant", "Dog", "Bear"))})
    expect(page.get_by_role("group", name="Put them in order.")).to_be_visible()
    expect(page.get_by_role("button", name="move_up Cat")).to_be_disabled()
    tab_to(page, "move_up Bear")
    for place, order in ((3, "Cat Ant Bear Dog"), (2, "Cat Bear Ant Dog"), (1, "Bear Cat Ant Dog")):
        page.keyboard.press("Enter")
        assert shown_order(page) == order.split()
        expect(page.locator(".kit-question [aria-live].kit-hidden")).to_have_text(f"moved Bear {place}/4")
        name = "move_up Bear" if place > 1 else "move_down Bear"
        expect(page.get_by_role("button", name=name)).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Alt+ArrowDown")
    assert shown_order(page) == ["Cat", "Ant", "Bear", "Dog"]
    expect(page.get_by_role("button", name="move_down Bear")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")  # it is the last: nothing happens
    assert shown_order(page) == ["Cat", "Ant", "Dog", "Bear"]
    expect(page.get_by_role("button", name="move_up Bear")).to_be_focused()
    assert told(page, data["uid"]) == []


def test_an_order_is_checked_by_its_pairs(page: Page, asked: dict[str, Data]) -> None:
    data = asked["order"]
    keys = keys_of(data)
    mount(page, data, {"answer": ",".join(keys[name] for name in ("Bear", "Dog", "Cat", "Ant"))})
    status = page.get_by_role("status")
    tab_to(page, "check")
    page.keyboard.press("Enter")
    expect(status).to_have_text("grade_wrongpairs 2/6 Dog Cat")
    page.get_by_role("button", name="move_up Cat").press("Enter")
    page.get_by_role("button", name="check").press("Enter")
    expect(status).to_have_text("grade_wrongpairs 3/6 Dog Ant")
    for _ in range(2):
        page.get_by_role("button", name="move_up Ant").press("Enter")
    page.get_by_role("button", name="check").press("Enter")
    expect(status).to_have_text("grade_closepairs 5/6 Bear Ant")
    page.get_by_role("button", name="move_up Ant").press("Enter")
    page.get_by_role("button", name="check").press("Enter")
    expect(status).to_have_text("grade_rightBy the alphabet.")
    page.wait_for_function("uid => models[uid].told.length === 4", arg=data["uid"])
    assert last_told(page, data) == {
        **EMPTY, "answer": ",".join(keys[name] for name in ("Ant", "Bear", "Cat", "Dog")), "tries": 4, "done": True,
    }  # fmt: skip


# --- blanks -----------------------------------------------------------------------------------------------


def test_blanks_are_filled_and_each_gets_its_mark(page: Page, asked: dict[str, Data]) -> None:
    data = asked["turn"]
    mount(page, data)
    status = page.get_by_role("status")
    expect(page.locator(".kit-text p")).to_have_count(2)
    tab_to(page, "check")
    page.keyboard.press("Enter")
    expect(status).to_have_text("fill_all")
    kind, half = page.get_by_role("combobox", name="what"), page.get_by_role("textbox", name="Blank 2")
    expect(kind).to_be_focused()
    page.keyboard.press("p")
    expect(kind).to_have_value(kinds_of(data)["plants"])
    page.keyboard.press("Tab")
    expect(half).to_be_focused()
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    expect(status).to_have_text("not_number")
    expect(half).to_be_focused()
    assert told(page, data["uid"]) == []
    half.fill("")
    marks = page.locator(".kit-mark")
    for typed, mark, right in (("42 million", "slip", 0), ("43.5", "close", 0), ("$42 billion", "right", 1)):
        half.fill("")
        page.keyboard.type(typed)
        expect(marks.nth(1)).to_be_hidden()
        page.keyboard.press("Enter")
        expect(marks).to_have_text(["grade_wrong", f"grade_{mark}"])
        expect(marks.locator("svg")).to_have_count(2)
        expect(status).to_have_text(f"grade_wrongblanks_right {right}/2")
    expect(kind).to_have_attribute("aria-invalid", "true")
    expect(half).not_to_have_attribute("aria-invalid", "true")
    assert "grade_right" in page.evaluate(
        "() => document.querySelector('.kit-number').getAttribute('aria-describedby').split(' ')"
        ".map(id => document.getElementById(id).textContent).join(' ')"
    )
    kind.focus()
    page.keyboard.press("a")
    page.get_by_role("button", name="check").press("Enter")
    expect(status).to_have_text("grade_rightBoth there.")
    page.wait_for_function("uid => models[uid].told.length === 4", arg=data["uid"])
    answer = {"kind": kinds_of(data)["animals"], "half": "$42 billion"}
    assert last_told(page, data) == {**EMPTY, "answer": answer, "tries": 4, "done": True}


# --- a text -----------------------------------------------------------------------------------------------


def test_a_text_is_kept_after_a_pause_and_on_leaving(page: Page, asked: dict[str, Data]) -> None:
    data = asked["better"]
    mount(page, data)
    mount(page, reveal(after=data["uid"]))
    expect(page.get_by_role("button", name="check")).to_have_count(0)
    expect(page.get_by_role("link", name="Paper")).to_be_visible()
    tab_to(page, "Claim")
    page.keyboard.type("Firms pay")
    assert told(page, data["uid"]) == []
    expect(page.locator(".kit-count")).to_have_text("count_words 2 3-5 ")
    page.wait_for_function("uid => models[uid].told.length === 1", arg=data["uid"])
    fields = {"one": "Firms pay", "two": ""}
    assert last_told(page, data) == {**EMPTY, "answer": {"fields": fields, "score": {}}, "done": True}
    expect(page.get_by_text("Firms pay 61.")).to_be_visible()
    page.keyboard.type(".")
    page.keyboard.press("Tab")
    assert last_told(page, data)["answer"]["fields"]["one"] == "Firms pay."
    expect(page.get_by_role("textbox", name="Limit")).to_be_focused()


def test_a_beginning_goes_where_the_learner_wrote_last(page: Page, asked: dict[str, Data]) -> None:
    data = asked["better"]
    mount(page, data)
    tab_to(page, "In July, …")
    page.keyboard.press("Enter")
    one, two = page.get_by_role("textbox", name="Claim"), page.get_by_role("textbox", name="Limit")
    expect(one).to_be_focused()
    page.keyboard.type(" firms")
    two.focus()
    two.fill("Note:")
    page.get_by_role("button", name="It is not …").press("Enter")
    expect(two).to_have_value("Note: It is not …")
    expect(one).to_have_value("In July, … firms")
    expect(page.locator(".kit-count")).to_have_text("count_words 7 3-5 length_over")
    two.fill("")
    expect(page.locator(".kit-count")).to_have_text("count_words 3 3-5 length_fits")


def test_the_learner_scores_their_own_text(page: Page, asked: dict[str, Data]) -> None:
    data = asked["better"]
    mount(page, data)
    expect(page.get_by_role("group", name="Number")).to_be_hidden()
    tab_to(page, "rubric")
    page.keyboard.press("Enter")
    page.get_by_role("group", name="Number").get_by_role("radio", name="2: unit").press("Space")
    page.get_by_role("group", name="Fair").get_by_role("radio", name="1: partly").press("Space")
    expect(page.locator("details")).to_contain_text("score 3/4")
    assert last_told(page, data) == {
        **EMPTY,
        "answer": {"fields": {"one": "", "two": ""}, "score": {"Number": 2, "Fair": 1}},
    }


def test_what_is_typed_when_the_widget_goes_is_kept(page: Page, asked: dict[str, Data]) -> None:
    data = asked["better"]
    mount(page, data)
    tab_to(page, "Claim")
    page.keyboard.type("x")
    page.evaluate("uid => stops[uid]()", data["uid"])
    assert last_told(page, data)["answer"]["fields"]["one"] == "x"


# --- how it looks -----------------------------------------------------------------------------------------


def test_options_are_numbered_for_fingers_except_not_sure(page: Page) -> None:
    mount(page, choice())
    expect(page.locator(".kit-finger")).to_have_text(["1", "2", ""])
    expect(page.get_by_role("radio", name="2 Firms.", exact=True)).to_be_visible()
    expect(page.get_by_role("radio", name="Not sure.", exact=True)).to_be_visible()


def test_it_fits_a_narrow_page_and_every_target_is_big_enough(page: Page, asked: dict[str, Data]) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    turn = asked["turn"]
    mount(page, asked["order"], {"answer": ",".join(keys_of(asked["order"]).values()), "tries": 3})
    mount(page, turn, {"answer": {"kind": kinds_of(turn)["plants"], "half": "77"}, "tries": 3, "hints": 2})
    mount(page, asked["better"])
    expect(page.get_by_role("button", name="worked")).to_have_count(2)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.locator(".kit-chosen")).to_have_text("plants")
    expect(page.locator(".kit-chosen")).to_be_visible()
    small = page.evaluate(
        "() => [...document.querySelectorAll('button, select, summary, textarea, input:not([type=radio]), label:has([type=radio])')]"
        ".filter((e) => e.getBoundingClientRect().height < 44 || e.getBoundingClientRect().width < 44).map((e) => e.outerHTML)"
    )
    assert small == []
