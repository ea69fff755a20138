"""Taking out everything that a run leaves behind: state, timings, tokens, our own working notes."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

import nbformat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

__all__ = ["joined", "pieces", "strip", "to_bytes"]

_TOKEN = re.compile(r'data-token="[0-9a-f]+"')
_KEEP = ("tags", "jupyter", "untranslated", "jp-MarkdownHeadingCollapsed")


_BEFORE, _AFTER = '{\n"cells": [', '\n],\n"metadata"'


def strip(notebook: NotebookNode) -> NotebookNode:
    """Keep only what a reader needs, in a form that repeats byte for byte.

    Parameters
    ----------
    notebook : NotebookNode
        An executed lesson.

    Returns
    -------
    NotebookNode
        A copy without widget state, timings, execution paths and the source's own metadata.

    Examples
    --------
    >>> sorted(strip(nbformat.v4.new_notebook(metadata={"widgets": {}})).metadata)
    ['kernelspec', 'language_info']
    """
    result = copy.copy(notebook)
    result.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    result.cells = [_stripped(cell) for cell in notebook.cells]
    result.nbformat, result.nbformat_minor = 4, 5
    return result


def _stripped(cell: NotebookNode) -> NotebookNode:
    made = copy.copy(cell)
    made.metadata = nbformat.from_dict({key: cell.metadata[key] for key in _KEEP if cell.metadata.get(key)})
    if "outputs" in cell:
        made.outputs = [_output(cell.id, count, output) for count, output in enumerate(cell.outputs)]
    return made


def _output(cell: str, count: int, output: NotebookNode) -> NotebookNode:
    made = copy.copy(output)
    if "metadata" in output:  # printed text and errors have none
        made.metadata = nbformat.from_dict({})
    html = output.get("data", {}).get("text/html")
    if html:
        # A stored still gets a name of its own, which no running model ever has.
        made.data = copy.copy(output.data)
        made.data["text/html"] = _TOKEN.sub(f'data-token="{cell}-{count}"', "".join(html))
    return made


def to_bytes(notebook: NotebookNode) -> bytes:
    r"""Write a notebook as it is committed.

    Examples
    --------
    >>> to_bytes(nbformat.v4.new_notebook())[-2:]
    b'}\n'
    """
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook, version=nbformat.NO_CONVERT, ensure_ascii=False)
    # Without indentation a deep notebook is a seventh smaller; no string holds a line's start.
    return (re.sub(r"(?m)^ +", "", text).rstrip("\n") + "\n").encode("utf-8")


def pieces(notebook: NotebookNode) -> dict[str, str]:
    """Write each cell by itself, as it stands in the file: many copies differ in few cells.

    Parameters
    ----------
    notebook : NotebookNode
        A built lesson.

    Returns
    -------
    dict of str to str
        Cell id to text, in the lesson's order.
    """
    found = {}
    for cell in notebook.cells:
        text = to_bytes(nbformat.v4.new_notebook(cells=[cell], nbformat_minor=5)).decode()
        found[cell.id] = text.removeprefix(_BEFORE).partition(_AFTER)[0]
    return found


def joined(notebook: NotebookNode, texts: Mapping[str, str]) -> bytes:
    """Put the texts of cells together.

    Parameters
    ----------
    notebook : NotebookNode
        Gives the metadata; its cells do not count.
    texts : mapping of str to str
        From `pieces`, in order.

    Returns
    -------
    bytes
        What `to_bytes` gives for a notebook with these cells.

    Examples
    --------
    >>> cells = [nbformat.v4.new_markdown_cell(text, id=f"look-{text}") for text in "ab"]
    >>> notebook = nbformat.v4.new_notebook(cells=cells)
    >>> joined(notebook, pieces(notebook)) == to_bytes(notebook)
    True
    """
    empty = nbformat.v4.new_notebook(metadata=notebook.metadata, nbformat_minor=notebook.nbformat_minor)
    shell = to_bytes(empty).decode()
    return shell.replace('{\n"cells": [],', f"{_BEFORE}{','.join(texts.values())}\n],", 1).encode("utf-8")
