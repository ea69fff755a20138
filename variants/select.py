"""Choosing the cells that one audience gets."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["select"]


def select(notebook: NotebookNode, audience: Literal["learner", "teacher"] = "learner") -> NotebookNode:
    """Keep the cells for an audience.

    Parameters
    ----------
    notebook : NotebookNode
        A lesson as read from its source.
    audience : {"learner", "teacher"}
        Cells tagged ``teacher`` are for the teacher only.

    Returns
    -------
    NotebookNode
        A copy with the cells that are kept.

    Examples
    --------
    >>> import nbformat
    >>> note = nbformat.v4.new_markdown_cell("Time: 4 min", metadata={"tags": ["teacher"]})
    >>> len(select(nbformat.v4.new_notebook(cells=[note])).cells)
    0
    """
    result = copy.deepcopy(notebook)
    if audience == "learner":
        result.cells = [cell for cell in result.cells if "teacher" not in cell.metadata.get("tags", [])]
    return result
