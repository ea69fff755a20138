"""Orders, blanks and texts: the page gets seals, whole cells can be sealed, and paper has room for a pen."""

from __future__ import annotations

import itertools
import json
import math
import re
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from variants.seal import seal
from widgets import Blank, Card, Criterion, LessonError, ask, fill, rank, start, write
from widgets.lesson import running
from widgets.seal import open_seal

if TYPE_CHECKING:
    from collections.abc import Callable

    from IPython.utils.capture import RichOutput

    Displayed = Callable[[Callable[[], Any]], list[RichOutput]]

KIT = "application/vnd.kit.v1+json"
ITEMS = {"uno": "92 *billion*", "dos": "5 billion", "tres": "6 million", "cuatro": "7 thousand"}
ENDS = ("largest", "smallest")
KINDS = ["announced", "approved", "spent"]
TEXT = "It is **money** [[kind]].\n\nEach gets [[amount]], about half."


@pytest.fixture(autouse=True)
def _lesson(displayed: Displayed) -> None:
    displayed(lambda: start("03-test", "en", {}, {}))


def _one(displayed: Displayed, cell: Callable[[], None]) -> tuple[dict[str, Any], str]:
    (output,) = displayed(cell)
    return output.data[KIT], json.dumps([output.data, output.metadata], ensure_ascii=False)


def _rank(uid: str = "order", items: dict[str, str] | None = None) -> None:
    rank(uid, "Put them in order.", items or ITEMS, ["uno", "dos", "tres", "cuatro"], ENDS, "Orders of a *thousand*.",
         worked="Count the zeros.", hints=["Look."])  # fmt: skip


def _fill(kinds: list[str] | None = None, answer: float = 271.8) -> None:
    kinds = kinds or KINDS
    blanks = {
        "kind": Blank(kinds[0], options=kinds, label="which money"),
        "amount": Blank(answer, 10, unit="<dollars>"),
    }
    fill("turn", TEXT, blanks, "All *there*.", worked="Divide by two.", hints=["Look."])


# --- an order ---------------------------------------------------------------------------------------------


def test_an_order_opens_pair_by_pair_and_as_a_whole(displayed: Displayed) -> None:
    data, everything = _one(displayed, _rank)
    uid, sealed = data["uid"], data["seal"]
    assert (data["input"], data["ends"], data["worked"]) == ("order", ["largest", "smallest"], True)
    keys = {item["plain"]: item["key"] for item in data["items"]}
    order = [keys[text] for text in ("92 billion", "5 billion", "6 million", "7 thousand")]
    assert {item["html"] for item in data["items"]} == {"92 <em>billion</em>", *list(ITEMS.values())[1:]}
    for a, b in itertools.permutations(order, 2):
        assert open_seal(sealed, f"p:{a}<{b}", uid) == ({} if order.index(a) < order.index(b) else None)
    for tried in itertools.permutations(order):
        opened = open_seal(sealed, f"o:{','.join(tried)}", uid)
        feedback = {"grade": "right", "html": "<p>Orders of a <em>thousand</em>.</p>"}
        assert opened == (feedback if list(tried) == order else None)
    assert open_seal(sealed, "worked", uid) == {"html": "<p>Count the zeros.</p>"}
    assert len(sealed["boxes"]) == 6 + 1 + 1
    assert len({len(box) for _, box in sealed["boxes"]}) == 1
    # The names may say the order: they stay in Python.
    for secret in (*ITEMS, "Orders of", "Count the", '"grade"'):
        assert secret not in everything


def test_an_order_never_begins_right_and_begins_alike_in_every_language(displayed: Displayed) -> None:
    right = list(ITEMS)
    places = set()
    for number in range(12):
        data, _ = _one(displayed, lambda uid=f"q{number}": _rank(uid))
        begins = [
            name for item in data["items"] for name in right if ITEMS[name].replace("*", "") == item["plain"]
        ]
        assert sorted(begins) == sorted(right)
        assert begins != right
        places.add(begins.index("uno"))
    assert places == {0, 1, 2, 3}
    english, _ = _one(displayed, _rank)
    displayed(lambda: start("03-test", "ja", {}, {}))
    japanese, _ = _one(displayed, lambda: _rank(items={name: f"訳{name}" for name in reversed(ITEMS)}))
    assert [item["key"] for item in japanese["items"]] == [item["key"] for item in english["items"]]


# --- blanks -----------------------------------------------------------------------------------------------


