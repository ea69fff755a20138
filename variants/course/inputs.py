"""What a build depends on, as hashes: the kit's code and tables, its catalogues, the lessons, the course."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from variants.source import SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["build_day", "digest", "file_hash", "kit_files", "kit_hash", "version"]

ROOT = Path(__file__).parent.parent.parent
CODE = ("variants", "widgets")
WORDS = (
    "data/*.csv",
    "data/datapackage.json",
    "lessons/locale/*",
    "requirements.txt",
    "requirements-dev.txt",
)


def digest(*parts: Any) -> str:
    """Hash plain values; the same values give the same hash everywhere.

    Examples
    --------
    >>> digest("03", {"b": 1, "a": 2}) == digest("03", {"a": 2, "b": 1})
    True
    """
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def file_hash(path: Path) -> str:
    """Hash what stands in a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _code() -> Iterable[Path]:
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc" and "node_modules" not in path.parts:
                yield path


def kit_files(lessons: Iterable[str]) -> dict[str, str]:
    """List what a build takes from the kit; its code counts as one.

    Parameters
    ----------
    lessons : iterable of str
        Names of the lessons that are built.

    Returns
    -------
    dict of str to str
        Path in the kit to hash.

    Examples
    --------
    >>> sorted(kit_files(["03-investment-figures"]))[-1]
    'variants and widgets'
    """
    found = {
        path.relative_to(ROOT).as_posix(): file_hash(path)
        for pattern in WORDS
        for path in ROOT.glob(pattern)
        if path.is_file()
    }
    found |= {f"lessons/source/{name}.md": file_hash(SOURCES / f"{name}.md") for name in set(lessons)}
    code = [(path.relative_to(ROOT).as_posix(), file_hash(path)) for path in _code()]
    return dict(sorted({**found, " and ".join(CODE): digest(code)}.items()))


@lru_cache
def kit_hash() -> str:
    """Hash everything that any lesson depends on: code, tables and catalogues; a lesson's source is its own.

    Examples
    --------
    >>> len(kit_hash())
    64
    """
    return digest(kit_files(()))


@lru_cache
def build_day() -> str:
    """Return the last month in which a source was checked, as SOURCE_DATE_EPOCH has it.

    On that day no figure is due for a new check, and own tables are read, which day 0 rules out.

    Examples
    --------
    >>> int(build_day()) > 0
    True
    """
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        last = max(row["checked"] for row in csv.DictReader(file))
    parts = [int(part) for part in last.split("-")]
    day = datetime.datetime(*[*parts, 1, 1][:3], tzinfo=datetime.UTC)  # type: ignore[arg-type, misc]
    return str(int(day.timestamp()))


def version() -> str:
    """Return the kit's version.

    Examples
    --------
    >>> version().count(".")
    2
    """
    found = re.search(r"(?m)^version: (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"))
    return found[1] if found else ""
