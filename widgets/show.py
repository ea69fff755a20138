"""Charts, tables and computed prose, open at once or after a guess."""

from __future__ import annotations

import datetime
import itertools
import math
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
from IPython.core.getipython import get_ipython
from IPython.display import display

from widgets.charts import describe, mime_bundle, spec_of
from widgets.errors import LessonError
from widgets.language import _, date_text, number
from widgets.lesson import running
from widgets.live import Live, inline, markdown
from widgets.sources import cited, source_line
from widgets.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import altair as alt

    Takeaway = str | Callable[[pd.DataFrame], str]

__all__ = ["Control", "show", "tell"]

SETTINGS = 400  # each brings its own reading, description and table to the page


@dataclass(frozen=True)
class Control:
    """Something a learner changes in a chart: a column of its data, one value at a time.

    Parameters
    ----------
    column : str
        Column of the chart's data; its values, in order of appearance, are the choices.
    label : str
        What the learner reads beside the control.
    labels : dict, optional
        Words for the values.
    value : optional
        The value at the start; the first one if not given.
    kind : {"select", "range"}
        A list to choose from, or a slider over the values in order.
    filter : bool
        True: only the rows with the chosen value are drawn. False: all rows are drawn and the chart
        refers to the value by the column's name.
    """

    column: str
    label: str
    labels: dict[Any, str] = field(default_factory=dict)
    value: Any = None
    kind: Literal["select", "range"] = "select"
    filter: bool = True


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _columns(spec: dict[str, Any], frame: pd.DataFrame) -> dict[str, str]:
    """Columns of the table twin: the chart's tooltip list, so that nothing is in one and not the other."""
    for layer in [spec, *spec.get("layer", [])]:
        tooltip = layer.get("encoding", {}).get("tooltip")
        if tooltip:
            fields = tooltip if isinstance(tooltip, list) else [tooltip]
            return {f["field"]: f.get("title", f["field"]) for f in fields}
    msg = "A chart needs tooltips with titles: they are the columns of its table. " + f"Data: {list(frame)}."
    raise LessonError(msg)


def _cells(rows: pd.DataFrame, columns: dict[str, str]) -> list[list[str]]:
    def cell(name: str, value: Any) -> str:
        if pd.isna(value):
            return "–"
        if isinstance(value, datetime.date):
            return date_text(value)
        is_number = isinstance(value, (int, float)) and name != "year"  # no thousands mark in a year
        return number(value, 6) if is_number else str(value)

    return [
        [cell(name, _plain(value)) for name, value in zip(columns, row, strict=True)]
        for row in zip(*(rows[name] for name in columns), strict=True)
    ]


def _table_html(headings: Sequence[str], cells: list[list[str]], caption: str) -> str:
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in cells)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _caption(state: dict[str, Any], columns: dict[str, str], source: str, *, opened: bool) -> str:
    """What stands under a chart: its reading, its table, its source."""
    table = _table_html(list(columns.values()), state["rows"], "")
    summary = escape(_("Show as table"))
    twin = f"<details{' open' if opened else ''}><summary>{summary}</summary>{table}</details>"
    return f"{state['takeaway_html']}{twin}<p><small>{source}</small></p>"


def _closed(html: str) -> str:
    """A reveal that nobody has opened yet; works where no script runs."""
    summary = escape(_("Answer the question above first, or open this now."))
    return f"<details><summary>{summary}</summary>{html}</details>"


def _question(after: str) -> str:
    return f"{running().name}.{after}"


