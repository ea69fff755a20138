"""Kept answers: one small JSON file for each variant, beside the lesson."""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Answers"]

LOCK_WAIT = 2.0  # seconds; writing takes milliseconds, so an older lock was left by a kernel that was killed


class Answers:
    """Answers that a learner gave in one variant of a lesson.

    The file is touched only after a front end has said hello, so papermill, nbval and builds
    neither read a learner's answers nor leave any behind.

    Parameters
    ----------
    lesson, variant : str
        Names; the file is ``answers/<variant>.json`` in the lesson's folder.
    parameters : dict
        Kept in the file, so that its reader knows which figures the answers are about.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> answers = Answers("03", "03-1a2b", {}, folder)
    >>> answers.front_end = True
    >>> answers.keep("03.guess", {"answer": "40"})
    >>> Answers("03", "03-1a2b", {}, folder).read()
    {'03.guess': {'answer': '40'}}
    """

    def __init__(
        self, lesson: str, variant: str, parameters: dict[str, Any], folder: Path | str = "answers"
    ) -> None:
        self.lesson, self.variant, self.parameters = lesson, variant, parameters
        self.path = Path(folder) / f"{variant}.json"
        self.front_end = False

    def read(self) -> dict[str, dict[str, Any]]:
        """Read all kept answers; a damaged file is set aside, never overwritten.

        Returns
        -------
        dict
            Question id to what the learner entered; empty if nothing is kept.

        Raises
        ------
        OSError
            If the file is there but cannot be read.
        """
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))["answers"]
            if not all(isinstance(values, dict) for values in kept.values()):
                raise TypeError
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError, AttributeError):
            self._set_aside()
            return {}
        return dict(kept)

    def _set_aside(self) -> None:
        for count in range(1, 1000):
            aside = self.path.with_suffix(f".damaged-{count}.json")
            if not aside.exists():
                with suppress(FileNotFoundError):  # another notebook was quicker
                    self.path.rename(aside)
                return

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the file, so that two notebooks that write at once keep each other's answers."""
        lock = self.path.with_suffix(".lock")
        until = time.monotonic() + LOCK_WAIT
        while True:
            try:
                os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
                break
            except FileExistsError:
                if time.monotonic() > until:
                    break
                time.sleep(0.01)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)

    def keep(self, question: str, values: dict[str, Any]) -> None:
        """Write one question's answer, leaving the others as they are on disk.

        Parameters
        ----------
        question : str
            Question id.
        values : dict
            What the learner entered.

        Raises
        ------
        OSError
            If the folder or the file cannot be written.
        """
        if not self.front_end:
            return
        self.path.parent.mkdir(exist_ok=True)
        with self._alone():
            # Read again each time: another notebook may have written meanwhile.
            answers = {**self.read(), question: values}
            content = {
                "lesson": self.lesson,
                "variant": self.variant,
                "parameters": self.parameters,
                "answers": dict(sorted(answers.items())),
            }
            part = self.path.with_suffix(f".{os.getpid()}.part")
            part.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            part.replace(self.path)
