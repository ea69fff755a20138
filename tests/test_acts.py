"""A learner acts within five minutes and at least every ten, in every class period and with every ending."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from variants.acts import acting, idle, path
from variants.lesson import unserved
from variants.source import read, sources

if TYPE_CHECKING:
    from pathlib import Path

FRONT: dict[str, Any] = {
    "minutes": {
        "question": {45: 4, 50: 4, 55: 4, 90: 5},
        "look": {45: 16, 50: 11, 55: 11, 90: 15},
        "example": {45: 10, 50: 10, 55: 10, 90: 10},
        "turn": {45: 15, 50: 12, 55: 17, 90: 25},
        "break": {45: 0, 50: 0, 55: 0, 90: 5},
        "ending": {45: 0, 50: 9, 55: 9, 90: 24},
        "exit": {45: 0, 50: 4, 55: 4, 90: 6},
    },
    "endings": ["source", "cases", "write"],
}
ACTING = {"look", "turn", "source", "cases", "write", "exit"}


def _front(**changes: dict[int, int]) -> dict[str, Any]:
    front = copy.deepcopy(FRONT)
    for part, row in changes.items():
        front["minutes"][part].update(row)
    return front


def _said(faults: list[str]) -> list[str]:
    return [fault.split(", and ")[0] for fault in faults]


def test_a_sound_lesson_passes_with_exactly_ten_minutes_between_two_acts() -> None:
    assert idle(FRONT, ACTING) == []


@pytest.mark.parametrize(
    ("changes", "lost", "expected"),
    [
        ({"question": {50: 6}, "look": {50: 9}}, set(), ["question: in the 50 minutes a learner looks on for 6 minutes before look"]),
        ({"example": {90: 11}, "turn": {90: 24}}, set(), ["example: in the 90 minutes a learner looks on for 11 minutes before turn"]),
        ({}, {"look"}, [f"look: in the {n} minutes a learner looks on for {m} minutes before turn" for n, m in [(45, 30), (50, 25), (55, 25), (90, 30)]]),
        ({}, {"cases"}, [f"cases: in the 90 minutes a learner looks on for 12 minutes before {name}" for name in ("exit", "write")]),
        ({}, {"write", "exit"}, ["write: in the 50 minutes a learner looks on for 13 minutes before the end",
                                 "write: in the 55 minutes a learner looks on for 13 minutes before the end",
                                 "write: in the 90 minutes a learner looks on for 18 minutes before the end"]),
    ],
    ids=["first act too late", "one minute too many", "no act in the look", "an ending without an act", "no act at the end"],
)  # fmt: skip
def test_a_stretch_that_is_too_long_is_named_once_for_each_length(
    changes: dict[str, dict[int, int]], lost: set[str], expected: list[str]
) -> None:
    found = idle(_front(**changes), ACTING - lost)
    assert _said(found) == expected
    place = expected[0].split(":")[0]
    assert found[0].endswith(f"add a cell {place}-ask with a task for pairs, and how to do it alone")


def test_two_endings_share_their_minutes_and_the_break_is_no_place_for_a_task() -> None:
    table = path(FRONT, 90, ("source", "write"))
    assert table[-3:] == [("source", 60, 72), ("write", 72, 84), ("exit", 84, 90)]
    assert idle(_front(**{"break": {90: 15}, "turn": {90: 15}}), ACTING) == []
    found = idle(_front(), ACTING - {"turn"})
    assert all(line.startswith("turn: in the ") for line in found)
    # The example and the turn; the break between the turn and the first ending does not count.
    assert {line.split("looks on for ")[1].split(" ")[0] for line in found if "the 90" in line} == {"35"}


def test_what_counts_as_an_act() -> None:
    cells = [
        new_markdown_cell("Read this.", id="question-hook"),
        new_markdown_cell("Which?", id="look-ask"),
        new_code_cell('show(chart, "…", [Control("view", "…", {})])', id="reveal-chart"),
        new_code_cell('show(chart, "choose(…)")', id="example-chart"),
        new_code_cell('fill("turn", "…", {})', id="turn-question"),
        new_markdown_cell("Say it.", id="check-ask", metadata={"tags": ["teacher"]}),
        new_code_cell("if level:\n    write('a', 'b')", id="exit-write"),
    ]
    assert acting(new_notebook(cells=cells)) == {"look", "reveal", "turn", "exit"}


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.stem)
def test_in_real_lessons_a_learner_acts_in_time(source: Path) -> None:
    notebook = read(source)
    assert idle(notebook.metadata["lesson"], acting(notebook)) == []


@pytest.mark.parametrize(
    ("number", "cell"), [("00", "example-ask"), ("03-", "example-ask"), ("03b", "example-ask")]
)
def test_without_its_task_the_worked_example_is_too_long(number: str, cell: str) -> None:
    (source,) = (each for each in sources() if each.name.startswith(number))
    notebook = read(source)
    notebook.cells = [each for each in notebook.cells if each.id != cell]
    found = idle(notebook.metadata["lesson"], acting(notebook))
    assert any(line.startswith("example: in the 90 minutes") for line in found)


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.stem)
def test_every_objective_of_a_real_lesson_has_a_question(source: Path) -> None:
    front = read(source).metadata["lesson"]
    assert unserved(front) == []
    broken = {**front, "exercises": [[], *front["exercises"][1:]]}
    assert unserved(broken) == [f'exercises: no question serves "{front["objectives"][0]}"; name one']
    assert len(unserved({**front, "exercises": []})) == len(front["objectives"])
