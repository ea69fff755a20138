"""In a real JupyterLab: figures that are due are amber everywhere, and a learner's headline comes back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Page, expect

from tests.lab import LAB_IDLE, browser_page, jupyterlab

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CELLS = (
    'from widgets import *\nstart("03-small", "en", {}, {})',
    'show(table("summit_totals"), "Both parts.")',
    'headline("own", "JPN")',
    "show(credits(), 'Where the figures come from.')",
)
DUE = "This figure is due for a new check."
IN_2040 = "2209000000"  # seconds since 1970


def _open(page: Page, home: str) -> None:
    page.goto(f"{home}/doc/tree/small.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_selector(LAB_IDLE)


def _menu(page: Page, menu: str, entry: str) -> None:
    page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
    page.locator(".lm-Menu-itemLabel", has_text=entry).first.click()


def _answers(page: Page, folder: Path, said: str) -> None:
    for _ in range(100):
        paths = list((folder / "answers").glob("*.json"))
        if paths and said in paths[0].read_text(encoding="utf-8"):
            content = json.loads(paths[0].read_text(encoding="utf-8"))["answers"]
            assert content["03-small.own"]["answer"]["fields"]["unit"] == "USD"
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{said!r} was not kept")


def test_due_figures_are_amber_and_a_headline_survives_a_new_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", IN_2040)
    folder = tmp_path / "work"
    folder.mkdir()
    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS])
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(notebook, folder / "small.ipynb")
    with jupyterlab(folder) as home, browser_page(home) as (page, watched):
        _open(page, home)
        _menu(page, "Run", "Run All Cells")
        form = page.locator(".kit-headline")
        expect(form).to_be_visible()
        marks = page.locator(".jp-RenderedMarkdown mark:visible, .kit-headline mark")
        expect(marks.filter(has_text=DUE).first).to_be_visible()
        # Under the table, in the form, and in the list of sources (JupyterLab cleans Markdown, and leaves these).
        assert marks.count() >= 3
        for mark in marks.all():
            colours = mark.evaluate("e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]")
            assert colours == ["rgb(255, 191, 0)", "rgb(31, 31, 31)"]

        form.get_by_label("The number in it").fill("92 billion")
        form.get_by_label("A number of", exact=True).select_option("USD")
        form.get_by_label("Date of the headline").fill("July 2025")
        form.get_by_label("Who says it?").fill("A senator, dd00")  # dd and 00 are commands of the notebook
        expect(form.locator(".kit-equal")).to_contain_text("920億")
        _answers(page, folder, "A senator, dd00")
        _menu(page, "Kernel", "Restart Kernel and Run All Cells…")
        page.get_by_role("button", name="Confirm Kernel Restart").or_(
            page.locator(".jp-Dialog .jp-mod-accept")
        ).first.click()
        page.wait_for_selector(LAB_IDLE)
        expect(page.locator(".kit-headline")).to_have_count(1)
        expect(form.get_by_label("Who says it?")).to_have_value("A senator, dd00")
        expect(form.locator(".kit-equal")).to_contain_text("920億")
        assert watched.outside == []
        assert watched.errors == []
