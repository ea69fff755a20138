"""What a build holds, as data: the manifest, and the records of an unfinished build."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from variants.course.inputs import file_hash, kit_files, version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from variants.course.making import Failure, Part
    from variants.course.plan import Plan

__all__ = ["FORM", "Entry", "entry", "entry_of", "manifest", "read_entries", "record"]

FORM = "kit-build-1"  # by which a manifest and a record are known as ours


@dataclass(frozen=True)
class Entry:
    """A part of a build as it is written down: what it was made from, and the hash and size of its files."""

    key: str
    inputs: str
    files: dict[str, dict[str, Any]]
    about: dict[str, str] = field(default_factory=dict)
    rows: tuple[tuple[str, ...], ...] | None = None  # a manifest tells no answers


def entry_of(part: Part) -> Entry:
    """Write down a finished part.

    Examples
    --------
    >>> from variants.course.making import Part
    >>> entry_of(Part("shared", "", {"a.css": b"x"})).files["a.css"]["bytes"]
    1
    """
    files = {
        path: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for path, content in part.files.items()
    }
    return Entry(part.key, part.inputs, files, part.about, part.rows)


def entry(key: str, given: Mapping[str, Any]) -> Entry:
    """Read an entry as a manifest or a record holds it.

    Raises
    ------
    ValueError
        If a path would lead out of the build.
    """
    for path in given["files"]:
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise ValueError(path)
    about = {name: value for name, value in given.items() if name not in ("inputs", "files", "rows")}
    rows = tuple(map(tuple, given["rows"])) if "rows" in given else None
    return Entry(key, given["inputs"], given["files"], about, rows)


def _dump(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def record(entries: Iterable[Entry]) -> bytes:
    """Write entries of a build that is not finished."""
    parts = {
        each.key: {**each.about, "inputs": each.inputs, "files": each.files, "rows": each.rows or ()}
        for each in entries
    }
    return _dump({"form": FORM, "copies": parts, "others": {}})


def read_entries(content: bytes) -> list[Entry]:
    """Read a manifest or a record.

    Raises
    ------
    ValueError
        If it is none of ours.

    Examples
    --------
    >>> [found] = read_entries(record([Entry("learner/en/03-x", "5d41", {})]))
    >>> found.key
    'learner/en/03-x'
    """
    found = json.loads(content)
    if not isinstance(found, dict) or found.get("form") != FORM:
        msg = "not of this form"
        raise ValueError(msg)
    return [entry(key, given) for kind in ("copies", "others") for key, given in found[kind].items()]


def manifest(plan: Plan, entries: Iterable[Entry], failures: Iterable[Failure]) -> bytes:
    """Write the manifest of a finished build.

    Parameters
    ----------
    plan : Plan
        What was asked for.
    entries : iterable of Entry
        What was built.
    failures : iterable of Failure
        What was not, and why.

    Returns
    -------
    bytes
        JSON without times and without paths of this computer: the same input gives the same bytes.
    """
    course = plan.course
    parts: dict[str, dict[str, Any]] = {"copies": {}, "others": {}}
    for each in entries:
        kind = "copies" if "lesson" in each.about else "others"
        files = {path: stamp for path, stamp in each.files.items() if not path.startswith(".")}
        parts[kind][each.key] = {**each.about, "inputs": each.inputs, "files": files}
    own = {f"own/{name}.csv": hashlib.sha256(content).hexdigest() for name, content in plan.own}
    inputs = {course.source.name: file_hash(course.source), **own}
    return _dump(
        {
            "form": FORM,
            "kit": version(),
            "course": course.title,
            "inputs": inputs | kit_files(lesson.name for lesson in course.lessons),
            **parts,
            "failures": [
                {name: value for name, value in vars(each).items() if value}
                for each in sorted(failures, key=lambda each: each.key)
            ],
        }
    )
