"""Setting up afresh, as a learner does: kit.py alone in a folder, nothing downloaded before."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import kit
from bench.figures import BenchError, Budget

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["disk_use", "install"]

NEEDED = ("kit.py", "requirements.txt", "requirements-dev.txt")


def disk_use(folder: Path) -> int:
    """Add up the bytes of all files in a folder; what is linked twice counts once.

    Examples
    --------
    >>> from pathlib import Path
    >>> disk_use(Path("no-such-folder"))
    0
    """
    found = {(info.st_dev, info.st_ino): info.st_size for info in (p.lstat() for p in folder.rglob("*"))}
    return sum(found.values())


def install(scratch: Path) -> list[Budget]:
    """Run "kit.py link" in a folder that holds only what setting up needs.

    Parameters
    ----------
    scratch : Path
        A folder for what is made here.

    Returns
    -------
    list of Budget
        Seconds and MB; nothing is promised about them, for the network decides.

    Raises
    ------
    BenchError
        If it did not work.
    """
    folder = scratch / "install"
    folder.mkdir()
    for name in NEEDED:
        shutil.copy(kit.ROOT / name, folder)
    fresh = {"UV_CACHE_DIR": str(scratch / "uv-cache"), "PIP_NO_CACHE_DIR": "1"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    start = time.monotonic()
    command = [kit.BASE_PYTHON, "kit.py", "link"]
    run = subprocess.run(
        command, cwd=folder, env={**kept, **fresh}, check=False, capture_output=True, text=True
    )
    seconds = time.monotonic() - start
    if run.returncode or not (folder / ".venv").is_dir():
        msg = f"Setting up afresh did not work, or {kit.BASE_PYTHON} holds all already: {run.stdout}{run.stderr}"
        raise BenchError(msg)
    size = disk_use(folder / ".venv")
    tool = "uv" if shutil.which("uv") else "pip"
    return [
        Budget(f"set-up with {tool}, nothing downloaded before", seconds, None, "s"),
        Budget("set-up, on disk", size / 1000**2, None, "MB"),
    ]
