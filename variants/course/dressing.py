"""A finished copy in other formats than notebooks: pages, single pages, print, worksheets, cards.

The pages of learners share one folder `kit`; two hundred copies of it would say the same.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import nbformat

from variants.course.inputs import digest, kit_hash
from variants.course.making import OTHER_KIT, Failure, Made, Part, turn
from variants.formats import Job, write_formats
from variants.page import KIT, STATIC, Around
from variants.page_blocks import parameters
from variants.pdf import PrintError
from variants.site import SHARED

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from variants.course.plan import Plan

__all__ = ["Dress", "course_id", "dress", "shared"]


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


def course_id(title: str) -> str:
    """Name a course in a browser, which keeps the answers of each course apart.

    Examples
    --------
    >>> course_id("AI in the news")
    'course-65b55bc9'
    """
    return f"course-{digest(title)[:8]}"


def dress(task: Dress) -> Made:
    """Make the pages and files of one copy.

    Parameters
    ----------
    task : Dress
        The copy's notebooks, and the formats.

    Returns
    -------
    Made
        The same task gives the same bytes, on every worker.
    """
    if task.kit != kit_hash():
        return Made(failures=(_failure(task, OTHER_KIT),))
    with turn, TemporaryDirectory(prefix="kit-") as name:
        lessons, out = Path(name, "lessons"), Path(name, "learners", "copy")
        if task.learner:  # what is printed loads the files that learners share
            shutil.copytree(STATIC, out.parent / "kit", ignore=shutil.ignore_patterns("src"))
        for path, content in task.notebooks:
            (lessons / path).parent.mkdir(parents=True, exist_ok=True)
            (lessons / path).write_bytes(content)
        try:
            for job in _jobs(task, lessons, out):
                for _written in write_formats(job):
                    pass
        except PrintError as error:
            return Made(failures=(_failure(task, str(error)),))
        files = {
            f"{task.key}/{path.relative_to(out).as_posix()}": path.read_bytes()
            for path in sorted(out.rglob("*"))
            if path.is_file()
        }
    about = {"audience": task.audience, "formats": ", ".join(task.formats)}
    about |= {"learner": task.learner} if task.learner else {}
    return Made((Part(task.key, task.inputs, files, about),))


def _failure(task: Dress, cause: str) -> Failure:
    return Failure(task.key, "", "", task.learner, "", "", cause)


def _jobs(task: Dress, lessons: Path, out: Path) -> list[Job]:
    """Pages that hold all they need stand in a folder of their own: the others have the same names."""
    around = Around(
        course_id(task.title),
        title=task.title,
        judged=task.audience == "teacher",
        kit=f"../{KIT}" if task.learner else KIT,
    )
    twins = beside(lessons)
    jobs = []
    if formats := tuple(name for name in task.formats if name != "single"):
        jobs.append(Job(out, lessons, formats, beside=twins, around=around))
    if "single" in task.formats:
        jobs.append(Job(out / "single", lessons, ("html",), True, twins, replace(around, kit=KIT)))
    return jobs


def beside(lessons: Path) -> dict[Path, tuple[str, NotebookNode]]:
    """Find each lesson's copy in the next language.

    Parameters
    ----------
    lessons : Path
        Folder with a folder of notebooks for each language.

    Returns
    -------
    dict
        Path to the other language and the copy in it; none where it has other parameters, for it would speak of
        another country or currency.
    """
    read = {path: nbformat.read(path, as_version=4) for path in sorted(lessons.glob("*/*.ipynb"))}
    found = {}
    for path, notebook in read.items():
        same = [other for other in read if other.stem == path.stem]
        other = same[(same.index(path) + 1) % len(same)]
        if other != path and parameters(read[other]) == parameters(notebook):
            found[path] = (other.parent.name, read[other])
    return found


def shared(plan: Plan) -> Part | None:
    """Collect the files that stand beside many copies and need no run.

    Parameters
    ----------
    plan : Plan
        Of the whole course.

    Returns
    -------
    Part or None
        The reader's own tables beside the notebooks, and what learners' pages share.
    """
    course = plan.course
    files: dict[str, bytes] = {}
    if "ipynb" in course.formats:
        files |= {
            f"{copy.root}/{copy.language}/own/{name}.csv": content
            for copy in plan.copies
            for name, content in plan.own
        }
    if "html" in course.formats and any(copy.learner for copy in plan.copies):
        files |= {f"learners/kit/{name}": (STATIC / name).read_bytes() for name in SHARED}
    inputs = digest({path: hashlib.sha256(content).hexdigest() for path, content in files.items()})
    return Part("shared", inputs, files) if files else None
