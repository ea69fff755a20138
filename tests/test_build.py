"""The committed lessons are what their sources make, byte for byte, and stay within the budgets."""

from __future__ import annotations

import ast
import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from variants import build
from variants.select import select
from variants.source import read, sources

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "lessons").glob("*/*.ipynb"))


def test_a_rebuild_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["--check"]) == 0, capsys.readouterr().out


def test_gathering_words_and_hashes_again_changes_nothing(tmp_path: Path) -> None:
    parts = ("data", "lessons", "variants", "widgets")
    for part in parts:
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "answers"))
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONHASHSEED": "1"}
    run = subprocess.run(
        [sys.executable, "-m", "variants.build", "--update"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (0, ""), run.stdout + run.stderr


def test_a_lesson_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["--check", "99"]) == 1
    assert (
        "No lesson has the number 99; lessons/source holds 00, 01, 02, 03, 03b, 04."
        in capsys.readouterr().out
    )


def test_every_lesson_stands_in_every_language() -> None:
    expected = {
        ROOT / "lessons" / language / f"{s.stem}.ipynb" for s in sources() for language in build.LANGUAGES
    }
    assert set(NOTEBOOKS) == expected
    assert {"en", "ja"} <= set(build.LANGUAGES)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_notebook_stays_small_and_keeps_its_cell_ids(path: Path) -> None:
    assert path.stat().st_size <= 400_000
    source = read(ROOT / "lessons" / "source" / f"{path.stem}.md")
    ids = [cell.id for cell in nbformat.read(path, as_version=4).cells]
    kept = [cell.id for cell in select(source).cells]
    assert ids == ["heading", "parameters", "start", *kept, "work-intro", "work-panel"]
    # No note for the teacher, and nothing else is missing.
    assert {cell.id for cell in source.cells} - set(ids) == {
        cell.id for cell in source.cells if "teacher" in cell.metadata.get("tags", [])
    }


def test_what_travels_to_the_browser_stays_under_two_megabytes() -> None:
    static = ROOT / "widgets" / "static"
    scripts = sum(len(gzip.compress((static / f"{name}.js").read_bytes(), 9)) for name in ("kit", "vega"))
    largest = max(path.stat().st_size for path in NOTEBOOKS)
    # The scripts travel once, the notebook when it opens and its outputs again when it runs.
    assert scripts + 2 * largest <= 2_000_000


def test_no_words_hide_inside_an_f_string() -> None:
    # Up to Python 3.11 they are not found when words are gathered, from 3.12 on they are.
    modules = [*(ROOT / "widgets").rglob("*.py"), *(ROOT / "variants").rglob("*.py")]
    trees = {str(path): ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for path in modules}
    hidden = [
        f"{name}, line {call.lineno}"
        for name, nodes in trees.items()
        for f_string in nodes
        if isinstance(f_string, ast.JoinedStr)
        for call in ast.walk(f_string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_"
    ]
    assert hidden == []
