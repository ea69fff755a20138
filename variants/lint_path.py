"""What a built lesson asks of a class: words to read, code to see, a reading beside each output, two cards of one weight."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from variants.balance import CLOSE
from variants.markdown import MARKDOWN
from variants.minutes import BREAK, ENDING, section

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

__all__ = ["WORDS", "class_path", "faults", "words"]

WORDS, CELLS, LINES = 1800, 14, 8  # at most, on the class path: words, code cells in sight, lines of each
CASES = "cases"  # the ending with two cards
_KIT = "application/vnd.kit.v1+json"
_INLINE = re.compile(r"</?(?:a|b|code|em|i|s|span|strong|sub|sup)\b[^>]*>")
_TAKEN_OUT = re.compile(r"<(table|svg|style|script|small|details)\b.*?</\1>", re.DOTALL)


def class_path(front: Mapping[str, Any], ending: str) -> list[str]:
    """Name the sections of a class period with one ending.

    Examples
    --------
    >>> class_path({"minutes": {"look": {}, "break": {}, "ending": {}, "exit": {}}}, "write")
    ['look', 'write', 'exit']
    """
    return [ending if part == ENDING else part for part in front["minutes"] if part != BREAK]


def words(cell: NotebookNode) -> int:
    """Count the words that a cell sets before a class: its text, printed texts and tables, readings of charts.

    Parameters
    ----------
    cell : NotebookNode
        Of a built lesson in a language that parts its words by spaces.

    Returns
    -------
    int
        Questions, cards and decks are not counted: they are tasks, and a learner does a part of them.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell
    >>> words(new_markdown_cell("## Who *pays*?"))
    2
    """
    if cell.cell_type == "markdown":
        return len(_text(MARKDOWN.render(cell.source)).split())
    return sum(len(_printed(output).split()) for output in cell.outputs)


def _printed(output: Mapping[str, Any]) -> str:
    """Return the text that an output prints in its first state."""
    data = output.get("data", {})
    live = _live(output)
    kind = live.get("kind")
    if "text/markdown" in data:
        return _text(MARKDOWN.render("".join(data["text/markdown"])))
    if kind == "chart":
        return _text(next(iter(live["states"].values()))["takeaway_html"])
    if kind in {"tell", "article"}:
        return _text(live["html"])
    return _text(_TAKEN_OUT.sub(" ", "".join(data.get("text/html", "")))) if not live else ""


def _text(html: str) -> str:
    """Return what a reader sees; tags inside a line part no words."""
    return unescape(re.sub(r"<[^>]+>", " ", _INLINE.sub("", html))).strip()


def faults(notebook: NotebookNode, front: Mapping[str, Any], path: str, spaced: bool) -> list[str]:
    """Find what a built lesson asks too much of a class.

    Parameters
    ----------
    notebook : NotebookNode
        Executed and stripped, as it is committed.
    front : mapping
        The front matter of its source.
    path : str
        Its name, such as ``lessons/ja/03-x.ipynb``.
    spaced : bool
        Whether the language parts its words by spaces; if not, cards are measured in characters and the words of
        the class path are not counted.

    Returns
    -------
    list of str
        One sentence each; empty if all is well.
    """
    found = [*_code(notebook, front), *_readings(notebook), *_cards(notebook, front, spaced)]
    if spaced:
        found += _long(notebook, front)
    return [f"{path}:{fault}" if fault[0] != " " else f"{path}{fault}" for fault in found]


def _long(notebook: NotebookNode, front: Mapping[str, Any]) -> Iterator[str]:
    for ending in front["endings"]:
        sections = class_path(front, ending)
        count = sum(words(cell) for cell in notebook.cells if section(cell.id) in sections)
        if count > WORDS:
            yield f" with the ending {ending}: the class path has {count:,} words; cut it to {WORDS:,}."


def _code(notebook: NotebookNode, front: Mapping[str, Any]) -> Iterator[str]:
    sections = {name for ending in front["endings"] for name in class_path(front, ending)}
    seen = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code"
        and section(cell.id) in sections
        and not cell.metadata.get("jupyter", {}).get("source_hidden")
    ]
    if len(seen) > CELLS:
        yield f" the class path shows {len(seen)} code cells; show {CELLS} at most and hide the others."
    for cell in seen:
        lines = len(cell.source.splitlines())
        if lines > LINES:
            yield f"{cell.id}: the cell shows {lines} lines of code; show {LINES} at most, or hide it."


def _readings(notebook: NotebookNode) -> Iterator[str]:
    """Look for the words on each output: its own, those of the output after it, or for a tool those of the next cell."""
    cells = list(notebook.cells)
    for place, cell in enumerate(cells):
        if cell.cell_type != "code":
            continue
        near = [*cells[max(place - 1, 0) : place], *cells[place + 1 : place + 2]]
        beside = any(section(each.id) == section(cell.id) and _tells(each) for each in near)
        own = [_read(output) or (beside and _is_tool(output)) for output in cell.outputs]
        # A chart that JupyterLab draws has its reading in the output after it.
        for one, after in pairwise([*own, False]):
            if not (one or after):
                yield f"{cell.id}: an output has no reading; say under it, or in the cell before or after, what it shows."
        for state in (name for output in cell.outputs for name in _silent(output)):
            yield f'{cell.id}: the chart has no reading in the state "{state}"; give one for every state.'


def _tells(cell: NotebookNode) -> bool:
    return cell.cell_type == "markdown" or any(_live(output).get("kind") == "tell" for output in cell.outputs)


def _live(output: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = output.get("data", {}).get(_KIT, {})
    return found


def _is_tool(output: Mapping[str, Any]) -> bool:
    return _live(output).get("kind") in {"article", "claims", "headline", "ruler"}


def _read(output: Mapping[str, Any]) -> bool:
    """Whether an output is words itself, or brings its own reading (`_silent` looks into charts)."""
    data = output.get("data", {})
    live = _live(output)
    if live:
        return not _is_tool(output)
    if "text/markdown" in data:
        lines = "".join(data["text/markdown"]).split("\n")
        return any(_text(line) and not line.startswith(("|", "Source", "出典")) for line in lines)
    return bool(_printed(output))


def _silent(output: Mapping[str, Any]) -> list[str]:
    return [
        key for key, state in _live(output).get("states", {}).items() if not _text(state["takeaway_html"])
    ]


def _cards(notebook: NotebookNode, front: Mapping[str, Any], spaced: bool) -> Iterator[str]:
    """Weigh the cards of the two fair cases against each other."""
    found = [
        (cell.id, _live(output)["cards"])
        for cell in notebook.cells
        if section(cell.id) == CASES and cell.cell_type == "code"
        for output in cell.outputs
        if _live(output).get("cards")
    ]
    if CASES in front["endings"] and [len(cards) for _name, cards in found] != [2]:
        yield f" {CASES}: {sum(len(cards) for _name, cards in found)} cards stand there; two fair cases have one question with two."
    for name, cards in found:
        sizes = [
            len(text.split()) if spaced else len(text) for text in (_text(card["html"]) for card in cards)
        ]
        if max(sizes) - min(sizes) > CLOSE * max(sizes):
            yield (
                f"{name}: the cards have {' and '.join(map(str, sizes))} {'words' if spaced else 'characters'}; "
                f"bring them within {CLOSE:.0%} of the longer one."
            )
