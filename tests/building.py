"""Building courses in tests: a course file, the command, and what stands afterwards."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parent.parent
SMALL = """\
title: Small
lessons: ["03"]
audiences: [learner, teacher]
learners: [aoi, ben]
"""
MARK = "KIT_TEST"


def course_file(folder: Path, text: str = SMALL, name: str = "course.yml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def start(*arguments: object, **options: Any) -> tuple[subprocess.Popen[str], str]:
    """Start a build; every process below it carries a mark."""
    mark = uuid.uuid4().hex
    process = subprocess.Popen(
        [sys.executable, "-m", "variants.course", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT), MARK: mark},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, **options,
    )  # fmt: skip
    return process, mark


def outcome(process: subprocess.Popen[str], patience: float = 240) -> tuple[str, str]:
    """Wait for a build's end and for the words that are not read yet.

    One that does not end is ended, and troubles no other test. `communicate` would lose lines that came together with
    one that was read.
    """
    assert process.stdout
    assert process.stderr
    with process, ThreadPoolExecutor(2) as pool:
        words = [pool.submit(pipe.read) for pipe in (process.stdout, process.stderr)]
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        return words[0].result(), words[1].result()


def run(*arguments: object, **options: Any) -> tuple[int, str, str]:
    process, _mark = start(*arguments, **options)
    out, err = outcome(process)
    assert "Traceback" not in err, err
    return process.returncode, out, err


def events(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def marked(mark: str) -> list[psutil.Process]:
    """List the processes that still run of all that a build started, whoever is their parent now."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get(MARK) == mark:
                found.append(process)
        except psutil.Error:
            continue
    return found


def gone(mark: str, patience: float = 20) -> bool:
    end = time.monotonic() + patience
    while marked(mark):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def tree(folder: Path) -> dict[str, str]:
    """Hash every file of a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
