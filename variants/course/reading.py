"""A course file as plain values: YAML 1.2 in which nothing is hidden, with the line of every key and item.

The file is read event by event, so an alias, a tag or a nest too deep is refused before anything is built from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from variants.course.problems import CourseProblems, Problem, key, quoted, safe
from variants.course.text import hidden, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["KeyPath", "Place", "Written", "read_text"]

KeyPath = tuple[str | int, ...]
DEEPEST = 20
MOST_VALUES = 60_000  # a roster of 5,000 with names needs 20,000
_ENOUGH = 20  # problems of writing, after which reading ends
# What the parser says, by its first words, and what helps.
_ADVICE = {
    "mapping values are not allowed": 'found a colon where none may stand; put text that holds ": " in quotes',
    "found character '\\t'": "found a tab; indent with spaces",
    "could not find expected ':'": "found words without a colon; write key: value, and further lines further in",
    "expected <block end>": "found a line that is indented otherwise than the lines above; put it below them",
    "found unexpected end of stream": "found no end of a text in quotes; close the quotation mark",
    "expected ',' or": "found no end of a list or of keys in brackets; close the bracket or add a comma",
    "found unknown escape": "found a backslash in double quotation marks; write two, or use single marks",
    "found character": "found a character that cannot begin a value; put the text in quotes",
}


class Place(NamedTuple):
    """Where a key or an item stands, and how its value is written."""

    line: int
    shown: str


class Written(NamedTuple):
    """Plain values, and the place of each."""

    file: str
    value: Any
    places: dict[KeyPath, Place]

    def place(self, path: KeyPath) -> tuple[KeyPath, Place]:
        """Find the place of a key, or of the nearest key around it.

        Examples
        --------
        >>> read_text("c.yml", "a: [b]").place(("a", 0, "x"))
        (('a', 0), Place(line=1, shown='b'))
        """
        while path and path not in self.places:
            path = path[:-1]
        return path, self.places.get(path, Place(1, ""))

    def problem(self, path: KeyPath, text: str) -> Problem:
        """Say what is wrong with the value of a key."""
        found, place = self.place(path)
        return Problem(self.file, place.line, key(found), text)


def read_text(file: str, text: str) -> Written:
    """Read YAML as plain values.

    Parameters
    ----------
    file : str
        Named in problems.
    text : str
        YAML 1.2 without aliases, tags and merge keys, of one document.

    Returns
    -------
    Written
        Dicts with text as keys, lists, text, numbers, true and false, None and `Day`.

    Raises
    ------
    CourseProblems
        If something is written as it may not be.

    Examples
    --------
    >>> read_text("c.yml", "country: NO")
    Written(file='c.yml', value={'country': 'NO'}, places={('country',): Place(line=1, shown='NO')})
    """
    reader = _Reader(file)
    try:
        reader.read(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        known = [advice for start, advice in _ADVICE.items() if (error.problem or "").startswith(start)]
        what = known[0] if known else "cannot be read as YAML, expected key: value; compare with the example"
        reader.problems.append(Problem(file, mark.line + 1 if mark else 1, "", what))
    except (YAMLError, ValueError, OverflowError, RecursionError):
        what = "cannot be read as YAML, expected key: value; compare with the example"
        reader.problems.append(Problem(file, reader.line, "", what))
    except _Enough:
        pass
    if reader.problems:
        raise CourseProblems(reader.problems)
    return Written(file, reader.value, reader.places)


class _Enough(Exception):  # noqa: N818 - it ends the reading, the problems are noted
    """There is no use in reading on."""


class _Reader:
    """The values that the events build, and what is wrong with how they are written."""

    def __init__(self, file: str) -> None:
        self.file, self.line, self.count = file, 1, 0
        self.value: Any = None
        self.places: dict[KeyPath, Place] = {}
        self.problems: list[Problem] = []
        self.path: KeyPath = ()
        self.open: list[dict[str, Any] | list[Any]] = []
        self.waiting: list[str | None] = []  # for each open container the key whose value comes next

    def read(self, text: str) -> None:
        """Take all events."""
        documents = 0
        for event in _events(text):
            self.line = event.start_mark.line + 1
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if event.version or event.tags:
                    self.refuse("found a line that begins with %; take it out")
                if documents > 1:
                    self.refuse("found a second document after a line ---; keep one", last=True)
            elif isinstance(event, NodeEvent):
                self.node(event)
            elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                self.open.pop()
                self.waiting.pop()
                self.path = self.path[:-1]

    def refuse(self, text: str, *, last: bool = False) -> None:
        """Note a problem in this line."""
        self.problems.append(Problem(self.file, self.line, key(self.path), text))
        if last or len(self.problems) >= _ENOUGH:
            raise _Enough

    def node(self, event: NodeEvent) -> None:
        """Take a value or a key."""
        self.count += 1
        if self.count > MOST_VALUES:
            self.refuse(
                f"found too many values, expected at most {MOST_VALUES:,}; make the file shorter", last=True
            )
        self.plain(event)
        if self.open and isinstance(self.open[-1], dict) and self.waiting[-1] is None:
            self.key(event, self.open[-1])
            return
        value, shown = _value(event)
        if isinstance(event, ScalarEvent):
            found = hidden(event.value)
            if found:
                self.refuse(f"found the hidden character U+{ord(found[0]):04X}; take it out")
        self.put(value, Place(self.line, shown))
        if isinstance(value, (dict, list)) and isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            if len(self.open) >= DEEPEST:
                self.refuse(f"is nested more than {DEEPEST} deep; a course needs no more than six", last=True)
            self.open.append(value)
            self.waiting.append(None)

    def plain(self, event: NodeEvent) -> None:
        """Refuse what stands for something else."""
        if isinstance(event, AliasEvent):
            self.refuse(f'found the alias "*{safe(event.anchor)}", expected a value; write it out')
        elif event.anchor:
            self.refuse(f'found the anchor "&{safe(event.anchor)}", expected a value alone; take it out')
        tag = getattr(event, "tag", None)
        if tag:
            self.refuse(f'found the tag "{safe(str(tag))}", expected a value alone; take it out')

    def key(self, event: NodeEvent, around: dict[str, Any]) -> None:
        """Take a key."""
        value, shown = _value(event)
        outer, shown = self.path[: len(self.open) - 1], safe(shown)
        self.path = (*outer, value if isinstance(value, str) else shown)
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self.path = outer
            self.refuse(
                "found a list or keys where a key was expected; put text with braces in quotes", last=True
            )
        if not isinstance(value, str):
            self.refuse(f'found {quoted(value, shown)} as a key, expected text; put it in quotes: "{shown}"')
        elif hidden(value) or not value.strip() or len(value) > 100:
            self.refuse(f'found the key "{safe(value)}", expected a short word')
        elif value == "<<":
            self.refuse('found the merge key "<<", expected a key of a course; write the keys out')
        name = str(self.path[-1])
        if name in around:
            first = self.places[self.path].line
            self.refuse(f"stands twice, first in line {first}; take one away")
        self.places.setdefault(self.path, Place(self.line, ""))
        self.waiting[-1] = name

    def put(self, value: Any, place: Place) -> None:
        """Put a value where it belongs."""
        if not self.open:
            self.value = value
            return
        around = self.open[-1]
        if isinstance(around, list):
            self.path = (*self.path[: len(self.open) - 1], len(around))
            around.append(value)
            self.places[self.path] = place
        else:
            name = self.waiting[-1] or ""
            around[name] = value
            self.places[self.path] = Place(self.places[self.path].line, place.shown)
            self.waiting[-1] = None


def _events(text: str) -> Iterator[Any]:
    yield from YAML(typ="safe", pure=True).parse(text)


def _value(event: NodeEvent) -> tuple[Any, str]:
    if isinstance(event, MappingStartEvent):
        return {}, ""
    if isinstance(event, SequenceStartEvent):
        return [], ""
    if not isinstance(event, ScalarEvent):
        return None, ""
    return (event.value if event.style else resolve(event.value)), event.value
