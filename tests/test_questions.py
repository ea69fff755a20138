"""Questions: the page gets a seal and no answer, in the same order in every language."""

from __future__ import annotations

import base64
import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from widgets import LessonError, Option, ask, choose, estimate, predict, start
from widgets.lesson import running
from widgets.live import still
from widgets.seal import open_seal

if TYPE_CHECKING:
    from collections.abc import Callable

    from IPython.utils.capture import RichOutput

    Displayed = Callable[[Callable[[], Any]], list[RichOutput]]

ROOT = Path(__file__).parent.parent
KIT = "application/vnd.kit.v1+json"

RIGHT = Option("Firms named it.", "Yes, a *pledge*.")
WRONG = [
    Option("The government pays.", "Who signed?", "mixup-payer"),
    Option("It is spent.", "Is a promise money?", "mixup-spent"),
    Option("It can be added up.", "Do two sums share money?", "mixup-sums"),
]
HTML = {
    RIGHT.text: "<p>Yes, a <em>pledge</em>.</p>",
    **{option.text: f"<p>{option.feedback}</p>" for option in WRONG},
}


@pytest.fixture(autouse=True)
def _lesson(displayed: Displayed) -> None:
    displayed(lambda: start("03-test", "en", {}, {}))


def _one(displayed: Displayed, cell: Callable[[], None]) -> tuple[dict[str, Any], str]:
    """The question that the page gets, and every byte of the output as one text."""
    (output,) = displayed(cell)
    assert set(output.data) == {KIT, "text/html", "text/plain"}
    return output.data[KIT], json.dumps([output.data, output.metadata], ensure_ascii=False)


def _ask_check(uid: str = "check") -> None:
    choose(uid, "Who pays **what**?", RIGHT, WRONG, hints=["Look *up*."])


# --- a guess ----------------------------------------------------------------------------------------------


def test_a_guess_is_checked_by_nobody(displayed: Displayed) -> None:
    data, _ = _one(displayed, lambda: predict("guess", "How *many*?", "<dollars>", 0, 100, 5, sure=True))
    assert (data["kind"], data["uid"], data["input"]) == ("question", "03-test.guess", "number")
    assert (data["lo"], data["hi"], data["step"], data["guess"]) == (0, 100, 5, True)
    assert data["prompt_html"] == "<p>How <em>many</em>?</p>"
    assert data["seal"] is data["bucket"] is None
    assert data["options"] == data["hints_html"] == []
    assert len(data["sure"]) == 3
    data, _ = _one(displayed, lambda: predict("guess", "How many?", "dollars", 0, 100))
    assert data["sure"] is None
    displayed(lambda: start("03-test", "ja", {}, {}))
    data, _ = _one(displayed, lambda: predict("guess", "いくつ？", "ドル", 0, 100, sure=True))
    assert not set("".join(data["sure"])) & set("abcdefghijklmnopqrstuvwxyz")


def test_what_stays_where_no_kernel_runs(displayed: Displayed) -> None:
    (output,) = displayed(lambda: predict("guess", "How many?", "<dollars>", 0, 100))
    html = output.data["text/html"]
    assert html.startswith('<div class="kit-still" data-token="')
    assert "<p>How many?</p><p>____ &lt;dollars&gt;</p>" in html
    assert "To answer here, run the lesson" in html
    (output,) = displayed(_ask_check)
    options, unsure = re.fullmatch(
        r".*<ol>(.*)</ol><ul>(.*)</ul>.*", output.data["text/html"], re.DOTALL
    ).groups()
    assert (options.count("<li>"), unsure) == (4, "<li>I am not sure yet.</li>")
    assert "____" not in output.data["text/html"]
    assert output.data["text/plain"].startswith("Who pays **what**? / ")
    assert still("x", '"><b>') == '<div class="kit-still" data-token="&quot;&gt;&lt;b&gt;">x</div>'


# --- a choice ---------------------------------------------------------------------------------------------


