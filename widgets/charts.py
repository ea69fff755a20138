"""The one look of all charts, the one renderer, and descriptions made from a chart's own values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import altair as alt

from widgets.errors import LessonError
from widgets.language import _, number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PALETTE", "describe", "mime_bundle", "spec_of", "use_look", "values_in_words"]

MIME = "application/vnd.vegalite.v5+json"

# JupyterLab 4.6 hangs on a chart as wide as its container: it draws again at each resize that drawing causes.
NATIVE_WIDTH = 440

# Colours follow the category, never rank or stance, and pass 3:1 on white and on #1e1e1e.
PALETTE = {
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "ink": "#222222",
}

LEAST = 20  # words of a chart's description
FONT = "system-ui, 'Noto Sans', 'Noto Sans JP', 'Noto Sans CJK JP', sans-serif"


@alt.theme.register("kit", enable=False)
def _theme() -> alt.theme.ThemeConfig:
    text = {"labelFont": FONT, "titleFont": FONT, "labelColor": "#222222", "titleColor": "#222222"}
    theme: Any = {
        "config": {
            "background": "#ffffff",
            "padding": 10,
            "font": FONT,
            "view": {"stroke": None},
            "axis": {
                **text,
                "labelFontSize": 13,
                "titleFontSize": 13,
                "titleFontWeight": "normal",
                "labelLimit": 220,
                "gridColor": "#dddddd",
                "domainColor": "#767676",
                "tickColor": "#767676",
            },
            "axisQuantitative": {"tickCount": 5},
            "legend": {**text, "labelFontSize": 13, "titleFontSize": 13, "orient": "top"},
            "text": {"font": FONT, "fontSize": 13, "color": "#222222"},
            "bar": {"color": PALETTE["blue"]},
            "line": {"color": PALETTE["blue"], "strokeWidth": 2.5},
            "point": {"color": PALETTE["blue"], "filled": True, "size": 90, "opacity": 1},
            # A line that no value has yet is a mark without a name; the chart's description says what it shows.
            "rule": {"color": PALETTE["ink"], "strokeWidth": 2, "aria": False},
            "range": {"category": list(PALETTE.values())},
        }
    }
    return theme


def spec_of(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Turn a chart into the Vega-Lite specification that every home of a lesson draws.

    Parameters
    ----------
    chart : altair.Chart
        Any chart on a data frame.

    Returns
    -------
    dict
        Specification with the data inside it, marked as Vega-Lite 5 because JupyterLab 4.6
        draws nothing newer; the kit uses only what versions 5.6 and 6 draw alike.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"x": [1], "y": ["a"]})
    >>> spec_of(alt.Chart(frame).mark_bar().encode(x="x:Q", y="y:N"))["$schema"]
    'https://vega.github.io/schema/vega-lite/v5.json'
    """
    spec: dict[str, Any] = chart.to_dict()
    spec["$schema"] = "https://vega.github.io/schema/vega-lite/v5.json"
    return spec


def mime_bundle(spec: dict[str, Any], description: str) -> dict[str, Any]:
    """Bundle a chart for the notebook: drawn by JupyterLab without a network, or read as text.

    No ``text/html`` beside it: JupyterLab would prefer that.

    Examples
    --------
    >>> sorted(mime_bundle({}, "Bar chart."))
    ['application/vnd.vegalite.v5+json', 'text/plain']
    """
    width = {"width": NATIVE_WIDTH} if spec.get("width") == "container" else {}
    plain = {"usermeta": {"embedOptions": {"actions": False}}}  # its menu has no name and leads to a web site
    return {MIME: {**spec, **width, **plain, "description": description}, "text/plain": description}


def _render(spec: dict[str, Any], **_options: Any) -> dict[str, Any]:
    """Draw a chart that a learner writes in a cell of their own, in the same way."""
    spec = {**spec, "$schema": "https://vega.github.io/schema/vega-lite/v5.json"}
    return mime_bundle(spec, spec.get("description") or _("Chart"))


alt.renderers.register("kit", _render)


def use_look() -> None:
    """Give all charts the one look; `start` asks for it again where this module had been loaded before."""
    alt.theme.enable("kit")
    alt.renderers.enable("kit")


use_look()


