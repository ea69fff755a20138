"""A Word file that a teacher can edit: named styles, real tables, pictures with their words, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from itertools import zip_longest
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from variants.word_html import WordReader, add_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from variants.word_html import Pieces

__all__ = ["Sheet"]

FONTS = {"en": "Calibri", "ja": "Yu Gothic"}  # Japanese words in an English sheet are in Yu Gothic, too
LANGUAGES = {"en": "en-GB", "ja": "ja-JP"}
INK, BRAND = RGBColor(0x1F, 0x1F, 0x1F), RGBColor(0x0B, 0x62, 0xA8)
WIDTH = Mm(210 - 2 * 18)
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say
TITLES = (("Title", 20, INK), ("Heading 1", 14, BRAND), ("Heading 2", 12, INK), ("Heading 3", 10.5, INK))
STYLES = {  # what Word does not bring: based on, points before and after
    "Prompt": ("Normal", 6, 3),
    "Source": ("Normal", 0, 6),
    "Table text": ("Normal", 1, 1),
    "Writing line": ("Normal", 0, 0),
    "Name line": ("Normal", 0, 12),
}
RULE = '<w:{0} {1} w:val="single" w:sz="4" w:space="1" w:color="808080"/>'


def _widths(rows: Sequence[Sequence[Pieces]]) -> list[int]:
    """Share a sheet's width among the columns of a table by their texts; an empty one is to write in."""
    shares = []
    for column in zip_longest(*rows, fillvalue=[]):
        head, *texts = ("".join(words for words, _bold, _italic in pieces) for pieces in column)
        longest = max(map(len, texts), default=len(head))
        word = max(map(len, f"{head} ".split(" ")))  # no word of a heading is broken
        shares.append(max(min(longest, 40), min(word + 5, 16)) if longest else 25)
    return [int(WIDTH * share / sum(shares)) for share in shares]


class Sheet:
    """A Word file that is being written."""

    def __init__(self, title: str, language: str) -> None:
        self.file = Document()
        properties = self.file.core_properties
        properties.title, properties.language = title, LANGUAGES[language]
        properties.author = properties.last_modified_by = properties.comments = ""
        page = self.file.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(18)
        page.top_margin = page.bottom_margin = Mm(14)
        self._fonts(language)
        self._styles(language)

    def _fonts(self, language: str) -> None:
        """Name the fonts and the language in every style; the template leaves both to a theme."""
        root = self.file.styles.element
        for fonts in root.iter(qn("w:rFonts")):
            fonts.attrib.clear()
            for script in ("ascii", "hAnsi", "cs"):
                fonts.set(qn(f"w:{script}"), FONTS[language])
            fonts.set(qn("w:eastAsia"), FONTS["ja"])
        for lang in root.iter(qn("w:lang")):
            lang.set(qn("w:val"), LANGUAGES[language])
            lang.set(qn("w:eastAsia"), LANGUAGES["ja"])

    def _styles(self, language: str) -> None:
        styles = self.file.styles
        styles["Normal"].font.size = Pt(10.5 if language == "en" else 10)  # kanji fill their line
        styles["Normal"].paragraph_format.space_after = Pt(4)
        for name, size, colour in TITLES:
            styles[name].font.size, styles[name].font.color.rgb = Pt(size), colour
        styles["Heading 1"].paragraph_format.space_before = Pt(14)
        for name, (base, before, after) in STYLES.items():
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles[base]
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        styles["Prompt"].font.bold = styles["Prompt"].paragraph_format.keep_with_next = True
        styles["Source"].font.size, styles["Table text"].font.size = Pt(8.5), Pt(9)
        styles["Writing line"].paragraph_format.line_spacing = Pt(22)
        # Neighbours share a border unless one between them is named.
        borders = "".join(RULE.format(side, "") for side in ("bottom", "between"))
        properties = styles["Writing line"].element.get_or_add_pPr()
        properties.insert_element_before(
            parse_xml(f"<w:pBdr {nsdecls('w')}>{borders}</w:pBdr>"), "w:shd", "w:tabs", "w:spacing"
        )

    def name_line(self, labels: Sequence[str]) -> None:
        """Leave room for who writes: each label, with a line to the next."""
        line = self.file.add_paragraph("".join(f"{label} \t " for label in labels), "Name line")
        for share in (0.5, 0.72, 1):
            line.paragraph_format.tab_stops.add_tab_stop(
                int(WIDTH * share), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES
            )

    def lines(self, count: int) -> None:
        """Leave lines to write on."""
        before = self.file.paragraphs[-1:]
        lines = [self.file.add_paragraph("", "Writing line") for _line in range(count)]
        for kept in [*before, *lines[:-1]] if lines else []:  # no question stands without its lines
            kept.paragraph_format.keep_with_next = True
        for last in lines[-1:]:
            last.paragraph_format.space_after = Pt(8)

    def picture(self, png: bytes, description: str) -> None:
        """Add a picture with its description; the paragraph keeps it whole."""
        shape = self.file.add_picture(io.BytesIO(png), width=int(WIDTH * 0.8))
        shape._inline.docPr.set("descr", description)
        self.file.paragraphs[-1].paragraph_format.keep_with_next = True

    def html(self, text: str, style: str = "Normal") -> None:
        """Add what simple HTML says: paragraphs, lists, quotations, tables; headings from the second level."""
        WordReader(self, style).read(text)

    def table(self, rows: Sequence[Sequence[Pieces]]) -> None:
        """Add a table; its first row is its heading, repeated on each page."""
        widths = _widths(rows)
        made = self.file.add_table(0, len(widths), "Table Grid")
        made.autofit = False
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        for number, row in enumerate(rows):
            cells = made.add_row()
            properties = cells._tr.get_or_add_trPr()
            for name in ("cantSplit", *(["tblHeader"] if number == 0 else [])):
                properties.append(parse_xml(f"<w:{name} {nsdecls('w')}/>"))
            for cell, pieces, width in zip(cells.cells, row, widths, strict=False):
                cell.width = width
                cell.paragraphs[0].style = "Table text"
                add_pieces(cell.paragraphs[0], pieces)
        self.file.add_paragraph("", "Source").paragraph_format.line_spacing = Pt(4)

    def content(self) -> bytes:
        """Return the file; the same sheet gives the same bytes."""
        first, last = io.BytesIO(), io.BytesIO()
        self.file.save(first)
        with zipfile.ZipFile(first) as given, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as kept:
            for name in given.namelist():
                kept.writestr(
                    zipfile.ZipInfo(name, EPOCH), given.read(name), zipfile.ZIP_DEFLATED, compresslevel=9
                )
        return last.getvalue()
