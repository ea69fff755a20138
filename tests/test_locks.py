"""The lock files: complete, explained, free of addresses, and installable wherever the kit runs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("requirements", "requirements-dev", "requirements-dask")
COMPILE = [
    *("uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *(
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--custom-compile-command",
        "see CONTRIBUTING.md, Locks",
    ),
]
PLATFORMS = (
    "x86_64-pc-windows-msvc",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
)


def run(*command: str, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def direct_names() -> list[str]:
    """Return the name of every package that the requirement files ask for themselves."""
    text = "".join((ROOT / f"{name}.in").read_text(encoding="utf-8") for name in NAMES)
    return re.findall(r"^([A-Za-z0-9][\w.-]*)", text, re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_lock_holds_no_address(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert " @ " not in text


@pytest.mark.parametrize("name", NAMES)
def test_every_pin_has_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / f"{name}.txt").read_text(encoding="utf-8"))
    pinned = [entry for entry in entries if not entry.startswith("#")]
    assert pinned
    for entry in pinned:
        assert re.match(r"[\w.-]+==\S+", entry)
        assert "--hash=sha256:" in entry


def test_every_direct_dependency_has_a_reason() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        reasons = tomllib.load(file)["tool"]["kit"]["dependencies"]
    assert sorted(reasons) == sorted(direct_names())
    assert all(len(reason.split()) > 1 for reason in reasons.values())


@pytest.mark.parametrize("name", NAMES)
def test_lock_is_what_its_source_gives(tmp_path: Path, name: str) -> None:
    for path in ROOT.glob("requirements*"):
        shutil.copy(path, tmp_path)
    run(*COMPILE, f"{name}.in", "-o", f"{name}.txt", folder=tmp_path)
    found = (tmp_path / f"{name}.txt").read_text(encoding="utf-8")
    assert found == (ROOT / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_wheels_exist_for_every_package(tmp_path: Path, platform: str) -> None:
    locks = [part for name in NAMES for part in ("-r", str(ROOT / f"{name}.txt"))]
    for version in ("3.11", "3.12", "3.13"):
        where = ["--target", "none", "--python-platform", platform, "--python-version", version]
        only_wheels = ["--dry-run", "--only-binary", ":all:", "--require-hashes"]
        run("uv", "pip", "install", *where, *only_wheels, *locks, folder=tmp_path)
