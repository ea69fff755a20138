"""“Your work”: what a learner downloads, loads, clears and takes back, in Python and in the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from tests.widget_page import words
from widgets import LessonError, predict, start, work
from widgets.lesson import _running, running
from widgets.live import _carrier, _live

if TYPE_CHECKING:
    from collections.abc import Callable

    from IPython.utils.capture import RichOutput

    from widgets.live import Live

    Displayed = Callable[[Callable[[], Any]], list[RichOutput]]

MIME = "application/vnd.kit.v1+json"
GUESS = {"answer": "77.25", "sure": 1, "tries": 1, "done": True, "hints": 0}
EMPTY = {"answer": "", "sure": None, "tries": 0, "done": False, "hints": 0}


class Learner:
    """A lesson with two questions, and what its page sends and gets."""

    def __init__(self, displayed: Displayed) -> None:
        self.displayed = displayed

    def open(self, lesson: str = "03-test", language: str = "en", per: str = "total") -> list[RichOutput]:
        def cells() -> None:
            words = {"per": {"total": "the whole amount", "person": "for each person"}}
            start(lesson, language, {"per": per}, {"per": ["total", "person"]}, words)
            predict("guess", "How many?", "dollars", 0, 100)
            predict("other", "How much?", "dollars", 0, 100)
            work(end=True)

        shown = self.displayed(cells)
        self.got: list[dict[str, Any]] = []
        for widget in [*_live, *running().panels]:
            if widget.lesson is running():
                widget.send = self.note(widget)
        _carrier[0]._handle_custom_msg({"type": "hello"}, [])
        return shown

    def note(self, widget: Live) -> Callable[[dict[str, Any]], None]:
        return lambda message: self.got.append({"uid": widget.uid, **message})

    def question(self, name: str) -> Live:
        return next(w for w in reversed(_live) if w.uid == f"{running().name}.{name}")

    def enter(self, name: str, answer: str) -> None:
        self.question(name).set_state({"values": {**GUESS, "answer": answer}})

    def answers(self) -> dict[str, str]:
        return {name: str(self.question(name).values["answer"]) for name in ("guess", "other")}

    def ask(self, **message: Any) -> tuple[str, bool]:
        """Send what a click sends; gives the sentence and whether it can be undone."""
        self.got.clear()
        running().panels[-1]._handle_custom_msg(message, [])
        said = [got for got in self.got if got["type"] == "said"]
        assert len(said) == 1
        return said[0]["text"], said[0]["undo"]

    def download(self) -> str:
        assert self.ask(type="file") == ("", running().answers.last is not None)
        (file,) = (got for got in self.got if got["type"] == "file")
        assert file["name"] == f"{running().answers.variant}.json"
        return str(file["text"])

    def restored(self) -> set[str]:
        return {got["uid"] for got in self.got if got["type"] == "restored"}


@pytest.fixture
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, displayed: Displayed) -> Learner:
    monkeypatch.chdir(tmp_path)
    for name in ("BINDER_LAUNCH_HOST", "BINDER_REQUEST"):
        monkeypatch.delenv(name, raising=False)
    return Learner(displayed)


def _on_disk(name: str | None = None) -> dict[str, str]:
    path = Path(name or f"answers/{running().answers.variant}.json")
    content = json.loads(path.read_text(encoding="utf-8"))["answers"]
    return {uid: values["answer"] for uid, values in content.items()}


def _asides() -> list[str]:
    return sorted(path.as_posix() for path in Path("answers").glob("*.aside-*"))


# --- the panel --------------------------------------------------------------------------------------------


def test_a_lesson_shows_its_panel_folded_at_the_start_and_open_at_the_end(learner: Learner) -> None:
    first, last = (
        output.data for output in learner.open() if output.data.get(MIME, {}).get("kind") == "work"
    )
    variant = running().answers.variant
    for data in (first[MIME], last[MIME]):
        assert (data["lesson"], data["variant"]) == ("03-test", variant)
        assert (data["parameters"], data["file"]) == ({"per": "total"}, f"answers/{variant}.json")
        assert data["binder"] is False
    assert (first[MIME]["open"], last[MIME]["open"]) == (False, True)
    assert first[MIME]["uid"] != last[MIME]["uid"]
    assert f"answers/{variant}.json" in first["text/plain"]
    assert f"answers/{variant}.json" in first["text/html"]


@pytest.mark.parametrize(
    ("name", "binder"),
    [
        ("BINDER_LAUNCH_HOST", True),
        ("BINDER_REQUEST", True),
        ("JUPYTERHUB_USER", False),
        ("BINDER_PORT", False),
    ],
)
def test_binder_is_known_and_a_schools_hub_is_not_taken_for_it(
    learner: Learner, monkeypatch: pytest.MonkeyPatch, name: str, binder: bool
) -> None:
    monkeypatch.setenv(name, "x")
    panels = [o.data[MIME] for o in learner.open() if o.data.get(MIME, {}).get("kind") == "work"]
    assert [panel["binder"] for panel in panels] == [binder, binder]
    assert [panel["open"] for panel in panels] == [binder, True]


def test_without_a_lesson_there_is_no_panel() -> None:
    with pytest.raises(LessonError, match="has not started yet"):
        work()


# --- download, load, clear, undo --------------------------------------------------------------------------


def test_a_downloaded_file_brings_the_answers_to_another_machine(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.open()
    assert learner.ask(type="file") == ("There is nothing to download yet: no question is answered.", False)
    learner.enter("guess", "40")
    text = learner.download()
    assert text == Path(f"answers/{running().answers.variant}.json").read_text(encoding="utf-8")
    (tmp_path / "machine").mkdir()
    monkeypatch.chdir(tmp_path / "machine")
    for remembered in (_carrier, _live, _running):
        remembered.clear()
    learner.open()
    assert learner.answers() == {"guess": "", "other": ""}
    assert learner.ask(type="load", text=text) == ("The file is loaded. Answers in it: 1.", True)
    assert learner.answers() == {"guess": "40", "other": ""}
    assert learner.question("guess").values == {**GUESS, "answer": "40"}
    assert learner.restored() == {"03-test.guess"}
    assert _on_disk() == {"03-test.guess": "40"}
    assert _asides() == []


def test_a_loaded_file_replaces_question_by_question_and_undo_brings_back(learner: Learner) -> None:
    learner.open()
    learner.enter("guess", "40")
    text = learner.download()
    learner.enter("guess", "50")
    learner.enter("other", "60")
    aside = f"answers/{running().answers.variant}.aside-1.json"
    assert learner.ask(type="load", text=text) == (
        f"The file is loaded. Answers in it: 1. What you had before is in the file {aside}.",
        True,
    )
    assert learner.answers() == {"guess": "40", "other": "60"}
    assert _on_disk(aside) == {"03-test.guess": "50", "03-test.other": "60"}
    assert learner.ask(type="undo") == ("Your answers are as they were before.", False)
    assert learner.restored() == {"03-test.guess"}
    assert learner.answers() == {"guess": "50", "other": "60"}
    assert _on_disk() == {"03-test.guess": "50", "03-test.other": "60"}
    assert learner.ask(type="undo") == ("There is nothing to undo.", False)


def test_clear_takes_one_click_and_can_be_taken_back(learner: Learner) -> None:
    learner.open()
    assert learner.ask(type="clear") == ("There was no answer to clear.", False)
    learner.enter("guess", "40")
    aside = f"answers/{running().answers.variant}.aside-1.json"
    said = f"All answers of this lesson are cleared. A copy of them is in the file {aside}."
    assert learner.ask(type="clear") == (said, True)
    assert learner.restored() == {
        "03-test.guess",
        "03-test.other",
    }  # something may be typed and not yet entered
    assert learner.question("guess").values == EMPTY
    assert _on_disk() == {}
    assert _on_disk(aside) == {"03-test.guess": "40"}
    # Both panels offer the way back, and one of them says the sentence.
    assert [panel.values for panel in running().panels] == [
        {"said": "", "undo": True},
        {"said": said, "undo": True},
    ]
    learner.enter("other", "60")
    learner.ask(type="undo")
    assert learner.answers() == {"guess": "40", "other": "60"}
    assert _on_disk() == {"03-test.guess": "40", "03-test.other": "60"}


def test_undo_leaves_what_was_answered_since(learner: Learner) -> None:
    learner.open()
    learner.enter("guess", "40")
    learner.ask(type="clear")
    learner.enter("guess", "41")
    learner.ask(type="undo")
    assert learner.answers()["guess"] == "41"
    assert _on_disk(_asides()[0]) == {"03-test.guess": "40"}


def test_clearing_one_copy_leaves_another_alone(learner: Learner) -> None:
    learner.open(per="total")
    learner.enter("guess", "40")
    old = learner.question("guess")
    learner.open(per="person")
    learner.enter("guess", "50")
    learner.ask(type="clear")
    assert old.values["answer"] == "40"
    assert len(list(Path("answers").glob("*.json"))) == 3  # two copies, and what was cleared


def test_an_answer_of_another_kernel_survives_clear(learner: Learner) -> None:
    learner.open()
    learner.enter("guess", "40")
    path = running().answers.path
    content = json.loads(path.read_text(encoding="utf-8"))
    content["answers"]["03-test.other"] = {**GUESS, "answer": "99"}  # another kernel wrote
    path.write_text(json.dumps(content), encoding="utf-8")
    learner.ask(type="clear")
    assert _on_disk(_asides()[0]) == {"03-test.guess": "40", "03-test.other": "99"}
    learner.ask(type="undo")
    assert learner.answers() == {"guess": "40", "other": "99"}


def test_answers_come_from_an_older_version_with_fewer_parameters_and_fields(learner: Learner) -> None:
    learner.open()
    older = {"lesson": "03-test", "variant": "03-test-00000000", "parameters": {},
             "answers": {"03-test.guess": {"answer": "40"}, "03-test.gone": {"answer": "1"}}}  # fmt: skip
    assert learner.ask(type="load", text=json.dumps(older))[0] == "The file is loaded. Answers in it: 2."
    assert learner.question("guess").values == {**EMPTY, "answer": "40"}
    assert _on_disk()["03-test.gone"] == "1"  # a question that this version has not is still kept


# --- refusals ---------------------------------------------------------------------------------------------


def _file(**parts: Any) -> str:
    content = {"lesson": "03-test", "variant": running().answers.variant, "parameters": {"per": "total"},
               "answers": {"03-test.guess": GUESS}}  # fmt: skip
    return json.dumps({**content, **parts})


def test_what_is_no_file_of_this_copy_is_refused_in_words_and_changes_nothing(learner: Learner) -> None:
    learner.open()
    learner.enter("guess", "40")
    before = running().answers.path.read_bytes()
    strange = _file(variant="03-test-ffffffff", parameters={"per": "person"})
    damaged = (
        "This file was not loaded: it is damaged, or it is no file of answers. Your answers are as before. "
        "Choose a file that you downloaded under “Your work”."
    )
    other_lesson = (
        "This file was not loaded: it belongs to the lesson “04-talent”, and this is the lesson “03-test”. "
        "Your answers are as before."
    )
    other_copy = (
        "This file was not loaded: it belongs to another copy of this lesson. That copy uses: for each person. "
        "This copy uses: the whole amount. Your answers are as before."
    )
    for text, said in (
        (_file(lesson="04-talent"), other_lesson), (strange, other_copy),
        (_file(answers={}), "This file holds no answers, so nothing was changed."),
        (_file(answers={"q": {"tries": "3"}}), damaged), ("", damaged), (None, damaged), (["x"], damaged),
        (_file()[:-3], damaged), ('{"cells": []}', damaged),
        ("x" * 5_000_000, "This file was not loaded: it is too large for a file of answers. Your answers are as before."),
    ):  # fmt: skip
        assert learner.ask(type="load", text=text) == (said, False)
        assert learner.restored() == set()
    assert running().answers.path.read_bytes() == before
    assert _asides() == []


def test_a_long_name_in_a_foreign_file_stays_one_short_line(learner: Learner) -> None:
    learner.open()
    wild = _file(variant="x", parameters={"per": "<b>\n" * 500})
    said, _undo = learner.ask(type="load", text=wild)
    assert "\n" not in said
    assert len(said) < 500


@pytest.mark.parametrize(
    "message", ["clear", 7, None, {}, {"type": "hello"}, {"type": ["file"]}, {"type": {}}]
)
def test_other_messages_do_nothing(learner: Learner, message: Any, caplog: pytest.LogCaptureFixture) -> None:
    learner.open()
    learner.enter("guess", "40")
    running().panels[0]._handle_custom_msg(message, [])
    assert learner.answers()["guess"] == "40"
    assert learner.got == []
    assert caplog.records == []  # an exception in a handler would be logged


def test_where_nothing_can_be_written_the_download_still_holds_the_answers(learner: Learner) -> None:
    Path("answers").write_text("a file in its place")
    learner.open()
    learner.enter("guess", "40")
    content = json.loads(learner.download())
    assert content["answers"]["03-test.guess"]["answer"] == "40"
    assert learner.ask(type="clear") == (
        "Nothing was changed, because the folder “answers” beside this lesson cannot be used.",
        False,
    )
    assert learner.answers()["guess"] == "40"


def test_a_damaged_file_is_said_under_the_first_cell_and_in_the_panel(learner: Learner) -> None:
    learner.open()
    learner.enter("guess", "40")
    path = running().answers.path
    path.write_text("{")
    for remembered in (_carrier, _live, _running):
        remembered.clear()
    shown: list[RichOutput] = []
    learner.displayed = lambda cell, run=learner.displayed: shown.extend(run(cell)) or shown
    learner.open()
    said = learner.displayed(lambda: learner.enter("other", "60"))
    sentence = f"It is unchanged under a new name: answers/{path.stem}.aside-1.json."
    assert all(panel.values["said"].endswith(sentence) for panel in running().panels)
    assert running().notices[0].endswith(sentence)
    assert _on_disk() == {"03-test.other": "60"}
    assert (path.parent / f"{path.stem}.aside-1.json").read_text() == "{"
    assert said


# --- the page ---------------------------------------------------------------------------------------------

# A model that notes what the panel sends; the test replies as Python does.
MOUNT = """async (data) => {
  const on = {}; window.sent = []; window.state = { data, values: {}, lang: "en" };
  window.tell = (message) => on["msg:custom"](message, []);
  window.values = (values) => { state.values = values; on["change:values"](); };
  const model = { get: (name) => state[name], on: (name, f) => { on[name] = f; }, off() {},
    send: (message) => { if (window.dead) throw new Error("no kernel"); sent.push(message); } };
  await globalThis.__kit.render({ model, el: document.querySelector("main") });
}"""


def _mount(page: Page, **parts: Any) -> None:
    names = {**words("work"), "kept": "kept in {file}"}
    data = {"kind": "work", "uid": "03.work", "lesson": "03", "variant": "03-1a2b", "parameters": {}, "limit": 1000,
            "file": "answers/03-1a2b.json", "binder": False, "end": True, "open": True, "words": names}  # fmt: skip
    page.evaluate(MOUNT, {**data, **parts})


def _tell(page: Page, **message: Any) -> None:
    page.evaluate("message => tell(message)", message)


def test_by_keyboard_every_button_asks_and_the_focus_stays(page: Page) -> None:
    _mount(page)
    assert page.evaluate("sent") == []
    for name in ("download", "clear"):
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
    assert page.evaluate("sent") == [{"type": "file"}, {"type": "clear"}]
    expect(page.get_by_role("button", name="undo")).to_be_hidden()
    _tell(page, type="said", text="All is cleared.", undo=True)
    expect(page.get_by_role("status")).to_have_text("All is cleared.")
    expect(page.get_by_role("button", name="clear")).to_be_focused()
    page.get_by_role("button", name="undo").focus()
    page.keyboard.press("Space")
    _tell(page, type="said", text="All is back.", undo=False)
    expect(page.get_by_role("button", name="undo")).to_be_hidden()
    expect(page.get_by_role("button", name="download")).to_be_focused()
    assert page.evaluate("keys") == []  # no key reached the notebook


def test_a_file_is_saved_through_a_link(page: Page, tmp_path: Path) -> None:
    _mount(page)
    with page.expect_download() as saved:
        _tell(page, type="file", name="03-1a2b.json", text='{"a": "円"}\n')
    assert saved.value.suggested_filename == "03-1a2b.json"
    saved.value.save_as(tmp_path / "saved.json")
    assert (tmp_path / "saved.json").read_text(encoding="utf-8") == '{"a": "円"}\n'
    _tell(page, type="said", text="", undo=False)
    expect(page.get_by_role("status").get_by_role("link")).to_have_text("03-1a2b.json")


def test_a_file_is_loaded_through_a_labelled_input(page: Page, tmp_path: Path) -> None:
    _mount(page)
    chosen = page.get_by_label("load")
    path = tmp_path / "any.json"
    for _ in range(2):  # the same file, twice
        path.write_bytes(b"\xef\xbb\xbf" + "円".encode())
        chosen.set_input_files(path)
        page.wait_for_function("() => document.querySelector('input').value === ''")
    assert page.evaluate("sent") == [{"type": "load", "text": "円"}] * 2
    path.write_text("x" * 1001)
    chosen.set_input_files(path)
    expect(page.get_by_role("status")).to_have_text("too_large")
    assert len(page.evaluate("sent")) == 2


def test_no_reply_is_said_too(page: Page) -> None:
    page.clock.install()
    _mount(page)
    page.get_by_role("button", name="clear").click()
    page.clock.run_for(9000)
    expect(page.get_by_role("status")).to_have_text("no_reply")
    page.evaluate("window.dead = true")
    page.get_by_role("button", name="download").click()
    expect(page.get_by_role("status")).to_have_text("no_reply")


def test_what_python_said_before_the_panel_was_drawn_is_there(page: Page) -> None:
    _mount(page)
    page.evaluate("() => values({ said: 'Set aside.', undo: true })")
    expect(page.get_by_role("status")).to_have_text("Set aside.")
    expect(page.get_by_role("button", name="undo")).to_be_visible()


@pytest.mark.parametrize("binder", [False, True])
def test_folded_at_the_start_open_on_binder(page: Page, binder: bool) -> None:
    _mount(page, end=False, open=binder, binder=binder)
    assert page.locator("details").evaluate("node => node.open") == binder
    expect(page.get_by_text("binder")).to_have_count(int(binder))
    expect(page.get_by_text("kept in answers/03-1a2b.json")).to_have_count(int(not binder))
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("details").evaluate("node => node.open") != binder


def test_without_a_file_the_answers_are_in_the_browser(page: Page) -> None:
    _mount(page, file="")
    expect(page.get_by_text("kept_here")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_sticks_out_at_320_pixels_and_the_words_are_readable(page: Page, dark: bool) -> None:
    from widgets.words import words as said

    page.set_viewport_size({"width": 320, "height": 900})
    if dark:
        page.evaluate(
            "() => { document.body.dataset.jpThemeLight = 'false'; const s = document.body.style; s.background = '#111';"
            " s.setProperty('--jp-ui-font-color1', '#fff'); s.setProperty('--jp-layout-color1', '#111'); }"
        )
    _mount(page, words=said("work"), binder=True)
    _tell(
        page,
        type="said",
        text=f"The copy is in answers/{'03-investment-figures-12ad0e71'}.aside-1.json.",
        undo=True,
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    colours = page.locator(".kit-banner").evaluate(
        "node => [getComputedStyle(node).color, getComputedStyle(node.parentNode).backgroundColor]"
    )
    assert colours == (
        ["rgb(255, 255, 255)", "rgb(17, 17, 17)"] if dark else ["rgb(31, 31, 31)", "rgb(255, 255, 255)"]
    )
    heights = [page.get_by_role("button").nth(i).bounding_box() for i in range(3)]
    assert all(box and box["height"] >= 44 for box in heights)
