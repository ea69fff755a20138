"""Making a sealed copy: no cell holds an answer, but the literal seal of it.

That goes for questions, and for what opens with the answer to one.
"""

from __future__ import annotations

import ast
import copy
import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from variants.lesson import SourceError
from widgets.asking import closed
from widgets.live import MIME, still
from widgets.seal import seal as close

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["CAPTURE", "is_question", "seal"]

CAPTURE = "%%capture\n"  # the first line of a cell that runs and shows nothing
CHECKED = {"choose", "estimate", "rank", "fill"}  # what computes an answer
REVEAL = "reveal"  # the public key text of what waits: whoever presses the button opens it, answered or not
# What says something; the rest is the frame that is drawn round it.
HELD = {"tell": ("html", "truth"), "chart": ("spec", "states")}
_QUESTION = re.compile(rf"^\s*({'|'.join(sorted(CHECKED))})\(", re.MULTILINE)


def is_question(cell: NotebookNode) -> bool:
    """Say whether a cell asks something that is checked: it computes an answer.

    Examples
    --------
    >>> import nbformat
    >>> is_question(nbformat.v4.new_code_cell("asked = [choose(name) for name in names]"))
    True
    """
    return cell.cell_type == "code" and _asks(cell.source)


@lru_cache(4096)  # most cells are the same in all variants
def _asks(source: str) -> bool:
    try:
        calls = [node.func for node in ast.walk(_tree(source)) if isinstance(node, ast.Call)]
    except SyntaxError:  # a cell of IPython's own commands
        return bool(_QUESTION.search(source))
    return any(isinstance(call, ast.Name) and call.id in CHECKED for call in calls)


def _tree(source: str) -> ast.Module:
    return ast.parse(source.removeprefix(CAPTURE))


def seal(notebook: NotebookNode, parameters: dict[str, Any]) -> NotebookNode:
    """Replace every cell that computes an answer by one that holds only its seal, and what waits for that answer.

    What waits for a guess stays as it is: a guess has no answer to be found out.

    Parameters
    ----------
    notebook : NotebookNode
        An executed lesson.
    parameters : dict
        The values that the lesson was executed with.

    Returns
    -------
    NotebookNode
        A copy; running it gives the same questions, and refuses other parameters. A question under a condition
        that these parameters do not meet is left out.

    Raises
    ------
    SourceError
        If the cell of a question, or of what waits for one, did not run, or shows something else too, or binds a
        name that another cell uses: the sealed cell would lose it.

    Examples
    --------
    >>> import nbformat
    >>> data = {"kind": "question", "uid": "03.check", "seal": {"N": 4096}}
    >>> output = nbformat.v4.new_output("display_data", {MIME: data})
    >>> cell = nbformat.v4.new_code_cell("choose('check', ...)", outputs=[output])
    >>> print(seal(nbformat.v4.new_notebook(cells=[cell]), {}).cells[0].source)
    ask('{"kind": "question", "uid": "03.check", "seal": {"N": 4096}}', made_for={})
    """
    result = copy.copy(notebook)
    result.cells = [copy.copy(cell) for cell in notebook.cells if not _not_asked(cell)]
    code = [cell for cell in result.cells if cell.cell_type == "code"]
    asking = [cell for cell in code if is_question(cell)]
    checked = {data["uid"] for cell in asking for data in map(_data, cell.outputs) if data.get("seal")}
    waiting = [cell for cell in code if checked & {_data(output).get("after") for output in cell.outputs}]
    _refuse_shared_names(asking + waiting, [cell for cell in code if cell not in asking + waiting])
    for cell in waiting:
        if not all(_data(output).get("after") in checked for output in cell.outputs):
            msg = f"cell {cell.id}: it waits for a question; what does not wait needs a cell of its own."
            raise SourceError(msg)
        cell.outputs = [_closed(output) for output in cell.outputs]
    for cell in asking + waiting:
        kept = [_data(output) for output in cell.outputs]
        if not kept or not all(data.get("seal") for data in kept):
            msg = f"cell {cell.id}: only a question that ran, alone in its cell, can be sealed; give it its own cell."
            raise SourceError(msg)
        cell.source = "\n".join(
            f"ask({json.dumps(data, ensure_ascii=False)!r}, made_for={parameters!r})" for data in kept
        )
    return result


def _data(output: NotebookNode) -> dict[str, Any]:
    found: dict[str, Any] = output.get("data", {}).get(MIME, {})
    return found


def _closed(output: NotebookNode) -> NotebookNode:
    """Seal what waits for a checked question: it holds the answer."""
    data, (html, text) = _data(output), closed()
    held = HELD[data["kind"]]
    box = close(data["uid"], {REVEAL: {key: data[key] for key in held}})
    made = copy.copy(output)
    made.data = {
        **output.data,
        MIME: {**data, **dict.fromkeys(held), "seal": box},
        "text/html": still(html, "0"),
        "text/plain": text,
    }
    return made


def _not_asked(cell: NotebookNode) -> bool:
    """Whether a cell is a question under a condition, and showed nothing."""
    return is_question(cell) and cell.source.startswith("if ") and not cell.outputs


@lru_cache(4096)
def _names(source: str, context: type[ast.expr_context]) -> frozenset[str]:
    try:
        tree = _tree(source)
    except SyntaxError:  # a cell of IPython's own commands binds no figures
        return frozenset()
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return frozenset(node.id for node in found if isinstance(node.ctx, context))


def _refuse_shared_names(sealed: list[NotebookNode], kept: list[NotebookNode]) -> None:
    """A sealed cell binds no names any more, so no other cell may need one of its own."""
    elsewhere = {name for cell in kept for name in _names(cell.source, ast.Store)}
    for cell in sealed:
        own = _names(cell.source, ast.Store) - elsewhere
        for other in kept:
            for name in sorted(own & _names(other.source, ast.Load)):
                msg = (
                    f"cell {cell.id}: sealing takes away the name {name!r}, which cell {other.id} uses; compute it "
                    "in a cell of its own."
                )
                raise SourceError(msg)