def _states(
    spec: dict[str, Any],
    frame: pd.DataFrame,
    takeaway: Takeaway,
    controls: Sequence[Control],
    columns: dict[str, str],
) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """Work out, for every setting of the controls, the reading, the description and the table."""
    shown, choices = [], []
    for control in controls:
        if not control.column.isidentifier():
            msg = f"control {control.column!r}: the chart refers to the column by its name; use letters, digits and _."
            raise LessonError(msg)
        values = [_plain(value) for value in frame[control.column].unique()]
        start = values[0] if control.value is None else control.value
        if start not in values:
            msg = f"control {control.column!r}: the start value {start!r} is not in the data; choose one of {values}."
            raise LessonError(msg)
        options = [{"value": value, "label": control.labels.get(value, str(value))} for value in values]
        shown.append(
            {
                "name": control.column,
                "label": control.label,
                "type": control.kind,
                "options": options,
                "value": start,
            }
        )
        choices.append(values)
    if math.prod(map(len, choices)) > SETTINGS:
        msg = f"show: the controls have {math.prod(map(len, choices))} settings in all; at most {SETTINGS} are possible."
        raise LessonError(msg)
    states = {}
    for picked in itertools.product(*(range(len(values)) for values in choices)):
        drawn = chosen = frame
        for control, values, index in zip(controls, choices, picked, strict=True):
            chosen = chosen[chosen[control.column] == values[index]]
            if control.filter:
                drawn = drawn[drawn[control.column] == values[index]]
        text = takeaway if isinstance(takeaway, str) else takeaway(chosen)
        states[",".join(map(str, picked))] = {
            "takeaway_html": markdown(text),
            "description": describe(spec, drawn),
            "rows": _cells(drawn, columns),
        }
    return shown, states


def show(
    chart: alt.TopLevelMixin | pd.DataFrame,
    takeaway: Takeaway,
    controls: Sequence[Control] | None = None,
    after: str | None = None,
) -> None:
    """Show a chart (or a table) with its reading, its source, its description and its table.

    Parameters
    ----------
    chart : altair.Chart or pandas.DataFrame
        A chart on a data frame with tooltips that carry titles. A data frame is shown as a table.
        ``attrs["sources"]`` of the data lists the ids of its sources, as ``table`` sets it.
    takeaway : str or function of a DataFrame
        One or two sentences on what it shows, Markdown. With controls: a function of the chosen rows.
    controls : list of Control, optional
        What the learner can change; at most 400 settings in all.
    after : str, optional
        Id of a question: closed until that question is answered or the learner opens it.

    Raises
    ------
    LessonError
        If the data name no source, or the chart has no tooltips.

    Examples
    --------
    >>> from widgets import start, table
    >>> start("03", "en", {}, {})
    This copy uses: . Variant 03-b8c269e7.
    >>> show(table("summit_totals")[["item", "usd_billion"]], "The two parts make the total.")
    The two parts make the total.
    """
    if isinstance(chart, pd.DataFrame):
        _show_table(chart, takeaway if isinstance(takeaway, str) else takeaway(chart), after)
        return
    frame = chart.data
    sources = frame.attrs.get("sources") if isinstance(frame, pd.DataFrame) else None
    if not sources:
        msg = (
            "show: the chart's data name no source; start from table(…), or set frame.attrs['sources'] = […]."
        )
        raise LessonError(msg)
    spec = spec_of(chart)
    columns = _columns(spec, frame)
    shown, states = _states(spec, frame, takeaway, controls or [], columns)
    spec["params"] = [*spec.get("params", []), *({"name": c["name"], "value": c["value"]} for c in shown)]
    kept = [{"filter": f"datum.{c.column} === {c.column}"} for c in controls or [] if c.filter]
    if kept:
        spec["transform"] = [*kept, *spec.get("transform", [])]
    first = ",".join(str([o["value"] for o in c["options"]].index(c["value"])) for c in shown)
    source = inline(source_line(sources))
    data: dict[str, Any] = {
        "kind": "chart",
        "uid": f"{_question(after)}.chart" if after else f"{running().name}.chart",
        "title": "",
        "spec": spec,
        "controls": shown,
        "states": states,
        "columns": [
            {"title": title, "number": pd.api.types.is_numeric_dtype(frame[name])}
            for name, title in columns.items()
        ],
        "open": running().tables_open,
        "source_html": source,
        "after": _question(after) if after else None,
        "words": words("chart"),
    }
    caption = _caption(states[first], columns, source, opened=data["open"])
    if after:
        data["cites"] = cited()
        Live(data["uid"], data, {}).show(_closed(caption), _("Closed until the question above is answered."))
        return
    if get_ipython() is None:
        print(states[first]["description"])
        return
    filtered = {
        c["name"]: c["value"] for c, control in zip(shown, controls or [], strict=True) if control.filter
    }
    display(mime_bundle(_at_start(spec, filtered), states[first]["description"]), raw=True)
    plain = takeaway if isinstance(takeaway, str) else states[first]["description"]
    if shown:
        settings = "".join(f"<li>{escape(c['label'])}: {escape(_label(c))}</li>" for c in shown)
        Live(data["uid"], data, {c["name"]: c["value"] for c in shown}).show(
            f"<ul>{settings}</ul>{caption}", plain
        )
    else:
        display({"text/html": f"<div>{caption}</div>", "text/plain": plain}, raw=True)


