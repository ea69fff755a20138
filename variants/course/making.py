"""Making the copies of one task: notebooks as bytes. It runs in a worker and writes nothing where others look."""

from __future__ import annotations

import re
import threading
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

from variants import answer_key
from variants.course import copies
from variants.course.inputs import kit_hash
from variants.course.model import values
from variants.course.plan import Run, front
from variants.engine.running import train
from variants.engine.runs import run, run_each
from variants.execute import RunError
from variants.lesson import SourceError
from variants.minutes import MORE, section
from variants.strip import joined, pieces, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

    from variants.course.plan import Copy, Unit

__all__ = ["OTHER_KIT", "Failure", "Made", "Part", "died", "make", "prepared", "turn", "working_folder"]

OTHER_KIT = "this worker has another version of the kit. Start all workers from the same folder."
DIED = "the process that made it was ended twice. Free some memory, and run the same command again."
turn = threading.Lock()  # the kit's language is one for a process, and a Dask worker may have several threads


@dataclass(frozen=True)
class Failure:
    """What could not be made, where and why."""

    key: str
    lesson: str
    language: str
    learner: str
    section: str
    cell: str
    cause: str

    def __str__(self) -> str:
        where = [
            f"section {self.section}" if self.section else "",
            f"cell {self.cell}" if self.cell else "",
        ]
        return ": ".join(filter(None, [self.key, ", ".join(filter(None, where)), self.cause]))


@dataclass(frozen=True)
class Part:
    """A finished part of a build: its files by path, and what the manifest says of it."""

    key: str
    inputs: str
    files: dict[str, bytes]
    about: dict[str, str] = field(default_factory=dict)
    rows: tuple[tuple[str, ...], ...] = ()  # expected answers that are this learner's own


@dataclass(frozen=True)
class Made:
    """What came of a task."""

    parts: tuple[Part, ...] = ()
    failures: tuple[Failure, ...] = ()


def failure(copy: Copy, error: Exception) -> Failure:
    """Say what went wrong with a copy.

    Examples
    --------
    >>> from variants.course.plan import Copy
    >>> found = failure(
    ...     Copy("learner", "en", "03-x", ""), RunError("03-x, cell look-chart: KeyError: 'a'", "look-chart")
    ... )
    >>> found.section, found.cell, found.cause
    ('look', 'look-chart', "KeyError: 'a'")
    """
    text = str(error)
    cell = getattr(error, "cell", "") or next(iter(re.findall(r"cell ([a-z0-9]+(?:-[a-z0-9]+)+)", text)), "")
    cause = text.removeprefix(f"{copy.lesson}, ").removeprefix(f"cell {cell}: ")
    name = section(cell)
    if name == MORE:
        name = "-".join(cell.split("-")[:2])
    return Failure(copy.key, copy.lesson, copy.language, copy.learner, name, cell, cause)


def make(task: Run) -> Made:
    """Make the copies of one task.

    Parameters
    ----------
    task : Run
        Copies of one lesson in one language.

    Returns
    -------
    Made
        The same task gives the same bytes, on every worker. What fails is said, and the rest is made.
    """
    if task.kit != kit_hash():
        return Made(failures=tuple(_said(copy, OTHER_KIT) for copy in task.copies))
    with turn, working_folder(task) as folder:
        try:
            found = list(_each(task, prepared(task), folder))
        except (SourceError, RunError) as error:
            return Made(failures=tuple(failure(copy, error) for copy in task.copies))
    return Made(
        tuple(each for each in found if isinstance(each, Part)),
        tuple(each for each in found if isinstance(each, Failure)),
    )


def prepared(task: Run) -> NotebookNode:
    """Make the notebook that a task's copies share, ready to run."""
    audience: Literal["learner", "teacher"] = "teacher" if task.copies[0].audience == "teacher" else "learner"
    return copies.prepare(task.course, task.lesson, task.language, audience)


