"""Each rule about a lesson's words fires on its fault and stays quiet otherwise."""

from __future__ import annotations

import ast
import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from variants.lesson import unknown_names
from variants.lint_source import catalogue, figures, figures_in_catalogue, untranslatable
from variants.source import read, sources
from variants.walk import Unit
from variants.words import lesson_units, template, update

if TYPE_CHECKING:
    from nbformat import NotebookNode

ROOT = Path(__file__).parent.parent


def markdown(text: str, *dates: str) -> NotebookNode:
    return new_notebook(cells=[new_markdown_cell(text, metadata={"id": "look-a", "dates": list(dates)})])


def code(text: str, *dates: str) -> NotebookNode:
    return new_notebook(cells=[new_code_cell(text, metadata={"id": "look-a", "dates": list(dates)})])


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("About 92 firms", "92"),
        ("It cost 13,957.5 in all", "13,957.5"),
        ("It is 42% of it", "42%"),
        ("約９２億", "９２"),
        ("- item\n  - with 3 parts", "3"),
        ("| a |\n|---|\n| 56 |", "56"),
        ("[92 firms](a.md)", "92"),
        ("![92 firms](a.png)", "92"),
        ("{92}", "92"),
        ("四倍です", "四倍"),
        ("約十三兆円", "十三兆"),
        ("三分の一", "三分の一"),
        ("八十パーセント", "八十パーセント"),
        ("五十人が答えました", "五十人"),
        ("三カ国", "三カ国"),
        ("Four times as many", "Four times"),
        ("twenty-five percent of it", "twenty-five percent"),
        ("two hundred and six million", "two hundred and six million"),
        ("a billion people", "a billion"),
        ("a fourfold rise", "fourfold"),
    ],
)
def test_a_typed_figure_is_found(text: str, figure: str) -> None:
    (finding,) = figures(markdown(text), "03-x.md")
    assert finding.startswith(f'03-x.md:look-a: the figure "{figure}')


@pytest.mark.parametrize(
    "text",
    [
        "1. first\n2. second",
        "Run `x = 92` here",
        "See [the table](https://example.org/2025/92) or <https://example.org/3>",
        "```python\nx = 92\n```",
        "一人当たり、一人ひとり、一人一人の額",
        "二つの国の一部で、十分な一次資料を一般に使う",
        "単位は万・億・兆です。百科事典、一元的、何千人",
        "Many times, sometimes, for the second time",
        "One of them counts millions at times",
    ],
)
def test_words_that_are_no_figures_pass(text: str) -> None:
    assert figures(markdown(text), "03-x.md") == []


def test_a_date_lets_only_itself_through() -> None:
    dates = ("July 2025", "2025年7月", "GPT-5")
    assert figures(markdown("In July 2025 (2025年7月), GPT-5", *dates), "03-x.md") == []
    found = figures(markdown("GPT-5.1, GPT-54, July 20251 and 12025年7月", *dates), "03-x.md")
    assert [finding.split('"')[1] for finding in found] == ["5.1", "54", "20251", "12025", "7"]


def test_a_figure_in_a_code_cell_is_found_only_in_its_words() -> None:
    assert figures(code('x = 92; tell(_("So {share:.1f} of {n[0]}").format(share=1))'), "03-x.md") == []
    assert len(figures(code('tell(_("So 92"))'), "03-x.md")) == 1
    assert figures(code('tell(_("In 2025"))', "2025"), "03-x.md") == []


def test_a_title_holds_no_figure_not_even_a_date() -> None:
    lesson = {"title": "The year 2025", "objectives": ["Read"], "dates": ["2025"]}
    (finding,) = figures(new_notebook(metadata={"lesson": lesson}), "03-x.md")
    assert "a title holds no figure" in finding
    lesson = {"title": "The year", "objectives": ["Read 2025"], "dates": ["2025"]}
    assert figures(new_notebook(metadata={"lesson": lesson}), "03-x.md") == []


