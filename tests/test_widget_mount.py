"""How a widget finds its place in a notebook: beside the still with its token, and gone with it."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.widget_page import STATIC, chart, choice, stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What JupyterLab makes of a cell with two outputs, and a model as anywidget hands it over.
LAB = """async ([script, data, token]) => {
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { default: widget } = await import(url);
  const state = { data, token, values: {}, scope: "s", lang: "en" };
  const model = { get: (name) => state[name], set() {}, save_changes() {}, on() {}, send() {},
    off() { window.stopped = (window.stopped ?? 0) + 1; } };
  window.gone = new AbortController();
  await widget.initialize({ model, signal: gone.signal });
}"""
ROW = '<div class="jp-OutputArea-child">{}</div>'
NATIVE = ROW.format('<div class="jp-RenderedVegaLite" id="native">drawn by the notebook</div>')
STILL = ROW.format('<div class="kit-still" id="still" data-token="abc"><p>still</p></div>')


def put(page: Page, html: str) -> None:
    page.evaluate("html => { document.querySelector('main').innerHTML = html; }", html)


def start(page: Page, data: dict[str, Any], token: str = "abc") -> None:
    page.evaluate(LAB, [(STATIC / "mount.js").read_text("utf-8"), data, token])


def test_the_live_widget_takes_the_place_of_its_still(page: Page) -> None:
    put(page, STILL)
    start(page, choice())
    expect(page.get_by_role("button", name="check")).to_be_visible()
    expect(page.locator("#still")).to_be_hidden()
    assert page.evaluate(
        "document.querySelector('#still').nextElementSibling.contains(document.querySelector('.kit'))"
    )


def test_a_still_that_comes_later_is_found_and_one_that_goes_is_left(page: Page) -> None:
    start(page, choice())
    put(page, STILL)
    expect(page.locator(".kit-question")).to_have_count(1)
    put(page, "")
    expect(page.locator(".kit-question")).to_have_count(0)
    # It listens to its model no longer, neither to its values nor to messages.
    assert page.evaluate("stopped") == 2
    put(page, STILL + STILL.replace("still", "again", 1).replace('id="still"', ""))
    expect(page.locator(".kit-question")).to_have_count(1)
    put(page, STILL)
    expect(page.locator(".kit-question")).to_have_count(1)


def test_a_still_with_another_token_stays(page: Page) -> None:
    put(page, STILL)
    start(page, choice(), token="other")
    page.wait_for_timeout(100)
    expect(page.locator("#still")).to_be_visible()
    expect(page.locator(".kit")).to_have_count(0)


def test_without_its_model_the_still_comes_back(page: Page) -> None:
    put(page, NATIVE + STILL)
    start(page, chart())
    expect(page.locator("svg.marks")).to_be_visible()
    expect(page.locator("#native")).to_be_hidden()
    page.evaluate("gone.abort()")
    expect(page.locator("#still")).to_be_visible()
    expect(page.locator("#native")).to_be_visible()
    expect(page.locator(".kit")).to_have_count(0)


def test_only_a_native_chart_right_before_its_still_is_hidden(page: Page) -> None:
    put(page, NATIVE + ROW.format("text between") + STILL)
    start(page, chart())
    expect(page.locator("svg.marks")).to_be_visible()
    expect(page.locator("#native")).to_be_visible()


def test_a_question_hides_no_chart(page: Page) -> None:
    put(page, NATIVE + STILL)
    start(page, choice())
    expect(page.locator(".kit-question")).to_be_visible()
    expect(page.locator("#native")).to_be_visible()


def test_the_row_that_holds_the_widget_is_never_hidden(page: Page) -> None:
    inside = '<div class="jp-RenderedVega"><div class="kit-still" data-token="abc">still</div></div>'
    put(page, ROW.format(inside))
    start(page, chart())
    expect(page.locator("svg.marks")).to_be_visible()


@pytest.fixture
def page_with_an_error(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    yield from stage(browser, tmp_path, expected="console: kit: abc")


def test_a_chart_that_cannot_be_drawn_leaves_its_still(page_with_an_error: Page) -> None:
    page = page_with_an_error
    put(page, STILL)
    with page.expect_console_message(lambda said: "kit: abc" in said.text):
        start(page, {**chart(), "spec": {"mark": "no such mark"}})
    expect(page.locator(".kit")).to_have_count(0)
    expect(page.locator("#still")).to_be_visible()


def test_the_carrier_brings_both_scripts_and_says_hello(page: Page) -> None:
    page.evaluate(
        "() => { delete globalThis.__kit; delete globalThis.__kitVega; window.said = []; window.parts = 0; }"
    )
    page.evaluate("() => addEventListener('kit-part', () => { parts += 1; })")
    packed = [
        list(gzip.compress((STATIC / f"{name}.js").read_bytes(), 9, mtime=0)) for name in ("kit", "vega")
    ]
    carry = """async ([script, kit, vega]) => {
      const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
      const bytes = { kit: new DataView(new Uint8Array(kit).buffer), vega: new DataView(new Uint8Array(vega).buffer) };
      const model = { get: (name) => bytes[name], send: (message) => said.push(message) };
      (await import(url)).default.initialize({ model });
    }"""
    page.evaluate(carry, [(STATIC / "carrier.js").read_text("utf-8"), *packed])
    page.wait_for_function("() => parts === 2 && globalThis.__kit?.render && globalThis.__kitVega")
    assert page.evaluate("said") == [{"type": "hello"}]
