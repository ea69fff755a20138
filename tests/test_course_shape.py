"""A lesson shaped for a course: sections fold, go and come, own text comes in, and every figure stays what it was."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from variants.course.figures import QUIET, binds, needs, with_figures
from variants.course.shape import shape, silence, with_own
from variants.docx import worksheet
from variants.lesson import SourceError
from variants.minutes import part
from variants.page import Around, page
from variants.page_blocks import blocks, parts, screens
from variants.seal import is_question, seal
from variants.select import select
from variants.slides import slides
from variants.source import read, sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

FRONT = {
    "name": "07-x",
    "endings": ["source", "cases"],
    "minutes": {
        "warmup": {45: 0, 50: 0, 90: 5},
        "look": {45: 20, 50: 20, 90: 30},
        "ending": {45: 0, 50: 9, 90: 24},
        "exit": {45: 5, 50: 5, 90: 5},
    },
}


def _lesson() -> NotebookNode:
    cells = [
        new_markdown_cell("## Warm up\n\n### Inside", id="warmup-intro"),
        new_code_cell("rates = 3\nshow(rates)", id="warmup-chart"),
        new_markdown_cell("## Look", id="look-intro"),
        new_code_cell("pledges = rates * 2\nshow(pledges)", id="look-chart"),
        new_code_cell('picked = 1\nchoose("who", picked)', id="look-question"),
        new_markdown_cell("**Say** it.", id="look-teacher", metadata={"tags": ["teacher"]}),
        new_markdown_cell("## One", id="source-intro"),
        new_markdown_cell("## Two", id="cases-intro"),
        new_markdown_cell("## Exit", id="exit-intro"),
        new_code_cell("tell(pledges)", id="exit-text"),
        new_markdown_cell("## More", id="more-intro"),
        new_markdown_cell("### Order\n\nOrder\n-----", id="more-order"),
        new_code_cell("items = [pledges for one in range(3)]", id="more-order-table"),
        new_markdown_cell("### Scale", id="more-scale"),
        new_code_cell("show(items, rates)", id="more-scale-chart"),
        new_markdown_cell("## Sources", id="sources-intro"),
    ]
    return new_notebook(cells=cells, metadata={"lesson": FRONT})


def _ids(notebook: NotebookNode) -> list[str]:
    return [cell.id for cell in notebook.cells]


def _cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == name)


def test_a_section_without_minutes_folds_and_its_figures_do_not() -> None:
    made = shape(_lesson(), 50)
    order = _ids(made)
    assert order.index("more-scale-chart") < order.index("warmup-intro") < order.index("sources-intro")
    assert _cell(made, "warmup-intro").source == "### Warm up\n\n#### Inside"
    # The chart moved, its figures are needed before it: they are made where they were, unseen.
    (quiet,) = (cell for cell in made.cells if cell.metadata.get(QUIET))
    assert quiet.source == _cell(made, "warmup-chart").source
    assert order.index(quiet.id) < order.index("look-chart") < order.index("warmup-chart")
    assert len(set(order)) == len(order)
    assert _ids(shape(_lesson(), 90)) == _ids(_lesson()), (
        "a period that has time for it leaves it where it is"
    )
    assert _ids(shape(_lesson(), 50, add=["warmup"])) == _ids(_lesson())


def test_a_dropped_section_leaves_only_the_figures_that_others_use() -> None:
    lesson = _lesson()
    made = shape(lesson, 90, drop=["look", "warmup"])
    assert _ids(made)[:4] == ["source-intro", "cases-intro", "exit-intro", "warmup-chart"]
    assert [cell.id for cell in made.cells if cell.metadata.get(QUIET)] == ["warmup-chart", "look-chart"]
    assert "look-question" not in _ids(made)
    assert _ids(lesson) == _ids(_lesson()), "the notebook given stays as it is"
    alone = shape(_lesson(), 90, drop=["look", "exit", "more-order", "more-scale"])
    assert not [cell for cell in alone.cells if cell.metadata.get(QUIET)]


def test_a_part_of_more_comes_before_the_exit_slip_one_level_up() -> None:
    made = shape(_lesson(), 90, add=["more-scale", "more-order"])
    order = _ids(made)
    places = [
        order.index(name) for name in ("cases-intro", "more-scale", "more-order", "exit-intro", "more-intro")
    ]
    assert places == sorted(places), "in the order that the course gives"
    assert _cell(made, "more-scale").source == "## Scale"
    assert _cell(made, "more-order").source == "## Order\n\n## Order"
    # It now stands before the part that makes its items.
    assert [cell.source for cell in made.cells if cell.metadata.get(QUIET)] == [
        "items = [pledges for one in range(3)]"
    ]


def test_without_more_nothing_that_folds_is_left() -> None:
    made = shape(select(_lesson(), endings=["cases"]), 50, drop=["more"], add=["more-scale"])
    shown = [cell.id for cell in made.cells if not cell.metadata.get(QUIET)]
    assert shown == [
        "look-intro", "look-chart", "look-question", "cases-intro", "more-scale", "more-scale-chart", "exit-intro",
        "exit-text", "sources-intro",
    ]  # fmt: skip


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_every_cell_of_a_real_lesson_finds_the_figures_of_its_source(source: Any) -> None:
    lesson = read(source)

    def follow(cells: list[NotebookNode]) -> Iterator[tuple[str, dict[str, str]]]:
        """Each cell's source, and the source of the cell that each of its names comes from."""
        origin: dict[str, str] = {}
        for cell in cells:
            if cell.cell_type == "code":
                yield cell.source, {name: origin[name] for name in needs(cell.source) if name in origin}
                if not is_question(cell):
                    origin |= dict.fromkeys(binds(cell.source), cell.source)

    wanted = dict(follow(lesson.cells))
    names = [name for name in lesson.metadata["lesson"]["minutes"] if name not in ("ending", "break")]
    added = [name for name in dict.fromkeys(map(part, _ids(lesson))) if name.startswith("more-")][1:]
    for name in names:
        for text, origins in follow(shape(lesson, 50, drop=[name], add=added).cells):
            assert {n: origins[n] for n in wanted[text]} == wanted[text], (name, text)


