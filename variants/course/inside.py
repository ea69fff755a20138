"""Files that a course file names: inside its folder, ordinary, not too long."""

from __future__ import annotations

import errno
import os
import re
import stat
from typing import TYPE_CHECKING

from variants.course.problems import quoted

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MOST_BYTES", "FileFault", "content", "inside"]

MOST_BYTES = 5_000_000
_OUTSIDE = re.compile(r"[/\\~]|[A-Za-z]:")


class FileFault(ValueError):
    """A file cannot serve; the text says why, and what to do."""


def inside(folder: Path, name: str) -> Path:
    """Find a file of the course folder.

    Parameters
    ----------
    folder : Path
        The course folder, without symbolic links.
    name : str
        As the course file names it: relative, with ``/`` between folders.

    Returns
    -------
    Path
        Absolute, without symbolic links.

    Raises
    ------
    FileFault
        If it would lie outside, or cannot be a file's name.

    Examples
    --------
    >>> from pathlib import Path
    >>> inside(Path("/c"), "../x.csv")
    Traceback (most recent call last):
    ...
    variants.course.inside.FileFault: found "../x.csv", expected a file inside the course folder; move it there
    """
    outside = f"found {quoted(name)}, expected a file inside the course folder; move it there"
    if "\\" in name:
        msg = f"found {quoted(name)}, expected / between folder and file"
        raise FileFault(msg)
    if _OUTSIDE.match(name) or ".." in name.split("/"):
        raise FileFault(outside)
    try:
        path = (folder / name).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise FileFault(_missing(name)) from error
    if not path.is_relative_to(folder):
        raise FileFault(outside)
    return path


def content(path: Path, name: str, most: int = MOST_BYTES) -> bytes:
    """Read an ordinary file, and wait for nothing.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Named in the fault.
    most : int
        How many bytes it may hold.

    Raises
    ------
    FileFault
        If it is missing, too long, no ordinary file, or may not be read.
    """
    # A pipe would block, and a symbolic link may have come after the path was resolved.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        if not stat.S_ISREG(path.lstat().st_mode):  # opening a device may already do something
            raise FileFault(_ordinary(name))
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise FileFault(_ordinary(name))
            found = file.read(most + 1)
    except FileFault:
        raise
    except (OSError, ValueError) as error:
        if isinstance(error, PermissionError):
            msg = f"{quoted(name)} cannot be read; check who may read it"
            raise FileFault(msg) from error
        if isinstance(error, OSError) and error.errno == errno.ELOOP:
            raise FileFault(_ordinary(name)) from error
        raise FileFault(_missing(name)) from error
    if len(found) > most:
        msg = f"{quoted(name)} is too long, expected at most {most:,} bytes; keep what you need"
        raise FileFault(msg)
    return found


def _missing(name: str) -> str:
    return f"found {quoted(name)}, which is no file of the course folder; check the name"


def _ordinary(name: str) -> str:
    return f"found {quoted(name)}, expected an ordinary file"
