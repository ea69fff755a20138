"""Values of parameters and a course's title, written so that they stay values and plain text."""

from __future__ import annotations

import ast
import math
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from nbformat.v4 import new_notebook

from variants.course.copies import prepare
from variants.course.model import Course, CourseLesson
from variants.lesson import SourceError
from variants.parameters import plain_markdown, with_parameters
from widgets.live import markdown

if TYPE_CHECKING:
    from nbformat import NotebookNode

NAME = "03-investment-figures"

HOSTILE = [
    "円",
    "it's",
    'say "no"',
    "'\"'\"",
    '"""',
    "'''",
    "\\",
    "\\'",
    "a\nimport os\nb",
    "a\r\nimport os",
    "a\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029b",
    "\x00\x1b[31m",
    "# comment",
    "\u202egnp.exe",
    "\u2066x\u2069\u200f\ufeff",
    "{total}",
    "%s ${HOME} `id`",
    "__import__('os').system('id')",
    "'; import os; os.system('id') #",
    "e\u0301 \U0001f600",
    "",
    " " * 40,
]


def _with(kind: str, value: Any, help_: str = "help", unit: str | None = None) -> NotebookNode:
    parameter = {
        "name": "currency",
        "type": kind,
        "choices": [],
        "default": "x",
        "help": help_,
        "unit": unit,
        "labels": {},
    }
    front = {
        "name": NAME,
        "title": "T",
        "questions": [],
        "objectives": [],
        "words": [],
        "parameters": [parameter],
    }
    return with_parameters(new_notebook(metadata={"lesson": front}), "en", {"currency": value})


@pytest.mark.parametrize("value", HOSTILE, ids=[str(place) for place in range(len(HOSTILE))])
def test_a_text_stays_one_text_whatever_it_holds(value: str) -> None:
    source = _with("str", value).cells[1].source
    (statement,) = ast.parse(source).body
    assert isinstance(statement, ast.AnnAssign)
    assert ast.literal_eval(statement.value or statement) == value
    # Nothing in the file moves a reader's eye or ends a line.
    (line,) = source.splitlines()
    assert line.isprintable()


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [("str", "円", "'円'"), ("str", "JPY", "'JPY'"), ("int", 2025, "2025"), ("float", 0.1, "0.1"), ("bool", True, "True"),
     ("int", -3, "-3"), ("float", 1e300, "1e+300")],
)  # fmt: skip
def test_a_value_reads_as_a_person_writes_it(kind: str, value: Any, written: str) -> None:
    assert _with(kind, value).cells[1].source == f"currency: {kind} = {written}  # help"


class _Text(str):
    def __repr__(self) -> str:
        return "__import__('os')"


@pytest.mark.parametrize(
    "value",
    [math.nan, math.inf, -math.inf, "\ud800", "a\udfffb", None, [1], {"a": 1}, b"x", 1j, _Text("x")],
    ids=repr,
)
def test_what_is_no_plain_value_is_refused(value: Any) -> None:
    with pytest.raises(SourceError, match=r"^currency: found "):
        _with("str", value)


def test_help_and_unit_cannot_end_their_comment() -> None:
    source = _with("str", "x", help_="first\nimport os", unit="m\rimport os").cells[1].source
    assert len(ast.parse(source).body) == 1
    assert "\n" not in source


@pytest.mark.parametrize(
    "title",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](http://a/b.png)",
     "*a* _b_ `c` ~~d~~", "$\\href{javascript:alert(1)}{x}$ \\(y\\)", "# no\n# heading", "&lt;b&gt; &#60;i&#62;", "a | b", "<a@b.c>"],
)  # fmt: skip
def test_a_courses_title_is_plain_text(title: str) -> None:
    lesson = CourseLesson(name=NAME)
    course = Course(title=title, lessons=(lesson,), folder=Path(), source=Path("course.yml"))
    heading = prepare(course, lesson, "en", "learner").cells[0].source
    assert f"\n\nCourse: {plain_markdown(title)}\n\nIn class: 50 minutes. What stands under" in heading
    html = markdown(f"Course: {plain_markdown(title)}")
    assert unescape(html) == f"<p>Course: {' '.join(title.split())}</p>", "no tag and no link is made of it"
    assert not set("$<>") & set(plain_markdown(title)), "nor maths or a tag by a reader with other rules"
