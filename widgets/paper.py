"""How a question stands where no kernel runs: on paper, in a preview, as plain text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from widgets.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LINE", "on_paper"]

LINE = "_" * 12
RULES = 4  # ruled lines under each field: two sentences by hand


def _boxed(lines: Sequence[str]) -> str:
    items = "".join(f'<li><span style="font-size: 1.5em">□</span> {line}</li>' for line in lines)
    return f'<ul style="list-style: none">{items}</ul>' if lines else ""


def _listed(tag: str, lines: Sequence[str]) -> str:
    return f"<{tag}>" + "".join(f"<li>{line}</li>" for line in lines) + f"</{tag}>" if lines else ""


def _number(data: Mapping[str, Any]) -> tuple[str, list[str]]:
    levels = _boxed([escape(level) for level in data["sure"] or ()])
    return f"<p>____ {escape(data['unit'] or '')}</p>{levels}", []


def _choice(data: Mapping[str, Any]) -> tuple[str, list[str]]:
    # Numbered, so that a class can answer with its fingers; who is not sure yet shows none.
    numbered = [option["html"] for option in data["options"] if option["key"] != "unsure"]
    others = [option["html"] for option in data["options"] if option["key"] == "unsure"]
    html = _listed("ol", numbered) + _listed("ul", others)
    return html, [option["plain"] for option in data["options"]]


def _order(data: Mapping[str, Any]) -> tuple[str, list[str]]:
    top, bottom = data["ends"]
    how = _("Number the boxes: 1 is “{top}”, {n} is “{bottom}”.").format(
        top=top, bottom=bottom, n=len(data["items"])
    )
    html = f"<p>{escape(how)}</p>" + _boxed([item["html"] for item in data["items"]])
    return html, [item["plain"] for item in data["items"]]


def _blanks(data: Mapping[str, Any]) -> tuple[str, list[str]]:
    html, choices = "", []
    for part in data["parts"]:
        if "html" in part:
            html += part["html"]
            continue
        blank = data["blanks"][part["blank"]]
        unit = f" {escape(blank['unit'])}" if blank["unit"] else ""
        html += f"<span>{LINE}{unit}</span>"
        if blank["options"]:
            texts = " / ".join(option["html"] for option in blank["options"])
            choices.append(f"<p>{escape(blank['label'])}: {texts}</p>")
    return html + "".join(choices), []


def _text(data: Mapping[str, Any]) -> tuple[str, list[str]]:
    cards = "".join(
        f"<blockquote><p><strong>{card['title_html']}</strong></p>{card['html']}"
        f"<p><small>{card['note_html']}</small></p></blockquote>"
        for card in data["cards"]
    )
    starters = _listed("ul", [escape(starter) for starter in data["starters"]])
    ruled = '<hr style="margin: 2.4em 0 0">' * RULES
    fields = "".join(f"<p><strong>{escape(field['label'])}</strong></p>{ruled}" for field in data["fields"])
    rows = "".join(
        f'<tr><th scope="row">{escape(criterion["name"])}</th>'
        + "".join(f"<td>□ {points}: {escape(level)}</td>" for points, level in enumerate(criterion["levels"]))
        + "</tr>"
        for criterion in data["rubric"]
    )
    rubric = f"<p></p><table><tbody>{rows}</tbody></table>" if rows else ""
    return cards + starters + fields + rubric, [field["label"] for field in data["fields"]]


_INPUTS = {"number": _number, "choice": _choice, "order": _order, "blanks": _blanks, "text": _text}


def on_paper(data: Mapping[str, Any]) -> tuple[str, str]:
    """Write a question as a reader sees it where it cannot be answered on screen.

    Parameters
    ----------
    data : mapping
        The question's data, as the page gets them.

    Returns
    -------
    tuple of str
        As HTML, with room for a pen, and as plain text. Nothing that is sealed is in them.
    """
    html, lines = _INPUTS[data["input"]](data)
    run = escape(_("To answer here, run the lesson: Run > Run All Cells."))
    return f"{data['prompt_html']}{html}<p><small>{run}</small></p>", " / ".join([data["plain"], *lines])
