"""Kept work in a real JupyterLab: reload, two tabs, two kernels, restart, a newer version, another machine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, Page, expect

from tests.lab import LAB_IDLE, Watched, browser_page, jupyterlab

if TYPE_CHECKING:
    from pathlib import Path

LABELS = {"per": {"total": "the whole amount", "person": "for each person"}}
START = f'from widgets import *\nstart("03-small", "en", {{"per": "%s"}}, {{"per": ["total", "person"]}}, {LABELS})'
FIRST = 'predict("first", "How many?", "dollars", 0, 100)'
SECOND = 'predict("second", "How much?", "dollars", 0, 100)'
THIRD = 'estimate("third", "What is 40 and 2?", "dollars", 42, 1, "Yes.", "Close.")'


def _write(path: Path, *questions: str, per: str = "total") -> None:
    path.parent.mkdir(exist_ok=True)
    cells = [new_code_cell(source) for source in (START % per, *questions, "work(end=True)")]
    notebook = new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(notebook, path)


def _open(page: Page, home: str, name: str) -> None:
    page.goto(f"{home}/doc/tree/{name}")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_selector(LAB_IDLE)


def _menu(page: Page, menu: str, entry: str) -> None:
    page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
    page.locator(".lm-Menu-itemLabel", has_text=entry).first.click()


def _run(page: Page, home: str, name: str) -> None:
    _open(page, home, name)
    _menu(page, "Run", "Run All Cells")
    expect(_panel(page)).to_be_visible()


def _panel(page: Page) -> Locator:
    return page.locator("section.kit-panel")


def _box(page: Page, number: int) -> Locator:
    return page.locator(".kit-question").nth(number).locator(".kit-number")


def _answer(page: Page, number: int, text: str) -> None:
    _box(page, number).fill(text)
    _box(page, number).press("Enter")
    expect(page.locator(".kit-question").nth(number).get_by_role("status").first).not_to_be_empty()


def _has(page: Page, *answers: str) -> None:
    for number, answer in enumerate(answers):
        expect(_box(page, number)).to_have_value(answer)


def _on_disk(page: Page, folder: Path, expected: dict[str, str]) -> None:
    """Wait until the file holds exactly these answers."""
    found: dict[str, str] = {}
    for _ in range(200):
        paths = [path for path in (folder / "answers").glob("*.json") if ".aside-" not in path.name]
        if paths:
            content = json.loads(paths[0].read_text(encoding="utf-8"))["answers"]
            found = {uid.split(".")[1]: values["answer"] for uid, values in content.items()}
        if found == expected:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"kept: {found}, expected: {expected}")


def _save(page: Page, path: Path) -> None:
    page.keyboard.press("Control+s")
    for _ in range(200):
        if "kit-still" in path.read_text(encoding="utf-8"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("Ctrl+S did not save the notebook")


def _download(page: Page, path: Path) -> None:
    with page.expect_download() as saved:
        _panel(page).get_by_role("button", name="Download my answers").click()
    saved.value.save_as(path)


def _load(page: Page, path: Path, said: str) -> None:
    _panel(page).get_by_label("Load answers from a downloaded file").set_input_files(path)
    expect(_panel(page).get_by_role("status")).to_contain_text(said)


def _nothing_wrong(watched: Watched) -> None:
    assert watched.outside == []
    assert watched.errors == []


def _second(page: Page, home: str) -> tuple[Page, Watched]:
    browser = page.context.browser
    assert browser
    second = browser.new_page(viewport={"width": 1280, "height": 1000})
    second.set_default_timeout(60_000)
    return second, Watched(second, home)


def _one_notebook_in_two_tabs(page: Page, home: str, folder: Path) -> None:
    _run(page, home, "small.ipynb")
    _answer(page, 0, "25")
    _on_disk(page, folder, {"first": "25"})
    _save(page, folder / "small.ipynb")
    page.reload()
    _has(page, "25", "")
    tab, watched = _second(page, home)
    _open(tab, home, "small.ipynb")
    _has(tab, "25", "")
    _answer(tab, 1, "60")
    _answer(page, 2, "42")
    _on_disk(page, folder, {"first": "25", "second": "60", "third": "42"})
    _has(page, "25", "60", "42")
    tab.close()
    _nothing_wrong(watched)


def _clear_and_undo(page: Page, folder: Path) -> None:
    panel = _panel(page)
    panel.get_by_role("button", name="Clear all answers").click()
    expect(panel.get_by_role("status")).to_contain_text("All answers of this lesson are cleared.")
    _has(page, "", "", "")
    _on_disk(page, folder, {})
    panel.get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("status")).to_have_text("Your answers are as they were before.")
    _has(page, "25", "60", "42")
    _on_disk(page, folder, {"first": "25", "second": "60", "third": "42"})


def _a_newer_version_in_a_second_kernel(page: Page, home: str, folder: Path) -> None:
    _write(
        folder / "newer.ipynb",
        THIRD.replace("40 and 2", "2 and 40"),
        'predict("new", "Who?", "x", 0, 9)',
        FIRST,
    )
    newer, watched = _second(page, home)
    _run(newer, home, "newer.ipynb")
    _has(newer, "42", "", "25")
    _answer(newer, 1, "7")
    _answer(page, 2, "40")  # the first kernel has never seen the new question
    _on_disk(page, folder, {"first": "25", "second": "60", "third": "40", "new": "7"})
    newer.close()
    _nothing_wrong(watched)


def _restart(page: Page) -> None:
    _menu(page, "Kernel", "Restart Kernel and Run All Cells")
    before = page.locator(".kit-question").first.element_handle()
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.wait_for_function("node => !node.isConnected", arg=before)
    _has(page, "25", "60", "40")


def _another_machine(page: Page, home: str, folder: Path, saved: Path, foreign: Path) -> None:
    _run(page, home, "other/small.ipynb")
    _has(page, "", "", "")
    _answer(page, 1, "33")
    _load(page, foreign, "That copy uses: for each person. This copy uses: the whole amount.")
    _has(page, "", "33", "")
    _load(
        page,
        saved,
        "The file is loaded. Answers in it: 3. What you had before is in the file answers/03-small-",
    )
    _has(page, "25", "60", "42")
    _on_disk(page, folder / "other", {"first": "25", "second": "60", "third": "42"})


def test_work_is_kept_through_all_that_a_learner_does(tmp_path: Path) -> None:
    folder = tmp_path / "kit"
    _write(folder / "small.ipynb", FIRST, SECOND, THIRD)
    _write(folder / "other" / "small.ipynb", FIRST, SECOND, THIRD)
    saved, foreign = tmp_path / "saved.json", tmp_path / "foreign.json"
    with jupyterlab(folder) as home, browser_page(home) as (page, watched):
        _one_notebook_in_two_tabs(page, home, folder)
        _clear_and_undo(page, folder)
        _download(page, saved)
        content = json.loads(saved.read_text(encoding="utf-8"))
        foreign.write_text(
            json.dumps({**content, "variant": "03-small-ffffffff", "parameters": {"per": "person"}})
        )
        _a_newer_version_in_a_second_kernel(page, home, folder)
        _restart(page)
        _another_machine(page, home, folder, saved, foreign)
        _nothing_wrong(watched)
