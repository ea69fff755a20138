"""What lives and what ends: the warm process, kernels, and all that they start."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest

from tests.equal import notebook
from variants.engine import running
from variants.engine.runs import run, run_each
from variants.execute import RunError

ME = psutil.Process()


def _lesson(text: str) -> Any:
    made = notebook("# %%\n" + text)
    made.metadata["lesson"] = {"name": "00-test"}
    return made


def _said(text: str, folder: Path) -> str:
    """Run one cell and return what it printed."""
    return str(run(_lesson(text), folder).cells[0].outputs[0].text).strip()


def _gone(pids: list[int], seconds: float = 2) -> list[int]:
    """Wait until processes end; return those that do not."""
    until = time.monotonic() + seconds
    left = pids
    while left and time.monotonic() < until:
        left = [pid for pid in left if psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie"]
        time.sleep(0.02)
    return left


def _wait(path: Path, seconds: float = 20) -> str:
    until = time.monotonic() + seconds
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.02)
    return path.read_text()


def test_a_warm_process_that_died_is_started_again(tmp_path: Path) -> None:
    assert _said("print(1)", tmp_path) == "1"
    first = running.warm().process.pid
    os.kill(first, signal.SIGKILL)
    assert _said("print(2)", tmp_path) == "2"
    assert running.warm().process.pid != first
    assert not psutil.pid_exists(first)  # no zombie either


def test_a_run_whose_warm_process_dies_says_so(tmp_path: Path) -> None:
    with pytest.raises(RunError) as caught:
        run(_lesson("import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(60)"), tmp_path)
    assert re.fullmatch(r"00-test(, cell cell-0)?: [A-Z].*", str(caught.value))
    copies = run_each(_lesson("1"), tmp_path, ["cell-0"], [{"cell-0": "2"}] * 2)
    next(copies)
    os.kill(running.warm().process.pid, signal.SIGKILL)
    assert [copied.cells[0].outputs[0].data["text/plain"] for copied in copies] == ["2", "2"]


@pytest.mark.parametrize("cell", ["while True: pass", "import os; os._exit(1)"], ids=["endless", "ends it"])
def test_a_lesson_that_is_not_fit_for_training(
    cell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.5)
    lesson = _lesson(cell)
    lesson.metadata["lesson"]["name"] = cell
    running.train(lesson, {})
    running.train(lesson, {})
    assert _said("print(1)", tmp_path) == "1"


def test_another_setting_of_python_itself_takes_effect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "only_here.py").write_text("told = 3\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'here'}:{os.environ.get('PYTHONPATH', '')}")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    ours = _said("import only_here, time\nprint(only_here.told, hash('a'), time.strftime('%Z'))", tmp_path)
    theirs = subprocess.run(
        [sys.executable, "-c", "print(3, hash('a'), 'JST')"], capture_output=True, text=True, check=True
    )
    assert ours == theirs.stdout.strip()


def test_an_environment_may_be_longer_than_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        monkeypatch.setenv(f"LONG_{number}", str(number) * 100_000)
    assert (
        _said("import os\nprint(len(os.environ['LONG_3']), os.environ['LONG_3'][:2])", tmp_path)
        == "100000 33"
    )


STUBBORN = (
    "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except KeyboardInterrupt:\n        pass"
)


def test_runs_after_one_that_took_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("variants.engine.runs.CELL_TIMEOUT", 1)
        for cell in ("await __import__('asyncio').sleep(60)", STUBBORN):
            with pytest.raises(RunError, match=r"00-test, cell cell-0: .* after 1 seconds"):
                run(_lesson(cell), tmp_path)
    assert [_said(f"print({number})", tmp_path) for number in range(5)] == ["0", "1", "2", "3", "4"]


LEAVES = """
import multiprocessing, os, subprocess, time
left = [
    subprocess.Popen(["sleep", "300"]).pid, subprocess.Popen(["sleep", "300"], start_new_session=True).pid,
    subprocess.Popen(["sh", "-c", "trap '' INT TERM HUP; sleep 300 & sleep 300"], start_new_session=True).pid,
]
child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(300,))
child.start()
orphan = subprocess.run(["setsid", "sh", "-c", "sleep 300 >&- 2>&- & echo $!"], capture_output=True, text=True)
print(*left, child.pid, int(orphan.stdout), os.getpid())
"""


@pytest.mark.parametrize("end", ["", "1 / 0", "os._exit(3)"], ids=["done", "fails", "dies"])
def test_nothing_that_a_notebook_started_is_left(end: str, tmp_path: Path) -> None:
    cell = f"{LEAVES}\nfrom pathlib import Path\nPath('pids').write_text(f'{{left}} {{child.pid}} {{orphan.stdout}}')"
    cell = f"{cell}\n{end}"
    if end:
        with pytest.raises(RunError):
            run(_lesson(cell), tmp_path)
    else:
        run(_lesson(cell), tmp_path)
    pids = [int(number) for number in re.findall(r"\d+", (tmp_path / "pids").read_text())]
    assert len(pids) == 5
    assert _gone(pids) == []


def test_a_cell_finishes_as_python_does(tmp_path: Path) -> None:
    cell = (
        "import atexit, tempfile, threading, time\nfrom pathlib import Path\n"
        "kept = open('unclosed', 'w')\nkept.write('data')\nfolder = tempfile.TemporaryDirectory()\n"
        "atexit.register(Path('atexit').write_text, 'ran')\n"
        "threading.Thread(target=lambda: (time.sleep(0.2), Path('thread').write_text('ran'))).start()\n"
        "print(folder.name)"
    )
    folder = Path(_said(cell, tmp_path))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "unclosed": "data", "atexit": "ran", "thread": "ran"
    }  # fmt: skip
    assert not folder.exists()


def test_whoever_drives_may_be_killed(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom tests.test_engine_life import LEAVES, _lesson\n"
        "from variants.engine.runs import run_each\n"
        "cell = LEAVES + \"\\nfrom pathlib import Path\\nPath('pids.new').write_text(f'{left} {child.pid} "
        "{orphan.stdout} {os.getpid()} {os.getppid()}')\\nPath('pids.new').rename('pids')\\nwhile True: pass\"\n"
        "list(run_each(_lesson('1'), Path(sys.argv[1]), ['cell-0'], [{'cell-0': cell}]))"
    )
    driver = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], cwd=Path(__file__).parent.parent
    )
    pids = [int(number) for number in re.findall(r"\d+", _wait(tmp_path / "pids"))]
    pids += [child.pid for child in psutil.Process(driver.pid).children(recursive=True)]
    assert len(set(pids)) >= 8  # also the warm process and the kernel that is shared
    driver.kill()
    driver.wait()
    assert _gone(sorted(set(pids))) == []


def test_many_runs_leave_nothing(tmp_path: Path) -> None:
    _said("print(1)", tmp_path)
    before = ME.num_fds(), ME.children(recursive=True), threading.active_count()
    for number in range(30):
        if number % 10 == 5:
            with pytest.raises(RunError):
                run(_lesson("1 / 0"), tmp_path)
        assert _said(f"print({number})", tmp_path) == str(number)
    assert (ME.num_fds(), ME.children(recursive=True), threading.active_count()) == before


def test_two_threads_at_once(tmp_path: Path) -> None:
    def in_thread(cell: str) -> str:
        try:
            return _said(cell, tmp_path)
        finally:  # jupyter_core makes a loop for each thread and leaves it open
            asyncio.get_event_loop_policy().get_event_loop().close()

    running.warm()
    before = ME.children(recursive=True)
    with ThreadPoolExecutor(2) as pool:
        cells = [f"import time\ntime.sleep(0.05)\nprint({number})" for number in range(8)]
        assert list(pool.map(in_thread, cells)) == [str(number) for number in range(8)]
    assert ME.children(recursive=True) == before


CLI = "import variants.engine.runs\nfrom papermill.cli import papermill\npapermill()"


def test_two_processes_at_once_through_papermills_own_command(tmp_path: Path) -> None:
    text = "# %% parameters\nname = 'nobody'\n# %%\nimport os\nprint(name, os.getcwd())\n# %%\nlen(name)"
    nbformat.write(notebook(text), tmp_path / "in.ipynb")
    options = ["in.ipynb", "--engine", "kit", "--no-progress-bar", "--log-output"]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", CLI, *options[:1], f"{name}.ipynb", *options[1:], "-p", "name", name],
            cwd=tmp_path, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        )
        for name in ("Ann", "Baako")
    ]  # fmt: skip
    for process, name in zip(started, ("Ann", "Baako"), strict=True):
        said = process.communicate()[1]
        assert process.returncode == 0, said
        assert f"{name} {tmp_path}" in said  # --log-output
        made = json.loads((tmp_path / f"{name}.ipynb").read_text())
        assert "".join(made["cells"][2]["outputs"][0]["text"]) == f"{name} {tmp_path}\n"
        assert made["cells"][3]["outputs"][0]["data"]["text/plain"] == [str(len(name))]


def test_where_nothing_can_be_forked_papermills_own_engine_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(running.sys, "platform", "darwin")
    monkeypatch.setattr(running, "start_warm", None)
    running.say_once.cache_clear()
    with caplog.at_level(logging.WARNING):
        first, copied = run_each(
            _lesson("print(__import__('sys').argv[0])"), tmp_path, ["cell-0"], [{"cell-0": "2"}]
        )
    assert first.cells[0].outputs[0].text.endswith("ipykernel_launcher.py\n")
    assert copied.cells[0].outputs[0].data["text/plain"] == "2"
    assert [record.message for record in caplog.records if "fork" in record.message] == [
        "This system cannot fork a kernel from a warm process, so papermill's own engine runs the notebooks."
    ]


def test_a_kernel_that_stands_in_pythons_place_is_not_forked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = tmp_path / "kernels" / "python3"
    spec.mkdir(parents=True)
    spec.joinpath("kernel.json").write_text(
        '{"argv": ["other", "{connection_file}"], "display_name": "Other"}'
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    running.is_own.cache_clear()
    try:
        assert not running.can_fork()
    finally:
        running.is_own.cache_clear()
    monkeypatch.undo()
    assert running.can_fork() == (sys.platform == "linux")
    assert not running.can_fork("julia-1.11")
