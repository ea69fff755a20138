"""Tables of the kit: reading them with their types, units and sources."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from widgets.errors import LessonError
from widgets.language import _, language, month_text

__all__ = ["cite", "credits", "source_line", "sources_of", "table"]

DATA = Path(__file__).parent.parent / "data"
_cited: dict[str, None] = {}


@cache
def _resources() -> dict[str, dict[str, Any]]:
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in package["resources"]}


def _dtype(field: dict[str, Any]) -> str:
    if field["type"] == "integer":
        return "int64" if field.get("constraints", {}).get("required") else "Int64"
    return {"year": "int64", "number": "float64"}.get(field["type"], "str")


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
    >>> table("summit_totals").query("part == 'total'").usd_billion.item()
    92.0
    >>> table("summit_totals").attrs["units"]
    {'usd_billion': 'billion USD'}
    """
    if name not in _resources():
        msg = f"There is no table {name!r} in data/; choose one of: {', '.join(_resources())}."
        raise LessonError(msg)
    return _read(name).copy()


@cache
def _read(name: str) -> pd.DataFrame:
    resource = _resources()[name]
    fields = resource["schema"]["fields"]
    dates = [field["name"] for field in fields if field["type"] == "date"]
    frame = pd.read_csv(
        DATA / resource["path"],
        dtype={field["name"]: _dtype(field) for field in fields if field["name"] not in dates},
        parse_dates=dates,
        keep_default_na=False,
        na_values=[""],
    )
    frame.attrs["sources"] = sources_of(name) if name != "sources" else []
    frame.attrs["units"] = {field["name"]: field["unit"] for field in fields if "unit" in field}
    return frame


@cache
def sources_of(name: str) -> list[str]:
    """List the ids of the sources that a table draws on, in order of appearance.

    Examples
    --------
    >>> sources_of("summit_totals")
    ['summit-total', 'summit-split']
    """
    resource = _resources()[name]
    columns = [key["fields"][0] for key in resource["schema"].get("foreignKeys", [])]
    frame = pd.read_csv(DATA / resource["path"], usecols=columns, dtype="str")
    return list(dict.fromkeys(value for column in columns for value in frame[column].dropna()))


def cite(sources: list[str]) -> None:
    """Note that the lesson shows a figure from these sources; `credits` lists them.

    Examples
    --------
    >>> cite(["wb-gdp"])
    """
    _cited.update(dict.fromkeys(sources))


def _localised(frame: pd.DataFrame, column: str) -> pd.Series:
    translated = f"{column}_{language()}"
    return frame[translated].fillna(frame[column]) if translated in frame else frame[column]


def source_line(sources: list[str]) -> str:
    """Write the source line under a chart, as Markdown: who published, when, and when we checked.

    Parameters
    ----------
    sources : list of str
        Ids in the table ``sources``.

    Examples
    --------
    >>> print(source_line(["fed-h10"]))  # doctest: +ELLIPSIS
    Source: [Foreign exchange rates, daily ...](https://www.federalreserve.gov/releases/h10/), Board ...
    """
    rows = _rows_of(sources)
    cite(sources)
    parts = []
    for row in rows.itertuples():
        title = f"[{row.shown_title}]({row.url})" if isinstance(row.url, str) else row.shown_title
        second_hand = _(" (second-hand)") if row.basis == "second-hand" else ""
        known = isinstance(row.shown_publisher, str)
        where = _(", ").join([title, row.shown_publisher] if known else [title])
        parts.append(f"{where}{second_hand}")
    return _("Source: {sources}. Checked {month}.").format(
        sources=_("; ").join(parts), month=month_text(min(rows.checked))
    )


def _rows_of(sources: list[str]) -> pd.DataFrame:
    rows = table("sources").set_index("id")
    unknown = [source for source in sources if source not in rows.index]
    if unknown:
        msg = (
            f"There is no source {unknown[0]!r} in the table sources; choose one of: {', '.join(rows.index)}."
        )
        raise LessonError(msg)
    rows = rows.loc[list(dict.fromkeys(sources))]
    return rows.assign(shown_title=_localised(rows, "title"), shown_publisher=_localised(rows, "publisher"))


def credits() -> pd.DataFrame:  # noqa: A001 - the field's word for the list at the end of a work
    """List the sources of every figure that this lesson has shown so far.

    Returns
    -------
    pandas.DataFrame
        Source, publisher, month of publication, how we read it, terms and month of our check;
        headings in the lesson's language.

    Examples
    --------
    >>> cite(["summit-total"])
    >>> "Associated Press" in list(credits().Publisher)
    True
    """
    rows = _rows_of(list(_cited))
    basis = {
        "first-hand": _("read in the original"),
        "mirror": _("read in an unchanged copy"),
        "second-hand": _("read second-hand"),
    }
    shown = pd.DataFrame(
        {
            _("Source"): rows.shown_title,
            _("Publisher"): rows.shown_publisher,
            _("Published"): [month_text(month) if isinstance(month, str) else "–" for month in rows.date],
            _("How we read it"): [basis[key] for key in rows.basis],
            _("Terms"): _localised(rows, "licence"),
            _("Checked"): [month_text(month) for month in rows.checked],
        }
    ).reset_index(drop=True)
    shown.attrs["sources"] = []
    return shown
