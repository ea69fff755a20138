"""Keeping each cell's figures the same when the cells of a lesson are dropped or stand in another order."""

from __future__ import annotations

import ast
import copy
from typing import TYPE_CHECKING

from variants.lesson import SourceError
from variants.minutes import section
from variants.seal import is_question

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nbformat import NotebookNode

__all__ = ["QUIET", "binds", "needs", "with_figures"]

QUIET = "quiet"  # in the metadata of a cell that runs and shows nothing
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
NAMED = FUNCTIONS | ast.ClassDef | ast.ExceptHandler | ast.MatchAs | ast.MatchStar
COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
MOST = 200  # quiet cells of one lesson; more would mean that they undo each other


def binds(source: str) -> set[str]:
    r"""List the names that a cell binds, or whose content it changes.

    Examples
    --------
    >>> sorted(binds("a, b = 1, [x for x in range(3)]\nc['new'] = a\nimport pandas as pd"))
    ['a', 'b', 'c', 'pd']
    """
    tree = ast.parse(source)
    return set(_bound(tree)) | set(_changed(tree))


def needs(source: str) -> set[str]:
    r"""List the names that a cell takes from the cells before it.

    Examples
    --------
    >>> sorted(needs("a = total / 2\nprint(a, [x for x in rows])"))
    ['print', 'rows', 'total']
    """
    found: set[str] = set()
    bound: set[str] = set()
    for statement in ast.parse(source).body:
        found |= (_read(statement) | set(_changed(statement))) - bound
        bound |= _certain([statement])
    return found


def _bound(node: ast.AST) -> Iterator[str]:
    """The names that code binds outside its functions and comprehensions."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    elif isinstance(node, NAMED) and node.name:
        yield node.name
    if isinstance(node, COMPREHENSIONS):  # what := binds inside it stays
        yield from (each.target.id for each in ast.walk(node) if isinstance(each, ast.NamedExpr))
    elif not isinstance(node, FUNCTIONS | ast.ClassDef | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _bound(child)


def _read(node: ast.AST) -> set[str]:
    """The names of a notebook that code reads, also inside its functions."""
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    found = {name for child in ast.iter_child_nodes(node) for name in _read(child)}
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        return found | {node.target.id}
    if isinstance(node, COMPREHENSIONS):
        return found - {name for part in node.generators for name in _bound(part.target)}
    if isinstance(node, FUNCTIONS | ast.Lambda):
        own = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
        body = [] if isinstance(node, ast.Lambda) else node.body
        return found - own - {name for each in body for name in _bound(each)}
    return found


def _changed(node: ast.AST) -> Iterator[str]:
    """The names of which code sets an item or an attribute."""
    for each in ast.walk(node):
        if isinstance(each, ast.Subscript | ast.Attribute) and not isinstance(each.ctx, ast.Load):
            root: ast.expr = each
            while isinstance(root, ast.Subscript | ast.Attribute):
                root = root.value
            if isinstance(root, ast.Name):
                yield root.id


def _certain(statements: Sequence[ast.stmt]) -> set[str]:
    """The names that statements bind whichever way they go."""
    found: set[str] = set()
    for statement in statements:
        if isinstance(statement, ast.If):
            found |= _certain(statement.body) & _certain(statement.orelse)
        elif not isinstance(statement, ast.For | ast.While | ast.Try | ast.Match):
            found |= set(_bound(statement))
    return found


class _Figures:
    """Which cell gave each cell its figures in the source, and which would give them now."""

    def __init__(self, before: Sequence[NotebookNode]) -> None:
        self.cells = {cell.id: cell for cell in before if cell.cell_type == "code"}
        self.places = {name: place for place, name in enumerate(self.cells)}
        self.right: dict[str, dict[str, str]] = {}
        self.now: dict[str, str] = {}
        last: dict[str, str] = {}
        for name, cell in self.cells.items():
            self.right[name] = {n: last[n] for n in needs(cell.source) if n in last}
            last |= dict.fromkeys(self._given(name), name)

    def _given(self, name: str) -> set[str]:
        """The names that a cell binds for others. A question's leave a learner's copy with its answer."""
        cell = self.cells[name]
        return set() if is_question(cell) else binds(cell.source)

    def run(self, name: str) -> None:
        """Note what a cell binds."""
        self.now |= dict.fromkeys(self._given(name), name)

    def missing(self, name: str, room: int = MOST) -> Iterator[str]:
        """Name the cells that have to run before this one, so that its figures are those of the source."""
        right = self.right[name]
        while wrong := [other for n, other in right.items() if self.now.get(n) != other]:
            room -= 1
            if room < 0:
                msg = f"cell {name}: its figures cannot be kept apart from those of {wrong[0]}; leave these sections where they are."
                raise SourceError(msg)
            first = min(wrong, key=self.places.__getitem__)
            yield from self.missing(first, room)
            self.run(first)
            yield first


def with_figures(before: Sequence[NotebookNode], after: Sequence[NotebookNode]) -> list[NotebookNode]:
    r"""Let every cell find the figures that it had in the source, whatever was dropped or moved.

    A cell that binds one of them and no longer stands before it runs there once more, and shows nothing.

    Parameters
    ----------
    before : list of NotebookNode
        All cells in the order of the source.
    after : list of NotebookNode
        The cells that are left, in their new order.

    Returns
    -------
    list of NotebookNode
        The cells of `after`, and what has to run between them, marked as quiet. A dropped cell keeps its id.

    Raises
    ------
    SourceError
        If no order gives a cell its figures.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell
    >>> cells = [new_code_cell("a = 1\nshow(a)", id="look-a"), new_code_cell("show(a)", id="turn-b")]
    >>> [(cell.id, cell.metadata.get("quiet", False)) for cell in with_figures(cells, cells[1:])]
    [('look-a', True), ('turn-b', False)]
    """
    figures = _Figures(before)
    result: list[NotebookNode] = []
    taken = {cell.id for cell in after}
    for cell in after:
        if cell.cell_type == "code":
            for name in figures.missing(cell.id):
                quiet = copy.deepcopy(figures.cells[name])
                quiet.metadata[QUIET] = True
                if name in taken:
                    quiet.id = f"{section(cell.id)}-quiet-{len(result)}"
                taken.add(quiet.id)
                result.append(quiet)
            figures.run(cell.id)
        result.append(cell)
    return result
