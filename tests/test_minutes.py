"""A lesson's minutes sum to the class period, and its sections stand where the timetable says."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from variants.minutes import ENDINGS, LENGTHS, check, columns, sections, timetable
from variants.source import read, sources

FRONT: dict[str, Any] = {
    "minutes": {
        "look": {45: 20, 50: 20, 55: 25, 90: 30},
        "turn": {45: 25, 50: 17, 55: 17, 90: 25},
        "break": {45: 0, 50: 0, 55: 0, 90: 5},
        "ending": {45: 0, 50: 9, 55: 9, 90: 24},
        "exit": {45: 0, 50: 4, 55: 4, 90: 6},
    },
    "endings": ["source", "cases", "write"],
}
ORDER = ["look", "turn", "source", "cases", "write", "exit", "more", "sources"]


def _order(found: str) -> str:
    return f"the sections stand in the order {found}; the order wanted is {', '.join(ORDER)}"


def _front(**changes: dict[int, int] | None) -> dict[str, Any]:
    front = copy.deepcopy(FRONT)
    for part, row in changes.items():
        if row is None:
            del front["minutes"][part]
        else:
            front["minutes"][part] = {**front["minutes"].get(part, {}), **row}
    return front


def test_the_minutes_of_a_sound_lesson_pass() -> None:
    assert columns(FRONT["minutes"]) == []
    assert check(FRONT, ORDER) == []
    assert check(FRONT, ORDER[:-1]) == [], "a lesson may do without a section of sources"


def test_no_ending_in_the_shortest_and_two_in_the_longest() -> None:
    assert ENDINGS == {45: 0, 50: 1, 55: 1, 90: 2}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"look": {50: 19}}, "the column 50 sums to 49; make its parts sum to 50"),
        ({"look": {90: 31}}, "the column 90 sums to 91; make its parts sum to 90"),
        ({"look": {60: 1}}, "look has minutes for 45, 50, 55, 90, 60; give them for 45, 50, 55, 90"),
        ({"look": {45: -1}}, "look has -1 minutes in the column 45; give none or more"),
        ({"ending": None}, "the part ending is missing; give its minutes"),
        ({"ending": {45: 5}, "look": {45: 15}}, "ending has 5 minutes in the column 45, which holds 0; make them 0"),
        ({"ending": {90: 0}, "look": {90: 54}}, "ending has 0 minutes in the column 90, which holds 2; make them above 0"),
    ],
)  # fmt: skip
def test_columns_that_are_wrong_are_named(changes: dict[str, Any], fault: str) -> None:
    assert columns(_front(**changes)["minutes"]) == [fault]


def test_every_column_that_is_wrong_is_named() -> None:
    assert len(columns(_front(look={45: 21, 90: 31})["minutes"])) == 2


@pytest.mark.parametrize(
    ("order", "fault"),
    [
        (["look", "turn", "look", *ORDER[2:]], "the cells of the section look stand apart; put them together"),
        ([*ORDER[:2], "guess", *ORDER[2:]], "the section guess has no minutes; give them, or move it under more"),
        ([name for name in ORDER if name != "exit"],
         "minutes: exit is no section of the lesson; there are look, turn, source, cases, write, more, sources"),
        ([name.replace("turn", "turns") for name in ORDER],
         "minutes: turn is no section of the lesson; the nearest is turns"),
        ([name.replace("cases", "case") for name in ORDER],
         "endings: cases is no section of the lesson; the nearest is case"),
        (["turn", "look", *ORDER[2:]],
         _order("turn, look, source, cases, write, exit, more, sources")),
        ([*ORDER[:2], "exit", "source", "cases", "write", "more", "sources"],
         _order("look, turn, exit, source, cases, write, more, sources")),
        ([*ORDER[:-2], "sources", "more"],
         _order("look, turn, source, cases, write, exit, sources, more")),
        ([*ORDER[:-2], "sources"],
         _order("look, turn, source, cases, write, exit, sources")),
    ],
    ids=["apart", "no minutes", "no section", "misspelt", "no ending", "order", "endings", "more", "no more"],
)  # fmt: skip
def test_sections_that_do_not_fit_are_named(order: list[str], fault: str) -> None:
    assert check(FRONT, order) == [fault]


def test_an_ending_has_no_minutes_of_its_own_and_there_are_three() -> None:
    assert check(_front(cases=dict.fromkeys(LENGTHS, 0)), ORDER) == [
        "minutes: cases is an ending; its minutes stand under ending"
    ]
    assert check({**FRONT, "endings": ["source", "write", "write"]}, ORDER) == [
        "endings: 2 are named; name at least three"
    ]


def test_teachers_cells_make_no_section() -> None:
    note = {"tags": ["teacher"]}
    names = {"look-a": {}, "sensitive-a": note, "look-b": {}, "turn-a": {}, "turn-teacher": note}
    cells = [new_markdown_cell(id=name, metadata=metadata) for name, metadata in names.items()]
    assert sections(new_notebook(cells=cells)) == ["look", "turn"]


def test_a_timetable_leaves_no_gap_and_drops_what_takes_no_time() -> None:
    assert timetable(FRONT, 45) == [("look", 0, 20), ("turn", 20, 45)]
    assert timetable(FRONT, 90) == [
        ("look", 0, 30), ("turn", 30, 55), ("break", 55, 60), ("ending", 60, 84), ("exit", 84, 90),
    ]  # fmt: skip


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
@pytest.mark.parametrize("length", [45, 50, 55, 90])
def test_real_lessons_fill_the_class_period(path: Any, length: int) -> None:
    table = timetable(read(path).metadata["lesson"], length)
    assert (table[0][1], table[-1][2]) == (0, length)
    assert all(before[2] == after[1] for before, after in pairwise(table))