def test_each_blank_opens_by_itself_and_all_together(displayed: Displayed) -> None:
    data, everything = _one(displayed, _fill)
    uid, sealed = data["uid"], data["seal"]
    assert [part.get("blank") for part in data["parts"]] == [None, "kind", None, "amount", None]
    joined = "".join(part.get("html", "_") for part in data["parts"])
    assert joined == "<p>It is <strong>money</strong> _.</p>\n<p>Each gets _, about half.</p>"
    kind, amount = data["blanks"]["kind"], data["blanks"]["amount"]
    assert (kind["label"], kind["unit"], kind["bucket"]) == ("which money", None, None)
    assert (amount["label"], amount["unit"], amount["options"]) == ("Blank 2", "<dollars>", None)
    keys = {option["plain"]: option["key"] for option in kind["options"]}
    assert set(keys) == set(KINDS)
    for text, key in keys.items():
        opened = open_seal(sealed, f"kind={key}", uid)
        assert opened == ({"grade": "right"} if text == "announced" else None)

    def number(x: float) -> int:
        return math.floor((x - amount["bucket"]["offset"]) / amount["bucket"]["step"] + 0.5)

    for x, grade in ((271.8, "right"), (262, "right"), (261, "close"), (300, "close"), (302, None)):
        box = open_seal(sealed, f"amount=b:{number(x)}", uid)
        assert (box and box["grade"]) == grade, x
    every = f"all:amount=b:{number(271.8)};kind={keys['announced']}"
    assert open_seal(sealed, every, uid) == {"grade": "right", "html": "<p>All <em>there</em>.</p>"}
    for wrong in (
        every.replace(keys["announced"], keys["spent"]),
        every.replace(str(number(271.8)), str(number(261))),
    ):
        assert open_seal(sealed, wrong, uid) is None
    assert open_seal(sealed, "worked", uid) == {"html": "<p>Divide by two.</p>"}
    for secret in ("All <em>", "Divide", "271", '"grade"'):
        assert secret not in everything


def test_options_of_a_blank_keep_their_keys_in_every_language(displayed: Displayed) -> None:
    def keys(kinds: list[str]) -> list[tuple[str, int]]:
        data, _ = _one(displayed, lambda: _fill(kinds))
        return [(option["key"], kinds.index(option["plain"])) for option in data["blanks"]["kind"]["options"]]

    assert keys(KINDS) == keys(["発表", "承認", "支出"])
    more = [*KINDS, "lost"]
    assert not {key for key, _ in keys(more)} & {
        key for key, _ in keys(KINDS)
    }  # another question: none is meant


# --- a text -----------------------------------------------------------------------------------------------


def _write() -> None:
    write(
        "better", "Write *it* better.", {"one": "<Claim>", "two": "Limit"}, starters=["In July, …"],
        rubric=[Criterion("Number", ("none", "without unit", "with unit"))],
        cards=[Card("A *card*", "Says **this**.", "[Paper](https://example.org/), July")],
    )  # fmt: skip


def test_a_text_is_checked_by_nobody(displayed: Displayed) -> None:
    data, _ = _one(displayed, _write)
    assert (data["input"], data["seal"], data["length"], data["count"]) == ("text", None, [40, 60], "words")
    assert data["fields"] == [{"name": "one", "label": "<Claim>"}, {"name": "two", "label": "Limit"}]
    assert data["rubric"] == [{"name": "Number", "levels": ["none", "without unit", "with unit"]}]
    assert data["cards"] == [
        {
            "title_html": "A <em>card</em>",
            "html": "<p>Says <strong>this</strong>.</p>",
            "note": "Paper, July",
            "note_html": '<a href="https://example.org/">Paper</a>, July',
        }
    ]
    displayed(lambda: start("03-test", "ja", {}, {}))
    data, _ = _one(displayed, lambda: write("better", "書きましょう。", length=(20, 30)))
    assert (data["length"], data["count"], len(data["fields"])) == ([40, 60], "characters", 1)


# --- what is refused --------------------------------------------------------------------------------------


def _order(items: dict[str, str], order: list[str]) -> None:
    rank("r", "?", items, order, ENDS, "")


def _blanks(text: str, **blanks: Blank) -> None:
    fill("f", text, blanks, "")