# --- figures ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "bound", "needed"),
    [
        ("a = [x for x in rows if x > low]", {"a"}, {"rows", "low"}),
        ("a, (b, *c) = f(d)", {"a", "b", "c"}, {"f", "d"}),
        ("def f(x, y=base):\n    z = x\n    return z + total", {"f"}, {"base", "total"}),
        ("import pandas as pd\nfrom os.path import join", {"pd", "join"}, set()),
        ("a = 1\nb = a", {"a", "b"}, set()),
        ("a = a + 1", {"a"}, {"a"}),
        ("a += 1", {"a"}, {"a"}),
        ("frame['new'] = 1\nframe.attrs['x'] = y", {"frame"}, {"frame", "y"}),
        ("if level == 'x':\n    a = 1\nshow(a)", {"a"}, {"level", "show", "a"}),
        ("if level == 'x':\n    a = 1\nelse:\n    a = 2\nshow(a)", {"a"}, {"level", "show"}),
        ("for one in rows:\n    last = one", {"one", "last"}, {"rows", "one"}),
        ("show(lambda row: row.name + names[row.id])", set(), {"show", "names"}),
        ("found = [(y := f(x)) for x in rows]", {"found", "y"}, {"f", "rows"}),
    ],
)  # fmt: skip
def test_what_a_cell_binds_and_needs(source: str, bound: set[str], needed: set[str]) -> None:
    assert binds(source) == bound
    # A loop's own name counts as needed: at worst a figure is made once more than it has to be.
    assert needs(source) - {"one"} == needed - {"one"}


def test_a_name_that_two_cells_bind_is_that_of_the_right_one() -> None:
    cells = [
        new_code_cell("unit = 1", id="look-unit"),
        new_code_cell("show(unit)", id="turn-a"),
        new_code_cell("unit = 2\nother = 3", id="more-b"),
        new_code_cell("show(unit, other)", id="more-c"),
    ]
    # more-b comes first, so its unit would stand in turn-a and in more-c.
    made = with_figures(cells, [cells[0], cells[2], cells[1], cells[3]])
    names: dict[str, int] = {}
    seen: list[Any] = []
    for cell in made:
        exec(cell.source, {"show": lambda *found: seen.append(found)}, names)
    assert seen == [(1,), (2, 3)]


def test_a_question_is_never_run_unseen() -> None:
    cells = [new_code_cell('n = 1\nchoose("a", n)', id="look-q"), new_code_cell("show(n)", id="turn-a")]
    assert [cell.id for cell in with_figures(cells, cells[1:])] == ["turn-a"]