def _at_start(spec: dict[str, Any], setting: dict[str, Any]) -> dict[str, Any]:
    """Leave to the chart that JupyterLab draws itself only the rows of its one setting."""
    name = spec.get("data", {}).get("name")
    if not setting or name not in spec.get("datasets", {}):
        return spec
    kept = [row for row in spec["datasets"][name] if all(row[key] == setting[key] for key in setting)]
    return {**spec, "datasets": {**spec["datasets"], name: kept}}


def _label(control: dict[str, Any]) -> str:
    return str(next(o["label"] for o in control["options"] if o["value"] == control["value"]))


def _show_table(frame: pd.DataFrame, takeaway: str, after: str | None) -> None:
    """Show a table as Markdown, which JupyterLab aligns to the left like prose."""
    headings = [str(name) for name in frame]
    cells = _cells(frame, dict(zip(headings, headings, strict=True)))
    lines = [
        " | ".join(text.replace("|", "\\|") for text in row)
        for row in [headings, ["---"] * len(headings), *cells]
    ]
    parts = ["\n".join(f"| {line} |" for line in lines), takeaway]
    if frame.attrs.get("sources"):
        parts.append(source_line(frame.attrs["sources"]))
    if after or get_ipython() is None:
        tell("\n\n".join(parts) if after else takeaway, after)
    else:
        display({"text/markdown": "\n\n".join(parts), "text/plain": takeaway}, raw=True)


def tell(text: str, after: str | None = None, truth: float | None = None, unit: str | None = None) -> None:
    """Print computed prose.

    Parameters
    ----------
    text : str
        Markdown; every figure in it comes from a computation.
    after : str, optional
        Id of a question: closed until that question is answered or the learner opens it.
    truth : float, optional
        What the guess was about; with it the page also says how far the guess was.
    unit : str, optional
        Unit of the guess, such as "dollars of every hundred".

    Examples
    --------
    >>> from widgets import start
    >>> start("03", "en", {}, {})
    This copy uses: . Variant 03-b8c269e7.
    >>> tell("Both parts make 92 billion US dollars.")
    Both parts make 92 billion US dollars.
    """
    if after:
        _reveal(markdown(text), text, after, truth, unit)
    elif get_ipython() is None:
        print(text)
    else:
        display({"text/markdown": text, "text/plain": text}, raw=True)


def _reveal(html: str, plain: str, after: str, truth: float | None, unit: str | None) -> None:
    data = {
        "kind": "tell",
        "uid": f"{running().name}.{after}.reveal",
        "html": html,
        "after": _question(after),
        "truth": truth,
        "unit": unit,
        "cites": cited(),
        "words": words("tell"),
    }
    closed = _("Closed until the question above is answered.")
    Live(str(data["uid"]), data, {}).show(_closed(html), closed if get_ipython() else plain)
