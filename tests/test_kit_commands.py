"""The commands of kit.py, as a person meets them."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING

import pytest

import kit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

from tests.kit_copy import ROOT, RUN, Copy, assert_sentence


def test_old_python_gets_a_sentence(copy: Copy) -> None:
    code, out, err = copy.run("lab", before="sys.version_info = (3, 8, 10, 'final', 0)")
    assert (code, out) == (2, "")
    assert_sentence(err, "3.11, 3.12 or 3.13", "this is 3.8.10", "Install")


def test_real_old_pythons_get_a_sentence(copy: Copy) -> None:
    ast.parse((ROOT / "kit.py").read_text(encoding="utf-8"), feature_version=(3, 5))
    for name in ("python3.6", "python3.7", "python3.8", "python3.9", "python3.10"):
        old = shutil.which(name)
        if old and subprocess.run([old, "-V"], capture_output=True, check=False).returncode == 0:
            run = subprocess.run([old, "kit.py"], cwd=copy.root, capture_output=True, text=True, check=False)
            assert run.returncode == 2
            assert_sentence(run.stderr, "this is " + name.removeprefix("python"))


def test_newer_python_is_tried_after_a_note(copy: Copy) -> None:
    code, out, _ = copy.run("help", before="sys.version_info = (3, 14, 0, 'final', 0)")
    assert code == 0
    assert out.startswith("Note: the kit has not been tried on Python 3.14.\nUsage:")


def test_help_and_unknown_command(copy: Copy) -> None:
    code, out, _ = copy.run()
    assert code == 0
    assert [line.split()[0] for line in out.splitlines() if line.startswith("  ")] == [
        "lab",
        "build",
        "test",
        "lessons",
        "link",
        "bench",
    ]
    code, out, err = copy.run("tset")
    assert (code, out) == (2, "")
    assert_sentence(err, "tset", "lab, build, test, lessons, link, bench")


def test_link_keeps_other_settings_and_refuses_damaged_ones(copy: Copy) -> None:
    assert copy.run("link")[0] == 0
    settings = copy.root / ".venv" / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    key = "@jupyterlab/apputils-extension:notification"
    news_off = {"fetchNews": "false", "checkForUpdates": False}
    assert json.loads(settings.read_text(encoding="utf-8")) == {key: news_off}
    theirs = {"theme": "暗い", key: {"fetchNews": "true", "doNotDisturbMode": True}}
    settings.write_text(json.dumps(theirs), encoding="utf-8")
    assert copy.run("link")[0] == 0
    found = json.loads(settings.read_text(encoding="utf-8"))
    assert found == {"theme": "暗い", key: {"doNotDisturbMode": True, **news_off}}
    for damaged in ('{"theme": ', '["a list"]', json.dumps({key: "text"})):
        settings.write_text(damaged, encoding="utf-8")
        code, _, err = copy.run("link")
        assert code == 2
        assert_sentence(err, str(settings), "Repair or remove it")
        assert settings.read_text(encoding="utf-8") == damaged


def test_lessons_passes_arguments_and_exit_code_on(copy: Copy) -> None:
    copy.write_build("import sys, kit_probe; print(sys.argv[1:]); sys.exit(3)")
    code, out, _ = copy.run("lessons", "--check", "--update")
    assert code == 3
    assert "['--check', '--update']" in out


def test_bench_passes_arguments_and_exit_code_on(copy: Copy) -> None:
    (copy.root / "bench.py").write_text("import sys, kit_probe; print(sys.argv[1:]); sys.exit(1)", "utf-8")
    code, out, _ = copy.run("bench", "open", "--rounds", "5")
    assert code == 1
    assert "['open', '--rounds', '5']" in out


def test_test_runs_every_check_and_sums_up(copy: Copy) -> None:
    tool = "import sys; print('ran', *sys.argv[1:]); sys.exit({!r} in sys.argv[0] or {!r} in sys.argv)"
    for name in ("ruff", "mypy", "pytest"):
        (copy.root / f"{name}.py").write_text(tool.format("mypy", "--nbval"), encoding="utf-8")
    code, out, _ = copy.run("test")
    assert code == 1
    assert out.splitlines()[-1] == "Failed: types, lessons (see above)."
    assert out.count("\nran") == 5
    code, out, _ = copy.run("test", "-k", "some thing")
    assert code == 0
    assert out.endswith("\nran -k some thing\n") or out == "ran -k some thing\n"


def test_taken_port_is_named(copy: Copy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        code, _, err = copy.run("lab", "--port", port)
    assert code == 2
    assert_sentence(err, f"Port {port} is taken")


def test_free_port_passes_over_taken_ones() -> None:
    first = kit.free_port(0)
    with contextlib.closing(socket.create_server(("127.0.0.1", first))):
        assert kit.free_port(0) > first
    with pytest.raises(kit.KitError, match="99999"):
        kit.free_port(99999)


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE", "LC_ALL": "ja_JP"}, "ja"),
        ({}, "en"),
    ],
)
def test_language_of_the_system(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert kit.user_language() == language


def test_environment_that_holds_the_lock_is_used_as_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert kit.holds(kit.ALL_LOCKS)
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    (tmp_path / "requirements.txt").write_text(
        "pandas==0.1 ; sys_platform == 'other'\n" + text, encoding="utf-8"
    )
    monkeypatch.setattr(kit, "ROOT", tmp_path)
    assert kit.holds(kit.RUN_LOCKS)  # a line for another system does not count
    for more in ("pandas==0.1\n", "no-such-package==1.0 \\\n"):
        (tmp_path / "requirements.txt").write_text(more + text, encoding="utf-8")
        assert not kit.holds(kit.RUN_LOCKS)


@pytest.fixture
def running_lab() -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = kit.free_port(0)
    argv = ["kit.py", "lab", "--no-browser", "--port", str(port), "--language", "ja"]
    environment = {**os.environ, "JUPYTER_TOKEN": "test"}
    command = [sys.executable, "-c", RUN.format(argv=argv, before="0")]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, start_new_session=True, **pipes)
    yield process, port
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=20)


def test_lab_opens_the_first_lesson_and_ends_with_ctrl_c(
    running_lab: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = running_lab
    first = min(ROOT.glob("lessons/ja/*.ipynb")).relative_to(ROOT).as_posix()
    base = f"http://127.0.0.1:{port}"
    settings = "/lab/api/settings/@jupyterlab/apputils-extension:notification"
    request = urllib.request.Request(base + settings, headers={"Authorization": "token test"})
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(request, timeout=5) as reply:
                schema = json.load(reply)["schema"]["properties"]
                break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert schema["fetchNews"]["default"] == "false"
    assert schema["checkForUpdates"]["default"] is False
    os.killpg(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    assert f"http://127.0.0.1:{port}/lab/tree/{first}?token=" in out
    assert process.returncode == 0
