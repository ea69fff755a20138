"""The slides of a lesson: its class path as a deck of reveal.js, with the page's widgets and the page's answers."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from variants.page import READINGS, STATIC, Around, assets
from variants.page_blocks import Screen, blocks, parts, screens, script_json, title
from variants.page_words import script_data
from widgets.language import _, use_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nbformat import NotebookNode

    from variants.page_blocks import Block

__all__ = ["deck_of", "slides"]

TEMPLATE = Template((Path(__file__).parent / "slides.html").read_text("utf-8"))
# Of a slide, in half-width signs; what leads to something stays with it if it is short.
ROOM, WIDGET, LINE, LEAD = 1500, 700, 40, 300
# What a place shows on paper and without scripts: cards to cut out, room to write, where the back is.
_PAPER = re.compile(r'<div class="page-paper">.*?</div>(?=<script type="application/json">)', re.DOTALL)
# The page's rules for sheets: a slide on paper looks as on the wall.
_PRINT = re.compile(r"^@(?:page|media print) \{\n.*?^\}\n", re.DOTALL | re.MULTILINE)


def deck_of(lesson: str) -> str:
    """Name the file that holds a lesson's slides.

    Examples
    --------
    >>> deck_of("03")
    '03-slides.html'
    """
    return f"{lesson}-slides.html"


def _size(block: Block) -> int:
    """Guess how much of a slide a block takes: signs, of which a Japanese one is twice as wide, and lines begun."""
    if block.kinds:
        return WIDGET
    text = unescape(re.sub(r"<[^>]+>", "", block.html))
    wide = sum(sign > "\u2e7f" for sign in text)
    return len(text) + wide + LINE * len(re.findall(r"<(?:h\d|p|li|tr)\b", block.html))


def _divided(left: Sequence[Block]) -> Iterator[list[Block]]:
    """Divide a screen that no projector shows at once: after a table with its reading, and where the room ends."""
    shown: list[Block] = []
    for block in left:
        used = sum(map(_size, shown))
        table = bool(shown) and "<table" in shown[-1].html
        if table or (used > LEAD and used + _size(block) > ROOM):
            yield shown
            shown = []
        shown.append(block)
    yield shown


def _shown(notebook: NotebookNode) -> Iterator[list[Block]]:
    """What stands on each slide: the screens of the class path without what keeps or clears answers."""
    for screen in parts(screens(blocks(notebook)))[0]:
        left = [block for block in screen.blocks if "work" not in block.kinds]
        if left and not screen.keeps_work and not left[0].id.startswith("sources-"):
            yield from _divided(left)


def _heading(shown: Sequence[Block]) -> str:
    found = re.search(r"<h[123]>(.*?)</h[123]>", Screen(list(shown)).named_by.html)
    return unescape(re.sub(r"<[^>]+>", "", found[1])) if found else ""


def _deck(all_shown: Sequence[Sequence[Block]]) -> str:
    """Put a section's screens under one another, so that all screens together are a map of the lesson."""
    html = heading = ""
    for number, shown in enumerate(all_shown, 1):
        heading = _heading(shown) or heading
        where = _("Screen {n} of {m}").format(n=number, m=len(all_shown))
        label = escape(f"{where} · {heading}" if heading else where)
        inside = "".join(
            f'<div class="page-block" id="{escape(b.id)}">{_PAPER.sub("", b.html)}</div>' for b in shown
        )
        between = (
            ("</section>\n" if html else "") + "<section>"
            if Screen(list(shown)).named_by.heading in (1, 2) or not html
            else ""
        )
        html += (
            f'{between}\n<section class="page-screen" role="group" aria-label="{label}" tabindex="-1">'
            f'<div class="page-slide">{inside}</div></section>'
        )
    return f"{html}</section>" if html else ""


def slides(notebook: NotebookNode, lesson: str, language: str, around: Around, held: bool = False) -> str:
    """Make the slides of one built lesson.

    Parameters
    ----------
    notebook : NotebookNode
        A built lesson, with its outputs.
    lesson : str
        Its name, which its page has, too.
    language : str
        Language of the copy.
    around : Around
        The course; `single` says that the deck holds its scripts itself.
    held : bool
        The deck stands in a page that is sent alone, which lends it scripts (``held.js``).

    Returns
    -------
    str
        HTML; the same notebook gives the same deck.

    Examples
    --------
    >>> import nbformat
    >>> cell = nbformat.v4.new_markdown_cell("# Sums", id="heading")
    >>> 'aria-label="Screen 1 of 1 · Sums"' in slides(
    ...     nbformat.v4.new_notebook(cells=[cell]), "03", "en", Around()
    ... )
    True
    """
    use_language(language)
    home = f"{lesson}.html"
    head, foot = assets(("page.css", "kit.js", "slides.js", "vega.js"), around.single, around.kit)
    head = "" if around.single else head.partition("\n")[2]  # the style stands in the deck
    head = f"{READINGS}\n{head}" if language == "ja" else head
    if held:
        head, foot = "", f"<!--kit-->{assets(('page.css', 'slides.js'), single=True)[1]}<!--vega-->"
    return TEMPLATE.substitute(
        language=language,
        title=title(blocks(notebook)),
        label=escape(_("Slides")),
        home=escape(home),
        noscript=escape(_("Scripts are off, and slides need them. The page of the lesson does not:")),
        style=_PRINT.sub("", (STATIC / "page.css").read_text("utf-8")),
        head=head,
        slides=_deck(list(_shown(notebook))),
        page=script_json({**script_data(notebook, lesson, around.course), "home": home}),
        foot=foot,
    )
