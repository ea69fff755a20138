"""From a lesson's source to a notebook: what is read, what is refused, what follows from the front matter."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from variants.lesson import SourceError, front_matter
from variants.minutes import check, section, sections
from variants.parameters import with_parameters
from variants.select import select
from variants.source import read, sources
from variants.strip import strip
from variants.translate import translate
from variants.words import Catalogue, lesson_units

if TYPE_CHECKING:
    from pathlib import Path

FRONT = """\
title: Who pays?
questions: [Who?]
objectives: [ask who]
minutes:
  look: {45: 45, 50: 41, 55: 46, 90: 60}
  ending: {45: 0, 50: 9, 55: 9, 90: 30}
endings: [source, cases, write]
words:
  - term: pledge
    meaning: A promise.
parameters:
  - name: country
    type: str
    choices: [NO, economies.economy]
    default: {en: NO, ja: JPN}
    help: the yardstick
  - name: year
    type: int
    choices: [2024, 2025]
    default: 2025
    help: year of the rate
    unit: calendar year
tables: [economies]
claims: [A01]
"""
BODY = """
+++ {"id": "look-intro", "dates": ["2025"]}

## Look

Some *words* and `code`.

```{code-cell} ipython3
:id: look-chart
:tags: [teacher]
x = 1

y = {"a": 2}
```

+++ {"id": "end-note"}

---

