"""Each rule about built notebooks fires on its fault and stays quiet otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from variants.lint_notebook import notebook_state

if TYPE_CHECKING:
    from nbformat import NotebookNode


def built() -> NotebookNode:
    """Return a sound built notebook."""
    cells = [
        new_markdown_cell("Words", id="a-a"),
        new_code_cell("x = 1", id="a-b", execution_count=1, metadata={"tags": ["parameters"]}),
        new_code_cell(
            "x",
            id="a-c",
            execution_count=2,
            outputs=[
                new_output(
                    "execute_result", {"text/plain": "see https://example.org/tmp/home/a"}, execution_count=2
                ),
                new_output(
                    "display_data", {"image/png": "AAAA/tmp/BBBB", "application/json": {"a": [1, "b"]}}
                ),
            ],
        ),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def test_a_sound_notebook_passes() -> None:
    assert notebook_state(built(), "03-x.ipynb") == []


def break_output(data: dict[str, Any]) -> Any:
    return lambda nb: nb.cells[2].outputs.append(new_output("display_data", data))


BROKEN = {
    "never_run": (lambda nb: nb.cells[2].update(execution_count=None), "execution count is None, not 2"),
    "out_of_order": (lambda nb: nb.cells[1].update(execution_count=3), "execution count is 3, not 1"),
    "error": (
        lambda nb: nb.cells[2].outputs.append(
            new_output("error", ename="KeyError", evalue="'a'", traceback=[])
        ),
        "ends in an error, KeyError: 'a'",
    ),
    "widget_view": (
        break_output({"application/vnd.jupyter.widget-view+json": {"model_id": "a"}}),
        "is a widget view",
    ),
    "widget_state": (lambda nb: nb.metadata.update(widgets={}), 'metadata holds "widgets"'),
    "papermill": (lambda nb: nb.metadata.update(papermill={}), 'metadata holds "papermill"'),
    "papermill_cell": (
        lambda nb: nb.cells[1].metadata.update(papermill={}),
        "a-b: the cell's metadata holds \"pap",
    ),
    "timing": (lambda nb: nb.cells[0].metadata.update(execution={}), 'metadata holds "execution"'),
    "no_parameters": (lambda nb: nb.cells[1].metadata.update(tags=[]), "0 cells are tagged"),
    "two_parameters": (lambda nb: nb.cells[2].metadata.update(tags=["parameters"]), "2 cells are tagged"),
    "kernel": (lambda nb: nb.metadata.kernelspec.update(name="conda-env"), 'the kernel is "conda-env"'),
    "no_kernel": (lambda nb: nb.metadata.pop("kernelspec"), 'the kernel is "None"'),
    "same_id": (lambda nb: nb.cells[2].update(id="a-a"), '2 cells have the id "a-a"'),
    "no_id": (lambda nb: nb.cells[2].pop("id"), "1 cells have no id"),
    "home_path": (
        break_output({"text/plain": "saved to '/home/ada/x.csv'"}),
        'path of a machine, "/home/ada',
    ),
    "kernel_path": (
        lambda nb: nb.cells[2].outputs.append(new_output("stream", text="/tmp/ipykernel_1/2.py:1: Warning")),
        "path of a machine",
    ),
    "home_path_in_json": (break_output({"application/json": {"a": ["file:///home/x"]}}), "path of a machine"),
    "windows_path": (break_output({"text/html": "C:\\Users\\ada"}), "path of a machine"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_notebook_is_found(name: str) -> None:
    damage, sentence = BROKEN[name]
    notebook = built()
    damage(notebook)
    (finding,) = notebook_state(notebook, "03-x.ipynb")
    assert sentence in finding
    assert finding.startswith("03-x.ipynb")
