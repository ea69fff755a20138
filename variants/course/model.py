"""The model of a course: what is left of ``course.yml`` when everything in it has been checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "AUDIENCES",
    "FORMATS",
    "LEVELS",
    "Audience",
    "Course",
    "CourseLesson",
    "Format",
    "Learner",
    "Level",
    "Value",
    "read_course",
    "values",
]

Audience = Literal["learner", "teacher", "handout"]
Format = Literal["ipynb", "html", "single", "pdf", "docx", "cards"]
Level = Literal["secondary", "undergraduate"]
Value = str | int | float | bool
AUDIENCES: tuple[Audience, ...] = ("learner", "teacher", "handout")
FORMATS: tuple[Format, ...] = ("ipynb", "html", "single", "pdf", "docx", "cards")
LEVELS: tuple[Level, ...] = ("secondary", "undergraduate")


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Learner(_Frozen):
    """One learner: the id names folder and variant, the name is for people."""

    id: str
    name: str = ""


class CourseLesson(_Frozen):
    """One lesson of a course; `before` and `after` are own Markdown by section."""

    name: str
    parameters: dict[str, Value] = {}
    drop: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    before: dict[str, str] = {}
    after: dict[str, str] = {}


class Course(_Frozen):
    """A whole course; `endings` is None where each lesson takes its own first ones.

    `tables` maps the names of the kit's tables to the files that stand in for them.
    """

    title: str
    languages: tuple[str, ...] = ("en",)
    level: Level = "secondary"
    minutes: Literal[45, 50, 55, 90] = 50
    endings: tuple[str, ...] | None = None
    country: str | None = None
    currency: str | None = None
    lessons: tuple[CourseLesson, ...]
    learners: tuple[Learner, ...] = ()
    tables: dict[str, Path] = {}
    audiences: tuple[Audience, ...] = ("learner", "teacher")
    formats: tuple[Format, ...] = ("ipynb",)
    folder: Path
    source: Path


def read_course(path: Path) -> Course:
    """Read a course file and check all of it before any work is done.

    Parameters
    ----------
    path : Path
        The file ``course.yml``. What it names lies in the same folder.

    Returns
    -------
    Course

    Raises
    ------
    CourseProblems
        With every problem, sorted by line. Nothing is written in any case.

    Examples
    --------
    >>> read_course(Path(__file__).with_name("example.yml")).minutes
    50
    """
    from variants.course.checking import check  # it needs the classes above

    return check(path)


def values(course: Course, lesson: CourseLesson, language: str, front: Mapping[str, Any]) -> dict[str, Value]:
    """Say which value each parameter of a lesson has in one copy.

    Parameters
    ----------
    course : Course
        Its country, currency and level count where the lesson has such a parameter.
    lesson : CourseLesson
        Its own parameters count more.
    language : str
        Chooses among defaults that differ by language.
    front : mapping
        The lesson's front matter, as ``metadata["lesson"]`` holds it.

    Returns
    -------
    dict of str to value
        In the order of the front matter.

    Examples
    --------
    >>> lesson = CourseLesson(name="03-x", parameters={"year": 2024})
    >>> course = Course(title="T", country="KOR", lessons=(lesson,), folder=Path(), source=Path("course.yml"))
    >>> front = [{"name": "country", "default": {"en": "USA"}}, {"name": "year", "default": 2025}]
    >>> values(course, lesson, "en", {"parameters": front})
    {'country': 'KOR', 'year': 2024}
    """
    given: dict[str, Value | None] = {
        "country": course.country,
        "currency": course.currency,
        "level": course.level,
        **lesson.parameters,
    }
    result: dict[str, Value] = {}
    for parameter in front["parameters"]:
        default, chosen = parameter["default"], given.get(parameter["name"])
        if chosen is None:
            chosen = default[language] if isinstance(default, dict) else default
        result[parameter["name"]] = chosen
    return result
