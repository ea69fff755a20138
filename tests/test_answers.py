"""Kept answers: only with a page, whole or not at all, and never a lesson that breaks over them."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from widgets import Option, choose, live, predict, show, start, table, tell
from widgets.answers import Answers
from widgets.language import use_language
from widgets.lesson import _running, running

if TYPE_CHECKING:
    from collections.abc import Callable

    from IPython.utils.capture import RichOutput

    Displayed = Callable[[Callable[[], Any]], list[RichOutput]]

GUESS = {"answer": "77.25", "sure": 1, "tries": 1, "done": True, "hints": 0}
EMPTY = {"answer": "", "sure": None, "tries": 0, "done": False, "hints": 0}
FILE = {
    "lesson": "03",
    "variant": "03-1a2b",
    "parameters": {"currency": "円"},
    "answers": {"03.guess": GUESS},
}


def _answers(folder: Path, page: bool = True) -> Answers:
    answers = Answers("03", "03-1a2b", {"currency": "円"}, folder / "answers")
    answers.front_end = page
    return answers


# --- the file ---------------------------------------------------------------------------------------------


def test_an_answer_comes_back(tmp_path: Path) -> None:
    answers = _answers(tmp_path)
    answers.keep("03.guess", GUESS)
    answers.keep("03.check", {"answer": "o2"})
    answers.keep("03.guess", {**GUESS, "answer": "四十"})
    assert _answers(tmp_path).read() == {
        "03.guess": {**GUESS, "answer": "四十"},
        "03.check": {"answer": "o2"},
    }
    assert [path.name for path in (tmp_path / "answers").iterdir()] == ["03-1a2b.json"]
    text = (tmp_path / "answers" / "03-1a2b.json").read_text(encoding="utf-8")
    content = json.loads(text)
    assert (content["lesson"], content["variant"], content["parameters"]) == (
        "03",
        "03-1a2b",
        {"currency": "円"},
    )
    assert list(content["answers"]) == ["03.check", "03.guess"]
    assert "四十" in text


def test_without_a_page_nothing_is_written(tmp_path: Path) -> None:
    _answers(tmp_path, page=False).keep("03.guess", GUESS)
    assert list(tmp_path.iterdir()) == []


def test_nothing_kept_yet(tmp_path: Path) -> None:
    assert _answers(tmp_path).read() == {}
    assert list(tmp_path.iterdir()) == []


def _with(**parts: Any) -> bytes:
    return json.dumps({**FILE, **parts}, ensure_ascii=False).encode()


def _text(**values: Any) -> bytes:
    return _with(answers={"03.guess": {**GUESS, **values}})


DAMAGED = [
    b"", b"{", b"null", b"[]", b"7", b"{}", _with(answers=None), _with(answers=[]), _with(answers={"q": "40"}),
    _with(answers={"q": None}), b"\xff\xfe", _with()[:-9], _with(parameters=[]), _with(parameters={"a": [1]}),
    _with(lesson=3), _with(variant=None), _text(answer=4), _text(tries="2"), _text(done="yes"), _text(tries=True),
    _text(hints=None), _text(sure="1"), _with().replace(b"1,", b"NaN,", 1), _with().replace(b'"77.25"', b'"\\ud800"'),
    _with().replace(b'"77.25"', b'{"x": 1e999}'), b"[" * 100_000, b'{"answers": ' * 50_000,
    _with().replace(b'"tries"', b'"answer": "5", "tries"'), b'{"cells": [], "nbformat": 4}', b"PK\x03\x04\x00\x01",
]  # fmt: skip


@pytest.mark.parametrize("content", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_file_is_set_aside_and_the_lesson_goes_on(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "answers" / "03-1a2b.json"
    path.parent.mkdir()
    path.write_bytes(content)
    answers, said = _answers(tmp_path), []
    answers.notice = said.append
    assert answers.read() == {}
    assert not path.exists()
    assert (path.parent / "03-1a2b.aside-1.json").read_bytes() == content
    # A second damaged file does not take the first one's place.
    path.write_bytes(b"also damaged")
    answers.keep("03.guess", GUESS)
    assert (path.parent / "03-1a2b.aside-1.json").read_bytes() == content
    assert (path.parent / "03-1a2b.aside-2.json").read_bytes() == b"also damaged"
    assert _answers(tmp_path).read() == {"03.guess": GUESS}
    assert said == [
        "The file of your kept answers was damaged, so this lesson begins without it. "
        f"It is unchanged under a new name: answers/03-1a2b.aside-{number}.json."
        for number in (1, 2)
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_with(lesson="04"), "another lesson or another copy"),
        (_with(variant="03-ffff", parameters={"currency": "ドル"}), "another lesson or another copy"),
        (b" " * 5_000_000, "too large"),
    ],
)
def test_a_file_of_another_copy_is_set_aside(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "answers" / "03-1a2b.json"
    path.parent.mkdir()
    path.write_bytes(content)
    answers, said = _answers(tmp_path), []
    answers.notice = said.append
    answers.keep("03.check", {"answer": "o2"})
    assert answers.read() == {"03.check": {"answer": "o2"}}
    assert (path.parent / "03-1a2b.aside-1.json").read_bytes() == content
    (sentence,) = said
    assert reason in sentence
    assert sentence.endswith("It is unchanged under a new name: answers/03-1a2b.aside-1.json.")


@pytest.mark.parametrize("thing", ["folder", "link", "link to nothing"])
def test_what_is_no_file_is_set_aside_and_a_link_is_never_followed(tmp_path: Path, thing: str) -> None:
    path = tmp_path / "answers" / "03-1a2b.json"
    path.parent.mkdir()
    target = tmp_path / "elsewhere.json"
    if thing == "folder":
        path.mkdir()
        (path / "diary.txt").write_text("mine")
    else:
        path.symlink_to(target)
    if thing == "link":
        target.write_bytes(_with())
    answers, said = _answers(tmp_path), []
    answers.notice = said.append
    assert answers.read() == {}
    answers.keep("03.check", {"answer": "o2"})
    assert not path.is_symlink()
    aside = path.parent / "03-1a2b.aside-1.json"
    assert "A folder or a link stood in the place" in said[0]
    assert len(said) == 1
    if thing == "folder":
        assert (aside / "diary.txt").read_text() == "mine"
    else:
        assert aside.readlink() == target
        assert target.exists() == (thing == "link")
    if thing == "link":
        assert target.read_bytes() == _with()


def test_a_file_with_the_mark_that_some_editors_set_is_read(tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "03-1a2b.json").write_bytes(b"\xef\xbb\xbf" + _with())
    assert _answers(tmp_path).read() == {"03.guess": GUESS}


def test_half_a_character_does_not_keep_an_answer_from_being_kept(tmp_path: Path) -> None:
    _answers(tmp_path).keep("03.guess", {**GUESS, "answer": "a\ud83d"})
    assert _answers(tmp_path).read()["03.guess"]["answer"] == "a?"


def test_an_answer_that_is_too_large_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    answers = _answers(tmp_path)
    answers.keep("03.guess", GUESS)
    with pytest.raises(OSError, match="too large"):
        answers.keep("03.write", {"answer": "x" * 5_000_000})
    assert _answers(tmp_path).read() == {"03.guess": GUESS}
    answers.keep("03.write", {"answer": "shorter"})
    assert _answers(tmp_path).read() == {"03.guess": GUESS, "03.write": {"answer": "shorter"}}


def test_what_could_not_be_written_is_written_with_the_next_answer(tmp_path: Path) -> None:
    answers = _answers(tmp_path)
    (tmp_path / "answers").write_text("a file in its place")
    with pytest.raises(OSError, match="answers"):
        answers.keep("03.guess", GUESS)
    (tmp_path / "answers").unlink()
    answers.keep("03.check", {"answer": "o2"})
    assert _answers(tmp_path).read() == {"03.guess": GUESS, "03.check": {"answer": "o2"}}


TWICE = (
    "This lesson is open a second time, with another answer to the same question. "
    "Your latest answer is kept; the answers before it are in the file answers/03-1a2b.aside-1.json."
)


def test_an_answer_of_another_notebook_is_not_lost(tmp_path: Path) -> None:
    first, second = _answers(tmp_path), _answers(tmp_path)
    said: list[str] = []
    second.notice = said.append
    first.keep("03.guess", GUESS)
    first.keep("03.text", {"answer": "A long text."})
    second.keep("03.check", {"answer": "o2"})
    assert said == []
    second.keep("03.text", {"answer": "A"})  # it began before the long text was there
    assert said == [TWICE]
    second.keep("03.text", {"answer": "An answer"})  # its own answer before: nothing of anybody else's
    assert len(list((tmp_path / "answers").iterdir())) == 2
    assert _answers(tmp_path).read()["03.text"] == {"answer": "An answer"}
    aside = json.loads((tmp_path / "answers" / "03-1a2b.aside-1.json").read_text(encoding="utf-8"))
    assert aside["answers"]["03.text"] == {"answer": "A long text."}
    assert aside["answers"]["03.guess"] == GUESS


def test_a_write_that_fails_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    _answers(tmp_path).keep("03.guess", GUESS)
    with pytest.raises(TypeError):
        _answers(tmp_path).keep("03.check", {"answer": object()})
    assert _answers(tmp_path).read() == {"03.guess": GUESS}


def test_the_file_is_never_seen_half_written(tmp_path: Path) -> None:
    path = tmp_path / "answers" / "03-1a2b.json"
    _answers(tmp_path).keep("03.guess", {"answer": "x" * 200_000})
    seen: list[int] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            seen.append(len(json.loads(path.read_text(encoding="utf-8"))["answers"]["03.guess"]["answer"]))

    reader = threading.Thread(target=read)
    reader.start()
    answers = _answers(tmp_path)
    for size in range(200_000, 200_030):
        answers.keep("03.guess", {"answer": "x" * size})
    over.set()
    reader.join()
    assert len(seen) > 1
    assert set(seen) <= set(range(200_000, 200_030))


def test_two_notebooks_keep_each_others_answers(tmp_path: Path) -> None:
    failed: list[BaseException] = []

    def write(name: str) -> None:
        try:
            for number in range(25):
                _answers(tmp_path).keep(f"03.{name}{number}", {"answer": name})
        except OSError as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert sorted(_answers(tmp_path).read()) == sorted(f"03.{name}{n}" for name in "ab" for n in range(25))
    assert [path.name for path in (tmp_path / "answers").iterdir()] == ["03-1a2b.json"]


def test_a_lock_of_a_killed_kernel_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("widgets.answers.LOCK_WAIT", 0.05)
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "03-1a2b.lock").touch()
    _answers(tmp_path).keep("03.guess", GUESS)
    assert _answers(tmp_path).read() == {"03.guess": GUESS}
    assert not (tmp_path / "answers" / "03-1a2b.lock").exists()


# --- in a lesson ------------------------------------------------------------------------------------------


@pytest.fixture
def lesson(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, displayed: Displayed
) -> Callable[[], list[RichOutput]]:
    """Run a small lesson, as Run All does."""
    monkeypatch.chdir(tmp_path)

    def cells() -> None:
        start("03-test", "en", {}, {})
        predict("guess", "How many?", "dollars", 0, 100)
        show(table("summit_totals"), "Two parts.", after="guess")
        tell("It was 39.", after="guess")
        choose("check", "Who?", Option("Firms.", "Yes."), [Option("The state.", "Who signed?", "pledge")])

    return lambda: displayed(cells)


def _hello() -> None:
    """What the page's first message does."""
    live._carrier[0]._handle_custom_msg({"type": "hello"}, [])


