"""Charts: one renderer, descriptions that follow the values, the same drawing in both versions of Vega-Lite."""

from __future__ import annotations

import copy
import itertools
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any

import altair as alt
import nbformat
import pandas as pd
import pytest
import vl_convert

from widgets import LessonError
from widgets.charts import PALETTE, mime_bundle, spec_of, values_in_words
from widgets.language import use_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parent.parent
VEGALITE = "application/vnd.vegalite.v5+json"
KIT = "application/vnd.kit.v1+json"
FIRMS = pd.DataFrame({"firm": ["a", "b", "c"], "usd": [3.0, 12_345.0, 0.5]})


def bars(frame: pd.DataFrame = FIRMS) -> alt.Chart:
    return alt.Chart(frame).mark_bar().encode(alt.X("usd:Q", title="dollars"), alt.Y("firm:N", title="firm"))


def dots(frame: pd.DataFrame) -> alt.Chart:
    return alt.Chart(frame).mark_point().encode(alt.X("rate:Q", title="rate"), alt.Y("day:N", title="day"))


# --- descriptions -----------------------------------------------------------------------------------------


def test_bars_are_named_from_the_largest_down() -> None:
    assert values_in_words(spec_of(bars()), FIRMS) == "Bar chart: dollars by firm. b: 12,300, a: 3, c: 0.5."
    use_language("ja")
    japanese = values_in_words(spec_of(bars()), FIRMS)
    assert japanese.startswith("棒グラフ")
    assert re.search(r"b\W*12,300\W*a\W*3\W*c\W*0\.5", japanese)


def test_a_description_follows_a_changed_value() -> None:
    changed = FIRMS.assign(usd=[3.0, 2.0, 0.5])
    assert (
        values_in_words(spec_of(bars(changed)), changed) == "Bar chart: dollars by firm. a: 3, b: 2, c: 0.5."
    )


def test_stacked_bars_are_summed() -> None:
    frame = pd.DataFrame({"firm": ["a", "b", "a"], "usd": [3.0, 4.0, 2.0]})
    assert values_in_words(spec_of(bars(frame)), frame) == "Bar chart: dollars by firm. a: 5, b: 4."


def test_bars_side_by_side_are_named_one_by_one() -> None:
    frame = pd.DataFrame(
        {"firm": ["a", "a"], "usd": [3.0, 4.0], "place": ["x", "y"], "label": ["x 3", "y 4"]}
    )
    chart = bars(frame).encode(yOffset=alt.YOffset("place:N"))
    assert values_in_words(spec_of(chart), frame) == "Bar chart: dollars by firm. a: y 4, a: x 3."


def test_many_bars_are_named_by_their_ends() -> None:
    frame = pd.DataFrame({"firm": list("abcdef"), "usd": [1, 5, 2, 6, 3, 4]})
    assert (
        values_in_words(spec_of(bars(frame)), frame)
        == "Bar chart: dollars by firm. 6 bars, from d: 6 to a: 1."
    )


def test_dots_keep_their_order_and_more_digits() -> None:
    frame = pd.DataFrame({"day": list("abcdef"), "rate": [148.75, 148.08, 146.55, 147.77, 149.07, 150.6]})
    assert values_in_words(spec_of(dots(frame)), frame) == (
        "Dot chart: rate by day. 6 values, from a: 148.75 to f: 150.6. Lowest: c: 146.55; highest: f: 150.6."
    )
    assert (
        values_in_words(spec_of(dots(frame)), frame.head(2))
        == "Dot chart: rate by day. a: 148.75, b: 148.08."
    )


def test_a_line_says_so_and_labels_speak_for_the_values() -> None:
    frame = pd.DataFrame({"year": ["2024", "2025"], "usd": [4, 9], "label": ["4 of 100", "9 of 100"]})
    line = alt.Chart(frame).mark_line().encode(alt.X("year:O", title="year"), alt.Y("usd:Q", title="dollars"))
    assert (
        values_in_words(spec_of(line), frame)
        == "Line chart: dollars by year. 2024: 4 of 100, 2025: 9 of 100."
    )


