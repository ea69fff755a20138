"""The rule about draw( ) fires on each of its faults, and every lesson keeps it."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from variants.lint_draws import draws
from variants.source import read, sources

SOUND = (
    'mine_rows = [row for row in table("economies").itertuples()]\n'
    'mine_row = draw("mine", mine_rows)\n'
    'estimate("mine", _("How many in {year}?").format(year=year), "people", mine_row.people, 1, _("Yes."), _("Close."))'
)
LESSON = {"parameters": [{"name": "year"}]}


def faults(question: str, other: str = "for row in rows:\n    pass", last: str = "") -> list[str]:
    cells = [
        new_code_cell(source, metadata={"id": name})
        for name, source in (("look-table", other), ("more-yours-question", question), ("more-last", last))
    ]
    return draws(new_notebook(cells=cells, metadata={"lesson": LESSON}), "03-x.md")


def test_a_question_that_begins_from_tables_and_parameters_passes() -> None:
    assert faults(SOUND) == []
    assert faults(SOUND, "%matplotlib inline") == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("estimate(", "tell("), "03-x.md:more-yours-question: draw( ) stands in a cell that asks no question; "),
        (('"mine", mine_rows', "name, mine_rows"), "03-x.md:more-yours-question: a draw has the id name; give each"),
        (("mine_row.people", 'draw("mine", [1])'), "a draw has the id 'mine'; give each draw of the lesson a text"),
        (("mine_rows = ", "year = mine_rows = "), 'binds "year", which parameters uses too; choose another name'),
        (("mine_rows = ", "def total():\n    pass\n\n\nmine_rows = "), 'binds "total", which more-last uses too'),
        (("mine_rows = ", "import pandas as scale\nmine_rows = "), 'binds "scale", which look-table uses too'),
        (("mine_row.people", "scale"), 'uses "scale" of look-table; begin from tables and parameters, since a'),
        (("mine_row.people", "(lambda: scale)()"), 'uses "scale" of look-table; begin from tables and parameters'),
    ],
)  # fmt: skip
def test_each_fault_is_named_in_one_sentence(change: tuple[str, str], says: str) -> None:
    assert change[0] in SOUND
    (finding,) = faults(SOUND.replace(*change), "scale = 1", "tell(total)")
    assert says in finding
    assert finding.endswith(".")


def test_a_draw_of_another_cell_needs_another_id() -> None:
    twice = 'fill("b", draw("mine", ["a"]), {}, "")'
    (finding,) = faults(SOUND, last=twice)
    assert finding.startswith("03-x.md:more-last: a draw has the id 'mine'")


def test_a_name_that_a_later_cell_binds_again_is_found() -> None:
    (finding,) = faults(SOUND, last="mine_row = 1")
    assert 'binds "mine_row", which more-last uses too' in finding


def test_every_lesson_asks_one_question_of_the_learners_own() -> None:
    for path in sources():
        notebook = read(path)
        assert draws(notebook, path.name) == []
        drawing = [cell.metadata.get("id") or cell.id for cell in notebook.cells if "draw(" in cell.source]
        assert drawing == ["more-yours-question"]
