"""The claim explorer: what Python sends, what stays without a kernel, and its form on paper."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from variants.page import page as page_of
from widgets import LessonError, claim_text, explore, start, table
from widgets.claim_words import figure_text, figures, kinds, links, options
from widgets.computing import OPERATIONS, compute
from widgets.kept import begun
from widgets.language import use_language
from widgets.lesson import _running, running
from widgets.live import MIME, _carrier, _live, put
from widgets.tables import use_own

if TYPE_CHECKING:
    from tests.conftest import Outputs

ROOT = Path(__file__).resolve().parent.parent
CASES = json.loads((ROOT / "tests" / "operations.json").read_text(encoding="utf-8"))
MOST = 150_000  # bytes of one register in a notebook


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CLAIMS = {row["id"]: row for row in _rows("claims")}
DECK = [
    next(id_ for id_, row in CLAIMS.items() if row["kind"] == kind and bool(row["computation"]) == computed)
    for kind, computed in (("fact", True), ("fact", False), ("quotation", False), ("opinion", False),
                           ("forecast", False), ("vague", False))
]  # fmt: skip


def _output(displayed: Outputs, deck: list[str] | None = None, code: str = "en") -> Any:
    def cell() -> None:
        start("00", code, {}, {})
        explore("deck", deck)

    return displayed(cell)[-1].data


def _data(displayed: Outputs, deck: list[str] | None = None, code: str = "en") -> dict[str, Any]:
    found: dict[str, Any] = _output(displayed, deck, code)[MIME]
    return found


# --- arithmetic ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("operation", "values", "expected"), CASES["compute"])
def test_operations_give_what_the_shared_table_says(
    operation: str, values: list[float], expected: float | None
) -> None:
    if expected is None:
        with pytest.raises(LessonError, match=re.escape(repr(operation))):
            compute(operation, values)
    else:
        assert compute(operation, values) == pytest.approx(expected, rel=1e-5)


def test_the_table_tries_every_operation() -> None:
    tried = {operation for operation, _values, expected in CASES["compute"] if expected is not None}
    assert tried == set(OPERATIONS) == {operation for operation, *_ in CASES["written"]}


@pytest.mark.parametrize(
    ("operation", "values", "says"),
    [
        ("root", [4], r"There is no operation 'root'; choose one of: ratio, product, .*win_share\."),
        ("ratio", [1, 2, 3], "takes 2 inputs, not 3; mend the table computations"),
        ("sum", [1], "takes 2 or more inputs, not 1"),
        ("growth", [0, 2], r"of \[0, 2\] divides by zero; give another number"),
        ("product", [1e200, 1e200], "gives no number; give smaller ones"),
    ],
)
def test_an_impossible_operation_says_what_is_wrong(operation: str, values: list[float], says: str) -> None:
    with pytest.raises(LessonError, match=says):
        compute(operation, values)


# --- what the page gets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ja"])
def test_the_whole_register_is_there_and_small(displayed: Outputs, code: str) -> None:
    data = _data(displayed, code=code)
    assert [claim["id"] for claim in data["claims"]] == list(CLAIMS)
    suffix = "" if code == "en" else "_ja"
    for claim in data["claims"]:
        row = CLAIMS[claim["id"]]
        assert claim["text"] == row[f"claim{suffix}"]
        for name, column in (("for", "speaks_for"), ("against", "speaks_against"), ("settle", "settle"), ("since", "since")):  # fmt: skip
            assert claim.get(name, "") == row[f"{column}{suffix}"], claim["id"]
        assert claim["says"] == (row["sentence_judgement"] or {"vague": "vague"}.get(row["kind"], "view"))
        assert "{" not in claim.get("why", "")
        assert claim["sources"]
    assert len(json.dumps(data, ensure_ascii=False).encode()) < MOST
    assert data["sources"] == list(dict.fromkeys(data["sources"]))


def test_other_tables_and_languages_give_other_data(displayed: Outputs) -> None:
    first = _data(displayed, DECK)
    texts, titles = table("claims").assign(claim="Another."), table("sources").assign(title="A book")
    use_own({"claims": texts, "sources": titles})
    own = displayed(lambda: explore("deck", DECK))[-1].data[MIME]  # `start` would go back to our tables
    assert {claim["text"] for claim in own["claims"]} == {claim_text(DECK[0])} == {"Another."}
    assert all("A book" in source for source in own["sources"])
    japanese = _data(displayed, DECK, "ja")
    for before, after in zip(first["claims"], japanese["claims"], strict=True):
        assert (before["text"], after["text"]) == (
            CLAIMS[before["id"]]["claim"],
            CLAIMS[before["id"]]["claim_ja"],
        )
    assert not set(first["sources"]) & set(japanese["sources"])
    assert _data(displayed, DECK) == first


def test_the_data_repeat(displayed: Outputs) -> None:
    first, second = (json.dumps(_data(displayed, code="ja"), ensure_ascii=False) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("code", ["en", "ja"])
def test_every_mark_of_the_register_has_words(displayed: Outputs, code: str) -> None:
    data = _data(displayed, code=code)
    use_language(code)
    answers, groups = options()
    assert {row["kind"] for row in CLAIMS.values()} <= set(kinds())
    assert {row["figure_judgement"] for row in CLAIMS.values()} - {"none"} <= set(figures())
    assert {row["sentence_judgement"] for row in CLAIMS.values()} - {""} <= set(answers)
    assert {row["link"] for row in _rows("chains")} - {"start"} <= set(links())
    assert [key for _heading, keys in groups for key in keys] == list(answers) == list(data["answers"])
    assert set(data["kinds"]) >= {claim["kind"] for claim in data["claims"]}


def test_a_computed_result_stands_in_the_reason(displayed: Outputs) -> None:
    computed = [row for row in CLAIMS.values() if "{result}" in row["why"]]
    assert computed
    data = {claim["id"]: claim for claim in _data(displayed)["claims"]}
    expected = {row["computation"]: row for row in _rows("computations") if row["place"] == "0"}
    for row in computed:
        before, after = row["why"].split("{result}")
        said = data[row["id"]]["why"].removeprefix(before).removesuffix(after)
        wanted = expected[row["computation"]]
        figure = float(wanted["value"])
        digits = int(wanted["digits"])
        assert float(said.replace(",", "")) == pytest.approx(figure, rel=0.5 * 10 ** (1 - digits)), row["id"]


def test_inputs_and_chains_come_in_order_with_their_sources(displayed: Outputs) -> None:
    chained = _rows("chains")[0]["claim"]
    computed = next(row for row in CLAIMS.values() if row["computation"])
    data = _data(displayed, list(dict.fromkeys([chained, computed["id"]])))
    steps = sorted((row for row in _rows("chains") if row["claim"] == chained), key=lambda r: int(r["place"]))
    assert [step["said"] for step in data["claims"][0]["chain"]] == [row["said"] for row in steps]
    assert [step["link"] for step in data["claims"][0]["chain"]] == [row["link"] for row in steps]
    inputs = [
        r for r in _rows("computations") if r["computation"] == computed["computation"] and r["place"] != "0"
    ]
    sent = data["computations"][computed["computation"]]["inputs"]
    assert [[label, value] for label, value, _ in sent] == [[r["label"], float(r["value"])] for r in inputs]
    titles = {row["id"]: row["title"] for row in _rows("sources")}
    for (_label, _value, place), row in zip(sent, inputs, strict=True):
        assert titles[row["source"]].split(",")[0].split("'")[0] in data["sources"][place]


def test_the_month_of_the_article_stands_beside_the_claim(displayed: Outputs) -> None:
    date = next(row["date"] for row in _rows("sources") if row["id"] == "article-a")
    assert date == "2025-08"
    assert _data(displayed, DECK)["articles"]["a"] == "Article A (August 2025)"


@pytest.mark.parametrize(
    ("figure", "unit", "en", "ja"),
    [
        ("", "", "", ""),
        ("92", "billion USD", "92 billion US dollars", "920億ドル"),
        ("13,957.5", "billion JPY", "13.9575 trillion yen", "13兆9,575億円"),
        ("92; 13957.5", "billion USD; billion JPY", "92 billion US dollars; 13.9575 trillion yen", None),
        ("9.3; 1.7", "%", "9.3%; 1.7%", "9.3%、1.7%"),
        ("2030", "", "2030", "2030"),
        ("about 4", "times", "about 4 times", None),
    ],
)
def test_figures_are_written_with_their_units(figure: str, unit: str, en: str, ja: str | None) -> None:
    assert figure_text(figure, unit) == en
    use_language("ja")
    if ja is not None:
        assert figure_text(figure, unit) == ja


def test_every_unit_in_the_register_is_known() -> None:
    known = r"|%|times|years|orders|((thousand|million|billion|trillion) )?[A-Z]{3}"
    unknown = {
        (id_, unit)
        for id_, row in CLAIMS.items()
        for unit in (part.strip() for part in row["unit"].split(";"))
        if not re.fullmatch(known, unit)
    }
    assert not unknown


@pytest.mark.parametrize(
    ("deck", "says"),
    [
        ([], "explore 'deck': the deck is empty; give the ids of about eight claims, or leave it out."),
        (["A0"], "explore 'deck': there is no claim 'A0' in the table claims. Did you mean 'A"),
        (["nothing like it"], "there is no claim 'nothing like it' in the table claims."),
        ([DECK[0], DECK[1], DECK[0]], f"the claim {DECK[0]!r} stands in the deck twice; name it once."),
    ],
)
def test_an_impossible_deck_is_refused(deck: list[str], says: str) -> None:
    start("00", "en", {}, {})
    with pytest.raises(LessonError, match=re.escape(says)):
        explore("deck", deck)


# --- what is kept -------------------------------------------------------------------------------------------


def test_what_a_learner_says_is_kept_and_comes_back(
    displayed: Outputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = {"at": DECK[1], "said": {DECK[0]: {"think": "loose", "sure": 0, "open": True}}}
    _output(displayed, DECK)
    assert not begun(_live[-1].values)  # nothing is written before a learner begins
    _carrier[0]._handle_custom_msg({"type": "hello"}, [])
    assert not list(tmp_path.iterdir())
    _live[-1].set_state({"values": said})
    (file,) = (tmp_path / "answers").glob("*.json")
    assert json.loads(file.read_text("utf-8"))["answers"] == {"00.deck": said}
    for remembered in (_carrier, _live, _running):
        remembered.clear()
    _output(displayed, DECK)
    _carrier[0]._handle_custom_msg({"type": "hello"}, [])
    assert _live[-1].values == said
    # cleared, answered again, then taken back: what was said since stays
    answers = running().answers
    answers.replace(lambda _before: {}, {})
    put(answers, {}, every=True)
    assert _live[-1].values == {"at": "", "said": {}}
    later = {"at": "", "said": {DECK[2]: {"think": "vague", "sure": None, "open": False}}}
    _live[-1].set_state({"values": later})
    assert answers.undo({}) == {"00.deck": later}


# --- without a kernel, and on paper -------------------------------------------------------------------------


def _judgements(code: str) -> set[str]:
    use_language(code)
    return {label for label, _meaning in options()[0].values()}


@pytest.mark.parametrize("code", ["en", "ja"])
def test_the_still_shows_claims_and_no_judgement(displayed: Outputs, code: str) -> None:
    deck, register = _output(displayed, DECK, code), _output(displayed, None, code)
    column = "claim" if code == "en" else "claim_ja"
    for id_ in DECK:
        assert f"<strong>{id_}</strong>" in deck["text/html"]
        assert CLAIMS[id_][column] in deck["text/plain"]
    assert register["text/html"].count("<li>") == 8
    assert str(len(CLAIMS) - 8) in register["text/html"]
    for bundle in (deck, register):
        for id_ in DECK:
            reasons = CLAIMS[id_]["why" if code == "en" else "why_ja"]
            assert not reasons or reasons not in bundle["text/html"]


def _page(displayed: Outputs, deck: list[str] | None, code: str) -> str:
    output = nbformat.v4.new_output("display_data", data=_output(displayed, deck, code))
    cells = [
        nbformat.v4.new_markdown_cell("# Claims", id="heading"),
        nbformat.v4.new_code_cell(
            "", id="deck", outputs=[output], metadata={"jupyter": {"source_hidden": True}}
        ),
    ]
    return page_of(nbformat.v4.new_notebook(cells=cells), "00", code)


@pytest.mark.parametrize("code", ["en", "ja"])
def test_a_deck_prints_with_room_to_write_and_its_judgements_on_the_back(
    displayed: Outputs, code: str
) -> None:
    html = re.sub(
        r'<script type="application/json">.*?</script>', "", _page(displayed, DECK, code), flags=re.DOTALL
    )
    front, back = html.split('<section class="page-back"')
    assert re.findall(r'<th scope="row">(\w+)</th><td>[^<]+</td><td></td>', front) == DECK
    assert set(re.findall(r"<li><strong>(.*?)</strong>", front)) == _judgements(code)
    assert re.findall(r'<th scope="row">(\w+)</th>', back) == DECK
    column = {"en": "speaks_against", "ja": "speaks_against_ja"}[code]
    opinion = CLAIMS[DECK[3]][column]
    assert opinion in back
    assert opinion not in front
    assert 'href="#back-1"' in front


def test_the_register_prints_as_one_table(displayed: Outputs) -> None:
    html = _page(displayed, None, "en")
    assert html.count('<th scope="row">') == len(CLAIMS)
    assert "page-deck" not in html
    assert "page-pointer" not in html
    listed = re.search(r'<ol class="page-numbered page-source">(.*?)</ol>', html, re.DOTALL)
    assert listed
    places = [int(n) for n in re.findall(r"\[(\d+)\]", html.split("<ol")[0])]
    assert set(places) == set(range(1, listed[1].count("<li>") + 1))
