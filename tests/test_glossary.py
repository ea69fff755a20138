"""Terms keep their fixed names in the lessons’ words and in running text, and another name is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from variants import words
from variants.glossary import TERMS, in_catalogue, other_names
from variants.source import read, sources
from variants.walk import Unit
from variants.words import lesson_units, template, update, widget_units

if TYPE_CHECKING:
    from pathlib import Path


def test_there_are_thirty_pairs_and_no_name_stands_for_two() -> None:
    assert len(TERMS) == 30
    assert len({term.english for term in TERMS}) == len({term.japanese for term in TERMS}) == 30


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_the_lessons_keep_to_the_glossary(source: Path) -> None:
    assert in_catalogue(words.LOCALE / "ja.po", lesson_units(read(source), source.name)) == []


@pytest.mark.parametrize("folder", ["widgets", "variants"])
def test_the_words_of_widgets_and_pages_keep_to_it(folder: str) -> None:
    root = words.LOCALE.parent.parent
    assert in_catalogue(root / "widgets" / "locale" / "ja.po", widget_units(root / folder)) == []


def test_the_lessons_explain_terms_of_the_glossary() -> None:
    listed = {word["term"] for path in sources() for word in read(path).metadata["lesson"]["words"]}
    assert len(listed & {term.english for term in TERMS}) >= 15


@pytest.mark.parametrize(
    ("english", "japanese", "found"),
    [
        ("A primary source is where it first stands.", "ソースとは、最初に出た場所です。", ("primary source", "ソース", "一次資料")),
        ("Most have open weights.", "多くはオープンソースです。", ("open weights", "オープンソース", "オープンウェイト")),
        ("The licence allows it.", "免許で許されています。", ("licence", "免許", "ライセンス（利用条件）")),
        ("The licence allows it.", "許されています。", ("licence", "", "ライセンス（利用条件）")),
        ("It speaks of sovereign AI.", "国産AIについて述べます。", ("sovereign AI", "国産AI", "ソブリンAI（主権AI）")),
        ("The export controls of a year", "その年の禁輸", ("export controls", "禁輸", "輸出規制")),
        ("An executive order says so.", "行政令にあります。", ("executive order", "行政令", "大統領令")),
        ("It is a pledge.", "投資したお金です。", ("pledge", "投資した", "投資の表明")),
        ("The budget grew.", "投資が増えました。", ("budget (appropriation)", "", "予算")),
        ("Its registered capital", "その投資額", ("registered capital", "投資額", "登録資本金")),
        ("A headline figure mixes them.", "その規模には混ざっています。", ("headline figure", "規模", "発表額")),
        ("per person", "人ごとに", ("per person", "", "一人当たり")),
        ("The exchange rate of that day", "その日の為替相場", ("exchange rate", "為替相場", "為替レート")),
        ("How many STEM graduates?", "理系の卒業者は何人ですか。", ("STEM graduates", "理系", "STEM分野の卒業者")),
        ("Their country of first degree", "その人の出身国", ("country of first degree / of workplace", "出身国", "学部を出た国/働いている国")),
        ("A benchmark is a test.", "実力はテストです。", ("benchmark", "実力", "ベンチマーク（性能テスト）")),
        ("Its Arena score rose.", "その偏差値が上がりました。", ("Arena score", "偏差値", "アリーナの得点")),
        ("The win share is small.", "勝率は小さい値です。", ("win share", "勝率", "選ばれる割合")),
        ("It rose by a percentage point.", "1%上がりました。", ("percentage point", "", "ポイント")),
        ("Our judgement of the claim", "この主張の正解", ("judgement", "正解", "判定")),
    ],
)  # fmt: skip
def test_another_name_in_running_text_is_found(
    english: str, japanese: str, found: tuple[str, str, str]
) -> None:
    assert list(other_names(english, japanese)) == [found]


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        (
            "Compare open weights with open-source code.",
            "オープンウェイトとオープンソースのコードを比べます。",
        ),
        ("Ask of each claim who says it.", "だれが言ったのかを、一つずつ聞きます。"),
        ("It is sovereign AI, made at home.", "ソブリンAIで、国産AIでもあります。"),
        ("The source of the sentence", "その文のもと"),
        ("Divide by [[nominal]].", "[[nominal]]で割ります。"),
        ("Run `compute` now", "`compute`を実行します"),
        ("Its pledges and what was invested", "表明した額と、実際に投資した額"),
        ("Their licences differ.", "ライセンスが違います。"),
        ("A right judgement is one of the answers.", "正解の一つは判定です。"),
    ],
)
def test_good_translations_pass(english: str, japanese: str) -> None:
    assert list(other_names(english, japanese)) == []


def test_a_word_that_a_lesson_explains_has_its_whole_name_in_both_languages() -> None:
    assert list(other_names("licence", "ライセンス（利用条件）", word=True)) == []
    assert list(other_names("licence", "ライセンス", word=True)) == [
        ("licence", "ライセンス", "ライセンス（利用条件）")
    ]
    assert list(other_names("license terms", "ライセンス（利用条件）", word=True)) == [
        ("licence", "license terms", "ライセンス（利用条件）")
    ]
    assert list(other_names("algorithm", "アルゴリズム", word=True)) == []


def test_a_finding_names_place_word_and_term_and_a_stale_translation_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "ja.po"
    unit = Unit("Divide by the exchange rate.", "paragraph", "03-x.md", "turn-a")
    update(path, template([unit]))
    text = path.read_text(encoding="utf-8")
    head, empty, tail = text.rpartition('msgstr ""')
    assert empty
    path.write_text(f'{head}msgstr "為替相場で割ります。"{tail}', encoding="utf-8")
    (finding,) = in_catalogue(path, [unit])
    assert finding.endswith(
        'ja.po, 03-x.md:turn-a: "為替相場" stands for "exchange rate"; write "為替レート", as the glossary fixes it.'
    )
    changed = Unit("Divide it by the exchange rate.", "paragraph", "03-x.md", "turn-a")
    update(path, template([changed]))
    assert in_catalogue(path, [changed]) == []