def translated(tmp_path: Path, source: str, target: str, kind: str = "paragraph", comment: str = "") -> Any:
    path = tmp_path / "ja.po"
    words = template([Unit(source, kind, "03-x.md", "look-a")])
    update(path, words)
    text = path.read_text(encoding="utf-8")
    escaped = target.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    head, empty, tail = text.rpartition('msgstr ""')
    assert empty
    path.write_text(f'{head}msgstr "{escaped}"{tail}'.replace("#. ", f"{comment}#. ", 1), encoding="utf-8")
    return path, words


@pytest.mark.parametrize(("target", "count"), [("2024年の約９割", 2), ("2025年のこと", 0), ("「四倍」", 1)])
def test_a_figure_typed_into_a_translation_is_found(tmp_path: Path, target: str, count: int) -> None:
    path, _ = translated(tmp_path, "In 2025", target)
    units = lesson_units(markdown("In 2025", "2025"), "03-x.md")
    assert len(figures_in_catalogue(path, units)) == count


def test_a_stale_translation_is_not_read_for_figures(tmp_path: Path) -> None:
    path, _ = translated(tmp_path, "Firms pay most of it", "企業が9割を払います")
    unit = Unit("Firms pay nearly most of it", "paragraph", "03-x.md", "look-a")
    update(path, template([unit]))
    assert "9割" in path.read_text(encoding="utf-8")
    assert figures_in_catalogue(path, [unit]) == []


@pytest.mark.parametrize(
    ("html", "count"), [("<details><summary>More</summary>", 1), ("<!-- a note -->\n<br>", 0)]
)
def test_words_in_html_are_found(html: str, count: int) -> None:
    assert len(untranslatable(markdown(html), "03-x.md")) == count


@pytest.mark.parametrize(
    ("source", "target", "fault"),
    [
        ("So {share} of it", "つまり{shares}です", 'lost the placeholders "{share}"'),
        ("So {share} of it", "つまり{shares}です", 'invented the placeholders "{shares}"'),
        ("So {share:.1f}", "つまり{share:.2f}", 'lost the placeholders "{share:.1f}"'),
        ("So {a} of it", "つまり{a}と{a}です", 'invented the placeholders "{a}"'),
        ("So {a} of it", "つまり{aです", "pair every brace"),
        ("Run `x = 1` now", "x = 1を実行します", 'lost the code spans "x = 1"'),
        ("See [it](a.md) now", "[これ](b.md)を見ます", 'lost the link targets "a.md"'),
        ("See ![it](a.png) now", "図を見ます", 'lost the pictures "a.png"'),
        ("This is an **index** here", "これは**「指数」**です", "shows 0 bold passages"),
        ("So **{share}** of it", "つまり**{share}**です", "shows 0 bold passages"),
        ("This is *one* word", "これは*(一つの)*語です", "shows 0 emphasis passages"),
        ("This is plain", "これは**太字**です", "shows 1 bold passages"),
        ("Who pays for it", "Who pays for it", "still English"),
        ("In the year 2025", "２０２５年に", "half-width"),
        ("Plain words here", "- 普通の語", "another kind of Markdown block"),
        ("Plain words here", "# 普通の語", "another kind of Markdown block"),
        ("One\\\ntwo lines", "一行", "other line breaks"),
    ],
)
def test_a_damaged_translation_is_found(tmp_path: Path, source: str, target: str, fault: str) -> None:
    findings = catalogue(*translated(tmp_path, source, target, "code"))
    assert any(fault in finding for finding in findings), findings
    assert all("ja.po, 03-x.md:look-a: " in finding for finding in findings)


@pytest.mark.parametrize(
    ("source", "target", "comment"),
    [
        ("So {share} of {base:,}", "{base:,}のうち{share}です", ""),
        ("Run `x = 1`, see [it](a.md)", "[これ](a.md)を見て`x = 1`を実行", ""),
        ("This is an **index** here", "これは「**指数**」です", ""),
        ("This is an **index** here", "これは**指数**です", ""),
        ("So **{share}** of it", "つまり **{share}** です", ""),
        ("OpenAI", "OpenAI", ""),
        ("{amount} {currency}", "{amount} {currency}", ""),
        ("Brookings Institution", "Brookings Institution", "# same: a name\n"),
        ("One\\\ntwo lines", "一行目\\\n二行目", ""),
        ("A set {like this one", "このような集合{", ""),
    ],
)
def test_a_sound_translation_passes(tmp_path: Path, source: str, target: str, comment: str) -> None:
    assert catalogue(*translated(tmp_path, source, target, "code", comment)) == []


