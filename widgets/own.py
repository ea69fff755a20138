"""Own figures: tables in the folder ``own`` beside a lesson that stand in for the kit's.

``own/<table>.csv`` has the columns of ``data/<table>.csv`` in the same order; ``own/sources.csv`` adds sources.
Accepted besides what the kit itself writes: a byte order mark, CRLF, empty lines, empty cells behind the last
column, spaces around a value, full-width digits and letters in numbers, days and codes, semicolons between
columns, and decimal commas in a file with semicolons. Japanese texts may be left empty: the English stand there.
Marks between thousands are refused: 1,234 is a thousand and more in one country, and one and more in another.
Nothing in the folder is ever written.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from babel import Locale
from babel.core import get_global
from babel.numbers import list_currencies

from widgets.language import _, language
from widgets.own_file import Row, read_rows, refuse
from widgets.tables import resources, source_columns, table, typed, use_own

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Own", "take"]


class Own(NamedTuple):
    """The reader's own files in use, and a digest of what stands in them."""

    files: list[str]
    digest: str


def take(folder: Path | str = "own") -> Own:
    """Let the tables in the reader's folder stand in for ours; without one, ours are used.

    A build sets SOURCE_DATE_EPOCH to 0, and never reads them.

    Parameters
    ----------
    folder : path
        The folder ``own`` beside the lesson.

    Raises
    ------
    LessonError
        If a file cannot serve: one sentence with file, line, column, value, what was expected, what to do.

    Examples
    --------
    >>> take("no-such-folder")
    Own(files=[], digest='')
    """
    use_own({})
    paths = [] if os.environ.get("SOURCE_DATE_EPOCH") == "0" else _files(Path(folder))
    rows = {path.stem: read_rows(path, _fields(path.stem)) for path in paths}
    if not rows:
        return Own([], "")
    for name, found in rows.items():
        _keys(name, found)
    for name, found in rows.items():
        _references(name, found, rows)
        _codes(name, found)
    use_own(_frames(rows))
    text = repr([(name, [list(row.values.values()) for row in found]) for name, found in rows.items()])
    return Own([f"own/{name}.csv" for name in rows], hashlib.sha256(text.encode()).hexdigest()[:8])


def _files(folder: Path) -> list[Path]:
    """List the tables in the folder; what a system leaves there (.DS_Store, ~$x.xlsx) is passed over."""
    if not os.path.lexists(folder):
        return []
    if not folder.is_dir():
        refuse("own", "is no folder, expected one that holds your own tables; rename it or take it away")
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~")))
    except OSError as error:
        refuse("own", f"cannot be read ({error.strerror}); check who may read the folder")
    known = [f"{name}.csv" for name in resources()]
    for path in paths:
        if path.suffix.lower() in {".xlsx", ".xls", ".ods", ".numbers", ".tsv"}:
            refuse(f"own/{path.name}", "is no CSV file; save the sheet as CSV UTF-8 and take this file away")
        if path.suffix.lower() == ".csv" and path.name not in known:
            near = difflib.get_close_matches(path.name.lower(), known, n=1, cutoff=0)[0]
            refuse(
                f"own/{path.name}",
                f"has the name of no table in data/; rename it (did you mean {near}?) or take it away",
            )
    return [path for path in paths if path.name in known]


def _is_code(column: str) -> bool:
    return column.endswith("economy") or column.startswith("currency")


def _fields(name: str) -> list[dict[str, Any]]:
    """Take a table's fields; codes may hold anything here, for we can say later which one is meant."""
    fields = resources()[name]["schema"]["fields"]
    return [
        {**field, "constraints": {**field["constraints"], "pattern": ".*"}}
        if _is_code(field["name"])
        else field
        for field in fields
    ]


def _keys(name: str, rows: list[Row]) -> None:
    """Refuse a key that stands twice, an id of ours among own sources, and a gap among rows that lessons name."""
    schema = resources()[name]["schema"]
    columns, seen = schema["primaryKey"], dict[tuple[str, ...], int]()
    ours = set(table("sources").id) if name == "sources" else set()
    for row in rows:
        key = tuple(row.values[column] for column in columns)
        where = f"own/{name}.csv, line {row.line}, column {', '.join(columns)}"
        if key in seen:
            refuse(
                where, f"found {' '.join(key)!r} again, expected it once (line {seen[key]}); take one away"
            )
        seen[key] = row.line
        if key[0] in ours:
            refuse(where, f"found {key[0]!r}, which is a source of the kit's own; give yours another id")
    field = next(field for field in schema["fields"] if field["name"] == columns[0])
    named, found = field.get("constraints", {}).get("enum", []), {key[0] for key in seen}
    missing = [value for value in named if value not in found]
    if missing:
        refuse(
            f"own/{name}.csv, column {columns[0]}",
            f"found no row {missing[0]!r}, expected one for each of {', '.join(named)}; add it",
        )


