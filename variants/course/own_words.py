"""An instructor's own Markdown: words and links, and nothing that a page could run.

JupyterLab cleans what Markdown makes, nbconvert does not, and each renderer has its own idea of where code or a
formula begins. So the text is refused by what stands in it, wherever that is, and not by what one parser sees.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from variants.course.problems import quoted
from variants.course.text import hidden
from variants.markdown import MARKDOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

__all__ = ["MOST_BYTES", "faults"]

MOST_BYTES = 20_000
_MOST_BRACKETS = 1_000  # a parser takes a second for ten thousand
_ADDRESS = re.compile(r"<(https?://|mailto:)[^\s<>\"'`]*>", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z/!?][^\s>]{0,20}")
_IMAGE = re.compile(r"!\[")
# Where a link may go to, in brackets or where a reference is defined, also across the marks of a quotation.
_TARGET = re.compile(r"\](?=(?:\(|\s*:)[\s>]*(?:<([^>\n]{0,2000})|([^\s)]{0,2000})))")
_LONGEST = 2_000  # what stands further on in an address is not read
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
_ALLOWED = ("http://", "https://", "mailto:")
_DIAGRAM = re.compile(r"(?:`{3}|~{3})\s*\{?\s*mermaid", re.IGNORECASE)
# nbconvert cannot show such a block of code.
_FENCE = re.compile(r"(?:`{3}|~{3})[ \t]*&")
# Commands by which a formula makes links, attributes or new commands.
_TEX = re.compile(
    r"\\(href|url|class|cssId|style|require|data|html\w*|mmlToken|toggle|mathtip|texttip|enclose|bbox|unicode"
    r"|includegraphics|[egx]?def|let|(?:re)?new\w*|csname|catcode|input|special|Declare\w*)(?![A-Za-z])"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def faults(text: str) -> Iterator[tuple[int, str]]:
    r"""Find what may not stand in own Markdown.

    Parameters
    ----------
    text : str
        Markdown.

    Yields
    ------
    (int, str)
        The line of the text, counted from one, and what was found and expected there.

    Examples
    --------
    >>> list(faults("See [the source](https://example.org), 2 < 3."))
    []
    >>> list(faults("Hello\n<script>"))
    [(2, 'found the HTML "<script", expected words without HTML; write "< " with a space where a sign is meant')]
    """
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        yield 1, f"is longer than {MOST_BYTES:,} bytes; make it shorter"
        return
    if text.count("[") + text.count("]") > _MOST_BRACKETS:
        yield 1, f"holds more than {_MOST_BRACKETS} square brackets; make it shorter"
        return
    found = dict[int, str]()
    for start, what in _found(text):
        found.setdefault(text.count("\n", 0, start) + 1, what)
    for line, what in _parsed(text):
        found.setdefault(line, what)
    yield from sorted(found.items())


def _found(text: str) -> Iterator[tuple[int, str]]:
    for match in _TAG.finditer(_ADDRESS.sub(lambda found: " " * len(found[0]), text)):
        advice = 'write "< " with a space where a sign is meant'
        yield match.start(), f"found the HTML {quoted(match[0])}, expected words without HTML; {advice}"
    for match in _IMAGE.finditer(text):
        yield match.start(), "found an image, expected words; link to the image instead"
    for match in _TARGET.finditer(text):
        target = match[1] or match[2] or ""
        if len(target) >= _LONGEST or not _allowed(target):
            yield match.start(), _link(target)
    for match in _FENCE.finditer(text):
        yield (
            match.start(),
            "found & where the language of a block of code stands; write a language or nothing",
        )
    yield from ((0, what) for what in _read(text))


def _read(text: str) -> Iterator[str]:
    """Find what a reader or a page meets when entities and backslashes are gone; its line is no longer known."""
    for seen in (text, html.unescape(text), _plain(text)):
        mark = hidden(seen)
        if mark:
            yield f"found the hidden character U+{ord(mark[0]):04X}, perhaps as an entity; take it out"
        elif _DIAGRAM.search(seen):
            yield "found a Mermaid diagram, expected words; it needs the network"
        command = _TEX.search(seen)
        if command:
            yield f"found the command {quoted(command[0])}, expected a formula without links and new commands"


def _parsed(text: str) -> Iterator[tuple[int, str]]:
    """Find links, images and HTML as the standard reads them."""
    # Without these signs there is none, and a thousand names are read sooner.
    for token in MARKDOWN.parse(text) if re.search(r"[<\[]", text) else []:
        line = (token.map or [0])[0] + 1
        if token.type == "html_block":
            yield line, "found HTML, expected words without HTML"
        for child in token.children or []:
            yield from ((line, what) for what in _of_token(child))


def _of_token(token: Token) -> Iterator[str]:
    if token.type == "html_inline":
        yield f"found the HTML {quoted(token.content)}, expected words without HTML"
    elif token.type == "image":
        yield "found an image, expected words; link to the image instead"
    elif token.type == "link_open" and not _allowed(str(token.attrs.get("href", ""))):
        yield _link(str(token.attrs.get("href", "")))


def _plain(text: str) -> str:
    return html.unescape(html.unescape(_ESCAPED.sub(r"\1", text)))


def _allowed(target: str) -> bool:
    """Say whether a link may go there, whatever its address hides behind entities, signs and spaces."""
    for seen in (target, _plain(target), unquote(_plain(target))):
        bare = "".join(c for c in seen if c.isprintable() and not c.isspace()).lower()
        relative = not _SCHEME.match(bare) and not bare.startswith(("/", "\\"))
        if not (relative or bare.startswith(_ALLOWED)):
            return False
    return True


def _link(target: str) -> str:
    return f"found a link to {quoted(target)}, expected http, https, mailto, # or a file beside the lesson"
