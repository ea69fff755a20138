"""The course file that an instructor begins with."""

from __future__ import annotations

from pathlib import Path

__all__ = ["EXAMPLE", "write_example"]

EXAMPLE = Path(__file__).with_name("example.yml")


def write_example(path: Path) -> None:
    """Write a course file with a note above each key.

    Parameters
    ----------
    path : Path
        Where to; a file that stands there is kept.

    Raises
    ------
    FileExistsError
        If something of this name is there already.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> write_example(EXAMPLE)
    Traceback (most recent call last):
    ...
    FileExistsError: example.yml is there already and was kept; give another name.
    """
    try:
        with path.open("xb") as file:
            file.write(EXAMPLE.read_bytes())
    except FileExistsError:
        msg = f"{path.name} is there already and was kept; give another name."
        raise FileExistsError(msg) from None