def test_the_tooltip_names_an_axis_without_a_title() -> None:
    for tooltip in (alt.Tooltip("firm:N", title="Firm"), [alt.Tooltip("firm:N", title="Firm")]):
        chart = bars().encode(y=alt.Y("firm:N", title=None), tooltip=tooltip)
        assert values_in_words(spec_of(chart), FIRMS).startswith("Bar chart: dollars by Firm. ")


def test_a_missing_value_is_not_described() -> None:
    frame = FIRMS.assign(usd=[3.0, None, 0.5])
    assert values_in_words(spec_of(bars(frame)), frame) == "Bar chart: dollars by firm. a: 3, c: 0.5."
    assert values_in_words(spec_of(bars(frame)), frame.iloc[:0]) == "Bar chart: dollars by firm."


@pytest.mark.parametrize(
    ("chart", "sentence"),
    [
        (bars().mark_text(), "A chart needs a bar, line, point or circle mark"),
        (bars().encode(y=alt.Y()), "A chart needs one quantitative and one other position"),
        (bars().encode(x="usd:N"), "A chart needs one quantitative and one other position"),
    ],
)
def test_what_cannot_be_described_is_refused(chart: alt.Chart, sentence: str) -> None:
    with pytest.raises(LessonError, match=sentence):
        values_in_words(spec_of(chart), FIRMS)


# --- bundles ----------------------------------------------------------------------------------------------


def test_a_bundle_holds_the_chart_and_its_description_alone() -> None:
    bundle = mime_bundle(spec_of(bars()), "Three bars.")
    assert set(bundle) == {VEGALITE, "text/plain"}
    assert bundle["text/plain"] == bundle[VEGALITE]["description"] == "Three bars."
    assert bundle[VEGALITE]["$schema"].endswith("/vega-lite/v5.json")


@pytest.mark.parametrize("wide", [True, False])
def test_a_chart_as_wide_as_its_container_never_reaches_jupyterlab(wide: bool) -> None:
    spec = spec_of(bars().properties(width="container" if wide else 123))
    drawn = mime_bundle(spec, "Bars.")[VEGALITE]["width"]
    assert drawn == (440 if wide else 123)
    assert spec["width"] == ("container" if wide else 123)  # the page's own copy stays


def test_a_chart_in_a_cell_of_the_learner(displayed: Callable) -> None:
    from IPython.display import display

    for chart, words in (
        (bars().properties(width="container"), "Chart"),
        (bars().properties(description="D"), "D"),
    ):
        (output,) = displayed(lambda shown=chart: display(shown))
        assert set(output.data) == {VEGALITE, "text/plain"}
        assert output.data["text/plain"] == output.data[VEGALITE]["description"] == words
        assert output.data[VEGALITE].get("width") != "container"
        assert output.data[VEGALITE]["$schema"].endswith("/vega-lite/v5.json")


def test_the_theme_uses_our_colours() -> None:
    config = spec_of(bars())["config"]
    assert config["range"]["category"][:2] == ["#0072B2", "#D55E00"]
    assert config["bar"]["color"] == "#0072B2"


def _contrast(one: str, other: str) -> float:
    """WCAG 2: contrast of two colours."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_colour_can_be_seen() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    for name, colour in PALETTE.items():
        assert _contrast(colour, "#ffffff") >= 3, name
        assert name == "ink" or _contrast(colour, "#1e1e1e") >= 3, name


# --- the stored lessons -----------------------------------------------------------------------------------

BUILT = sorted((ROOT / "lessons").glob("[a-z][a-z]/*.ipynb"))


def _outputs(path: Path) -> list[tuple[str, dict[str, Any]]]:
    cells = nbformat.read(path, as_version=4).cells
    return [
        (cell.id, output.data) for cell in cells for output in cell.get("outputs", []) if "data" in output
    ]


def _specs(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Every chart of a lesson, native ones and those that the page draws itself, at both ends of each control."""
    found = []
    for name, data in _outputs(path):
        if VEGALITE in data:
            found.append((name, dict(data[VEGALITE])))
        if data.get(KIT, {}).get("kind") == "chart":
            controls = data[KIT]["controls"]
            for values in itertools.product(
                *([c["options"][end]["value"] for end in (0, -1)] for c in controls)
            ):
                spec = {**copy.deepcopy(data[KIT]["spec"]), "width": 440}
                settings = dict(zip((c["name"] for c in controls), values, strict=True))
                for param in spec["params"]:
                    param["value"] = settings.get(param["name"], param.get("value"))
                found.append((f"{name} {settings}", spec))
    return found


