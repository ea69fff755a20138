"""What a page shows where no script runs, and on paper: drawings, and questions with room to write."""

from __future__ import annotations

import base64
import json
import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import vl_convert

from widgets.charts import NATIVE_WIDTH
from widgets.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "article_paper",
    "chart_notes",
    "chart_paper",
    "drawing",
    "fitted",
    "question_paper",
    "setting",
    "table_box",
    "without_note",
]

WIDTH = 660  # CSS px: what an A4 sheet with 15 mm margins holds
IN_WORDS = 6  # settings of a chart that are told in words beside the one that is drawn
LINES = {"number": 3, "choice": 2, "order": 1, "blanks": 2}  # ruled lines under a question


def _mark(layer: Mapping[str, Any]) -> str:
    mark = layer.get("mark", "")
    return str(mark["type"] if isinstance(mark, dict) else mark)


def fitted(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Make a chart as wide as a sheet of paper.

    Parameters
    ----------
    spec : mapping
        Vega-Lite specification.

    Returns
    -------
    dict
        A copy.

    Examples
    --------
    >>> fitted({"mark": "bar", "width": "container"})["width"] == WIDTH
    True
    """
    made = dict(spec)
    made.pop("$schema", None)  # the versions that the kit uses draw alike
    if made.get("width") in ("container", NATIVE_WIDTH):
        made |= {"width": WIDTH, "autosize": {"type": "fit-x", "contains": "padding"}}
    # The reader's font may be wider than the one measured here, and a label may stand beyond the longest bar.
    right = 90 if any(_mark(layer) == "text" for layer in [spec, *spec.get("layer", [])]) else 26
    return made | {"padding": {"left": 26, "top": 8, "right": right, "bottom": 4}}


def drawing(spec: Mapping[str, Any], description: str) -> str:
    """Draw a chart once, as a picture that needs no script.

    Parameters
    ----------
    spec : mapping
        Vega-Lite specification with its data inside.
    description : str
        What the picture shows, in words.

    Returns
    -------
    str
        An ``img`` element. A picture of its own keeps the ids in its SVG apart from other charts'.

    Examples
    --------
    >>> drawing({"mark": "bar", "data": {"values": []}}, "Nothing.")[:30]
    '<img class="page-drawing" alt='
    """
    packed = _drawn(json.dumps(fitted(spec), ensure_ascii=False))
    return f'<img class="page-drawing" alt="{escape(description)}" src="data:image/svg+xml;base64,{packed}">'


@lru_cache(512)  # the slides of a lesson draw what its page does, and so do the copies of other learners
def _drawn(spec: str) -> str:
    return base64.b64encode(vl_convert.vegalite_to_svg(spec).encode()).decode()


def table_box(html: str) -> str:
    """Let every table of the page scroll inside a box of its own, by keyboard too.

    Examples
    --------
    >>> table_box("<table></table>")
    '<div class="page-scroll" role="group" tabindex="0" aria-label="Table"><table></table></div>'
    """
    name = escape(_("Table"))
    box = f'<div class="page-scroll" role="group" tabindex="0" aria-label="{name}"><table'
    return html.replace("<table", box).replace("</table>", "</table></div>")


def _rows(data: Mapping[str, Any], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(column["title"])}</th>' for column in data["columns"])
    kinds = [' class="page-figure"' if column["number"] else "" for column in data["columns"]]
    body = "".join(
        "<tr>"
        + "".join(f"<td{kind}>{escape(text)}</td>" for kind, text in zip(kinds, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def setting(data: Mapping[str, Any]) -> tuple[str, str]:
    """Name a chart's setting at its start: in words, and as a key of its states."""
    places = [
        next(i for i, option in enumerate(control["options"]) if option["value"] == control["value"])
        for control in data["controls"]
    ]
    words = [
        f"{c['label']}: {c['options'][i]['label']}" for c, i in zip(data["controls"], places, strict=True)
    ]
    return " · ".join(text for text in [data["title"], *words] if text), ",".join(map(str, places))


def chart_paper(data: Mapping[str, Any]) -> str:
    """Print a chart as it is drawn at first; its other settings, if there are few, in words.

    Parameters
    ----------
    data : mapping
        A chart's data, as its widget gets them.

    Returns
    -------
    str
        Drawing, readings, table and source.
    """
    title, first = setting(data)
    state = data["states"][first]
    told = len(data["states"]) <= IN_WORDS
    others = [other["takeaway_html"] for key, other in data["states"].items() if key != first and told]
    listed = "".join(f"<li>{html}</li>" for html in others)
    opened = " open" if data["open"] else ""
    return "".join(
        [
            "<figure>",
            f'<p class="page-setting">{escape(title)}</p>' if title else "",
            "".join(f'<p class="page-note">{escape(text)}</p>' for text in chart_notes(data, told)),
            f'<div class="page-card">{drawing(data["spec"], state["description"])}</div>',
            f'<figcaption class="page-reading">{state["takeaway_html"]}</figcaption>',
            f'<ul class="page-others">{listed}</ul>' if listed else "",
            f'<details class="page-table"{opened}><summary>' + escape(_("Show as table")) + "</summary>",
            table_box(_rows(data, state["rows"])),
            f'</details><p class="page-source">{data["source_html"]}</p></figure>',
        ]
    )


def chart_notes(data: Mapping[str, Any], told: bool) -> list[str]:
    """Say what paper does instead of a control and of the line that a guess draws.

    Parameters
    ----------
    data : mapping
        A chart's data, as its widget gets them.
    told : bool
        Its other settings stand in words beside the drawing.

    Returns
    -------
    list of str
        Sentences; none for a chart that is the same on paper.

    Examples
    --------
    >>> chart_notes({"controls": [], "spec": {"params": [{"name": "guess"}]}}, told=True)
    ['On paper: draw your own guess into the chart, as a dashed line.']
    """
    found = []
    if data["controls"]:
        found.append(
            _("On paper the chart shows one setting. The others are told in words below.")
            if told
            else _(
                "On paper the chart shows one setting. The others, and its table, are in the digital copy."
            )
        )
    if any(parameter.get("name") == "guess" for parameter in data["spec"].get("params", [])):
        found.append(_("On paper: draw your own guess into the chart, as a dashed line."))
    return found


def article_paper(data: Mapping[str, Any]) -> str:
    """Print a retold article plain; the version with furigana is folded and opens where no script runs, too.

    Parameters
    ----------
    data : mapping
        An article's data, as its widget gets them.

    Returns
    -------
    str
        The article, the folded version if there is one, and what is known of the original.
    """
    ruby = data["ruby_html"]
    summary = escape(data["words"]["furigana"])
    folded = f'<details class="page-furigana"><summary>{summary}</summary>{ruby}</details>' if ruby else ""
    return f'<article class="page-article">{data["html"]}</article>{data["note_html"]}{folded}{data["about_html"]}'


def question_paper(data: Mapping[str, Any], stored: str) -> str:
    """Print a question as its still has it, with ruled lines where an answer needs working or reasons.

    Parameters
    ----------
    data : mapping
        A question's data, as its widget gets them.
    stored : str
        The still in the notebook.

    Returns
    -------
    str
        The question as HTML. What is sealed is not in it.

    Examples
    --------
    >>> question_paper({"input": "text", "guess": False}, "<p>Write.</p>")
    '<div class="page-question page-text"><p>Write.</p></div>'
    """
    lines = 0 if data["guess"] else LINES.get(data["input"], 0)
    room = f'<div class="page-room" aria-hidden="true">{"<i></i>" * lines}</div>' if lines else ""
    return f'<div class="page-question page-{data["input"]}">{table_box(without_note(stored))}{room}</div>'


def without_note(html: str) -> str:
    """Take the advice to run the lesson out of a still: a page runs nothing.

    Examples
    --------
    >>> without_note("<p>1</p><p><small>To answer here, run the lesson: Run &gt; Run All Cells.</small></p>")
    '<p>1</p>'
    """
    note = escape(_("To answer here, run the lesson: Run > Run All Cells."))
    return re.sub(rf"<p><small>{re.escape(note)}</small></p>", "", html)
