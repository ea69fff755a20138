"""Putting what was built where it stands in the repository, or comparing it with what stands there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import nbformat

from variants import lint_notebook, pictures
from variants.strip import to_bytes

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["put", "write"]

AGAIN = "run python3 kit.py lessons."


def write(path: Path, content: bytes) -> None:
    """Write a file in one step: under another name first, so that nothing half-written ever stands under its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


def put(path: Path, name: str, built: bytes | str, check: bool) -> list[str]:
    """Write one built lesson, page or document, or compare it.

    Parameters
    ----------
    path : Path
        Where it stands.
    name : str
        How a finding names it.
    built : bytes or str
        Its content; a text says why it could not be built.
    check : bool
        Compare and write nothing.

    Returns
    -------
    list of str
        What is wrong, one sentence each.

    Examples
    --------
    >>> from pathlib import Path
    >>> put(Path("x.md"), "docs/x.md", "cell a: no", check=True)
    ['docs/x.md: cell a: no']
    """
    if isinstance(built, str):
        return [f"{name}: {built}"]
    if path.suffix == ".ipynb":
        return _put_lesson(path, name, built, check)
    if check:
        return [] if path.exists() and path.read_bytes() == built else [_differs(name)]
    _write(path, name, built)
    return []


def _put_lesson(path: Path, name: str, built: bytes, check: bool) -> list[str]:
    """A lesson's pictures stand outside the comparison, but each must be of the chart beside it."""
    lesson = nbformat.reads(built.decode(), as_version=4)
    before = nbformat.read(path, as_version=4) if path.exists() else None
    faults = lint_notebook.notebook_state(lesson, name)
    if not check:
        _write(path, name, to_bytes(pictures.with_pictures(lesson, before)))
        return faults
    if before is None or to_bytes(pictures.without_pictures(before)) != built:
        return [*faults, _differs(name)]
    return faults + [
        f"{name}:{id_}: its picture is of another chart; {AGAIN}" for id_ in pictures.stale(before)
    ]


def _differs(name: str) -> str:
    return f"{name}: differs from its source; {AGAIN}"


def _write(path: Path, name: str, content: bytes) -> None:
    write(path, content)
    print(f"built {name}")
