"""Taking out everything that a run leaves behind: state, timings, tokens, our own working notes."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

import nbformat

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["strip", "to_bytes"]

_TOKEN = re.compile(r'data-token="[0-9a-f]+"')
_KEEP = ("tags", "jupyter", "untranslated", "jp-MarkdownHeadingCollapsed")


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
    result = copy.deepcopy(notebook)
    result.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for cell in result.cells:
        cell.metadata = nbformat.from_dict(
            {key: cell.metadata[key] for key in _KEEP if cell.metadata.get(key)}
        )
        for count, output in enumerate(cell.get("outputs", [])):
            if "metadata" in output:  # printed text and errors have none
                output.metadata = nbformat.from_dict({})
            html = output.get("data", {}).get("text/html")
            if html:
                # A stored still gets a name of its own, which no running model ever has.
                text = "".join(html)
                output.data["text/html"] = _TOKEN.sub(f'data-token="{cell.id}-{count}"', text)
    result.nbformat, result.nbformat_minor = 4, 5
    return result


def to_bytes(notebook: NotebookNode) -> bytes:
    r"""Write a notebook as it is committed.

    Examples
    --------
    >>> to_bytes(nbformat.v4.new_notebook())[-2:]
    b'}\n'
    """
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook, version=nbformat.NO_CONVERT, ensure_ascii=False)
    return (text.rstrip("\n") + "\n").encode("utf-8")