def _references(name: str, rows: list[Row], own: dict[str, list[Row]]) -> None:
    """Refuse a value that should name a row of another table and does not."""
    for key in resources()[name]["schema"].get("foreignKeys", []):
        column, other, target = key["fields"][0], key["reference"]["resource"], key["reference"]["fields"][0]
        known = [row.values[target] for row in own.get(other, [])]
        if other == "sources" or other not in own:
            known += list(table(other)[target])
        for row in rows:
            value = row.values[column]
            if value and value not in known:
                advice = _nearest(value, known) if other == "economies" else _near_key(value, known)
                files = f"own/{other}.csv or data/{other}.csv" if other == "sources" else f"the table {other}"
                refuse(
                    f"own/{name}.csv, line {row.line}, column {column}",
                    f"found {value!r}, expected a row of {files}{advice}; correct it or add the row",
                )


def _codes(name: str, rows: list[Row]) -> None:
    """Refuse codes of economies and currencies that are none."""
    for row in rows:
        for column, value in row.values.items():
            where = f"own/{name}.csv, line {row.line}, column {column}"
            if column.startswith("currency") and value and value not in list_currencies():
                known = [*table("exchange_rates").currency.unique()]
                advice = _near_key(value.upper(), known) or _near_key(value.upper(), list_currencies())
                refuse(where, f"found {value!r}, expected a currency code of ISO 4217{advice}; correct it")
            if (name, column) == ("economies", "economy") and value not in _economies():
                advice = _nearest(value, _economies())
                refuse(
                    where, f"found {value!r}, expected EU or a code of ISO 3166-1 alpha-3{advice}; correct it"
                )


def _economies() -> list[str]:
    """List the three-letter codes of countries and economies, and EU."""
    codes = get_global("territory_aliases")
    return ["EU", *sorted(c for c in codes if len(c) == 3 and c.isalpha() and codes[c] != ["ZZ"])]


def _near_key(value: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(value, known, n=1, cutoff=0.5)
    return f" (did you mean {near[0]}?)" if near else ""


def _nearest(value: str, known: Iterable[str]) -> str:
    """Find the code that is meant by a near code or by a name of the country or economy."""
    aliases, names = get_global("territory_aliases"), {}
    for code in known:
        short = aliases.get(code, [code])[0]
        names.update(
            {Locale(tongue).territories.get(short, code).upper(): code for tongue in ("en", language())}
        )
        names[code] = code
    near = difflib.get_close_matches(value.upper(), names, n=1, cutoff=0.5)
    return f" (did you mean {names[near[0]]}?)" if near else ""


def _frames(rows: dict[str, list[Row]]) -> dict[str, pd.DataFrame]:
    """Make the tables; each of their sources becomes one that says whose figures these are."""
    ours = table("sources")
    sources = pd.concat([ours, _frame("sources", rows["sources"])]) if "sources" in rows else ours
    sources = sources.reset_index(drop=True)
    frames, parts = {}, [sources]
    for name, found in rows.items():
        if name == "sources":
            continue
        frame = _frame(name, found)
        used = sources[sources.id.isin(frame.attrs["sources"])].copy()
        for column in ("title", "title_ja"):
            used[column] = [
                _("own figures: {file}, said to come from {title}").format(
                    file=f"own/{name}.csv", title=title
                )
                for title in used[column]
            ]
        # We compared our figures with our source, not the reader's.
        used.loc[used.id.isin(ours.id), ["checked", "check_again"]] = pd.NA
        used["id"] = [_mark(name, source) for source in used.id]
        for column in source_columns(name):
            frame[column] = [
                _mark(name, value) if isinstance(value, str) else value for value in frame[column]
            ]
            frame[column] = frame[column].astype("str")
        frame.attrs["sources"] = [_mark(name, source) for source in frame.attrs["sources"]]
        frames[name] = frame
        parts.append(used)
    frames["sources"] = pd.concat(parts, ignore_index=True)
    frames["sources"].attrs = dict(ours.attrs)
    return frames


def _mark(name: str, source: str) -> str:
    return f"own/{name}.csv: {source}"


def _frame(name: str, rows: list[Row]) -> pd.DataFrame:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0].values)
    writer.writerows(row.values.values() for row in rows)
    text.seek(0)
    return typed(name, text)
