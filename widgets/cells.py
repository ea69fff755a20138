"""One cell against its field: what a table's descriptor says that a value may be."""

from __future__ import annotations

import datetime
import math
import re
from typing import Any

__all__ = ["expected"]

_MADE_LIKE = {"integer": r"-?\d+", "year": r"\d{4}", "number": r"-?\d+(\.\d+)?", "date": r"\d{4}-\d{2}-\d{2}",
              "yearmonth": r"\d{4}-(0[1-9]|1[0-2])", "string": r"(?s).*"}  # fmt: skip
_IN_WORDS = {"integer": "a whole number, such as 1234", "year": "a year, such as 2025",
             "number": "a number, such as 12.5", "date": "a day, such as 2025-07-31",
             "yearmonth": "a month, such as 2025-07", "string": "text"}  # fmt: skip
LARGEST = 2**53 - 1  # JavaScript counts no further without gaps


def expected(value: str, field: dict[str, Any]) -> str | None:
    """Say what a cell should hold instead of this value.

    Parameters
    ----------
    value : str
        The cell as it stands in the file; empty for a gap.
    field : dict
        The field's entry in ``data/datapackage.json``: name, type and constraints.

    Returns
    -------
    str or None
        What was expected; None if the value is all right.

    Examples
    --------
    >>> expected("lots", {"type": "number"})
    'a number, such as 12.5'
    >>> expected("", {"type": "string", "constraints": {"required": True}})
    'a value'
    >>> expected("", {"type": "number"}), expected("12", {"type": "integer"})
    (None, None)
    """
    kind, limits = field["type"], field.get("constraints", {})
    if value == "":
        return "a value" if limits.get("required") else None
    if not re.fullmatch(_MADE_LIKE[kind], value, re.ASCII) or (kind == "date" and not _is_day(value)):
        return _IN_WORDS[kind]
    if "enum" in limits and value not in limits["enum"]:
        return f"one of {', '.join(limits['enum'])}"
    if "pattern" in limits and not re.fullmatch(limits["pattern"], value, re.ASCII):
        return f"{_IN_WORDS[kind]} made like {limits['pattern']}"
    return _outside(float(value), limits) if kind in {"integer", "number"} else None


def _outside(value: float, limits: dict[str, Any]) -> str | None:
    if not math.isfinite(value) or abs(value) > LARGEST:
        return f"a number no larger than {LARGEST}"
    if value < limits.get("minimum", value):
        return f"at least {limits['minimum']}"
    if value > limits.get("maximum", value):
        return f"at most {limits['maximum']}"
    return None


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
