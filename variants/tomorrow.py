"""The one-period edition: a teacher's page, a pupils' sheet and slides in one file, to print or to project.

Its words stand in ``lessons/source/tomorrow.md``. A Markdown cell there may hold ``{name}``: a figure of the
dictionary ``facts``, which the cells of code before it work out, a part's minutes, or room to write (`PAPER`).
"""

from __future__ import annotations

from html import escape
from itertools import groupby
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import nbformat
from babel import Locale
from pydantic import Field, field_validator

from variants.execute import execute
from variants.lesson import FrontMatter, Word
from variants.markdown import MARKDOWN
from variants.minutes import section, timetable
from variants.page_paper import drawing, table_box
from variants.parameters import with_parameters
from variants.source import SOURCES, read, sources
from variants.translate import translate
from variants.words import LANGUAGES
from widgets.charts import MIME
from widgets.language import _, use_language

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from variants.words import Catalogue

__all__ = ["LENGTHS", "PATH", "SOURCE", "OnePeriod", "page", "target", "written"]

ROOT = Path(__file__).parent.parent
SOURCE = SOURCES / "tomorrow.md"
PATH = SOURCE.relative_to(ROOT).as_posix()
TEMPLATE = Template((Path(__file__).parent / "tomorrow.html").read_text("utf-8"))
LONG, SHORT = LENGTHS = (50, 45)  # minutes of the class period

_TICKS = "".join(f"M{place} 0v6" for place in range(10, 100, 10))
PAPER = {
    "blank": '<span class="blank"></span>',
    "short_blank": '<span class="blank short"></span>',
    "line": '<span class="line"></span>',
    "long_line": '<span class="line long"></span>',
    "box": '<span class="box"></span>&#8288;',  # no line ends between a box and its words
    "strip": f'<svg class="strip" viewBox="0 0 100 6" aria-hidden="true"><path d="M0 0H100V6H0Z{_TICKS}"/></svg>',
}


class OnePeriod(FrontMatter):
    """What stands above the source of the one-period edition: a lesson's front matter, with less in it."""

    questions: list[str] = Field([])
    objectives: list[str] = Field([])
    endings: list[str] = Field([])
    words: list[Word] = Field([])

    @field_validator("minutes")
    @classmethod
    def _sums(cls, minutes: dict[str, dict[int, int]]) -> dict[str, dict[int, int]]:
        for length in LENGTHS:
            total = sum(row.get(length, 0) for row in minutes.values())
            if total != length:
                msg = f"the column {length} sums to {total}; make its parts sum to {length}"
                raise ValueError(msg)
        return minutes


def written() -> list[tuple[str, NotebookNode]]:
    """Read every text that is written by hand: the lessons and the one-period edition.

    Returns
    -------
    list of (str, NotebookNode)
        Path in the repository, and the text as read.

    Raises
    ------
    SourceError
        If one of them is wrong.

    Examples
    --------
    >>> written()[-1][0]
    'lessons/source/tomorrow.md'
    """
    lessons = [(path.relative_to(ROOT).as_posix(), read(path)) for path in sources()]
    return [*lessons, (PATH, read(SOURCE, OnePeriod))]


def target(language: str) -> Path:
    """Where the file stands.

    Examples
    --------
    >>> target("ja").relative_to(ROOT).as_posix()
    'docs/tomorrow/ja.html'
    """
    return ROOT / "docs" / "tomorrow" / f"{language}.html"


def _times(notebook: NotebookNode) -> dict[str, str]:
    """Say from when to when each part goes, in a period of either length."""
    front = notebook.metadata["lesson"]
    times = {f"{part}{end}": "–" for part in front["minutes"] for end in ("_time", "_short")}
    for length, end in ((LONG, "_time"), (SHORT, "_short")):
        times |= {f"{part}{end}": f"{start}–{stop}" for part, start, stop in timetable(front, length)}
    return times | {"long": str(LONG), "short": str(SHORT)}


def _told(cell: NotebookNode, given: dict[str, str]) -> NotebookNode:
    """Turn Markdown with placeholders into a cell that fills them."""
    if cell.cell_type == "code":
        return cell
    code = f"tell({cell.source!r}.format(**{given!r}, **facts))"
    return nbformat.v4.new_code_cell(code, id=cell.id)


def _html(cell: NotebookNode) -> str:
    """What a cell shows: its words, and its chart as a picture."""
    parts = []
    for output in cell.outputs:
        data = output.get("data", {})
        if MIME in data:
            picture = drawing(data[MIME], data[MIME]["description"])
            parts.append(f'<div class="chart" role="region" tabindex="0">{picture}</div>')
        elif "text/markdown" in data:
            parts.append(table_box(MARKDOWN.render(data["text/markdown"])))
    return "".join(parts)


def page(language: str, catalogue: Catalogue | None) -> str:
    """Run the source of the one-period edition and write its file.

    Parameters
    ----------
    language : str
        Language of the file.
    catalogue : Catalogue or None
        The lessons' words in that language; None for English.

    Returns
    -------
    str
        HTML that needs no script and no network; the same source gives the same text.

    Raises
    ------
    SourceError, RunError
        If the source is wrong or does not run.
    """
    notebook = translate(read(SOURCE, OnePeriod), catalogue)[0]
    given = _times(notebook) | PAPER
    notebook.cells = [_told(cell, given) for cell in notebook.cells]
    own = {cell.id for cell in notebook.cells}
    with TemporaryDirectory() as folder:
        ran = execute(with_parameters(notebook, language), Path(folder))
    use_language(language)
    shown = [cell for cell in ran.cells if cell.id in own]
    parts = [
        (name, "".join(map(_html, cells))) for name, cells in groupby(shown, lambda cell: section(cell.id))
    ]
    pages = [
        f'<section class="{name if name in ("teacher", "sheet") else "slide"}" id="{name}">{html}</section>'
        for name, html in parts
        if html
    ]
    return TEMPLATE.substitute(
        language=language,
        title=escape(notebook.metadata["lesson"]["title"]),
        languages=escape(_("Language")),
        links=" ".join(_link(code, language) for code in LANGUAGES),
        main="\n".join(pages),
    )


def _link(code: str, current: str) -> str:
    own = escape((Locale.parse(code).get_language_name(code) or code).capitalize())
    here = ' aria-current="true"' if code == current else ""
    return f'<a lang="{code}" hreflang="{code}" href="{code}.html"{here}>{own}</a>'
