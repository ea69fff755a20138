"""Authors see a saved source in JupyterLab at once; only what changed is run again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING

import nbformat
import pytest
from playwright.sync_api import expect

from tests.lab import NAME, ROOT, browser_page, free_port, wait_for
from variants.watch import reuse

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    copy = tmp_path / "kit"
    for part in ("data", "lessons", "variants", "widgets"):
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__", "answers"))
    return copy


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_saved_source_appears_in_jupyterlab(kit: Path, tmp_path: Path) -> None:
    port, home = free_port(), tmp_path / "home"
    home.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(kit), "PYTHONDONTWRITEBYTECODE": "1", "JUPYTER_TOKEN": "kit",
                   "HOME": str(home), "JUPYTER_DATA_DIR": str(home / "data"), "JUPYTER_CONFIG_DIR": str(home / "config")}  # fmt: skip
    log = (home / "watch.log").open("wb")
    command = [sys.executable, "-m", "variants.build", "--watch", "--no-browser", "--port", str(port)]
    server = subprocess.Popen(command, cwd=kit, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api?token=kit", server)
        with browser_page(address) as (page, watched):
            page.goto(f"{address}/lab/tree/lessons/en/{NAME}.ipynb?reset&token=kit")
            page.wait_for_selector(".jp-Notebook .jp-Cell")
            page.wait_for_selector("text=/Python 3.*Idle/")
            source = kit / "lessons" / "source" / f"{NAME}.md"
            saved = time.monotonic()
            _replace(source, "The sentence is short.", "The sentence is very short.")
            expect(page.locator(".jp-Notebook")).to_contain_text(
                "The sentence is very short.", timeout=20_000
            )
            print(f"words saved to words shown: {time.monotonic() - saved:.1f} s")
            # Code: the cell and all after it run again, in the order of the lesson.
            _replace(source, "Two or three digits are enough", "Two or three digits will do")
            built = kit / "lessons" / "en" / f"{NAME}.ipynb"
            print(
                f"code saved to outputs stored, kernel started: {_until(built, 'Two or three digits will do'):.1f} s"
            )
            _until_quiet(home / "watch.log", "rebuilt lessons/ja")
            _replace(source, "Two or three digits will do", "Give two or three digits")
            print(
                f"code saved to outputs stored, kernel warm: {_until(built, 'Give two or three digits'):.1f} s"
            )
            assert watched.outside == []
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()
    # JupyterLab has ended with it. Its port can be somebody else's by now, who does not answer as it did.
    with pytest.raises((OSError, HTTPException)):
        urllib.request.urlopen(f"{address}/api/status?token=kit", timeout=5)
    counts = [
        cell.execution_count for cell in nbformat.read(built, as_version=4).cells if cell.cell_type == "code"
    ]
    assert counts == list(range(1, len(counts) + 1))


def _until(built: Path, words: str) -> float:
    """Seconds until the outputs on disk hold the words."""
    begun = time.monotonic()
    while words not in _outputs(built):
        assert time.monotonic() - begun < 60, f"{words!r} never came"
        time.sleep(0.1)
    return time.monotonic() - begun


def _until_quiet(log: Path, line: str) -> None:
    """Wait until both edits so far have been followed in the last language."""
    for _ in range(300):
        if log.read_text(encoding="utf-8", errors="replace").count(line) >= 2:
            return
        time.sleep(0.1)
    raise AssertionError(f"{line!r} never came twice")


def _outputs(path: Path) -> str:
    notebook = nbformat.read(path, as_version=4)
    return "\n".join(str(cell.get("outputs", "")) for cell in notebook.cells)


def _code(*sources: str, executed: bool = True) -> nbformat.NotebookNode:
    cells = [
        nbformat.v4.new_code_cell(
            source,
            execution_count=number if executed else None,
            outputs=[nbformat.v4.new_output("stream", text=source)] if executed else [],
        )
        for number, source in enumerate(sources, 1)
    ]
    return nbformat.v4.new_notebook(cells=cells)


def test_outputs_before_the_first_change_are_reused() -> None:
    notebook = _code("a", "B", "c", executed=False)
    assert reuse(notebook, _code("a", "b", "c")) == 1
    assert [len(cell.outputs) for cell in notebook.cells] == [1, 0, 0]


def test_an_inserted_cell_makes_everything_after_it_run() -> None:
    assert reuse(_code("a", "new", "b", executed=False), _code("a", "b")) == 1


def test_a_stored_cell_that_never_ran_is_not_reused() -> None:
    assert reuse(_code("a", "b", executed=False), _code("a", "b", executed=False)) == 0
