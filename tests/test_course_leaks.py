"""Learners' copies and handouts hold no answer, no feedback and no note, in any format and any byte."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.leaks import found
from tests.needs import chromium, pdftotext
from variants import cards, words
from variants.course.copies import deal, finish, learner_cells, prepare, teacher_page
from variants.course.model import Course, CourseLesson, Learner, values
from variants.docx import worksheet
from variants.engine.runs import run
from variants.pdf import write_pdfs
from variants.site import write_pages
from variants.source import SOURCES, read
from variants.strip import to_bytes
from widgets.tables import table

if TYPE_CHECKING:
    from nbformat import NotebookNode

    Files = dict[str, bytes]

NAME = "07-canary"
TOKEN = "feedfacecafe0123" * 4
# Words of no language: to find none of them says something.
LESSON = """\
---
title: Who pays?
questions: [Who pays for it?]
objectives: [ask who pays]
exercises: [[who, each, sums, order]]
minutes:
  guess: {45: 5, 50: 5, 55: 5, 90: 10}
  look: {45: 20, 50: 15, 55: 20, 90: 30}
  turn: {45: 20, 50: 17, 55: 17, 90: 20}
  ending: {45: 0, 50: 9, 55: 9, 90: 24}
  exit: {45: 0, 50: 4, 55: 4, 90: 6}
endings: [source, cases, write]
words: [{term: pledge, meaning: A promise.}]
parameters: [{name: per, type: str, choices: [total, person], default: person, help: the scale}]
tables: []
claims: []
---

+++ {"id": "guess-intro"}

## Your guess

```{code-cell} ipython3
:id: guess-question
base = 100
predict("guess", "Of each hundred?", "dollars", 0, base)
```

```{code-cell} ipython3
:id: guess-reveal
tell("About one in ten, vermolith.", after="guess")
```

+++ {"id": "look-intro"}

## Look here, pubwortle

```{code-cell} ipython3
:id: look-question
choose(
    "who", "Who **pays**, quizzlepub?", Option("Firms puboption.", "Yes, flumquist."),
    [Option("The state pays.", "Look at the florpint column.", "pledgewump"), Option("Nobody.", "Ask grindlebot.", "voidsnack")],
    hints=["Where to look, hintyfob."], worked="Cross out zorkenhelm.",
)
```

+++ {"id": "look-teacher", "tags": ["teacher"]}

**Say** Read the zibbleworth aloud.

```{code-cell} ipython3
:id: look-claims
explore("claims", ["A05", "A11"])
```

+++ {"id": "turn-intro"}

## Your turn

```{code-cell} ipython3
:id: turn-question
estimate("each", "How much each?", "dollars", 73519.25, 0.5, right="Yes, quorvane.", close="Nearly, blintzer.", worked="Divide by glimwort.")
```

```{code-cell} ipython3
:id: turn-reveal
tell("It is 73519.25, tarnwhistle.", after="each")
```

```{code-cell} ipython3
:id: turn-blanks
fill("sums", "A [[kind]] of [[amount]].", {"kind": Blank("pubkind", options=["pubkind", "pubother"]), "amount": Blank(86427.5, 0.5)}, right="Right, spandrelux.", worked="Add up krellig.")
```

```{code-cell} ipython3
:id: turn-order
rank("order", "Largest first.", {"a": "pubfirst", "b": "pubsecond", "c": "pubthird"}, ["b", "a", "c"], ("most", "least"), "Right, mandrigol.")
```

```{code-cell} ipython3
:id: turn-teacher
:tags: [teacher]
tell("**Watch for** quandlefip: {}.".format(6 * 7))
```

+++ {"id": "source-intro"}

## Ending one

+++ {"id": "source-ask"}

Talk about it.

+++ {"id": "source-teacher", "tags": ["teacher"]}

**Say** Snorvel the source.

+++ {"id": "cases-intro"}

## Ending two

+++ {"id": "write-intro"}

## Ending three

+++ {"id": "write-teacher", "tags": ["teacher"]}

**Say** Drimble it.

+++ {"id": "exit-intro"}

## Exit

+++ {"id": "more-intro"}

## More

```{code-cell} ipython3
:id: more-yours-question
mine = draw("yours", [52936.75, 41827.25])
estimate("yours", "And yours?", "dollars", mine, 0.5, right="Yes, hexalume.", close="Nearly, tristwick.")
```

+++ {"id": "more-teacher", "tags": ["teacher", "sensitive"]}

Mind the brockelby.

+++ {"id": "sources-intro"}

