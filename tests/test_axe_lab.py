"""axe-core over every lesson's outputs in a real JupyterLab, in both languages and both themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nbformat
import pytest

from tests import axe
from tests.lab import LAB_IDLE, ROOT, browser_page, jupyterlab, lesson_folder, wait_until_live
from tests.test_axe_pages import OPEN_ALL
from widgets.live import MIME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

NAMES = [path.stem for path in sorted((ROOT / "lessons" / "en").glob("*.ipynb"))]


@pytest.fixture(scope="module", params=["en", "ja"])
def lab(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    folder = lesson_folder(tmp_path_factory.mktemp("axe-lab"), request.param)
    with jupyterlab(folder) as home:
        yield request.param, home


@pytest.fixture(scope="module")
def axe_core(tmp_path_factory: pytest.TempPathFactory) -> str:
    return axe.script(tmp_path_factory.mktemp("axe"))


def _questions(path: Path) -> int:
    kinds = [
        output.get("data", {}).get(MIME, {}).get("kind")
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
    ]
    return kinds.count("question")


def _run(page: Page, home: str, name: str, questions: int) -> None:
    page.goto(f"{home}/lab/tree/{name}.ipynb?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_selector(LAB_IDLE)
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    wait_until_live(page, questions)
    page.evaluate(OPEN_ALL)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_ours_keeps_a_reader_out(lab: tuple[str, str], axe_core: str, name: str) -> None:
    language, home = lab
    questions = _questions(ROOT / "lessons" / language / f"{name}.ipynb")
    with browser_page(home) as (page, _watched):
        _run(page, home, name, questions)
        assert axe.findings(page, axe_core, ".jp-OutputArea-output") == []
        for menu in ("Settings", "Theme", "JupyterLab Dark"):
            page.locator(".lm-MenuBar-itemLabel, .lm-Menu-itemLabel").get_by_text(
                menu, exact=True
            ).last.click()
        page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
        assert axe.findings(page, axe_core, ".jp-OutputArea-output", contrast_only=True) == [], "in the dark"