def test_every_choice_opens_its_own_feedback(displayed: Displayed) -> None:
    data, _ = _one(displayed, _ask_check)
    assert [option["key"] for option in data["options"]][4:] == ["unsure"]
    assert {option["html"] for option in data["options"][:4]} == set(HTML)
    for option in data["options"][:4]:
        opened = open_seal(data["seal"], option["key"], data["uid"])
        grade = "right" if option["html"] == RIGHT.text else "wrong"
        assert opened == {"grade": grade, "html": HTML[option["html"]]}
    for key in ("unsure", "o2", "", RIGHT.text, "worked"):
        assert open_seal(data["seal"], key, data["uid"]) is None
    assert data["hints_html"] == ["<p>Look <em>up</em>.</p>"]


def test_no_answer_is_in_any_byte_of_the_output(displayed: Displayed) -> None:
    data, everything = _one(displayed, _ask_check)
    for part in (data["seal"]["salt"], *(part for box in data["seal"]["boxes"] for part in box)):
        everything += base64.b64decode(part).decode("latin-1")
    for secret in (
        "Yes, a",
        "Who signed?",
        "Is a promise",
        "Do two sums",
        "mixup",
        '"grade"',
        "misconception",
    ):
        assert secret not in everything
    assert len({len(box) for _, box in data["seal"]["boxes"]}) == 1


def test_nothing_tells_the_right_option_from_the_others(displayed: Displayed) -> None:
    def outside(right: Option, wrong: list[Option]) -> dict[str, Any]:
        data, _ = _one(displayed, lambda: choose("check", "Who pays?", right, wrong))
        texts = sorted((option["html"], option["plain"]) for option in data["options"])
        return {**data, "seal": sorted(data["seal"]), "options": texts}

    turned = Option(RIGHT.text, RIGHT.feedback, "mixup")
    assert outside(RIGHT, WRONG) == outside(WRONG[0], [turned, *WRONG[1:]])


def test_the_order_is_fixed_and_the_same_in_every_language(displayed: Displayed) -> None:
    def grades() -> list[str]:
        data, _ = _one(displayed, _ask_check)
        return [HTML[option["html"]] for option in data["options"][:4]]

    first = grades()
    assert grades() == first
    displayed(lambda: start("03-test", "ja", {}, {}))
    assert grades() == first
    translated = {
        option.text: Option(f"訳{n}", option.feedback, option.misconception)
        for n, option in enumerate([RIGHT, *WRONG])
    }
    data, _ = _one(displayed, lambda: choose("check", "だれ？", translated[RIGHT.text],
                                             [translated[o.text] for o in WRONG]))  # fmt: skip
    english = {option.text: text for text, option in translated.items()}
    assert [HTML[english[option["html"]]] for option in data["options"][:4]] == first


def test_a_key_means_the_same_option_in_every_version(displayed: Displayed) -> None:
    def keys(right: Option, wrong: list[Option], uid: str = "check") -> dict[str, str]:
        data, _ = _one(displayed, lambda: choose(uid, "Who pays?", right, wrong))
        return {option["html"]: option["key"] for option in data["options"]}

    first = keys(RIGHT, WRONG)
    assert len(set(first.values())) == 5
    assert all(re.fullmatch("[0-9a-f]{6}|unsure", key) for key in first.values())
    assert keys(RIGHT, WRONG[::-1]) == first
    fewer = keys(RIGHT, WRONG[1:])
    assert fewer == {text: key for text, key in first.items() if text != WRONG[0].text}
    other = Option("Another idea.", "Why?", "mixup-other")
    assert keys(RIGHT, [other, *WRONG[1:]])[other.text] not in first.values()
    renamed = keys(
        Option("New words.", "Yes."), [Option("新しい", "?", option.misconception) for option in WRONG[:1]]
    )
    assert renamed == {
        "New words.": first[RIGHT.text],
        "新しい": first[WRONG[0].text],
        "I am not sure yet.": "unsure",
    }
    assert not set(keys(RIGHT, WRONG, "exit").values()) & set(first.values()) - {"unsure"}


