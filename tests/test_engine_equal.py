"""The engine "kit" gives the same notebooks as papermill's default engine, also hard ones.

What may differ, by nature:

- What a notebook prints of its own process: its number, descriptors, ipykernel's threads and options, asyncio's numbers
  of tasks, `sys.orig_argv`, `sys.meta_path`.
- What is loaded: numpy, pandas, altair, ipywidgets and the kit stand in `sys.modules` before the first cell, with their
  `warnings.filters`; what importing them does was done before; the garbage collector does not list what it shares.
- Strings hash alike in all kernels of one warm process, as with one PYTHONHASHSEED.
- numpy computes in one thread.
- How many calls the traceback of an endless recursion shows.
- Which of the last messages survive a crash, and the order in which a program's two descriptors are read within 0.2 s.
- Options of ipykernel's command line and its profile are those of the warm process.
"""

from __future__ import annotations

import multiprocessing
import os
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest

import variants.engine.runs  # noqa: F401 - registers the engine
from tests.equal import differences, run
from variants.engine.running import train
from variants.execute import ANY_DAY

FOLDER = Path(__file__).parent / "hard_notebooks"


def _cases() -> dict[str, tuple[str, int]]:
    cases = {
        path.stem: (path.read_text(encoding="utf-8"), 30)
        for path in FOLDER.glob("*.txt")
        if path.stem != "ends"
    }
    for part in re.split(r"^#### ", (FOLDER / "ends.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[
        1:
    ]:
        head, _, text = part.partition("\n")
        name, _, timeout = head.partition(" timeout=")
        cases[name] = (text, int(timeout or 30))
    return cases


CASES = _cases()


@pytest.fixture(scope="module")
def defaults(request: pytest.FixtureRequest) -> Any:
    """Begin the runs of the default engine, two at a time, beside ours; ours fork from a process that ran a lesson."""
    lesson = nbformat.read(FOLDER.parent.parent / "lessons" / "ja" / "04-talent-comparison.ipynb", 4)
    train(lesson, ANY_DAY)
    wanted = {item.callspec.params["name"] for item in request.session.items if item.path == request.path}
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool:
        yield {
            name: pool.submit(run, text, None, timeout)
            for name, (text, timeout) in CASES.items()
            if name in wanted
        }


@pytest.mark.parametrize("name", CASES)
def test_the_same_cells(defaults: Any, name: str) -> None:
    text, timeout = CASES[name]
    ours = run(text, "kit", timeout)
    different = differences(defaults[name].result(), ours)
    assert not different, different
