"""A learner's own figures: the same token draws the same, and the copy names its own variant."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from variants.page_words import script_data
from widgets import LessonError, predict, start
from widgets.draws import deal, draw
from widgets.lesson import running, variant_id
from widgets.live import _carrier, _live
from widgets.work import _refusal

if TYPE_CHECKING:
    from collections.abc import Callable

OWN = "03-test-0123456789ab"


def _drawn(token: str, *ids: str, of: int = 12) -> list[int]:
    deal(token)
    return [draw(name, range(of)) for name in ids]


def test_a_draw_is_the_keyed_hash_of_its_id() -> None:
    digest = hmac.new(b"a-token", b"yours-row", hashlib.sha256).hexdigest()
    assert _drawn("a-token", "yours-row", of=7) == [int(digest, 16) % 7]


def test_the_same_token_draws_the_same_whatever_was_drawn_before() -> None:
    first = _drawn("a-token", "yours-row", "yours-year")
    assert _drawn("another", "yours-row", "yours-year") != first
    assert _drawn("a-token", "yours-year", "yours-row") == first[::-1]


def test_choices_come_up_about_evenly_and_two_draws_do_not_go_together() -> None:
    tokens = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(1_000)]
    pairs = [_drawn(token, "yours-row", "yours-year", of=4) for token in tokens]
    for counts in (Counter(row for row, _year in pairs), Counter(year for _row, year in pairs)):
        assert len(counts) == 4
        # An even draw of a thousand leaves these bounds once in ten thousand times.
        assert all(195 < count < 310 for count in counts.values())
    assert len(Counter(map(tuple, pairs))) == 16


def test_nobodys_copy_has_the_first_choice() -> None:
    assert draw("yours-row", ["first", "second"]) == "first"
    assert {*_drawn("", *map(str, range(50)))} == {0}


def test_any_script_may_name_a_token_and_a_draw() -> None:
    assert _drawn("学習者\0é", "あなたの数字") == _drawn("学習者\0é", "あなたの数字")
    assert len({*_drawn("学習者", *(f"数字{number}" for number in range(60)))}) > 6


def test_nothing_to_draw_from_is_refused_in_one_sentence() -> None:
    with pytest.raises(LessonError, match=r"^draw 'yours-row': there is nothing to draw from; [^.]+\.$"):
        draw("yours-row", [])


def _start(variant: str = "", per: str = "total") -> None:
    start("03-test", "en", {"per": per}, {"per": ["total", "person"]}, variant=variant)


def test_a_learners_copy_says_its_own_variant_and_keeps_answers_under_it(
    displayed: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def cells() -> None:
        _start(OWN)
        predict("guess", "How many?", "dollars", 0, 100)

    said = displayed(cells)[0].data["text/plain"]
    assert said == f"This copy uses: total. Variant {OWN}."
    _carrier[0]._handle_custom_msg({"type": "hello"}, [])
    _live[-1].set_state({"values": {"answer": "40", "sure": None, "tries": 1, "done": True, "hints": 0}})
    (file,) = Path("answers").glob("*.json")
    assert file.name == f"{OWN}.json"
    assert json.loads(file.read_text(encoding="utf-8"))["variant"] == OWN


@pytest.mark.parametrize(
    "variant",
    ["03-test-0123456", "03-test-0123456789AB", "04-test-0123456789ab", "../03-test-0123456789ab", f"{OWN}\n", "x"],
)  # fmt: skip
def test_what_names_no_copy_of_this_lesson_is_refused(variant: str) -> None:
    with pytest.raises(LessonError, match=r"is no name of a copy of this lesson; give 03-test-… with twelve"):
        _start(variant)


def _file(variant: str, parameters: dict[str, str]) -> str:
    content = {"lesson": "03-test", "variant": variant, "parameters": parameters, "answers": {}}
    return json.dumps({**content, "answers": {"03-test.guess": {"answer": "40"}}})


@pytest.mark.parametrize("parameters", [{"per": "total"}, {}], ids=["same parameters", "older version"])
def test_answers_of_another_learner_are_refused_and_both_copies_named(parameters: dict[str, str]) -> None:
    from widgets.kept import UnfitError, parse

    _start(OWN)
    with pytest.raises(UnfitError) as caught:
        running().answers.check(parse(_file("03-test-ffffffffffff", parameters)))
    said = _refusal(running(), caught.value)
    assert said.startswith("This file was not loaded: it belongs to another copy of this lesson")
    assert "ffffffffffff" in said
    assert "0123456789ab" in said or parameters == {}
    running().answers.check(parse(_file(OWN, {"per": "total"})))


def test_a_page_keeps_answers_under_the_variant_that_the_copy_names() -> None:
    parameters = new_code_cell("per: str = 'total'  # how", metadata={"tags": ["parameters"]})
    magic = new_code_cell("%time start(variant='no')")
    plain = new_code_cell('from widgets import *\n\nstart("03-test", "en", {"per": per}, {"per": ["total"]})')
    named = new_code_cell(plain.source[:-1] + f', variant="{OWN}")')
    computed = variant_id("03-test", {"per": "total"})
    for cell, variant in ((plain, computed), (named, OWN)):
        notebook = new_notebook(cells=[parameters, magic, cell])
        assert script_data(notebook, "03-test", "kit")["variant"] == variant
