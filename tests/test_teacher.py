"""The teacher's page holds notes, times and answers; what learners get holds no word of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from variants import build
from variants.execute import execute
from variants.lesson import SourceError
from variants.notes import CHARACTERS, WORDS, faults, labels
from variants.parameters import with_parameters
from variants.select import select
from variants.source import read, sources
from variants.strip import strip, to_bytes
from variants.teacher import page
from variants.words import Catalogue
from widgets.language import use_language

ROOT = Path(__file__).parent.parent
# Words of no language, so that finding none of them in a learner's copy says something.
LESSON = """\
---
title: Who pays?
questions: [Who pays for it?]
objectives: [ask who pays, divide once]
exercises: [[who], [each]]
minutes:
  look: {45: 20, 50: 20, 55: 25, 90: 30}
  turn: {45: 25, 50: 17, 55: 17, 90: 25}
  break: {45: 0, 50: 0, 55: 0, 90: 5}
  ending: {45: 0, 50: 9, 55: 9, 90: 24}
  exit: {45: 0, 50: 4, 55: 4, 90: 6}
endings: [source, cases, write]
words: [{term: pledge, meaning: A promise.}]
parameters: [{name: per, type: str, choices: [total, person], default: person, help: the scale, labels: {person: for each person}}]
tables: []
claims: []
---

+++ {"id": "look-intro"}

## Look here

```{code-cell} ipython3
:id: look-question
choose(
    "who", "Who **pays**?", Option("Firms pay.", "Yes, flumquist."),
    [Option("The state pays.", "Look at the florpint column.", "pledge"), Option("Nobody.", "Ask again.", "void")],
    hints=["Where to look."],
)
```

+++ {"id": "look-teacher", "tags": ["teacher"]}

**Say** Read the zibbleworth aloud.

+++ {"id": "turn-intro"}

## Your turn

```{code-cell} ipython3
:id: turn-question
estimate("each", "How much each?", "dollars", 40 + 2.0, 0.5, right="Yes.", close="Nearly.", worked="Divide by glimwort.")
```

```{code-cell} ipython3
:id: turn-teacher
:tags: [teacher]
tell("**Watch for** quandlefip: {}.".format(6 * 7))
```

+++ {"id": "source-intro"}

## Ending one

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

+++ {"id": "more-teacher", "tags": ["teacher", "sensitive"]}

Mind the brockelby.

+++ {"id": "sources-intro"}

## Sources
"""
TEACHERS_WORDS = ("zibbleworth", "quandlefip", "Snorvel", "Drimble", "brockelby")
ANSWERS_WORDS = ("flumquist", "florpint", "glimwort")


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lesson") / "07-who-pays.md"
    path.write_text(LESSON, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def english(lesson: Path) -> str:
    return page(lesson, "en", None)


def _part(text: str, heading: str) -> str:
    """Cut out one part of the page, from its heading to the next."""
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{2,3}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{heading!r} is missing in:\n{text}"
    return found[1].strip()


def test_a_learners_copy_holds_no_word_of_the_teachers(lesson: Path, tmp_path: Path) -> None:
    source = read(lesson)
    for endings in ([], ["cases"], ["source", "write"]):
        chosen = to_bytes(strip(with_parameters(select(source, endings=endings), "en"))).decode()
        assert [word for word in TEACHERS_WORDS if word in chosen] == []
    ran = strip(execute(with_parameters(select(source), "en"), tmp_path))
    assert [word for word in TEACHERS_WORDS if word in to_bytes(ran).decode()] == []
    outputs = str([cell.outputs for cell in ran.cells if cell.cell_type == "code"])
    assert "The state pays." in outputs
    assert [word for word in ANSWERS_WORDS if word in outputs] == []


def test_the_page_says_which_copy_its_answers_belong_to(english: str) -> None:
    head = english.partition("\n## ")[0]
    assert head.startswith("# Teacher’s page: Who pays?\n")
    assert re.search(r"this copy: for each person\. Variant 07-who-pays-[0-9a-f]{8}\.$", head.strip())


def test_each_objective_names_the_exercise_that_serves_it(english: str) -> None:
    part = _part(english, "## Purpose and objectives")
    assert "- Who pays for it?" in part
    assert "- ask who pays (exercises: `who`)\n- divide once (exercises: `each`)" in part


def test_an_exercise_that_is_no_question_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "07-x.md"
    path.write_text(LESSON.replace("[[who], [each]]", "[[who], [eech]]"), encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        page(path, "en", None)
    assert str(refused.value) == "exercises: 'eech' is no question of 07-x; choose from who, each."


def test_the_timing_gives_minutes_and_what_is_cut(english: str) -> None:
    assert (
        _part(english, "## Timing")
        == """\
| Part | 45 minutes | 50 minutes | 55 minutes | 90 minutes |
| --- | --- | --- | --- | --- |
| Look here | 0–20 | 0–20 | 0–25 | 0–30 |
| Your turn | 20–45 | 20–37 | 25–42 | 30–55 |
| Break | – | – | – | 55–60 |
| Ending | – | 37–46 | 42–51 | 60–84 |
| Exit | – | 46–50 | 51–55 | 84–90 |

Endings to choose from: Ending one, Ending two, Ending three.

