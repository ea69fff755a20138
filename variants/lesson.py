"""A lesson's front matter: strict data, refused with one sentence when it is wrong."""

from __future__ import annotations

import difflib
import keyword
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from variants.minutes import columns
from widgets.lesson import expand

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from pydantic_core import ErrorDetails

__all__ = ["FrontMatter", "Parameter", "SourceError", "front_matter", "unknown_names", "unserved"]


class SourceError(ValueError):
    """A lesson's source is wrong; the text says where and what to do."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Word(_Strict):
    """A word that the lesson explains."""

    term: str
    meaning: str


class Parameter(_Strict):
    """Something an instructor sets before the lesson is built or run.

    `choices` holds values, or ``table.column`` for the values in that column; `default` is one
    value, or one for each language; `labels` are words for values that would read as codes.
    """

    name: str
    type: Literal["str", "int", "float", "bool"]
    choices: list[str | int | float | bool]
    default: str | int | float | bool | dict[str, str | int | float | bool]
    help: str
    unit: str | None = None
    labels: dict[str, str] = {}

    @field_validator("name")
    @classmethod
    def _identifier(cls, name: str) -> str:
        if not name.isidentifier() or keyword.iskeyword(name):
            msg = f"{name!r} cannot be a variable's name in Python"
            raise ValueError(msg)
        return name

    @model_validator(mode="after")
    def _labelled(self) -> Parameter:
        known = [str(choice) for choice in expand(self.choices)] if self.labels else []
        unknown = [repr(value) for value in self.labels if value not in known]
        if unknown:
            msg = (
                f"labels: {', '.join(unknown)} is no choice of {self.name}; label some of {', '.join(known)}"
            )
            raise ValueError(msg)
        return self

    def value(self, language: str) -> str | int | float | bool:
        """Return the default for a language."""
        return self.default[language] if isinstance(self.default, dict) else self.default


class FrontMatter(_Strict):
    """What stands above the first cell of a lesson's source.

    `minutes` are by part and by length of the class period; `endings` are the sections of which a
    course chooses. `exercises` names, for each objective, the questions that serve it.
    """

    title: str
    questions: list[str]
    objectives: list[str]
    exercises: list[list[str]] = []
    minutes: dict[str, dict[int, int]]
    endings: list[str]
    words: list[Word]
    parameters: list[Parameter]
    tables: list[str]
    claims: list[str]

    @field_validator("minutes")
    @classmethod
    def _sums(cls, minutes: dict[str, dict[int, int]]) -> dict[str, dict[int, int]]:
        faults = columns(minutes)
        if faults:
            raise ValueError("; ".join(faults))
        return minutes

    @model_validator(mode="after")
    def _served(self) -> FrontMatter:
        if self.exercises and len(self.exercises) != len(self.objectives):
            msg = f"exercises: {len(self.exercises)} lists for {len(self.objectives)} objectives; give one for each"
            raise ValueError(msg)
        return self


def front_matter(text: str, path: Path | str, model: type[FrontMatter] = FrontMatter) -> FrontMatter:
    """Read a lesson's front matter.

    Parameters
    ----------
    text : str
        YAML 1.2 (so that ``NO`` stays a text).
    path : Path or str
        Named in the message.
    model : type
        What the front matter must hold; a lesson's, if not given.

    Raises
    ------
    SourceError
        Naming every key that is wrong.

    Examples
    --------
    >>> front_matter("title: 1", "x.md")
    Traceback (most recent call last):
    ...
    variants.lesson.SourceError: x.md, front matter: title: should be a valid string, found 1; ...
    """
    try:
        content: Any = YAML(typ="safe", pure=True).load(text)
        return model.model_validate(content)
    except YAMLError as error:
        msg = f"{path}, front matter: not valid YAML: {_yaml_problem(error)}."
        raise SourceError(msg) from error
    except ValidationError as error:
        msg = f"{path}, front matter: {'; '.join(map(_problem, error.errors()))}."
        raise SourceError(msg) from error


def unserved(lesson: Mapping[str, Any]) -> list[str]:
    """Find objectives that no question serves.

    Parameters
    ----------
    lesson : mapping
        The front matter.

    Returns
    -------
    list of str
        One sentence each, without the full stop; empty if all is well.

    Examples
    --------
    >>> unserved({"objectives": ["ask who pays", "divide once"], "exercises": [["who"], []]})
    ['exercises: no question serves "divide once"; name one']
    """
    lists = lesson["exercises"] or [[]] * len(lesson["objectives"])
    return [
        f'exercises: no question serves "{objective}"; name one'
        for objective, serving in zip(lesson["objectives"], lists, strict=True)
        if not serving
    ]


def unknown_names(lesson: Mapping[str, Any], tables: Collection[str], claims: Collection[str]) -> list[str]:
    """Find tables and claims that a lesson names and that are not there.

    Parameters
    ----------
    lesson : mapping
        The front matter, as ``metadata["lesson"]`` holds it.
    tables : collection of str
        Names of the tables in ``data/datapackage.json``.
    claims : collection of str
        Ids of the claims in ``data/claims.csv``.

    Returns
    -------
    list of str
        One sentence each, without the full stop; empty if all is well.

    Examples
    --------
    >>> unknown_names({"tables": ["economy"], "claims": ["A3"]}, ["claims", "economies"], ["A03", "B14"])
    ['tables: "economy" is no table of data/datapackage.json; the nearest is "economies"', \
'claims: "A3" is no claim of data/claims.csv; the nearest is "A03"']
    """
    found = []
    for key, kind, file, known in (
        ("tables", "table", "data/datapackage.json", tables),
        ("claims", "claim", "data/claims.csv", claims),
    ):
        for name in lesson[key]:
            if name not in known:
                near = max(sorted(known), key=partial(_likeness, name), default=None)
                hint = f'the nearest is "{near}"' if near else "there is none"
                found.append(f'{key}: "{name}" is no {kind} of {file}; {hint}')
    return found


def _likeness(a: str, b: str) -> tuple[float, int]:
    """Ids are short and many are equally like; then the longest piece that both have counts."""
    matcher = difflib.SequenceMatcher(None, a, b)
    return matcher.ratio(), matcher.find_longest_match().size


def _yaml_problem(error: YAMLError) -> str:
    """Say what is wrong, and in which line of the file (the front matter begins below a line ---)."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return str(error)
    return f"line {error.problem_mark.line + 2}: {error.problem}"


def _problem(error: ErrorDetails) -> str:
    """Name the key, what was expected there and what was found."""
    *outer, last = map(str, error["loc"] or ["front matter"])
    key = ".".join([*outer, last])
    if error["type"] == "missing":
        return f"{key}: is missing"
    if error["type"] == "extra_forbidden":
        known = _known(outer)
        near = difflib.get_close_matches(last, known, n=1)
        hint = f"the nearest is {near[0]}" if near else f"expected one of {', '.join(known)}"
        return f"{key}: is no key here, {hint}"
    expected = error["msg"].removeprefix("Input ").removeprefix("Value error, ")
    if error["type"] == "value_error" and isinstance(error["input"], dict):
        # The sentence is whole, and the found value would be long.
        return expected if last == "front matter" else f"{key}: {expected}"
    return f"{key}: {expected}, found {error['input']!r}"


def _known(outer: list[str]) -> list[str]:
    models: dict[str, type[_Strict]] = {"words": Word, "parameters": Parameter}
    return list((models[outer[0]] if outer else FrontMatter).model_fields)
