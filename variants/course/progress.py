"""Saying how far a build is: a bar on a terminal, lines in a log, JSON for programs, or nothing."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any, TextIO

from tqdm import tqdm

if TYPE_CHECKING:
    from variants.course.making import Failure

__all__ = ["Bar", "Json", "Lines", "Progress", "chosen"]

EVERY = 2.0  # seconds between two lines in a log


class Progress:
    """Says only what is wrong, at the end; the others say more.

    Parameters
    ----------
    out : file
        Where to.
    """

    def __init__(self, out: TextIO) -> None:
        self.out = out

    def say(self, text: str) -> None:
        """Write lines."""
        print(text, file=self.out, flush=True)

    def begin(self, total: int, standing: int) -> None:
        """Say how much there is to do, and how much stands already."""

    def done(self, key: str, count: int) -> None:
        """Say what was finished last, and how many of the total came with it."""

    def failed(self, failure: Failure) -> None:
        """Say what failed, at once; the end says it, too."""

    def end(self, report: dict[str, Any], text: str) -> None:
        """Say what came of it."""
        if report["failures"] or report["notes"]:
            self.say(text)

    def close(self) -> None:
        """Leave the terminal as it was."""


class Bar(Progress):
    """A bar with rate and remaining time."""

    _bar: Any = None

    def begin(self, total: int, standing: int) -> None:
        """Show the bar; what stands already is no part of it."""
        if standing:
            self.say(f"{standing:,} stand already.")
        self._bar = tqdm(total=total, file=self.out, unit=" copies", dynamic_ncols=True)

    def done(self, key: str, count: int) -> None:
        """Move it."""
        self._bar.set_postfix_str(key, refresh=False)
        self._bar.update(count)

    def failed(self, failure: Failure) -> None:
        """Write above it."""
        self._bar.write(f"Failed: {failure}", file=self.out)

    def end(self, _report: dict[str, Any], text: str) -> None:
        """Write below it."""
        self.say(text)

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._bar is not None:
            self._bar.close()


class Lines(Progress):
    """One line for each finished task; for many, one every few seconds."""

    def begin(self, total: int, standing: int) -> None:
        """Say how much there is to do."""
        self._total, self._done = total, 0
        self._start, self._last = time.monotonic(), 0.0
        self.say(f"{total:,} to build" + (f", {standing:,} stand already" if standing else ""))

    def done(self, key: str, count: int) -> None:
        """Say where we are."""
        self._done += count
        now = time.monotonic()
        if now - self._last < EVERY and self._done < self._total:
            return
        self._last, spent = now, now - self._start
        left = spent / self._done * (self._total - self._done)
        self.say(f"{self._done:,} of {self._total:,} built, {spent:.0f} s, about {left:.0f} s left: {key}")

    def end(self, _report: dict[str, Any], text: str) -> None:
        """Say what came of it."""
        self.say(text)


class Json(Progress):
    """One JSON object for each event; the last is the report."""

    def _event(self, name: str, **values: Any) -> None:
        self.say(json.dumps({"event": name, **values}, ensure_ascii=False))

    def begin(self, total: int, standing: int) -> None:
        """Say how much there is to do."""
        self._event("begin", total=total, standing=standing)

    def done(self, key: str, count: int) -> None:
        """Say what was finished."""
        self._event("built", key=key, count=count)

    def failed(self, failure: Failure) -> None:
        """Say what failed."""
        self._event("failed", **vars(failure))

    def end(self, report: dict[str, Any], _text: str) -> None:
        """Say what came of it."""
        self._event("end", **report)


def chosen(quiet: bool, as_json: bool) -> Progress:
    """Choose how to speak: as asked, else by whether somebody looks on.

    Examples
    --------
    >>> type(chosen(quiet=False, as_json=True)).__name__
    'Json'
    """
    if as_json:
        return Json(sys.stdout)
    if quiet:
        return Progress(sys.stderr)
    return Bar(sys.stderr) if sys.stderr.isatty() else Lines(sys.stderr)
