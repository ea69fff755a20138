"""Making the cells that are the same in every lesson: heading, parameters, set-up, kept work."""

from __future__ import annotations

import copy
import json
import math
from typing import TYPE_CHECKING, Any

import nbformat

from variants.lesson import SourceError
from variants.minutes import LENGTHS, MORE
from widgets.language import _, use_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

__all__ = ["plain_markdown", "with_parameters", "with_variant"]

# Entities where a backslash would begin maths or a tag in some reader.
_PLAIN = str.maketrans(
    {sign: f"&#{ord(sign)};" for sign in "$<>\\"}
    | {"&": "&amp;"}
    | {sign: f"\\{sign}" for sign in "!*[]_`|~"}
)


def plain_markdown(text: str) -> str:
    r"""Write text that is not ours so that Markdown shows it as it is: no markup, no link, no maths.

    Examples
    --------
    >>> plain_markdown("Whose *money*? <b>")
    'Whose \\*money\\*? &#60;b&#62;'
    """
    return " ".join(text.split()).translate(_PLAIN)


def _time(minutes: int | None) -> str:
    if minutes is not None:
        return _("In class: {minutes} minutes.").format(minutes=minutes)
    short, plain, long, double = LENGTHS
    time = _("In class: {short} minutes, {plain} or {long} with a closing task, {double} with two.")
    return time.format(short=short, plain=plain, long=long, double=double)


def _heading(lesson: Mapping[str, Any], time: str, more: bool, course: str) -> str:
    def bullets(lines: list[str]) -> str:
        return "\n".join(f"- {line}" for line in lines)

    words = [_("**{term}**: {meaning}").format(**word) for word in lesson["words"]]
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
            *([_("Course: {course}").format(course=plain_markdown(course))] if course else []),
            time,
        ]
    )


def _parameter_line(parameter: Mapping[str, Any], value: Any) -> str:
    """One line in the form that papermill reads: name, type, default, help."""
    unit = f" ({parameter['unit']})" if parameter["unit"] else ""
    words = " ".join(f"{parameter['help']}{unit}".split())  # a line break would end the comment
    return f"{parameter['name']}: {parameter['type']} = {_written(parameter['name'], value)}  # {words}"


def _written(name: str, value: Any) -> str:
    """Write a value as a reader expects it; it is one literal whatever it holds."""
    if type(value) not in (str, int, float, bool):
        msg = f"{name}: found {value!r}, expected a text, a number, or yes or no."
        raise SourceError(msg)
    if isinstance(value, float) and not math.isfinite(value):
        msg = f"{name}: found {value!r}, expected a number that can be written down."
        raise SourceError(msg)
    if isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value):
        msg = f"{name}: found {value!r}, which holds half a character; write it anew."
        raise SourceError(msg)
    return repr(value)


def with_variant(source: str, variant: str) -> str:
    """Let the set-up cell name a learner's own copy.

    Examples
    --------
    >>> with_variant('start("03-x", "en", {}, {})', "03-x-0123456789ab")
    'start("03-x", "en", {}, {}, variant="03-x-0123456789ab")'
    """
    return f"{source.removesuffix(')')}, variant={json.dumps(variant)})"


def _set_up(lesson: Mapping[str, Any], language: str, variant: str) -> str:
    names = [parameter["name"] for parameter in lesson["parameters"]]
    values = ", ".join(f'"{name}": {name}' for name in names)
    choices = ", ".join(f'"{p["name"]}": {p["choices"]!r}' for p in lesson["parameters"])
    words = ", ".join(f'"{p["name"]}": {p["labels"]!r}' for p in lesson["parameters"] if p["labels"])
    labels = f", {{{words}}}" if words else ""
    source = (
        "from widgets import *\n\nimport altair as alt\nimport pandas as pd\n\n"
        f'start("{lesson["name"]}", "{language}", {{{values}}}, {{{choices}}}{labels})'
    )
    return with_variant(source, variant) if variant else source


def with_parameters(
    notebook: NotebookNode,
    language: str,
    values: Mapping[str, Any] | None = None,
    variant: str = "",
    minutes: int | None = None,
    course: str = "",
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
    variant : str
        Name of a learner's own copy; empty for one that is named by its parameters.
    minutes : int, optional
        The class period that this copy is for; a copy without one names all.
    course : str
        Title of the course that this copy belongs to, as plain text.

    Returns
    -------
    NotebookNode
        A copy. All code is hidden, none is absent.

    Raises
    ------
    SourceError
        If a value cannot be written down.

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
    more = any(cell.id == f"{MORE}-intro" for cell in notebook.cells)
    lines = [_parameter_line(parameter, chosen[parameter["name"]]) for parameter in lesson["parameters"]]
    cells = [
        nbformat.v4.new_markdown_cell(_heading(lesson, _time(minutes), more, course), id="heading"),
        nbformat.v4.new_code_cell("\n".join(lines), id="parameters", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(_set_up(lesson, language, variant), id="start"),
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
