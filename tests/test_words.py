"""Words are gathered from lessons and widgets, and catalogues follow the source without noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jupytext
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from variants.lesson import SourceError
from variants.walk import Unit
from variants.words import lesson_units, load, template, update, widget_units

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = """\
+++ {"id": "look-intro", "dates": ["2025"]}

## Who pays?

The sum has
two parts.

- firms
- states

> Read the [source](https://example.org/a) and `money.csv`.

| Payer | Share |
|-------|-------|
| Firms | –     |

$$a = b$$

```python
print("not words")
```

```{code-cell} ipython3
:id: look-tell

# Translators: {share} is a percentage
tell(_("So {share} "
       "of it.").format(share=share), _("Plain"))
```
"""


def units_of(source: str) -> list[Unit]:
    return lesson_units(jupytext.reads(source, fmt="md:myst"), "lessons/source/03-x.md")


def po(tmp_path: Path, *words: str) -> Path:
    path = tmp_path / "ja.po"
    update(path, template(Unit(text, "paragraph", "03-x.md", "top") for text in words))
    return path


def fill(path: Path, **answers: str) -> None:
    """Type translations into a PO file as a translator would."""
    text = path.read_text(encoding="utf-8")
    for source, target in answers.items():
        empty = f'msgid "{source}"\nmsgstr ""'
        assert empty in text
        text = text.replace(empty, f'msgid "{source}"\nmsgstr "{target}"')
    path.write_text(text, encoding="utf-8")


def test_every_block_and_every_call_is_gathered_once_in_reading_order() -> None:
    assert [(unit.kind, unit.msgid) for unit in units_of(SOURCE) if unit.has_words] == [
        ("heading", "Who pays?"),
        ("paragraph", "The sum has two parts."),
        ("list item", "firms"),
        ("list item", "states"),
        ("quote", "Read the [source](https://example.org/a) and `money.csv`."),
        ("table cell", "Payer"),
        ("table cell", "Share"),
        ("table cell", "Firms"),
        ("code", "So {share} of it."),
        ("code", "Plain"),
    ]


def test_units_name_their_cell_and_carry_dates_and_the_note_directly_above() -> None:
    units = units_of(SOURCE)
    assert units[0].location == "lessons/source/03-x.md:look-intro"
    assert units[0].dates == ("2025",)
    assert [(unit.cell, unit.notes) for unit in units[-2:]] == [
        ("look-tell", ("{share} is a percentage",)),
        ("look-tell", ()),
    ]


def test_front_matter_words_are_gathered() -> None:
    lesson = {
        "title": "Money",
        "questions": ["Who pays?"],
        "objectives": ["Read a sum."],
        "words": [{"term": "pledge", "meaning": "a promise"}],
        "parameters": [{"name": "country", "help": "Compared with", "labels": {"firm": "Firms"}}],
        "tables": ["money"],
    }
    units = lesson_units(new_notebook(metadata={"lesson": lesson}), "03-x.md")
    assert [unit.msgid for unit in units] == [
        "Money",
        "Who pays?",
        "Read a sum.",
        "pledge",
        "a promise",
        "Compared with",
        "Firms",
    ]
    assert {unit.location for unit in units} == {"03-x.md:front-matter"}


def test_gathering_does_not_change_the_notebook() -> None:
    notebook = jupytext.reads(SOURCE, fmt="md:myst")
    before = str(notebook)
    lesson_units(notebook, "03-x.md")
    assert str(notebook) == before


@pytest.mark.parametrize("block", ["`x = 1`", "![](a.png)", "–", "<https://example.org>"])
def test_a_block_without_words_is_not_offered_for_translation(block: str) -> None:
    assert [message.id for message in template(units_of(block)) if message.id] == []


@pytest.mark.parametrize(
    "code",
    ["_(words)", '_("a", "b")', '_(f"a {b}")', "f\"{_('a')}\"", '_("a" + b)', '_(text="a")', '_("a"\n%magic'],
)
def test_words_that_cannot_be_gathered_are_refused_with_their_cell(code: str) -> None:
    notebook = new_notebook(cells=[new_code_cell(code, metadata={"id": "look-tell"})])
    with pytest.raises(SourceError, match=r"^03-x\.md:look-tell: "):
        lesson_units(notebook, "03-x.md")


def test_an_underscore_that_is_no_call_is_left_alone() -> None:
    code = "for _ in range(3):\n    print(_, a_(1), x._(2))"
    assert lesson_units(new_notebook(cells=[new_code_cell(code)]), "03-x.md") == []


def test_widget_words_are_gathered_with_notes_and_without_line_numbers(tmp_path: Path) -> None:
    (tmp_path / "widgets").mkdir()
    module = tmp_path / "widgets" / "b.py"
    module.write_text(
        'from x import _\n\n# Translators: on a button\nlabel = _("Check")\nlabel = _("Show " "as table")\n'
    )
    (tmp_path / "widgets" / "a.py").write_text('first = _("Chart")\n')
    units = widget_units(tmp_path / "widgets")
    assert [(unit.msgid, unit.location, unit.notes) for unit in units] == [
        ("Chart", "widgets/a.py", ()),
        ("Check", "widgets/b.py", ("on a button",)),
        ("Show as table", "widgets/b.py", ()),
    ]


def test_a_new_catalogue_shows_kind_place_note_and_braces(tmp_path: Path) -> None:
    path = tmp_path / "locale" / "ja.po"
    assert update(path, template(units_of(SOURCE)))
    text = path.read_text(encoding="utf-8")
    assert (
        "#. code\n#. {share} is a percentage\n#: lessons/source/03-x.md:look-tell\n"
        '#, python-brace-format\nmsgid "So {share} of it."\nmsgstr ""\n'
    ) in text
    assert '"Language: ja\\n"' in text
    assert "Date" not in text
    assert "Babel" not in text


def test_the_same_words_in_two_places_are_one_entry(tmp_path: Path) -> None:
    units = [Unit("Money", "heading", "01-a.md", "top"), Unit("Money", "word", "02-b.md", "end")]
    update(tmp_path / "ja.po", template(units))
    text = (tmp_path / "ja.po").read_text(encoding="utf-8")
    assert text.count('msgid "Money"') == 1
    assert "#: 01-a.md:top 02-b.md:end" in text


def test_updating_twice_changes_no_byte_whatever_the_state(tmp_path: Path) -> None:
    old = "A long sentence about {share} of the money that firms have promised to spend in one state over years."
    path = po(tmp_path, old, "Gone with the next update", "Money\\\nand people")
    fill(path, **{old: "訳 {share}"})
    new = template(
        [
            Unit(old.replace("{share} of ", ""), "paragraph", "03-x.md", "top"),
            Unit("Money\\\nand people", "paragraph", "03-x.md", "end"),
            Unit("50 % of all", "quote", "03-x.md", "end"),
        ]
    )
    assert update(path, new)
    first = path.read_bytes()
    assert b"#, fuzzy" in first
    assert b"Gone" not in first
    assert b"python-format" not in first
    assert not update(path, new)
    assert path.read_bytes() == first


def test_translations_and_comments_survive_an_update(tmp_path: Path) -> None:
    path = po(tmp_path, "Money")
    fill(path, Money="お金")
    path.write_text(
        path.read_text(encoding="utf-8").replace("#. para", "# checked\n#. para"), encoding="utf-8"
    )
    update(path, template([Unit("Other", "word", "03-x.md", "a"), Unit("Money", "word", "03-x.md", "b")]))
    assert "# checked\n" in path.read_text(encoding="utf-8")
    assert load(path).translate("Money") == "お金"


def test_changed_words_are_stale_and_show_the_english_that_was_translated(tmp_path: Path) -> None:
    path = po(tmp_path, "Firms pay most of it.")
    fill(path, **{"Firms pay most of it.": "企業が大部分を払います。"})
    for words in ("Firms pay nearly all of it.", "Firms pay nearly all of this."):
        update(path, template([Unit(words, "paragraph", "03-x.md", "top")]))
        assert load(path).translate(words) is None
        assert '#| msgid "Firms pay most of it."\n' in path.read_text(encoding="utf-8")


def test_taking_the_fuzzy_mark_away_makes_a_translation_count_again(tmp_path: Path) -> None:
    path = po(tmp_path, "Firms pay most of it.")
    fill(path, **{"Firms pay most of it.": "企業が払います。"})
    new = template([Unit("Firms pay nearly all of it.", "paragraph", "03-x.md", "top")])
    update(path, new)
    path.write_text(path.read_text(encoding="utf-8").replace("#, fuzzy\n", ""), encoding="utf-8")
    update(path, new)
    assert load(path).translate("Firms pay nearly all of it.") == "企業が払います。"
    assert "#|" not in path.read_text(encoding="utf-8")


def test_missing_words_have_no_translation(tmp_path: Path) -> None:
    catalogue = load(po(tmp_path, "Money"))
    assert catalogue.translate("Money") is None
    assert catalogue.translate("Never seen") is None


def test_a_missing_or_broken_catalogue_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"ja\.po does not exist"):
        load(tmp_path / "ja.po")
    (tmp_path / "ja.po").write_text('msgid "a"\nmsgstr "b"\nnonsense\n')
    with pytest.raises(SourceError, match=r"ja\.po, line 3: 'nonsense'"):
        load(tmp_path / "ja.po")


def test_a_cell_id_is_found_in_the_metadata_or_on_the_cell() -> None:
    given = new_markdown_cell("a", metadata={"id": "look-a"})
    own = new_markdown_cell("b", id="look-b")
    units = lesson_units(new_notebook(cells=[given, own]), "x.md")
    assert [unit.cell for unit in units] == ["look-a", "look-b"]
