"""Pages: a lesson as HTML that needs no kernel and no network, for any screen, a projector and paper.

``python3 kit.py lessons --pages DIR`` writes one page for each built lesson and language, and beside them the
files that all pages share.
"""

from __future__ import annotations

import re
import shutil
from html import escape
from itertools import takewhile
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import nbformat
from babel import Locale

from variants import corrections
from variants.build import ROOT, write
from variants.page_blocks import blocks, parameters, screens, script_json, title
from variants.page_words import page_words
from widgets.language import _, use_language
from widgets.lesson import variant_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbformat import NotebookNode

    from variants.page_blocks import Screen

__all__ = ["SHARED", "page", "write_pages"]

ERRORS = "errors"  # name of the page of what we had wrong
SHARED = ("kit.js", "vega.js", "page.js", "page.css")
TEMPLATE = Template((Path(__file__).parent / "page.html").read_text("utf-8"))


def _section(screen: Screen) -> str:
    shown = "".join(f'<div class="page-block" id="{escape(b.id)}">{b.html}</div>' for b in screen.blocks)
    first = screen.blocks[0]
    # What keeps or clears work has no use on paper or before a class; paper names sources where their figures stand.
    own = " page-work" if screen.kinds == {"work"} and first.heading != 1 else ""
    own += " page-unprinted" if first.id.startswith("sources-") else ""
    return f'<section class="page-screen{own}" tabindex="-1">{shown}</section>'


def _more(folded: Sequence[Screen]) -> str:
    """Fold everything under the heading "More"."""
    if not folded:
        return ""
    intro = folded[0].blocks[0]
    heading, rest = re.match(r"(<h2>.*?</h2>)?(.*)", intro.html, re.DOTALL).groups("")  # type: ignore[union-attr]
    intro.html = rest
    screens_ = folded if rest.strip() or len(folded[0].blocks) > 1 else folded[1:]
    inside = "".join(map(_section, screens_))
    return f'<details class="page-more" id="more"><summary>{heading}</summary>{inside}</details>'


def _parts(cut: list[Screen]) -> tuple[list[Screen], list[Screen], list[Screen]]:
    """Divide a lesson into the class path, what is folded under "More", and what comes after that."""
    start = next((i for i, screen in enumerate(cut) if screen.blocks[0].id == "more-intro"), len(cut))
    inside = takewhile(lambda screen: screen.blocks[0].heading not in (1, 2), cut[start + 1 :])
    folded = [*cut[start : start + 1], *inside]
    return cut[:start], folded, cut[start + len(folded) :]


def _back(cut: list[Screen]) -> str:
    """What waits for a question, in order: the last part on paper, and where no script runs."""
    items: list[str] = []
    heading = ""
    folded = [block.id for screen in _parts(cut)[1] for block in screen.blocks]
    for block in (block for screen in cut for block in screen.blocks):
        heading = next(iter(re.findall(r"<h[123]>(.*?)</h[123]>", block.html)), heading)
        unprinted = ' class="page-unprinted"' if block.id in folded else ""
        for html in block.back:
            number = len(items) + 1
            items.append(
                f'<article id="back-{number}"{unprinted}><h3>{number} · {heading}</h3>{html}</article>'
            )
    if not items:
        return ""
    text = escape(_("On the back"))
    lead = escape(_("Answer the questions first. Each number here is named in the lesson where it belongs."))
    return f'<section class="page-back" id="back"><h2>{text}</h2><p>{lead}</p>{"".join(items)}</section>'


def _links(name: str, language: str, languages: Sequence[str]) -> str:
    def link(code: str) -> str:
        own = escape((Locale.parse(code).get_language_name(code) or code).capitalize())
        if code == language:
            return f'<span lang="{code}" aria-current="true">{own}</span>'
        return f'<a lang="{code}" hreflang="{code}" href="../{code}/{escape(name)}.html">{own}</a>'

    return " ".join(map(link, languages))


def page(notebook: NotebookNode, lesson: str, language: str, languages: Sequence[str] = ()) -> str:
    """Make the page of one built lesson.

    Parameters
    ----------
    notebook : NotebookNode
        A built lesson, with its outputs; nothing is run.
    lesson : str
        Its name, such as ``03-investment-figures``.
    language : str
        Language of the copy.
    languages : list of str
        Languages in which the page exists, for the links at its top.

    Returns
    -------
    str
        HTML; the same notebook gives the same page.

    Examples
    --------
    >>> cell = nbformat.v4.new_markdown_cell("# Sums", id="heading")
    >>> "<title>Sums</title>" in page(nbformat.v4.new_notebook(cells=[cell]), "03", "en")
    True
    """
    use_language(language)
    found = blocks(notebook)
    cut = screens(found)
    values = parameters(notebook)
    data: dict[str, Any] = {
        "lesson": lesson,
        "variant": variant_id(lesson, values),
        "parameters": values,
        "words": page_words(),
    }
    path, folded, rest = _parts(cut)
    back = _back(cut)
    note = _("More sections and the list of sources are in the digital copy; they are not printed.")
    unprinted = [f'<p class="page-note">{escape(note)}</p>', _more(folded)] if folded else []
    return TEMPLATE.substitute(
        language=language,
        title=title(found),
        first=escape(found[0].id) if found else "",
        links=_links(lesson, language, languages),
        main="\n".join(
            [*map(_section, path), *unprinted, *map(_section, rest)],
        ),
        back=back,
        page=script_json(data),
        skip=escape(_("To the lesson")),
        languages=escape(_("Language")),
        project=escape(_("Project")),
        print=escape(_("Print")),
        name=escape(_("Name")),
        class_=escape(_("Class")),
        date=escape(_("Date")),
        errors=escape(_("Errors we made")),
        kept=escape(_("Your answers are kept in this browser, on this computer. Nothing is sent anywhere.")),
        noscript=escape(
            _(
                "Scripts are off: you can read everything here, but charts do not change and answers are not checked."
            )
        ),
    )


def write_pages(folder: Path, lessons: Path = ROOT / "lessons") -> list[Path]:
    """Write the pages of all built lessons, and the files that they share.

    Parameters
    ----------
    folder : Path
        Where to write; made if it is not there. Files of the same name are replaced, others are left alone.
    lessons : Path
        Folder with a folder of built notebooks for each language.

    Returns
    -------
    list of Path
        The pages that were written.
    """
    built = sorted(lessons.glob("*/*.ipynb"))
    (folder / "kit").mkdir(parents=True, exist_ok=True)
    for name in SHARED:
        shutil.copyfile(ROOT / "widgets" / "static" / name, folder / "kit" / name)
    written = []
    for path in built:
        language = path.parent.name
        languages = [other.parent.name for other in built if other.stem == path.stem]
        target = folder / language / f"{path.stem}.html"
        target.parent.mkdir(exist_ok=True)
        html = page(nbformat.read(path, as_version=4), path.stem, language, languages)
        write(target, html.encode())
        written.append(target)
    return [*written, *_errors(folder, sorted({path.parent.name for path in built}))]


def _errors(folder: Path, languages: Sequence[str]) -> list[Path]:
    """Write the page that every lesson's foot links to: what we had wrong."""
    written = []
    for language in languages:
        cell = nbformat.v4.new_markdown_cell(corrections.page(language), id="heading")
        html = page(nbformat.v4.new_notebook(cells=[cell]), ERRORS, language, languages)
        written.append(folder / language / f"{ERRORS}.html")
        write(written[-1], html.encode())
    return written
