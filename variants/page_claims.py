"""The claim explorer on paper: a deck with room for judgements, ours on the back, the register as a table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from variants.page_paper import table_box
from widgets.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["claims_back", "claims_paper", "where"]


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column names its rows; cells are HTML."""
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in headings)
    body = "".join(
        f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>"
        for first, *rest in rows
    )
    return table_box(
        f'<table class="page-claims"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def where(data: Mapping[str, Any], claim: Mapping[str, Any]) -> str:
    """Name a claim's article, paragraph and lesson.

    Parameters
    ----------
    data : mapping
        The explorer's data, as its widget gets them.
    claim : mapping
        One of its claims.

    Returns
    -------
    str
        Plain text.

    Examples
    --------
    >>> data = {"articles": {"A": "Article A"}, "words": {"where": "{article}, {paragraph} · {lesson}"}}
    >>> where(data, {"article": "A", "paragraph": 3, "lesson": "02"})
    'Article A, 3 · 02'
    """
    about = {"article": data["articles"][claim["article"]], "paragraph": claim["paragraph"]}
    return str(data["words"]["where"].format(**about, lesson=claim["lesson"]))


def _sheet(data: Mapping[str, Any]) -> str:
    """A deck as a table with room for a judgement, and the words to choose from."""
    words = data["words"]
    rows = [[claim["id"], escape(claim["text"]), ""] for claim in data["claims"]]
    table = _table([_("Id"), words["claim"], words["think"]], rows)
    piles = "".join(
        f"<li><strong>{escape(label)}</strong> {escape(meaning)}</li>"
        for label, meaning in data["answers"].values()
    )
    how = escape(
        _(
            "On paper: write one of these beside each claim, or sort the cards to cut out. The evidence is in the digital copy."
        )
    )
    return f'<div class="page-deck">{table}<p class="page-note">{how}</p><ul>{piles}</ul></div>'


def _register(data: Mapping[str, Any]) -> str:
    named = list(dict.fromkeys(place for claim in data["claims"] for place in claim["sources"]))
    rows = (
        [
            claim["id"],
            escape(claim["text"]),
            escape(data["kinds"][claim["kind"]][0]),
            " ".join(f"[{named.index(place) + 1}]" for place in claim["sources"]),
        ]
        for claim in data["claims"]
    )
    words = data["words"]
    table = _table([_("Id"), words["claim"], words["kind"], words["sources"]], rows)
    sources = "".join(f"<li>{data['sources'][place]}</li>" for place in named)
    return f'{table}<ol class="page-numbered page-source">{sources}</ol>'


def claims_paper(data: Mapping[str, Any]) -> str:
    """Print claims without their judgements: a deck with room to write, the whole register as it is.

    Parameters
    ----------
    data : mapping
        The explorer's data, as its widget gets them.

    Returns
    -------
    str
        HTML that needs no script.
    """
    return _sheet(data) if data["deck"] else _register(data)


def _reasons(data: Mapping[str, Any], claim: Mapping[str, Any]) -> str:
    words = data["words"]
    named = [
        ("", claim.get("why")),
        (words["for"], claim.get("for")),
        (words["against"], claim.get("against")),
        (words["since"], claim.get("since")),
    ]
    return "".join(
        f"<p>{f'<strong>{escape(name)}</strong> ' if name else ''}{escape(text)}</p>"
        for name, text in named
        if text
    )


def claims_back(data: Mapping[str, Any], texts: bool = False) -> str:
    """Print what the register says of a deck's claims; nothing for the whole register.

    Parameters
    ----------
    data : mapping
        The explorer's data, as its widget gets them.
    texts : bool
        Each row says the claim too.

    Returns
    -------
    str
        A table: claim, judgement, reasons.
    """
    if not data["deck"] or data.get("paper"):  # a handout's claims hold no judgement
        return ""
    rows = []
    for claim in data["claims"]:
        marks = [data["kinds"][claim["kind"]][0]]
        if claim["says"] not in ("view", "vague"):
            marks.append(data["answers"][claim["says"]][0])
        if "figures" in claim:
            label = data["figures"][claim["figures"]][0]
            marks.append(_("figure: {label}").format(label=label))
        named = (
            f'{claim["id"]}<br><span class="page-claim-text">{escape(claim["text"])}</span>'
            if texts
            else claim["id"]
        )
        rows.append([named, "<br>".join(map(escape, marks)), _reasons(data, claim)])
    words = data["words"]
    return _table([words["claim"], words["ours"], _("Reasons")], rows)
