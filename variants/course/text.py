"""The text of a file, and what YAML 1.2 takes a text without quotes for."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from variants.course.problems import CourseProblems, Problem, safe

__all__ = ["Day", "decoded", "hidden", "resolve"]

_ENOUGH = 20  # problems of writing that are named
_BREAK = re.compile(r"\r\n|\r|\n")
# What a reader does not see, or that turns other words round: control characters, halves of pairs, line breaks of
# other systems, a byte order mark in the text, marks that set the direction of words, tags.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE, _FALSE = re.compile("true|True|TRUE"), re.compile("false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]{1,18}|0o[0-7]{1,18}|0x[0-9a-fA-F]{1,15}")
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?")


class Day(NamedTuple):
    """A date where the file writes one without quotes."""

    text: str


def hidden(text: str) -> re.Match[str] | None:
    r"""Find a character that no reader sees.

    Examples
    --------
    >>> hidden("a\tb"), hidden("a\u202eb").start()
    (None, 1)
    """
    return _HIDDEN.search(text)


def decoded(file: str, content: bytes) -> str:
    """Take the text out of a file, or refuse it in one sentence.

    Parameters
    ----------
    file : str
        Named in the problem.
    content : bytes
        What the file holds.

    Returns
    -------
    str
        Without a byte order mark.

    Raises
    ------
    CourseProblems
        If the file is not UTF-8, or holds characters that no reader sees.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        what = "is not written in UTF-8; save it again with the character set UTF-8"
        raise CourseProblems([Problem(file, line, "", what)]) from None
    problems = list[Problem]()
    for number, row in enumerate(_BREAK.split(text) if hidden(text) else [], 1):
        found = hidden(row)
        if found and len(problems) < _ENOUGH:
            what = f"found the hidden character U+{ord(found[0]):04X} in {_around(row, found)}; take it out"
            problems.append(Problem(file, number, "", what))
    if problems:
        raise CourseProblems(problems)
    return text


def _around(row: str, found: re.Match[str]) -> str:
    return f'"{safe(row[max(0, found.start() - 10) : found.start() + 10])}"'


def resolve(text: str) -> Any:
    """Say what YAML 1.2 takes a text without quotes for.

    Examples
    --------
    >>> resolve("NO"), resolve("0012"), resolve("yes"), resolve("~"), resolve("2026-11-21")
    ('NO', 12, 'yes', None, Day(text='2026-11-21'))
    """
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return text.lower() == "true"
    if _INT.fullmatch(text):
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    if _FLOAT.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return Day(text) if _DAY.fullmatch(text) else text
