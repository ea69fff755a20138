"""kit.py as a person meets it: run in copies of the kit whose lock file pins one tiny package.

The package lies in a folder that stands in for the package index; pip, uv, venv and the network errors are real.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kit

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
UV_FOLDER = str(Path(sys.executable).parent)  # uv is among the development packages
UNREACHABLE = "http://127.0.0.1:9/simple"  # the discard port: nobody listens
# Ctrl-C must work even where the shell that started the tests ignores it.
RUN = (
    "import runpy, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); sys.argv[:] = {argv}; "
    "{before}; runpy.run_path('kit.py', run_name='__main__')"
)


def make_wheel(folder: Path, version: str) -> str:
    """Write the wheel of the package kit-probe and return its SHA-256."""
    name = f"kit_probe-{version}"
    files = {
        "kit_probe.py": f"version = '{version}'\n",
        f"{name}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: kit-probe\nVersion: {version}\n",
        f"{name}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
        record += f"{path},sha256={digest},{len(text)}\n"
    wheel = folder / f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in {
            **files,
            f"{name}.dist-info/RECORD": record + f"{name}.dist-info/RECORD,,\n",
        }.items():
            archive.writestr(path, text)
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


class Copy:
    """A copy of the kit with its own tiny lock files, and ways to run it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "my kit 日本"  # a space and signs outside ASCII, as home folders have them
        self.root.mkdir()
        shutil.copy(ROOT / "kit.py", self.root)
        self.index = folder / "index"
        self.index.mkdir()
        self.programs = folder / "programs"  # a uv that does not answer, as a version manager's stand-in
        self.programs.mkdir()
        (self.programs / "uv").write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
        (self.programs / "uv").chmod(0o755)
        self.hash = make_wheel(self.index, "1.0")
        self.lock("1.0", self.hash)
        (self.root / "requirements-dev.txt").write_text("# nothing more\n", encoding="utf-8")
        self.python = self.root / ".venv" / "bin" / "python"

    def lock(self, version: str, sha256: str) -> None:
        line = f"kit-probe=={version} \\\n    --hash=sha256:{sha256}\n"
        (self.root / "requirements.txt").write_text(line, encoding="utf-8")

    def write_build(self, code: str) -> None:
        (self.root / "variants").mkdir()
        (self.root / "variants" / "build.py").write_text(code, encoding="utf-8")

    def environment(self, tool: str, index: str = "") -> dict[str, str]:
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "UV_", "PYTHON"))
        }
        kept |= {"PATH": UV_FOLDER if tool == "uv" else str(self.programs)}
        kept |= {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_RETRIES": "0",
            "UV_NO_CONFIG": "1",
            "UV_HTTP_RETRIES": "0",
        }
        if index:
            return kept | {"PIP_INDEX_URL": index, "UV_DEFAULT_INDEX": index}
        source = self.index.as_uri() if tool == "uv" else str(self.index)
        return kept | {
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": source,
            "UV_NO_INDEX": "1",
            "UV_FIND_LINKS": source,
        }

    def start(
        self,
        *arguments: str,
        tool: str = "uv",
        index: str = "",
        before: str = "0",
        prefix: tuple[str, ...] = (),
    ) -> subprocess.Popen[str]:
        code = RUN.format(argv=["kit.py", *arguments], before=before)
        return subprocess.Popen(
            [*prefix, sys.executable, "-c", code],
            cwd=self.root,
            env=self.environment(tool, index),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, **options: object) -> tuple[int, str, str]:
        process = self.start(*arguments, **options)  # type: ignore[arg-type]
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def installed(self) -> str:
        command = [str(self.python), "-c", "import kit, kit_probe; print(kit_probe.version, kit.ROOT)"]
        return subprocess.run(command, cwd="/", capture_output=True, text=True, check=True).stdout.strip()

    def files(self) -> dict[str, int]:
        found = [path for part in (".kit", ".venv") for path in (self.root / part).rglob("*")]
        return {str(path): path.lstat().st_mtime_ns for path in found if "__pycache__" not in str(path)}


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    link = Path(sysconfig.get_path("purelib"), "ai_rivalry_kit.pth")
    before = link.read_text(encoding="utf-8")
    yield Copy(tmp_path)
    assert link.read_text(encoding="utf-8") == before  # no copy may touch the environment of the tests


def assert_sentence(err: str, *words: str) -> None:
    """Check that a person reads one plain message: no traceback, the expected words, a way on."""
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) <= 2
    for word in words:
        assert word in err


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_first_run_sets_up_and_second_does_nothing(copy: Copy, tool: str) -> None:
    code, out, err = copy.run("link", tool=tool)
    assert (code, err) == (0, "")
    assert "Setting up" in out
    assert copy.installed() == f"1.0 {copy.root}"  # from another folder
    before = copy.files()
    code, out, err = copy.run("link", tool=tool)
    assert (code, err) == (0, "")
    assert "Setting up" not in out
    assert copy.files() == before


def test_changed_lock_is_installed_into_the_same_environment(copy: Copy) -> None:
    assert copy.run("link")[0] == 0
    kept = copy.root / ".venv" / "something-of-the-users"
    kept.touch()
    copy.lock("2.0", make_wheel(copy.index, "2.0"))
    assert copy.run("link")[0] == 0
    assert copy.installed().startswith("2.0 ")
    assert kept.exists()


