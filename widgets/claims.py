"""The claim explorer: a learner judges claims of the articles and compares with the register."""

from __future__ import annotations

import datetime
import difflib
import re
from html import escape
from typing import TYPE_CHECKING, Any

from widgets.asking import full_uid, refuse
from widgets.claim_words import figure_text, figures, kinds, links, options
from widgets.computing import compute
from widgets.language import _, date_text, language, month_text, number
from widgets.live import Live, inline
from widgets.sources import source_line
from widgets.tables import rows
from widgets.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["claim_text", "explore"]

IN_STILL = 8  # claims that a register names where no kernel runs


def _text(row: Any, column: str) -> str:
    """A cell in the lesson's language, or nothing."""
    value = getattr(row, f"{column}_{language()}", None) if language() != "en" else getattr(row, column)
    return value if isinstance(value, str) else ""


def _month(date: Any) -> str:
    """A month or a day as a reader writes it; a year stays as it is."""
    if not isinstance(date, str):
        return ""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
        return date_text(datetime.date.fromisoformat(date))
    return month_text(date) if re.fullmatch(r"\d{4}-\d{2}", date) else date


_Sources = dict[str, int]  # the sources that the claims name, each once, and its place


def _place(source: Any, sources: _Sources) -> int | None:
    return sources.setdefault(source, len(sources)) if isinstance(source, str) else None


def _steps(name: str, column: str, value: str) -> list[Any]:
    """Rows of a table whose column has this value, in their order."""
    found = [row for row in rows(name).values() if getattr(row, column) == value]
    return sorted(found, key=lambda row: int(row.place))


def _value(row: Any) -> float:
    """An input in the unit that its label names: a Japanese one may count in 億."""
    return float(getattr(row, f"value_{language()}", row.value))


def _computation(name: str, sources: _Sources) -> dict[str, Any]:
    row, *inputs = _steps("computations", "computation", name)
    return {
        "op": row.operation,
        "what": _text(row, "label"),
        "digits": int(row.digits),
        "inputs": [[_text(each, "label"), _value(each), _place(each.source, sources)] for each in inputs],
    }


def _chain(claim: str, sources: _Sources) -> list[dict[str, Any]]:
    return [
        {
            "who": _text(row, "who"),
            "said": _text(row, "said"),
            "date": _month(row.date),
            "source": _place(row.source, sources),
            "link": row.link,
        }
        for row in _steps("chains", "claim", claim)
    ]


def _claim(row: Any, sources: _Sources, computations: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """One claim for the page; what is empty is left out."""
    why = _text(row, "why")
    if isinstance(row.computation, str):
        known = computations.setdefault(row.computation, _computation(row.computation, sources))
        result = compute(known["op"], [value for _label, value, _source in known["inputs"]])
        why = why.replace("{result}", number(result, known["digits"]))
    judged = isinstance(row.sentence_judgement, str)
    found = {
        "id": row.id,
        "article": row.article,
        "paragraph": int(row.paragraph),
        "lesson": row.lesson,
        "text": _text(row, "claim"),
        "kind": row.kind,
        "figure": figure_text(*(x if isinstance(x, str) else "" for x in (row.figure, row.unit))),
        "figures": "" if row.figure_judgement == "none" else row.figure_judgement,
        # what a learner would have to say to agree
        "says": row.sentence_judgement if judged else "vague" if row.kind == "vague" else "view",
        "why": why,
        "for": _text(row, "speaks_for"),
        "against": _text(row, "speaks_against"),
        "settle": _text(row, "settle"),
        "since": _text(row, "since"),
        "sources": [
            _place(each, sources) for each in (row.source, row.other_source) if isinstance(each, str)
        ],
        "computation": row.computation if isinstance(row.computation, str) else "",
        "chain": _chain(row.id, sources),
    }
    return {name: value for name, value in found.items() if value not in ("", [])}


def _articles() -> dict[str, str]:
    """Name the articles with their months: “last month” means nothing without."""
    found = {}
    for key in sorted({row.article for row in rows("claims").values()}):
        source = rows("sources").get(f"article-{key}")
        month = _month(source.date) if source else ""
        name = _("Article {letter}").format(letter=key.upper())
        found[key] = _("{name} ({month})").format(name=name, month=month) if month else name
    return found


def _deck(uid: str, deck: Sequence[str] | None) -> list[Any]:
    claims = rows("claims")
    if deck is None:
        return list(claims.values())
    if not deck:
        refuse("explore", uid, "the deck is empty; give the ids of about eight claims, or leave it out.")
    for claim in deck:
        if claim not in claims:
            near = difflib.get_close_matches(claim, claims, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            refuse("explore", uid, f"there is no claim {claim!r} in the table claims.{hint}")
        if list(deck).count(claim) > 1:
            refuse("explore", uid, f"the claim {claim!r} stands in the deck twice; name it once.")
    return [claims[claim] for claim in deck]


def _still(data: dict[str, Any]) -> tuple[str, str]:
    """What stays where no kernel runs: the claims without their judgements."""
    claims = data["claims"]
    shown = claims if data["deck"] else claims[:IN_STILL]
    items = "".join(f"<li><strong>{c['id']}</strong> {escape(c['text'])}</li>" for c in shown)
    rest = len(claims) - len(shown)
    more = "<p>" + escape(_("And {n} more claims.").format(n=rest)) + "</p>" if rest else ""
    run = escape(_("To judge claims here, run the lesson: Run > Run All Cells."))
    heading = escape(data["words"]["think"])
    text = f"<p><strong>{heading}</strong></p><ul>{items}</ul>{more}<p><small>{run}</small></p>"
    return text, "\n".join(f"{c['id']} {c['text']}" for c in shown)


def explore(uid: str, deck: Sequence[str] | None = None) -> None:
    """Show claims of the articles: the learner says what they think, opens the evidence, then the judgement.

    Parameters
    ----------
    uid : str
        Id that is unique in the lesson; what the learner says is kept under it.
    deck : list of str, optional
        Ids of the claims for a class, in order; about eight. Without it: the whole register, with filters.

    Raises
    ------
    LessonError
        If the deck is empty, names a claim twice or one that is not in the table ``claims``.

    Examples
    --------
    >>> from widgets import start
    >>> start("00", "en", {}, {})
    This copy uses: . Variant 00-4867c545.
    >>> explore("deck", ["A07"])  # doctest: +ELLIPSIS
    A07 ...
    """
    sources: _Sources = {}
    computations: dict[str, dict[str, Any]] = {}
    claims = [_claim(row, sources, computations) for row in _deck(uid, deck)]
    answers, groups = options()
    data = {
        "kind": "claims",
        "uid": full_uid(uid),
        "deck": deck is not None,
        "articles": _articles(),
        "claims": claims,
        "computations": computations,
        "sources": [inline(source_line([source], listed=False)) for source in sources],
        "answers": answers,
        "groups": groups,
        "kinds": kinds(),
        "figures": figures(),
        "links": links(),
        "sure": [_("a wild guess"), _("fairly sure"), _("very sure")],
        "words": words("claims"),
    }
    Live(str(data["uid"]), data, {"at": "", "said": {}}).show(*_still(data))


def claim_text(claim: str) -> str:
    """Retell one claim, in the lesson's language.

    Parameters
    ----------
    claim : str
        Id in the table ``claims``.

    Raises
    ------
    LessonError
        If there is no such claim.

    Examples
    --------
    >>> claim_text("A13")[:12]
    'China’s AI p'
    """
    return _text(_deck(claim, [claim])[0], "claim")
