"""The one error that a learner, teacher or instructor is meant to read."""

from __future__ import annotations

__all__ = ["LessonError"]


class LessonError(ValueError):
    """Something is wrong with what a lesson was given; the text says what, where and what to do.

    In a notebook only that sentence is printed, not the traceback.

    Examples
    --------
    >>> raise LessonError("per = 'house': choose total, person or gdp.")
    Traceback (most recent call last):
    ...
    widgets.errors.LessonError: per = 'house': choose total, person or gdp.
    """

    def _render_traceback_(self) -> list[str]:
        """Give IPython the lines to print instead of a traceback."""
        return [f"{type(self).__name__}: {self}"]