def test_a_silent_cell_shows_nothing_and_is_read_by_the_later_stages() -> None:
    cells = [
        new_code_cell("grown = 2", id="look-a", metadata={QUIET: True}),
        new_code_cell("grown = 3\nchoose('a', grown)", id="look-q"),
        new_code_cell("tell(grown)", id="turn-a"),
    ]
    cells[1].outputs = [
        new_output(
            "display_data",
            {"application/vnd.kit.v1+json": {"kind": "question", "uid": "a", "seal": {"N": 1}}},
        )
    ]
    made = silence(new_notebook(cells=cells))
    assert made.cells[0].source == "%%capture\ngrown = 2"
    assert QUIET not in made.cells[0].metadata
    # Its name is still known, so sealing sees that the question's own is not the one that is used.
    assert seal(made, {}).cells[0].source == "%%capture\ngrown = 2"


# --- own text ---------------------------------------------------------------------------------------------

OWN = "Bring *your* books.\n\n```\n# no heading\n```"


def _own(before: dict[str, str], after: dict[str, str]) -> NotebookNode:
    lesson = shape(_lesson(), 90)
    lesson.cells.insert(0, new_markdown_cell("# Who pays?", id="heading"))
    for cell in lesson.cells:
        cell.metadata.setdefault("jupyter", {"source_hidden": True})
    return with_own(lesson, before, after)


def test_own_text_is_the_first_and_the_last_of_its_section() -> None:
    order = _ids(_own({"look": OWN, "more-scale": "A"}, {"look": "Done.", "exit": "Bye.", "more-scale": "B"}))
    at = order.index("look-own-before")
    assert order[at - 1 : at + 2] == ["warmup-chart", "look-own-before", "look-intro"]
    # A teacher's note stays the last, so that both copies agree.
    assert order[at + 3 : at + 6] == ["look-question", "look-own-after", "look-teacher"]
    assert order[-5:] == [
        "more-scale-own-before",
        "more-scale",
        "more-scale-chart",
        "more-scale-own-after",
        "sources-intro",
    ]


def test_own_text_for_a_section_that_is_not_there_is_refused() -> None:
    with pytest.raises(SourceError, match=r"^before: this copy has no section 'lok'; choose another"):
        _own({"lok": "x"}, {})
    dropped = silence(shape(_lesson(), 90, drop=["look"]))
    with pytest.raises(SourceError, match=r"^after: this copy has no section 'look'"):
        with_own(dropped, {}, {"look": "x"})


@pytest.mark.parametrize(
    ("text", "in_path", "folded"),
    [
        ("# A\n\n### B", "## A\n\n#### B", "### A\n\n##### B"),
        ("A\n=\n\nB\n-", "## A\n\n### B", "### A\n\n#### B"),
        ("### A", "### A", "### A"),
        ("```\n# code\n```\n> # said", "```\n# code\n```\n> # said", "```\n# code\n```\n> # said"),
    ],
)
def test_own_headings_do_not_outrank_their_section(text: str, in_path: str, folded: str) -> None:
    made = _own({"look": text}, {"more-scale": text})
    assert _cell(made, "look-own-before").source == in_path
    assert _cell(made, "more-scale-own-after").source == folded


def test_own_text_stands_with_its_section_on_pages_and_slides() -> None:
    made = _own({"look": OWN, "sources": "Before the list."}, {"look": "Done."})
    cut = [[block.id for block in screen.blocks] for screen in screens(blocks(made))]
    assert ["look-own-before", "look-intro", "look-own-after", "look-teacher"] in cut
    path, folded, rest = parts(screens(blocks(made)))
    assert [screen.blocks[0].id for screen in rest] == ["sources-own-before"]
    assert "sources-own-before" not in [block.id for screen in (*path, *folded) for block in screen.blocks]
    deck = slides(made, "07", "en", Around())
    assert re.findall(r"Screen (\d) of \d · Look", deck) == ["4"], "own text and heading stand on one slide"
    for html in (deck, page(made, "07", "en")):
        assert "<em>your</em>" in html
        assert "<code># no heading\n</code>" in html


def test_own_text_stands_on_the_worksheet_with_its_heading() -> None:
    def sheet(**texts: dict[str, str]) -> str:
        made = _own(texts.get("before", {}), texts.get("after", {}))
        with zipfile.ZipFile(io.BytesIO(worksheet(made, "en"))) as file:
            return file.read("word/document.xml").decode()

    assert "Exit" not in sheet()
    both = sheet(before={"exit": "Pack up."}, after={"exit": "Bye."})
    assert both.index("Pack up.") < both.index("Exit") < both.index("Bye.")
