"""A lesson is put into another language by the walk that gathered its words."""

from __future__ import annotations

import ast

import jupytext
import pytest
from markdown_it import MarkdownIt
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from variants.markdown import rewrite_markdown
from variants.translate import translate
from variants.words import Catalogue, lesson_units

MARKDOWN = [
    "# Title #\n\nText.",
    "Title\n===\n\nText",
    "- a\n  - b\n    1. c\n\n       second paragraph\n  - d\n- e",
    "1. one\n\n   > quoted in an item\n   >\n   > - item in a quote\n\n2) other list",
    "> quote\n> - item\n>\n> > deeper",
    "| a | b |\n|---|:-:|\n| x | y z |\n|  | `k` |\n| last |",
    "a | a\n--|--\nx \\| y | x\nb | `p \\| q`",
    "> | a | a |\n> |---|---|\n> | a | b |\n\n- | t | t |\n  |---|---|\n  | t | u |",
    "line one\\\nline two",
    "- line one\\\n  line two\n\n> one\\\n> two",
    "Text with `code span`, [a link](b.md 'title'), **bold** and ![alt](c.png).",
    "Before\n\n```python\nx = 1  # words\n```\n\n$$\na = b\n$$\n\n<!-- note -->\n\n***\n\n    code\n\nAfter",
    "これは**太字**です。\n\n| 表 | `x` |\n|---|---|\n| 値 | 値 |",
    "Text\n\n[ref]: https://example.org 'x'\n\nSee [this][ref] and this.",
    "- a\n- a\n- a\n\na\n\na a a",
    "1. 1\n2. 2\n\n# #\\# #",
    "* [ ] task\n\n+ plus  \n\n   indented by three",
]
WRAPPED = [
    "Title\nover a line\n===\n\nText",
    "one\ntwo\n  three",
    "- one\n  two\n- three\nlazy",
    "> one\n> two\nlazy\n>\n> - three\n>   four",
    "soft\nand hard  \nbreak   \n  end",
    "1. a\n   b\n\n   c\n   d",
]


def units(source: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    rewrite_markdown(source, lambda kind, words: found.append((kind, words)))
    return found


def render(source: str) -> str:
    html = MarkdownIt("commonmark").enable("table").render(source)
    return " ".join(html.replace("<br />", "<br />\n").split())


@pytest.mark.parametrize("source", MARKDOWN)
def test_putting_the_same_words_back_changes_no_byte(source: str) -> None:
    assert rewrite_markdown(source, lambda _kind, words: words) == source


@pytest.mark.parametrize("source", WRAPPED)
def test_lines_that_only_an_editor_broke_are_joined_and_render_alike(source: str) -> None:
    result = rewrite_markdown(source, lambda _kind, words: words)
    assert render(result) == render(source)
    assert all("\n" not in words.replace("\\\n", "") for _, words in units(source))


@pytest.mark.parametrize("source", MARKDOWN + WRAPPED)
def test_every_block_is_replaced_in_its_place_and_nothing_else(source: str) -> None:
    marked = rewrite_markdown(source, lambda _kind, words: f"訳{words}了")
    assert units(marked) == [(kind, f"訳{words}了") for kind, words in units(source)]
    assert render(marked).replace("訳", "").replace("了", "") == render(source)


def test_each_block_gets_its_own_words_even_where_the_english_repeats() -> None:
    counter = iter("甲乙丙丁戊己庚")
    source = "| a | a |\n|---|---|\n| a a | a |\n\n- a\n- a a"
    assert rewrite_markdown(source, lambda *_: next(counter)) == (
        "| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n\n- 戊\n- 己"
    )


def test_a_bar_in_a_translated_table_cell_stays_in_its_cell() -> None:
    result = rewrite_markdown("| a | b |\n|---|---|\n| c | d |", lambda _kind, words: f"{words}|x")
    assert units(result)[2] == ("table cell", "c|x")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('tell(_("So {n}").format(n=1))', 'tell("つまり {n}".format(n=1))'),
        (
            '値段 = "円", _("So {n}"), "終"; x = _("So {n}")',
            '値段 = "円", "つまり {n}", "終"; x = "つまり {n}"',
        ),
        (
            'tell(\n    _(\n        "So "  # first\n        "{n}"\n    ).format(n=1),\n)',
            'tell(\n    "つまり {n}".format(n=1),\n)',
        ),
        ("show(x, _('So {n}'), _('Other'))", 'show(x, "つまり {n}", "Other")'),
    ],
)
def test_a_call_becomes_a_readable_literal(code: str, expected: str) -> None:
    lesson = new_notebook(cells=[new_code_cell(code)])
    result, _ = translate(lesson, Catalogue({"So {n}": "つまり {n}"}))
    assert result.cells[0].source == expected