The end.
"""


def _write(tmp_path: Path, front: str = FRONT, body: str = BODY, name: str = "07-who-pays.md") -> Path:
    path = tmp_path / name
    path.write_text(f"---\n{front}---\n{body}", encoding="utf-8")
    return path


def _change(old: str, new: str) -> str:
    assert FRONT.count(old) == 1
    return FRONT.replace(old, new)


# --- reading ----------------------------------------------------------------------------------------------


def test_a_source_becomes_cells_with_their_ids(tmp_path: Path) -> None:
    notebook = read(_write(tmp_path))
    assert [(cell.cell_type, cell.id, cell.source) for cell in notebook.cells] == [
        ("markdown", "look-intro", "## Look\n\nSome *words* and `code`."),
        ("code", "look-chart", 'x = 1\n\ny = {"a": 2}'),
        ("markdown", "end-note", "---\n\nThe end."),
    ]
    assert notebook.cells[0].metadata == {"dates": ["2025"]}
    assert notebook.cells[1].metadata == {"tags": ["teacher"]}
    lesson = notebook.metadata["lesson"]
    assert (lesson["name"], lesson["title"], lesson["claims"]) == ("07-who-pays", "Who pays?", ["A01"])
    nbformat.validate(with_parameters(notebook, "en"))


def test_line_ends_of_windows_make_no_difference(tmp_path: Path) -> None:
    path = _write(tmp_path)
    unix = read(path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read(path) == unix


def test_three_dashes_inside_the_front_matter_do_not_end_it(tmp_path: Path) -> None:
    front = _change("title: Who pays?", "title: Who pays ---")
    assert read(_write(tmp_path, front)).metadata["lesson"]["title"] == "Who pays ---"


def test_no_stays_a_country(tmp_path: Path) -> None:
    lesson = read(_write(tmp_path)).metadata["lesson"]
    assert lesson["parameters"][0]["choices"] == ["NO", "economies.economy"]
    assert lesson["parameters"][0]["default"] == {"en": "NO", "ja": "JPN"}


@pytest.mark.parametrize("word", ["NO", "no", "off", "on", "yes", "Y", "012:30", "~x"])
def test_words_that_yaml_once_read_as_something_else_stay_words(word: str) -> None:
    assert front_matter(_change("title: Who pays?", f"title: {word}"), "x.md").title == word


@pytest.mark.parametrize("value", ["1_000", "2025-07-15", "true", "null"])
def test_what_is_no_text_is_refused(value: str) -> None:
    with pytest.raises(SourceError, match=r"^x\.md, front matter: title: should be a valid string, found "):
        front_matter(_change("title: Who pays?", f"title: {value}"), "x.md")


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
def test_real_sources_are_read(path: Path) -> None:
    notebook = read(path)
    assert len(notebook.cells) > 5
    assert all(cell.id.count("-") >= 1 for cell in notebook.cells)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            ast.parse(cell.source)


def test_sources_come_in_order_and_only_lessons(tmp_path: Path) -> None:
    for name in ("10-b.md", "02-a.md", "notes.md", "02-a.txt", "2-a.md"):
        (tmp_path / name).touch()
    assert [path.name for path in sources(tmp_path)] == ["02-a.md", "10-b.md"]


# --- what is refused --------------------------------------------------------------------------------------

BODIES = [
    ("loose words\n", ('07-who-pays.md: the cell "loose words" has no id of the form section-name (found None); '
                      "give it one.")),
    ('+++ {"id": "Look"}\n\nx\n', ('07-who-pays.md: the cell "x" has no id of the form section-name (found \'Look\'); '
                                  "give it one.")),
    ('+++ {"id": "look-intro\\n"}\n\nx\n', ("07-who-pays.md: the cell \"x\" has no id of the form section-name "
                                           "(found 'look-intro\\n'); give it one.")),
    ("```{code-cell} ipython3\nx = 1\n```\n", ('07-who-pays.md: the cell "x = 1" has no id of the form section-name '
                                              "(found None); give it one.")),
    (BODY + BODY, "07-who-pays.md: two cells have the id 'look-intro'; give the second one another."),
]  # fmt: skip


@pytest.mark.parametrize(("body", "sentence"), BODIES, ids=["loose", "form", "line end", "code", "twice"])
def test_a_cell_without_an_id_of_its_own_is_refused(tmp_path: Path, body: str, sentence: str) -> None:
    with pytest.raises(SourceError) as refused:
        read(_write(tmp_path, body=body))
    assert str(refused.value) == sentence


@pytest.mark.parametrize("body", ['+++ {"id": "a-b",\n\nx\n', "```{code-cell} ipython3\n:tags: [x\n1\n```\n"])
def test_metadata_that_cannot_be_read_is_refused_with_the_lessons_name(tmp_path: Path, body: str) -> None:
    with pytest.raises(
        SourceError, match=r"^07-who-pays\.md, below the front matter: (Markdown|Code) cell 0 at line 1"
    ):
        read(_write(tmp_path, body=body))


@pytest.mark.parametrize("text", ["", "# Title\n", "--\ntitle: x\n---\n", "---\ntitle: x\n"])
def test_a_source_without_front_matter_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "07-x.md").write_text(text)
    with pytest.raises(SourceError) as refused:
        read(tmp_path / "07-x.md")
    assert str(refused.value) == (
        "07-x.md: the front matter is missing; begin the file with a line ---, YAML, and a line ---."
    )


PROBLEMS = [
    (_change("title: Who pays?", "title: 7"), "title: should be a valid string, found 7."),
    (_change("claims: [A01]\n", ""), "claims: is missing."),
    (_change("claims:", "claim:"), "claims: is missing; claim: is no key here, the nearest is claims."),
    (_change("    help: the yardstick", "    halp: the yardstick"),
     "parameters.0.help: is missing; parameters.0.halp: is no key here, the nearest is help."),
    (_change("tables: [economies]", "tables: [economies]\nx: 1"),
     ("x: is no key here, expected one of title, questions, objectives, exercises, minutes, endings, words, "
      "parameters, tables, claims.")),
    (_change("type: int", "type: integer"),
     "parameters.1.type: should be 'str', 'int', 'float' or 'bool', found 'integer'."),
    (_change("name: year", "name: the year"),
     "parameters.1.name: 'the year' cannot be a variable's name in Python, found 'the year'."),
    (_change("name: year", "name: class"),
     "parameters.1.name: 'class' cannot be a variable's name in Python, found 'class'."),
    (_change("45: 45", "45: long"), "minutes.look.45: should be a valid integer, found 'long'."),
    (_change("45: 45", "45: 45.0"), "minutes.look.45: should be a valid integer, found 45.0."),
    (_change("{45: 45, 50: 41, 55: 46, 90: 60}", "41"), "minutes.look: should be a valid dictionary, found 41."),
    (_change("50: 41", "50: 40"), "minutes: the column 50 sums to 49; make its parts sum to 50."),
    (_change("50: 41", "50: 40").replace("90: 60", "90: 61"),
     "minutes: the column 50 sums to 49; make its parts sum to 50; the column 90 sums to 91; make its parts sum to 90."),
    (_change(", 90: 60", ""), "minutes: look has minutes for 45, 50, 55; give them for 45, 50, 55, 90."),
    (_change("endings: [source, cases, write]\n", ""), "endings: is missing."),
    (_change("objectives: [ask who]", "objectives: [ask who]\nexercises: [[turn], [check]]"),
     "exercises: 2 lists for 1 objectives; give one for each."),
    (_change("questions: [Who?]", "questions: Who?"), "questions: should be a valid list, found 'Who?'."),
    (_change("    meaning: A promise.\n", ""), "words.0.meaning: is missing."),
    (_change("help: the yardstick", "help: the yardstick\n    labels: {NO: Norway, JPM: Japan, '1': x}"),
     "parameters.0: labels: 'JPM', '1' is no choice of country; label some of NO, "),
    (_change("economies.economy]", "economy.code]").replace("help: the yardstick", "help: x\n    labels: {NO: Norway}"),
     "parameters.0: There is no table 'economy' in data/; choose one of: "),
    ("", "front matter: should be a valid dictionary or instance of FrontMatter, found None."),
    (_change("title: Who pays?", "title: Who pays?\ntitle: Again"),
     'not valid YAML: line 3: found duplicate key "title" with value "Again" (original value: "Who pays?").'),
    (_change("questions: [Who?]", "questions: [Who?"), "not valid YAML: line 4: "),
    (_change("title: Who pays?", "title: a: b"), "not valid YAML: line 2: mapping values are not allowed here."),
]  # fmt: skip


@pytest.mark.parametrize(("front", "sentence"), PROBLEMS, ids=[sentence[:40] for _, sentence in PROBLEMS])
def test_front_matter_that_is_wrong_is_named(tmp_path: Path, front: str, sentence: str) -> None:
    with pytest.raises(SourceError) as refused:
        read(_write(tmp_path, front))
    text = str(refused.value)
    assert text.startswith(f"07-who-pays.md, front matter: {sentence}")
    assert sentence.endswith(" ") or text == f"07-who-pays.md, front matter: {sentence}"


def test_every_wrong_key_is_named_at_once(tmp_path: Path) -> None:
    front = _change("title: Who pays?", "titel: Who pays?").replace("type: int", "type: whole")
    with pytest.raises(SourceError) as refused:
        read(_write(tmp_path, front))
    for part in (
        "title: is missing",
        "titel: is no key here, the nearest is title",
        "parameters.1.type: should be",
    ):
        assert part in str(refused.value)


# --- what follows from the front matter -------------------------------------------------------------------


def _namespace(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(notebook.cells[1].source, names)
    return {name: value for name, value in names.items() if name in {"country", "year"}}


def test_the_first_cells_follow_from_the_front_matter(tmp_path: Path) -> None:
    source = read(_write(tmp_path))
    notebook = with_parameters(source, "en")
    assert [cell.id for cell in notebook.cells[:4]] == ["heading", "parameters", "start", "look-intro"]
    heading = notebook.cells[0].source
    for part in ("# Who pays?", "- Who?", "- ask who", "- **pledge**: A promise."):
        assert part in heading.split("\n")
    assert notebook.cells[1].source.split("\n") == [
        "country: str = 'NO'  # the yardstick", "year: int = 2025  # year of the rate (calendar year)",
    ]  # fmt: skip
    assert notebook.cells[1].metadata["tags"] == ["parameters"]
    assert notebook.cells[2].source.split("\n")[-1] == (
        'start("07-who-pays", "en", {"country": country, "year": year}, '
        "{\"country\": ['NO', 'economies.economy'], \"year\": [2024, 2025]})"
    )
    assert len(source.cells) == 3, "the source itself must stay as it is"


def test_labels_stand_in_the_start_cell_in_the_copys_language(tmp_path: Path) -> None:
    front = _change("help: year of the rate", "help: year of the rate\n    labels: {'2024': the older rates}")
    source = read(_write(tmp_path, front))
    words = Catalogue({"the older rates": "前のレート"})
    assert "the older rates" in [unit.msgid for unit in lesson_units(source, "x.md") if unit.kind == "label"]
    for code, notebook in (("en", source), ("ja", translate(source, words)[0])):
        cells = with_parameters(notebook, code).cells
        said = "the older rates" if code == "en" else "前のレート"
        assert cells[2].source.endswith(f", {{\"year\": {{'2024': '{said}'}}}})")
        assert said not in cells[1].source, "the parameters stay code"


def test_defaults_follow_the_language_and_values_replace_them(tmp_path: Path) -> None:
    source = read(_write(tmp_path))
    assert _namespace(with_parameters(source, "en")) == {"country": "NO", "year": 2025}
    assert _namespace(with_parameters(source, "ja")) == {"country": "JPN", "year": 2025}
    assert _namespace(with_parameters(source, "ja", {"year": 2024})) == {"country": "JPN", "year": 2024}
    assert "By the end you can" in with_parameters(source, "en").cells[0].source
    assert "By the end you can" not in with_parameters(source, "ja").cells[0].source


def test_code_is_hidden_and_words_are_not(tmp_path: Path) -> None:
    for cell in with_parameters(read(_write(tmp_path)), "en").cells:
        assert (cell.metadata.get("jupyter") == {"source_hidden": True}) == (cell.cell_type == "code")


def test_the_heading_says_how_long_the_class_path_takes(tmp_path: Path) -> None:
    line = "In class: 45 minutes, 50 or 55 with a closing task, 90 with two."
    heading = with_parameters(read(_write(tmp_path)), "en").cells[0].source
    assert heading.split("\n")[-1] == line
    more = BODY + '\n+++ {"id": "more-intro"}\n\n## More\n'
    heading = with_parameters(read(_write(tmp_path, body=more)), "en").cells[0].source
    assert heading.split("\n")[-1] == f"{line} What stands under “More” is for home."


# --- what each class gets ---------------------------------------------------------------------------------

CELLS = {
    "look-intro": "## Look", "source-intro": "## Source\n\n```\n## no heading\n```", "source-teacher": "A note.",
    "cases-intro": "## Cases", "cases-part": "### Part", "write-intro": "## Write", "exit-intro": "## Exit",
    "more-intro": "## More", "more-ruler": "### Ruler", "sources-intro": "## Sources",
}  # fmt: skip


def _cells(tmp_path: Path) -> nbformat.NotebookNode:
    parts = []
    for name, text in CELLS.items():
        tags = ', "tags": ["teacher"]' if name.endswith("teacher") else ""
        parts.append(f'+++ {{"id": "{name}"{tags}}}\n\n{text}\n')
    return read(_write(tmp_path, body="\n" + "\n".join(parts)))


def test_learners_get_no_cell_of_the_teachers(tmp_path: Path) -> None:
    notebook = read(_write(tmp_path))
    assert [cell.id for cell in select(notebook).cells] == ["look-intro", "end-note"]
    assert [cell.id for cell in select(notebook, "teacher").cells] == ["look-intro", "look-chart", "end-note"]
    assert len(notebook.cells) == 3


def test_endings_that_are_not_chosen_move_to_the_end_of_more(tmp_path: Path) -> None:
    notebook = _cells(tmp_path)
    before = [cell.source for cell in notebook.cells]
    chosen = select(notebook, endings=["cases"])
    assert [(cell.id, cell.source) for cell in chosen.cells] == [
        ("look-intro", "## Look"), ("cases-intro", "## Cases"), ("cases-part", "### Part"), ("exit-intro", "## Exit"),
        ("more-intro", "## More"), ("more-ruler", "### Ruler"),
        ("source-intro", "### Source\n\n```\n## no heading\n```"), ("write-intro", "### Write"),
        ("sources-intro", "## Sources"),
    ]  # fmt: skip
    assert [cell.source for cell in notebook.cells] == before, "the source itself must stay as it is"


def test_two_endings_stay_in_the_lessons_order_and_none_in_the_shortest(tmp_path: Path) -> None:
    notebook = _cells(tmp_path)

    def path(endings: list[str]) -> list[str]:
        ids = [cell.id for cell in select(notebook, "teacher", endings).cells]
        return ids[1 : ids.index("exit-intro")]

    assert path(["cases", "source"]) == ["source-intro", "source-teacher", "cases-intro", "cases-part"]
    assert path([]) == []
    ids = [cell.id for cell in select(notebook, "teacher", []).cells]
    assert ids[-7:-1] == [
        "more-ruler", "source-intro", "source-teacher", "cases-intro", "cases-part", "write-intro",
    ]  # fmt: skip
    assert ids[-1] == "sources-intro"


def test_without_a_choice_the_first_ending_stays(tmp_path: Path) -> None:
    notebook = _cells(tmp_path)
    assert select(notebook) == select(notebook, endings=["source"])


def test_an_ending_that_the_lesson_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refused:
        select(_cells(tmp_path), endings=["case"])
    assert str(refused.value) == "07-who-pays: 'case' is no ending of it; choose from source, cases, write."


def test_more_is_folded_in_jupyterlab_also_after_the_build(tmp_path: Path) -> None:
    folded = {
        cell.id
        for cell in strip(with_parameters(select(_cells(tmp_path)), "en")).cells
        if cell.metadata.get("jp-MarkdownHeadingCollapsed")
    }
    assert folded == {"more-intro"}


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
def test_real_lessons_stand_in_order(path: Path) -> None:
    notebook = read(path)
    front = notebook.metadata["lesson"]
    order = sections(notebook)
    assert check(front, order) == []
    first, last = (order.index(front["endings"][place]) for place in (0, -1))
    assert order[first : last + 1] == front["endings"]
    assert order[last + 1 :] == ["exit", "more", "sources"]
    for name in [*front["endings"], "more", "sources"]:
        opening = next(cell for cell in notebook.cells if section(cell.id) == name)
        assert (opening.cell_type, opening.source[:3]) == ("markdown", "## "), opening.id
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and section(cell.id) == "more" and cell.id != "more-intro":
            assert not cell.source.startswith(("# ", "## ")), f"{cell.id} would end the folded part"
