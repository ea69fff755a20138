"""What waits for a checked question is sealed in a learner's page, and opens there as in every lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import tests.widget_page  # noqa: F401 - its patience
from tests.building import course_file, run

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

COURSE = """\
title: Compare
lessons: [03b]
audiences: [learner]
formats: [html]
minutes: 90
"""
CHART = "One rule for all three"
TOLD = "The year of the rate belongs to the figure"


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("waiting")
    code, _out, err = run(course_file(folder, COURSE), "--out", folder / "out", "--quiet")
    assert code == 0, err
    return folder / "out" / "learner" / "en" / "03b-compare-fairly.html"


def test_the_page_holds_no_word_of_what_waits(lesson: Path) -> None:
    text = lesson.read_text(encoding="utf-8")
    assert CHART not in text
    assert TOLD not in text
    assert "Opens with an answer to the question above." in text


def test_it_opens_with_an_answer_or_when_the_learner_asks_for_it(lesson: Path, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    wrong: list[str] = []
    try:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(lesson.as_uri())
        page.wait_for_selector("html.page-live-all")
        growth, rate = page.locator("#turn-chart"), page.locator("#check-rate")
        growth.locator(".kit-closed button").press("Enter")
        expect(growth.locator(".kit-takeaway")).to_contain_text(CHART)
        expect(growth.locator("svg[role=img]")).to_have_count(1)
        expect(rate.locator(".kit-closed")).to_be_visible()
        asked = page.locator(".kit-question", has_text="What may we say about the two sums").first
        for option in asked.locator("input[type=radio]").all():
            option.check()
            asked.locator("button[type=submit]").click()
            if rate.get_by_text(TOLD).count():
                break
        expect(rate.get_by_text(TOLD)).to_be_visible()
        assert wrong == []
    finally:
        context.close()
