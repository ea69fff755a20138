"""Comparing the tables with their descriptor, and then with what is plausible."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from variants import data_claims, data_sanity
from widgets.cells import expected

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["findings", "update"]


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
    """List where the tables and their descriptor disagree; where they do not, what is wrong with the figures.

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
    structure = []
    for resource in package["resources"]:
        if any(resource.get(key) != value for key, value in _measured(folder / resource["path"]).items()):
            found.append(
                f"data/{resource['path']}: changed since it was last described; check the change, then run "
                "python3 kit.py lessons --update."
            )
        structure += _table_findings(resource, frames)
    if not structure:  # else a figure might be no number
        tables = {name: frame.to_dict("records") for name, frame in frames.items()}
        structure = data_sanity.findings(tables, (*data_sanity.CHECKS, *data_claims.CHECKS))
    return found + structure


def _table_findings(resource: dict[str, Any], frames: dict[str, pd.DataFrame]) -> list[str]:
    frame, schema, name = frames[resource["name"]], resource["schema"], f"data/{resource['path']}"
    columns = [field["name"] for field in schema["fields"]]
    if list(frame.columns) != columns:
        return [
            f"{name}: has the columns {list(frame.columns)}, expected {columns}; correct file or descriptor."
        ]
    found = []
    for field in schema["fields"]:
        for row, value in enumerate(frame[field["name"]], 2):
            fault = expected(value, field)
            if fault:
                advice = "correct it" if value else "fill it in or take the row away"
                found.append(
                    f"{name}, line {row}, column {field['name']}: found {value!r}, expected {fault}; {advice}."
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
