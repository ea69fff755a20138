"""Making a sealed copy: question cells hold the literal seal, not the answer."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["seal"]

MIME = "application/vnd.kit.v1+json"
_QUESTION = re.compile(r"^\s*(choose|estimate)\(", re.MULTILINE)


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
        sealed = [o.data[MIME] for o in cell.get("outputs", []) if MIME in o.get("data", {})]
        if cell.cell_type == "code" and _QUESTION.search(cell.source):
            questions = [data for data in sealed if data.get("seal")]
            cell.source = "\n".join(
                f"ask({json.dumps(data, ensure_ascii=False)!r}, made_for={parameters!r})" for data in questions
            )
    return result
