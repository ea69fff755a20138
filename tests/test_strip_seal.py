"""After a run: nothing of the machine stays, errors are found, a sealed copy holds no answer."""

from __future__ import annotations

import copy
import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from variants.build import prepare
from variants.execute import RunError, errors_in, execute
from variants.lesson import SourceError
from variants.lint_notebook import notebook_state
from variants.seal import seal
from variants.source import sources
from variants.strip import strip, to_bytes
from widgets.seal import open_seal

if TYPE_CHECKING:
    from collections.abc import Callable

    from IPython.utils.capture import RichOutput

    Displayed = Callable[[Callable[[], Any]], list[RichOutput]]

ROOT = Path(__file__).parent.parent
KIT = "application/vnd.kit.v1+json"
STILL = '<div class="kit-still" data-token="{}"><p>{}</p></div>'


def _ran(token: str = "0123456789abcdef", seconds: str = "1") -> nbformat.NotebookNode:
    """A notebook as papermill leaves it."""
    html = new_output(
        "display_data",
        {"text/html": STILL.format(token, "a"), KIT: {"token": token}},
        metadata={"x": seconds},
    )
    outputs = [html, new_output("stream", text="printed\n"), copy.deepcopy(html)]
    metadata = {
        "papermill": {"duration": seconds, "output_path": "out.ipynb"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
        "lesson": {"name": "x"},
    }
    cell_metadata = {
        "papermill": {"duration": seconds},
        "execution": {},
        "dates": ["2025"],
        "tags": ["parameters"],
    }
    return new_notebook(
        metadata=metadata,
        cells=[
            new_code_cell("1", id="look-chart", execution_count=1, metadata=cell_metadata, outputs=outputs),
            new_markdown_cell("words", id="look-end", metadata={"untranslated": True, "dates": []}),
        ],
    )  # fmt: skip


# --- strip ------------------------------------------------------------------------------------------------


def test_two_runs_leave_the_same_bytes() -> None:
    first, second = _ran(), _ran("fedcba9876543210", "2")
    assert to_bytes(first) != to_bytes(second)
    second.cells[0].outputs[0].data[KIT] = first.cells[0].outputs[0].data[KIT]
    second.cells[0].outputs[2].data[KIT] = first.cells[0].outputs[2].data[KIT]
    assert to_bytes(strip(first)) == to_bytes(strip(second))


def test_what_a_reader_needs_stays() -> None:
    ran = _ran()
    stripped = strip(ran)
    code, words = stripped.cells
    assert dict(code.metadata) == {"tags": ["parameters"]}
    assert dict(words.metadata) == {"untranslated": True}
    assert set(stripped.metadata) == {"kernelspec", "language_info"}
    assert stripped.metadata.kernelspec.name == "python3"
    assert code.outputs[1].text == "printed\n"
    assert [output.get("metadata") for output in code.outputs] == [{}, None, {}]
    assert notebook_state(stripped, "x.ipynb") == []
    assert notebook_state(ran, "x.ipynb") != []
    assert ran.metadata["papermill"], "the notebook given must stay as it is"


def test_a_stored_still_has_a_name_that_no_model_has() -> None:
    stills = [
        output.data["text/html"]
        for output in strip(_ran()).cells[0].outputs
        if output.output_type != "stream"
    ]
    assert stills == [STILL.format("look-chart-0", "a"), STILL.format("look-chart-2", "a")]
    assert not re.fullmatch("[0-9a-f]{16}", "look-chart-0")


def test_an_error_is_stored_as_it_is() -> None:
    failed = new_code_cell(
        "1/0", id="look-chart", outputs=[new_output("error", ename="E", evalue="no", traceback=[])]
    )
    stripped = strip(new_notebook(cells=[failed]))
    assert b'"evalue": "no"' in to_bytes(stripped)


def test_bytes_are_plain_utf8_with_one_line_end() -> None:
    content = to_bytes(strip(new_notebook(cells=[new_markdown_cell("円", id="look-end")])))
    assert "円".encode() in content
    assert content.endswith(b"}\n")
    assert not content.endswith(b"\n\n")
    assert nbformat.reads(content.decode(), as_version=4).nbformat_minor == 5


def test_an_invalid_notebook_is_not_written() -> None:
    broken = new_notebook(cells=[new_markdown_cell("x", id="look-end")])
    broken.cells[0]["id"] = "no spaces allowed here"
    with pytest.raises(nbformat.ValidationError):
        to_bytes(broken)


# --- running ----------------------------------------------------------------------------------------------


def test_errors_are_found_wherever_they_hide() -> None:
    error = {"output_type": "error", "ename": "KeyError", "evalue": "'x'", "traceback": []}
    cell = new_code_cell(
        "1", id="look-chart", outputs=[new_output("error", ename="E", evalue="no", traceback=[])]
    )
    model = {"model_name": "OutputModel", "state": {"outputs": [{"output_type": "stream"}, error]}}
    widgets = {"application/vnd.jupyter.widget-state+json": {"state": {"a1": model, "b2": {"state": {}}}}}
    notebook = new_notebook(cells=[new_markdown_cell("x"), cell], metadata={"widgets": widgets})
    assert errors_in(notebook) == ["cell look-chart: E: no", "in a widget: KeyError: 'x'"]
    assert errors_in(new_notebook(cells=[new_code_cell("1")])) == []


HIDDEN = """\
import ipywidgets
out = ipywidgets.Output()
with out:
    raise KeyError("inside")
"""


def _lesson(source: str) -> nbformat.NotebookNode:
    cells = [new_markdown_cell("x", id="look-intro"), new_code_cell("1", id="look-start")]
    notebook = strip(new_notebook(cells=[*cells, new_code_cell(source, id="look-chart")]))
    notebook.metadata["lesson"] = {"name": "07-x"}
    return notebook


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("import math\nmath.sqrt(-1)", "07-x, cell look-chart: ValueError: "),
        (HIDDEN, "07-x, in a widget: KeyError: 'inside'"),
    ],
    ids=["in a cell", "in a widget"],
)
def test_a_lesson_with_a_fault_names_lesson_and_cell(tmp_path: Path, source: str, sentence: str) -> None:
    with pytest.raises(RunError) as failed:
        execute(_lesson(source), tmp_path)
    assert str(failed.value).startswith(sentence)
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize("lines", [1, 3, 30])
def test_a_cell_that_takes_too_long_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: int
) -> None:
    notebook = _lesson("\n".join(f"wait({line})" for line in range(lines)))

    def late(*_args: Any, **_options: Any) -> None:
        # Raised as nbclient does it; a kernel that has to be killed would cost this test seconds.
        raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", 60, notebook.cells[2])

    monkeypatch.setattr("papermill.execute_notebook", late)
    with pytest.raises(RunError) as failed:
        execute(notebook, tmp_path)
    assert str(failed.value) == (
        "07-x, cell look-chart: A cell timed out while it was being executed, after 60 seconds."
    )


