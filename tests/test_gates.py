"""The gates can fail: small faults, put into a copy one at a time, each turn it red."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
NAME = "03-investment-figures"
PARTS = ("data", "docs", "lessons", "tests/sanitize.cfg", "variants", "widgets", "pyproject.toml")


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    copy = tmp_path / "kit"
    for part in PARTS:
        target = copy / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, target, ignore=shutil.ignore_patterns("__pycache__", "answers"))
        else:
            shutil.copy(ROOT / part, target)
    return copy


def _python(kit: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # The environment's own path entry leads to the original; the copy must come first.
    environment = {**os.environ, "PYTHONPATH": str(kit), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=kit,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def _nbval(kit: Path) -> subprocess.CompletedProcess[str]:
    return _python(
        kit, "-m", "pytest", "--nbval", f"lessons/en/{NAME}.ipynb", "--nbval-sanitize-with", "tests/sanitize.cfg",
        "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts=",
    )  # fmt: skip


def _lint(kit: Path) -> subprocess.CompletedProcess[str]:
    return _python(kit, "-m", "variants.build", "--lint")


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is no longer in {path.name}: bring this test up to date"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _change_notebook(path: Path, change: Callable[[nbformat.NotebookNode], None]) -> None:
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)


def _code(path: Path, cell_id: str, old: str, new: str) -> None:
    def change(notebook: nbformat.NotebookNode) -> None:
        cell = next(cell for cell in notebook.cells if cell.id == cell_id)
        assert old in cell.source
        cell.source = cell.source.replace(old, new, 1)

    _change_notebook(path, change)


def test_without_a_fault_the_gates_are_green(kit: Path) -> None:
    for run in (_nbval(kit), _lint(kit)):
        assert run.returncode == 0, run.stdout + run.stderr


def test_a_changed_csv_value(kit: Path) -> None:
    _replace(kit / "data/summit_pledges.csv", "CoreWeave,technology,6.0", "CoreWeave,technology,6.5")
    run = _nbval(kit)
    assert run.returncode == 1
    assert "look-chart" in run.stdout or "mismatch" in run.stdout
    assert "summit_pledges.csv: changed since it was last described" in _lint(kit).stdout


def test_a_changed_widget_default(kit: Path) -> None:
    _code(
        kit / f"lessons/en/{NAME}.ipynb",
        "look-chart",
        '"Ask the chart", asked)',
        '"Ask the chart", asked, "place")',
    )
    assert _nbval(kit).returncode == 1


def test_a_changed_chart_encoding(kit: Path) -> None:
    _code(kit / f"lessons/en/{NAME}.ipynb", "look-chart", '"value:Q", title', '"usd_billion:Q", title')
    assert _nbval(kit).returncode == 1


def test_a_changed_placeholder_in_a_translation(kit: Path) -> None:
    _replace(kit / "lessons/locale/ja.po", 'msgstr "{years}年"', 'msgstr "{year}年"')
    run = _lint(kit)
    assert run.returncode == 1
    assert "{years}" in run.stdout


def test_a_typed_figure_in_prose(kit: Path) -> None:
    _replace(kit / f"lessons/source/{NAME}.md", "The sentence is short.", "The sentence is about 92 billion.")
    run = _lint(kit)
    assert run.returncode == 1
    assert "92 billion" in run.stdout


def test_minutes_that_do_not_sum(kit: Path) -> None:
    path = kit / f"lessons/source/{NAME}.md"
    text = path.read_text(encoding="utf-8")
    longer = re.sub(r"50: (\d+)", lambda found: f"50: {int(found[1]) + 1}", text, count=1)
    assert longer != text, "the minutes are no longer there: bring this test up to date"
    path.write_text(longer, encoding="utf-8")
    run = _lint(kit)
    assert run.returncode == 1
    assert "minutes: the column 50 sums to 51; make its parts sum to 50." in run.stdout


def test_a_word_that_takes_a_side(kit: Path) -> None:
    _replace(kit / f"lessons/source/{NAME}.md", "\n## ", "\n## A race and ")
    run = _lint(kit)
    assert run.returncode == 1
    assert '"race" takes a side' in run.stdout


def test_a_word_that_takes_a_side_in_a_translation(kit: Path) -> None:
    _replace(kit / "widgets/locale/ja.po", 'msgstr "知っておきたい言葉"', 'msgstr "覇権の言葉"')
    run = _lint(kit)
    assert run.returncode == 1
    assert '"覇権" takes a side' in run.stdout


def test_a_lesson_that_loses_a_task_an_exercise_a_claim_or_a_term(kit: Path) -> None:
    source = kit / f"lessons/source/{NAME}.md"
    _replace(source, '"id": "example-ask"', '"id": "example-talk"')
    _replace(source, "exercises: [[check, source, write], [exit]", "exercises: [[check, source, write], []")
    _replace(source, '"A11", "A39", "A19"', '"A11", "A39"')
    _replace(kit / "lessons/locale/ja.po", 'msgstr "為替レート"', 'msgstr "為替相場"')
    run = _lint(kit)
    assert run.returncode == 1
    for found in (
        "example: in the 90 minutes a learner looks on for 17 minutes before turn",
        'exercises: no question serves "test a converted amount with one division"; name one.',
        "no cell of lesson 03 names A19, which belongs there",
        '"為替相場" stands for "exchange rate"; write "為替レート"',
    ):
        assert found in run.stdout


def test_a_lesson_that_is_too_long_or_without_a_reading(kit: Path) -> None:
    def change(notebook: nbformat.NotebookNode) -> None:
        cells = {cell.id: cell for cell in notebook.cells}
        cells["look-intro"].source += " word" * 1800
        del cells["source-chart"].outputs[1]

    _change_notebook(kit / f"lessons/en/{NAME}.ipynb", change)
    run = _lint(kit)
    assert run.returncode == 1
    assert f"lessons/en/{NAME}.ipynb with the ending write: the class path has" in run.stdout
    assert f"lessons/en/{NAME}.ipynb:source-chart: an output has no reading" in run.stdout


def test_an_unexecuted_notebook(kit: Path) -> None:
    def clear(notebook: nbformat.NotebookNode) -> None:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None

    _change_notebook(kit / f"lessons/ja/{NAME}.ipynb", clear)
    run = _lint(kit)
    assert run.returncode == 1
    assert f"lessons/ja/{NAME}.ipynb" in run.stdout


def test_a_saved_widget_view(kit: Path) -> None:
    def add_view(notebook: nbformat.NotebookNode) -> None:
        view = {
            "application/vnd.jupyter.widget-view+json": {
                "model_id": "1",
                "version_major": 2,
                "version_minor": 0,
            }
        }
        cell = next(cell for cell in notebook.cells if cell.id == "guess-question")
        cell.outputs.append(nbformat.v4.new_output("display_data", view))

    _change_notebook(kit / f"lessons/en/{NAME}.ipynb", add_view)
    run = _lint(kit)
    assert run.returncode == 1
    assert "widget" in run.stdout


def test_a_hand_edited_notebook_differs_from_its_source(kit: Path) -> None:
    # nbval compares no Markdown; the rebuild does.
    _change_notebook(
        kit / f"lessons/en/{NAME}.ipynb",
        lambda notebook: notebook.cells[3].update(source="## Another question"),
    )
    run = _python(kit, "-m", "variants.build", "--check", "03")
    assert run.returncode == 1
    assert f"lessons/en/{NAME}.ipynb: differs from its source" in run.stdout
    assert f"lessons/ja/{NAME}.ipynb" not in run.stdout