## Sources
"""
FEEDBACK = ("flumquist", "florpint", "grindlebot", "quorvane", "blintzer", "spandrelux", "mandrigol", "hexalume",
            "tristwick")  # fmt: skip
SOLUTIONS = ("zorkenhelm", "glimwort", "krellig", "pledgewump", "voidsnack", "tarnwhistle")
NUMBERS = ("73519.25", "86427.5", "41827.25", "52936.75")
NOTES = ("zibbleworth", "quandlefip", "Snorvel", "Drimble", "brockelby")
SECRET = (*FEEDBACK, *SOLUTIONS, *NUMBERS, *(f"{n[:2]},{n[2:]}" for n in NUMBERS), *NOTES, TOKEN, TOKEN[:16])
# What a learner reads before answering; then what a button opens, and what waits for a guess: a sheet has neither.
ASKED = ("pubwortle", "quizzlepub", "puboption", "pubkind", "pubother", "pubfirst", "pubsecond", "pubthird")
OPENED = ("hintyfob", "vermolith")


def _course(lesson: CourseLesson, language: str = "en", learners: int = 0, minutes: Any = 50) -> Course:
    return Course(
        title="Our course", languages=(language,), minutes=minutes, lessons=(lesson,), folder=Path(), source=Path("course.yml"),
        learners=tuple(Learner(id=f"learner {n}") for n in range(learners)),
    )  # fmt: skip


def _formats(notebook: NotebookNode, folder: Path) -> Files:
    """All files that can be made of a copy."""
    lesson = folder / "lessons" / "en" / f"{NAME}.ipynb"
    lesson.parent.mkdir(parents=True)
    lesson.write_bytes(to_bytes(notebook))
    write_pages(folder / "pages", folder / "lessons")
    write_pages(folder / "single", folder / "lessons", single=True)
    (folder / "sheet.docx").write_bytes(worksheet(notebook, "en"))
    (folder / "cards.html").write_text(cards.pages({NAME: notebook}, "en")[cards.CARDS])
    chromium()
    printed = folder / "printed.pdf"
    list(write_pdfs([(folder / "pages" / "en" / f"{NAME}.html", printed)]))
    subprocess.run([pdftotext(), str(printed), str(folder / "printed.txt")], check=True)
    # Scripts, which are the same for every lesson, hold no word of one.
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent.name != "kit"
    }


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NotebookNode]:
    folder = tmp_path_factory.mktemp("source")
    (folder / f"{NAME}.md").write_text(LESSON, encoding="utf-8")
    lesson = CourseLesson(name=NAME, after={"look": "Own words, pubwortle."})
    course = _course(lesson, learners=2)
    made: dict[str, Any] = {}
    for audience in ("learner", "teacher"):
        notebook = prepare(course, lesson, "en", audience, folder)
        if audience == "learner":
            assert learner_cells(notebook) == ["deal", "start", "more-yours-question", "work-panel", "key"]
            changed = deal(notebook, f"{NAME}-0123456789ab", TOKEN)
            for cell in notebook.cells:
                cell.source = changed.get(cell.id, cell.source)
        ran = run(notebook, folder)
        made[audience] = finish(ran, audience, {"per": "person"})
        made[f"{audience}, run"] = ran
    made["handout"] = finish(made["learner, run"], "handout", {"per": "person"})
    return made


@pytest.fixture(scope="module")
def files(copies: dict[str, NotebookNode], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Files]:
    return {
        audience: _formats(copies[audience], tmp_path_factory.mktemp(audience))
        for audience in ("learner", "handout")
    }


def _text(notebook: NotebookNode) -> dict[str, bytes]:
    return {"copy": to_bytes(notebook)}


@pytest.mark.parametrize("audience", ["learner", "handout"])
def test_no_file_holds_what_answers(files: dict[str, Files], audience: str) -> None:
    assert {Path(name).suffix for name in files[audience]} == {".ipynb", ".html", ".docx", ".pdf", ".txt"}
    assert found(files[audience], SECRET) == {}


def test_learners_read_the_questions_and_may_open_what_waits(files: dict[str, Files]) -> None:
    where = found(files["learner"], [*ASKED, *OPENED])
    assert set(where) == {*ASKED, *OPENED}
    for name in (
        f"lessons/en/{NAME}.ipynb",
        f"pages/en/{NAME}.html",
        f"single/en/{NAME}.html",
        "sheet.docx",
        "printed.txt",
    ):
        assert f"{name}: plain" in where["quizzlepub"], name


def test_a_handout_holds_the_exercises_and_neither_hints_nor_what_waits(files: dict[str, Files]) -> None:
    assert found(files["handout"], OPENED) == {}
    where = found(files["handout"], ASKED)
    assert set(where) == set(ASKED)
    judged = table("claims").set_index("id").loc[["A05", "A11"]]
    assert found(files["handout"], judged.why) == {}
    assert set(found(files["handout"], judged.claim)) == set(judged.claim)
    assert f"{NAME}-0123456789ab".encode() in files["handout"][f"lessons/en/{NAME}.ipynb"]


def test_the_teachers_copy_holds_all_of_it(copies: dict[str, NotebookNode]) -> None:
    wanted = {*FEEDBACK, *SOLUTIONS, *NUMBERS, *NOTES, *ASKED, *OPENED}
    held = found(_text(copies["teacher"]), wanted)
    assert wanted - set(held) <= {"Drimble"} | set(), (
        "of the endings that are not chosen the notes are there, too"
    )
    assert {"73,519.25", "86,427.5", "52,936.75"} <= set(found(_text(copies["teacher"]), SECRET))
    page = teacher_page(copies["teacher, run"])
    for word in (*NOTES, "florpint", "pledgewump", "73,519.25"):
        assert word in page


def test_a_learners_answer_is_drawn_and_only_the_key_holds_it(copies: dict[str, NotebookNode]) -> None:
    (drawn,) = (cell for cell in copies["learner"].cells if cell.id == "more-yours-question")
    assert drawn.source.startswith("ask(")
    key = [cell for cell in copies["learner, run"].cells if cell.id == "key"]
    assert "73,519.25" in key[0].outputs[0].text
    for audience in ("learner", "teacher", "handout"):
        assert not {"key", "deal"} & {cell.id for cell in copies[audience].cells}


# --- real lessons -----------------------------------------------------------------------------------------

SENTENCE = {"en": 25, "ja": 12}  # signs from which a piece of a sentence is no chance find


def _pieces(text: str, code: str) -> list[str]:
    """What stands between the places that are filled in, without marks."""
    parts = re.split(r"\{[^{}]*\}|\*\*|`", text)
    return [part.strip() for part in parts if len(part.strip()) >= SENTENCE[code]]


def _held_back(path: Path, code: str) -> list[str]:
    """The feedback and the teacher's sentences of a lesson's source."""
    catalogue = words.catalogue(code)
    text = path.read_text("utf-8")
    said = r'_\(\s*"((?:[^"\\]|\\.)*)"\s*\)'
    feedback = re.findall(rf"(?:right|close|worked)={said}", text)
    feedback += re.findall(rf'Option\(\s*_\(\s*"(?:[^"\\]|\\.)*"\s*\)(?:\.format\([^\n]*\))?,\s*{said}', text)
    notes = [
        line
        for cell in read(path).cells
        if "teacher" in cell.metadata.get("tags", []) and cell.cell_type == "markdown"
        for line in cell.source.split("\n\n")
    ]
    assert len(feedback) > 5
    assert len(notes) > 20
    given = [
        text if catalogue is None else catalogue.translate(" ".join(text.split())) or ""
        for text in [*feedback, *notes]
    ]
    return [piece for text in given for piece in _pieces(text, code)]


@pytest.mark.parametrize("code", ["en", "ja"])
def test_a_real_copy_holds_no_sentence_of_feedback_or_of_a_note(code: str, tmp_path: Path) -> None:
    path = SOURCES / "03-investment-figures.md"
    lesson = CourseLesson(name=path.stem)
    course = _course(lesson, code)
    held_back = _held_back(path, code)
    plain = partial(re.sub, r"[*`]|\\", "")
    texts = {}
    for audience in ("learner", "teacher"):
        notebook = prepare(course, lesson, code, audience)
        ran = run(notebook, tmp_path)
        chosen = values(course, lesson, code, read(path).metadata["lesson"])
        for each in (audience, "handout") if audience == "learner" else (audience,):
            done = finish(ran, each, chosen)
            with zipfile.ZipFile(io.BytesIO(worksheet(done, code))) as file:
                sheet = re.sub("<[^>]+>", "", file.read("word/document.xml").decode())
            texts[each] = plain(to_bytes(done).decode() + sheet)
    assert [piece for piece in held_back if piece in texts["learner"]] == []
    assert [piece for piece in held_back if piece in texts["handout"]] == []
    here = [piece for piece in held_back if piece in texts["teacher"]]
    assert len(here) > 0.9 * len(held_back), "the teacher's copy holds them, or this test shows nothing"