def test_pip_fills_an_environment_that_uv_made(copy: Copy) -> None:
    assert copy.run("link")[0] == 0
    copy.lock("2.0", make_wheel(copy.index, "2.0"))
    assert copy.run("link", tool="pip")[0] == 0
    assert copy.installed().startswith("2.0 ")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_interrupted_set_up_is_done_by_the_next_run(copy: Copy, how: signal.Signals) -> None:
    process = copy.start("link", tool="pip")
    deadline = time.monotonic() + 20
    while not copy.python.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, how)
    _, err = process.communicate(timeout=20)
    if how == signal.SIGINT:
        assert process.returncode == 130
        assert_sentence(err, "Stopped.", "go on")
    assert (copy.root / ".kit" / "unfinished").exists()
    code, out, err = copy.run("link")
    assert (code, err) == (0, "")
    assert "Setting up" in out
    assert copy.installed().startswith("1.0 ")


def test_update_that_was_killed_starts_over(copy: Copy) -> None:
    assert copy.run("link")[0] == 0
    half_copied = copy.root / ".venv" / "half-copied"
    half_copied.touch()
    (copy.root / ".kit" / "unfinished").touch()
    assert copy.run("link")[0] == 0
    assert not half_copied.exists()
    assert copy.installed().startswith("1.0 ")


def test_moved_folder_is_found_again(copy: Copy) -> None:
    copy.write_build("0")
    assert copy.run("lessons")[0] == 0
    copy.root = copy.root.rename(copy.root.with_name("moved"))
    copy.python = copy.root / ".venv" / "bin" / "python"
    assert copy.run("lessons")[0] == 0
    assert copy.installed() == f"1.0 {copy.root}"


def test_broken_environment_is_made_again(copy: Copy) -> None:
    assert copy.run("link")[0] == 0
    copy.python.unlink()
    assert copy.run("link")[0] == 0
    assert copy.installed().startswith("1.0 ")


def test_folder_that_is_no_environment_is_left_alone(copy: Copy) -> None:
    mine = copy.root / ".venv" / "notes.txt"
    mine.parent.mkdir()
    mine.write_text("mine", encoding="utf-8")
    code, _, err = copy.run("link")
    assert code == 2
    assert_sentence(err, str(mine.parent), "Move it away")
    assert mine.read_text(encoding="utf-8") == "mine"


def test_second_run_waits_for_the_first(copy: Copy) -> None:
    (copy.root / ".kit").mkdir()
    with (copy.root / ".kit" / "lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        process = copy.start("link")
        assert process.stdout
        assert "Another run" in process.stdout.readline()
        assert not (copy.root / ".venv").exists()
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "Set up in" in out


def test_two_runs_at_once_set_up_once(copy: Copy) -> None:
    runs = [copy.start("link") for _ in range(2)]
    texts = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert sum("Set up in" in out for out, _ in texts) == 1
    assert copy.installed().startswith("1.0 ")


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_no_network(copy: Copy, tool: str) -> None:
    code, _, err = copy.run("link", tool=tool, index=UNREACHABLE)
    assert code == 2
    assert_sentence(err, "could not be downloaded", "network", str(copy.root / ".kit" / "setup.log"))


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_package_with_another_hash_is_refused(copy: Copy, tool: str) -> None:
    copy.lock("1.0", "0" * 64)
    code, _, err = copy.run("link", tool=tool)
    assert code == 2
    assert_sentence(err, "hash differs", "nothing was installed")


def test_package_without_a_hash_is_refused(copy: Copy) -> None:
    (copy.root / "requirements.txt").write_text("kit-probe==1.0\n", encoding="utf-8")
    assert copy.run("link")[0] == 2


def test_unknown_failure_shows_the_end_of_the_log(copy: Copy) -> None:
    (copy.root / "requirements.txt").write_text("this is no lock file\n", encoding="utf-8")
    code, _, err = copy.run("link")
    assert code == 2
    assert "this is no lock file" in err
    assert str(copy.root / ".kit" / "setup.log") in err


def test_failed_update_keeps_the_environment(copy: Copy) -> None:
    assert copy.run("link")[0] == 0
    kept = copy.root / ".venv" / "something-of-the-users"
    kept.touch()
    copy.lock("2.0", "0" * 64)
    assert copy.run("link", index=UNREACHABLE)[0] == 2
    copy.lock("1.0", copy.hash)
    assert copy.run("link")[0] == 0
    assert kept.exists()


def test_folder_that_cannot_be_written(copy: Copy) -> None:
    copy.root.chmod(0o555)
    # The administrator writes anywhere, so that right is given up first.
    prefix = ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()
    if prefix:
        prefix = (str(shutil.which(prefix[0])), prefix[1])
    code, _, err = copy.run("link", prefix=prefix)
    copy.root.chmod(0o755)
    assert code == 2
    assert_sentence(err, "read-only", "Copy the kit elsewhere")


def test_disk_that_is_almost_full(copy: Copy) -> None:
    free = shutil.disk_usage(copy.root).free
    source = (copy.root / "kit.py").read_text(encoding="utf-8")
    edited = source.replace("SPACE_NEEDED = ", f"SPACE_NEEDED = {free} + ", 1)
    assert edited != source
    (copy.root / "kit.py").write_text(edited, encoding="utf-8")
    code, _, err = copy.run("link")
    assert code == 2
    assert_sentence(err, "almost full", "1 GB")
    assert not (copy.root / ".venv").exists()


def test_disk_that_fills_up(copy: Copy) -> None:
    (copy.root / ".kit").mkdir()
    (copy.root / ".kit" / "setup.log").symlink_to("/dev/full")  # every write says: no space left
    code, _, err = copy.run("link")
    assert code == 2
    assert_sentence(err, "The disk is full")


def test_python_without_venv(copy: Copy) -> None:
    code, _, err = copy.run("link", tool="pip", before="sys.modules['ensurepip'] = None")
    assert code == 2
    assert_sentence(err, "ensurepip", "python3-venv")


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
        "test",
        "lessons",
        "link",
    ]
    code, out, err = copy.run("tset")
    assert (code, out) == (2, "")
    assert_sentence(err, "tset", "lab, test, lessons, link")


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
