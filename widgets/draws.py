"""A learner's own figures: drawn from a secret token while a copy is built, the first choice without one."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, TypeVar

from widgets.errors import LessonError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["deal", "draw"]

T = TypeVar("T")
_tokens: list[str] = []


def deal(token: str) -> None:
    """Say whose copy is being built; every later `draw` follows from it.

    Parameters
    ----------
    token : str
        The learner's secret. It stands in no finished copy; empty for nobody's copy.

    Examples
    --------
    >>> deal("")
    """
    _tokens[:] = [token] if token else []


def draw(id: str, choices: Sequence[T]) -> T:  # noqa: A002 - as cells and questions have ids
    """Choose one of several figures for the learner whose copy is being built.

    Parameters
    ----------
    id : str
        Name of the draw in its lesson.
    choices : sequence
        What can be drawn, in the same order in every language.

    Returns
    -------
    Any
        The same choice for the same token, id and number of choices; the first in nobody's copy.

    Raises
    ------
    LessonError
        If there is nothing to draw from.

    Examples
    --------
    >>> draw("yours-rung", ["weights", "licence", "code"])
    'weights'
    >>> deal("5d41402a")
    >>> draw("yours-rung", ["weights", "licence", "code"])
    'licence'
    >>> deal("")
    """
    if not len(choices):
        msg = f"draw {id!r}: there is nothing to draw from; give it at least one choice."
        raise LessonError(msg)
    if not _tokens:
        return choices[0]
    digest = hmac.digest(_tokens[0].encode(), id.encode(), "sha256")
    return choices[int.from_bytes(digest, "big") % len(choices)]