@contextmanager
def working_folder(task: Run) -> Iterator[Path]:
    """Make the folder in which a task's lessons run, with the tables that stand in for the kit's."""
    with TemporaryDirectory(prefix="kit-") as name:
        folder = Path(name)
        for table, content in task.own:
            (folder / "own").mkdir(exist_ok=True)
            (folder / "own" / f"{table}.csv").write_bytes(content)
        yield folder


def _said(copy: Copy, cause: str) -> Failure:
    return Failure(copy.key, copy.lesson, copy.language, copy.learner, "", "", cause)


def died(task: Run | Unit, error: Exception) -> tuple[Failure, ...]:
    """Say that a task ended as none should.

    Examples
    --------
    >>> from variants.course.plan import Unit
    >>> print(*died(Unit("learner", "learner", "", ()), ValueError("no")))
    learner: ValueError: no
    """
    cause = DIED if isinstance(error, BrokenExecutor) else f"{type(error).__name__}: {error}".strip()
    if isinstance(task, Run):
        return tuple(_said(copy, cause) for copy in task.copies)
    return (Failure(task.root, "", "", task.learner, "", "", cause),)


def _each(task: Run, notebook: NotebookNode, folder: Path) -> Iterator[Part | Failure]:
    train(notebook, task.environment)
    if task.copies[0].learner:
        yield from _learners(task, notebook, folder)
        return
    executed = run(notebook, folder, task.environment)
    executed.metadata["lesson"] = notebook.metadata[
        "lesson"
    ]  # the run's has texts for numbers: JSON has no others
    for copy in task.copies:
        try:
            files = {f"{copy.key}.ipynb": to_bytes(copies.finish(executed, copy.audience, _values(task)))}
            if copy.audience == "teacher":
                files[f"{copy.key}.md"] = copies.teacher_page(executed).encode()
            yield _part(copy, executed, files)
        except SourceError as error:
            yield failure(copy, error)


def _learners(task: Run, notebook: NotebookNode, folder: Path) -> Iterator[Part | Failure]:
    """Run and write once what the learners share, and each learner's own cells alone."""
    again = copies.learner_cells(notebook)
    changes = [copies.deal(notebook, copy.variant, copy.token) for copy in task.copies]
    ran = run_each(notebook, folder, again, changes, task.environment)
    base = next(ran)
    if isinstance(base, RunError):
        raise base
    shared = copies.finish(base, "learner", _values(task))
    texts = pieces(shared)
    for copy, own in zip(task.copies, ran, strict=True):
        try:
            if isinstance(own, RunError):
                raise own
            cells = pieces(copies.finish(own, "learner", _values(task)))
            content = joined(shared, {name: cells.get(name, text) for name, text in texts.items()})
            rows = tuple(_row(copy, question) for question in copies.answers(own))
            yield _part(copy, own, {f"{copy.key}.ipynb": content}, rows)
        except (SourceError, RunError) as error:
            yield failure(copy, error)


def _values(task: Run) -> dict[str, Any]:
    return values(task.course, task.lesson, task.language, front(task.lesson.name))


def _part(
    copy: Copy, executed: NotebookNode, files: dict[str, bytes], rows: tuple[tuple[str, ...], ...] = ()
) -> Part:
    known = answer_key.known(executed)
    about = {
        "audience": copy.audience,
        "language": copy.language,
        "lesson": copy.lesson,
        "variant": known["variant"],
        "parameters": known["words"],
    }
    return Part(
        copy.key, copy.inputs, files, about | ({"learner": copy.learner} if copy.learner else {}), rows
    )


def _row(copy: Copy, question: dict[str, Any]) -> tuple[str, ...]:
    prompt = re.sub(r"\[\[\w+\]\]", "____", question["prompt"])
    texts = (prompt, question["right"], question["unit"], question["tolerance"])
    uid = question["uid"].removeprefix(f"{copy.lesson}.")
    said = (" ".join(str(text or "").split()) for text in texts)
    return (copy.learner, copy.variant, copy.lesson, uid, *said)
