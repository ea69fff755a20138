"""What a page shows where no script runs, and on paper: drawings, and questions with room to write."""

from __future__ import annotations

import base64
import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

import vl_convert

from widgets.charts import NATIVE_WIDTH
from widgets.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["article_paper", "chart_paper", "drawing", "question_paper", "table_box", "without_note"]

WIDTH = 660  # CSS px: what an A4 sheet with 15 mm margins holds
IN_WORDS = 6  # settings of a chart that are told in words beside the one that is drawn
LINES = {"number": 3, "choice": 2, "order": 1, "blanks": 2}  # ruled lines under a question


def _mark(layer: Mapping[str, Any]) -> str:
    mark = layer.get("mark", "")
    return str(mark["type"] if isinstance(mark, dict) else mark)


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
    fitted = dict(spec)
    fitted.pop("$schema", None)  # the versions that the kit uses draw alike
    if fitted.get("width") in ("container", NATIVE_WIDTH):
        fitted |= {"width": WIDTH, "autosize": {"type": "fit-x", "contains": "padding"}}
    # The reader's font may be wider than the one measured here, and a label may stand beyond the longest bar.
    right = 90 if any(_mark(layer) == "text" for layer in [spec, *spec.get("layer", [])]) else 26
    fitted["padding"] = {"left": 26, "top": 8, "right": right, "bottom": 4}
    svg = vl_convert.vegalite_to_svg(json.dumps(fitted, ensure_ascii=False))
    packed = base64.b64encode(svg.encode()).decode()
    return f'<img class="page-drawing" alt="{escape(description)}" src="data:image/svg+xml;base64,{packed}">'


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
    places = [
        next(i for i, option in enumerate(control["options"]) if option["value"] == control["value"])
        for control in data["controls"]
    ]
    first = ",".join(map(str, places))
    state = data["states"][first]
    settings = [
        f"{c['label']}: {c['options'][i]['label']}" for c, i in zip(data["controls"], places, strict=True)
    ]
    title = " · ".join(text for text in [data["title"], *settings] if text)
    others = [other["takeaway_html"] for key, other in data["states"].items() if key != first]
    listed = "".join(f"<li>{html}</li>" for html in others) if len(others) < IN_WORDS else ""
    opened = " open" if data["open"] else ""
    return "".join(
        [
            "<figure>",
            f'<p class="page-setting">{escape(title)}</p>' if title else "",
            f'<div class="page-card">{drawing(data["spec"], state["description"])}</div>',
            f'<figcaption class="page-reading">{state["takeaway_html"]}</figcaption>',
            f'<ul class="page-others">{listed}</ul>' if listed else "",
            f'<details class="page-table"{opened}><summary>' + escape(_("Show as table")) + "</summary>",
            table_box(_rows(data, state["rows"])),
            f'</details><p class="page-source">{data["source_html"]}</p></figure>',
        ]
    )


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
