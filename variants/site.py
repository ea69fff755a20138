"""A course as a folder of pages: ``python3 kit.py lessons --pages DIR``.

``DIR/index.html`` leads to a start page for each language; beside the lessons stand their slides, the page of what we
had wrong and the files that all pages share. Every page works from a USB stick and from any web host.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

import nbformat

from variants import corrections, readings
from variants.beside import twins
from variants.build import ROOT
from variants.handouts import card_links, lesson_links
from variants.page import KIT, READINGS, STATIC, Around, assets, language_links, page, who
from variants.page_blocks import script_json
from variants.page_words import start_words
from variants.slides import deck_of, slides
from variants.store import write
from widgets.kept import LIMIT
from widgets.language import _, use_language
from widgets.live import inline, markdown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbformat import NotebookNode

__all__ = ["OURS", "SHARED", "Entry", "entry", "start_page", "write_pages"]

COURSE = "ai-rivalry"
OURS = Around(COURSE)
ERRORS = "errors"  # name of the page of what we had wrong
SHARED = ("kit.js", "vega.js", "page.js", "slides.js", "start.js", "page.css")
TEMPLATE = Template((Path(__file__).parent / "start.html").read_text("utf-8"))


@dataclass(frozen=True)
class Entry:
    """A lesson as the start page names it; `questions` and `time` are Markdown."""

    name: str
    title: str
    questions: str = ""
    time: str = ""


def entry(name: str, notebook: NotebookNode) -> Entry:
    r"""Read what the start page says about a lesson from its heading.

    Parameters
    ----------
    name : str
        The lesson's name.
    notebook : NotebookNode
        A built lesson: its heading holds title, questions, objectives, words and time.

    Returns
    -------
    Entry

    Examples
    --------
    >>> cell = nbformat.v4.new_markdown_cell("# Sums\n\n- Whose?\n\nIn class: 50 minutes.", id="heading")
    >>> entry("03", nbformat.v4.new_notebook(cells=[cell]))
    Entry(name='03', title='Sums', questions='- Whose?', time='In class: 50 minutes.')
    """
    parts = notebook.cells[0].source.split("\n\n")
    title, rest = parts[0].removeprefix("# "), parts[1:]
    questions = rest[0] if rest and rest[0].startswith("- ") else ""
    time = rest[-1] if questions and not rest[-1].startswith("- ") else ""
    return Entry(name, title, questions, time)


def _item(found: Entry, same_time: bool, formats: Sequence[str]) -> str:
    link = f'<a href="{escape(found.name)}.html">{inline(found.title)}</a>'
    count = f'<span class="page-count" data-lesson="{escape(found.name)}"></span>'
    time = "" if same_time else _time(found)
    slides = escape(_("Slides"))
    deck = f'<a class="page-slides" href="{escape(deck_of(found.name))}">{slides}</a>'
    title = re.sub(r"<[^>]+>", "", inline(found.title))
    handouts = lesson_links(found.name, title, formats)
    return f"<li><h3>{link}</h3>{markdown(found.questions)}{time}{deck}{handouts}{count}</li>"


def _time(found: Entry) -> str:
    return f'<p class="page-time">{inline(found.time)}</p>' if found.time else ""


def start_page(
    entries: Sequence[Entry], language: str, around: Around, formats: Sequence[str] = ("html",)
) -> str:
    """Make the page with which a course begins: its lessons, and where work is kept.

    Parameters
    ----------
    entries : list of Entry
        The lessons, in order.
    language : str
        Language of the page.
    around : Around
        The course and its languages.
    formats : list of str
        What stands beside the pages, see `variants.formats`.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> 'href="03.html"' in start_page([Entry("03", "Sums")], "en", Around(languages=("en",)))
    True
    """
    use_language(language)
    head, foot = assets(("page.css", "start.js"), around.single, around.kit)
    data = {
        "course": around.course,
        "lessons": [found.name for found in entries],
        "limit": LIMIT,
        "words": start_words(),
    }
    words = {
        "title": around.title or _("China, the United States and AI: question every figure"),
        "lead": _(
            "Two published articles make claims about AI in the two countries. In these lessons you take the "
            "claims apart with real figures. You guess, look, work one thing out, and say what it does not show."
        ),
        "skip": _("To the lessons"),
        "languages": _("Language"),
        "lessons_heading": _("Lessons"),
        "work": _("Your work"),
        "kept": _("Your answers are kept in this browser, on this computer. Nothing is sent anywhere."),
        "shared": _(
            "More than one person uses this computer? Type your name, and your answers are kept apart from those "
            "of others. A new name starts empty."
        ),
        "download": _("Download all my answers"),
        "load": _("Load answers from a file"),
        "clear": _("Clear all my answers"),
        "undo": _("Undo"),
        "errors": _("Errors we made"),
        "noscript": _("Scripts are off: you can read all lessons, but no answers are kept."),
    }
    same_time = len({found.time for found in entries}) == 1  # then it is said once
    return TEMPLATE.substitute(
        {name: escape(text) for name, text in words.items()},
        language=language,
        links=language_links("index", language, around.languages),
        time=_time(entries[0]) if same_time else "",
        lessons="\n".join(_item(found, same_time, formats) for found in entries),
        handouts=card_links(formats, around.judged),
        who=who(),
        page=script_json(data),
        head=head,
        foot=foot,
    )


def _door(languages: Sequence[str], around: Around) -> str:
    """The page at the top of the folder: one link for each language."""
    items = ""
    for language in languages:
        use_language(language)
        text = escape(around.title or _("China, the United States and AI: question every figure"))
        items += (
            f'<li><a lang="{language}" hreflang="{language}" href="{language}/index.html">{text}</a></li>'
        )
    kit, short = around.kit.removeprefix("../"), escape(around.title or "AI")
    return (
        f'<!doctype html>\n<html lang="{languages[0]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n'
        f'<title>{short}</title>\n<link rel="stylesheet" href="{kit}/page.css">\n</head>\n'
        f'<body><main class="page-main"><h1>{short}</h1><ul class="page-door">{items}</ul></main></body>\n</html>\n'
    )


def write_pages(
    folder: Path,
    lessons: Path = ROOT / "lessons",
    single: bool = False,
    beside: Mapping[Path, tuple[str, NotebookNode]] | None = None,
    formats: Sequence[str] = ("html",),
    around: Around = OURS,
) -> list[Path]:
    """Write the pages of all built lessons, their start pages, and the files that they share.

    Parameters
    ----------
    folder : Path
        Where to write; made if it is not there. Files of the same name are replaced, others are left alone.
    lessons : Path
        Folder with a folder of built notebooks for each language.
    single : bool
        Each page holds its scripts and its style itself, so that it may be sent alone.
    beside : mapping, optional
        Built notebook's path to a second language and the same copy in it, to be shown side by side.
    formats : list of str
        What else the folder gets; the start pages link to it.
    around : Around
        The course. Where `kit` is another folder than the one beside the pages', the shared files are not written.

    Returns
    -------
    list of Path
        The pages that were written.
    """
    built = sorted(lessons.glob("*/*.ipynb"))
    languages = sorted({path.parent.name for path in built})
    if around.kit == KIT:
        (folder / "kit").mkdir(parents=True, exist_ok=True)
        for name in ("page.css",) if single else SHARED:  # the door needs the style alone
            shutil.copyfile(STATIC / name, folder / "kit" / name)
    around = replace(around, languages=tuple(languages), single=single)
    written = {folder / "index.html": _door(languages, around)}
    for language in languages:
        paths = [path for path in built if path.parent.name == language]
        written |= _lessons(folder / language, paths, built, around, beside or {})
        written |= _others(folder / language, language, paths, around, formats)
    written |= _with_readings(folder, written, single)
    for path, html in written.items():
        write(path, html.encode())
    return [path for path in written if path.suffix == ".html"]


def _with_readings(folder: Path, written: Mapping[Path, str], single: bool) -> dict[Path, str]:
    """Make the table of how the words of the Japanese pages are read; a single page gets its own."""
    pages = {path: html for path, html in written.items() if READINGS in html}
    if not pages:
        return {}
    if single:
        return {
            path: html.replace(READINGS, f"<script>{readings.script([html])}</script>", 1)
            for path, html in pages.items()
        }
    return {folder / "kit" / "readings.js": readings.script(list(pages.values()))}


def _lessons(
    folder: Path,
    paths: Sequence[Path],
    built: Sequence[Path],
    around: Around,
    beside: Mapping[Path, tuple[str, NotebookNode]],
) -> dict[Path, str]:
    """Make the pages of the lessons in one language."""
    notebooks = {path: nbformat.read(path, as_version=4) for path in paths}
    names = [(path.stem, entry(path.stem, notebook).title) for path, notebook in notebooks.items()]
    made = {}
    for (path, notebook), previous, following in zip(
        notebooks.items(), [None, *names], [*names[1:], None], strict=False
    ):
        other, twin = beside.get(path, ("", None))
        own = replace(
            around,
            languages=tuple(same.parent.name for same in built if same.stem == path.stem),
            previous=previous,
            following=following,
            other=other,
            twins=twins(twin, other) if twin else {},
            slides=deck_of(path.stem),
            deck=slides(notebook, path.stem, path.parent.name, around, held=True) if around.single else "",
        )
        made[folder / own.slides] = slides(notebook, path.stem, path.parent.name, own)
        made[folder / f"{path.stem}.html"] = page(notebook, path.stem, path.parent.name, own)
    return made


def _others(
    folder: Path, language: str, paths: Sequence[Path], around: Around, formats: Sequence[str]
) -> dict[Path, str]:
    """Make the start page of one language, and its page of what we had wrong."""
    entries = [entry(path.stem, nbformat.read(path, as_version=4)) for path in paths]
    cell = nbformat.v4.new_markdown_cell(corrections.page(language), id="heading")
    return {
        folder / "index.html": start_page(entries, language, around, formats),
        folder / f"{ERRORS}.html": page(nbformat.v4.new_notebook(cells=[cell]), ERRORS, language, around),
    }
