"""The seal: one reading of answers in both languages, and nothing to be learnt by looking."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path

import pytest

from widgets.seal import bucket, canonical_text, number_bucket, open_seal, parse_number, seal

TABLE = json.loads((Path(__file__).parent / "canonical.json").read_text("utf-8"))
BOXES = {
    "o1": {"grade": "right", "html": "<p>Firms pay.</p>"},
    "o2": {
        "grade": "wrong",
        "html": "<p>Who signed? Read the second sentence of the announcement again.</p>",
    },
    "o3": {"grade": "slip", "html": "<p>A digit slipped.</p>"},
}


@pytest.mark.parametrize(("typed", "canonical"), TABLE["text"])
def test_text_has_one_form(typed: str, canonical: str) -> None:
    assert canonical_text(typed) == canonical
    assert canonical_text(canonical) == canonical


@pytest.mark.parametrize(("typed", "number"), TABLE["number"])
def test_numbers_are_read_as_people_type_them(typed: str, number: float | None) -> None:
    assert parse_number(typed) == number


@pytest.mark.parametrize(("x", "offset", "step", "number"), TABLE["bucket"])
def test_buckets(x: float, offset: float, step: float, number: int) -> None:
    assert bucket(x, offset, step) == number


@pytest.mark.parametrize("case", TABLE["seal"], ids=lambda case: case["uid"])
def test_vectors_made_apart_from_this_code(case: dict) -> None:
    assert seal(case["uid"], case["boxes"]) == case["seal"]
    for typed, key in case["opens"]:
        assert open_seal(case["seal"], typed, case["uid"]) == case["boxes"][key]
    for typed in case["shut"]:
        assert open_seal(case["seal"], typed, case["uid"]) is None


def test_a_box_opens_only_under_its_own_question() -> None:
    assert open_seal(seal("q1", BOXES), "o1", "q1") == BOXES["o1"]
    assert open_seal(seal("q1", BOXES), "o1", "q2") is None
    moved = {**seal("q1", BOXES), "salt": seal("q2", BOXES)["salt"]}
    assert open_seal(moved, "o1", "q1") is None


def test_nothing_shows_from_outside() -> None:
    text = json.dumps(seal("q1", BOXES))
    raw = b"".join(base64.b64decode(part) for box in seal("q1", BOXES)["boxes"] for part in box)
    for word in ("right", "wrong", "slip", "grade", "html", "Firms", "signed", "o1", "o2", "o3"):
        assert f'"{word}' not in text
        assert word.encode() not in raw or len(word) < 4


def test_order_and_size_say_nothing() -> None:
    sealed = seal("q1", BOXES)
    turned = seal("q1", dict(reversed(BOXES.items())))
    assert sealed == turned
    assert len({len(box) for _, box in sealed["boxes"]}) == 1
    assert sealed["boxes"] == sorted(sealed["boxes"], key=lambda box: base64.b64decode(box[0]))


def test_the_same_text_never_shares_a_nonce_with_another() -> None:
    nonces = set()
    for feedback in ("a", "b", "c"):
        for uid in ("q1", "q2"):
            nonces |= {
                box[0] for box in seal(uid, {"o1": {"html": feedback}, "o2": {"html": feedback}})["boxes"]
            }
    assert len(nonces) == 12


def test_the_salt_does_not_depend_on_the_answers() -> None:
    assert seal("q1", BOXES)["salt"] == seal("q1", {"b:7": {"grade": "right"}})["salt"]
    assert seal("q1", BOXES)["salt"] != seal("q2", BOXES)["salt"]


def test_two_answers_that_count_as_one_are_refused() -> None:
    with pytest.raises(ValueError, match="two answers that count as the same: O1, o1"):
        seal("q1", {"O1": {}, "o1": {}})


@pytest.mark.parametrize(
    ("answer", "tolerance"), [(42.0, 0.5), (3, 2), (13857.5, 50), (-7.25, 0.25), (0, 1), (9.2e10, 1e9)]
)
def test_both_ends_of_the_tolerance_count(answer: float, tolerance: float) -> None:
    offset, step = number_bucket(answer, tolerance)
    middle = bucket(answer, offset, step)
    inside = [answer - tolerance, answer - tolerance * 0.99, answer + tolerance * 0.99, answer + tolerance]
    outside = [answer - tolerance * 1.01, answer + tolerance * 1.01]
    assert {bucket(x, offset, step) for x in inside} == {middle}
    assert middle not in {bucket(x, offset, step) for x in outside}


@pytest.mark.parametrize(("answer", "tolerance"), [(3, 2), (42.0, 100), (0.5, 1)])
def test_the_public_offset_is_not_the_answer(answer: float, tolerance: float) -> None:
    offset, step = number_bucket(answer, tolerance)
    assert abs(offset - answer) > 100 * step


@pytest.mark.parametrize(
    ("answer", "tolerance"), [(1.0, 0.0), (1.0, -1.0), (float("nan"), 1.0), (1.0, float("inf"))]
)
def test_an_impossible_tolerance_is_refused(answer: float, tolerance: float) -> None:
    with pytest.raises(ValueError, match="needs a finite answer and a tolerance above 0"):
        number_bucket(answer, tolerance)


def test_a_lesson_seals_in_three_tenths_of_a_second() -> None:
    start = time.process_time()
    for question in range(6):
        seal(f"time{question}", {f"o{n}": {"grade": "wrong", "html": "x"} for n in range(4)})
    assert time.process_time() - start <= 0.3