def test_missing_stale_and_unknown_entries_are_found(tmp_path: Path) -> None:
    path, _ = translated(tmp_path, "Firms pay most of it", "企業が払います")
    changed = template([Unit("Firms pay nearly most of it", "paragraph", "03-x.md", "look-a")])
    missing, unknown = catalogue(path, changed)
    assert "is not translated" in missing
    assert "is in no source" in unknown
    update(path, changed)
    (stale,) = catalogue(path, changed)
    assert 'the English is now "Firms pay nearly most of it"' in stale


# --- names of tables and claims -----------------------------------------------------------------------------


def _claim_ids() -> set[str]:
    with (ROOT / "data" / "claims.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"] for row in csv.DictReader(file)}


def _named_in_code(notebook: NotebookNode) -> dict[str, str]:
    """Texts in code cells that look like the id of a claim, each with its cell."""
    return {
        node.value: str(cell.id)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[A-Z]\d+[a-z]?", node.value)
    }


@pytest.mark.parametrize(
    ("tables", "claims", "expected"),
    [
        (["claims", "economies"], ["A03", "A18a"], []),
        (
            ["economys"],
            ["A03"],
            ['tables: "economys" is no table of data/datapackage.json; the nearest is "economies"'],
        ),
        (["claims"], ["A18"], ['claims: "A18" is no claim of data/claims.csv; the nearest is "A18a"']),
        (["claims"], ["a18c"], ['claims: "a18c" is no claim of data/claims.csv; the nearest is "A18c"']),
        (
            ["claim", "economies"],
            ["A03", "A3", "A18a"],
            [
                'tables: "claim" is no table of data/datapackage.json; the nearest is "claims"',
                'claims: "A3" is no claim of data/claims.csv; the nearest is "A03"',
            ],
        ),
    ],
)
def test_names_of_tables_and_claims_are_known(
    tables: list[str], claims: list[str], expected: list[str]
) -> None:
    known = (["claims", "economies", "exchange_rates"], ["A03", "A18a", "A18c", "B14"])
    assert unknown_names({"tables": tables, "claims": claims}, *known) == expected


def test_where_there_are_no_claims_at_all_none_is_near() -> None:
    found = unknown_names({"tables": [], "claims": ["A03"]}, [], [])
    assert found == ['claims: "A03" is no claim of data/claims.csv; there is none']


def test_the_lint_of_the_kit_reports_names_that_are_not_there(tmp_path: Path) -> None:
    for part in ("data", "lessons/source", "lessons/locale", "variants", "widgets"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    source = tmp_path / "lessons" / "source" / "00-reading-a-claim.md"
    text = source.read_text(encoding="utf-8")
    assert text.count("tables: [claims, composites,") == text.count(", N13, O19]") == 1
    text = text.replace("tables: [claims, composites,", "tables: [claims, composite,")
    source.write_text(text.replace(", N13, O19]", ", N131, O19]"), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "variants.build", "--lint"]
    run = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 1
    where = "lessons/source/00-reading-a-claim.md, front matter"
    assert [line for line in run.stdout.splitlines() if where in line] == [
        f'{where}: tables: "composite" is no table of data/datapackage.json; the nearest is "composites".',
        f'{where}: claims: "N131" is no claim of data/claims.csv; the nearest is "N13".',
    ]


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.stem)
def test_every_claim_that_a_lessons_code_names_exists(source: Path) -> None:
    named = _named_in_code(read(source))
    assert {name: cell for name, cell in named.items() if name not in _claim_ids()} == {}


def test_the_claims_of_lesson_00_are_found_in_its_code() -> None:
    named = _named_in_code(read(sources()[0]))
    assert {"A18a", "A34", "N13", "B17"} <= set(named)  # told, offered as an option, in two of the decks
    assert set(_named_in_code(code('explore("d", ["X99"]); tell(claim_text("A18") + "GPT-5")'))) == {
        "X99",
        "A18",
    }
