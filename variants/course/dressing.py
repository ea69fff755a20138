"""A finished copy in other formats than notebooks: pages, single pages, print, worksheets, cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from variants.course.making import Made, Part

if TYPE_CHECKING:
    from variants.course.plan import Plan

__all__ = ["Dress", "dress", "shared"]


@dataclass(frozen=True)
class Dress:
    """A task: the notebooks of one copy, by path within it, and what to make of them."""

    kit: str
    key: str
    audience: str
    title: str
    formats: tuple[str, ...]
    inputs: str
    notebooks: tuple[tuple[str, bytes], ...]
    learner: str = ""


def dress(task: Dress) -> Made:
    """Make pages and files of one copy."""
    return Made()


def shared(plan: Plan) -> Part | None:
    """Collect the files that stand beside many copies and need no run."""
    return None
