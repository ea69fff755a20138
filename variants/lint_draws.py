"""What a cell that calls draw( ) may do: a learner's copy runs it again by itself, and seals it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from variants.walk import cell_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

__all__ = ["draws"]

SEALED = {"choose", "estimate", "fill", "rank"}
_SCOPES = (ast.FunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass
class _Names:
    """Names of a cell: those it binds, and those it reads without binding them."""

    bound: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)


def draws(notebook: NotebookNode, path: str) -> list[str]:
    """Find draws that a learner's own copy could not make.

    Parameters
    ----------
    notebook : NotebookNode
        The source as read.
    path : str
        The source's name, such as ``lessons/source/03-x.md``.

    Returns
    -------
    list of str
        One sentence each; empty if all is well.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_code_cell
    >>> cell = new_code_cell('tell(draw("row", rows))', metadata={"id": "look-a"})
    >>> draws(new_notebook(cells=[cell]), "03-x.md")[0]
    '03-x.md:look-a: draw( ) stands in a cell that asks no question; move it into one with choose, estimate, \
fill or rank.'
    """
    trees = {cell_id(cell): _tree(cell.source) for cell in notebook.cells if cell.cell_type == "code"}
    names = {name: _names(tree) for name, tree in trees.items()}
    parameters = {each["name"] for each in notebook.metadata.get("lesson", {}).get("parameters", ())}
    names["parameters"] = _Names(read=parameters)
    found, ids = [], set[str]()
    for name, tree in trees.items():
        calls = _calls(tree, {"draw"})
        if not calls:
            continue
        if not _calls(tree, SEALED):
            found.append(
                f"{name}: draw( ) stands in a cell that asks no question; move it into one with "
                f"{', '.join(sorted(SEALED - {'rank'}))} or rank."
            )
        for call in calls:
            said = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
            if not isinstance(said, str) or said in ids:
                found.append(
                    f"{name}: a draw has the id {ast.unparse(call.args[0]) if call.args else 'of none'}; give each "
                    "draw of the lesson a text of its own."
                )
            ids.add(str(said))
        found += _shared(name, names)
    return [f"{path}:{fault}" for fault in found]


def _shared(name: str, names: dict[str, _Names]) -> Iterator[str]:
    """Compare the names of one cell with those of all others."""
    own = names[name]
    for other, theirs in names.items():
        if other == name:
            continue
        for shared in sorted(own.bound & (theirs.bound | theirs.read)):
            yield (
                f'{name}: the cell draws and binds "{shared}", which {other} uses too; choose another name, since a '
                "learner’s copy runs this cell again by itself."
            )
        for shared in sorted(own.read & theirs.bound):
            yield (
                f'{name}: the cell draws and uses "{shared}" of {other}; begin from tables and parameters, since a '
                "learner’s copy runs this cell again by itself."
            )


def _tree(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError:  # a cell of IPython's own commands
        return ast.Module([], [])


def _calls(tree: ast.AST, functions: set[str]) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions
    ]


def _names(tree: ast.AST) -> _Names:
    """Collect names; what a function or a comprehension binds is its own."""
    inner: set[ast.AST] = set()
    local: set[str] = set()
    for scope in ast.walk(tree):
        if isinstance(scope, _SCOPES):
            parts = [part for part in ast.walk(scope) if part is not scope]
            inner.update(parts)
            local |= {
                part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            }
            local |= {part.arg for part in parts if isinstance(part, ast.arg)}
    found = _Names()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if node not in inner or node.id not in local:
                found.read.add(node.id)
        elif isinstance(node, ast.Name) and node not in inner:
            found.bound.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node not in inner:
            found.bound.add(node.name)
        elif isinstance(node, ast.alias):
            found.bound.add((node.asname or node.name).split(".")[0])
    found.read -= found.bound
    return found
