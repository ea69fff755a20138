"""One file of the reader's own figures: from bytes that any program may have written to rows that fit a table."""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from widgets.cells import expected
from widgets.errors import LessonError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["MOST_ROWS", "Row", "read_rows", "refuse"]

MOST_ROWS = 5_000
MOST_BYTES = 5_000_000
_MARKED = re.compile(r"-?\d+[.,]\d+")
_GROUPED = re.compile(r"-?\d{1,3}([., '’]\d{3})+([.,]\d+)?")
# A mark before exactly three digits may part thousands or begin decimals, unless a zero stands before it.
_TWO_WAYS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


class Row(NamedTuple):
    """One row: its line in the file and its values by column."""

    line: int
    values: dict[str, str]


def refuse(where: str, what: str) -> NoReturn:
    """Refuse a file with one sentence.

    Raises
    ------
    LessonError
        Always.
    """
    msg = f"{where}: {what}."
    raise LessonError(msg)


def read_rows(path: Path, fields: Sequence[dict[str, Any]]) -> list[Row]:
    r"""Read a CSV file as people save it, and check each value against its field.

    Parameters
    ----------
    path : Path
        The file; errors name it ``own/<its name>``.
    fields : list of dict
        The table's fields as in ``data/datapackage.json``.

    Returns
    -------
    list of Row
        Values as the kit's own tables hold them: plain digits, a decimal point, no spaces around.

    Raises
    ------
    LessonError
        If the file cannot serve.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp(), "sums.csv")
    >>> written = path.write_bytes("\ufeffname;sum\r\nＡ１;１２,5\r\n;\r\n".encode())
    >>> read_rows(path, [{"name": "name", "type": "string"}, {"name": "sum", "type": "number"}])
    [Row(line=2, values={'name': 'Ａ１', 'sum': '12.5'})]
    """
    name = f"own/{path.name}"
    lines, mark = _lines(_text(path, name), name)
    columns = [field["name"] for field in fields]
    _compare(lines[0][1], columns, path.stem, name)
    rows = []
    for line, found in lines[1:]:
        # A spreadsheet may write empty cells behind the last column.
        cells = found[: len(columns)] + [cell for cell in found[len(columns) :] if cell]
        if len(cells) != len(columns):
            refuse(
                f"{name}, line {line}",
                f"has {len(cells)} values, expected {len(columns)} ({', '.join(columns)}); put a text or number "
                f"that holds a {'comma' if mark == ',' else 'semicolon'} in quotation marks",
            )
        rows.append(Row(line, {f["name"]: _plain(cell, f) for f, cell in zip(fields, cells, strict=True)}))
    if not rows:
        refuse(name, "has no rows below its columns; add one or take the file away")
    if len(rows) > MOST_ROWS:
        refuse(
            name, f"has {len(rows):,} rows, expected at most {MOST_ROWS:,}; keep those that the lesson needs"
        )
    numbers = [field["name"] for field in fields if field["type"] in {"number", "integer"}]
    _decimals(name, rows, numbers, mark)
    for row in rows:
        _check(name, row, fields)
    return rows


def _text(path: Path, name: str) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        refuse(name, f"cannot be read ({error.strerror}); close it elsewhere and check that it is a file")
    if len(content) > MOST_BYTES:
        refuse(
            name, f"has {len(content):,} bytes, expected at most {MOST_BYTES:,}; keep the rows that you need"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        refuse(
            f"{name}, line {line}",
            "is not written in UTF-8; in Excel choose File > Save As > CSV UTF-8 (Comma delimited), "
            "and in other programs the character set UTF-8",
        )


def _lines(text: str, name: str) -> tuple[list[tuple[int, list[str]]], str]:
    """Split the text into lines that hold something, with their numbers, and find the mark between columns."""
    # Excel may note its mark in a line of its own; the header tells it anyway.
    headers = (line for line in text.splitlines() if re.search("[,;]", line) and not line.startswith("sep="))
    head = next(headers, "")
    mark = ";" if head.count(";") > head.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    found = []
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped) and not (reader.line_num == 1 and stripped[0].startswith("sep=")):
                found.append((reader.line_num, stripped))
    except csv.Error:
        refuse(
            f"{name}, line {reader.line_num}",
            "has quotation marks that do not fit; put each text in one pair, and write a mark inside it twice",
        )
    if not found:
        refuse(name, "is empty; write the columns and rows, or take the file away")
    for line, cells in found:
        for cell in cells:
            if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in cell):
                refuse(
                    f"{name}, line {line}",
                    f"found {cell[:40]!r}, expected text in one line without control characters; correct it",
                )
    return found, mark


