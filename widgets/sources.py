"""Where figures come from: the source line under a chart and the list of sources at the end of a lesson."""

from __future__ import annotations

import datetime
import difflib
import os
import time
from typing import Any

import pandas as pd

from widgets.errors import LessonError
from widgets.language import _, language, month_text
from widgets.tables import rows, table

__all__ = ["MARK", "cite", "cited", "credits", "list_overdue", "overdue", "source_line", "today"]

# The one piece of HTML in our Markdown; dark on amber can be read on a light page and on a dark one.
MARK = ('<mark style="background-color: #ffbf00; color: #1f1f1f">', "</mark>")
_cited: dict[str, None] = {}


def today() -> datetime.date:
    """Return the date (UTC) on which figures are looked at: that of SOURCE_DATE_EPOCH if it is set, or this day's.

    A build sets it to 0 (``variants/execute.py``), so a lesson is built alike on every day.

    Examples
    --------
    >>> today() >= datetime.date(1970, 1, 1)
    True
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = float(given) if given.isdecimal() else time.time()
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()


def overdue() -> pd.DataFrame:
    """List the sources whose figures should have been checked again by a month that is over.

    Returns
    -------
    pandas.DataFrame
        Rows of the table ``sources``, the longest due first.

    Examples
    --------
    >>> list(overdue().columns) == list(table("sources").columns)
    True
    """
    frame = table("sources")
    return frame[frame.check_again.map(_is_due)].sort_values(["check_again", "id"])


def list_overdue() -> None:
    """Print each source whose figures are due for a new check: its id, its title, since when.

    Examples
    --------
    >>> list_overdue()  # doctest: +ELLIPSIS
    Figures that are due for a new check: ...
    """
    due = overdue()
    print(f"Figures that are due for a new check: {len(due) or 'none'}.")
    for row in due.itertuples():
        print(f"  {row.id}: {row.title} (since {row.check_again})")


def cite(sources: list[str]) -> None:
    """Note that the lesson shows a figure from these sources; `credits` lists them.

    Examples
    --------
    >>> cite(["wb-gdp"])
    """
    _cited.update(dict.fromkeys(sources))


def cited() -> list[str]:
    """Return the ids of the sources named so far, in the order in which they came.

    Examples
    --------
    >>> cite(["wb-gdp"])
    >>> "wb-gdp" in cited()
    True
    """
    return list(_cited)


def _localised(row: Any, column: str) -> Any:
    """A cell in the lesson's language, or in English where that is empty."""
    translated = getattr(row, f"{column}_{language()}", None)
    return translated if isinstance(translated, str) else getattr(row, column)


def source_line(sources: list[str], *, listed: bool = True) -> str:
    """Write the source line under a chart, as Markdown: who published, when we checked, when to check again.

    Parameters
    ----------
    sources : list of str
        Ids in the table ``sources``. With several, the line names the oldest check and the earliest month.
    listed : bool
        Whether `credits` lists them too; the claim explorer has a list of its own.

    Returns
    -------
    str
        Markdown. After the month in which to check again it ends with a marked sentence that says so.

    Examples
    --------
    >>> print(source_line(["fed-h10"]))  # doctest: +ELLIPSIS
    Source: [Foreign exchange rates, daily ...](https://www.federalreserve.gov/releases/h10/), Board ...
    """
    named = _rows_of(sources)
    if listed:
        cite(sources)
    parts = []
    for row in named:
        title, publisher = _localised(row, "title"), _localised(row, "publisher")
        title = f"[{title}]({row.url})" if isinstance(row.url, str) else title
        second_hand = _(" (second-hand)") if row.basis == "second-hand" else ""
        where = _(", ").join([title, publisher] if isinstance(publisher, str) else [title])
        parts.append(f"{where}{second_hand}")
    # Nobody of ours checked a reader's own figures.
    checked = [row for row in named if isinstance(row.checked, str) and isinstance(row.check_again, str)]
    if not checked:
        return _("Source: {sources}.").format(sources=_("; ").join(parts))
    again = min(row.check_again for row in checked)
    line = _("Source: {sources}. Checked {checked}, check again by {again}.").format(
        sources=_("; ").join(parts), checked=min(row.checked for row in checked), again=again
    )
    return f"{line} {_due()}" if _is_due(again) else line


def _is_due(month: object) -> bool:
    return isinstance(month, str) and month < f"{today():%Y-%m}"


def _month(month: object) -> str:
    return month_text(month) if isinstance(month, str) else "–"


def _due() -> str:
    return _("This figure is due for a new check.").join(MARK)


def _rows_of(sources: list[str]) -> list[Any]:
    known = rows("sources")
    unknown = [source for source in sources if source not in known]
    if unknown:
        near = difflib.get_close_matches(unknown[0], known, n=3, cutoff=0.4)
        nearest = f"the nearest ids are: {', '.join(near)}" if near else "its first column lists the ids"
        msg = f"There is no source {unknown[0]!r} in the table data/sources.csv; {nearest}."
        raise LessonError(msg)
    return [known[source] for source in dict.fromkeys(sources)]


def credits() -> pd.DataFrame:  # noqa: A001 - the field's word for the list at the end of a work
    """List the sources of every figure that this lesson has shown so far.

    Returns
    -------
    pandas.DataFrame
        Source, publisher, month of publication, how we read it, terms, month of our check and month of the
        next; headings in the lesson's language.

    Examples
    --------
    >>> cite(["wb-gdp"])
    >>> "World Bank" in list(credits().Publisher)
    True
    """
    named = _rows_of(cited())
    basis = {
        "first-hand": _("read in the original"),
        "mirror": _("read in an unchanged copy"),
        "second-hand": _("read second-hand"),
    }
    shown = pd.DataFrame(
        {
            _("Source"): [_localised(row, "title") for row in named],
            _("Publisher"): [_localised(row, "publisher") for row in named],
            _("Published"): [_month(row.date) for row in named],
            _("How we read it"): [basis[row.basis] for row in named],
            _("Terms"): [_localised(row, "licence") for row in named],
            _("Checked"): [_month(row.checked) for row in named],
            _("Check again by"): [
                f"{_month(row.check_again)} {_due()}" if _is_due(row.check_again) else _month(row.check_again)
                for row in named
            ],
        }
    )
    shown.attrs["sources"] = []
    return shown
