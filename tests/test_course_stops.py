"""A build that is stopped at any moment: nothing half-written, no process left, and the next run finishes the rest."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.building import course_file, events, gone, marked, outcome, run, start, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COURSE = """\
title: Stops
lessons: ["03", "00"]
audiences: [learner, teacher, handout]
learners: [aoi, ben, "ゆい"]
"""
KILLS = 18
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: -signal.SIGKILL}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that was built without a stop; `out` holds the build."""
    folder = tmp_path_factory.mktemp("whole")
    code, _out, err = run(course_file(folder, COURSE), "--out", folder / "out", "--quiet")
    assert code == 0, err
    return folder


@pytest.fixture
def course(whole: Path, tmp_path: Path) -> Path:
    """The same course, not built yet."""
    for name in ("course.yml", "course.key"):
        shutil.copy(whole / name, tmp_path)
    return tmp_path / "course.yml"


def _finished(out: Path) -> dict[str, str]:
    """What stands under a final name."""
    return {path: hash_ for path, hash_ in tree(out).items() if not path.startswith(".unfinished/")}


def _stop(process: subprocess.Popen[str], number: signal.Signals) -> None:
    """Ctrl-C reaches the whole group, as in a terminal; the others reach the build alone."""
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)


def test_killed_at_many_moments_it_ends_with_the_same_bytes(whole: Path, course: Path) -> None:
    chance = random.Random(7)
    out, expected = course.parent / "out", tree(whole / "out")
    stopped = 0
    for count in range(KILLS):
        number = SIGNALS[count % 3]
        process, mark = start(course, "--out", out, "--json")
        assert process.stdout
        if count % 2:  # at any moment of the start, or a little after something stands
            time.sleep(chance.uniform(0.1, 4))
        else:
            process.stdout.readline()
            if count % 4:
                process.stdout.readline()
            time.sleep(chance.uniform(0, 1.5))
        _stop(process, number)
        _rest, err = outcome(process, 60)
        assert "Traceback" not in err, err
        assert gone(mark), marked(mark)
        stopped += process.returncode == CODES[number]
        found = _finished(out) if out.exists() else {}
        for path, hash_ in found.items():
            if not path.endswith(".part"):
                assert expected[path] == hash_, f"{path} after {number.name}"
    assert stopped >= 5  # the others came too early, or after the end
    code, text, err = run(course, "--out", out, "--json")
    assert code == 0, err
    assert tree(out) == expected
    assert events(text)[-1]["notes"] == []


@pytest.mark.parametrize("number", SIGNALS)
def test_a_stop_ends_every_process_at_once(course: Path, number: signal.Signals) -> None:
    process, mark = start(course, "--out", course.parent / "out", "--workers", 2)
    end = time.monotonic() + 60
    while len(marked(mark)) < 6 and time.monotonic() < end:  # the build, its workers, their kernels
        time.sleep(0.05)
    asked = time.monotonic()
    _stop(process, number)
    _out, err = outcome(process, 30)
    assert gone(mark), marked(mark)
    assert time.monotonic() - asked < 15
    assert process.returncode == CODES[number]
    assert not list((course.parent / "out").rglob("*.part"))
    if number != signal.SIGKILL:
        assert err.strip().splitlines()[-1] == (
            "Stopped. What is built stands; run the same command again to go on."
        )


def test_a_worker_that_is_killed_loses_nothing(whole: Path, course: Path) -> None:
    process, mark = start(course, "--out", course.parent / "out", "--workers", 2, "--json")
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(2)]
    workers = [
        child for child in psutil.Process(process.pid).children() if "spawn_main" in " ".join(child.cmdline())
    ]
    assert len(workers) == 2
    workers[0].kill()
    out, err = outcome(process, 240)
    assert process.returncode == 0, err
    assert gone(mark)
    built = [event for event in events("".join(lines) + out) if event["event"] == "built"]
    assert sum(event["count"] for event in built) == events(lines[0])[0]["total"]
    assert tree(course.parent / "out") == tree(whole / "out")


def test_the_folder_is_one_builds_alone(course: Path) -> None:
    out = course.parent / "out"
    process, mark = start(course, "--out", out, "--json")
    assert process.stdout
    for _ in range(2):
        process.stdout.readline()
    process.send_signal(signal.SIGSTOP)  # else it could be done before the other asks
    code, _out, err = run(course, "--out", out)
    assert code == 2
    assert "Another build runs in" in err
    process.kill()
    process.communicate()
    assert gone(mark)
    assert run(course, "--out", out, "--quiet")[0] == 0  # the lock went with its holder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for some of the build."""
    path = tmp_path / "disk"
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(path)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("Only root may mount a small disk; the limit on a file's size is tested instead.")
    yield path
    subprocess.run(["umount", str(path)], check=True)


def test_a_full_disk_is_one_sentence_and_room_lets_it_go_on(
    whole: Path, course: Path, small_disk: Path
) -> None:
    out = small_disk / "out"
    code, _out, err = run(course, "--out", out, "--quiet")
    assert code == 1
    assert err.strip().splitlines() == [
        "The disk is full. Free some space. What is built stands; run the same command again to go on."
    ]
    expected, found = tree(whole / "out"), _finished(out)
    assert found
    assert found.items() <= expected.items()
    subprocess.run(["mount", "-o", "remount,size=40m", str(small_disk)], check=True)
    assert run(course, "--out", out, "--quiet")[0] == 0
    assert tree(out) == expected


def test_a_file_that_may_not_grow_is_not_left_in_half(whole: Path, course: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    out = course.parent / "out"
    code, _out, err = run(course, "--out", out, "--quiet", preexec_fn=limit)
    assert code == 1
    assert "The disk is full" in err
    assert _finished(out).items() <= tree(whole / "out").items()