def _compare(header: list[str], columns: list[str], table: str, name: str) -> None:
    """Refuse other columns than the table's, or another order."""
    header = header[: len(columns)] + [column for column in header[len(columns) :] if column]
    if header == columns:
        return
    wanted = f"expected {', '.join(columns)}"
    if len(header) == 1 < len(columns):
        refuse(f"{name}, line 1", f"has one column, {wanted}; part the columns with commas or semicolons")
    twice = next((column for column in header if header.count(column) > 1), None)
    if twice is not None:
        refuse(f"{name}, line 1", f"has the column {twice!r} twice, {wanted}; take one away")
    strange = next((column for column in header if column not in columns), None)
    missing = [column for column in columns if column not in header]
    if strange is not None:
        near = difflib.get_close_matches(strange.lower(), missing, n=1, cutoff=0.5)
        hint = f"rename it (did you mean {near[0]!r}?)" if near else "take it away"
        refuse(f"{name}, line 1", f"has a column {strange!r} that {table} has not, {wanted}; {hint}")
    if missing:
        refuse(
            f"{name}, line 1", f"has no column {missing[0]!r}, {wanted}; add it, with empty cells if need be"
        )
    refuse(f"{name}, line 1", f"has its columns in another order, {wanted}; put them in this order")


def _plain(cell: str, field: dict[str, Any]) -> str:
    """Write a value with plain digits and letters, unless it is free text."""
    limits = field.get("constraints", {})
    if field["type"] == "string" and not ("pattern" in limits or "enum" in limits):
        return cell
    return unicodedata.normalize("NFKC", cell).replace("−", "-").strip()


def _decimals(name: str, rows: list[Row], columns: list[str], mark: str) -> None:
    """Turn decimal commas into points where a file can be read in one way; refuse it where it cannot."""
    cells = [(row, column) for row in rows for column in columns]
    marked = [(row, column) for row, column in cells if _MARKED.fullmatch(row.values[column])]
    for row, column in cells:
        value, where = row.values[column], f"{name}, line {row.line}, column {column}"
        if _GROUPED.fullmatch(value) and ((row, column) not in marked or (mark == "," and "," in value)):
            digits = re.sub(r"[,. '’](?=\d{3})", "", value)
            refuse(where, f"found {value!r}, expected no marks between thousands; write {digits}")
    if mark == ",":
        return
    for row, column in marked:
        value, where = row.values[column], f"{name}, line {row.line}, column {column}"
        first = marked[0][0].values[marked[0][1]]
        if ("," in value) != ("," in first):
            refuse(
                where,
                f"found {value!r} after {first!r}, expected one decimal mark in the whole file; correct it",
            )
    if marked and all(_TWO_WAYS.fullmatch(row.values[column]) for row, column in marked):
        row, column = marked[0]
        value = row.values[column]
        refuse(
            f"{name}, line {row.line}, column {column}",
            f"found {value!r}, expected a number that can be read in one way; "
            f"write {re.sub('[.,]', '', value)} or {value}0",
        )
    for row, column in marked:
        row.values[column] = row.values[column].replace(",", ".")


def _check(name: str, row: Row, fields: Sequence[dict[str, Any]]) -> None:
    for field in fields:
        column = field["name"]
        english = column.removesuffix("_ja")
        if not row.values[column] and english != column and english in row.values:
            row.values[column] = row.values[english]
        value = row.values[column]
        fault = expected(value, field)
        if fault:
            advice = "correct it" if value else "fill it in or take the row away"
            shown = value if len(value) <= 40 else f"{value[:40]}…"
            refuse(
                f"{name}, line {row.line}, column {column}", f"found {shown!r}, expected {fault}; {advice}"
            )
