"""Figures of a run: percentiles, budgets, a printed table, the file that keeps them."""

from __future__ import annotations

import json
import math
import platform
import statistics
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["BenchError", "Budget", "facts", "percentile", "save", "summary", "table"]

PACKAGES = ("jupyterlab", "ipykernel", "ipywidgets", "anywidget", "altair", "pandas")


class BenchError(RuntimeError):
    """A bench cannot measure; the text says what is missing."""


def percentile(values: Iterable[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed (nearest rank).

    Parameters
    ----------
    values : iterable of float
        At least one.
    share : float
        Above 0, at most 1.

    Raises
    ------
    ValueError
        If there are no values, or the share is outside its bounds.

    Examples
    --------
    >>> percentile([4, 1, 3, 2], 0.5)
    2
    """
    ordered = sorted(values)
    if not ordered or not 0 < share <= 1:
        msg = (
            f"percentile: {len(ordered)} values, share {share}; there must be a value, and a share in (0, 1]."
        )
        raise ValueError(msg)
    return ordered[math.ceil(share * len(ordered)) - 1]


def summary(values: Sequence[float]) -> dict[str, float]:
    """Return number, median and 95th percentile of some times.

    Examples
    --------
    >>> summary([1.0, 2.0, 9.0])
    {'steps': 3, 'median': 2.0, 'p95': 9.0}
    """
    p95 = percentile(values, 0.95)
    return {"steps": len(values), "median": round(statistics.median(values), 2), "p95": round(p95, 2)}


@dataclass(frozen=True)
class Budget:
    """One measured figure beside what it may be at most, or must be at least.

    Parameters
    ----------
    what : str
        What was measured.
    value : float
        Measured.
    limit : float, optional
        The most it may be; None where nothing is promised.
    unit : str
        Of both.
    least : bool
        The limit is the least it must be.

    Examples
    --------
    >>> Budget("notebook", 410, 400, "kB").verdict
    'over'
    """

    what: str
    value: float
    limit: float | None
    unit: str
    least: bool = False

    @property
    def verdict(self) -> str:
        """Return "ok", "over", "under", or "" where nothing is promised."""
        if self.limit is None:
            return ""
        if self.least:
            return "ok" if self.value >= self.limit else "under"
        return "ok" if self.value <= self.limit else "over"

    @property
    def row(self) -> tuple[str, ...]:
        """The cells of a table: what, measured, at most, unit, verdict."""
        limit = "" if self.limit is None else f"{self.limit:g}"
        return self.what, f"{self.value:.2f}", limit, self.unit, self.verdict

    @property
    def record(self) -> dict[str, Any]:
        """The same for a JSON file."""
        return {**asdict(self), "value": round(self.value, 3), "verdict": self.verdict}


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a table for a terminal: the first column to the left, the others to the right.

    Examples
    --------
    >>> print(table(["what", "ms"], [["a", "10"], ["chart", "9"]]))
    what   ms
    a      10
    chart   9
    """
    lines = [list(headings), *(list(row) for row in rows)]
    widths = [max(_width(cell) for cell in column) for column in zip(*lines, strict=True)]
    shown = []
    for first, *others in lines:
        cells = [first + " " * (widths[0] - _width(first))]
        cells += [" " * (wide - _width(cell)) + cell for wide, cell in zip(widths[1:], others, strict=True)]
        shown.append("  ".join(cells).rstrip())
    return "\n".join(shown)


def facts(chromium: str) -> dict[str, str]:
    """Return what of the set-up a reader needs to compare two runs: the versions."""
    python = {"python": platform.python_version(), "chromium": chromium}
    return {**python, **{name: version(name) for name in PACKAGES}}


def save(name: str, result: dict[str, Any]) -> Path:
    """Write what a bench measured into bench/NAME.json."""
    path = Path(__file__).with_name(f"{name}.json")
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
