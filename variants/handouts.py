"""What the start page links to beside the lessons: to print, to edit, to cut out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from variants.cards import ANSWERS, CARDS
from widgets.language import _

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["card_links", "lesson_links"]


def lesson_links(name: str, title: str, formats: Collection[str]) -> str:
    """Link to a lesson's files beside its page.

    Parameters
    ----------
    name, title : str
        The lesson's name, and its title as plain text.
    formats : collection of str
        What the folder holds.

    Returns
    -------
    str
        HTML; nothing where there are no such files.

    Examples
    --------
    >>> lesson_links("03", "Sums", ["html", "pdf"])
    '<p class="page-handouts"><a href="03.pdf" aria-label="To print (PDF): Sums">To print (PDF)</a></p>'
    """
    words = {"pdf": _("To print (PDF)"), "docx": _("Worksheet to edit (Word)")}
    links = " ".join(
        f'<a href="{escape(name)}.{kind}" aria-label="{escape(text)}: {escape(title)}">{escape(text)}</a>'
        for kind, text in words.items()
        if kind in formats
    )
    return f'<p class="page-handouts">{links}</p>' if links else ""


def card_links(formats: Collection[str], judged: bool = True) -> str:
    """Link to the cards of the course, and to what the teacher keeps.

    Parameters
    ----------
    formats : collection of str
        What the folder holds.
    judged : bool
        Our judgements are there, too.

    Returns
    -------
    str
        A part of the start page, as HTML; nothing where there are no cards.

    Examples
    --------
    >>> card_links(["html"])
    ''
    """
    if "cards" not in formats:
        return ""
    rows = [(CARDS, _("Cards to cut out")), *[(ANSWERS, _("Our judgements, for the teacher"))] * judged]
    items = "".join(
        f'<li><a href="{name}.html">{escape(text)}</a> <a href="{name}.pdf" aria-label="PDF: {escape(text)}">PDF</a></li>'
        for name, text in rows
    )
    heading = escape(_("Cards"))
    return f'<h2>{heading}</h2><ul class="page-handouts">{items}</ul>'