ABC = {"a": "x", "b": "y", "c": "z"}


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (lambda: _order({"a": "x", "b": "y"}, ["a", "b"]), r"^rank 'r': it has 2 items; give 3 to 7\."),
        (lambda: _order(dict(zip("abcdefgh", "12345678", strict=True)), [*"abcdefgh"]), r"^rank 'r': it has 8 items"),
        (lambda: _order(ABC, ["a", "b"]), r"^rank 'r': the order is a, b; it needs each of a, b, c exactly once\."),
        (lambda: _order(ABC, ["a", "b", "b"]), r"^rank 'r': the order is a, b, b"),
        (lambda: _order({**ABC, "c": "x"}, [*"abc"]), r"^rank 'r': two items read the same"),
        (lambda: _blanks("No blank."), r"^fill 'f': the text has the blanks none; the answers are for none"),
        (lambda: _blanks("[[a]]", b=Blank(1, 1)), r"^fill 'f': the text has the blanks a; the answers are for b"),
        (lambda: _blanks("[[a]] [[a]]", a=Blank(1, 1)), r"^fill 'f': the text has the blanks a, a; the answers are for a"),
        (lambda: _blanks("[[A]]", A=Blank(1, 1)), r"^fill 'f': a blank is called 'A'; use small letters"),
        (lambda: fill("f", "[[1]]", {"1": Blank(1, 1)}, ""), r"^fill 'f': a blank is called '1'"),
        (lambda: _blanks("[[a]]", a=Blank(1)), r"^fill 'f': the tolerance is None; give one above zero"),
        (lambda: _blanks("[[a]]", a=Blank(1, 0)), r"^fill 'f': the tolerance is 0; give one above zero"),
        (lambda: _blanks("[[a]]", a=Blank(math.nan, 1)), r"^fill 'f': the answer is nan"),
        (lambda: _blanks("[[a]]", a=Blank("x")), r"^fill 'f': the answer of 'a' is the text 'x'; give it options"),
        (lambda: _blanks("[[a]]", a=Blank("x", options=["y", "z"])), r"^fill 'f': the options of 'a' need to differ"),
        (lambda: _blanks("[[a]]", a=Blank("x", options=["x", "x"])), r"^fill 'f': the options of 'a' need to differ"),
        (lambda: _blanks("[[a]]", a=Blank("x", options=["x"])), r"^fill 'f': the options of 'a' need to differ"),
        (lambda: write("w", "?", {}), r"^write 'w': it has no field to write in"),
        (lambda: write("w", "?", length=(60, 40)), r"^write 'w': the length is 60 to 40"),
        (lambda: write("w", "?", rubric=[Criterion("c", ("a", "b"))]), r"^write 'w': 'c' has 2 levels; give 3"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_is_refused(cell: Callable[[], None], sentence: str) -> None:
    with pytest.raises(LessonError, match=sentence):
        cell()


# --- for the teacher, on paper, sealed --------------------------------------------------------------------


def test_the_answers_stay_in_the_kernel_for_the_teachers_page(displayed: Displayed) -> None:
    displayed(lambda: (_rank(), _fill(), _write()))
    order, turn, better = running().key
    assert (order["kind"], order["right"]) == ("rank", "92 *billion* → 5 billion → 6 million → 7 thousand")
    assert (order["worked"], order["hints"]) == ("Count the zeros.", ["Look."])
    assert (turn["kind"], turn["right"]) == (
        "fill",
        "which money: announced; Blank 2: 271.8 <dollars> (± 10)",
    )
    assert (better["kind"], better["uid"], better["right"]) == ("write", "03-test.better", "")
    assert {tuple(entry) for entry in running().key} == {
        ("uid", "kind", "prompt", "unit", "right", "tolerance", "close", "wrong", "hints", "worked")
    }


def test_on_paper_every_question_has_room_for_a_pen(displayed: Displayed) -> None:
    def paper(cell: Callable[[], None]) -> tuple[str, str]:
        (output,) = displayed(cell)
        return output.data["text/html"], output.data["text/plain"]

    html, plain = paper(_rank)
    assert "Number the boxes: 1 is “largest”, 4 is “smallest”." in html
    assert html.count("□</span>") == len(re.findall("<li>", html)) == 4
    assert plain.startswith("Put them in order. / ")
    html, plain = paper(_fill)
    assert "<p>Each gets <span>____________ &lt;dollars&gt;</span>, about half.</p>" in html
    assert re.search("<p>which money: (announced|approved|spent) / ", html)
    assert "[[" not in html + plain
    html, plain = paper(_write)
    assert "<blockquote><p><strong>A <em>card</em></strong></p><p>Says <strong>this</strong>.</p>" in html
    assert html.count("<hr") == 8
    assert "&lt;Claim&gt;" in html
    assert (
        '<th scope="row">Number</th><td>□ 0: none</td><td>□ 1: without unit</td><td>□ 2: with unit</td>'
        in html
    )
    assert "<li>In July, …</li>" in html


def test_a_sealed_copy_asks_the_same_and_a_text_stays_as_it_is(displayed: Displayed) -> None:
    shown = [_one(displayed, cell)[0] for cell in (_rank, _fill, _write)]
    sources = ["rank(\n    'order', …)", "fill('turn', …)", "write('better', …)"]
    cells = [
        new_code_cell(source, id=f"more-{place}", outputs=[new_output("display_data", {KIT: data})])
        for place, (source, data) in enumerate(zip(sources, shown, strict=True))
    ]
    # As a file: names are stored sorted.
    stored = nbformat.reads(nbformat.writes(new_notebook(cells=cells)), as_version=4)
    sealed = seal(stored, {})
    assert sealed.cells[2] == stored.cells[2]
    assert len(running().key) == 3
    for cell, data in zip(sealed.cells[:2], shown[:2], strict=True):
        assert cell.source.startswith("ask(")
        again, _ = _one(displayed, lambda source=cell.source: exec(source, {"ask": ask}))
        assert again == data
    assert len(running().key) == 3  # a sealed copy has no answers to note