# --- seal -------------------------------------------------------------------------------------------------

LESSONS = sorted((ROOT / "lessons").glob("[a-z][a-z]/*.ipynb"))


def _parameters(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    (cell,) = (cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    names: dict[str, Any] = {"__builtins__": {"str": str, "int": int, "float": float, "bool": bool}}
    exec(cell.source, names)
    return {name: value for name, value in names.items() if not name.startswith("__")}


def _questions(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    found = [dict(data[KIT]) for data in outputs if data.get(KIT, {}).get("kind") == "question"]
    return [data for data in found if data["seal"]]


def _feedback(data: dict[str, Any], answer: float | None) -> list[str]:
    """Open every box of a question with its own key."""
    keys = [*(option["key"] for option in data["options"]), "worked"]
    if answer is not None:
        middle = math.floor((answer - data["bucket"]["offset"]) / data["bucket"]["step"] + 0.5)
        keys = [f"b:{middle + shift}" for shift in (-1, 0, 1)]
    boxes = [open_seal(data["seal"], key, data["uid"]) for key in keys]
    return [box["html"] for box in boxes if box]


def _waiting(notebook: nbformat.NotebookNode, questions: set[str]) -> set[str]:
    return {
        cell.id
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("data", {}).get(KIT, {}).get("after") in questions
    }


def _holds_nothing(cell: nbformat.NotebookNode, was: nbformat.NotebookNode) -> None:
    """What waits for an answer can be opened by the page, and by nobody who only reads."""
    assert cell.source.startswith("ask(")
    for output, before in zip(cell.outputs, was.outputs, strict=True):
        data, open_ = output.data[KIT], before.data[KIT]
        held = open_seal(data["seal"], "reveal", data["uid"])
        assert held
        assert {**data, **held, "seal": None} == {**open_, "seal": None}
        texts = (
            [open_["html"]]
            if "html" in held
            else [each["takeaway_html"] for each in open_["states"].values()]
        )
        pieces = [
            json.dumps(each, ensure_ascii=False)[1:-1] for text in texts for each in re.split("<[^>]*>", text)
        ]
        long = [piece for piece in pieces if len(piece) > 8]
        assert long
        assert [piece for piece in long if piece not in json.dumps(before, ensure_ascii=False)] == []
        assert [piece for piece in long if piece in json.dumps(cell, ensure_ascii=False)] == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_sealed_copy_holds_no_answer(path: Path) -> None:
    opened = nbformat.read(path, as_version=4)
    sealed = seal(opened, _parameters(opened))
    text = json.dumps(sealed, ensure_ascii=False)
    questions = _questions(opened)
    assert len(questions) >= 2
    before = 0
    for data in questions:
        if data["input"] != "choice":
            continue
        feedback = _feedback(data, None)
        assert len(feedback) == len(data["seal"]["boxes"]) >= 3
        for html in feedback:
            words = re.sub("<[^>]*>", "", html)
            before += words in json.dumps(opened, ensure_ascii=False)
            assert words not in text
    assert before >= 3, "the open copy holds them, or this test shows nothing"
    cells = {cell.id: cell for cell in opened.cells}
    waiting = _waiting(opened, {data["uid"] for data in questions})
    assert waiting, "each lesson ends with a source that waits"
    for cell in sealed.cells:
        was = cells[cell.id]
        if cell.id in waiting:
            _holds_nothing(cell, was)
            continue
        if re.search(r"^\s*(choose|estimate|rank|fill)\(", was.source, re.MULTILINE):
            assert cell.source.startswith("ask(")
            assert not re.search(
                r"(Option|Blank|choose|estimate|rank|fill)\(|tolerance|right=|answer =", cell.source
            )
        else:
            assert cell == was


def test_a_sealed_copy_asks_the_same_again(tmp_path: Path) -> None:
    opened = nbformat.read(ROOT / "lessons" / "en" / "03-investment-figures.ipynb", as_version=4)
    sealed = strip(seal(opened, _parameters(opened)))
    again = papermill.execute_notebook(
        copy.deepcopy(sealed), None, cwd=tmp_path, progress_bar=False, execution_timeout=60, log_output=False
    )
    assert _questions(again) == _questions(opened)
    assert errors_in(again) == []
    # Sealing what is sealed changes nothing.
    assert seal(sealed, {}) == sealed


def test_a_sealed_copy_refuses_other_parameters(
    displayed: Displayed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    opened = nbformat.read(ROOT / "lessons" / "en" / "03-investment-figures.ipynb", as_version=4)
    parameters = _parameters(opened)
    sealed = {cell.id: cell.source for cell in seal(opened, parameters).cells}
    questions = [source for source in sealed.values() if source.startswith("ask(")]
    asked = _questions(opened)
    assert len(questions) == len(asked) + len(_waiting(opened, {data["uid"] for data in asked}))

    def run(**changed: Any) -> list[RichOutput]:
        names: dict[str, Any] = {}
        for source in (sealed["parameters"], "\n".join(f"{name} = {value!r}" for name, value in changed.items()),
                       sealed["start"], *questions):  # fmt: skip
            exec(source, names)
        return []

    shown = [
        output.data[KIT] for output in displayed(run) if output.data.get(KIT, {}).get("kind") == "question"
    ]
    assert shown == _questions(opened)
    from widgets import LessonError

    with pytest.raises(LessonError) as refused:
        displayed(lambda: run(year=2024, per="total"))
    assert str(refused.value) == (
        f"This is a sealed copy: its answers belong to {parameters}. Set year, per back, or ask your teacher for a "
        "copy with other parameters."
    )


def _cell(source: str, *outputs: dict[str, Any]) -> nbformat.NotebookNode:
    shown = [new_output("display_data", data) for data in outputs]
    return new_notebook(cells=[new_code_cell(source, id="turn-question", outputs=shown)])


QUESTION = {KIT: {"kind": "question", "uid": "03.a", "seal": {"N": 4096}}}


@pytest.mark.parametrize(
    "notebook",
    [
        _cell("choose('a', …)"),
        _cell("tell('x')\nchoose('a', …)", {"text/markdown": "x"}, QUESTION),
        _cell(
            "predict('g', …)\nestimate('a', …)",
            {KIT: {"kind": "question", "uid": "03.g", "seal": None}},
            QUESTION,
        ),
    ],
    ids=["did not run", "prose too", "a guess too"],
)
def test_a_cell_that_would_lose_something_is_not_sealed(notebook: nbformat.NotebookNode) -> None:
    with pytest.raises(
        SourceError, match=r"^cell turn-question: only a question that ran, alone in its cell"
    ):
        seal(notebook, {})


def test_a_name_that_another_cell_uses_is_not_sealed_away() -> None:
    cells = _cell("grown = 2\nrank('a', …)", QUESTION).cells
    cells[0].source = cells[0].source.replace("…", "grown")
    cells.append(new_code_cell("tell(str(grown))", id="more-growth"))
    with pytest.raises(SourceError) as refused:
        seal(new_notebook(cells=cells), {})
    assert str(refused.value) == (
        "cell turn-question: sealing takes away the name 'grown', which cell more-growth uses; compute it in a cell "
        "of its own."
    )
    own = new_code_cell("grown = 3\ntell(str(grown))", id="more-growth")
    assert seal(new_notebook(cells=[cells[0], own]), {}).cells[1] == own


def test_a_question_under_a_condition_that_is_not_met_is_left_out() -> None:
    source = 'if level == "undergraduate":\n    choose("zero", …)'
    assert seal(_cell(source), {"level": "secondary"}).cells == []
    sealed = seal(_cell(source, QUESTION), {"level": "undergraduate"})
    assert sealed.cells[0].source.startswith("ask(")


def test_two_questions_in_one_cell_are_both_sealed() -> None:
    notebook = _cell("for uid in 'ab':\n    choose(uid, …)", QUESTION, QUESTION)
    assert seal(notebook, {"x": 1}).cells[0].source.split("\n") == [
        'ask(\'{"kind": "question", "uid": "03.a", "seal": {"N": 4096}}\', made_for={\'x\': 1})'
    ] * 2  # fmt: skip


def test_a_guess_stays_as_it_is() -> None:
    notebook = _cell("predict('g', …)", {KIT: {"kind": "question", "uid": "03.g", "seal": None}})
    assert seal(notebook, {}) == notebook


def test_what_waits_needs_a_cell_of_its_own() -> None:
    asked = _cell("choose('a', …)", QUESTION).cells[0]
    waits = {KIT: {"kind": "tell", "uid": "03.a.reveal", "after": "03.a", "html": "<p>Nine.</p>", "truth": 9}}
    outputs = [new_output("display_data", waits), new_output("display_data", {"text/markdown": "Open."})]
    both = new_code_cell("tell('Nine.', after='a')\ntell('Open.')", id="turn-both", outputs=outputs)
    with pytest.raises(SourceError) as refused:
        seal(new_notebook(cells=[asked, both]), {})
    assert str(refused.value) == (
        "cell turn-both: it waits for a question; what does not wait needs a cell of its own."
    )
    both.outputs = outputs[:1]
    assert "Nine" not in json.dumps(seal(new_notebook(cells=[asked, both]), {}))


def test_what_waits_for_a_guess_stays_as_it_is() -> None:
    asked = _cell("predict('g', …)", {KIT: {"kind": "question", "uid": "03.g", "seal": None}}).cells[0]
    waits = {KIT: {"kind": "tell", "uid": "03.g.reveal", "after": "03.g", "html": "<p>Nine.</p>", "truth": 9}}
    told = new_code_cell(
        "tell('Nine.', after='g')", id="guess-told", outputs=[new_output("display_data", waits)]
    )
    notebook = new_notebook(cells=[asked, told])
    assert seal(notebook, {}) == notebook


def test_preparing_twice_gives_the_same_notebook() -> None:
    for language in ("en", "ja"):
        assert to_bytes(strip(prepare(sources()[0], language))) == to_bytes(
            strip(prepare(sources()[0], language))
        )
