"""What is compared: the charts with controls of a built lesson, and the same charts driven by ipywidgets.interact."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from bench.figures import BenchError
from widgets.charts import NATIVE_WIDTH
from widgets.live import MIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nbformat import NotebookNode

__all__ = ["Chart", "charts_in", "interact_notebook", "lessons", "turns"]

ROOT = Path(__file__).resolve().parent.parent

# The same specification with the same data goes to the page at each step, drawn by JupyterLab itself as SVG. A lesson
# that filtered with pandas and made its chart anew would be slower.
CODE = """import json
from pathlib import Path

import ipywidgets
from IPython.display import display

MIME = "application/vnd.vegalite.v5+json"
KINDS = {"select": ipywidgets.Dropdown, "range": ipywidgets.SelectionSlider}


def show(chart):
    def draw(**values):
        params = [{**param, "value": values.get(param["name"], param.get("value"))} for param in chart["spec"]["params"]]
        options = {"renderer": "svg", "actions": False}
        display({MIME: {**chart["spec"], "params": params}}, metadata={MIME: {"embed_options": options}}, raw=True)

    controls = {}
    for control in chart["controls"]:
        options = [(option["label"], option["value"]) for option in control["options"]]
        kind = KINDS[control["type"]]
        controls[control["name"]] = kind(options=options, value=control["value"], description=control["label"])
    ipywidgets.interact(draw, **controls)


charts = json.loads(Path(NAME).read_text(encoding="utf-8"))"""


@dataclass(frozen=True)
class Chart:
    """A chart that a learner can change.

    Parameters
    ----------
    cell : str
        Id of its cell.
    data : dict
        What the page gets: specification, controls, states.
    """

    cell: str
    data: dict[str, Any]

    @property
    def labels(self) -> list[str]:
        """What stands beside its controls; no two charts of a lesson have the same."""
        return [control["label"] for control in self.data["controls"]]


def lessons(wanted: Sequence[str], language: str = "en") -> list[Path]:
    """List the built lessons whose names begin as wanted; all of them if nothing is wanted.

    Raises
    ------
    BenchError
        If there is none.
    """
    built = sorted((ROOT / "lessons" / language).glob("*.ipynb"))
    found = [path for path in built if not wanted or path.name.startswith(tuple(wanted))]
    if not found:
        msg = f"No built lesson begins with {' or '.join(wanted)}. There are: {', '.join(p.stem for p in built)}."
        raise BenchError(msg)
    return found


def charts_in(notebook: NotebookNode) -> list[Chart]:
    """Find the charts with controls in a built lesson, in order."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {}).get(MIME, {})
            if data.get("kind") == "chart" and data["controls"]:
                found.append(Chart(cell.id, data))
    return found


def interact_notebook(charts: Sequence[Chart], path: Path) -> None:
    """Write a notebook that shows the same charts through ipywidgets.interact, and its data beside it.

    Parameters
    ----------
    charts : list of Chart
        At least one.
    path : Path
        Of the notebook.
    """
    plain = [{name: chart.data[name] for name in ("spec", "controls")} for chart in charts]
    for chart in plain:
        if chart["spec"].get("width") == "container":  # JupyterLab hangs on it
            chart["spec"] = {**chart["spec"], "width": NATIVE_WIDTH}
    data = path.with_suffix(".json")
    data.write_text(json.dumps(plain), encoding="utf-8")
    sources = [
        CODE.replace("NAME", repr(data.name)),
        *(f"show(charts[{place}])" for place in range(len(plain))),
    ]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    made.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(made, path)


def turns(start: int, options: int, steps: int) -> Iterator[int]:
    """Walk up and down through the options: 1 for the next, -1 for the one before.

    Examples
    --------
    >>> list(turns(1, 3, 5))
    [1, -1, -1, 1, 1]
    """
    place, way = start, 1
    for _ in range(steps):
        if not 0 <= place + way < options:
            way = -way
        place += way
        yield way
