"""What a built notebook may not hold: cells that did not run, errors, traces of a machine."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from variants.walk import cell_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# Not after a letter or a sign that belongs to an address or to base64.
_MACHINE = re.compile(
    r"(?:(?<![\w.+/-])|file://)/(?:home|root|tmp|Users|private|mnt|var/folders)/|\b[A-Za-z]:\\+Users\\"
)


def notebook_state(notebook: NotebookNode, path: str) -> list[str]:
    """Find what is wrong with the state of a built notebook.

    Parameters
    ----------
    notebook : NotebookNode
        Executed and stripped, as it is committed.
    path : str
        Its name, such as ``lessons/ja/03-x.ipynb``.

    Returns
    -------
    list of str
        One sentence each; empty if all is well.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook
    >>> notebook_state(new_notebook(), "03-x.ipynb")[1:]
    ['03-x.ipynb: 0 cells are tagged "parameters"; tag exactly one.']
    """
    findings = [f"{path}: {fault}" for fault in _notebook_faults(notebook)]
    place = 0
    for cell in notebook.cells:
        where = f"{path}:{cell_id(cell)}"
        findings += [
            f'{where}: the cell\'s metadata holds "{key}"; strip it.' for key in _timing(cell.metadata)
        ]
        if cell.cell_type != "code":
            continue
        place += 1
        if cell.get("execution_count") != place:
            findings.append(
                f"{where}: the execution count is {cell.get('execution_count')}, not {place}; "
                "run all cells in order in a fresh kernel."
            )
        faults = dict.fromkeys(fault for output in cell.outputs for fault in _output_faults(output))
        findings += [f"{where}: {fault}" for fault in faults]
    return findings


def _timing(metadata: dict[str, Any]) -> list[str]:
    return [key for key in ("papermill", "execution", "ExecuteTime") if key in metadata]


def _notebook_faults(notebook: NotebookNode) -> Iterator[str]:
    kernel = notebook.metadata.get("kernelspec", {}).get("name")
    if kernel != "python3":
        yield f'the kernel is "{kernel}"; it must be "python3", which every machine has.'
    for key in ("widgets", *_timing(notebook.metadata)):
        if key in notebook.metadata:
            yield f'the metadata holds "{key}"; strip it.'
    tagged = sum("parameters" in cell.metadata.get("tags", ()) for cell in notebook.cells)
    if tagged != 1:
        yield f'{tagged} cells are tagged "parameters"; tag exactly one.'
    for name, count in Counter(cell.get("id") for cell in notebook.cells).items():
        if not name:
            yield f"{count} cells have no id; give each one."
        elif count > 1:
            yield f'{count} cells have the id "{name}"; give each its own.'


def _output_faults(output: dict[str, Any]) -> Iterator[str]:
    if output["output_type"] == "error":
        yield f"it ends in an error, {output.get('ename')}: {output.get('evalue')}; correct the cell and run it."
    if _WIDGET_VIEW in output.get("data", {}):
        yield "the output is a widget view, which shows nothing without its kernel; show the still instead."
    for text in _strings(output):
        found = _MACHINE.search(text)
        if found:
            yield f'the output holds a path of a machine, "{text[found.start() : found.end() + 20]}…"; print no paths.'


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
