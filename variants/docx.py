"""A lesson's worksheet for Word: what a class answers, with room to write, and nothing that answers it."""

from __future__ import annotations

import json
import re
from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import vl_convert

from variants.exercises import Section, is_own, is_task, sections
from variants.page_blocks import VEGALITE, shown
from variants.page_paper import LINES, chart_notes, fitted, setting, without_note
from variants.pictures import few_colours
from variants.word import Sheet
from widgets.language import _, use_language
from widgets.live import MIME, markdown
from widgets.paper import on_paper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

__all__ = ["worksheet"]

KEPT = r"<blockquote>.*?</blockquote>|<table>.*?</table>"
TALK = 2  # lines under a task for pairs


def picture(spec: Mapping[str, Any]) -> bytes:
    """Draw a chart as PNG.

    Parameters
    ----------
    spec : mapping
        Vega-Lite specification with its data inside.

    Returns
    -------
    bytes
        Sixteen colours, twice as fine as a screen.

    Examples
    --------
    >>> picture({"mark": "bar", "data": {"values": []}})[1:4]
    b'PNG'
    """
    return few_colours(vl_convert.vegalite_to_png(json.dumps(fitted(spec), ensure_ascii=False), scale=2))


def _question(sheet: Sheet, data: Mapping[str, Any]) -> None:
    sheet.html(data["prompt_html"], "Prompt")
    if data["input"] == "choice":
        options = "".join(f"<li>□ {option['html']}</li>" for option in data["options"])
        sheet.html(f"<ul>{options}</ul>")
    else:
        html, _plain = on_paper(data)
        sheet.html(without_note(html).removeprefix(data["prompt_html"]))
    sheet.lines(0 if data["guess"] else min(LINES.get(data["input"], 0), TALK))


def _claims(sheet: Sheet, data: Mapping[str, Any]) -> None:
    words = data["words"]
    rows = "".join(
        f"<tr><td>{claim['id']}</td><td>{escape(claim['text'])}</td><td></td></tr>"
        for claim in data["claims"]
    )
    titles = (_("Id"), words["claim"], words["think"])
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    piles = " · ".join(label for label, _meaning in data["answers"].values())
    sheet.html(f"<p>{escape(piles)}</p><table><tr>{head}</tr>{rows}</table>")


def _widget(sheet: Sheet, data: Mapping[str, Any]) -> None:
    if data.get("after"):
        return  # it answers a question
    if data["kind"] == "question":
        _question(sheet, data)
    elif data["kind"] == "claims":
        _claims(sheet, data)
    elif data["kind"] in ("article", "tell"):
        sheet.html(data["html"])
    elif data["kind"] == "chart":
        title, first = setting(data)
        notes = "".join(f"<p>{escape(note)}</p>" for note in chart_notes(data, told=False))
        sheet.html(f"<p>{escape(title)}</p>{notes}")
        sheet.picture(picture(data["spec"]), data["states"][first]["description"])
        sheet.html(f"<p><small>{data['source_html']}</small></p>")


def _output(sheet: Sheet, bundle: Mapping[str, Any], whole: bool) -> None:
    if MIME in bundle:
        _widget(sheet, bundle[MIME])
    elif VEGALITE in bundle:
        sheet.picture(picture(bundle[VEGALITE]), bundle.get("text/plain", ""))
    elif "text/markdown" in bundle:
        html = markdown(bundle["text/markdown"])
        source = re.escape(_("Source: {sources}.").split("{")[0])
        kept = re.findall(rf"{KEPT}|<p>{source}.*?</p>", html, re.DOTALL)
        sheet.html(html if whole else "".join(kept))
    elif (
        "text/html" in bundle
    ):  # what stands under a chart: its reading is the lesson's, its source goes with it
        sheet.html("".join(re.findall(r"<p><small>.*?</small></p>", bundle["text/html"], re.DOTALL)))


def worksheet(notebook: NotebookNode, language: str) -> bytes:
    """Write the worksheet of one built lesson.

    Parameters
    ----------
    notebook : NotebookNode
        A built lesson, with its outputs; nothing is run.
    language : str
        Language of the copy.

    Returns
    -------
    bytes
        A file for Word; the same notebook gives the same bytes.

    Examples
    --------
    >>> import nbformat
    >>> cell = nbformat.v4.new_markdown_cell("# Sums", id="heading")
    >>> worksheet(nbformat.v4.new_notebook(cells=[cell]), "en")[:2]
    b'PK'
    """
    use_language(language)
    title = notebook.cells[0].source.split("\n")[0].removeprefix("# ")
    sheet = Sheet(title, language)
    sheet.name_line([_("Name"), _("Class"), _("Date")])
    sheet.html(f"<p>{escape(title)}</p>", "Title")
    for section in sections(notebook):
        for cell, following in zip_longest(section.cells, section.cells[1:]):
            task = is_task(cell)
            needed = section.whole or task or cell.id == section.first or is_own(cell)
            if cell.cell_type == "markdown" and needed:
                sheet.html(markdown(cell.source))
            for output in shown(cell.get("outputs", [])):
                _output(sheet, output.get("data", {}), section.whole)
            if task and not (following and Section("", [following]).whole):  # a question brings its own lines
                sheet.lines(TALK)
    return sheet.content()