@pytest.mark.parametrize(
    "words", ['「」"', "it's", "both ' and \"", "a\\b", "two\nlines", "tab\t", "", "𠮷{n}", '"""', "\\"]
)
def test_any_translation_survives_as_a_literal(words: str) -> None:
    lesson = new_notebook(cells=[new_code_cell('語 = _("x")  # 注')])
    result, _ = translate(lesson, Catalogue({"x": words}))
    statement = ast.parse(result.cells[0].source).body[0]
    assert isinstance(statement, ast.Assign)
    assert ast.literal_eval(statement.value) == words
    assert result.cells[0].source.endswith("  # 注")


def test_english_only_loses_the_wrapper() -> None:
    cells = [new_markdown_cell("Hello,\nyou."), new_code_cell('tell(_("So {n}").format(n=_("it\'s")))')]
    result, untranslated = translate(new_notebook(cells=cells), None)
    assert result.cells[0].source == "Hello,\nyou."
    assert result.cells[1].source == 'tell("So {n}".format(n="it\'s"))'
    assert untranslated == []
    assert "untranslated" not in result.cells[0].metadata


def test_missing_words_stay_english_and_are_listed_and_marked() -> None:
    cells = [
        new_markdown_cell("# Chart\n\nLook.", metadata={"id": "look-intro"}),
        new_markdown_cell("# Chart\n\n`x`", metadata={"id": "look-again"}),
        new_code_cell('tell(_("So"))', metadata={"id": "look-tell"}),
    ]
    notebook = new_notebook(cells=cells, metadata={"lesson": {"title": "Money"}})
    result, untranslated = translate(notebook, Catalogue({"Chart": "グラフ"}))
    assert untranslated == ["front-matter: Money", "look-intro: Look.", "look-tell: So"]
    assert result.cells[0].source == "# グラフ\n\nLook."
    assert [cell.metadata.get("untranslated") for cell in result.cells] == [True, None, None]
    assert result.cells[2].source == 'tell("So")'


def test_front_matter_is_translated_and_its_data_left_alone() -> None:
    lesson = {
        "title": "Money",
        "questions": ["Who?"],
        "objectives": ["Read"],
        "words": [{"term": "pledge", "meaning": "promise"}],
        "parameters": [
            {"name": "country", "help": "With", "choices": ["Money"], "labels": {"Money": "Who?"}}
        ],
        "tables": ["Money"],
    }
    catalogue = Catalogue(dict.fromkeys(["Money", "Who?", "Read", "pledge", "promise", "With"], "訳"))
    result, untranslated = translate(new_notebook(metadata={"lesson": lesson}), catalogue)
    assert untranslated == []
    assert result.metadata["lesson"] == {
        "title": "訳",
        "questions": ["訳"],
        "objectives": ["訳"],
        "words": [{"term": "訳", "meaning": "訳"}],
        "parameters": [{"name": "country", "help": "訳", "choices": ["Money"], "labels": {"Money": "訳"}}],
        "tables": ["Money"],
    }
    assert lesson["title"] == "Money"


def test_a_whole_lesson_with_an_identity_catalogue_is_the_english_lesson() -> None:
    source = '+++ {"id": "a-b", "dates": ["2025"]}\n\n' + "\n\n".join(MARKDOWN[:8])
    source += '\n\n```{code-cell} ipython3\n:id: a-c\n:tags: [hide-input]\nx = "円", _("So {n}")\n```\n'
    notebook = jupytext.reads(source, fmt="md:myst")
    words = {unit.msgid: unit.msgid for unit in lesson_units(notebook, "x.md")}
    result, untranslated = translate(notebook, Catalogue(words))
    english, _ = translate(notebook, None)
    assert result == english
    assert untranslated == []


def test_the_text_form_keeps_cell_ids_as_metadata() -> None:
    source = '+++ {"id": "look-intro"}\n\nWords\n\n```{code-cell} ipython3\n:id: look-chart\n1\n```\n'
    cells = jupytext.reads(source, fmt="md:myst").cells
    assert [cell.metadata["id"] for cell in cells] == ["look-intro", "look-chart"]