- 45 minutes: no ending in class. One of them is homework. Left out: Exit.
- 50 minutes: one ending in class. The others are homework.
- 55 minutes: one ending in class. The others are homework.
- 90 minutes: two endings in class."""
    )


def test_notes_stand_in_order_each_with_its_time(english: str) -> None:
    assert _part(english, "### Look here") == (
        "**Time** 0–20 (45), 0–20 (50), 0–25 (55), 0–30 (90)\n\n**Say** Read the zibbleworth aloud."
    )
    # What the note computes is printed, not its code.
    assert _part(english, "### Your turn").endswith("**Watch for** quandlefip: 42.")
    assert _part(english, "### Ending three").startswith("**Time** 37–46 (50), 42–51 (55), 60–84 (90)")
    places = [english.index(word) for word in TEACHERS_WORDS]
    assert places == sorted(places)


def test_misconceptions_come_with_their_repair(english: str) -> None:
    assert _part(english, "## Misconceptions and repairs") == (
        "- **pledge** (`who`): “The state pays.” – Look at the florpint column.\n"
        "- **void** (`who`): “Nobody.” – Ask again."
    )


def test_expected_answers_come_with_tolerance_hints_and_worked_step(english: str) -> None:
    assert _part(english, "### `who`") == "> Who **pays**?\n\n- Answer: Firms pay.\n- Hint: Where to look."
    assert _part(english, "### `each`") == (
        "> How much each?\n\n- Answer: 42 dollars\n- Accepted up to this far from it: 0.5 dollars\n- Close: Nearly.\n"
        "- Worked step: Divide by glimwort."
    )


def test_sensitive_points_and_what_to_say_come_last(english: str) -> None:
    assert _part(english, "## Sensitive points") == "Mind the brockelby."
    script = _part(english, "### If somebody asks: “What do you think, teacher?”")
    assert "a number of what?" in script
    assert english.endswith(f"{script}\n")


def test_a_page_in_another_language_takes_its_words(lesson: Path) -> None:
    words = Catalogue(
        {
            "Look here": "見てみよう",
            "Who pays?": "だれが払いますか",
            "**Say** Drimble it.": "**言うこと** ドリンブル。",
        }
    )
    japanese = page(lesson, "ja", words)
    for text in ("だれが払いますか", "### 見てみよう", "**言うこと** ドリンブル。", "| 見てみよう | 0–20 |"):
        assert text in japanese
    assert "Drimble" not in japanese


def test_the_pages_of_all_lessons_are_there_and_no_others() -> None:
    expected = {build.page_target(source, language) for source in sources() for language in build.LANGUAGES}
    assert set((ROOT / "docs" / "teacher").glob("*/*")) == expected


# --- the rule for notes -----------------------------------------------------------------------------------

NOTE = "**Say** a\n\n**Watch for** b\n\n**If half miss it** c\n\n**If short** d\n\n**Access** e"


def _faults(text: str, *tags: str, code: str = "en", words: Catalogue | None = None) -> list[str]:
    cell = new_markdown_cell(text, id="look-teacher", metadata={"tags": ["teacher", *tags]})
    return faults(new_notebook(cells=[cell]), "03-x.md", code, words)


def test_a_note_with_its_five_labels_passes() -> None:
    assert _faults(NOTE) == []
    assert _faults(NOTE.replace("b", "b **bold** b")) == []
    parts = "\n".join(f"tell(_({part!r}))" for part in NOTE.split("\n\n"))
    cell = new_code_cell(parts, id="look-teacher", metadata={"tags": ["teacher"]})
    assert faults(new_notebook(cells=[cell]), "03-x.md", "en") == []


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (NOTE.replace("**If short** d\n\n", ""), "Say, Watch for, If half miss it, Access"),
        (NOTE.replace("Say", "x").replace("Watch for", "Say").replace("x", "Watch for"),
         "Watch for, Say, If half miss it, If short, Access"),
        ("**Time** f\n\n" + NOTE, "Time, Say, Watch for, If half miss it, If short, Access"),
        (NOTE + "\n\nMore.", "Say, Watch for, If half miss it, If short, Access"),
        ("Some words.", "none"),
    ],
    ids=["missing", "order", "time", "loose", "none"],
)  # fmt: skip
def test_a_note_with_other_labels_is_named(text: str, labels: str) -> None:
    (finding,) = _faults(text)
    assert finding == (
        f"03-x.md:look-teacher: the note has the labels {labels}; give each of Say, Watch for, If half miss it, "
        "If short, Access its own paragraph, in this order."
    )


def test_a_note_has_seventy_words_at_most() -> None:
    room = WORDS - 5  # one word is under each label already
    assert _faults(NOTE + " word" * room) == []
    assert _faults(NOTE + " word" * (room + 1)) == [
        "03-x.md:look-teacher: the note has 71 words; leave 70 or fewer."
    ]


def test_sensitive_points_carry_no_labels() -> None:
    assert _faults("Some words.", "sensitive") == []


def test_a_translated_note_is_measured_in_characters() -> None:
    use_language("ja")
    wanted = labels()
    use_language("en")
    texts = {part: f"**{label}** あ" for part, label in zip(NOTE.split("\n\n"), wanted, strict=True)}
    assert _faults(NOTE, code="ja", words=Catalogue(texts)) == []
    room = CHARACTERS - 5
    texts["**Access** e"] += "あ" * (room + 1)
    assert _faults(NOTE, code="ja", words=Catalogue(texts)) == [
        "03-x.md:look-teacher, in ja: the note has 201 characters; leave 200 or fewer."
    ]
    assert _faults(NOTE, code="ja", words=Catalogue({})) == [], (
        "what is not translated is another rule's matter"
    )
