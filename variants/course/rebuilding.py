"""The expected answers of one variant, made again from its id, the course file and the course's secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from variants import answer_key
from variants.course import copies
from variants.course.making import prepared, working_folder
from variants.course.plan import plan, runs
from variants.course.stop import Stop
from variants.engine.runs import run
from widgets.language import use_language

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from variants.course.model import Course
    from variants.course.plan import Copy, Run

__all__ = ["in_words", "key_of"]


def key_of(course: Course, secret: bytes | None, variant: str) -> tuple[Copy, list[dict[str, Any]]]:
    """Run the copy that has a variant's id, and read its answers.

    Parameters
    ----------
    course : Course
        As it was built.
    secret : bytes or None
        Of ``course.key``.
    variant : str
        Its id, as the lesson prints it.

    Returns
    -------
    Copy, list of dict
        One of the copies with this id, and the answers of its questions.

    Raises
    ------
    Stop
        If no copy of the course has this id.
    RunError
        If the lesson does not run.
    """
    found = plan(course, secret)
    for task in (task for copy in found.copies for task in runs(found, [copy])):
        [copy] = task.copies
        if variant.rpartition("-")[0] != copy.lesson or (copy.learner and copy.variant != variant):
            continue
        executed = _run(task)
        if answer_key.known(executed)["variant"] == variant:
            return copy, copies.answers(executed)
    hint = "" if secret or not course.learners else " There is no course.key beside the course file."
    msg = f"No copy of this course has the variant {variant}. The course may have been another when it was built.{hint}"
    raise Stop(msg)


def _run(task: Run) -> NotebookNode:
    """Run one copy whole, with its learner's figures."""
    [copy] = task.copies
    notebook = prepared(task)
    sources = copies.deal(notebook, copy.variant, copy.token) if copy.learner else {}
    for cell in notebook.cells:
        cell.source = sources.get(cell.id, cell.source)
    with working_folder(task) as folder:
        return run(notebook, folder, task.environment)


def in_words(copy: Copy, answers: list[dict[str, Any]], variant: str) -> str:
    """Write the answers of one copy for a reader, in the language of the copy.

    Examples
    --------
    >>> from variants.course.plan import Copy
    >>> print(in_words(Copy("learner", "en", "03-x", "", "aoi"), [], "03-x-5d41402abc4b"))
    03-x-5d41402abc4b: lesson 03-x, en, learner aoi
    """
    use_language(copy.language)
    who = f", learner {copy.learner}" if copy.learner else ""
    parts = [f"{variant}: lesson {copy.lesson}, {copy.language}{who}"]
    for question in answers:
        lines = [f"  {' '.join(line.split())}" for line in answer_key.answer_lines(question)]
        parts.append("\n".join([f"{question['uid']}: {' '.join(question['prompt'].split())}", *lines]))
    return "\n\n".join(parts)