def _new_kernel() -> None:
    """The next day."""
    for remembered in (live._carrier, live._live, _running):
        remembered.clear()


def _widget(uid: str, kind: str = "question") -> live.Live:
    from ipywidgets.widgets.widget import _instances

    widgets = [widget for widget in _instances.values() if isinstance(widget, live.Live)]
    mine = [widget for widget in widgets if widget.scope == running().scope and widget.uid == uid]
    return [widget for widget in mine if widget.data["kind"] == kind][-1]


def _enter(uid: str, values: dict[str, Any]) -> None:
    """What the page does when a learner answers."""
    _widget(uid).set_state({"values": values})


def _file() -> dict[str, Any]:
    (path,) = Path("answers").glob("*.json")
    return dict(json.loads(path.read_text(encoding="utf-8"))["answers"])


def test_a_run_without_a_page_leaves_no_answer_and_reads_none(lesson: Callable, tmp_path: Path) -> None:
    lesson()
    _enter("03-test.guess", GUESS)
    assert list(tmp_path.iterdir()) == []
    # Answers of a learner lie there: a build in the same folder must not show them.
    kept = Answers("03-test", running().answers.variant, {})
    kept.front_end = True
    kept.keep("03-test.guess", GUESS)
    before = (tmp_path / "answers").stat().st_mtime_ns
    stored = lesson()
    assert _widget("03-test.guess").values == EMPTY
    assert (tmp_path / "answers").stat().st_mtime_ns == before
    assert "77.25" not in str([output.data for output in stored])


