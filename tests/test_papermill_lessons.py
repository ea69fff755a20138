"""papermill runs the lessons on models, sovereignty and people over three sets or more; their answers follow."""

from __future__ import annotations

import csv
import math
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest

from variants.execute import errors_in, own_channel
from widgets.seal import open_seal

ROOT = Path(__file__).parent.parent
MIME = "application/vnd.kit.v1+json"


@dataclass(frozen=True)
class Job:
    """One run, and the number that the class is asked for."""

    lesson: str
    language: str
    parameters: tuple[tuple[str, str], ...]
    blank: str
    answer: float

    def __str__(self) -> str:
        """Name the run."""
        return "-".join([self.lesson[:2], self.language, *(value for _, value in self.parameters)])


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _graduates(country: str) -> float:
    """Graduates for every 1,000 people of their age, from the CSV files alone."""
    counted = next(
        row
        for series in ("wef-2016", "ict-2022")
        for row in _rows("graduate_counts")
        if row["series"] == series and row["economy"] == country
    )
    year = "2015" if counted["year"] == "2016" else "2020"
    people = next(
        float(row["people"])
        for row in _rows("young_people")
        if row["counter"] == "wpp" and row["economy"] == country and row["year"] == year
    )
    return 1000 * float(counted["graduates"]) / people


def _passing(maker: str, rung: str) -> float:
    """Of 100 systems by one kind of maker, those that stand on a rung and on all below it."""
    row = next(r for r in _rows("openness_counts") if r["group"] == maker and r["rung"] == rung)
    return 100 * float(row["open_so_far"]) / float(row["systems"])


def _talent(language: str, country: str, level: str) -> Job:
    parameters = (("country", country), ("level", level))
    return Job("04-talent-comparison", language, parameters, "rate", _graduates(country))


def _open(language: str, deck: str, maker: str, rung: str, level: str) -> Job:
    parameters = (("deck", deck), ("maker", maker), ("rung", rung), ("level", level))
    return Job("01-open-and-closed", language, parameters, "share", _passing(maker, rung))


def _sovereign(language: str, country: str, currency: str, level: str, answer: float) -> Job:
    parameters = (("country", country), ("currency", currency), ("level", level))
    return Job("02-sovereign-ai", language, parameters, "share", answer)


# One fund of 50 in a sum of 200 billion euros; for Japan, 1 in 3 trillion yen.
JOBS = [
    _sovereign("en", "IND", "EUR", "undergraduate", 25),
    _sovereign("ja", "TWN", "EUR", "secondary", 25),
    _sovereign("en", "JPN", "KRW", "undergraduate", 100 / 3),
    _sovereign("ja", "CHN", "CNY", "secondary", 25),
    _open("en", "second", "research", "training_data", "undergraduate"),
    _open("ja", "first", "firm", "weights", "undergraduate"),
    _open("en", "second", "firm", "licence", "secondary"),
    _talent("en", "USA", "undergraduate"),
    _talent("ja", "KOR", "undergraduate"),
    _talent("en", "CHN", "secondary"),
]


def _run(job: Job) -> str:
    folder = ROOT / "lessons" / job.language
    with own_channel() as config:
        notebook = papermill.execute_notebook(
            str(folder / f"{job.lesson}.ipynb"), None, dict(job.parameters), cwd=str(folder), progress_bar=False,
            execution_timeout=60, extra_arguments=["--IPKernelApp.log_level=50"], config=config,
        )  # fmt: skip
    return str(nbformat.writes(notebook))


@pytest.fixture(scope="module")
def runs() -> dict[Job, Any]:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return {
            job: nbformat.reads(text, as_version=4)
            for job, text in zip(JOBS, pool.map(_run, JOBS), strict=True)
        }


def _grade(notebook: Any, cell_id: str, key: str, bucket: dict[str, float], x: float) -> str | None:
    data = next(cell for cell in notebook.cells if cell.id == cell_id).outputs[0].data[MIME]
    place = math.floor((x - bucket["offset"]) / bucket["step"] + 0.5)
    box = open_seal(data["seal"], f"{key}b:{place}", data["uid"])
    return str(box["grade"]) if box else None


@pytest.mark.parametrize("job", JOBS, ids=str)
def test_the_answer_follows_the_parameters(runs: dict[Job, Any], job: Job) -> None:
    notebook = runs[job]
    assert errors_in(notebook) == []
    data = next(cell for cell in notebook.cells if cell.id == "turn-question").outputs[0].data[MIME]
    bucket = data["blanks"][job.blank]["bucket"]
    assert _grade(notebook, "turn-question", f"{job.blank}=", bucket, job.answer) == "right"
    assert _grade(notebook, "turn-question", f"{job.blank}=", bucket, job.answer * 1.5 + 1) is None


LAYERS = ("chips", "compute", "data", "models", "talent", "rules")


def _counted() -> list[dict[str, str]]:
    """Programmes that stand inside no other row and whose layers we know."""
    return [row for row in _rows("sovereign_programmes") if row["chips"] and not row["part_of"]]


@pytest.mark.parametrize("job", [job for job in JOBS if job.lesson.startswith("02")], ids=str)
def test_layers_and_points_follow_the_table(runs: dict[Job, Any], job: Job) -> None:
    programmes = _counted()
    full = sum(all(row[layer] == "1" for layer in LAYERS) for row in programmes)
    told = next(cell for cell in runs[job].cells if cell.id == "reveal-text").outputs[0].data[MIME]
    assert told["truth"] == round(100 * full / len(programmes))

    mine = [row for row in programmes if row["economy"] == job.parameters[0][1]]
    common = [layer for layer in LAYERS if 2 * sum(row[layer] == "1" for row in mine) >= len(mine)]
    points = sum(2 if layer in ("data", "models") else 1 for layer in common)
    data = next(cell for cell in runs[job].cells if cell.id == "more-score-question").outputs[0].data[MIME]
    assert _grade(runs[job], "more-score-question", "", data["bucket"], 100 * points / 8) == "right"
    assert _grade(runs[job], "more-score-question", "", data["bucket"], 100 * (points + 2) / 8) != "right"
