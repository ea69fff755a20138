"""The Japanese text of a page, and what it may say later, as blocks of text nodes."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.pofile import read_po

from widgets.article import plain
from widgets.live import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    Block = list[tuple[str, bool]]  # text nodes in order, and whether the page puts readings there

__all__ = ["KANJI", "catalogues", "nodes"]

ROOT = Path(__file__).parent.parent
KANJI = re.compile("[一-鿿々]+")
# What stands in a line with the words around it; any other tag ends a block.
INLINE = {"a", "abbr", "b", "code", "em", "i", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "small", "span"}
INLINE |= {"strong", "sub", "sup", "u"}
UNREAD = {"code", "option", "pre", "rp", "rt", "ruby", "script", "style", "svg", "textarea"}  # as furigana.js


class _Nodes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = [[]]
        self.unread: list[str] = []  # the elements around that are given no readings
        self.json = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE:
            self.blocks.append([])
        foreign = not (dict(attrs).get("lang") or "ja").startswith("ja")
        if tag in UNREAD or foreign or tag in self.unread[-1:]:
            self.unread.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unread[-1:]:
            self.unread.pop()
        if tag not in INLINE:
            self.blocks.append([])

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.blocks[-1].append((data, True))
        elif self.unread[-1] == "ruby":
            self.blocks[-1].append((data, False))
        elif self.unread[-1] == "script":
            self.json += data
            try:
                value = json.loads(self.json)
            except ValueError:
                return
            self.json = ""
            self.blocks += [block for said in _strings(value) for block in nodes(said)]


def _strings(value: Any) -> Iterator[str]:
    """The texts of a widget's data; what a chart draws stays as it is."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inside in value.items():
            if name != "spec":
                yield from _strings(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _strings(inside)


def nodes(html: str) -> list[list[tuple[str, bool]]]:
    """Take HTML apart into blocks of text nodes, those of the widgets' data included.

    Parameters
    ----------
    html : str
        A page or a part of one.

    Returns
    -------
    list of list of (str, bool)
        Blocks that hold kanji: their text nodes in order, and whether the page puts readings there.

    Examples
    --------
    >>> nodes("<p>政府の<b>計画</b></p><pre>計画</pre>")
    [[('政府の', True), ('計画', True)]]
    """
    parser = _Nodes()
    parser.feed(html)
    parser.close()
    return [block for block in parser.blocks if any(KANJI.search(text) for text, _ in block)]


def catalogues(root: Path = ROOT) -> Iterator[str]:
    """Find what a page may say later: what is sealed is not in it, but made of these words.

    Parameters
    ----------
    root : Path
        The folder with ``lessons``, ``widgets`` and ``data``.

    Yields
    ------
    str
        HTML.
    """
    for folder in ("lessons", "widgets"):
        with (root / folder / "locale" / "ja.po").open("rb") as file:
            for message in read_po(file, "ja"):
                said = message.string if isinstance(message.string, str) else "".join(message.string or ())
                # Before a kanji a number is most likely: {n}人.
                said = re.sub(r"\{\w+\}(?=[一-鿿]|か[月国所])", "3", said)
                yield markdown(re.sub(r"\{\w+\}", "A", said))
    for path in sorted((root / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from (markdown(plain(row[name])) for name in row if name.endswith("_ja"))
