"""Tables of the kit: reading them with their types, units and sources."""

from __future__ import annotations

import json
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from widgets.errors import LessonError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

__all__ = ["resources", "rows", "source_columns", "table", "typed", "use_own"]

DATA = Path(__file__).parent.parent / "data"
_own: dict[str, pd.DataFrame] = {}  # tables of the reader's own that stand in for ours


@cache
def resources() -> dict[str, dict[str, Any]]:
    """Return the descriptor's entry of each table, by name.

    Examples
    --------
    >>> resources()["summit_totals"]["schema"]["primaryKey"]
    ['item']
    """
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in package["resources"]}


def source_columns(name: str) -> list[str]:
    """List the columns of a table that name rows of the table sources.

    Examples
    --------
    >>> source_columns("economies")
    ['people_source', 'gdp_source']
    """
    keys = resources()[name]["schema"].get("foreignKeys", [])
    return [key["fields"][0] for key in keys if key["reference"]["resource"] == "sources"]


def _dtype(field: dict[str, Any]) -> str:
    if field["type"] in {"integer", "year"}:
        return "int64" if field.get("constraints", {}).get("required") else "Int64"
    return {"number": "float64"}.get(field["type"], "str")


def table(name: str) -> pd.DataFrame:
    """Read one table of the kit.

    Parameters
    ----------
    name : str
        Name of a table in ``data/datapackage.json``.

    Returns
    -------
    pandas.DataFrame
        One row for each row of the CSV file. ``attrs["sources"]`` lists the ids of its sources,
        ``attrs["units"]`` maps column to unit.

    Raises
    ------
    LessonError
        If there is no such table.

    Examples
    --------
    >>> table("summit_totals").query("item == 'total'").usd_billion.item()
    92.0
    >>> table("summit_totals").attrs["units"]
    {'usd_billion': 'billion USD'}
    """
    if name not in resources():
        msg = f"There is no table {name!r} in data/; choose one of: {', '.join(resources())}."
        raise LessonError(msg)
    return (_own[name] if name in _own else _read(name)).copy()


@cache
def _read(name: str) -> pd.DataFrame:
    return typed(name, DATA / f"{name}.csv")


@cache
def rows(name: str) -> Mapping[Any, Any]:
    """Return the rows of a table by their primary key, to look them up; they are made once.

    Parameters
    ----------
    name : str
        Name of a table in ``data/datapackage.json``.

    Returns
    -------
    mapping
        Key, or tuple of keys, to a named tuple; in the order of the table.

    Examples
    --------
    >>> rows("summit_totals")["total"].usd_billion, rows("exchange_rates")["KRW", 2025].source
    (92.0, 'fed-g5a')
    """
    key = attrgetter(*resources()[name]["schema"]["primaryKey"])
    return {key(row): row for row in table(name).itertuples(index=False)}


def typed(name: str, file: Path | TextIO) -> pd.DataFrame:
    r"""Read a CSV file that fits a table's descriptor.

    Parameters
    ----------
    name : str
        The table whose columns and types the file has.
    file : path or file object
        UTF-8, with commas and decimal points.

    Examples
    --------
    >>> import io
    >>> typed("summit_totals", io.StringIO("item,usd_billion,source\ntotal,92,appa\n")).attrs["sources"]
    ['appa']
    """
    fields = resources()[name]["schema"]["fields"]
    dates = [field["name"] for field in fields if field["type"] == "date"]
    frame = pd.read_csv(
        file,
        dtype={field["name"]: _dtype(field) for field in fields if field["name"] not in dates},
        parse_dates=dates,
        keep_default_na=False,
        na_values=[""],
    )
    named = [value for column in source_columns(name) for value in frame[column].dropna()]
    frame.attrs["sources"] = list(dict.fromkeys(named))  # in order of appearance
    frame.attrs["units"] = {field["name"]: field["unit"] for field in fields if "unit" in field}
    return frame


def use_own(frames: Mapping[str, pd.DataFrame]) -> None:
    """Let these tables stand in for ours, and no others.

    Examples
    --------
    >>> use_own({"summit_totals": table("summit_totals").assign(usd_billion=1.0)})
    >>> list(table("summit_totals").usd_billion)
    [1.0, 1.0, 1.0, 1.0, 1.0]
    >>> use_own({})
    """
    if _own or frames:  # a lesson that starts without own tables finds the rows as they were
        rows.cache_clear()
    _own.clear()
    _own.update(frames)
