"""The shape of a course file: which keys it has and what kind of value stands at each."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationError,
)
from pydantic_core import ErrorDetails  # noqa: TC002 - a model's module is read at run time

from variants.course.problems import Problem, hint, nearest, quoted

if TYPE_CHECKING:
    from variants.course.reading import KeyPath, Written

__all__ = ["GONE", "CourseFile", "LearnerEntry", "LessonEntry", "TextFile", "shaped"]

_ABSENT: Any = Field(default=None)  # None is no value that a file may give
GONE = "\0"  # stands where a value was wrong and has been named; no file can hold it


def _alone(value: Any) -> Any:
    return value if isinstance(value, (list, dict)) else [value]


def _named(name: str) -> BeforeValidator:
    """A text may stand for the keys of which it is the one that matters."""
    return BeforeValidator(lambda value: value if isinstance(value, dict) else {name: value})


def _either(first: str, second: str) -> Discriminator:
    return Discriminator(lambda value: second if isinstance(value, dict) else first)


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Texts = Annotated[list[Text], BeforeValidator(_alone)]


class TextFile(_Frozen):
    """Own Markdown in a file of its own."""

    file: Text


class LearnerEntry(_Frozen):
    """One learner of a list."""

    id: Text
    name: Annotated[str, StringConstraints(max_length=200)] = ""


class Roster(_Frozen):
    """Learners in a CSV file."""

    roster: Text


# The tags begin with what no file can hold, so that they are told from keys in the place of an error.
Words = Annotated[
    Annotated[str, Tag("\0text")] | Annotated[TextFile, Tag("\0file")], _either("\0text", "\0file")
]
Learners = Annotated[
    Annotated[Annotated[list[Annotated[LearnerEntry, _named("id")]], BeforeValidator(_alone)], Tag("\0list")]
    | Annotated[Roster, Tag("\0roster")],
    _either("\0list", "\0roster"),
]


class LessonEntry(_Frozen):
    """One lesson."""

    lesson: Text
    parameters: dict[str, Any] = {}
    drop: Texts = []
    add: Texts = []
    before: dict[str, Words] = {}
    after: dict[str, Words] = {}


class CourseFile(_Frozen):
    """The whole file; what its values mean is checked later."""

    title: Text
    language: Texts = _ABSENT
    languages: Texts = _ABSENT
    level: Literal["secondary", "undergraduate"] = "secondary"
    minutes: Literal[45, 50, 55, 90] = 50
    endings: Texts = _ABSENT
    country: Text = _ABSENT
    currency: Text = _ABSENT
    lessons: Annotated[
        list[Annotated[LessonEntry, _named("lesson")]], BeforeValidator(_alone), Field(min_length=1)
    ]
    learners: Learners = _ABSENT
    tables: dict[str, Text] = {}
    audiences: Annotated[Texts, Field(min_length=1)] = ["learner", "teacher"]
    formats: Annotated[Texts, Field(min_length=1)] = ["ipynb"]


_KINDS: dict[str, type[_Frozen]] = {
    "lessons": LessonEntry,
    "learners": LearnerEntry,
    "before": TextFile,
    "after": TextFile,
}
_NEEDED = {"title", "lesson", "lessons", "id", "roster", "file"}
_EXPECTED = {
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
}


def shaped(written: Written) -> tuple[CourseFile | None, list[Problem]]:
    r"""Check the shape of a course file.

    Parameters
    ----------
    written : Written
        The file as read.

    Returns
    -------
    CourseFile or None
        What is right of it, so that it can be checked further; `GONE` where something had to be put.
    list of Problem
        What is wrong with its shape.

    Examples
    --------
    >>> from variants.course.reading import read_text
    >>> print(shaped(read_text("course.yml", "titel: AI\nlessons: ['03']"))[1][0])
    course.yml, line 1: the key title is missing; add it.
    """
    if not isinstance(written.value, dict):
        what = f"found {quoted(written.value)}, expected keys such as title and lessons; compare with the example"
        return None, [Problem(written.file, 1, "", what)]
    value, problems = copy.deepcopy(written.value), dict[Problem, None]()
    for _round in range(6):
        try:
            return CourseFile.model_validate(value), list(problems)
        except ValidationError as error:
            for details in error.errors(include_url=False):
                path = tuple(part for part in details["loc"] if not str(part).startswith(GONE))
                if _found(value, path) != (GONE,):
                    problems[_problem(written, path, details)] = None
                _mend(value, path, details["type"])
    return None, list(problems)


def _found(value: Any, path: KeyPath) -> tuple[Any] | tuple[()]:
    for part in path:
        reached = isinstance(value, list) and isinstance(part, int) and part < len(value)
        if reached or (isinstance(value, dict) and part in value):
            value = value[part]
        else:
            return ()
    return (value,)


def _mend(value: Any, path: KeyPath, kind: str) -> None:
    """Take out what is wrong, or put something in its place where the place is needed."""
    if kind == "missing":
        around = _found(value, path[:-1])
        if around and isinstance(around[0], dict):
            around[0][path[-1]] = GONE
        return
    while path and not _found(value, path):
        path = path[:-1]
    around = _found(value, path[:-1])
    if not path or not around:
        return
    if isinstance(around[0], dict) and path[-1] not in _NEEDED:
        del around[0][path[-1]]
    else:
        around[0][path[-1]] = GONE


def _problem(written: Written, path: KeyPath, details: ErrorDetails) -> Problem:
    kind, value = details["type"], details["input"]
    found, place = written.place(path)
    shown = place.shown if found == path or (value,) == _found(written.value, found) else ""
    if kind == "missing":
        return written.problem(path[:-1], f"the key {path[-1]} is missing; add it")
    if kind == "extra_forbidden":
        return written.problem(path, f"is no key here; {hint(path[-1], _keys(path))}")
    if kind == "literal_error":
        choices = ([45, 50, 55, 90]) if path == ("minutes",) else ["secondary", "undergraduate"]
        near = nearest(value, choices) if isinstance(value, (str, int, float)) else None
        advice = f"; the nearest is {near}" if near else ""
        # A number in quotes is a text.
        advice = "; take the quotes away" if value in map(str, choices) and path == ("minutes",) else advice
        words = ", ".join(map(str, choices[:-1]))
        return written.problem(
            path, f"found {quoted(value, shown)}, expected {words} or {choices[-1]}{advice}"
        )
    if kind in _EXPECTED:
        expected = "text or a list" if kind == "list_type" else _EXPECTED[kind]
        return written.problem(
            path, f"found {quoted(value, shown)}, expected {expected}{_advice(kind, value, shown)}"
        )
    known = {
        "string_too_short": f"found {quoted(value)}, expected text; write some or take the key out",
        "string_too_long": f"found {quoted(value)}, expected at most 200 characters; make it shorter",
        "too_short": "found an empty list, expected one item or more",
    }
    return written.problem(
        path, known.get(kind, f"found {quoted(value, shown)}, expected another kind of value")
    )


def _advice(kind: str, value: Any, shown: str) -> str:
    if value is None:
        return "; write one or take the key out"
    if kind == "string_type" and shown and not isinstance(value, (dict, list)):
        return f'; put it in quotes: "{shown[:40]}"'
    return ""


def _keys(path: KeyPath) -> list[str]:
    """List the keys that may stand where one does."""
    names = [part for part in path[:-1] if isinstance(part, str)]
    if not names:
        return list(CourseFile.model_fields)
    model = _KINDS.get(names[-1])
    if names[-1] == "learners" and not isinstance(path[-2], int):
        model = Roster
    if names[0] == "lessons" and len(names) > 1 and names[1] in ("before", "after"):
        model = TextFile
    return list(model.model_fields) if model else []
