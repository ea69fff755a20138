"""Pictures of charts for places that draw none: GitHub, mail, a printed notebook.

A picture stands in the chart's own output beside the specification from which it was drawn and names that by its
hash. The same specification may give other pixels on another machine, so pictures stand outside the byte comparison
of a build, and one that still fits is kept.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import nbformat
import vl_convert
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

__all__ = ["few_colours", "spec_hash", "stale", "with_pictures", "without_pictures"]

PNG = "image/png"
VEGALITE = "application/vnd.vegalite.v5+json"
COLOURS = 16  # our palette and the greys of its letters; a tenth of the bytes of a full-colour picture


def spec_hash(spec: Mapping[str, Any]) -> str:
    """Name a chart's specification.

    Examples
    --------
    >>> spec_hash({"mark": "bar"}) == spec_hash({"mark": "bar"}) != spec_hash({"mark": "line"})
    True
    """
    text = json.dumps(spec, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _charts(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    """Yield each output that holds a chart, after the id of its cell."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if VEGALITE in output.get("data", {}):
                yield cell.id, output


def few_colours(png: bytes) -> bytes:
    """Bring a picture of a chart down to sixteen colours.

    Parameters
    ----------
    png : bytes
        The picture as it was drawn.

    Returns
    -------
    bytes
        PNG; the same picture gives the same bytes.
    """
    made = io.BytesIO()
    with Image.open(io.BytesIO(png)) as full:
        # This way of choosing colours keeps the rare ones: a single marked point.
        few = full.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(made, "PNG", optimize=True)
    return made.getvalue()


def _draw(spec: Mapping[str, Any]) -> str:
    drawn = vl_convert.vegalite_to_png(dict(spec), vl_version="5.8", scale=1)
    return base64.b64encode(few_colours(drawn)).decode()


def _named(output: NotebookNode) -> str | None:
    """Name the specification that an output's picture was drawn from."""
    found: str | None = output.get("metadata", {}).get(PNG, {}).get("spec")
    return found if PNG in output.data else None


def with_pictures(notebook: NotebookNode, before: NotebookNode | None = None) -> NotebookNode:
    """Put a picture beside each chart.

    Parameters
    ----------
    notebook : NotebookNode
        A built lesson.
    before : NotebookNode, optional
        The same lesson as it was committed; its pictures are taken where the charts are the same.

    Returns
    -------
    NotebookNode
        A copy with `image/png` (16 colours, base64) in the output of each chart.

    Examples
    --------
    >>> chart = {VEGALITE: {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {}}}
    >>> cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", chart)])
    >>> drawn = with_pictures(nbformat.v4.new_notebook(cells=[cell]))
    >>> base64.b64decode(drawn.cells[0].outputs[0].data["image/png"])[1:4], stale(drawn)
    (b'PNG', [])
    """
    known = {_named(output): output.data.get(PNG) for _, output in _charts(before)} if before else {}
    result = copy.deepcopy(notebook)
    for _, output in _charts(result):
        name = spec_hash(output.data[VEGALITE])
        output.data[PNG] = known.get(name) or _draw(output.data[VEGALITE])
        output.metadata = nbformat.from_dict({PNG: {"spec": name}})
    return result


def without_pictures(notebook: NotebookNode) -> NotebookNode:
    """Take the pictures of charts out again, for comparing bytes.

    Returns
    -------
    NotebookNode
        A copy; `without_pictures(with_pictures(x))` is `x`.
    """
    result = copy.deepcopy(notebook)
    for _, output in _charts(result):
        output.data.pop(PNG, None)
        output.metadata = nbformat.from_dict({})
    return result


def stale(notebook: NotebookNode) -> list[str]:
    """List the cells whose chart has no picture, or one of another chart.

    Returns
    -------
    list of str
        Cell ids.
    """
    return [id_ for id_, output in _charts(notebook) if _named(output) != spec_hash(output.data[VEGALITE])]
