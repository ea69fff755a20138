"""Where figures come from: the source line under a chart and the list of sources at the end of a lesson."""

from __future__ import annotations

import datetime
import difflib
import os
import time

import pandas as pd

from widgets.errors import LessonError
from widgets.language import _, language, month_text
from widgets.tables import table

__all__ = ["MARK", "cite", "credits", "list_overdue", "overdue", "source_line", "today"]

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
    rows = table("sources")
    return rows[rows.check_again.map(_is_due)].sort_values(["check_again", "id"])


def list_overdue() -> None:
    """Print each source whose figures are due for a new check: its id, its title, since when.

    Examples
    --------
    >>> list_overdue()  # doctest: +ELLIPSIS
    Figures that are due for a new check: ...
    """
    rows = overdue()
    print(f"Figures that are due for a new check: {len(rows) or 'none'}.")
    for row in rows.itertuples():
        print(f"  {row.id}: {row.title} (since {row.check_again})")


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
    rows = _rows_of(sources)
    if listed:
        cite(sources)
    parts = []
    for row in rows.itertuples():
        title = f"[{row.shown_title}]({row.url})" if isinstance(row.url, str) else row.shown_title
        second_hand = _(" (second-hand)") if row.basis == "second-hand" else ""
        known = isinstance(row.shown_publisher, str)
        where = _(", ").join([title, row.shown_publisher] if known else [title])
        parts.append(f"{where}{second_hand}")
    checked = rows.dropna(subset=["checked", "check_again"])  # nobody of ours checked a reader's own figures
    if checked.empty:
        return _("Source: {sources}.").format(sources=_("; ").join(parts))
    line = _("Source: {sources}. Checked {checked}, check again by {again}.").format(
        sources=_("; ").join(parts), checked=min(checked.checked), again=min(checked.check_again)
    )
    return f"{line} {_due()}" if _is_due(min(checked.check_again)) else line


def _is_due(month: object) -> bool:
    return isinstance(month, str) and month < f"{today():%Y-%m}"


def _month(month: object) -> str:
    return month_text(month) if isinstance(month, str) else "–"


def _due() -> str:
    return _("This figure is due for a new check.").join(MARK)


def _rows_of(sources: list[str]) -> pd.DataFrame:
    rows = table("sources").set_index("id")
    unknown = [source for source in sources if source not in rows.index]
    if unknown:
        near = difflib.get_close_matches(unknown[0], list(rows.index), n=3, cutoff=0.4)
        nearest = f"the nearest ids are: {', '.join(near)}" if near else "its first column lists the ids"
        msg = f"There is no source {unknown[0]!r} in the table data/sources.csv; {nearest}."
        raise LessonError(msg)
    rows = rows.loc[list(dict.fromkeys(sources))]
    return rows.assign(shown_title=_localised(rows, "title"), shown_publisher=_localised(rows, "publisher"))


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
            _("Published"): [_month(month) for month in rows.date],
            _("How we read it"): [basis[key] for key in rows.basis],
            _("Terms"): _localised(rows, "licence"),
            _("Checked"): [_month(month) for month in rows.checked],
            _("Check again by"): [
                f"{_month(month)} {_due()}" if _is_due(month) else _month(month) for month in rows.check_again
            ],
        }
    ).reset_index(drop=True)
    shown.attrs["sources"] = []
    return shown