def _marks(spec: dict[str, Any], version: str) -> list[tuple[str, ...]]:
    """The drawn elements: kind of mark, shape, place, colour and words of each."""
    svg = vl_convert.vegalite_to_svg(spec, vl_version=version)
    marks = []
    for group in ET.fromstring(re.sub(r' xmlns(:\w+)?="[^"]*"', "", svg)).iter("g"):
        kind = group.get("class", "")
        if kind.startswith("mark-") and "role-mark" in kind:
            for element in group.iter():
                if element.tag in {"path", "text", "line", "rect"}:
                    attributes = [
                        element.get(a, "") for a in ("d", "transform", "x2", "y2", "fill", "stroke")
                    ]
                    marks.append((kind, element.tag, *attributes, "".join(element.itertext())))
    return marks


@pytest.mark.parametrize("path", BUILT, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_stored_charts_are_drawn_alike_by_both_versions(path: Path) -> None:
    specs = _specs(path)
    assert len(specs) >= 1
    for name, spec in specs:
        old, new = _marks(spec, "5.8"), _marks(spec, "6.4")
        assert old == new, name
        drawn = {mark[2:4] for mark in old if mark[1] == "path"}
        figures = [mark for mark in old if mark[0].endswith("text role-mark") or "mark-text" in mark[0]]
        values = [mark for mark in figures if re.search(r"\d", mark[-1])]
        # Two marks at least; where a setting has one value, its one label says so.
        assert len(drawn) >= (1 if len(values) == 1 else 2), f"{name}: nothing is drawn"


def test_a_chart_that_the_versions_draw_differently_is_noticed() -> None:
    frame = pd.DataFrame({"x": [1, 2, 3, 4, 5, 6], "g": list("ababab")})
    density = (
        alt.Chart(frame)
        .transform_density("x", groupby=["g"], as_=["x", "density"])
        .mark_area()
        .encode(x="x:Q", y="density:Q", color="g:N")
    )
    spec = spec_of(density)
    assert _marks(spec, "5.8") != _marks(spec, "6.4")


@pytest.mark.parametrize("path", BUILT, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_stored_charts_have_one_form(path: Path) -> None:
    charts = [data for _, data in _outputs(path) if VEGALITE in data]
    assert charts
    for data in charts:
        # The build may add a picture for pages that run no script; HTML would hide the live chart.
        assert set(data) - {"image/png"} == {VEGALITE, "text/plain"}
        spec = data[VEGALITE]
        assert spec["$schema"].endswith("/vega-lite/v5.json")
        assert isinstance(spec.get("width"), int)
        assert len(spec["description"]) > 20
        assert data["text/plain"] == spec["description"]
    live = [data[KIT] for _, data in _outputs(path) if data.get(KIT, {}).get("kind") == "chart"]
    assert live
    for chart in live:
        assert all(len(state["description"]) > 20 for state in chart["states"].values())


def _descriptions(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, str]]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found = output.get("data", {})
            if "application/vnd.vegalite.v5+json" in found:
                yield cell.id, found["application/vnd.vegalite.v5+json"]["description"]
            for state in found.get(KIT, {}).get("states", {}).values():
                yield cell.id, state["description"]


@pytest.mark.parametrize("path", BUILT, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_chart_is_described_in_20_to_50_words(path: Path) -> None:
    """Japanese has no spaces; about two and a half of its characters say as much as an English word."""
    for cell, text in _descriptions(nbformat.read(path, as_version=4)):
        words = len(text) / 2.5 if path.parent.name == "ja" else len(text.split())
        assert 20 <= words <= (60 if path.parent.name == "ja" else 50), f"{cell}: {text}"
