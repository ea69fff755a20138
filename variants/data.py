"""Comparing the tables with their descriptor."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["findings", "update"]

_PARSERS = {"integer": r"-?\d+", "year": r"\d{4}", "number": r"-?\d+(\.\d+)?", "date": r"\d{4}-\d{2}-\d{2}",
            "yearmonth": r"\d{4}-(0[1-9]|1[0-2])", "string": r"(?s).*"}  # fmt: skip


def _package(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return content


def _measured(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def update(folder: Path) -> bool:
    """Write each table's size and hash into the descriptor.

    Parameters
    ----------
    folder : Path
        Folder of ``datapackage.json``.

    Returns
    -------
    bool
        Whether anything changed.
    """
    package = _package(folder)
    for resource in package["resources"]:
        resource.update(_measured(folder / resource["path"]))
    after = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    changed = after != (folder / "datapackage.json").read_text(encoding="utf-8")
    if changed:
        (folder / "datapackage.json").write_text(after, encoding="utf-8")
    return changed


def findings(folder: Path) -> list[str]:
    """List where the tables and their descriptor disagree.

    Parameters
    ----------
    folder : Path
        Folder of ``datapackage.json``.

    Returns
    -------
    list of str
        One sentence each: file, column, value, what was expected, what to do.
    """
    package = _package(folder)
    described = {resource["path"] for resource in package["resources"]}
    found = [
        f"data/{path.name}: is not described in data/datapackage.json; add it or take the file away."
        for path in sorted(folder.glob("*.csv"))
        if path.name not in described
    ]
    missing = sorted(path for path in described if not (folder / path).exists())
    if missing:
        return [
            *found,
            *(
                f"data/{path}: is described in data/datapackage.json but is not there; put it back."
                for path in missing
            ),
        ]
    frames = {
        resource["name"]: pd.read_csv(folder / resource["path"], dtype="str", keep_default_na=False)
        for resource in package["resources"]
    }
    for resource in package["resources"]:
        if any(resource.get(key) != value for key, value in _measured(folder / resource["path"]).items()):
            found.append(
                f"data/{resource['path']}: changed since it was last described; check the change, then run "
                "python3 kit.py lessons --update."
            )
        found += _table_findings(resource, frames)
    return found


def _table_findings(resource: dict[str, Any], frames: dict[str, pd.DataFrame]) -> list[str]:
    frame, schema, name = frames[resource["name"]], resource["schema"], f"data/{resource['path']}"
    expected = [field["name"] for field in schema["fields"]]
    if list(frame.columns) != expected:
        return [
            f"{name}: has the columns {list(frame.columns)}, expected {expected}; correct file or descriptor."
        ]
    found = []
    for field in schema["fields"]:
        for row, value in enumerate(frame[field["name"]], 2):
            fault = _fault(value, field["type"], field.get("constraints", {}))
            if fault:
                found.append(
                    f"{name}, line {row}, column {field['name']}: found {value!r}, expected {fault}."
                )
    keys = frame[schema["primaryKey"]]
    for row in frame.index[keys.duplicated()]:
        key = " ".join(keys.loc[row])
        found.append(f"{name}, line {row + 2}: the key {key} stands there twice; take one away.")
    for foreign in schema.get("foreignKeys", []):
        column, other = foreign["fields"][0], foreign["reference"]
        known = set(frames[other["resource"]][other["fields"][0]]) | {""}
        for value in sorted(set(frame[column]) - known):
            found.append(
                f"{name}, column {column}: {value!r} is not in data/{other['resource']}.csv; add it there."
            )
    return found


def _fault(value: str, kind: str, limits: dict[str, Any]) -> str | None:
    """Say what was expected instead of a value, and what to do; None if it is all right."""
    if value == "":
        return "a value; fill it in or take the row away" if limits.get("required") else None
    if not re.fullmatch(limits.get("pattern", _PARSERS[kind]), value) or (
        kind == "date" and not _is_day(value)
    ):
        return f"{'an' if kind == 'integer' else 'a'} {kind}; correct it"
    if "enum" in limits and value not in limits["enum"]:
        return f"one of {', '.join(limits['enum'])}; correct it"
    if "minimum" in limits and float(value) < limits["minimum"]:
        return f"at least {limits['minimum']}; correct it"
    return None


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
