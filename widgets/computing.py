"""Arithmetic on a claim: a few operations on the figures of a table, which a learner works out again.

The page computes as somebody types (``static/src/computing.js`` has the same operations in JavaScript);
Python checks the tables. Both sides are held to ``tests/operations.json``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from widgets.errors import LessonError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["OPERATIONS", "compute"]

_Work = tuple[int, int | None, "Callable[..., float]"]  # fewest and most numbers, and what is done with them

OPERATIONS: dict[str, _Work] = {
    "ratio": (2, 2, lambda a, b: a / b),
    "product": (2, None, lambda *values: math.prod(values)),
    "sum": (2, None, lambda *values: math.fsum(values)),
    "difference": (2, 2, lambda a, b: a - b),
    "share": (2, 2, lambda a, b: 100 * a / b),
    "growth": (2, 2, lambda a, b: 100 * (b - a) / a),
    # how often the one with the higher score is preferred, by the formula of Elo
    "win_share": (1, 1, lambda a: 100 / (1 + 10 ** (-a / 400))),
}


def compute(operation: str, values: Sequence[float]) -> float:
    """Work out one operation of the table ``computations``.

    Parameters
    ----------
    operation : str
        ``ratio`` a ÷ b, ``product``, ``sum``, ``difference`` a − b, ``share`` 100 × a ÷ b (a as per cent of b),
        ``growth`` 100 × (b − a) ÷ a (per cent from a to b), ``win_share`` 100 ÷ (1 + 10^(−a ÷ 400)).
    values : list of float
        The inputs in the order of their places.

    Returns
    -------
    float
        The result, not rounded.

    Raises
    ------
    LessonError
        If there is no such operation, it takes another number of inputs, or it would divide by zero.

    Examples
    --------
    >>> round(compute("ratio", [13957.5, 92]), 2), compute("share", [36, 48]), compute("growth", [40, 50])
    (151.71, 75.0, 25.0)
    """
    if operation not in OPERATIONS:
        msg = f"There is no operation {operation!r}; choose one of: {', '.join(OPERATIONS)}."
        raise LessonError(msg)
    fewest, most, work = OPERATIONS[operation]
    if len(values) < fewest or (most is not None and len(values) > most):
        wanted = str(fewest) if most == fewest else f"{fewest} or more"
        msg = f"The operation {operation!r} takes {wanted} inputs, not {len(values)}; mend the table computations."
        raise LessonError(msg)
    try:
        result = work(*values)
    except ZeroDivisionError as error:
        msg = f"The operation {operation!r} of {list(values)} divides by zero; give another number."
        raise LessonError(msg) from error
    except OverflowError:
        result = math.inf if operation != "win_share" else 0.0
    if not math.isfinite(result):
        msg = f"The operation {operation!r} of {list(values)} gives no number; give smaller ones."
        raise LessonError(msg)
    return float(result)
