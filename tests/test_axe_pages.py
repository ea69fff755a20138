"""axe-core over every page and every slide, in both languages and both themes, with everything in it opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests import axe
from tests.test_page import _built
from variants.site import write_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

OPEN_ALL = """() => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  for (const button of document.querySelectorAll(".kit-closed button")) button.click();
}"""
NAMES = sorted(f"{path.parent.name}/{path.stem}" for path in _built())
SLIDES = [f"{name}-slides" for name in NAMES]
OTHERS = ["index", "en/index", "ja/index", "en/errors", "ja/errors"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_pages(folder)
    return folder


@pytest.fixture(scope="module")
def axe_core(tmp_path_factory: pytest.TempPathFactory) -> str:
    return axe.script(tmp_path_factory.mktemp("axe"))


@pytest.fixture
def opened(browser: Browser, site: Path, name: str) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1000, "height": 800})
    page = context.new_page()
    # Printed, a deck shows all its slides at once.
    page.goto((site / f"{name}.html").as_uri() + ("?print-pdf" if name in SLIDES else ""))
    if "0" in name:
        page.wait_for_selector("html.page-live-all", timeout=60_000)
    page.evaluate(OPEN_ALL)
    page.wait_for_function("() => !document.querySelector('.kit-closed')")
    yield page
    context.close()


@pytest.mark.parametrize("name", [*NAMES, *SLIDES, *OTHERS])
def test_nothing_keeps_a_reader_out(opened: Page, axe_core: str, name: str) -> None:
    assert axe.findings(opened, axe_core) == []
    opened.emulate_media(color_scheme="dark")
    assert axe.findings(opened, axe_core, contrast_only=True) == [], f"{name} in the dark"


@pytest.mark.parametrize("name", ["en/index"])
def test_axe_would_find_it(opened: Page, axe_core: str, name: str) -> None:
    assert name
    opened.evaluate(
        "() => document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')"
    )
    opened.evaluate("() => document.querySelector('h1').style.color = '#999'")
    found = axe.findings(opened, axe_core)
    assert sorted(re.match(r"\w+ ([\w-]+)", line)[1] for line in found) == ["color-contrast", "image-alt"]  # type: ignore[index]