def test_the_right_option_has_no_fixed_place(displayed: Displayed) -> None:
    places = []
    for number in range(16):
        data, _ = _one(displayed, lambda uid=f"q{number}": _ask_check(uid))
        places.append([option["html"] for option in data["options"]].index(RIGHT.text))
    assert set(places) == {0, 1, 2, 3}
    assert max(places.count(place) for place in range(4)) <= 8


# --- a number ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "tolerance"),
    [(271.828, 10.0), (-3.5, 0.25), (92e9, 4e9), (0.0, 1.0), (2_526_873.4, 101_075.0)],
)
def test_a_number_is_right_within_its_tolerance(
    displayed: Displayed, answer: float, tolerance: float
) -> None:
    data, everything = _one(
        displayed, lambda: estimate("turn", "How much?", "dollars", answer, tolerance, "Right on.", "Nearly.")
    )

    def grade(x: float) -> str | None:
        number = math.floor((x - data["bucket"]["offset"]) / data["bucket"]["step"] + 0.5)
        box = open_seal(data["seal"], f"b:{number}", data["uid"])
        return box and box["grade"]

    for sign in (-1, 1):
        assert grade(answer + sign * tolerance) == "right"
        assert grade(answer + sign * 1.01 * tolerance) == "close"
        assert grade(answer + sign * 2.99 * tolerance) == "close"
        assert grade(answer + sign * 3.01 * tolerance) is None
    assert grade(answer) == "right"
    assert "Right on" not in everything
    assert "Nearly" not in everything
    if answer:
        assert f"{abs(answer):g}"[:4] not in everything.replace(data["seal"]["salt"], "")


# --- what every question may have -------------------------------------------------------------------------


def test_the_worked_step_is_sealed_under_a_public_key(displayed: Displayed) -> None:
    data, everything = _one(
        displayed, lambda: choose("check", "?", RIGHT, WRONG, worked="Divide *yen* by rate.")
    )
    assert data["worked"] is True
    assert open_seal(data["seal"], "worked", data["uid"]) == {"html": "<p>Divide <em>yen</em> by rate.</p>"}
    assert "Divide" not in everything
    data, everything = _one(
        displayed, lambda: estimate("e", "?", "", 42.0, 1.0, "Yes.", "Close.", worked="Divide yen.")
    )
    assert open_seal(data["seal"], "worked", data["uid"]) == {"html": "<p>Divide yen.</p>"}
    assert "Divide" not in everything
    data, _ = _one(displayed, _ask_check)
    assert data["worked"] is False


def test_the_answers_stay_in_the_kernel_for_the_teachers_page(displayed: Displayed) -> None:
    def cells() -> None:
        predict("guess", "How many?", "dollars", 0, 100)
        _ask_check()
        estimate("turn", "How much?", "dollars", 270.5, 10, "Right on.", "Nearly.", worked="541 / 2")

    displayed(cells)
    displayed(cells)  # run again: noted once
    guess, check, turn = running().key
    empty = {
        "unit": "",
        "right": "",
        "tolerance": None,
        "close": None,
        "wrong": [],
        "hints": [],
        "worked": "",
    }
    assert guess == {
        **empty,
        "uid": "03-test.guess",
        "kind": "predict",
        "prompt": "How many?",
        "unit": "dollars",
    }
    assert (check["uid"], check["kind"], check["right"], check["hints"]) == (
        "03-test.check", "choose", RIGHT.text, ["Look *up*."],
    )  # fmt: skip
    assert check["wrong"] == [
        {"text": option.text, "misconception": option.misconception, "feedback": option.feedback}
        for option in WRONG
    ]
    assert turn == {
        **empty, "uid": "03-test.turn", "kind": "estimate", "prompt": "How much?", "unit": "dollars", "right": "270.5",
        "tolerance": "10", "close": "Nearly.", "worked": "541 / 2",
    }  # fmt: skip
    displayed(lambda: start("03-test", "en", {}, {}))
    assert running().key == []


