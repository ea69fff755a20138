"""Building a course: what is missing is made, written and recorded; what stands is left."""

from __future__ import annotations

import errno
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from variants.course import expected
from variants.course.dressing import Dress, dress, shared
from variants.course.folder import HELD
from variants.course.inputs import digest, kit_hash
from variants.course.making import Failure, Made, Part, died, make
from variants.course.manifest import manifest
from variants.course.plan import runs
from variants.course.running import results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from queue import SimpleQueue

    from variants.course.folder import Folder
    from variants.course.manifest import Entry
    from variants.course.plan import Copy, Plan, Unit
    from variants.course.progress import Progress
    from variants.course.running import Workers

__all__ = ["FULL", "Build", "Report"]

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass
class Report:
    """What came of a build."""

    built: int = 0
    standing: int = 0
    files: int = 0
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Build:
    """One build into one folder.

    Parameters
    ----------
    plan : Plan
        What is wanted.
    folder : Folder
        Where.
    workers : Workers
        What runs the tasks.
    progress : Progress
        Who is told.
    inbox : SimpleQueue
        Where signals arrive.
    """

    def __init__(
        self, plan: Plan, folder: Folder, workers: Workers, progress: Progress, inbox: SimpleQueue[Any]
    ) -> None:
        self.plan, self.folder, self.workers = plan, folder, workers
        self.progress, self.inbox = progress, inbox
        self.report = Report()
        self.entries: dict[str, Entry] = {}  # what the build holds
        self._keeps = "ipynb" in plan.course.formats

    def run(self) -> Report:
        """Build what is missing.

        Returns
        -------
        Report

        Raises
        ------
        Stop
            If it was interrupted, or its cluster is gone.
        OSError
            If something cannot be written.
        """
        start = time.monotonic()
        units = [unit for unit in self.plan.units if not self._stands(unit.root, unit.inputs)]
        copies = self._pending(units)
        total = len(copies) + len(units)
        self.report.standing = len(self.plan.copies) + len(self.plan.units) - total
        self.progress.begin(total, self.report.standing)
        self._put_missing(shared(self.plan))
        self._work(make, runs(self.plan, copies), lambda run: run)
        self._work(dress, units, self._dressed)
        for part in expected.parts(self.plan, self.entries, self.folder):
            self._put_missing(part)
        self._finish()
        self.report.seconds = time.monotonic() - start
        return self.report

    def _stands(self, key: str, inputs: str) -> bool:
        found = self.folder.standing(key, inputs)
        if found:
            self.entries[key] = found
        return bool(found)

    def _pending(self, units: Sequence[Unit]) -> list[Copy]:
        """List the copies that do not stand, or whose notebooks are needed again and are gone."""
        needed = {copy.key for unit in units for copy in unit.copies}
        unknown = expected.unknown(self.plan, self.folder)
        return [
            copy
            for copy in self.plan.copies
            if not self._stands(copy.key, copy.inputs)
            or copy.key in unknown
            or (copy.key in needed and not self._holds(copy))
        ]

    def _holds(self, copy: Copy) -> bool:
        return self.folder.holds(copy.key, copy.inputs, self._notebook(copy.key))

    def _notebook(self, key: str) -> str:
        return f"{'' if self._keeps else HELD}{key}.ipynb"

    def _dressed(self, unit: Unit) -> Dress:
        """Fetch the notebooks of a copy, when its turn has come; where some failed, those that are there."""
        there = [copy for copy in unit.copies if copy.key in self.entries]
        lacking = [copy.key for copy in unit.copies if copy.key not in self.entries]
        return Dress(
            kit_hash(),
            unit.root,
            unit.audience,
            self.plan.course.title,
            tuple(name for name in self.plan.course.formats if name != "ipynb"),
            digest(unit.inputs, lacking) if lacking else unit.inputs,
            tuple(
                (f"{copy.language}/{copy.lesson}.ipynb", self.folder.read(self._notebook(copy.key)))
                for copy in there
            ),
            unit.learner,
        )

    def _work(
        self, function: Callable[[Any], Made], tasks: Iterable[Any], load: Callable[[Any], Any]
    ) -> None:
        for task, made in results(self.workers, function, tasks, self.inbox, load):
            if isinstance(made, OSError) and made.errno in FULL:
                raise made  # the next task would find the same disk
            came = Made(failures=died(task, made)) if isinstance(made, Exception) else made
            for failure in came.failures:
                self.report.failures.append(failure)
                self.progress.failed(failure)
            self._put(came.parts)
            keys = [failure.key for failure in came.failures] + [part.key for part in came.parts]
            self.progress.done(keys[-1], len(keys))

    def _put(self, parts: Sequence[Part]) -> None:
        if not self._keeps:
            parts = [replace(part, files=_held(part.files)) for part in parts]
        for entry in self.folder.put(parts):
            self.entries[entry.key] = entry
            self.report.built += 1

    def _put_missing(self, part: Part | None) -> None:
        if part and not self._stands(part.key, part.inputs):
            [self.entries[part.key]] = self.folder.put([part])

    def _finish(self) -> None:
        """Write the manifest; what is not in it is no longer built."""
        for entry in self.entries.values():
            self.report.files += sum(not path.startswith(HELD) for path in entry.files)
        entries = self.entries.values()
        paths = [path for entry in entries for path in entry.files]
        self.folder.finish(manifest(self.plan, entries, self.report.failures), paths)
        self.report.notes = self.folder.notes


def _held(files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{HELD}{path}" if path.endswith(".ipynb") else path: content for path, content in files.items()}
