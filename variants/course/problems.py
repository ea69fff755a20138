"""What is wrong with a course: one plain sentence each, with file, line and key."""

from __future__ import annotations

import difflib
import json
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["CourseProblems", "Problem", "hint", "key", "listed", "nearest", "quoted", "safe"]

SHOWN = 100  # problems that are printed
_LISTED = 120  # characters of a list of what is possible
_FOUND = 40  # characters of what was found


class Problem(NamedTuple):
    """One thing that is wrong; a line of 0 stands for the file as a whole."""

    file: str
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        kind = "column" if self.file.lower().endswith(".csv") else "key"
        where = [safe(self.file, 80)]
        where += [f"line {self.line}"] * bool(self.line) + [f"{kind} {self.key}"] * bool(self.key)
        return f"{', '.join(where)}: {self.text}."


class CourseProblems(ValueError):  # noqa: N818 - more than one, and each a sentence
    """Everything that is wrong with a course, sorted by line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems), key=_place)
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        more = len(self.problems) - len(lines)
        if more:
            lines.append(f"{more:,} more problems are not shown.")
        count = len(self.problems)
        return "\n".join([*lines, f"{count:,} problem{'s' * (count > 1)} found, nothing was written."])


def _place(problem: Problem) -> tuple[bool, str, int, str, str]:
    """The course file stands before the files that it names."""
    return (
        not problem.file.endswith((".yml", ".yaml")),
        problem.file,
        problem.line,
        problem.key,
        problem.text,
    )


def safe(text: str, most: int = _FOUND) -> str:
    r"""Show a text on one line of a terminal: short, and what cannot be seen as an escape.

    Examples
    --------
    >>> print(safe("a\x1b[2Jb"))
    a\u001b[2Jb
    """
    short = text if len(text) <= most else f"{text[:most]}…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)


def quoted(value: Any, shown: str = "") -> str:
    r"""Name a value by its kind, as the file has it.

    Parameters
    ----------
    value : Any
        A plain value out of the course file.
    shown : str
        How the file writes it.

    Examples
    --------
    >>> quoted(12, "0012"), quoted(None, "~"), quoted("KOR"), quoted([])
    ('the number 0012', 'nothing (~)', '"KOR"', 'a list')
    """
    shown = safe(shown)
    if value is None:
        return f"nothing ({shown})" if shown else "nothing"
    if isinstance(value, bool):
        return shown or json.dumps(value)
    if isinstance(value, (int, float)):
        return f"the number {shown or value}"
    if isinstance(value, str):
        return f'"{safe(value)}"'
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "keys with values"
    return f"the date {shown}"


def key(path: Iterable[str | int]) -> str:
    """Name a place in the course file; items count from one.

    Examples
    --------
    >>> key(("lessons", 0, "parameters", "year"))
    'lessons.1.parameters.year'
    """
    return safe(".".join(str(part + 1) if isinstance(part, int) else safe(part, 30) for part in path), 90)


def nearest(word: Any, known: Iterable[Any]) -> Any:
    """Find the valid word that was probably meant, or None.

    Examples
    --------
    >>> nearest("contry", ["country", "currency"]), nearest(60, [45, 50, 55, 90]), nearest("x", ["abc"])
    ('country', 55, None)
    """
    known = list(known)
    if isinstance(word, (int, float)) and known and all(isinstance(each, int) for each in known):
        return min(known, key=lambda each: abs(each - word))
    words = {_folded(str(each)): each for each in reversed(known)}
    near = difflib.get_close_matches(_folded(str(word))[:80], words, n=1, cutoff=0.5)
    return words[near[0]] if near else None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def hint(word: Any, known: Iterable[Any]) -> str:
    """Say which valid word is meant, or which there are.

    Examples
    --------
    >>> hint("contry", ["country", "currency"])
    'the nearest is "country"'
    >>> hint("x", ["country", "currency"])
    'there are country, currency'
    """
    known = list(known)
    near = nearest(word, known)
    if near is not None:
        return f"the nearest is {near if isinstance(near, int) else quoted(near)}"
    return f"there are {listed(known)}" if known else "there is none"


def listed(words: Iterable[Any]) -> str:
    """List what is possible, cut where it gets long.

    Examples
    --------
    >>> listed(["en", "ja"])
    'en, ja'
    """
    names, text = [str(word) for word in words], ""
    for place, name in enumerate(names):
        longer = f"{text}, {name}" if text else name
        if len(longer) > _LISTED:
            return f"{text} and {len(names) - place} more"
        text = longer
    return text
