"""The handout of a lesson: its exercises, what is needed to answer them on paper, and nothing that answers them."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import nbformat

from variants.exercises import is_own, is_task, sections
from variants.markdown import MARKDOWN
from variants.page_blocks import VEGALITE
from variants.page_claims import claims_paper
from variants.page_paper import without_note
from widgets.language import _
from widgets.live import MIME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

__all__ = ["handout"]

# What only a screen needs: the seal and what helps towards the answer.
UNSEALED: dict[str, Any] = {"seal": None, "bucket": None, "hints_html": [], "worked": False}
# Of a claim, what is printed on a card; the rest judges it.
CLAIM = ("id", "article", "paragraph", "lesson", "text", "kind", "figure")


def handout(notebook: NotebookNode) -> NotebookNode:
    r"""Keep what a class answers on paper.

    A section in which somebody writes keeps what learners see in it before they answer: with a question all its words,
    with a task for pairs alone its quotations, tables and charts. Nobody writes in the others, so they go, and so does
    what waits for an answer. The rule is the worksheet's for Word, so the two agree.

    Parameters
    ----------
    notebook : NotebookNode
        A learner's finished copy, in the language in use.

    Returns
    -------
    NotebookNode
        Title, course, variant and exercises. No cell holds code, and no question its seal.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_markdown_cell
    >>> cells = [
    ...     ("heading", "# Sums\n\n- Whose?"),
    ...     ("look-intro", "## Look"),
    ...     ("look-ask", "Talk."),
    ...     ("turn-intro", "## Turn"),
    ... ]
    >>> made = handout(new_notebook(cells=[new_markdown_cell(text, id=name) for name, text in cells]))
    >>> [(cell.id, cell.source) for cell in made.cells]
    [('heading', '# Sums'), ('look-intro', '## Look'), ('look-ask', 'Talk.')]
    """
    result = copy.deepcopy(notebook)
    cells = [cell for cell in notebook.cells if cell.id in ("heading", "start")]
    result.cells = [_title(cells)] if cells else []
    for section in sections(notebook):
        for cell in section.cells:
            needed = section.whole or is_task(cell) or is_own(cell) or cell.id == section.first
            if cell.cell_type == "markdown" and needed:
                result.cells.append(copy.deepcopy(cell))
            outputs = [kept for output in cell.get("outputs", []) for kept in _kept(output, section.whole)]
            if outputs:
                hidden = {"jupyter": {"source_hidden": True}}
                made = nbformat.v4.new_code_cell("", id=cell.id, outputs=outputs, metadata=hidden)
                result.cells.append(made)
    return result


def _title(cells: list[NotebookNode]) -> NotebookNode:
    """The title, the course, and which variant this is, so that its answers can be found."""
    parts = cells[0].source.split("\n\n")
    course = _("Course: {course}").split("{")[0]
    said = [output.get("data", {}).get("text/markdown") for cell in cells[1:] for output in cell.outputs]
    lines = [parts[0], *(text for text in parts[1:] if text.startswith(course)), *said[:1]]
    return nbformat.v4.new_markdown_cell("\n\n".join(filter(None, lines)), id="heading")


def _kept(output: NotebookNode, whole: bool) -> Iterator[NotebookNode]:
    """What of an output stands on the sheet."""
    bundle = output.get("data", {})
    data = bundle.get(MIME)
    if data is None:
        if "text/markdown" in bundle and not whole:
            text = _quoted("".join(bundle["text/markdown"]))
            if text:
                yield _shown({"text/markdown": text, "text/plain": text})
        elif "text/markdown" in bundle or "text/html" in bundle or VEGALITE in bundle:
            yield output
    elif data.get("after"):
        return  # it answers a question
    elif data["kind"] == "question":
        html = without_note("".join(bundle["text/html"]))
        yield _shown(
            {MIME: {**data, **UNSEALED, "paper": True}, "text/html": html, "text/plain": bundle["text/plain"]}
        )
    elif data["kind"] == "claims" and data["deck"]:
        claims = [{key: claim[key] for key in CLAIM if key in claim} for claim in data["claims"]]
        bare = {**data, "claims": claims, "computations": {}, "sources": [], "paper": True}
        yield _shown({MIME: bare, "text/html": claims_paper(bare), "text/plain": bundle["text/plain"]})
    elif data["kind"] in ("chart", "article"):
        yield output


def _shown(data: dict[str, Any]) -> NotebookNode:
    return nbformat.v4.new_output("display_data", data)


def _quoted(text: str) -> str:
    """Of computed prose, the quotations, the tables and their sources."""
    lines = text.split("\n")
    source = _("Source: {sources}.").split("{")[0]
    kept = []
    for token in MARKDOWN.parse(text):
        if token.level or not token.map:
            continue
        block = "\n".join(lines[slice(*token.map)]).strip()
        if token.type in ("blockquote_open", "table_open") or (
            token.type == "paragraph_open" and re.match(rf"\W*{re.escape(source)}", block)
        ):
            kept.append(block)
    return "\n\n".join(kept)
