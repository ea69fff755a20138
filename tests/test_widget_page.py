"""Questions, reveals and charts in a real page, driven by the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.widget_page import chart, choice, guess, mount, number, reveal, tab_to, told


def test_a_choice_is_checked_with_its_own_feedback(page: Page) -> None:
    mount(page, choice())
    status = page.get_by_role("status")
    tab_to(page, "1 The state.")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(status).to_have_text("grade_wrongWho signed?")
    page.keyboard.press("ArrowDown")
    tab_to(page, "check")
    page.keyboard.press("Enter")
    expect(status).to_have_text("grade_rightFirms signed.")
    expect(status.locator("svg")).to_have_count(1)
    assert told(page, "q1") == [
        {"answer": "o1", "sure": None, "tries": 1, "done": False, "hints": 0},
        {"answer": "o2", "sure": None, "tries": 2, "done": True, "hints": 0},
    ]


def test_the_group_of_options_has_the_question_as_its_name(page: Page) -> None:
    mount(page, choice())
    expect(page.get_by_role("group", name="Who pays?")).to_be_visible()
    expect(page.get_by_role("radio", name="Firms.")).to_be_visible()


def test_no_choice_is_not_a_try(page: Page) -> None:
    mount(page, choice())
    tab_to(page, "check")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("choose_first")
    assert told(page, "q1") == []


def test_not_sure_gives_the_first_hint(page: Page) -> None:
    mount(page, choice())
    tab_to(page, "1 The state.")
    page.keyboard.press("ArrowUp")  # round to the last
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("unsure")
    expect(page.get_by_role("listitem")).to_have_text(["Look at the signatures."])
    assert told(page, "q1") == [{"answer": "unsure", "sure": None, "tries": 1, "done": False, "hints": 1}]


def test_hints_come_one_at_a_time_and_the_button_keeps_the_focus(page: Page) -> None:
    mount(page, choice())
    for shown in range(3):
        expect(page.get_by_role("listitem")).to_have_count(shown)
        if shown == 0:
            tab_to(page, "hint 1 of 3")
        page.keyboard.press("Enter")
    expect(page.get_by_role("listitem")).to_have_text(
        ["Look at the signatures.", "Count them.", "There are two."]
    )
    expect(page.get_by_role("button", name="hints_done")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem")).to_have_count(3)


@pytest.mark.parametrize(
    ("typed", "says", "done"),
    [
        ("92", "grade_rightYes, both parts.", True),
        ("92,5", "grade_rightYes, both parts.", True),
        ("９１．５ billion dollars", "grade_rightYes, both parts.", True),
        ("94", "grade_closeLook at the decimals.", False),
        ("92,000", "grade_slipdigits_fit", False),
        ("9.2", "grade_slipdigits_fit", False),
        ("55", "grade_wrongnot_yet", False),
    ],
)
def test_a_number_is_checked(page: Page, typed: str, says: str, done: bool) -> None:
    mount(page, number())
    tab_to(page, "Who pays?")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(says)
    page.wait_for_function("() => models.q1.told.length === 1")
    assert told(page, "q1") == [{"answer": typed, "sure": None, "tries": 1, "done": done, "hints": 0}]
    expect(page.get_by_role("textbox")).to_have_value(typed)


@pytest.mark.parametrize(
    ("typed", "says"), [("", "type_first"), ("many", "not_number"), ("3 or 4", "not_number")]
)
def test_what_is_not_a_number_is_not_a_try(page: Page, typed: str, says: str) -> None:
    mount(page, number())
    tab_to(page, "Who pays?")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(says)
    assert told(page, "q1") == []


def test_the_page_says_that_it_is_checking_and_works_only_after_a_frame(page: Page) -> None:
    mount(page, choice())
    page.evaluate(
        "() => { const held = []; window.requestAnimationFrame = (frame) => held.push(frame);"
        " const area = document.querySelector('[role=status]');"
        " const release = () => { window.before = area.textContent; held.forEach((frame) => frame()); };"
        " document.querySelector('form').addEventListener('submit', () => setTimeout(release, 60)); }"
    )
    tab_to(page, "1 The state.")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("grade_wrongWho signed?")
    assert page.evaluate("before") == "checking"


def test_keys_never_reach_the_notebook(page: Page) -> None:
    mount(page, number())
    tab_to(page, "Who pays?")
    page.evaluate("keys.length = 0")
    page.keyboard.type("abdm")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Escape")
    assert page.evaluate("keys") == []


def test_a_guess_is_locked_in_and_stays_visible(page: Page) -> None:
    mount(page, guess())
    status = page.get_by_role("status")
    tab_to(page, "lock")
    page.keyboard.press("Enter")
    expect(status).to_have_text("type_first")
    page.keyboard.type("105")
    page.keyboard.press("Enter")
    expect(status).to_have_text("outside 0 to 100")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("textbox", name="your_guess")).to_have_value("15")
    expect(page.get_by_role("slider", name="slider")).to_have_attribute("aria-valuetext", "15 dollars")
    tab_to(page, "a wild guess")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(status).to_have_text("locked_guess 15 dollars")
    expect(page.get_by_role("button", name="locked")).to_be_focused()
    expect(page.get_by_role("textbox")).to_be_disabled()
    expect(page.get_by_role("slider")).to_be_disabled()
    expect(page.get_by_role("radio", name="fairly sure")).to_be_disabled()
    page.keyboard.press("Enter")
    assert told(page, "q1") == [{"answer": "15", "sure": 1, "tries": 1, "done": True, "hints": 0}]


def test_a_number_typed_moves_the_slider(page: Page) -> None:
    mount(page, guess(sure=False))
    tab_to(page, "your_guess {guess} {unit}")
    page.keyboard.type("35,0")
    expect(page.get_by_role("slider")).to_have_value("35")


def test_a_reveal_waits_for_its_question_and_says_how_far_the_guess_was(page: Page) -> None:
    mount(page, guess(sure=False))
    mount(page, reveal())
    expect(page.get_by_text("Firms pay 61.")).to_have_count(0)
    tab_to(page, "your_guess {guess} {unit}")
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Firms pay 61.")).to_be_visible()
    expect(page.locator(".kit-guess")).to_have_text("your_guess 40 dollars below 21 dollars")
    expect(page.get_by_role("button", name="locked")).to_be_focused()
    expect(page.get_by_text("closed")).to_have_count(0)


@pytest.mark.parametrize(("typed", "says"), [("80", "above 19 dollars"), ("61", "exact")])
def test_the_distance_is_said_in_words(page: Page, typed: str, says: str) -> None:
    mount(page, guess(sure=False))
    mount(page, reveal())
    tab_to(page, "your_guess {guess} {unit}")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.locator(".kit-guess")).to_have_text(f"your_guess {typed} dollars {says}")


def test_a_reveal_can_be_opened_without_an_answer(page: Page) -> None:
    mount(page, guess())
    mount(page, reveal())
    tab_to(page, "show_anyway")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Firms pay 61.")).to_be_visible()
    expect(page.locator(".kit-guess")).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent.includes('Firms pay 61.')")


def test_a_reveal_of_another_lesson_stays_closed(page: Page) -> None:
    mount(page, guess(sure=False))
    mount(page, reveal(), scope="other")
    tab_to(page, "your_guess {guess} {unit}")
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("locked_guess 40 dollars")
    expect(page.get_by_role("button", name="show_anyway")).to_be_visible()


def test_a_question_already_answered_opens_what_comes_later(page: Page) -> None:
    mount(page, guess(sure=False), {"answer": "40", "sure": None, "tries": 1, "done": True, "hints": 0})
    expect(page.get_by_role("status")).to_have_text("locked_guess 40 dollars")
    mount(page, reveal())
    expect(page.locator(".kit-guess")).to_have_text("your_guess 40 dollars below 21 dollars")


def test_a_chart_is_changed_by_select_and_range(page: Page) -> None:
    mount(page, chart())
    drawing = page.locator("svg.marks")
    expect(drawing).to_have_attribute("aria-label", "Bars 0 0.")
    tab_to(page, "Part")
    page.keyboard.press("ArrowDown")
    expect(drawing).to_have_attribute("aria-label", "Bars 1 0.")
    tab_to(page, "Year")
    page.keyboard.press("ArrowRight")
    expect(drawing).to_have_attribute("aria-label", "Bars 1 1.")
    expect(page.locator(".kit-takeaway")).to_have_text("Reading 1 1.")
    expect(page.get_by_role("slider", name="Year")).to_have_attribute("aria-valuetext", "in 2025")
    expect(page.locator("output")).to_have_text("in 2025")
    expect(page.locator(".kit-chart [role=status]")).to_have_text("Reading 1 1.")
    page.wait_for_function("() => models.c1.told.length > 0")
    assert told(page, "c1")[-1] == {"part": "b", "year": 2025}
    tab_to(page, "table")
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="Two parts · Part: Second · Year: in 2025")).to_be_visible()
    expect(page.get_by_role("columnheader")).to_have_text(["Part", "Amount"])
    expect(page.get_by_role("rowheader")).to_have_text(["a", "b"])
    expect(page.get_by_role("cell")).to_have_text(["9", "7"])
    assert page.locator(".vega-actions, .vega-embed details").count() == 0


def test_the_table_of_a_chart_is_open_at_first_where_the_lesson_says_so(page: Page) -> None:
    mount(page, chart())
    mount(page, chart("c2", opened=True))
    tables = page.locator(".kit-table table")
    expect(tables).to_have_count(2)
    expect(tables.nth(0)).not_to_be_visible()
    expect(tables.nth(1)).to_be_visible()
    page.locator(".kit-table summary").nth(1).click()
    expect(tables.nth(1)).not_to_be_visible()


# `await null` stays within the task of the event: no timer, frame or message can come between.
REDRAW = """async () => {
  const bars = () => document.querySelector("svg.marks .mark-rect").innerHTML;
  const [before, list] = [bars(), document.querySelector("select")];
  list.value = 1;
  list.dispatchEvent(new Event("input", { bubbles: true }));
  for (let i = 0; i < 50; i += 1) await null;
  return [bars() !== before, document.querySelector(".kit-takeaway").textContent.trim()];
}"""


def test_chart_is_redrawn_in_the_task_of_the_event_and_its_words_follow(page: Page) -> None:
    mount(page, chart())
    expect(page.locator(".kit-takeaway")).to_have_text("Reading 0 0.")
    redrawn, words = page.evaluate(REDRAW)
    assert redrawn
    assert words == "Reading 0 0."  # the frame with the drawing does not wait for them
    expect(page.locator(".kit-takeaway")).to_have_text("Reading 1 0.")
    expect(page.locator("svg.marks")).to_have_attribute("aria-label", "Bars 1 0.")


def test_the_drawing_changes_in_the_same_task_as_the_control(page: Page) -> None:
    mount(page, chart())
    before, after = page.evaluate(
        "async () => { const path = () => document.querySelector('.mark-rect path').getAttribute('d');"
        " const range = document.querySelector('input[type=range]'); const before = path();"
        " range.value = 1; range.dispatchEvent(new Event('input', {bubbles: true}));"
        " for (let i = 0; i < 20; i++) await null;"  # promises only: no timer and no frame can come between
        " return [before, path()]; }"
    )
    assert before != after


def test_moving_a_control_tells_python_once_at_the_end(page: Page) -> None:
    mount(page, chart())
    # All three moves in one task: keys of a busy machine can come further apart than the pause that is waited for.
    page.get_by_label("Year").evaluate(
        """(slider) => {
            for (const place of [1, 0, 1]) {
                slider.value = place;
                slider.dispatchEvent(new Event("input"));
            }
        }"""
    )
    page.wait_for_timeout(300)
    assert told(page, "c1") == [{"part": "a", "year": 2025}]


def test_a_chart_waits_and_then_draws_the_guess(page: Page) -> None:
    mount(page, guess(sure=False))
    mount(page, chart(after="q1"))
    expect(page.locator("svg.marks")).to_have_count(0)
    tab_to(page, "your_guess {guess} {unit}")
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    expect(page.locator("svg.marks .role-mark.mark-rule line")).to_have_count(1)
    expect(page.locator(".kit-chart [role=status]")).to_have_text("Reading 0 0.")
    expect(page.get_by_role("button", name="locked")).to_be_focused()


def test_a_chart_that_is_shown_anyway_draws_no_guess(page: Page) -> None:
    mount(page, guess(sure=False))
    mount(page, chart(after="q1"))
    tab_to(page, "show_anyway")
    page.keyboard.press("Enter")
    expect(page.locator("svg.marks .mark-rect path")).to_have_count(1)
    expect(page.locator("svg.marks .role-mark.mark-rule line")).to_have_count(0)


def test_kept_answers_come_back_with_their_feedback(page: Page) -> None:
    mount(page, choice(), {"answer": "o2", "sure": None, "tries": 3, "done": True, "hints": 0})
    expect(page.get_by_role("status")).to_have_text("grade_rightFirms signed.")
    expect(page.get_by_role("radio", name="Firms.")).to_be_checked()
    mount(page, chart(), {"part": "b", "year": 2025})
    expect(page.locator("svg.marks")).to_have_attribute("aria-label", "Bars 1 1.")
    assert told(page, "q1") == []


def test_python_may_set_values_until_the_learner_acts(page: Page) -> None:
    mount(page, choice())
    mount(page, chart())
    page.evaluate("models.q1.model.set('values', {answer: 'o1', sure: null, tries: 1, done: false})")
    expect(page.get_by_role("status").first).to_have_text("grade_wrongWho signed?")
    page.evaluate("models.c1.model.set('values', {part: 'b', year: 2024})")
    expect(page.locator("svg.marks")).to_have_attribute("aria-label", "Bars 1 0.")
    tab_to(page, "1 The state.")
    page.keyboard.press("ArrowDown")
    page.evaluate("models.q1.model.set('values', {answer: 'o1', sure: null, tries: 1, done: false})")
    expect(page.get_by_role("radio", name="Firms.")).to_be_checked()


def test_taken_down_a_widget_leaves_nothing(page: Page) -> None:
    mount(page, choice())
    mount(page, chart(after="q1"))
    page.evaluate("() => { stops.q1(); stops.c1(); }")
    assert page.evaluate("[...document.querySelectorAll('section')].map(s => s.innerHTML)") == ["", ""]


def test_it_fits_a_narrow_page_and_every_target_is_big_enough(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    mount(page, choice("q1"))
    mount(page, guess("q2"))
    mount(page, chart())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = page.evaluate(
        "() => [...document.querySelectorAll('button, select, summary, input:not([type=radio]), label:has([type=radio])')]"
        ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
    )
    assert small == []
