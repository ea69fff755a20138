"""Kept answers: one small JSON file for each variant, beside the lesson. What it loses is set aside."""

from __future__ import annotations

import errno
import json
import os
import stat
import time
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from widgets.kept import LIMIT, UnfitError, begun, parse
from widgets.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from widgets.kept import Kept, Values

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
    personal : bool
        Whether this is one learner's own copy; it takes no answers of any other.

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
        self,
        lesson: str,
        variant: str,
        parameters: dict[str, Any],
        folder: Path | str = "answers",
        *,
        personal: bool = False,
    ) -> None:
        self.personal = personal
        self.lesson, self.variant, self.parameters = lesson, variant, parameters
        self.path = Path(folder) / f"{variant}.json"
        self.front_end = False
        self.notice: Callable[[str], None] = lambda _sentence: None
        self.seen: Values = {}  # what this kernel last read or wrote: anything else on disk is another notebook's
        self.last: tuple[Values, Values] | None = None  # answers before and after what can be undone
        self._unsaved: Values = {}  # what could not be written yet

    def check(self, kept: Kept) -> None:
        """Refuse answers of another copy. A newer version of this copy may have gained or lost parameters.

        Raises
        ------
        UnfitError
            If the answers belong to another lesson, or to other parameter values.
        """
        values = self.parameters
        same = kept.variant == self.variant or (
            not self.personal
            and kept.parameters.keys() != values.keys()
            and all(values.get(name, value) == value for name, value in kept.parameters.items())
        )
        if kept.lesson != self.lesson or not same:
            reason = "other"
            raise UnfitError(reason, kept)

    def read(self) -> Values:
        """Read all kept answers; a file that does not fit is set aside, never overwritten.

        Returns
        -------
        dict
            Question id to what the learner entered; empty if nothing is kept.

        Raises
        ------
        OSError
            If the file is there but cannot be read or set aside.
        """
        try:
            kept = self._peek()
        except UnfitError:
            with self._alone():
                kept = self._read()
        return {**kept, **self._unsaved}

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
            If the folder or the file cannot be written; the next call tries again.
        """
        if not self.front_end:
            return
        self._unsaved[question] = values
        self.path.parent.mkdir(exist_ok=True)
        with self._alone():
            # Read again each time: another notebook may have written meanwhile.
            disk, mine = self._read(), dict(self._unsaved)
            strange = {uid for uid in mine if begun(disk.get(uid)) and disk[uid] != self.seen.get(uid)}
            if any(disk[uid] != mine[uid] for uid in strange):
                aside = self._put_aside(disk)
                self.notice(
                    _(
                        "This lesson is open a second time, with another answer to the same question. "
                        "Your latest answer is kept; the answers before it are in the file {file}."
                    ).format(file=aside)
                )
            self._write(self.path, {**disk, **mine})
            self._saved(mine)

    def replace(self, change: Callable[[Values], Values], shown: Values) -> tuple[Values, str | None]:
        """Change all answers at once; what gets lost from the file stays in a file set aside.

        Parameters
        ----------
        change : function
            Gives the new answers from the old ones.
        shown : dict
            The answers that the page shows, in case the file lost some.

        Returns
        -------
        tuple
            The answers now, and the name of the file set aside, if something was lost.

        Raises
        ------
        OSError
            If the folder or a file cannot be written; nothing has changed then.
        """
        self.path.parent.mkdir(exist_ok=True)
        with self._alone():
            disk = self._read()
            before = {**shown, **disk, **self._unsaved}
            after = change(before)
            lost = any(begun(values) and after.get(uid) != values for uid, values in before.items())
            aside = self._put_aside(before) if lost else None
            if after != disk:
                self._write(self.path, after)
            self._unsaved.clear()
            self.seen = dict(after)
        self.last = (before, after)
        return after, aside

    def undo(self, shown: Values) -> Values:
        """Take the last `replace` back; questions that were answered since keep their new answer.

        Raises
        ------
        OSError
            If the folder or a file cannot be written; nothing has changed then.
        """
        before, after = self.last or ({}, {})

        def back(now: Values) -> Values:
            since = {
                uid: values
                for uid, values in now.items()
                if begun(values) and _given(values) != _given(after.get(uid, {}))
            }
            return {**before, **since}

        answers, _aside = self.replace(back, shown)
        self.last = None
        return answers

    def text(self, answers: Values) -> str:
        """Write answers as the text of an answers file."""
        content = {
            "lesson": self.lesson,
            "variant": self.variant,
            "parameters": self.parameters,
            "answers": dict(sorted(answers.items())),
        }
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        # Half of a character, as a paste may bring it, has no bytes in a file.
        return text.encode(errors="replace").decode()

    def _saved(self, written: Mapping[str, dict[str, Any]]) -> None:
        for uid, values in written.items():
            self.seen[uid] = values
            if self._unsaved.get(uid) is values:  # not one that came while this was written
                del self._unsaved[uid]

    def _peek(self) -> Values:
        """Read the file as it stands."""
        try:
            found = self.path.lstat()
            if not stat.S_ISREG(found.st_mode):
                reason = "place"
                raise UnfitError(reason)
            if found.st_size > LIMIT:
                reason = "large"
                raise UnfitError(reason)
            content = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        kept = parse(content)
        self.check(kept)
        return kept.answers

    def _read(self) -> Values:
        """Read the file while it is held; one that does not fit makes room."""
        try:
            return self._peek()
        except UnfitError as unfit:
            aside = self._free()
            self.path.rename(aside)
            name = f"{aside.parent.name}/{aside.name}"
            self.notice(_why_aside(unfit.reason).format(file=name, lesson=self.lesson))
            return {}

    def _free(self) -> Path:
        """A name beside the file that nothing has yet."""
        names = (self.path.with_suffix(f".aside-{number}.json") for number in count(1))
        return next(path for path in names if not os.path.lexists(path))

    def _put_aside(self, answers: Values) -> str:
        aside = self._free()
        self._write(aside, answers)
        return f"{aside.parent.name}/{aside.name}"

    def _write(self, path: Path, answers: Values) -> None:
        """Write a whole file or none, and none that would not be read again."""
        content = self.text(answers).encode()
        if len(content) > LIMIT:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(content)
        part.replace(path)

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


def _given(values: dict[str, Any]) -> Any:
    """What was answered, whatever was tried meanwhile; only a question has an ``answer``."""
    return values.get("answer", values)


def _why_aside(reason: str) -> str:
    return {
        "damaged": _(
            "The file of your kept answers was damaged, so this lesson begins without it. "
            "It is unchanged under a new name: {file}."
        ),
        "large": _(
            "The file of your kept answers was too large to be one, so this lesson begins without it. "
            "It is unchanged under a new name: {file}."
        ),
        "other": _(
            "The file of kept answers belongs to another lesson or another copy, not to this copy of “{lesson}”, "
            "so this lesson begins without it. It is unchanged under a new name: {file}."
        ),
        "place": _(
            "A folder or a link stood in the place of the file of your answers, so this lesson begins without it. "
            "It is unchanged under a new name: {file}."
        ),
    }[reason]
