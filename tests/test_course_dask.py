"""A build on a real Dask cluster of two workers on this computer: the same bytes, and a worker may die."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests import needs
from tests.building import ROOT, course_file, events, outcome, run, start, tree
from variants.course.running import Cluster
from variants.course.stop import Stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COURSE = """\
title: Cluster
languages: [en, ja]
lessons: ["03"]
audiences: [learner, teacher, handout]
learners: [aoi, ben]
"""


class Machines:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        file = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)
        )
        end = time.monotonic() + 60
        while not file.exists() or not file.read_text():
            assert time.monotonic() < end
            time.sleep(0.05)
        self.address = json.loads(file.read_text())["address"]
        self.workers: list[subprocess.Popen[bytes]] = []

    @staticmethod
    def _start(kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def add(self, count: int = 2) -> None:
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
        self.workers += [self._start("worker", self.address, *options) for _ in range(count)]

    def end(self) -> None:
        for process in [*self.workers, self.scheduler]:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    needs.dask()
    made = Machines(tmp_path)
    yield made
    made.end()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return course_file(tmp_path / "course", COURSE)


def test_a_cluster_gives_the_same_bytes_also_when_a_worker_dies(machines: Machines, course: Path) -> None:
    machines.add()
    folder = course.parent
    assert run(course, "--out", folder / "plain", "--quiet")[0] == 0
    code, out, err = run(course, "--out", folder / "dask", "--scheduler", machines.address, "--json")
    assert code == 0, err
    assert tree(folder / "dask") == tree(folder / "plain")
    process, _mark = start(course, "--out", folder / "killed", "--scheduler", machines.address, "--json")
    assert process.stdout
    first = [process.stdout.readline() for _ in range(2)]
    machines.workers[0].kill()
    rest, err = outcome(process, 240)
    assert process.returncode == 0, err
    built = [event for event in events("".join(first) + rest) if event["event"] == "built"]
    again = [event for event in events(out) if event["event"] == "built"]
    assert sorted(event["key"] for event in built) == sorted(event["key"] for event in again)
    assert tree(folder / "killed") == tree(folder / "plain")


def test_a_scheduler_that_ends_is_one_sentence_and_the_build_goes_on_elsewhere(
    machines: Machines, course: Path
) -> None:
    machines.add(1)
    out = course.parent / "out"
    process, _mark = start(course, "--out", out, "--scheduler", machines.address, "--json")
    assert process.stdout
    for _ in range(2):
        process.stdout.readline()
    machines.scheduler.kill()
    _rest, err = outcome(process, 120)
    assert process.returncode == 1, err
    assert "Traceback" not in err
    assert err.strip().splitlines()[-1].startswith("The Dask scheduler is gone.")
    code, text, err = run(course, "--out", out, "--json")
    assert code == 0, err
    assert events(text)[0]["standing"] > 0


def test_a_cluster_without_workers_is_named(machines: Machines) -> None:
    with pytest.raises(Stop, match="has no workers"):
        Cluster(machines.address, patience=1)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "tcp://"])
def test_an_address_where_no_scheduler_answers_is_named(address: str) -> None:
    needs.dask()
    with pytest.raises(Stop, match="No Dask scheduler answers at"):
        Cluster(address, patience=1)


def test_without_dask_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Stop, match=r"requirements-dask\.txt"):
        Cluster("tcp://127.0.0.1:8786")