def test_with_a_page_answers_are_kept_and_come_back_the_next_day(lesson: Callable) -> None:
    lesson()
    _hello()
    assert not Path("answers").exists()
    _enter("03-test.guess", GUESS)
    _enter("03-test.check", {**EMPTY, "answer": "o1"})
    assert _file() == {"03-test.guess": GUESS, "03-test.check": {**EMPTY, "answer": "o1"}}
    _new_kernel()
    lesson()
    assert _widget("03-test.guess").values == EMPTY
    _hello()
    assert _widget("03-test.guess").values == GUESS
    # What waits for the guess carries its id, but is no question.
    assert _widget("03-test.guess.reveal", "tell").values == {}


def test_an_answer_that_was_begun_is_not_taken_away(lesson: Callable) -> None:
    lesson()
    _hello()
    _enter("03-test.guess", GUESS)
    _new_kernel()
    lesson()
    _enter("03-test.guess", {**EMPTY, "answer": "7"})
    _hello()
    assert _widget("03-test.guess").values["answer"] == "7"


def test_running_all_cells_again_in_the_same_kernel_keeps_answers(lesson: Callable) -> None:
    lesson()
    _hello()
    _enter("03-test.guess", GUESS)
    lesson()  # the page is the same, so no second hello comes
    assert _widget("03-test.guess").values == GUESS
    _enter("03-test.check", {**EMPTY, "answer": "o2"})
    assert set(_file()) == {"03-test.guess", "03-test.check"}


