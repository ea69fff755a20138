"""The tables' descriptor: does it still describe the files?"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = ["findings", "update"]

_PARSERS = {"integer": r"-?\d+", "year": r"\d{4}", "number": r"-?\d+(\.\d+)?", "date": r"\d{4}-\d{2}-\d{2}",
            "yearmonth": r"\d{4}-\d{2}", "string": r"(?s).*"}  # fmt: skip


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
        return [f"{name}: has the columns {list(frame.columns)}, expected {expected}; correct file or descriptor."]
    found = []
    for field in schema["fields"]:
        limits = field.get("constraints", {})
        for row, value in enumerate(frame[field["name"]], 2):
            where = f"{name}, line {row}, column {field['name']}: found {value!r}"
            if value == "":
                if limits.get("required"):
                    found.append(f"{where}, expected a value; fill it in or take the row away.")
            elif not pd.Series([value]).str.fullmatch(limits.get("pattern", _PARSERS[field["type"]])).item():
                found.append(f"{where}, expected a {field['type']}; correct it.")
            elif "enum" in limits and value not in limits["enum"]:
                found.append(f"{where}, expected one of {', '.join(limits['enum'])}; correct it.")
            elif "minimum" in limits and float(value) < limits["minimum"]:
                found.append(f"{where}, expected at least {limits['minimum']}; correct it.")
    keys = frame[schema["primaryKey"]]
    for row in frame.index[keys.duplicated()]:
        found.append(f"{name}, line {row + 2}: the key {' '.join(keys.loc[row])} stands there twice; take one away.")
    for key in schema.get("foreignKeys", []):
        column, other = key["fields"][0], key["reference"]
        known = set(frames[other["resource"]][other["fields"][0]]) | {""}
        for value in sorted(set(frame[column]) - known):
            found.append(f"{name}, column {column}: {value!r} is not in data/{other['resource']}.csv; add it there.")
    return found
