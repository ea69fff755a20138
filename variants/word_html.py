"""Simple HTML, as a lesson's Markdown gives it, read into a Word file."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from widgets.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.text.paragraph import Paragraph

    from variants.word import Sheet

    Piece = tuple[str, bool, bool]  # words, bold, italic
    Pieces = list[Piece]

__all__ = ["WordReader", "add_pieces"]

HEADINGS = {"h1": "Heading 1", "h2": "Heading 1", "h3": "Heading 2"} | dict.fromkeys(
    ("h4", "h5", "h6"), "Heading 3"
)
BLOCKS = {"p", "li", "blockquote", *HEADINGS}
BOX = "☐"
FIELD = 3  # lines for a field of a card


def add_pieces(paragraph: Paragraph, pieces: Pieces) -> None:
    """Add text to a paragraph."""
    for words, bold, italic in pieces:
        run = paragraph.add_run(words)
        run.bold, run.italic = bold or None, italic or None


def _trimmed(pieces: Pieces) -> Iterator[Piece]:
    """Leave out the white space at both ends."""
    filled = [number for number, (words, _bold, _italic) in enumerate(pieces) if words.strip()]
    if not filled:
        return
    first, last = filled[0], filled[-1]
    for number in range(first, last + 1):
        words, bold, italic = pieces[number]
        words = words.lstrip() if number == first else words
        yield (words.rstrip() if number == last else words), bold, italic


class WordReader(HTMLParser):
    """Writes paragraphs, lists, quotations and tables into a sheet; plain paragraphs get the style that is named."""

    def __init__(self, sheet: Sheet, style: str) -> None:
        super().__init__()
        self.sheet, self.style = sheet, style
        self.pieces: Pieces = []
        self.open: list[str] = []
        self.counts: list[int] = []  # of each open list the last number; below zero for one without numbers
        self.rows: list[list[Pieces]] | None = None
        self.rules = 0  # ruled lines that wait for their end
        self.large = False  # some of the paragraph is not small print
        self.source = _("Source: {sources}.").split("{")[0]

    def read(self, html: str) -> None:
        """Read HTML to its end."""
        self.feed(html)
        self.close()
        self._end()
        self._rule()

    def _rule(self) -> None:
        """Leave lines to write on, no more than a field needs: a teacher adds some with the Enter key."""
        self.sheet.lines(min(self.rules, FIELD))
        self.rules = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002
        """Begin a paragraph, a list, a table or a row."""
        if tag in BLOCKS | {"ul", "ol", "table", "hr"}:
            self._end()
        if tag != "hr":
            self._rule()
        if tag in ("ul", "ol"):
            self.counts.append(0 if tag == "ol" else -1)
        elif tag == "li" and self.counts and self.counts[-1] >= 0:
            self.counts[-1] += 1
        elif tag == "hr":
            self.rules += 1
        elif tag == "br":
            self.pieces.append(("\n", False, False))
        elif tag == "table":
            self.rows = []
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        if tag not in ("hr", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Write what has ended."""
        if tag in ("td", "th") and self.rows is not None:
            self.rows[-1].append(list(_trimmed(self.pieces)))
            self.pieces = []
        elif tag == "table" and self.rows:
            self.sheet.table(self.rows)
            self.rows = None
        elif tag in BLOCKS:
            self._end(tag)
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag)]
        if tag in ("ul", "ol"):
            self.counts.pop()

    def handle_data(self, data: str) -> None:
        """Keep text until its paragraph or its cell ends."""
        if self.rows is not None and not {"td", "th"} & set(self.open):
            return
        self.large |= "small" not in self.open and bool(data.strip())
        self.pieces.append(
            (re.sub(r"\s+", " ", data), bool({"strong", "th"} & set(self.open)), "em" in self.open)
        )

    def _end(self, tag: str = "") -> None:
        """Write what has been read as one paragraph."""
        if self.rows is not None:  # a paragraph in a cell
            return
        pieces = list(_trimmed(self.pieces))
        text = "".join(words for words, _bold, _italic in pieces)
        small, self.large, self.pieces = not self.large, False, []
        if not pieces:
            return
        if self.counts and text.startswith("□ "):
            pieces = [(f"{BOX}\t", False, False), (text[1:].strip(), False, False)]
            style = "List"
        elif tag in HEADINGS:
            style = HEADINGS[tag]
        elif small or text.startswith(self.source):
            style = "Source"
        elif self.counts and self.counts[-1] >= 0:
            pieces.insert(0, (f"{self.counts[-1]}.\t", False, False))
            style = "List"
        elif self.counts:
            style = "List Bullet"
        else:
            style = "Quote" if "blockquote" in self.open else self.style
        add_pieces(self.sheet.file.add_paragraph(style=style), pieces)
