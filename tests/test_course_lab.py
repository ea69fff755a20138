"""A course's copies in a real JupyterLab: a learner's own figures are asked, checked and kept; a teacher reads all."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.keys import choose, press, type_in
from tests.lab import LAB_IDLE, browser_page, jupyterlab, shot, wait_until_live
from variants.course.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COURSE = """\
title: 春の授業 A & B
languages: [en]
minutes: 50
endings: [write]
country: 韓国
currency: KRW
lessons:
  - lesson: "03"
    add: [more-yours]
    before: {question: "Last week we read a headline. **Today we take its number apart.**"}
learners:
  - {id: "佐藤 はな", name: 佐藤 はな}
  - aoki
"""
NAME = "03-investment-figures"
QUESTIONS = 10


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    (folder / "course.yml").write_text(COURSE, encoding="utf-8")
    assert main([str(folder / "course.yml"), "--out", str(folder / "out"), "--quiet"]) == 0
    return folder / "out"


@pytest.fixture(scope="module")
def home(built: Path) -> Iterator[str]:
    with jupyterlab(built) as address:
        yield address


def _expected(built: Path, learner: str) -> tuple[str, str]:
    """The rate and the sentence that the teacher's table names for this learner."""
    with (built / "teacher" / "en" / "answers.csv").open(encoding="utf-8-sig", newline="") as file:
        answer = next(row["answer"] for row in csv.DictReader(file) if row["learner"] == learner)
    found = re.fullmatch(r"the rate: ([\d.,]+) .*; whether the amounts fit: (.+)", answer)
    assert found, answer
    return found[1], found[2]


def _open(page: Page, home: str, path: str) -> None:
    page.goto(f"{home}/doc/tree/{path}")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_selector(LAB_IDLE)


def _own(page: Page) -> Locator:
    question = page.locator(".kit-question", has_text="Suppose a newspaper prints")
    question.evaluate("question => question.scrollIntoView({block: 'center'})")
    return question


def _answer(page: Page, rate: str, sentence: str, mark: str, count: int) -> None:
    """Fill in and check; again if JupyterLab drew the cell anew meanwhile, as it does on a busy machine."""
    for last in (False, False, True):
        fields = _own(page).locator(".kit-gap > select, .kit-gap > input")
        type_in(page, fields.nth(0), rate)
        choose(page, fields.nth(1), sentence)
        press(page, _own(page).locator("button[type=submit]"), "Enter")
        try:
            expect(_own(page).locator(mark)).to_have_count(count, timeout=20_000)
        except AssertionError:
            if last:
                raise
        else:
            return


def test_a_learner_answers_the_question_of_their_own(built: Path, home: str) -> None:
    learner = "佐藤 はな"
    rate, sentence = _expected(built, learner)
    assert rate != _expected(built, "aoki")[0]
    path = f"learners/{learner}/en/{NAME}.ipynb"
    variant = json.loads((built / "manifest.json").read_text())["copies"][path.removesuffix(".ipynb")][
        "variant"
    ]
    with browser_page(home) as (page, watched):
        _open(page, home, path)
        page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
        page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
        wait_until_live(page, QUESTIONS)
        expect(page.get_by_text(f"Variant {variant}").first).to_be_attached()
        expect(page.get_by_text("Today we take its number apart.").first).to_be_attached()
        _answer(page, _expected(built, "aoki")[0], sentence, ".kit-mark.kit-wrong", 1)
        _answer(page, rate, sentence, ".kit-mark.kit-right", 2)
        shot(page, "course-learner")
        assert watched.outside == []
        assert watched.errors == []
    kept = json.loads(
        (built / "learners" / learner / "en" / "answers" / f"{variant}.json").read_text("utf-8")
    )
    assert kept["variant"] == variant
    assert kept["answers"][f"{NAME}.yours"]["done"] is True


def test_a_teacher_reads_the_expected_answers_under_the_questions(home: str) -> None:
    with browser_page(home) as (page, watched):
        _open(page, home, f"teacher/en/{NAME}.ipynb")
        page.set_default_timeout(60_000)
        note = page.get_by_text("Expected answer (turn)")
        for cell in range(page.locator(".jp-Notebook .jp-Cell").count()):
            page.locator(".jp-Notebook .jp-Cell").nth(cell).evaluate("cell => cell.scrollIntoView()")
            if note.count():
                break
        expect(note).to_be_visible()
        shot(page, "course-teacher")
        assert watched.errors == []