def test_another_variant_does_not_take_the_answers_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, displayed: Displayed
) -> None:
    monkeypatch.chdir(tmp_path)
    choices = {"per": ["total", "person"]}

    def cells(per: str) -> None:
        start("03-test", "en", {"per": per}, choices)
        predict("guess", "How many?", "dollars", 0, 100)

    displayed(lambda: cells("total"))
    _hello()
    old = _widget("03-test.guess")
    displayed(lambda: cells("person"))
    assert _widget("03-test.guess") is not old
    old.set_state({"values": GUESS})  # its output still stands in the page
    (path,) = Path("answers").glob("*.json")
    assert json.loads(path.read_text(encoding="utf-8"))["parameters"] == {"per": "total"}
    assert _widget("03-test.guess").values == EMPTY


def _warnings(outputs: list[RichOutput]) -> list[str]:
    return [
        output.data["text/plain"]
        for output in outputs
        if "not being kept" in output.data.get("text/plain", "")
    ]


@pytest.mark.parametrize("obstacle", ["file in its place", "no permission"])
def test_a_folder_that_cannot_be_used_is_said_once_and_breaks_nothing(
    lesson: Callable, displayed: Displayed, tmp_path: Path, obstacle: str
) -> None:
    lesson()
    folder = tmp_path / "answers"
    if obstacle == "file in its place":
        folder.write_text("a file")
    else:
        folder.mkdir()
        folder.chmod(0o500)
        if os.access(folder, os.W_OK):  # the superuser may write everywhere
            folder.rmdir()
            folder.symlink_to(tmp_path / "nowhere" / "answers")
    said = displayed(_hello)
    said += displayed(lambda: _enter("03-test.guess", GUESS))
    said += displayed(lambda: _enter("03-test.guess", {**GUESS, "answer": "41"}))
    assert _warnings(said) == [
        "This copy uses: . Variant "
        + running().answers.variant
        + ".\n\n**Your answers are not being kept: the folder “answers” beside this lesson cannot be used, "
        "or is full. Download them under “Your work” before you close the page.**"
    ]
    # It takes the place of what the lesson's first cell shows.
    (warning,) = (output for output in said if _warnings([output]))
    assert warning.update is True
    assert warning.transient == {"display_id": running().scope}
    assert _widget("03-test.guess").values["answer"] == "41"
    if obstacle == "file in its place":
        assert folder.read_text() == "a file"
    # Run again: said again, after the next answer at the latest.
    assert _warnings(lesson() + displayed(lambda: _enter("03-test.guess", GUESS)))


def test_the_warning_is_in_the_lessons_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, displayed: Displayed
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answers").write_text("a file")
    displayed(lambda: start("03-test", "ja", {}, {}))
    use_language("ja")
    (warning,) = displayed(running().warn)
    text = warning.data["text/markdown"]
    assert "「answers」フォルダー" in text
    assert "Your answers" not in text
