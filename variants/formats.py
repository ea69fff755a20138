"""What a folder of pages may hold: each format's name, and what writes it.

A name stands in ``kit.py lessons --pages DIR --formats html,pdf``.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import nbformat

from variants import cards, docx
from variants.build import ROOT
from variants.page import KIT
from variants.pdf import write_pdfs
from variants.site import OURS, write_pages
from variants.store import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nbformat import NotebookNode

    from variants.page import Around

__all__ = ["FORMATS", "FormatError", "Job", "chosen", "write_formats"]


class FormatError(ValueError):
    """A format that the kit does not write; the text names the nearest."""


@dataclass(frozen=True)
class Job:
    """A course to write: into which folder, from which built lessons, in which formats.

    The course in `around` may be another than the kit's.
    """

    folder: Path
    lessons: Path = ROOT / "lessons"
    formats: tuple[str, ...] = ("html",)
    single: bool = False
    beside: Mapping[Path, tuple[str, NotebookNode]] = field(default_factory=dict)
    around: Around = OURS

    @property
    def built(self) -> list[Path]:
        """The built lessons, by language and name."""
        return sorted(self.lessons.glob("*/*.ipynb"))


def _html(job: Job) -> Iterator[Path]:
    yield from write_pages(job.folder, job.lessons, job.single, job.beside, job.formats, job.around)


@contextmanager
def _pages(job: Job) -> Iterator[Path]:
    """The folder of pages to print: the one that was written, or one for the time of printing."""
    if "html" in job.formats:
        yield job.folder
        return
    with TemporaryDirectory() as folder:
        write_pages(Path(folder), job.lessons, around=replace(job.around, kit=KIT))
        yield Path(folder)


def _pdf(job: Job) -> Iterator[Path]:
    with _pages(job) as pages:
        names = [Path(path.parent.name, path.stem) for path in job.built]
        yield from write_pdfs(
            (pages / name.with_suffix(".html"), job.folder / name.with_suffix(".pdf")) for name in names
        )


def _docx(job: Job) -> Iterator[Path]:
    for path in job.built:
        target = job.folder / path.parent.name / f"{path.stem}.docx"
        write(target, docx.worksheet(nbformat.read(path, as_version=4), path.parent.name))
        yield target


def _cards(job: Job) -> Iterator[Path]:
    pages = []
    for language in sorted({path.parent.name for path in job.built}):
        lessons = {
            path.stem: nbformat.read(path, as_version=4) for path in job.built if path.parent.name == language
        }
        languages = sorted({path.parent.name for path in job.built})
        for name, html in cards.pages(lessons, language, languages, job.around.judged).items():
            write(job.folder / language / f"{name}.html", html.encode())
            pages.append(job.folder / language / f"{name}.html")
    yield from pages
    yield from write_pdfs((page, page.with_suffix(".pdf")) for page in pages)


# In this order; the pages come first, since they are what is printed.
FORMATS: dict[str, Callable[[Job], Iterator[Path]]] = {
    "html": _html,
    "pdf": _pdf,
    "docx": _docx,
    "cards": _cards,
}


def chosen(text: str) -> tuple[str, ...]:
    """Read the names of formats.

    Parameters
    ----------
    text : str
        Names with commas between them.

    Returns
    -------
    tuple of str
        Each name once, in the order in which they are written.

    Raises
    ------
    FormatError
        If a name is not known.

    Examples
    --------
    >>> chosen("pdf, html,pdf")
    ('html', 'pdf')
    """
    names = [name.strip().lower() for name in text.split(",") if name.strip()] or [text.strip()]
    for name in names:
        if name not in FORMATS:
            (nearest,) = get_close_matches(name, FORMATS, 1, 0)
            msg = f"No format is called “{name}”; the nearest is “{nearest}”, and there are {', '.join(FORMATS)}."
            raise FormatError(msg)
    return tuple(name for name in FORMATS if name in names)


def write_formats(job: Job) -> Iterator[Path]:
    """Write a course in the formats that are asked for.

    Parameters
    ----------
    job : Job
        What to write, and where.

    Yields
    ------
    Path
        What was written.

    Raises
    ------
    PrintError
        If something is to be printed and there is no browser.
    """
    for name in job.formats:
        yield from FORMATS[name](job)
