"""Questions, reveals and charts in a real page, driven by the keyboard alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.needs import chromium
from widgets.seal import bucket, number_bucket, seal

STATIC = Path(__file__).resolve().parent.parent / "widgets" / "static"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

# A page that gives kit.js the interface a widget model has, and notes what the widget tells Python.
PAGE = """<!doctype html><meta charset="utf-8"><title>widgets</title><body><main></main>
<script src="{static}/kit.js"></script><script src="{static}/vega.js"></script><script>
const models = {{}}, keys = [], stops = {{}};
for (const type of ["keydown", "keyup", "keypress"]) document.addEventListener(type, (event) => keys.push(event.key));
async function mount(state) {{
  const on = {{}}, told = [], el = document.createElement("section");
  const model = {{
    get: (name) => state[name],
    set(name, value) {{ state[name] = value; for (const f of on["change:" + name] ?? []) f(); }},
    save_changes() {{ told.push(structuredClone(state.values)); }},
    on(name, f) {{ (on[name] ??= new Set()).add(f); }},
    off(name, f) {{ on[name]?.delete(f); }},
    send() {{}},
  }};
  models[state.data.uid] = {{ model, told, el }};
  document.querySelector("main").append(el);
  stops[state.data.uid] = await globalThis.__kit.render({{ model, el, vega: async () => globalThis.__kitVega }});
}}
</script>"""

# The words are their own names here, with the places that are filled in.
PLACES = {
    "hint": " {n} of {of}", "outside": " {lo} to {hi}", "locked_guess": " {guess} {unit}", "your_guess": " {guess} {unit}",
    "above": " {distance} {unit}", "below": " {distance} {unit}",
}  # fmt: skip


def words(kind: str) -> dict[str, str]:
    listed = (STATIC / "src" / "words.js").read_text("utf-8")
    gate, question, tell, chart = re.findall(r"\[([^]]*)\]", listed)
    names = {"question": question, "tell": gate + tell, "chart": gate + chart}[kind]
    return {name: name + PLACES.get(name, "") for name in re.findall(r'"(\w+)"', names)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """An empty page; at the end nothing may have gone wrong in it or left it."""
    home = tmp_path / "page.html"
    home.write_text(PAGE.format(static=STATIC.as_uri()), "utf-8")
    page = browser.new_page(viewport={"width": 900, "height": 1400})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on(
        "console",
        lambda said: wrong.append(f"console: {said.text}") if said.type in ("error", "warning") else None,
    )
    page.on(
        "request",
        lambda ask: wrong.append(f"request: {ask.url}") if not ask.url.startswith("file:") else None,
    )
    page.goto(home.as_uri())
    yield page
    page.close()
    assert wrong == []


def mount(page: Page, data: dict[str, Any], values: dict[str, Any] | None = None, scope: str = "s") -> None:
    state = {"data": data, "values": values or {}, "scope": scope, "lang": "en", "token": "t"}
    page.evaluate("state => mount(state)", state)


def told(page: Page, uid: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("uid => models[uid].told", uid)
    return found


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element with this name (or text) has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const e = document.activeElement;"
            " return (e.ariaLabel || e.labels?.[0]?.textContent || e.textContent || '').trim(); }"
        )
        if found == name:
            return
    pytest.fail(f"No element called {name!r} can be reached with Tab.")


def question(uid: str = "q1", **parts: Any) -> dict[str, Any]:
    return {
        "kind": "question", "uid": uid, "input": "choice", "prompt_html": "<p>Who pays?</p>", "unit": None, "lo": None,
        "hi": None, "step": None, "options": [], "guess": False, "sure": None, "seal": None, "bucket": None,
        "hints_html": [], "words": words("question"), **parts,
    }  # fmt: skip


def choice(uid: str = "q1", **parts: Any) -> dict[str, Any]:
    boxes = {
        "o1": {"grade": "wrong", "html": "<p>Who signed?</p>"},
        "o2": {"grade": "right", "html": "<p>Firms signed.</p>"},
    }
    options = [
        {"key": "o1", "html": "The <em>state</em>."},
        {"key": "o2", "html": "Firms."},
        {"key": "unsure", "html": "Not sure."},
    ]
    hints = ["Look at the signatures.", "Count them.", "There are two."]
    return question(uid, options=options, seal=seal(uid, boxes), hints_html=hints, **parts)


def number(uid: str = "q1", answer: float = 92.0, tolerance: float = 1.0) -> dict[str, Any]:
    offset, step = number_bucket(answer, tolerance)
    middle = bucket(answer, offset, step)
    boxes = {
        f"b:{middle}": {"grade": "right", "html": "<p>Yes, both parts.</p>"},
        f"b:{middle + 1}": {"grade": "close", "html": "<p>Look at the decimals.</p>"},
    }
    return question(
        uid,
        input="number",
        unit="billion dollars",
        seal=seal(uid, boxes),
        bucket={"offset": offset, "step": step},
    )


def guess(uid: str = "q1", sure: bool = True) -> dict[str, Any]:
    levels = ["a wild guess", "fairly sure", "very sure"] if sure else None
    return question(uid, input="number", unit="dollars", lo=0, hi=100, step=5, guess=True, sure=levels)


def reveal(uid: str = "t1", **parts: Any) -> dict[str, Any]:
    base = {
        "kind": "tell",
        "uid": uid,
        "html": "<p>Firms pay 61.</p>",
        "after": "q1",
        "truth": 61,
        "unit": "dollars",
    }
    return {**base, "words": words("tell"), **parts}


def chart(uid: str = "c1", after: str | None = None) -> dict[str, Any]:
    rows = [{"part": part, "year": year, "usd": usd} for year, usd in ((2024, 4), (2025, 9)) for part in "ab"]
    bars = {
        "mark": "bar",
        "transform": [{"filter": "datum.year == year && datum.part == part"}],
        "encoding": {
            "x": {"field": "usd", "type": "quantitative"},
            "y": {"field": "part", "type": "nominal"},
        },
    }
    rule = {
        "mark": "rule",
        "transform": [{"filter": "guess !== null"}, {"calculate": "guess", "as": "x"}],
        "encoding": {"x": {"field": "x", "type": "quantitative", "aggregate": "min"}},
    }
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": rows},
        "width": "container",
        "params": [
            {"name": "part", "value": "a"},
            {"name": "year", "value": 2024},
            {"name": "guess", "value": None},
        ],
        "layer": [bars, rule],
    }
    controls = [
        {"name": "part", "label": "Part", "type": "select", "value": "a",
         "options": [{"value": "a", "label": "First"}, {"value": "b", "label": "Second"}]},
        {"name": "year", "label": "Year", "type": "range", "value": 2024,
         "options": [{"value": 2024, "label": "in 2024"}, {"value": 2025, "label": "in 2025"}]},
    ]  # fmt: skip
    states = {
        f"{p},{y}": {
            "takeaway_html": f"<p>Reading {p} {y}.</p>",
            "description": f"Bars {p} {y}.",
            "rows": [["a", str(4 + 5 * y)], ["b", "7"]],
        }
        for p in (0, 1)
        for y in (0, 1)
    }
    columns = [{"title": "Part", "number": False}, {"title": "Amount", "number": True}]
    return {
        "kind": "chart", "uid": uid, "title": "Two parts", "spec": spec, "controls": controls, "states": states,
        "columns": columns, "source_html": "Source: <em>a table</em>.", "after": after, "words": words("chart"),
    }  # fmt: skip


def bar_widths(page: Page) -> list[float]:
    found: list[float] = page.evaluate(
        "() => [...document.querySelectorAll('.mark-rect path')].map(p => p.getBoundingClientRect().width)"
    )
    return found


def test_a_choice_is_checked_with_its_own_feedback(page: Page) -> None:
    mount(page, choice())
    status = page.get_by_role("status")
    tab_to(page, "The state.")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(status).to_have_text("grade_wrongWho signed?")
    page.keyboard.press("ArrowDown")
    tab_to(page, "check")
    page.keyboard.press("Enter")
    expect(status).to_have_text("grade_rightFirms signed.")
    expect(status.locator("svg")).to_have_count(1)
    assert told(page, "q1") == [
        {"answer": "o1", "sure": None, "tries": 1, "done": False},
        {"answer": "o2", "sure": None, "tries": 2, "done": True},
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
    tab_to(page, "The state.")
    page.keyboard.press("ArrowUp")  # round to the last
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("unsure")
    expect(page.get_by_role("listitem")).to_have_text(["Look at the signatures."])
    assert told(page, "q1") == [{"answer": "unsure", "sure": None, "tries": 1, "done": False}]


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
        ("９１．５ billion dollars", "grade_rightYes, both parts.", False),
        ("94", "grade_closeLook at the decimals.", False),
        ("92,000", "grade_slipdigits_fit", False),
        ("9.2", "grade_slipdigits_fit", False),
        ("55", "grade_wrongnot_yet", False),
    ],
)
def test_a_number_is_checked(page: Page, typed: str, says: str, done: bool) -> None:
    if "billion" in typed:  # typed with its magnitude, it is nine places too big
        says = "grade_slipdigits_fit"
    mount(page, number())
    tab_to(page, "Who pays?")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(says)
    page.wait_for_function("() => models.q1.told.length === 1")
    assert told(page, "q1") == [{"answer": typed, "sure": None, "tries": 1, "done": done}]
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


def test_the_page_says_that_it_is_checking_before_it_works(page: Page) -> None:
    mount(page, number())
    page.evaluate(
        "() => { window.said = []; const area = document.querySelector('[role=status]');"
        " new MutationObserver(() => said.push(area.textContent)).observe(area, {childList: true}); }"
    )
    tab_to(page, "Who pays?")
    page.keyboard.type("55")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("grade_wrongnot_yet")
    assert page.evaluate("said") == ["checking", "grade_wrongnot_yet"]


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
    assert told(page, "q1") == [{"answer": "15", "sure": 1, "tries": 1, "done": True}]


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
    mount(page, guess(sure=False), {"answer": "40", "sure": None, "tries": 1, "done": True})
    expect(page.get_by_role("status")).to_have_text("locked_guess 40 dollars")
    mount(page, reveal())
    expect(page.locator(".kit-guess")).to_have_text("your_guess 40 dollars below 21 dollars")


def test_a_chart_is_changed_by_select_and_range(page: Page) -> None:
    mount(page, chart())
    drawing = page.locator("svg.marks")
    expect(drawing).to_have_attribute("aria-label", "Bars 0 0.")
    narrow = bar_widths(page)
    tab_to(page, "Part")
    page.keyboard.press("ArrowDown")
    expect(drawing).to_have_attribute("aria-label", "Bars 1 0.")
    tab_to(page, "Year")
    page.keyboard.press("ArrowRight")
    expect(drawing).to_have_attribute("aria-label", "Bars 1 1.")
    expect(page.locator(".kit-takeaway")).to_have_text("Reading 1 1.")
    expect(page.get_by_role("slider", name="Year")).to_have_attribute("aria-valuetext", "in 2025")
    expect(page.locator("output")).to_have_text("in 2025")
    expect(page.get_by_role("status")).to_have_text("Reading 1 1.")
    page.wait_for_function("() => models.c1.told.length > 0")
    assert told(page, "c1")[-1] == {"part": "b", "year": 2025}
    tab_to(page, "table")
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="Two parts · Part: Second · Year: in 2025")).to_be_visible()
    expect(page.get_by_role("columnheader")).to_have_text(["Part", "Amount"])
    expect(page.get_by_role("rowheader")).to_have_text(["a", "b"])
    expect(page.get_by_role("cell")).to_have_text(["9", "7"])
    assert len(narrow) == 1
    assert page.locator(".vega-actions, .vega-embed details").count() == 0


def test_the_drawing_changes_in_the_same_task_as_the_control(page: Page) -> None:
    mount(page, chart())
    before, after = page.evaluate(
        "() => { const path = () => document.querySelector('.mark-rect path').getAttribute('d');"
        " const range = document.querySelector('input[type=range]'); const before = path();"
        " range.value = 1; range.dispatchEvent(new Event('input', {bubbles: true})); return [before, path()]; }"
    )
    assert before != after


def test_moving_a_control_tells_python_once_at_the_end(page: Page) -> None:
    mount(page, chart())
    tab_to(page, "Year")
    for key in ("ArrowRight", "ArrowLeft", "ArrowRight"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert told(page, "c1") == [{"part": "a", "year": 2025}]


def test_a_chart_waits_and_then_draws_the_guess(page: Page) -> None:
    mount(page, guess(sure=False))
    mount(page, chart(after="q1"))
    expect(page.locator("svg.marks")).to_have_count(0)
    tab_to(page, "your_guess {guess} {unit}")
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    expect(page.locator("svg.marks .mark-rule line")).to_have_count(1)
    expect(page.locator(".kit-chart [role=status]")).to_have_text("Reading 0 0.")
    expect(page.get_by_role("button", name="locked")).to_be_focused()


def test_a_chart_that_is_shown_anyway_draws_no_guess(page: Page) -> None:
    mount(page, guess(sure=False))
    mount(page, chart(after="q1"))
    tab_to(page, "show_anyway")
    page.keyboard.press("Enter")
    expect(page.locator("svg.marks .mark-rect path")).to_have_count(1)
    expect(page.locator("svg.marks .mark-rule line")).to_have_count(0)


def test_kept_answers_come_back_with_their_feedback(page: Page) -> None:
    mount(page, choice(), {"answer": "o2", "sure": None, "tries": 3, "done": True})
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
    tab_to(page, "The state.")
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
    assert json.dumps(told(page, "c1")) == "[]"
