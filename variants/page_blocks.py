"""Taking a built lesson apart into blocks, and putting the blocks on screens."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass, field
from html import escape
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING, Any

from variants.markdown import MARKDOWN
from variants.page_claims import claims_back, claims_paper
from variants.page_paper import article_paper, chart_paper, drawing, question_paper, table_box, without_note
from widgets.language import _
from widgets.live import MIME, inline, markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nbformat import NotebookNode

__all__ = ["VEGALITE", "Block", "Screen", "blocks", "parameters", "parts", "screens", "shown"]

VEGALITE = "application/vnd.vegalite.v5+json"
_PARAMETERS = {"parameters", "injected-parameters"}


@dataclass
class Block:
    """A piece of a lesson: Markdown from one heading to the next, or what one code cell shows."""

    id: str
    html: str
    heading: int = 0  # level of the heading it begins with
    kinds: set[str] = field(default_factory=set)  # of the widgets in it
    back: dict[int, str] = field(default_factory=dict)  # number to what waits for a question: last on paper
    twin: str = ""  # the same in another language


@dataclass
class Screen:
    """What stands on a slide: a heading, and at most one thing to look at or to answer."""

    blocks: list[Block]

    @property
    def kinds(self) -> set[str]:
        """Kinds of the widgets on it."""
        return set().union(*(block.kinds for block in self.blocks))

    @property
    def named_by(self) -> Block:
        """The block whose heading names it, if it has one: an instructor's text may stand before that."""
        led = len(self.blocks) > 1 and not self.blocks[0].heading and _is_lead(self.blocks[0])
        return self.blocks[1 if led else 0]

    @property
    def keeps_work(self) -> bool:
        """Whether it is there only to keep, load or clear answers."""
        return self.kinds == {"work"} and self.blocks[0].heading != 1


def _is_lead(block: Block) -> bool:
    """Whether it is an instructor's text before a section."""
    return block.id.endswith("-own-before")


def _led(begun: Sequence[Block]) -> bool:
    """Whether a screen holds as yet only such a text, without a heading of its own: the section's joins it."""
    return len(begun) == 1 and not begun[0].heading and _is_lead(begun[0])


def parameters(notebook: NotebookNode) -> dict[str, Any]:
    """Read the values that a copy was built with from its parameter cells; a later cell wins.

    Examples
    --------
    >>> import nbformat
    >>> cell = nbformat.v4.new_code_cell("year: int = 2025  # of the rate", metadata={"tags": ["parameters"]})
    >>> parameters(nbformat.v4.new_notebook(cells=[cell]))
    {'year': 2025}
    """
    found: dict[str, Any] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code" or not _PARAMETERS & set(cell.metadata.get("tags", [])):
            continue
        for line in ast.parse(cell.source).body:
            if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value:
                found[line.target.id] = ast.literal_eval(line.value)
            elif isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                found[line.targets[0].id] = ast.literal_eval(line.value)
    return found


def script_json(value: Any) -> str:
    r"""Write JSON that cannot end the script element around it.

    Examples
    --------
    >>> script_json({"html": "</script>"})
    '{"html":"\\u003c/script>"}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _mount(kind: str, paper: str, data: Any) -> str:
    """A place where the page's script puts the working version; without it the paper version stays."""
    script = f'<script type="application/json">{script_json(data)}</script>'
    return f'<div class="page-mount" data-kind="{escape(kind)}"><div class="page-paper">{paper}</div>{script}</div>'


def _sealed(data: dict[str, Any]) -> bool:
    """Whether it waits for an answer and opens on the screen alone."""
    return bool(data.get("after") and data.get("seal"))


def _paper(data: dict[str, Any], stored: str) -> str:
    own = {"chart": chart_paper, "claims": claims_paper, "article": article_paper}
    if _sealed(data):
        return stored
    if data["kind"] in own:
        return own[data["kind"]](data)
    if data["kind"] == "tell":
        return str(data["html"])
    if data["kind"] == "question":
        return question_paper(data, stored)
    if data["kind"] == "work":
        return ""  # it says where a kernel keeps answers
    return table_box(without_note(stored))


def _show(block: Block, output: NotebookNode, number: int) -> int:
    """Add one output to its block; returns the number of the last reveal so far."""
    if output.output_type not in ("display_data", "execute_result"):
        text = output.get("text") or f"{output.get('ename')}: {output.get('evalue')}"
        block.html += f"<pre>{escape(text)}</pre>"
        return number
    bundle = output.data
    if MIME in bundle:
        data = bundle[MIME]
        block.kinds.add(data["kind"])
        paper = _paper(data, "".join(bundle.get("text/html", "")))
        if data.get("paper"):  # a handout's: nothing works, and nothing waits
            block.html += paper
            return number
        waits = data.get("after") and not _sealed(data)
        back = paper if waits else claims_back(data) if data["kind"] == "claims" else ""
        if back:
            number += 1
            block.back[number] = back
            text = escape(_("On the back: {n}").format(n=number))
            pointer = f'<p class="page-pointer"><a href="#back-{number}">{text}</a></p>'
            paper = pointer if waits else paper + pointer
        block.html += _mount(data["kind"], paper, data)
    elif VEGALITE in bundle:
        block.kinds.add("chart")
        picture = drawing(bundle[VEGALITE], bundle.get("text/plain", ""))
        # Drawn again by the script, so that it is as wide as the page.
        data = {"spec": {**bundle[VEGALITE], "width": "container"}}
        block.html += _mount("drawing", f'<div class="page-card">{picture}</div>', data)
    elif "text/markdown" in bundle:
        block.html += table_box(markdown(bundle["text/markdown"]))
    elif "text/html" in bundle:
        block.html += table_box(bundle["text/html"])
    else:
        block.html += f"<pre>{escape(bundle.get('text/plain', ''))}</pre>"
    return number


