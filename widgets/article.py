"""The two articles, retold by us, with the claims that each sentence holds."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from widgets.errors import LessonError
from widgets.language import _, language
from widgets.lesson import running
from widgets.live import Live, inline, markdown
from widgets.sources import source_line
from widgets.tables import table
from widgets.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

__all__ = ["MARK", "article", "plain", "ruby"]

MARK = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")  # {漢字|かんじ}: a word and how it is read
HEADING = "# "


def plain(text: str) -> str:
    """Take the readings out of a text.

    Examples
    --------
    >>> plain("{上海|シャンハイ}で")
    '上海で'
    """
    return MARK.sub(r"\1", text)


def ruby(text: str) -> str:
    """Write a text as HTML with the readings above the words.

    Examples
    --------
    >>> ruby("{上海|シャンハイ}で")
    '<ruby>上海<rp>（</rp><rt>シャンハイ</rt><rp>）</rp></ruby>で'
    """
    return MARK.sub(r"<ruby>\1<rp>（</rp><rt>\2</rt><rp>）</rp></ruby>", escape(text, quote=False))


def _lines(key: str) -> list[str]:
    if key == "a":
        return [
            _("Language: Japanese. Some of its words are unusual in Japanese news."),
            _("Date: August 2025. Its “last month” is July 2025."),
            _("Standpoint: its last sentence gives advice to its readers."),
            _("Author: unknown."),
            _("Sources: it names a think tank and a newspaper. It has no list."),
        ]
    return [
        _("Language: Japanese."),
        _(
            "Date: not given. It tells of a statement that was reported on 14 November 2025, so it is not older than that."
        ),
        _("Standpoint: it welcomes open-source AI and also names risks. It quotes nobody who disagrees."),
        _("Author: unknown."),
        _(
            "Sources: in our copy nothing stands under the heading for sources. What stood there is not known."
        ),
    ]


def _html(rows: Iterable[tuple[str, str]], write: Any) -> str:
    """Write sentences and headings; sentences up to the next heading make one paragraph."""
    parts: list[str] = []
    level = 3
    for text, claims in rows:
        if text.startswith(HEADING):
            parts.append(f"<h{level}>{write(text.removeprefix(HEADING))}</h{level}>")
            level = 4
            continue
        if not parts or not parts[-1].startswith("<p>"):
            parts.append("<p>")
        named = _("[{claims}]").format(claims=_(", ").join(claims.split()))
        label = f' <small class="kit-named">{named}</small>' if claims else ""
        parts[-1] += f"{write(text)}{label} "
    return "".join(f"{part.rstrip()}</p>" if part.startswith("<p>") else part for part in parts)


def _rows(key: str) -> pd.DataFrame:
    found = table("composites")
    keys = sorted(set(found.article))
    if key not in keys:
        msg = (
            f"article: there is no article {key!r} in the table composites; choose one of: {', '.join(keys)}."
        )
        raise LessonError(msg)
    return found[found.article == key].sort_values("place")


def article(key: str) -> None:
    """Show one of the two articles as we retell it, and what is known of the original.

    In Japanese the reader can put readings above the harder words.

    Parameters
    ----------
    key : {"a", "b"}
        Which article.

    Raises
    ------
    LessonError
        If there is no such article.

    Examples
    --------
    >>> from widgets import start
    >>> start("00", "en", {}, {})
    This copy uses: . Variant 00-4867c545.
    >>> article("a")  # doctest: +ELLIPSIS
    China, the United States and AI
    Worried by China’s support for AI, ...
    """
    rows = _rows(key)
    texts = rows.text_ja if language() == "ja" else rows.text
    claims = rows.claims.fillna("")
    marked = list(zip(texts, claims, strict=True))
    note = _(
        "We wrote this text. It retells the main content of the article, also where the article slips; some claims are left out. "
        "The names in brackets are claims of the register."
    )
    html = _html(marked, lambda text: escape(plain(text), quote=False))
    known = markdown("\n".join(f"- {line}" for line in _lines(key)))
    heading = escape(_("What is known of the original"))
    about = f"<h4>{heading}</h4>{known}<p><small>{inline(source_line([f'article-{key}']))}</small></p>"
    data: dict[str, Any] = {
        "kind": "article",
        "uid": f"{running().name}.article-{key}",
        "html": html,
        # JupyterLab takes readings out of a stored output, so only the live version and pages have them.
        "ruby_html": _html(marked, ruby) if any(map(MARK.search, texts)) else None,
        "note_html": f"<p><small>{escape(note)}</small></p>",
        "about_html": about,
        "words": words("article"),
    }
    said = "\n".join(plain(text).removeprefix(HEADING) for text in texts)
    Live(data["uid"], data, {}).show(f"<article>{html}</article>{data['note_html']}{about}", said)
