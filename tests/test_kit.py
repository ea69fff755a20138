"""Setting up, as a person meets it: in copies of the kit whose lock file pins one tiny package."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import time

import pytest

from tests.kit_copy import UNREACHABLE, Copy, assert_sentence, make_wheel


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
