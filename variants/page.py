"""The page of a lesson: HTML that needs no kernel and no network, for any screen and for paper."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from babel import Locale

from variants.page_blocks import blocks, parts, screens, script_json, title
from variants.page_words import script_data
from widgets.language import _, use_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbformat import NotebookNode

    from variants.page_blocks import Screen

__all__ = ["KIT", "READINGS", "Around", "assets", "language_links", "page", "who"]

READINGS = '<script defer src="../kit/readings.js"></script>'  # made when all Japanese pages are known
UNPRINTED = ("sources-", "warmup-")  # ids of sections begin with these
KIT = "../kit"  # the folder of shared files, as a lesson's page calls it
STATIC = Path(__file__).parent.parent / "widgets" / "static"
TEMPLATE = Template((Path(__file__).parent / "page.html").read_text("utf-8"))


@dataclass(frozen=True)
class Around:
    """What a page of a course has round it.

    `previous` and `following` are the name and the title of the lessons beside it. A `single` page holds its
    scripts and its style itself. `slides` is the address of the lesson's deck,
    and `deck` the deck itself where the page holds it. `twins` holds each block's words in `other`, a second language.
    The pages load what they share from `kit`. The start page names the course by its `title`, and leads to our
    judgements of the claims where it is `judged`.
    """

    course: str = "kit"
    languages: tuple[str, ...] = ()
    previous: tuple[str, str] | None = None
    following: tuple[str, str] | None = None
    single: bool = False
    slides: str = ""
    deck: str = ""
    other: str = ""
    twins: Mapping[str, str] = field(default_factory=dict)
    kit: str = KIT
    title: str = ""
    judged: bool = True


def assets(names: Sequence[str], single: bool, kit: str = KIT) -> tuple[str, str]:
    r"""Write what loads a page's style and scripts: for its head, and for its end.

    Parameters
    ----------
    names : list of str
        Files of ``widgets/static``; they run in this order, when the page has been read.
    single : bool
        The page holds them itself; a page from a folder that is not copied along works then.
    kit : str
        Else the folder that it loads them from.

    Returns
    -------
    tuple of str
        HTML.

    Examples
    --------
    >>> assets(["page.css", "page.js"], single=False)[0]
    '<link rel="stylesheet" href="../kit/page.css">\n<script defer src="../kit/page.js"></script>'
    """
    style, scripts = names[0], names[1:]
    if not single:
        loads = "".join(f'\n<script defer src="{kit}/{name}"></script>' for name in scripts)
        return f'<link rel="stylesheet" href="{kit}/{style}">{loads}', ""
    # Inside a script element "</script" ends it wherever it stands; in a string or a pattern "<\\/" means the same.
    held = [(STATIC / name).read_text("utf-8").replace("</script", "<\\/script") for name in scripts]
    foot = "\n".join(f"<script>{text}</script>" for text in held)
    return f"<style>{(STATIC / style).read_text('utf-8')}</style>", foot


def _section(screen: Screen, slide: bool = False) -> str:
    shown = "".join(
        f'<div class="page-block" id="{escape(b.id)}">{b.html}{b.twin}</div>' for b in screen.blocks
    )
    # What keeps or clears work has no use on paper, nor has the warm-up, which is about the screen; paper names
    # sources where their figures stand.
    own = " page-work" if screen.keeps_work else ""
    own += " page-unprinted" if screen.blocks[0].id.startswith(UNPRINTED) else ""
    mark = " data-slide" if slide and not screen.keeps_work else ""
    return f'<section class="page-screen{own}" tabindex="-1"{mark}>{shown}</section>'


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


def _back(cut: list[Screen]) -> str:
    """What waits for a question, in order: the last part on paper, and where no script runs."""
    items: list[str] = []
    heading = ""
    folded = [block.id for screen in parts(cut)[1] for block in screen.blocks]
    for block in (block for screen in cut for block in screen.blocks):
        if not block.kinds:  # a retold article's headings are its own
            heading = next(iter(re.findall(r"<h[123]>(.*?)</h[123]>", block.html)), heading)
        digital = block.id in folded or block.id.startswith(UNPRINTED)
        unprinted = ' class="page-unprinted"' if digital else ""
        for number, html in block.back.items():
            items.append(
                f'<article id="back-{number}"{unprinted}><h3>{number} · {heading}</h3>{html}</article>'
            )
    if not items:
        return ""
    text = escape(_("On the back"))
    lead = escape(_("Answer the questions first. Each number here is named in the lesson where it belongs."))
    return f'<section class="page-back" id="back"><h2>{text}</h2><p>{lead}</p>{"".join(items)}</section>'


def language_links(name: str, language: str, languages: Sequence[str]) -> str:
    """Link to the same page in the other languages.

    Examples
    --------
    >>> language_links("03", "en", ["en", "ja"])
    '<span lang="en" aria-current="true">English</span> <a lang="ja" hreflang="ja" href="../ja/03.html">日本語</a>'
    """

    def link(code: str) -> str:
        own = escape((Locale.parse(code).get_language_name(code) or code).capitalize())
        if code == language:
            return f'<span lang="{code}" aria-current="true">{own}</span>'
        return f'<a lang="{code}" hreflang="{code}" href="../{code}/{escape(name)}.html">{own}</a>'

    return " ".join(map(link, languages))


def who() -> str:
    """Make the box for the learner's name; the page's script shows it."""
    label = escape(_("Who is working?"))
    return f'<label class="page-name">{label} <input type="text" maxlength="60" autocomplete="off"></label>'


def _switches(around: Around) -> str:
    if not around.twins:
        return ""
    name = Locale.parse(around.other).get_language_name(around.other) or around.other
    label = _("Show {language} beside it").format(language=name.capitalize())
    return f'<label class="page-switch"><input type="checkbox" data-switch="beside"> {escape(label)}</label>'


def _project(around: Around) -> str:
    if not around.slides:
        return ""
    text = escape(_("Project"))
    opened = f'<a class="page-button" data-do="project" href="{escape(around.slides)}" aria-keyshortcuts="P">'
    return f"{opened}{text} <kbd>P</kbd></a>"


def _neighbours(around: Around) -> str:
    def link(found: tuple[str, str] | None, rel: str, text: str) -> str:
        if found is None:
            return "<span></span>"
        name, title_ = found
        return f'<a rel="{rel}" href="{escape(name)}.html">{escape(text.format(title=title_))}</a>'

    if not (around.previous or around.following):
        return ""
    before = link(around.previous, "prev", _("Before: {title}"))
    after = link(around.following, "next", _("Next: {title}"))
    name = escape(_("Lessons"))
    return f'<nav class="page-neighbours" aria-label="{name}">{before}{after}</nav>'


def page(notebook: NotebookNode, lesson: str, language: str, around: Around = Around()) -> str:
    """Make the page of one built lesson.

    Parameters
    ----------
    notebook : NotebookNode
        A built lesson, with its outputs; nothing is run.
    lesson : str
        Its name, such as ``03-investment-figures``.
    language : str
        Language of the copy.
    around : Around
        The course, and what the page links to.

    Returns
    -------
    str
        HTML; the same notebook gives the same page.

    Examples
    --------
    >>> import nbformat
    >>> cell = nbformat.v4.new_markdown_cell("# Sums", id="heading")
    >>> "<title>Sums</title>" in page(nbformat.v4.new_notebook(cells=[cell]), "03", "en")
    True
    """
    use_language(language)
    found = blocks(notebook)
    for block in found:
        if block.id in around.twins:
            block.twin = f'<div class="page-twin" lang="{around.other}">{around.twins[block.id]}</div>'
    cut = screens(found)
    path, folded, rest = parts(cut)
    back = _back(cut)
    note = _("More sections and the list of sources are in the digital copy; they are not printed.")
    unprinted = [f'<p class="page-note">{escape(note)}</p>', _more(folded)] if folded else []
    head, foot = assets(("page.css", "kit.js", "page.js", "vega.js"), around.single, around.kit)
    words = {
        "skip": _("To the lesson"),
        "languages": _("Language"),
        "home": _("All lessons"),
        "print": _("Print"),
        "name": _("Name"),
        "class_": _("Class"),
        "date": _("Date"),
        "errors": _("Errors we made"),
        "kept": _("Your answers are kept in this browser, on this computer. Nothing is sent anywhere."),
        "noscript": _(
            "Scripts are off: you can read everything here, but charts do not change and answers are not checked."
        ),
    }
    return TEMPLATE.substitute(
        {name: escape(text) for name, text in words.items()},
        language=language,
        title=title(found),
        first=escape(found[0].id) if found else "",
        links=language_links(lesson, language, around.languages),
        who=who(),
        switches=_switches(around),
        neighbours=_neighbours(around),
        main="\n".join(
            [*(_section(screen, bool(around.slides)) for screen in path), *unprinted, *map(_section, rest)]
        ),
        back=back,
        deck=f'<script type="application/json" id="kit-deck">{script_json(around.deck)}</script>'
        if around.deck
        else "",
        project=_project(around),
        page=script_json(script_data(notebook, lesson, around.course)),
        head=f"{READINGS}\n{head}" if language == "ja" else head,  # page.js looks for them
        foot=foot,
    )
