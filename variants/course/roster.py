"""Learners: who may be one, and rosters as people save them."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import NamedTuple

from variants.course.problems import Problem, nearest, quoted
from variants.course.text import decoded

__all__ = ["MOST", "Entry", "fault_in_id", "folded", "read_roster"]

MOST = 5_000
_COLUMNS = {
    "id": "id", "learner": "id", "learner id": "id", "番号": "id", "学籍番号": "id", "出席番号": "id",
    "name": "name", "名前": "name", "氏名": "name",
}  # fmt: skip
_NO_FORMULA = "no = + - or @ at its start, which a spreadsheet would work out"
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORMULA = ("=", "+", "-", "@")
_FULL_WIDTH = str.maketrans("＝＋－＠", "=+-@")


class Entry(NamedTuple):
    """One learner as a list or a roster has it."""

    line: int
    key: str
    id: str
    name: str


def folded(learner: str) -> str:
    """Say what must differ from learner to learner: some file systems know no capitals.

    Examples
    --------
    >>> folded("Ａoki") == folded("aoki"), folded("E\u0301a") == folded("éa")
    (False, True)
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", learner).casefold())


def fault_in_id(learner: str) -> str:
    """Say why a text cannot be a learner's id; nothing if it can.

    Parameters
    ----------
    learner : str
        The id, in the form NFC.

    Returns
    -------
    str
        What was found, what was expected.

    Examples
    --------
    >>> fault_in_id("青木 03")
    ''
    >>> fault_in_id("../x")
    'found the id "../x", expected letters, digits, space, - _ or . alone'
    """
    first = learner[:1]
    rules = [
        (1 <= len(learner) <= 60, "expected 1 to 60 characters"),
        (not learner.translate(_FULL_WIDTH).startswith(_FORMULA), f"expected {_NO_FORMULA}"),
        (all(map(_in_id, learner)), "expected letters, digits, space, - _ or . alone"),
        (learner.strip(" .") == learner, "expected no space or dot at its start or end"),
        (unicodedata.category(first or "a")[0] != "M", "expected a letter or digit at its start"),
        (not _DEVICE.fullmatch(learner), "which Windows keeps for a device; write another"),
    ]
    return next((f"found the id {quoted(learner)}, {what}" for kept, what in rules if not kept), "")


def _in_id(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM" or sign.isdecimal() or sign in " -_."


def read_roster(file: str, content: bytes) -> tuple[list[Entry], list[Problem]]:
    r"""Read a roster: a CSV file with the column ``id``, and ``name`` if wanted.

    Parameters
    ----------
    file : str
        Named in problems.
    content : bytes
        UTF-8, with commas or semicolons between columns.

    Returns
    -------
    list of Entry
        Learners in the order of the file; ids are not yet compared with each other.
    list of Problem

    Raises
    ------
    CourseProblems
        If the file is no text, or holds characters that no reader sees.

    Examples
    --------
    >>> read_roster("r.csv", "\ufeffid;name\r\n03;青木\r\n".encode())
    ([Entry(line=2, key='id', id='03', name='青木')], [])
    """
    text = decoded(file, content)
    rows, problem = _rows(file, text)
    if problem:
        return [], [problem]
    if not rows:
        return [], [Problem(file, 1, "", "holds no learners, expected a line id,name and one line for each")]
    columns, problems = _columns(file, rows[0])
    if problems:
        return [], problems
    entries = list[Entry]()
    for line, cells in rows[1:]:
        found = _entry(file, line, cells, columns)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            entries.append(found)
    if len(rows) == 1:
        problems.append(Problem(file, 1, "", "holds no learners below its columns; add a line for each"))
    if len(rows) - 1 > MOST:
        what = f"holds {len(rows) - 1:,} learners, expected at most {MOST:,}; make several courses"
        return [], [Problem(file, rows[MOST + 1][0], "", what)]
    return entries, problems


def _rows(file: str, text: str) -> tuple[list[tuple[int, list[str]]], Problem | None]:
    """Split the text into lines that hold something, with the number at which each begins."""
    # Excel may note its mark in a line of its own; the header tells it anyway.
    head = next((line for line in text.splitlines() if line.strip() and not line.startswith("sep=")), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in head else ",", strict=True)
    rows, line = [], 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped) and not (line == 1 and cells[0].startswith("sep=")):
                rows.append((line, stripped))
            line = reader.line_num + 1
    except csv.Error:
        what = "cannot be read as CSV; check the quotation marks of this line, and that no field is very long"
        return [], Problem(file, line, "", what)
    return rows, None


def _columns(file: str, head: tuple[int, list[str]]) -> tuple[list[str], list[Problem]]:
    line, cells = head
    names = [_COLUMNS.get(unicodedata.normalize("NFKC", cell).casefold(), cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    problems = []
    for place, name in enumerate(names):
        if name not in ("id", "name"):
            near = nearest(name, ["id", "name"])
            advice = f'the nearest is "{near}"' if near else "take it away"
            problems.append(
                Problem(file, line, "", f"found the column {quoted(name)}, expected id and name; {advice}")
            )
        elif name in names[:place]:
            problems.append(Problem(file, line, "", f"found the column {quoted(name)} twice; take one away"))
    if "id" not in names:
        problems.append(
            Problem(file, line, "", "found no column id, expected id and, if wanted, name in the first line")
        )
    return names, problems


def _entry(file: str, line: int, cells: list[str], columns: list[str]) -> Entry | Problem:
    # A spreadsheet may write empty cells behind the last column, or leave them out.
    cells = cells[: len(columns)] + [cell for cell in cells[len(columns) :] if cell]
    if len(cells) > len(columns):
        what = f"found {len(cells)} values, expected {len(columns)}; put a name that holds a comma in quotation marks"
        return Problem(file, line, "", what)
    row = (
        dict(zip(columns, [*cells, ""], strict=False))
        if len(cells) < len(columns)
        else dict(zip(columns, cells, strict=True))
    )
    learner, name = unicodedata.normalize("NFC", row["id"]), unicodedata.normalize("NFC", row.get("name", ""))
    fault = fault_in_id(learner)
    if fault:
        return Problem(file, line, "id", fault)
    if name.translate(_FULL_WIDTH).startswith(_FORMULA):
        what = f"found the name {quoted(name)}, expected {_NO_FORMULA}"
        return Problem(file, line, "name", what)
    if "\n" in name or "\r" in name:
        return Problem(file, line, "name", f"found {quoted(name)}, expected a name on one line")
    return Entry(line, "id", learner, name)
