"""Charts, tables and prose as a notebook stores them; what waits for a guess stays closed."""

from __future__ import annotations

import csv
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import altair as alt
import nbformat
import pandas as pd
import pytest

from widgets import Control, LessonError, show, start, table, tell
from widgets.language import use_language
from widgets.sources import credits as credit_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from IPython.utils.capture import RichOutput

    Displayed = Callable[[Callable[[], Any]], list[RichOutput]]

ROOT = Path(__file__).parent.parent
VEGALITE = "application/vnd.vegalite.v5+json"
KIT = "application/vnd.kit.v1+json"


class _Reader(HTMLParser):
    """Splits HTML into what is seen at once and what is inside closed details."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open, self.hidden, self.depth, self.summary = "", "", 0, False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "details" and "open" not in dict(attrs):
            self.depth += 1
        self.summary = tag == "summary" or self.summary

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self.depth = max(0, self.depth - 1)
        if tag == "summary":
            self.summary = False

    def handle_data(self, data: str) -> None:
        if self.depth and not (self.summary and self.depth == 1):
            self.hidden += data
        else:
            self.open += data


@pytest.fixture(autouse=True)
def _lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, displayed: Displayed) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    displayed(lambda: start("03-test", "en", {}, {}))
    yield
    assert list(tmp_path.iterdir()) == []


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _pledges() -> alt.Chart:
    tips = [alt.Tooltip("payer:N", title="Firm"), alt.Tooltip("usd_billion:Q", title="Billion dollars")]
    return (
        alt.Chart(table("summit_pledges"), width="container")
        .mark_bar()
        .encode(
            x=alt.X("usd_billion:Q", title="billion dollars"), y=alt.Y("payer:N", title="firm"), tooltip=tips
        )
    )


# --- a chart without controls -----------------------------------------------------------------------------


def test_a_plain_chart_is_two_outputs(displayed: Displayed) -> None:
    chart, caption = displayed(lambda: show(_pledges(), "Firms named **these** sums."))
    assert set(chart.data) == {VEGALITE, "text/plain"}
    assert chart.data[VEGALITE]["width"] == 440
    assert chart.data[VEGALITE]["description"] == chart.data["text/plain"]
    # 13 rows; the largest sum is 25 (Google stands before Blackstone), the smallest Anthropic's 0.002.
    assert chart.data["text/plain"] == (
        "Bar chart: billion dollars by firm. 13 bars, from Google: 25 to Anthropic: 0.002. "
        "All bars begin at zero. The table under the chart holds the same values."
    )
    assert set(caption.data) == {"text/html", "text/plain"}
    assert caption.data["text/plain"] == "Firms named **these** sums."
    html = _Reader(caption.data["text/html"])
    assert "Firms named these sums." in html.open
    assert "American Public Power Association" in html.open
    assert "Pennsylvania Chamber" in html.open
    for row in _rows("summit_pledges"):
        assert row["payer"] in html.hidden
    assert "<details open" not in caption.data["text/html"]


@pytest.mark.parametrize(("level", "is_open"), [("secondary", False), ("undergraduate", True)])
def test_an_undergraduates_tables_are_open_at_first(displayed: Displayed, level: str, is_open: bool) -> None:
    displayed(lambda: start("03-test", "en", {"level": level}, {"level": ["secondary", "undergraduate"]}))
    plain = displayed(lambda: show(_pledges(), "Sums."))[1]
    controlled = displayed(_by_kind)[1]
    (gated,) = displayed(lambda: show(_pledges(), "Sums.", after="guess"))
    for caption in (plain, controlled):
        # Google is a row of both tables, and in neither reading.
        assert ("Google" in _Reader(caption.data["text/html"]).open) == is_open
        assert caption.data["text/html"].count("<details open>") == is_open
    for live in (controlled, gated):
        assert live.data[KIT]["open"] is is_open
    # The reveal around the table stays closed.
    _assert_closed(gated, ["Westinghouse"])


def test_the_table_twin_has_the_tooltips_as_columns(displayed: Displayed) -> None:
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2025-07-31", None]), "year": [2025, 2024], "n": [1234.5, None],
            "name": ["<b>", "c"], "hidden": ["x", "y"],
        }
    )  # fmt: skip
    frame.attrs["sources"] = ["fed-h10"]
    titles = {"day": "Day", "year": "Year", "n": "Count", "name": "Name"}
    tips = [alt.Tooltip(f"{name}:N", title=title) for name, title in titles.items()]
    chart = alt.Chart(frame).mark_bar().encode(x="n:Q", y="name:N", tooltip=tips)
    _, caption = displayed(lambda: show(chart, "T."))
    html = caption.data["text/html"]
    assert [part.split("</th>")[0] for part in html.split('<th scope="col">')[1:]] == list(titles.values())
    rows = [
        [cell.split("</td>")[0] for cell in row.split("<td>")[1:]]
        for row in html.split("<tbody>")[1].split("<tr>")[1:]
    ]
    assert rows == [["31 July 2025", "2025", "1,234.5", "&lt;b&gt;"], ["–", "2024", "–", "c"]]


def test_what_is_shown_is_credited(displayed: Displayed) -> None:
    assert list(credit_list().columns[:2]) == ["Source", "Publisher"]
    assert len(credit_list()) == 0
    displayed(lambda: show(_pledges(), "Sums."))
    assert sorted(credit_list().Publisher) == [
        "American Public Power Association", "Pennsylvania Chamber of Business and Industry",
    ]  # fmt: skip


# --- controls ---------------------------------------------------------------------------------------------


def _by_kind(**more: Any) -> None:
    def reading(rows: pd.DataFrame) -> str:
        return f"**{rows.payer_kind.iloc[0]}**: {len(rows)} firms, {rows.usd_billion.sum():.3f} billion."

    show(_pledges(), reading, [Control("payer_kind", "Who pays?", {"investor": "Investors"}, **more)])


def _kit(outputs: list[RichOutput]) -> dict[str, Any]:
    (data,) = (output.data[KIT] for output in outputs if KIT in output.data)
    return data


def test_every_state_agrees_with_the_table(displayed: Displayed) -> None:
    data = _kit(displayed(_by_kind))
    (control,) = data["controls"]
    kinds = list(dict.fromkeys(row["payer_kind"] for row in _rows("summit_pledges")))
    assert [option["value"] for option in control["options"]] == kinds == ["technology", "investor", "energy"]
    assert [option["label"] for option in control["options"]] == ["technology", "Investors", "energy"]
    assert set(data["states"]) == {"0", "1", "2"}
    for place, kind in enumerate(kinds):
        state = data["states"][str(place)]
        chosen = [row for row in _rows("summit_pledges") if row["payer_kind"] == kind]
        total = sum(float(row["usd_billion"]) for row in chosen)
        assert (
            state["takeaway_html"]
            == f"<p><strong>{kind}</strong>: {len(chosen)} firms, {total:.3f} billion.</p>"
        )
        assert [(row[0], float(row[1])) for row in state["rows"]] == [
            (row["payer"], float(row["usd_billion"])) for row in chosen
        ]
        largest = max(chosen, key=lambda row: float(row["usd_billion"]))
        assert state["description"].startswith("Bar chart: billion dollars by firm. ")
        assert f"{largest['payer']}: {float(largest['usd_billion']):g}" in state["description"]
        assert not [
            row["payer"]
            for row in _rows("summit_pledges")
            if row not in chosen and row["payer"] in state["description"]
        ]
    assert data["columns"] == [
        {"title": "Firm", "number": False}, {"title": "Billion dollars", "number": True},
    ]  # fmt: skip


@pytest.mark.parametrize(("value", "place"), [(None, 0), ("energy", 2)])
def test_the_start_value_is_what_is_stored(displayed: Displayed, value: str | None, place: int) -> None:
    native, still = displayed(lambda: _by_kind(value=value))
    state = still.data[KIT]["states"][str(place)]
    assert set(native.data) == {VEGALITE, "text/plain"}
    assert native.data["text/plain"] == still.data["text/plain"] == state["description"]
    chosen = ["technology", "investor", "energy"][place]
    (param,) = native.data[VEGALITE]["params"]
    assert param == {"name": "payer_kind", "value": chosen}
    assert native.data[VEGALITE]["transform"] == [{"filter": "datum.payer_kind === payer_kind"}]
    assert state["takeaway_html"] in still.data["text/html"]
    assert f"Who pays?: {chosen}" in still.data["text/html"]
    assert native.data[VEGALITE]["width"] == 440
    assert still.data[KIT]["spec"]["width"] == "container"


def test_a_control_that_filters_nothing_draws_every_row(displayed: Displayed) -> None:
    data = _kit(displayed(lambda: _by_kind(filter=False)))
    assert "transform" not in data["spec"]
    assert {len(state["rows"]) for state in data["states"].values()} == {13}
    assert "**" not in data["states"]["1"]["takeaway_html"]
    assert "investor" in data["states"]["1"]["takeaway_html"]


def test_two_controls_make_every_pair(displayed: Displayed) -> None:
    frame = pd.DataFrame({"kind": ["a", "a", "b"], "year": [2024, 2025, 2024], "n": [1, 2, 4]})
    frame.attrs["sources"] = ["fed-h10"]
    chart = alt.Chart(frame).mark_bar().encode(x="n:Q", y="kind:N", tooltip=[alt.Tooltip("n:Q", title="N")])
    controls = [Control("kind", "Kind"), Control("year", "Year", kind="range", value=2025)]
    data = _kit(displayed(lambda: show(chart, lambda rows: f"{rows.n.sum()}", controls)))
    rows = {key: state["rows"] for key, state in data["states"].items()}
    assert rows == {"0,0": [["1"]], "0,1": [["2"]], "1,0": [["4"]], "1,1": []}
    assert data["states"]["1,1"]["description"].startswith("Bar chart: N by kind. All bars")
    assert [control["value"] for control in data["controls"]] == ["a", 2025]
    assert all(type(option["value"]) is int for option in data["controls"][1]["options"])


# --- after a guess ----------------------------------------------------------------------------------------


def _assert_closed(output: RichOutput | nbformat.NotebookNode, secrets: list[str]) -> None:
    assert set(output.data) == {KIT, "text/html", "text/plain"}
    html = _Reader(output.data["text/html"])
    for secret in secrets:
        assert secret in html.hidden
        assert secret not in html.open
        assert secret not in output.data["text/plain"]
    assert output.data[KIT]["after"]


def test_a_chart_after_a_guess_is_closed(displayed: Displayed) -> None:
    (output,) = displayed(lambda: show(_pledges(), "Firms named sums.", after="guess"))
    _assert_closed(output, ["Firms named sums.", "Westinghouse", "0.002"])
    assert output.data["text/plain"] == "Closed until the question above is answered."
    assert output.data[KIT]["after"] == "03-test.guess"
    assert output.data["text/html"].count("<details>") == 2  # the reveal and the table in it
    assert output.data["text/html"].startswith('<div class="kit-still" data-token="')


def test_prose_after_a_guess_is_closed(displayed: Displayed) -> None:
    use_language("ja")
    (output,) = displayed(lambda: tell("It was **39**.", after="guess", truth=39, unit="dollars"))
    _assert_closed(output, ["It was 39."])
    assert output.data["text/plain"] == "上の問いに答えると開きます。"
    data = output.data[KIT]
    assert (data["kind"], data["truth"], data["unit"]) == ("tell", 39, "dollars")
    assert data["html"] == "<p>It was <strong>39</strong>.</p>"


def test_a_table_after_a_guess_is_closed(displayed: Displayed) -> None:
    (output,) = displayed(lambda: show(table("summit_totals"), "Two parts.", after="guess"))
    _assert_closed(output, ["data_centre", "36", "Two parts."])


@pytest.mark.parametrize(
    "path", sorted((ROOT / "lessons").glob("[a-z][a-z]/*.ipynb")), ids=lambda path: path.parent.name
)
def test_nothing_stored_spoils_a_guess(path: Path) -> None:
    gated = [
        (cell, output)
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if output.get("data", {}).get(KIT, {}).get("after")
    ]
    assert gated
    for cell, output in gated:
        assert len(cell.outputs) == 1, "a second output could show what this one hides"
        data = output.data[KIT]
        # The still holds the setting that a chart begins with; the others wait in the data.
        states = data.get("states", {})
        begin = ",".join(
            str([o["value"] for o in c["options"]].index(c["value"])) for c in data.get("controls", [])
        )
        first = [states[begin]] if states else []
        texts = [state["takeaway_html"] for state in first] or [data["html"]]
        words = [_Reader(text).open.strip() for text in texts]
        cells = [text for state in first for row in state["rows"] for text in row]
        _assert_closed(output, [word for word in words + cells if word])
        assert [
            state["description"]
            for state in data.get("states", {}).values()
            if state["description"] in output.data["text/plain"]
        ] == []


# --- tables and prose at once -----------------------------------------------------------------------------


def test_a_table_is_markdown_with_its_sources(displayed: Displayed) -> None:
    frame = table("summit_totals").head(3)[["item", "usd_billion"]].assign(note=["a|b", "", "c"])
    (output,) = displayed(lambda: show(frame, "Two parts."))
    assert output.data["text/plain"] == "Two parts."
    lines = output.data["text/markdown"].split("\n")
    assert lines[:5] == [
        "| item | usd_billion | note |", "| --- | --- | --- |", "| total | 92 | a\\|b |", "| energy | 56 |  |",
        "| data_centre | 36 | c |",
    ]  # fmt: skip
    assert lines[6] == "Two parts."
    assert lines[8].startswith("Source: [ICYMI: President Trump Announces")
    assert "(second-hand)" in lines[8]


def test_a_table_may_have_a_computed_takeaway(displayed: Displayed) -> None:
    (output,) = displayed(lambda: show(table("summit_totals"), lambda rows: f"{len(rows)} rows."))
    assert output.data["text/plain"] == f"{len(_rows('summit_totals'))} rows."


def test_prose_is_markdown(displayed: Displayed) -> None:
    (output,) = displayed(lambda: tell("About **92**."))
    assert output.data == {"text/markdown": "About **92**.", "text/plain": "About **92**."}


# --- what is refused --------------------------------------------------------------------------------------


def _no_source() -> None:
    show(alt.Chart(pd.DataFrame({"a": [1]})).mark_bar().encode(x="a:Q"), "T.")


def _no_tooltip() -> None:
    show(alt.Chart(table("summit_totals")).mark_bar().encode(x="usd_billion:Q", y="item:N"), "T.")


def _wrong_start() -> None:
    _by_kind(value="state")


def _wrong_column() -> None:
    chart = _pledges()
    chart.data = chart.data.rename(columns={"payer_kind": "payer kind"})
    show(chart, "T.", [Control("payer kind", "Who pays?")])


def _too_many_settings() -> None:
    frame = table("exchange_rates").assign(day=range(132))
    chart = alt.Chart(frame).mark_bar().encode(x="per_usd:Q", y="currency:N", tooltip=["per_usd:Q"])
    show(chart, "T.", [Control("day", "Day"), Control("currency", "Currency")])


def _unknown_source() -> None:
    frame = pd.DataFrame({"a": ["x"], "n": [1]})
    frame.attrs["sources"] = ["fed-g5"]
    show(alt.Chart(frame).mark_bar().encode(x="n:Q", y="a:N", tooltip=["n:Q"]), "T.")


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (_no_source, r"the chart's data name no source; start from table\(…\)"),
        (_no_tooltip, r"needs tooltips with titles"),
        (
            _wrong_start,
            r"'payer_kind': the start value 'state' is not in the data; choose one of \['technology'",
        ),
        (_wrong_column, r"control 'payer kind': .* use letters, digits and _\.$"),
        (_too_many_settings, r"1452 settings in all; at most 400 are possible\.$"),
        (
            _unknown_source,
            r"no source 'fed-g5' in the table data/sources.csv; the nearest ids are: fed-g5a, fed-h10",
        ),
    ],
)
def test_an_impossible_chart_is_refused(cell: Callable[[], None], sentence: str) -> None:
    with pytest.raises(LessonError, match=sentence):
        cell()
