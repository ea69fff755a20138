"""Tables of the instructor's own, tried before anything is built from them."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from variants.course.problems import Problem
from widgets.errors import LessonError
from widgets.own import take
from widgets.tables import resources, use_own

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["own_tables", "problems"]

_SENTENCE = re.compile(r"own/([^/,:]+)\.csv(?:, line (\d+))?(?:, column ([^:]+))?: (.*?)\.?", re.DOTALL)


@contextmanager
def own_tables(contents: Mapping[str, bytes]) -> Iterator[None]:
    """Let these tables stand in for the kit's, as they will in the lessons.

    Parameters
    ----------
    contents : mapping of str to bytes
        CSV by the name of the table.

    Raises
    ------
    LessonError
        If one cannot serve; its sentence names the file ``own/<table>.csv``.

    Examples
    --------
    >>> from widgets.tables import table
    >>> with own_tables({"summit_totals": b"item,usd_billion,source"}):
    ...     pass
    Traceback (most recent call last):
    ...
    widgets.errors.LessonError: own/summit_totals.csv: has no rows below its columns; add one or take the file away.
    """
    # With the day 0 the kit's own tables are built, and those in the folder are passed over.
    day = os.environ.pop("SOURCE_DATE_EPOCH", None)
    try:
        with TemporaryDirectory() as folder:
            for name, content in contents.items():
                (Path(folder) / f"{name}.csv").write_bytes(content)
            take(folder)
        yield
    finally:
        use_own({})
        if day is not None:
            os.environ["SOURCE_DATE_EPOCH"] = day


def problems(contents: Mapping[str, bytes], files: Mapping[str, str]) -> list[Problem]:
    """Find the first problem of each table.

    Parameters
    ----------
    contents : mapping of str to bytes
        CSV by the name of the table.
    files : mapping of str to str
        How the course file names the file of each table.

    Returns
    -------
    list of Problem
        Empty if all can serve together.

    Examples
    --------
    >>> print(problems({"summit_totals": b"item;x"}, {"summit_totals": "my/sums.csv"})[0])
    my/sums.csv, line 1: has a column 'x' that summit_totals has not, expected item, usd_billion, source; take it away.
    """
    found = []
    for name in contents:
        # A table is tried with those it refers to; what is wrong with them is said at their own turn.
        others = {key["reference"]["resource"] for key in resources()[name]["schema"].get("foreignKeys", [])}
        problem = _first({each: contents[each] for each in contents if each in {name, *others}})
        if problem and problem[0] == name:
            found.append(Problem(files[name], *problem[1:]))
    if not found:
        problem = _first(contents)
        found += [Problem(files[problem[0]], *problem[1:])] if problem else []
    return found


def _first(contents: Mapping[str, bytes]) -> tuple[str, int, str, str] | None:
    try:
        with own_tables(contents):
            return None
    except LessonError as error:
        parts = _SENTENCE.fullmatch(str(error))
        if parts is None:
            return next(iter(contents)), 1, "", str(error).removesuffix(".")
        return parts[1], int(parts[2] or 1), parts[3] or "", parts[4]
