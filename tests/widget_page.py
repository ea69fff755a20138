"""A page with kit.js in it, and one widget of each kind to put there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.needs import chromium
from widgets.seal import bucket, number_bucket, seal

if TYPE_CHECKING:
    from collections.abc import Iterator

expect.set_options(timeout=60_000)  # kernels import pandas, and other tests run beside this one
STATIC = Path(__file__).resolve().parent.parent / "widgets" / "static"
HERE = ("file:", "blob:", "data:")  # what a page may ask for
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
  const receive = (message) => [...(on["msg:custom"] ?? [])].forEach((f) => f(message, []));
  models[state.data.uid] = {{ model, told, el, receive }};
  document.querySelector("main").append(el);
  stops[state.data.uid] = await globalThis.__kit.render({{ model, el, vega: async () => globalThis.__kitVega }});
}}
</script>"""

# The words are their own names here, with the places that are filled in.
PLACES = {
    "hint": " {n} of {of}", "outside": " {lo} to {hi}", "locked_guess": " {guess} {unit}", "your_guess": " {guess} {unit}",
    "move_up": " {item}", "move_down": " {item}", "moved": " {item} {n}/{of}", "pairs": " {n}/{of} {a} {b}",
    "blanks_right": " {n}/{of}", "count_words": " {n} {low}-{high}", "count_characters": " {n} {low}-{high}",
    "score": " {n}/{of}", "above": " {distance} {unit}", "below": " {distance} {unit}",
}  # fmt: skip


def words(kind: str) -> dict[str, str]:
    listed = (STATIC / "src" / "words.js").read_text("utf-8")
    lists = dict(re.findall(r"(\w+)(?: =|:) \[([^]]*)\]", listed))
    names = lists[kind].replace("...GATE", lists["GATE"])
    return {name: name + PLACES.get(name, "") for name in re.findall(r'"(\w+)"', names)}


def launch() -> Iterator[Browser]:
    """Start a browser that asks nothing of the network by itself."""
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


def stage(browser: Browser, folder: Path, expected: str = "") -> Iterator[Page]:
    """Open an empty page; at the end nothing else than expected may have gone wrong in it, and nothing left it."""
    home = folder / "page.html"
    home.write_text(PAGE.format(static=STATIC.as_uri()), "utf-8")
    page = browser.new_page(viewport={"width": 900, "height": 1400})
    wrong: list[str] = []

    def note(kind: str, text: str) -> None:
        wrong.append(f"{kind}: {text}")

    page.on("pageerror", lambda error: note("error", str(error)))
    page.on("console", lambda said: note("console", said.text) if said.type == "error" else None)
    page.on("request", lambda ask: None if ask.url.startswith(HERE) else note("request", ask.url))
    page.goto(home.as_uri())
    yield page
    page.close()
    if [bool(expected) and expected in line for line in wrong] != [True] * bool(expected):
        pytest.fail(f"Expected {expected or 'no trouble'!r} in the page, found: {wrong}")


def mount(
    page: Page, data: dict[str, Any], values: dict[str, Any] | None = None, scope: str = "s", lang: str = "en"
) -> None:
    state = {"data": data, "values": values or {}, "scope": scope, "lang": lang, "token": "t"}
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


def chart(uid: str = "c1", after: str | None = None, opened: bool = False) -> dict[str, Any]:
    rows = [{"part": part, "year": year, "usd": usd} for year, usd in ((2024, 4), (2025, 9)) for part in "ab"]
    bars = {
        "mark": "bar",
        "transform": [{"filter": "datum.year == year && datum.part == part"}],
        "encoding": {
            "x": {"field": "usd", "type": "quantitative", "scale": {"domain": [0, 50]}},
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
        "columns": columns, "source_html": "Source: <em>a table</em>.", "after": after, "open": opened,
        "words": words("chart"),
    }  # fmt: skip