# --- what is refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (lambda: choose("c", "?", RIGHT, [Option(RIGHT.text, "x", "m")]), r"^choose 'c': two options read the same"),
        (lambda: choose("c", "?", RIGHT, [Option("y", "x")]), r"^choose 'c': every wrong option needs the name"),
        (lambda: choose("c", "?", RIGHT, [Option("y", "x", "right")]), r"^choose 'c': two options stand for the same mis"),
        (lambda: choose("c", "?", RIGHT, [Option(t, "x", "m") for t in "yz"]), r"^choose 'c': two options stand for the"),
        (lambda: choose("c", "?", RIGHT, WRONG, hints=["x"] * 4), r"^question '03-test\.c' has 4 hints; give at most 3"),
        (lambda: estimate("e", "?", "", 1.0, 0.0, "", ""), r"^estimate 'e': the tolerance is 0\.0; give one above"),
        (lambda: estimate("e", "?", "", 1.0, -1.0, "", ""), r"^estimate 'e': the tolerance is -1\.0"),
        (lambda: estimate("e", "?", "", 1.0, math.nan, "", ""), r"^estimate 'e': the tolerance is nan"),
        (lambda: estimate("e", "?", "", math.nan, 1.0, "", ""), r"^estimate 'e': the answer is nan; compute it"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_is_refused(cell: Callable[[], None], sentence: str) -> None:
    with pytest.raises(LessonError, match=sentence):
        cell()


def test_before_the_lesson_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("widgets.lesson._running", [])
    with pytest.raises(LessonError, match=r"has not started yet: run its first code cells"):
        _ask_check()


# --- a sealed copy ----------------------------------------------------------------------------------------


def test_a_sealed_question_is_the_same_question(displayed: Displayed) -> None:
    parameters, choices = {"per": "person"}, {"per": ["person", "total"]}
    displayed(lambda: start("03-test", "en", parameters, choices))
    data, _ = _one(displayed, _ask_check)
    again, _ = _one(displayed, lambda: ask(json.dumps(data), made_for=parameters))
    assert again == data
    displayed(lambda: start("03-test", "en", {"per": "total"}, choices))
    with pytest.raises(LessonError) as refused:
        ask(json.dumps(data), made_for=parameters)
    assert str(refused.value) == (
        "This is a sealed copy: its answers belong to {'per': 'person'}. Set per back, or ask your teacher for a "
        "copy with other parameters."
    )


# --- the stored lessons -----------------------------------------------------------------------------------


def _stored(path: Path) -> dict[str, dict[str, Any]]:
    cells = nbformat.read(path, as_version=4).cells
    found = [output.get("data", {}).get(KIT, {}) for cell in cells for output in cell.get("outputs", [])]
    return {data["uid"]: data for data in found if data.get("kind") == "question"}


@pytest.mark.parametrize(
    "english", sorted((ROOT / "lessons" / "en").glob("*.ipynb")), ids=lambda path: path.stem
)
def test_stored_questions_are_alike_in_every_language(english: Path) -> None:
    first = _stored(english)
    assert len(first) >= 3
    for other in (ROOT / "lessons").glob(f"[a-z][a-z]/{english.name}"):
        questions = _stored(other)
        assert list(questions) == list(first)
        for uid, data in questions.items():
            keys = [option["key"] for option in data["options"]]
            assert keys == [option["key"] for option in first[uid]["options"]]
            if data["input"] != "choice":
                continue
            opened = [open_seal(data["seal"], key, uid) for key in keys]
            before = [open_seal(first[uid]["seal"], key, uid) for key in keys]
            grades = [box and box["grade"] for box in opened]
            assert grades == [box and box["grade"] for box in before]
            assert grades.count("right") == 1
            assert grades[-1] is None
            assert grades.count("wrong") == len(keys) - 2
            for box in opened[:-1]:
                assert box["html"] not in other.read_text(encoding="utf-8")
