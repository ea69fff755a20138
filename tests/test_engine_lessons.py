"""Every lesson comes out of the engine "kit" as it comes out of papermill's default engine."""

from __future__ import annotations

import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import pytest

import variants.engine.runs
from tests.equal import differences, read, run
from variants.engine.running import train
from variants.execute import ANY_DAY
from variants.pictures import without_pictures
from variants.strip import strip

ROOT = Path(__file__).parent.parent
LESSONS = sorted(path.relative_to(ROOT / "lessons") for path in (ROOT / "lessons").glob("??/*.ipynb"))
OTHER = ROOT / "lessons" / "ja" / "04-talent-comparison.ipynb"


def _open(path: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["lesson"] = {"name": path.stem}
    return notebook


@pytest.fixture(scope="module")
def _trained() -> None:
    """Run another lesson in the warm process: nothing of it may show in the next."""
    train(_open(OTHER), ANY_DAY)


@pytest.mark.usefixtures("_trained")
@pytest.mark.parametrize("lesson", LESSONS, ids=str)
def test_a_lesson_as_it_is_committed(lesson: Path) -> None:
    # The committed lessons are the default engine's.
    committed = without_pictures(_open(ROOT / "lessons" / lesson))
    with TemporaryDirectory() as folder:
        made = strip(variants.engine.runs.run(committed, Path(folder)))
    expected = strip(committed)
    assert [cell.id for cell in made.cells if cell not in expected.cells] == []
    assert made == expected


@pytest.mark.usefixtures("_trained")
def test_other_parameters_and_the_state_of_widgets() -> None:
    text = read(ROOT / "lessons" / "en" / "03-investment-figures.ipynb")
    parameters = {"country": "KOR", "currency": "KRW", "level": "undergraduate"}
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        default = pool.submit(run, text, None, parameters=parameters)
        for _ in range(2):  # whoever comes second finds what the first one left
            ours = run(text, "kit", parameters=parameters)
        theirs = default.result()
    assert "South Korea" in json.dumps(theirs)
    assert theirs["notebook"]["metadata"]["widgets"]
    different = differences(theirs, ours)
    assert not different, different
