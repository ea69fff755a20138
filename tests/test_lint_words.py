"""Words that take a side are found in both languages, and innocent words around them are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from variants.lint_words import in_catalogue, in_units, quoted, words_in
from variants.words import lesson_units, template, update

if TYPE_CHECKING:
    from pathlib import Path

    from nbformat import NotebookNode


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Both countries Race ahead", "Race"),
        ("an arms race", "arms race"),
        ("Racing firms", "Racing"),
        ("the cold war", "cold war"),
        ("who wins", "wins"),
        ("who is winning", "winning"),
        ("it lost to the others", "lost"),
        ("it won the contract", "won"),
        ("beaten by a firm", "beaten"),
        ("a threat to all", "threat"),
        ("They are catching up.", "catching up"),
        ("It overtook the rest", "overtook"),
        ("lagged far behind", "lagged far behind"),
        ("Only firms pay", "Only"),
        ("even more", "even"),
        ("just a promise", "just"),
        ("They simply say", "simply"),
        ("He admitted it", "admitted"),
        ("The firm claimed it", "claimed"),
        ("so-called funds", "so-called"),
        ("the regime", "regime"),
        ("its allies", "allies"),
        ("a brain drain", "brain drain"),
        ("poached people", "poached"),
        ("in America", "America"),
        ("the United States and China", "United States and China"),
        ("the US–China gap", "US–China"),
        ("made in the US.", "the US"),
        ("Chinese researchers", "Chinese researchers"),
        ("China’s AI models", "China’s AI models"),
        ("\U0001f1ef\U0001f1f5 pays", "\U0001f1ef\U0001f1f5"),
    ],
)
def test_an_english_word_is_found_in_every_form(text: str, word: str) -> None:
    assert [found for found, _use in words_in(text, "en")] == [word]


@pytest.mark.parametrize(
    "text",
    [
        "trace, embrace, brace, terrace, Horace",
        "window, swing, twin, wing, tin",
        "closely, event, evening, eleven, evenly, seven, adjust, justice",
        "a read-only file of even numbers",
        "unbeatable upbeat heartbeat",
        "A claim claims that; claims are read",
        "1,300 South Korean won; answers get lost",
        "North America, Bank of America, American firms, Americas",
        "US dollars, the US firms, told us and China’s firms",
        "China and the United States; China, the United States and Japan",
        "training, drainpipe, alloy, rally, finally, especially",
    ],
)
def test_innocent_english_words_pass(text: str) -> None:
    assert words_in(text, "en") == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("AIの覇権", "覇権"),
        ("二つの陣営", "陣営"),
        ("超大国です", "大国"),
        ("両国の戦いです", "戦い"),
        ("市場で勝つ", "勝つ"),
        ("競り勝った", "勝った"),
        ("負けている", "負け"),
        ("猛追する", "猛追"),
        ("約束に過ぎません", "に過ぎま"),
        ("名前すらない", "すら"),
        ("子どもでさえ知る", "さえ"),
        ("差はわずかです", "わずか"),
        ("実は違います", "実は"),
        ("その差は、実は大きい", "実は"),
        ("会社は誤りを認めた", "認めた"),
        ("いわゆる基金", "いわゆる"),
        ("中共の計画", "中共"),
        ("頭脳流出", "頭脳流出"),
        ("差は明らかだ", "は明らかだ"),
        ("米国の企業", "米国"),
        ("米中の差", "米中"),
        ("中国とアメリカの企業", "中国とアメリカ"),
        ("中国人研究者", "中国人研究者"),
        ("記事のクレーム", "クレーム"),
        ("教師データ", "教師データ"),
        ("1人当たりの額", "1人当たり"),
    ],
)
def test_a_japanese_word_is_found_inside_a_sentence(text: str, word: str) -> None:
    assert [found for found, _use in words_in(text, "ja")] == [word]


@pytest.mark.parametrize(
    "text",
    [
        "戦略と作戦。挑戦いたします。観戦、戦後",
        "勝手に決めません。優勝。負担と負債。敗血症",
        "支えます。ささえる。押さえる。おさえて。たずさえる。さえぎる。さえずり",
        "すらすら読む。すらりと。さすらう。やすらぎ。うすらぐ。こすらない。減らすらしい",
        "思わずかけ出す。使わずかつ安い。言わずかくす",
        "事実は違います。現実は。口実は。真実は。確実は",
        "拡大国債。最大国。巨大国際会議",
        "日中共同の研究。集中共有。空中共振",
        "単独走行。議会が認めたお金。国会が認めました",
        "欧米国家。全米国立公園",
        "アメリカ、中国の順。アメリカと中国",
        "一人当たりの額。一人ひとり。一人一人",
        "ウォークスルー。ウエイトレス。個人情報の流出",
    ],
)
def test_innocent_japanese_words_pass(text: str) -> None:
    assert words_in(text, "ja") == []


def test_the_short_pair_may_stand_in_a_heading_alone() -> None:
    lesson = new_notebook(cells=[new_markdown_cell("## US\n\nText.", id="look-a")])
    heading, paragraph = lesson_units(lesson, "03-x.md")
    assert (heading.kind, paragraph.kind) == ("heading", "paragraph")
    assert words_in("米中の差", "ja", heading=True) == []


def _lesson(cell: NotebookNode, *words: str) -> NotebookNode:
    cell.metadata["quoted"] = list(words)
    return new_notebook(cells=[cell])


def test_a_quoted_word_passes_in_its_cell_and_lets_no_other_through() -> None:
    text = "The article says “race”. Who races, and who wins?"
    lesson = _lesson(new_markdown_cell(text, id="look-a"), "race")
    lesson.cells.append(new_markdown_cell("A race.", id="look-b"))
    found = in_units(lesson_units(lesson, "03-x.md"), quoted(lesson))
    assert [line.split('"')[:2] for line in found] == [
        ["03-x.md:look-a: ", "races"], ["03-x.md:look-a: ", "wins"], ["03-x.md:look-b: ", "race"],
    ]  # fmt: skip


def test_a_finding_says_where_what_and_what_to_write() -> None:
    lesson = new_notebook(cells=[new_markdown_cell("Its allies pay.", id="look-a")])
    (finding,) = in_units(lesson_units(lesson, "03-x.md"), {})
    assert finding == (
        '03-x.md:look-a: "allies" takes a side; write partner in …, or list it under "quoted" if this cell examines '
        "the word."
    )


def test_words_of_code_are_read_and_code_is_not() -> None:
    lesson = new_notebook(cells=[new_code_cell('only = 1; tell(_("Even {only}"))', id="look-a")])
    (finding,) = in_units(lesson_units(lesson, "03-x.md"), {})
    assert '"Even"' in finding
    assert in_units(lesson_units(new_notebook(cells=[new_markdown_cell("`only`", id="a-b")]), "x"), {}) == []


def test_a_finished_translation_is_read_and_what_its_cell_quotes_passes(tmp_path: Path) -> None:
    lesson = _lesson(new_markdown_cell("They compare.", id="look-a"), "覇権")
    units = lesson_units(lesson, "03-x.md")
    path = tmp_path / "ja.po"
    update(path, template(units))
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('They compare."\nmsgstr ""', 'They compare."\nmsgstr "覇権と脅威。"'), encoding="utf-8"
    )
    (finding,) = in_catalogue(path, units, quoted(lesson))
    assert finding.startswith(f'{path.as_posix()}, 03-x.md:look-a: "脅威" takes a side; write 政策、目的')
    assert len(in_catalogue(path, units, {})) == 2