def _main_layer(spec: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Find the mark and encoding that carry the values: the first bar, line or point layer."""
    for layer in spec.get("layer", [spec]):
        mark = layer["mark"]["type"] if isinstance(layer["mark"], dict) else layer["mark"]
        encoding = {**spec.get("encoding", {}), **layer.get("encoding", {})}
        if mark in ("bar", "line", "point", "circle"):
            return mark, encoding
    msg = "A chart needs a bar, line, point or circle mark, so that its description can be made from its values."
    raise LessonError(msg)


def _title(channel: dict[str, Any], encoding: dict[str, Any]) -> str:
    """Name a channel; where the axis has no title, its tooltip has one."""
    tooltip = encoding.get("tooltip", [])
    tips = {tip["field"]: tip.get("title") for tip in (tooltip if isinstance(tooltip, list) else [tooltip])}
    return str(channel.get("title") or tips.get(channel["field"]) or channel["field"])


def _shown(value: Any, digits: int) -> str:
    return number(float(value), digits) if isinstance(value, (int, float)) else str(value)


def _length(text: str) -> float:
    """Count words; where a language writes without spaces, two and a half characters count as one."""
    unspaced = len(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]", text))
    return unspaced / 2.5 if unspaced > len(text) / 3 else len(text.split())


def describe(spec: dict[str, Any], rows: pd.DataFrame) -> str:
    """Describe a chart in words, from the values it draws, in about 20 to 50 words.

    One that would be shorter also says where the bars begin and where the values stand.

    Parameters
    ----------
    spec : dict
        Vega-Lite specification with one quantitative and one other position channel.
    rows : pandas.DataFrame
        The rows that are drawn.

    Returns
    -------
    str

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"usd": [3, 6], "firm": ["a", "b"]})
    >>> chart = (
    ...     alt.Chart(frame).mark_bar().encode(alt.X("usd:Q", title="dollars"), alt.Y("firm:N", title="firm"))
    ... )
    >>> describe(spec_of(chart), frame)
    'Bar chart: dollars by firm. b: 6, a: 3. All bars begin at zero. The table under the chart holds the same values.'
    """
    text = values_in_words(spec, rows)
    bars = [_("All bars begin at zero.")] if _main_layer(spec)[0] == "bar" else []
    for more in [*bars, _("The table under the chart holds the same values.")]:
        if _length(text) < LEAST:
            text = _("{head} {values}").format(head=text, values=more)
    return text


def values_in_words(spec: dict[str, Any], rows: pd.DataFrame) -> str:
    """Say in words what a chart draws.

    Parameters
    ----------
    spec : dict
        Vega-Lite specification with one quantitative and one other position channel.
    rows : pandas.DataFrame
        The rows that are drawn.

    Returns
    -------
    str
        Kind of chart, what it measures, its largest and smallest values, or first and last ones.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"usd": [3, 5], "firm": ["a", "b"]})
    >>> chart = (
    ...     alt.Chart(frame).mark_bar().encode(alt.X("usd:Q", title="dollars"), alt.Y("firm:N", title="firm"))
    ... )
    >>> values_in_words(spec_of(chart), frame)
    'Bar chart: dollars by firm. b: 5, a: 3.'
    """
    mark, encoding = _main_layer(spec)
    channels = [encoding[axis] for axis in ("x", "y") if "field" in encoding.get(axis, {})]
    measure = next((c for c in channels if c["type"] == "quantitative"), None)
    other = next((c for c in channels if c is not measure), None)
    if measure is None or other is None:
        msg = "A chart needs one quantitative and one other position (x, y), so that it can be described."
        raise LessonError(msg)
    rows = rows[rows[measure["field"]].notna()]  # a missing value is not drawn
    # Bars start at zero and need three digits; dots and lines show small differences.
    digits = 3 if mark == "bar" else 5
    labelled = rows["label"] if "label" in rows else [_shown(v, digits) for v in rows[measure["field"]]]
    grouped = "xOffset" in encoding or "yOffset" in encoding  # bars side by side are not one stack
    if mark == "bar" and rows[other["field"]].duplicated().any() and not grouped:
        summed = rows.groupby(other["field"], sort=False)[measure["field"]].sum()
        values, names = list(summed), list(summed.index)
        labels = [_shown(value, digits) for value in summed]
    else:
        values, names = list(rows[measure["field"]]), list(rows[other["field"]])
        labels = list(labelled)
    kind = {"bar": _("Bar chart"), "line": _("Line chart")}.get(mark, _("Dot chart"))
    parts = [_("{name}: {value}").format(name=n, value=v) for n, v in zip(names, labels, strict=True)]
    head = _("{kind}: {measure} by {other}.").format(
        kind=kind, measure=_title(measure, encoding), other=_title(other, encoding)
    )
    if mark == "bar":
        order = sorted(range(len(parts)), key=lambda i: -float(values[i]))
        parts = [parts[i] for i in order]
    if not parts:
        return head
    if len(parts) <= 5:
        return _("{head} {values}.").format(head=head, values=_(", ").join(parts))
    tail = (
        _("{count} bars, from {first} to {last}.")
        if mark == "bar"
        else _("{count} values, from {first} to {last}.")
    ).format(count=len(parts), first=parts[0], last=parts[-1])
    if mark == "bar":
        return _("{head} {values}").format(head=head, values=tail)
    low, high = values.index(min(values)), values.index(max(values))
    ends = _("Lowest: {low}; highest: {high}.").format(low=parts[low], high=parts[high])
    return _("{head} {values}").format(head=_("{head} {values}").format(head=head, values=tail), values=ends)
