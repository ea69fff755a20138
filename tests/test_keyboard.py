"""By keyboard alone: Tab reaches every control of a page, in order, and one sees where one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.test_axe_pages import OPEN_ALL
from variants.site import write_pages

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

# Together they hold every widget of the kit.
NAMES = ["en/00-reading-a-claim", "en/03-investment-figures", "en/index"]
MARK = """() => {
  const able = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const seen = (e) => e.checkVisibility() && !e.disabled && !e.closest("[hidden], .page-paper");
  const all = [...document.querySelectorAll(able)].filter(seen);
  // of a group of radio buttons, Tab reaches one; arrows reach the others
  const groups = new Set();
  const wanted = all.filter((e) => e.type !== "radio" || (!groups.has(e.name) && groups.add(e.name)));
  wanted.forEach((e, place) => (e.dataset.sweep = e.type === "radio" ? `radio ${e.name}` : String(place)));
  document.body.tabIndex = -1;
  document.body.focus();
  return wanted.map((e) => e.dataset.sweep);
}"""
WHERE = """() => {
  const e = document.activeElement;
  const style = getComputedStyle(e);
  const held = e.closest("label, .kit-option");
  const around = held && getComputedStyle(held);
  const ring = (s) => s && ((s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== "none");
  const box = e.getBoundingClientRect();
  return {
    mark: e.type === "radio" ? `radio ${e.name}` : e.dataset.sweep ?? e.tagName,
    ring: Boolean(ring(style) || ring(around)),
    seen: box.bottom > 0 && box.top < innerHeight,
    what: e.outerHTML.slice(0, 120),
  };
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_pages(folder)
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_tab_reaches_every_control_and_shows_where_it_is(browser: Browser, site: Path, name: str) -> None:
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    page.goto((site / f"{name}.html").as_uri())
    if "0" in name:
        page.wait_for_selector("html.page-live-all", timeout=60_000)
    page.evaluate(OPEN_ALL)
    page.wait_for_function("() => !document.querySelector('.kit-closed')")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)  # what was closed is drawn
    wanted: list[str] = page.evaluate(MARK)
    assert len(wanted) >= 10
    reached: dict[str, dict[str, Any]] = {}
    for _ in range(2 * len(wanted)):
        page.keyboard.press("Tab")
        found = page.evaluate(WHERE)
        if found["mark"] in reached or found["mark"] == "BODY":
            break
        reached[found["mark"]] = found
    assert [mark for mark in wanted if mark not in reached] == []
    assert [found["what"] for found in reached.values() if not found["ring"]] == []
    assert [found["what"] for found in reached.values() if not found["seen"]] == []
    context.close()
