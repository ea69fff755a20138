"""One copy of a lesson for a course: what is made before it runs, and what is left of it afterwards."""

from __future__ import annotations

import ast
import copy
import re
from typing import TYPE_CHECKING, Any, Literal

import nbformat

from variants import words
from variants.answer_key import KEY, key_cell
from variants.course.handout import handout
from variants.course.model import values
from variants.course.shape import shape, silence, with_own
from variants.course.teaching import answers, expected, teacher_page
from variants.lesson import SourceError
from variants.minutes import ENDINGS
from variants.parameters import with_parameters, with_variant
from variants.seal import CAPTURE, seal
from variants.select import select
from variants.source import SOURCES, read
from variants.strip import strip
from variants.translate import translate
from widgets.language import use_language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nbformat import NotebookNode

    from variants.course.model import Course, CourseLesson

__all__ = ["answers", "deal", "finish", "learner_cells", "prepare", "teacher_page"]

DEAL, START = "deal", "start"
# What speaks of the learner: their figures, and the panels that name their variant.
LEARNERS = {"draw", "work"}


def prepare(
    course: Course,
    lesson: CourseLesson,
    language: str,
    audience: Literal["learner", "teacher"],
    folder: Path = SOURCES,
) -> NotebookNode:
    """Make one copy of a lesson, ready to run.

    Parameters
    ----------
    course : Course
        Its minutes, endings, country, currency and level count.
    lesson : CourseLesson
        The lesson, as the course wants it.
    language : str
        Language of the copy.
    audience : {"learner", "teacher"}
        Learners get no notes. A handout is made from the learner's copy, see `finish`.
    folder : Path
        Where the sources are.

    Returns
    -------
    NotebookNode
        Its last cell prints the answers of all questions, for `answers`; `finish` takes it out.

    Raises
    ------
    SourceError
        If the lesson cannot be made as the course wants it.
    """
    notebook = read(folder / f"{lesson.name}.md")
    front = notebook.metadata["lesson"]
    chosen = select(notebook, audience, _endings(course, lesson, front))
    shaped = shape(chosen, course.minutes, lesson.drop, lesson.add)
    text = silence(translate(shaped, words.catalogue(language))[0])
    own = with_own(text, lesson.before, lesson.after)
    chosen_values = values(course, lesson, language, front)
    made = with_parameters(own, language, chosen_values, minutes=course.minutes, course=course.title)
    made.metadata["lesson"] |= {
        "language": language,
        "period": course.minutes,
        "parts": list(front["minutes"]),  # a run sorts the keys of metadata
    }
    hidden = {"jupyter": {"source_hidden": True}}
    if course.learners:
        place = next(place for place, cell in enumerate(made.cells) if cell.id == START)
        made.cells.insert(place, nbformat.v4.new_code_cell(_deal(""), id=DEAL, metadata=hidden))
    made.cells.append(key_cell())
    return made


def _endings(course: Course, lesson: CourseLesson, front: Mapping[str, Any]) -> list[str]:
    """The endings of the class path, in the lesson's order."""
    known = front["endings"]
    first = [name for name in known if name not in lesson.drop][: ENDINGS[course.minutes]]
    chosen = {*(first if course.endings is None else course.endings), *lesson.add}
    return [name for name in known if name in chosen]


def _deal(token: str) -> str:
    return f'from widgets.draws import deal\n\ndeal("{token}")'


def deal(notebook: NotebookNode, variant: str, token: str) -> dict[str, str]:
    """Say what differs in the source of one learner's copy.

    Parameters
    ----------
    notebook : NotebookNode
        From `prepare`, for a course with learners.
    variant : str
        Name of the learner's variant.
    token : str
        The learner's secret in hexadecimal digits; it stands in no finished copy.

    Returns
    -------
    dict
        Cell id to its source.

    Raises
    ------
    ValueError
        If the token holds anything else.
    """
    if not re.fullmatch("[0-9a-f]*", token):
        msg = "a learner's token has hexadecimal digits alone."
        raise ValueError(msg)
    start = next(cell for cell in notebook.cells if cell.id == START)
    return {DEAL: _deal(token), START: with_variant(start.source, variant)}


def learner_cells(notebook: NotebookNode) -> list[str]:
    """List the cells to run again for each learner.

    Parameters
    ----------
    notebook : NotebookNode
        From `prepare`.

    Returns
    -------
    list of str
        Ids, in order: the cells that `deal` changes, those that draw a learner's figures, the panel that names the
        variant, and the key, which then holds the answers of the learner's own questions alone.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_code_cell
    >>> cells = [
    ...     new_code_cell("x = 1", id="look-a"),
    ...     new_code_cell("own = draw('yours', [1, 2])", id="more-yours"),
    ... ]
    >>> learner_cells(new_notebook(cells=cells))
    ['more-yours']
    """
    return [
        cell.id
        for cell in notebook.cells
        if cell.cell_type == "code" and (cell.id in (DEAL, START, KEY) or LEARNERS & _calls(cell.source))
    ]


def _calls(source: str) -> set[str]:
    tree = ast.parse(source.removeprefix(CAPTURE))
    functions = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {function.id for function in functions if isinstance(function, ast.Name)}


def finish(
    executed: NotebookNode, audience: Literal["learner", "teacher", "handout"], values: Mapping[str, Any]
) -> NotebookNode:
    """Make of a copy that ran what its readers get.

    Parameters
    ----------
    executed : NotebookNode
        From `prepare`, with its outputs: for "teacher" the teacher's, for the others the learner's.
    audience : {"learner", "teacher", "handout"}
        A learner's copy holds the seals of its questions and no answer; the worked step, and what waits for a checked
        question, are sealed with it. Hints stay readable: a button opens them, and they give nothing away. The
        teacher's copy holds all, with the expected answers under each question. A handout holds exercises alone,
        neither hints nor what waits.
    values : mapping
        The parameter values that it ran with.

    Returns
    -------
    NotebookNode
        Without anything that the run left behind.

    Raises
    ------
    SourceError
        If a question's cell cannot be sealed.
    """
    result = copy.copy(executed)
    use_language(result.metadata["lesson"]["language"])
    key = answers(executed)
    result.cells = _without_ours(result.cells)
    if audience == "teacher":
        result.cells = [each for cell in result.cells for each in (cell, *expected(cell, key))]
        return strip(result)
    if any("teacher" in cell.metadata.get("tags", []) for cell in result.cells):
        msg = "a learner's copy cannot be made of the teacher's: prepare it for learners."
        raise SourceError(msg)
    sealed = strip(seal(result, dict(values)))
    return sealed if audience == "learner" else handout(sealed)


def _without_ours(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Take out the cells that only a build needs, and their numbers from the count of those that ran after them."""
    ours = [cell for cell in cells if cell.id in (DEAL, KEY)]
    counts = [cell.execution_count for cell in ours if cell.execution_count]

    def counted(node: NotebookNode) -> NotebookNode:
        made = copy.copy(node)
        if made.get("execution_count"):
            made.execution_count -= sum(count < made.execution_count for count in counts)
        return made

    kept = [counted(cell) for cell in cells if cell.id not in (DEAL, KEY)]
    for cell in kept:
        if "outputs" in cell:
            cell.outputs = [counted(output) for output in cell.outputs]
    return kept
