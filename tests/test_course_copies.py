"""One copy of a lesson: what each audience gets, and its key."""

from __future__ import annotations

import ast
import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from variants.course.copies import answers, deal, finish, learner_cells, prepare, teacher_page
from variants.course.model import Course, CourseLesson, Learner, values
from variants.engine.runs import run
from variants.exercises import sections
from variants.lesson import SourceError
from variants.lint_notebook import notebook_state
from variants.page import page
from variants.page_words import script_data
from variants.source import SOURCES, read
from variants.strip import strip, to_bytes
from widgets.live import MIME

if TYPE_CHECKING:
    from nbformat import NotebookNode

NAME = "03-investment-figures"
SOURCE = SOURCES / f"{NAME}.md"
FRONT = read(SOURCE).metadata["lesson"]


def _course(lesson: CourseLesson, **changes: Any) -> Course:
    return Course(
        **{"title": "T", "lessons": (lesson,), "folder": Path(), "source": Path("course.yml"), **changes}
    )


# --- before the run ---------------------------------------------------------------------------------------


def test_a_copy_is_made_for_its_course() -> None:
    lesson = CourseLesson(name=NAME, parameters={"per": "gdp"}, before={"look": "Own words."})
    course = _course(lesson, title="AI and money", minutes=90, endings=("write", "source"), currency="EUR")
    japanese = prepare(course, lesson, "ja", "learner")
    assert "コース：AI and money\n\n授業の時間：90分。" in japanese.cells[0].source
    notebook = prepare(course, lesson, "en", "learner")
    order = [cell.id for cell in notebook.cells]
    assert order[:4] == ["heading", "parameters", "start", "question-hook"]
    assert (
        order.index("source-intro")
        < order.index("write-intro")
        < order.index("exit-intro")
        < order.index("cases-intro")
    )
    assert "currency: str = 'EUR'" in notebook.cells[1].source
    assert "per: str = 'gdp'" in notebook.cells[1].source
    assert "variant=" not in notebook.cells[2].source
    assert not [cell.id for cell in notebook.cells if "teacher" in cell.metadata.get("tags", [])]
    assert [
        cell.id for cell in prepare(course, lesson, "en", "teacher").cells if cell.id.endswith("-teacher")
    ]


@pytest.mark.parametrize(
    ("minutes", "changes", "lesson", "path"),
    [
        (45, {}, {}, []),
        (50, {}, {}, ["source"]),
        (90, {}, {}, ["source", "cases"]),
        (50, {}, {"drop": ("source",)}, ["cases"]),
        (50, {"endings": ("write",)}, {}, ["write"]),
        (50, {}, {"add": ("write",)}, ["source", "write"]),
    ],
)
def test_a_class_period_takes_as_many_endings_as_fit(
    minutes: int, changes: dict[str, Any], lesson: dict[str, Any], path: list[str]
) -> None:
    wanted = CourseLesson(name=NAME, **lesson)
    order = [
        cell.id
        for cell in prepare(_course(wanted, minutes=minutes, **changes), wanted, "en", "learner").cells
    ]
    assert [
        name for name in FRONT["endings"] if f"{name}-intro" in order[: order.index("exit-intro")]
    ] == path


def test_a_learners_cells_change_and_no_others() -> None:
    lesson = CourseLesson(name=NAME)
    notebook = prepare(_course(lesson, learners=(Learner(id="a"),)), lesson, "en", "learner")
    assert [cell.id for cell in notebook.cells[:4]] == ["heading", "parameters", "deal", "start"]
    notebook.cells.insert(
        -2, new_code_cell("n = draw('n', [1, 2])\nestimate('n', n)", id="more-mine-question")
    )
    notebook.cells.insert(-2, new_markdown_cell("draw('n')", id="more-mine-text"))
    assert learner_cells(notebook)[0:2] == ["deal", "start"]
    assert learner_cells(notebook)[-2:] == ["work-panel", "key"] or "more-mine-question" in learner_cells(
        notebook
    )
    assert "more-mine-question" in learner_cells(notebook)
    assert "more-mine-text" not in learner_cells(notebook)
    changed = deal(notebook, f"{NAME}-0123456789ab", "ab12")
    assert set(changed) == {"deal", "start"}
    assert ast.parse(changed["deal"])
    assert changed["deal"].endswith('deal("ab12")')
    before = next(cell.source for cell in notebook.cells if cell.id == "start")
    assert changed["start"] == f'{before[:-1]}, variant="{NAME}-0123456789ab")'
    with pytest.raises(ValueError, match="hexadecimal"):
        deal(notebook, f"{NAME}-0123456789ab", '"); import os; ("')


# --- after the run ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NotebookNode]:
    lesson = CourseLesson(
        name=NAME,
        parameters={"per": "total"},
        drop=("guess", "reveal"),
        add=("more-order",),
        after={"look": "Own words."},
    )
    course = _course(lesson, title="AI & money", learners=(Learner(id="a"),))
    folder = tmp_path_factory.mktemp("run")
    made = {}
    for audience in ("learner", "teacher"):
        notebook = prepare(course, lesson, "en", audience)
        changed = deal(notebook, f"{NAME}-0123456789ab", "ab12")
        for cell in notebook.cells:
            cell.source = changed.get(cell.id, cell.source)
        made[audience] = run(notebook, folder)
    made["values"] = values(course, lesson, "en", FRONT)
    return made


def _shown(notebook: NotebookNode) -> list[tuple[str, Any]]:
    return [(cell.source, cell.get("outputs")) for cell in notebook.cells]


