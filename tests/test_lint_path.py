"""What a built lesson asks of a class stays within its limits, and each limit is seen to be crossed."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from variants.lint_path import WORDS, class_path, faults, words
from variants.source import read, sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

ROOT = Path(__file__).parent.parent
BUILT = sorted((ROOT / "lessons").glob("*/*.ipynb"))
NAME = "03-investment-figures"
KIT = "application/vnd.kit.v1+json"


@cache
def _fronts() -> dict[str, Any]:
    return {path.stem: read(path).metadata["lesson"] for path in sources()}


@cache
def _stored(language: str) -> NotebookNode:
    return nbformat.read(ROOT / "lessons" / language / f"{NAME}.ipynb", as_version=4)


@pytest.mark.parametrize("path", BUILT, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_real_lessons_stay_within_their_limits(path: Path) -> None:
    found = faults(nbformat.read(path, as_version=4), _fronts()[path.stem], "x", path.parent.name == "en")
    assert found == []


def test_the_class_path_leaves_out_the_break_and_the_other_endings() -> None:
    sections = class_path(_fronts()[NAME], "cases")
    assert {"question", "example", "cases", "exit"} <= set(sections)
    assert not {"break", "ending", "source", "write", "more", "sources"} & set(sections)


@pytest.mark.parametrize(
    ("data", "count"),
    [
        ({"text/markdown": "| a | b |\n|---|---|\n| c | d |\n\nIt **says** so."}, 7),
        ({KIT: {"kind": "tell", "html": "<p>So <b>it</b> is.</p>"}}, 3),
        ({KIT: {"kind": "chart", "states": {"": {"takeaway_html": "<p>China &amp; Japan</p>"}}}}, 3),
        ({KIT: {"kind": "question", "prompt_html": "<p>Which one?</p>"}, "text/html": "<p>Which one?</p>"}, 0),
        ({"text/html": "<div><p>Four words are here.</p><details><table><tr><td>9</td></tr></table></details></div>"}, 4),
    ],
    ids=["table", "tell", "chart", "question", "still"],
)  # fmt: skip
def test_words_are_counted_as_a_class_reads_them(data: dict[str, Any], count: int) -> None:
    assert words(new_code_cell(outputs=[new_output("display_data", data)])) == count


# --- broken copies ------------------------------------------------------------------------------------------


def _cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == name)


def _longer(notebook: NotebookNode) -> None:
    _cell(notebook, "look-intro").source += " word" * WORDS


def _longer_ending(notebook: NotebookNode) -> None:
    _cell(notebook, "write-intro").source += " word" * WORDS


def _unhidden(notebook: NotebookNode) -> None:
    _cell(notebook, "look-chart").metadata = {}


def _many(notebook: NotebookNode) -> None:
    for place in range(15):
        notebook.cells.append(new_code_cell("1", id=f"look-more{place}"))


def _mute(notebook: NotebookNode) -> None:
    states = _cell(notebook, "look-chart").outputs[1].data[KIT]["states"]
    states["2"]["takeaway_html"] = "<p> </p>"


def _bare(notebook: NotebookNode) -> None:
    data = _cell(notebook, "example-table").outputs[0].data
    lines = data["text/markdown"].split("\n")
    data["text/markdown"] = "\n".join(line for line in lines if line.startswith(("|", "Source")))


def _drawn_alone(notebook: NotebookNode) -> None:
    del _cell(notebook, "source-chart").outputs[1]


def _tool_alone(notebook: NotebookNode) -> None:
    words = ("more-claims", "more-yours-intro")  # what stands before and after it
    notebook.cells = [cell for cell in notebook.cells if cell.id not in words]


def _heavier(notebook: NotebookNode) -> None:
    _cell(notebook, "cases-card").outputs[0].data[KIT]["cards"][1]["html"] += "<p>And so on.</p>" * 10


def _one_card(notebook: NotebookNode) -> None:
    del _cell(notebook, "cases-card").outputs[0].data[KIT]["cards"][0]


FAULTS: list[tuple[Callable[[NotebookNode], None], list[str]]] = [
    (_longer, [f"x with the ending {name}: the class path has" for name in ("source", "cases", "write")]),
    (_longer_ending, ["x with the ending write: the class path has"]),
    (_unhidden, ["x:look-chart: the cell shows"]),
    (_many, ["x the class path shows 15 code cells; show 14 at most"]),
    (_mute, ['x:look-chart: the chart has no reading in the state "2"; give one for every state.']),
    (_bare, ["x:example-table: an output has no reading"]),
    (_drawn_alone, ["x:source-chart: an output has no reading"]),
    (_tool_alone, ["x:more-claims-explorer: an output has no reading"]),
    (_heavier, ["x:cases-card: the cards have"]),
    (_one_card, ["x cases: 1 cards stand there; two fair cases have one question with two."]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sentences"), FAULTS)
def test_each_limit_is_seen_to_be_crossed(
    change: Callable[[NotebookNode], None], sentences: list[str]
) -> None:
    broken = copy.deepcopy(_stored("en"))
    change(broken)
    found = faults(broken, _fronts()[NAME], "x", spaced=True)
    assert len(found) == len(sentences), found
    for sentence in sentences:
        assert any(line.startswith(sentence) for line in found), found


def test_japanese_cards_are_weighed_in_characters_and_words_are_not_counted() -> None:
    broken = copy.deepcopy(_stored("ja"))
    _longer(broken)
    assert faults(broken, _fronts()[NAME], "x", spaced=False) == []
    cards = _cell(broken, "cases-card").outputs[0].data[KIT]["cards"]
    cards[0]["html"] = cards[1]["html"] + "あ" * len(cards[1]["html"])
    (found,) = faults(broken, _fronts()[NAME], "x", spaced=False)
    assert "characters; bring them within 20% of the longer one." in found


def test_text_cells_are_counted_without_their_marks() -> None:
    assert words(new_markdown_cell("## Who *pays*?\n\n- one\n- [two](https://example.org)")) == 4
