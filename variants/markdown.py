"""The blocks of words in a Markdown text: found, and replaced in place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from markdown_it.token import Token

MARKDOWN = MarkdownIt("commonmark").enable("table")

_PLACEHOLDER = re.compile(r"(?<!\{)\{[^{}]*\}(?!\})")
_MATHS = re.compile(r"\$\$.*\$\$|\\begin\{.*", re.DOTALL)
_BREAK = re.compile(r"(?:\\| {2,})\n[ \t]*")
_WRAP = re.compile(r" ?\n[ \t]*")
_CELL_EDGE = re.compile(r"(?<!\\)\|")
_ROW_START = re.compile(r"(?:[\s>]|[-*+]\s|\d+[.)]\s)*")

Reply = Callable[[str, str], str | None]


def visible(text: str, *, filled: bool = False) -> str:
    """Return what a reader sees of inline Markdown: no code spans, link targets or HTML tags.

    Parameters
    ----------
    text : str
        Inline Markdown.
    filled : bool
        Whether ``{placeholders}`` will be filled in, and so are not seen either.

    Returns
    -------
    str

    Examples
    --------
    >>> visible("See [the **table**](a.csv), `x = 1`, {share}.", filled=True)
    'See the table,  ,  .'
    """
    tokens = MARKDOWN.parseInline(_PLACEHOLDER.sub(" ", text) if filled else text)[0].children or []
    seen: list[str] = []
    in_address = False
    for token in tokens:
        if token.type in {"link_open", "link_close"}:
            in_address = token.type == "link_open" and token.markup == "autolink"
        hidden = in_address or token.type in {"code_inline", "html_inline", "softbreak", "hardbreak"}
        seen.append(" " if hidden else token.content)
    return "".join(seen)


def rewrite_markdown(source: str, reply: Reply) -> str:
    r"""Show every block of words to `reply` and return the text with its replies put in.

    Parameters
    ----------
    source : str
        Markdown. Fenced code, HTML blocks and maths between ``$$`` are not shown.
    reply : callable
        Takes the kind (``heading``, ``paragraph``, ``list item``, ``quote``, ``table cell``) and the words
        on one line, except for wanted line breaks, which end in a backslash. Returns new words, or
        None to leave the block as it is.

    Returns
    -------
    str

    Examples
    --------
    >>> rewrite_markdown("# Money\n\n- who\n  pays", lambda kind, words: words.upper())
    '# MONEY\n\n- WHO PAYS'
    """
    lines: list[str | None] = list(source.split("\n"))
    containers: list[str] = []
    column = 0
    for token in MARKDOWN.parse(source):
        if token.type == "tr_open":
            column = -1
        elif token.type in {"th_open", "td_open"}:
            column += 1
        if token.nesting:
            containers = [*containers, token.type] if token.nesting > 0 else containers[:-1]
        if token.type != "inline" or not token.content or _MATHS.fullmatch(token.content):
            continue
        kind = _kind(containers)
        words = reply(kind, _unwrap(token.content))
        if words is not None and kind == "table cell":
            _put_cell(lines, token, column, words)
        elif words is not None:
            _put_block(lines, token, words)
    return "\n".join(line for line in lines if line is not None)


def _kind(containers: list[str]) -> str:
    if containers[-1] == "heading_open":
        return "heading"
    if containers[-1] in {"th_open", "td_open"}:
        return "table cell"
    outer = [name for name in containers if name in {"list_item_open", "blockquote_open"}]
    if not outer:
        return "paragraph"
    return "list item" if outer[-1] == "list_item_open" else "quote"


def _unwrap(content: str) -> str:
    """Join the lines that only an editor broke; spell a wanted break so that translators see it."""
    return "\\\n".join(_WRAP.sub(" ", part) for part in _BREAK.split(content))


def _first_line(token: Token) -> int:
    return token.map[0] if token.map else 0


def _put_block(lines: list[str | None], token: Token, words: str) -> None:
    start = _first_line(token)
    old = token.content.split("\n")
    line = lines[start] or ""
    at = line.rfind(old[0])
    before = line[:at]
    after = line[at + len(old[0]) :] if len(old) == 1 else ""
    # Further lines need the quote marks and the indent of the first, but not its bullet.
    further = re.sub(r"[^>\s]", " ", before)
    lines[start] = before + words.replace("\n", "\n" + further) + after
    lines[start + 1 : start + len(old)] = [None] * (len(old) - 1)


def _put_cell(lines: list[str | None], token: Token, column: int, words: str) -> None:
    parts = _CELL_EDGE.split(lines[_first_line(token)] or "")
    place = column + 1 if _ROW_START.fullmatch(parts[0]) else column
    old = token.content.replace("|", "\\|")
    at = parts[place].rfind(old)
    parts[place] = parts[place][:at] + words.replace("|", "\\|") + parts[place][at + len(old) :]
    lines[_first_line(token)] = "|".join(parts)