def test_a_learners_copy_runs_again_and_names_its_variant(ran: dict[str, Any], tmp_path: Path) -> None:
    before = to_bytes(ran["learner"])
    done = finish(ran["learner"], "learner", ran["values"])
    assert to_bytes(ran["learner"]) == before, "what ran stays as it is"
    # A question for undergraduates is left out of this copy, so one number is.
    assert [fault for fault in notebook_state(done, "x.ipynb") if "execution count" not in fault] == []
    counts = [cell.execution_count for cell in done.cells if cell.cell_type == "code"]
    assert counts[:3] == [1, 2, 3]
    assert counts == sorted(set(counts))
    assert to_bytes(done) == to_bytes(finish(ran["learner"], "learner", ran["values"]))
    assert script_data(done, NAME, "kit")["variant"] == f"{NAME}-0123456789ab"
    assert f"Variant {NAME}-0123456789ab." in str(done.cells)
    assert "ab12" not in [cell.source for cell in done.cells if cell.id == "deal"]
    again = copy.deepcopy(done)
    again.metadata["lesson"] = {"name": NAME}
    assert _shown(strip(run(again, tmp_path))) == _shown(done), "what stands in it is what it computes"


def test_the_key_lists_what_the_copy_asks(ran: dict[str, Any]) -> None:
    key = {question["uid"]: question for question in answers(ran["learner"])}
    assert set(key) == {"turn", "check", "source", "exit", "cases", "write", "parts", "order", "yours"}, (
        "the guess is dropped with its section"
    )
    assert key["check"]["right"].startswith("Firms pledged it")
    assert [wrong["misconception"] for wrong in key["check"]["wrong"]] == ["pledge", "addup", "oku"]
    assert "(± " in key["turn"]["right"]
    with pytest.raises(SourceError, match="run the lesson"):
        answers(finish(ran["learner"], "learner", ran["values"]))


def test_the_teachers_copy_says_the_answer_under_each_question(ran: dict[str, Any]) -> None:
    done = finish(ran["teacher"], "teacher", ran["values"])
    order = [cell.id for cell in done.cells]
    for name in ("turn-question", "check-question", "exit-question", "more-order-question"):
        assert order[order.index(name) + 1] == f"{name}-answer"
    said = next(cell.source for cell in done.cells if cell.id == "check-question-answer")
    assert said.startswith("**Expected answer** (`check`)\n\n- Answer: Firms pledged it")
    assert "- **pledge** (`check`): “The government will pay it" in said
    assert "choose(" in next(cell.source for cell in done.cells if cell.id == "check-question")
    assert "look-teacher" in order
    assert not {"key", "deal"} & set(order)
    assert "Expected answer" in page(done, NAME, "en")
    with pytest.raises(SourceError, match="prepare it for learners"):
        finish(ran["teacher"], "learner", ran["values"])


def test_the_teachers_page_is_of_this_copy(ran: dict[str, Any]) -> None:
    text = teacher_page(ran["teacher"])
    assert f"Variant {NAME}-0123456789ab." in text
    assert "| Part | 50 minutes |" in text
    rows = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")][2:]
    assert rows == [
        "The question", "Look: who pays, for what, where, over how long?", "Worked example: one sum, two amounts of yen",
        "Your turn: the same steps, two blanks", "Checkpoint", "Break", "Ending", "Exit slip",
    ]  # fmt: skip
    assert "Endings to choose from: Check the source." in text
    assert "### `guess`" not in text


# --- handouts ---------------------------------------------------------------------------------------------


def test_a_handout_holds_exercises_alone(ran: dict[str, Any]) -> None:
    done = finish(ran["learner"], "handout", ran["values"])
    nbformat.validate(done)
    ids = [cell.id for cell in done.cells]
    assert ids[:2] == ["heading", "question-hook"]
    assert done.cells[0].source.startswith(
        "# Investment figures: a number of what?\n\nCourse: AI &amp; money\n\nThis copy uses: "
    )
    assert done.cells[0].source.endswith(f"Variant {NAME}-0123456789ab.")
    for name in (
        "look-ask",
        "look-own-after",
        "turn-question",
        "check-question",
        "source-card",
        "exit-question",
        "more-order-question",
    ):
        assert name in ids, name
    # The chart and the table that a task is about, but not the words around them.
    assert {"look-chart", "example-table"} <= set(ids)
    assert not {
        "look-limit",
        "example-digit",
        "example-limit",
        "exit-source",
        "work-panel",
        "parameters",
    } & set(ids)
    assert not [
        name for name in ids if name.startswith(("more-parts", "cases", "guess", "reveal", "sources"))
    ]
    assert {cell.source for cell in done.cells if cell.cell_type == "code"} == {""}
    data = [
        output.data[MIME] for cell in done.cells for output in cell.get("outputs", []) if MIME in output.data
    ]
    questions = [each for each in data if each["kind"] == "question"]
    assert len(questions) == 5
    for question in questions:
        assert (question["seal"], question["hints_html"], question["worked"]) == (None, [], False)
    assert not [each for each in data if each.get("after")]
    assert "To answer here" not in json.dumps(done)


def test_a_handout_is_a_sheet_on_its_page_too(ran: dict[str, Any]) -> None:
    done = finish(ran["learner"], "handout", ran["values"])
    html = page(done, NAME, "en")
    assert 'data-kind="question"' not in html
    assert html.count('class="page-question') == 5
    assert "On the back" not in html
    # Made again from itself, it stays what it is: the worksheet for Word keeps the same rule.
    assert [section.name for section in sections(done)] == [
        "question", "look", "example", "turn", "check", "source", "more-order", "exit",
    ]  # fmt: skip