def shown(outputs: Sequence[NotebookNode]) -> Iterable[NotebookNode]:
    """Leave out the drawing that JupyterLab keeps beside a chart with controls: the chart brings its own."""
    for output, following in zip_longest(outputs, outputs[1:]):
        twin = following is not None and following.get("data", {}).get(MIME, {}).get("kind") == "chart"
        if not (VEGALITE in output.get("data", {}) and twin):
            yield output


def _cut(text: str) -> list[str]:
    """Cut Markdown before each heading of the first three levels; what stands in code is no heading."""
    lines = text.split("\n")
    places = [
        token.map[0]
        for token in MARKDOWN.parse(text)
        if token.type == "heading_open" and token.map and re.match(r"#{1,3} ", lines[token.map[0]])
    ]
    return ["\n".join(lines[a:b]) for a, b in zip([0, *places], [*places, len(lines)], strict=True)]


def _prose(cell: NotebookNode) -> list[Block]:
    found = []
    for place, text in enumerate(part for part in _cut(cell.source) if part.strip()):
        marks = re.match(r"#{1,3}(?= )", text)
        id_ = cell.id if place == 0 else f"{cell.id}-{place}"
        found.append(Block(id_, table_box(markdown(text)), len(marks[0]) if marks else 0))
    return found


def _before(notebook: NotebookNode) -> int:
    """Count what waits in the warm-up, which is about the screen: on paper the numbers begin after it."""
    warmup = [cell for cell in notebook.cells if cell.id.startswith("warmup-")]
    outputs = (output for cell in warmup for output in cell.get("outputs", []))
    return sum(bool(output.get("data", {}).get(MIME, {}).get("after")) for output in outputs)


def blocks(notebook: NotebookNode) -> list[Block]:
    """Take a built lesson apart; code that a learner is not meant to read is left out.

    Parameters
    ----------
    notebook : NotebookNode
        A built lesson, with its outputs.

    Returns
    -------
    list of Block
        In order; what waits for a question is numbered through the lesson, from 1 after the warm-up.
    """
    found: list[Block] = []
    number = -_before(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found += _prose(cell)
        if cell.cell_type != "code":
            continue
        block = Block(cell.id, "")
        if not cell.metadata.get("jupyter", {}).get("source_hidden"):
            block.html = f"<pre><code>{escape(cell.source)}</code></pre>"
        for output in shown(cell.get("outputs", [])):
            number = _show(block, output, number)
        if block.html:
            found.append(block)
    return found


def screens(found: Iterable[Block]) -> list[Screen]:
    """Cut a lesson at its headings, and after each chart, question and reveal.

    So each of them stands with the words that lead to it, and the words after it do not give it away.

    Examples
    --------
    >>> parts = [Block("a", "", 2), Block("b", "", 0, {"question"}), Block("c", ""), Block("d", "", 2)]
    >>> [[block.id for block in screen.blocks] for screen in screens(parts)]
    [['a', 'b'], ['c'], ['d']]
    """
    cut: list[Screen] = []
    full = True
    for block in found:
        led = bool(cut) and block.id != "more-intro" and _led(cut[-1].blocks)
        if full or _is_lead(block) or (block.heading and not led):
            cut.append(Screen([]))
        cut[-1].blocks.append(block)
        full = bool(block.kinds - {"work"})
    return cut


def parts(cut: list[Screen]) -> tuple[list[Screen], list[Screen], list[Screen]]:
    """Divide a lesson into the class path, what is folded under "More", and what comes after that.

    Examples
    --------
    >>> cut = [Screen([Block(id_, "", 2)]) for id_ in ("look-intro", "more-intro", "sources-intro")]
    >>> [[screen.blocks[0].id for screen in part] for part in parts(cut)]
    [['look-intro'], ['more-intro'], ['sources-intro']]
    """
    start = next((i for i, screen in enumerate(cut) if screen.blocks[0].id == "more-intro"), len(cut))
    inside = takewhile(lambda screen: screen.named_by.heading not in (1, 2), cut[start + 1 :])
    folded = [*cut[start : start + 1], *inside]
    return cut[:start], folded, cut[start + len(folded) :]


def title(found: Sequence[Block]) -> str:
    """Return the text of the lesson's one first-level heading.

    Examples
    --------
    >>> title([Block("heading", "<h1>Sums &amp; <em>more</em></h1>", 1)])
    'Sums &amp; more'
    """
    heading = next((re.search(r"<h1>(.*?)</h1>", block.html) for block in found if block.heading == 1), None)
    return re.sub(r"<[^>]+>", "", heading[1]) if heading else inline(_("Lesson"))
