"""Making a sealed copy: question cells hold the literal seal, not the answer."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

from variants.lesson import SourceError

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["seal"]

MIME = "application/vnd.kit.v1+json"
_QUESTION = re.compile(r"^\s*(choose|estimate|rank|fill)\(", re.MULTILINE)


def seal(notebook: NotebookNode, parameters: dict[str, Any]) -> NotebookNode:
    """Replace every cell that computes an answer by one that holds only its seal.

    Parameters
    ----------
    notebook : NotebookNode
        An executed lesson.
    parameters : dict
        The values that the lesson was executed with.

    Returns
    -------
    NotebookNode
        A copy; running it gives the same questions, and refuses other parameters.

    Raises
    ------
    SourceError
        If a question's cell did not run, or shows something else too, which the sealed cell would lose.

    Examples
    --------
    >>> import nbformat
    >>> data = {"kind": "question", "seal": {"N": 4096}}
    >>> output = nbformat.v4.new_output("display_data", {MIME: data})
    >>> cell = nbformat.v4.new_code_cell("choose('check', ...)", outputs=[output])
    >>> print(seal(nbformat.v4.new_notebook(cells=[cell]), {}).cells[0].source)
    ask('{"kind": "question", "seal": {"N": 4096}}', made_for={})
    """
    result = copy.deepcopy(notebook)
    for cell in result.cells:
        if cell.cell_type == "code" and _QUESTION.search(cell.source):
            questions = [output.get("data", {}).get(MIME, {}) for output in cell.outputs]
            if not questions or not all(data.get("seal") for data in questions):
                msg = f"cell {cell.id}: only a question that ran, alone in its cell, can be sealed; give it its own cell."
                raise SourceError(msg)
            cell.source = "\n".join(
                f"ask({json.dumps(data, ensure_ascii=False)!r}, made_for={parameters!r})"
                for data in questions
            )
    return result
