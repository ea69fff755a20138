"""Making the cells that are the same in every lesson: heading, parameters, set-up, kept work."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import nbformat

from variants.minutes import LENGTHS, MORE, section
from widgets.language import _, use_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

__all__ = ["with_parameters"]


def _heading(lesson: Mapping[str, Any], more: bool) -> str:
    def bullets(lines: list[str]) -> str:
        return "\n".join(f"- {line}" for line in lines)

    words = [_("**{term}**: {meaning}").format(**word) for word in lesson["words"]]
    short, plain, long, double = LENGTHS
    time = _("In class: {short} minutes, {plain} or {long} with a closing task, {double} with two.")
    time = time.format(short=short, plain=plain, long=long, double=double)
    if more:
        time = _("{time} What stands under “More” is for home.").format(time=time)
    return "\n\n".join(
        [
            f"# {lesson['title']}",
            bullets(lesson["questions"]),
            _("By the end you can:"),
            bullets(lesson["objectives"]),
            _("Words to know:"),
            bullets(words),
            time,
        ]
    )


def _parameter_line(parameter: Mapping[str, Any], value: Any) -> str:
    """One line in the form that papermill reads: name, type, default, help."""
    unit = f" ({parameter['unit']})" if parameter["unit"] else ""
    return f"{parameter['name']}: {parameter['type']} = {value!r}  # {parameter['help']}{unit}"


def _set_up(lesson: Mapping[str, Any], language: str) -> str:
    names = [parameter["name"] for parameter in lesson["parameters"]]
    values = ", ".join(f'"{name}": {name}' for name in names)
    choices = ", ".join(f'"{p["name"]}": {p["choices"]!r}' for p in lesson["parameters"])
    words = ", ".join(f'"{p["name"]}": {p["labels"]!r}' for p in lesson["parameters"] if p["labels"])
    labels = f", {{{words}}}" if words else ""
    return (
        "from widgets import *\n\nimport altair as alt\nimport pandas as pd\n\n"
        f'start("{lesson["name"]}", "{language}", {{{values}}}, {{{choices}}}{labels})'
    )


def with_parameters(
    notebook: NotebookNode, language: str, values: Mapping[str, Any] | None = None
) -> NotebookNode:
    """Put heading, parameters and set-up before a lesson's own cells, and "Your work" after them.

    Parameters
    ----------
    notebook : NotebookNode
        A translated lesson with its front matter in ``metadata["lesson"]``.
    language : str
        The language of this copy.
    values : mapping, optional
        Parameter values of this copy; the others keep their defaults.

    Returns
    -------
    NotebookNode
        A copy. All code is hidden, none is absent.

    Examples
    --------
    >>> from variants.source import read, sources
    >>> with_parameters(read(sources()[0]), "en").cells[1].source.splitlines()[1]
    "currency: str = 'EUR'  # currency of the warm-up"
    """
    use_language(language)
    lesson = notebook.metadata["lesson"]
    chosen = {
        p["name"]: p["default"][language] if isinstance(p["default"], dict) else p["default"]
        for p in lesson["parameters"]
    } | dict(values or {})
    more = any(section(cell.id) == MORE for cell in notebook.cells)
    lines = [_parameter_line(parameter, chosen[parameter["name"]]) for parameter in lesson["parameters"]]
    cells = [
        nbformat.v4.new_markdown_cell(_heading(lesson, more), id="heading"),
        nbformat.v4.new_code_cell("\n".join(lines), id="parameters", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(_set_up(lesson, language), id="start"),
    ]
    result = copy.deepcopy(notebook)
    result.cells = [
        *cells,
        *result.cells,
        nbformat.v4.new_markdown_cell("## " + _("Your work"), id="work-intro"),
        nbformat.v4.new_code_cell("work(end=True)", id="work-panel"),
    ]
    for cell in result.cells:
        if cell.cell_type == "code":
            cell.metadata["jupyter"] = {"source_hidden": True}
    return result
