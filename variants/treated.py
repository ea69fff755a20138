"""What the articles hold and what each lesson treats of it, read from the tables and the lessons’ sources."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from variants.minutes import MORE, section
from variants.source import read, sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nbformat import NotebookNode

__all__ = ["Articles", "Lesson", "Row", "articles", "lesson", "lessons", "where"]

DATA = Path(__file__).parent.parent / "data"
_CLAIM = re.compile(r"[A-Z]\d\d[a-z]?")

Row = dict[str, str]


@dataclass(frozen=True)
class Articles:
    """What the tables know of the articles.

    Attributes
    ----------
    claims, sentences : list of dict
        Rows of the tables ``claims`` and ``composites``.
    lengths : dict
        Number of paragraphs of each article.
    without : list of dict
        Paragraphs that hold no claim of their own: ``article``, ``paragraph``, ``holds``, ``claims``.
    """

    claims: list[Row]
    sentences: list[Row]
    lengths: dict[str, int]
    without: list[dict[str, Any]]


@dataclass(frozen=True)
class Lesson:
    """What one lesson treats.

    Attributes
    ----------
    name : str
        Its number, such as ``03b``.
    front : list of str
        The claims its front matter names.
    named : dict
        For each claim that its cells name, the sections.
    retold : dict
        For each article that is retold, the sections.
    registers : list of str
        Sections that show the whole register.
    places : list of str
        All sections, in reading order.
    """

    name: str
    front: list[str]
    named: dict[str, list[str]]
    retold: dict[str, list[str]]
    registers: list[str]
    places: list[str]


def articles(folder: Path = DATA) -> Articles:
    """Read what the tables know of the articles.

    Examples
    --------
    >>> sorted(articles().lengths)
    ['a', 'b']
    """
    tables = []
    for name in ("claims", "composites"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables.append(list(csv.DictReader(file)))
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (described,) = (each for each in package["resources"] if each["name"] == "claims")
    return Articles(tables[0], tables[1], described.get("paragraphs", {}), described.get("withoutClaim", []))


def lesson(notebook: NotebookNode) -> Lesson:
    """Find what a lesson's source treats.

    Parameters
    ----------
    notebook : NotebookNode
        As read. A claim is treated by a cell whose code holds its id, or whose metadata ``claims`` names it. What
        a cell draws from does not count.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_code_cell
    >>> cells = [
    ...     new_code_cell('explore("deck", ["A05"])', id="deck-a"),
    ...     new_code_cell('explore("b")', id="more-all-a"),
    ... ]
    >>> found = lesson(new_notebook(cells=cells, metadata={"lesson": {"name": "07-x", "claims": []}}))
    >>> found.name, found.named, found.registers
    ('07', {'A05': ['deck']}, ['more-all'])
    """
    named: dict[str, list[str]] = defaultdict(list)
    retold: dict[str, list[str]] = defaultdict(list)
    registers: list[str] = []
    places: dict[str, None] = {}
    for cell in notebook.cells:
        if "teacher" in cell.metadata.get("tags", ()):
            continue
        place, ids, calls = _place(cell.id), list(cell.metadata.get("claims", ())), []
        places[place] = None
        if cell.cell_type == "code":
            nodes = list(ast.walk(ast.parse(cell.source)))
            calls = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
            if "draw" not in map(ast.unparse, (call.func for call in calls)):  # one copy has one of them
                ids += [
                    node.value for node in nodes if isinstance(node, ast.Constant) and _is_claim(node.value)
                ]
        for claim in dict.fromkeys(ids):
            named[claim] += [place] * (place not in named[claim])
        for call in calls:
            if ast.unparse(call.func) == "article" and isinstance(call.args[0], ast.Constant):
                retold[str(call.args[0].value)].append(place)
            elif ast.unparse(call.func) == "explore" and len(call.args) + len(call.keywords) == 1:
                registers.append(place)
    front = notebook.metadata["lesson"]
    number = front["name"].partition("-")[0]
    return Lesson(number, list(front["claims"]), dict(named), dict(retold), registers, list(places))


def _is_claim(value: object) -> bool:
    return isinstance(value, str) and bool(_CLAIM.fullmatch(value))


def _place(cell: str) -> str:
    """Name the section; under "more" the part of it too."""
    return "-".join(cell.split("-")[: 2 if section(cell) == MORE else 1])


def lessons() -> list[Lesson]:
    """Read every lesson's source.

    Examples
    --------
    >>> lessons()[0].name
    '00'
    """
    return [lesson(read(path)) for path in sources()]


def where(claim: Row, known: Articles, taught: Iterable[Lesson]) -> list[str]:
    """Name the sections that treat a claim, by naming it or by retelling the article; registers do not count.

    Examples
    --------
    >>> known = Articles([], [{"article": "a", "claims": "A05 A07"}], {}, [])
    >>> one = Lesson("00", [], {"A05": ["deck"]}, {"a": ["look"]}, [], ["look", "deck"])
    >>> where({"id": "A05", "article": "a"}, known, [one]), where({"id": "A06", "article": "a"}, known, [one])
    (['00 look', '00 deck'], [])
    """
    retold = any(
        claim["id"] in row["claims"].split() for row in known.sentences if row["article"] == claim["article"]
    )
    found = []
    for each in taught:
        places = each.named.get(claim["id"], []) + (each.retold.get(claim["article"], []) if retold else [])
        found += [f"{each.name} {place}" for place in each.places if place in places]
    return found
