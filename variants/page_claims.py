"""The claim explorer on paper: cards to cut out and sort, the judgements on the back, the register as a table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from variants.page_paper import table_box
from widgets.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["claims_back", "claims_paper"]

BLANKS = 3  # cards for claims that learners bring; with the nine piles they fill their rows


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


def _where(data: Mapping[str, Any], claim: Mapping[str, Any]) -> str:
    about = {"article": data["articles"][claim["article"]], "paragraph": claim["paragraph"]}
    return str(data["words"]["where"].format(**about, lesson=claim["lesson"]))


def _cards(data: Mapping[str, Any]) -> str:
    def card(kind: str, title: str, text: str, small: str = "") -> str:
        note = f"<small>{escape(small)}</small>" if small else ""
        return f'<li class="page-cut page-cut-{kind}"><strong>{escape(title)}</strong><p>{escape(text)}</p>{note}</li>'

    claims = [card("claim", c["id"], c["text"], _where(data, c)) for c in data["claims"]]
    piles = [card("pile", label, meaning) for label, meaning in data["answers"].values()]
    blank = card("blank", _("A claim of your own"), "")
    how = escape(
        _(
            "Print on one side of the paper. Cut the cards out and put each claim on the pile that fits. Our judgements are on the last page."
        )
    )
    return (
        f'<div class="page-sort"><p><strong>{how}</strong></p>'
        f'<ul class="page-cards">{"".join(claims)}</ul>'
        f'<ul class="page-cards page-piles">{"".join([*piles, *[blank] * BLANKS])}</ul></div>'
    )


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
    """Print claims without their judgements: a deck as cards, the whole register as a table.

    Parameters
    ----------
    data : mapping
        The explorer's data, as its widget gets them.

    Returns
    -------
    str
        HTML that needs no script.
    """
    return _cards(data) if data["deck"] else _register(data)


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


def claims_back(data: Mapping[str, Any]) -> str:
    """Print what the register says of a deck's claims; nothing for the whole register.

    Parameters
    ----------
    data : mapping
        The explorer's data, as its widget gets them.

    Returns
    -------
    str
        A table: claim, judgement, reasons.
    """
    if not data["deck"]:
        return ""
    rows = []
    for claim in data["claims"]:
        marks = [data["kinds"][claim["kind"]][0]]
        if claim["says"] not in ("view", "vague"):
            marks.append(data["answers"][claim["says"]][0])
        if "figures" in claim:
            label = data["figures"][claim["figures"]][0]
            marks.append(_("figure: {label}").format(label=label))
        rows.append([claim["id"], "<br>".join(map(escape, marks)), _reasons(data, claim)])
    words = data["words"]
    return _table([words["claim"], words["ours"], _("Reasons")], rows)
