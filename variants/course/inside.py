"""Files that a course file names: inside its folder, ordinary, not too long."""

from __future__ import annotations

import errno
import os
import re
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MOST_BYTES", "FileFault", "content", "inside"]

MOST_BYTES = 5_000_000
_MISSING = "is no file; check the name, and that the file lies in the course folder"
_ORDINARY = "is no ordinary file; put one in its place"
_OUT = "lies outside the course folder; move it there and write its name from there"
_OUTSIDE = re.compile(r"[/\\~]|[A-Za-z]:")


class FileFault(ValueError):  # noqa: N818 - a part of a sentence, not an error of the program
    """A file cannot serve; the text goes on after its name: why, and what to do."""


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
    variants.course.inside.FileFault: lies outside the course folder; move it there and write its name from there
    """
    if _OUTSIDE.match(name) or ".." in re.split(r"[/\\]", name):
        raise FileFault(_OUT)
    if "\\" in name:
        msg = "holds a backslash, expected / between folder and file"
        raise FileFault(msg)
    try:
        path = (folder / name).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise FileFault(_MISSING) from error
    if not path.is_relative_to(folder):
        raise FileFault(_OUT)
    return path


def content(path: Path, most: int = MOST_BYTES) -> bytes:
    """Read an ordinary file, and wait for nothing.

    Parameters
    ----------
    path : Path
        The file.
    most : int
        How many bytes it may hold.

    Raises
    ------
    FileFault
        If it is missing, too long, no ordinary file, or may not be read.
    """
    # A pipe would block, and a symbolic link may have come after the path was resolved.
    flags = (
        os.O_RDONLY
        | getattr(os, "O_NONBLOCK", 0)
        | getattr(os, "O_NOFOLLOW", 0)
        | getattr(os, "O_CLOEXEC", 0)
    )
    try:
        if not stat.S_ISREG(path.lstat().st_mode):  # opening a device may already do something
            raise FileFault(_ORDINARY)
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise FileFault(_ORDINARY)
            found = file.read(most + 1)
    except FileFault:
        raise
    except (OSError, ValueError) as error:
        if isinstance(error, PermissionError):
            msg = "cannot be read; check who may read it"
            raise FileFault(msg) from error
        if isinstance(error, OSError) and error.errno == errno.ELOOP:
            raise FileFault(_ORDINARY) from error
        raise FileFault(_MISSING) from error
    if len(found) > most:
        msg = f"is too long, expected at most {most:,} bytes; keep what you need"
        raise FileFault(msg)
    return found
