"""An end that a person is told in one sentence."""

from __future__ import annotations

__all__ = ["Stop"]


class Stop(Exception):  # noqa: N818 - not every end is an error
    """Nothing goes on from here; the text is the sentence, `code` the exit code."""

    def __init__(self, text: str, code: int = 2) -> None:
        super().__init__(text)
        self.code = code
