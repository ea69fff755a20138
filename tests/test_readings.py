"""How Japanese words are read: the rules, the corrections, and what people wrote by hand as the yardstick."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.needs import node
from variants.readings import learn, look_up, reach
from variants.readings_text import KANJI, catalogues, nodes
from variants.readings_words import CORRECTIONS, Word, corrections, read, segments, texts
from variants.site import write_pages
from widgets.article import MARK, plain

if TYPE_CHECKING:
    from variants.readings_words import Text

ROOT = Path(__file__).resolve().parent.parent
Entries = dict[str, list[str]]

# Terms as the glossary has them, with the readings given there.
GLOSSARY = {
    "記事の主張": "きじのしゅちょう", "判定": "はんてい", "一次資料": "いちじしりょう", "横読み": "よこよみ",
    "重み": "おもみ", "学習データ": "がくしゅうデータ", "利用条件": "りようじょうけん", "計算資源": "けいさんしげん",
    "主権": "しゅけん", "一式の輸出パッケージ": "いっしきのゆしゅつパッケージ", "輸出規制": "ゆしゅつきせい",
    "大統領令": "だいとうりょうれい", "政府調達": "せいふちょうたつ", "投資の表明": "とうしのひょうめい",
    "予算": "よさん", "登録資本金": "とうろくしほんきん", "発表額": "はっぴょうがく", "二重計上": "にじゅうけいじょう",
    "名目": "めいもく", "実質": "じっしつ", "一人当たり": "ひとりあたり", "為替レート": "かわせレート",
    "分野の卒業者": "ぶんやのそつぎょうしゃ", "学部を出た国": "がくぶをでたくに", "働いている国": "はたらいているくに",
    "性能テスト": "せいのうテスト", "アリーナの得点": "アリーナのとくてん", "選ばれる割合": "えらばれるわりあい",
    "政策研究機関": "せいさくけんきゅうきかん", "国・地域": "くに・ちいき",
}  # fmt: skip
# Words that are read in more than one way, in the places that decide.
TOLD_APART = {
    "一日と日付": "いちにちとひづけ", "何が何の何か": "なにがなんのなにか", "見方と方法": "みかたとほうほう",
    "上に上がる": "うえにあがる", "米国と中南米": "べいこくとちゅうなんべい", "数を数えた数字": "かずをかぞえたすうじ",
    "人と人口と本人": "ひととじんこうとほんにん", "世界中の文の中": "せかいじゅうのぶんのなか",
    "行う国が行き渡る": "おこなうくにがいきわたる", "出る前に出す": "でるまえにだす", "物価と物差し": "ぶっかとものさし",
    "元に戻す": "もとにもどす", "人民元": "じんみんげん", "李強首相": "りきょうしゅしょう",
}  # fmt: skip
NUMBERS = {
    "1人": "ひとり", "2人": "ふたり", "3人": "3にん", "11人": "11にん", "1,002人": "1,002にん", "1人当たり": "ひとりあたり",
    "1,000人当たり": "1,000にんあたり", "8月1日": "8がつついたち", "7月14日": "7がつじゅうよっか", "23日": "23にち",
    "20日": "はつか", "120日": "120にち", "13兆9,575億円": "13ちょう9,575おくえん", "10万人": "10まんにん",
    "2本": "2ほん", "10本": "10ぽん", "3本": "3ぼん", "45分": "45ふん", "50分": "50ぷん", "4分の3": "4ぶんの3",
    "3か月": "3かげつ", "2025年8月": "2025ねん8がつ", "5対1": "5たい1", "4倍": "4ばい", "7組のうち6組": "7くみのうち6くみ",
}  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    write_pages(folder)
    return folder


@pytest.fixture(scope="module")
def entries(pages: Path) -> Entries:
    content = (pages / "kit" / "readings.js").read_text("utf-8")
    lines: str = json.loads(re.fullmatch(r"globalThis\.__kitReadings=(.*);\n", content)[1])  # type: ignore[index]
    return {entry: own.split(",") for entry, own in (line.split("\t") for line in lines.split("\n"))}


@pytest.fixture(scope="module")
def found(pages: Path) -> list[Text]:
    html = [path.read_text("utf-8") for path in sorted((pages / "ja").glob("*.html"))]
    return texts([*html, *catalogues()], corrections())


def spoken(text: str, entries: Entries) -> str:
    """Put the readings in the place of the kanji."""
    for start, end, reading in reversed(look_up(f"^{text}$", entries)):
        text = text[: start - 1] + reading + text[end - 1 :]
    return text


@pytest.mark.parametrize(
    ("word", "reading", "pieces"),
    [
        ("打ち出した", "うちだした", [("打", "う"), ("ち", None), ("出", "だ"), ("した", None)]),
        ("聞き手", "ききて", [("聞", "き"), ("き", None), ("手", "て")]),
        ("取りかえ", "とりかえ", [("取", "と"), ("りかえ", None)]),
        ("生成AI", "せいせいAI", [("生成", "せいせい"), ("AI", None)]),
        ("生成AI", "せいせいえーあい", []),
        ("上海で", "シャンハイで", [("上海", "シャンハイ"), ("で", None)]),
        ("月1日", "がつ ついたち", [("月", "がつ"), ("1日", "ついたち")]),
        ("国々", "くにぐに", [("国々", "くにぐに")]),
        ("方法", "ほうほうで", [("方法", "ほうほうで")]),
        ("出す", "だした", []),
    ],
)
def test_a_reading_stands_over_kanji_alone(
    word: str, reading: str, pieces: list[tuple[str, str | None]]
) -> None:
    assert list(segments(word, reading)) == pieces


def _tokens(*found: tuple[str, str]) -> dict[str, list[tuple[str, str]]]:
    return {"".join(surface for surface, _ in found): list(found)}


def test_a_correction_wins_where_a_word_begins_and_cuts_none() -> None:
    known = _tokens(("何", "なん"), ("が", "が"), ("国", "くに"), ("家", "いえ"))
    known |= _tokens(("世の中", "よのなか"), ("で", "で"))
    fixes = {"何が": "なにが", "国家": "こっか", "の中で": "のちゅうで", "#3分": "ぷん"}

    def runs(text: str, cut: dict[str, list[tuple[str, str]]] = known) -> list[str]:
        return [run for word in read(text, cut.__getitem__, fixes) for run in word.runs]

    assert runs("何が国家") == ["なに", "こっか"]
    assert runs("世の中で") == ["よ", "なか"]
    assert runs("3分間", _tokens(("3", "さん"), ("分", "ふん"), ("間", "かん"))) == ["ぷん", "かん"]
    assert runs("3分間", _tokens(("3", "さん"), ("分間", "ふんかん"))) == ["ふんかん"]


def test_every_correction_fits_its_words() -> None:
    with CORRECTIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["surface"] for row in rows}) == len(rows)
    for row in rows:
        surface = re.sub(r"^#\d?", "", row["surface"])
        assert any(own for _, own in segments(surface, row["reading"])), row


def test_a_word_grows_only_where_it_must() -> None:
    ways = {"人": "ひと", "間": "あいだ"}
    found = [
        ("^その人の間に$", (Word(3, 4, ("ひと",)), Word(5, 6, ("あいだ",)))),
        ("^人の間は$", (Word(1, 2, ("ひと",)), Word(3, 4, ("あいだ",)))),
        ("^この間は$", (Word(3, 4, ("かん",)),)),
    ]
    learnt = learn(found, {})
    assert {name: learnt[name] for name in ways} == {name: (own,) for name, own in ways.items()}
    assert [entry for entry in learnt if len(entry) > 1] == ["この間"]
    for text, words in found:
        assert [own for _, _, own in look_up(text, learnt)] == [run for word in words for run in word.runs]


def test_a_text_that_is_one_word_decides_how_the_word_alone_is_read() -> None:
    often = [(f"^その人{n}$", (Word(3, 4, ("ひと",)),)) for n in "あいう"]
    learnt = learn([*often, ("^人$", (Word(1, 2, ("にん",)),))], {})
    assert look_up("^人$", learnt) == [(1, 2, "にん")]
    assert look_up("^その人あ$", learnt)[0][2] == "ひと"


@pytest.mark.parametrize(("text", "reading"), NUMBERS.items())
def test_numbers_and_what_they_count(entries: Entries, text: str, reading: str) -> None:
    assert spoken(text, entries) == reading


@pytest.mark.parametrize(("text", "reading"), TOLD_APART.items())
def test_words_with_two_readings(entries: Entries, text: str, reading: str) -> None:
    assert spoken(text, entries) == reading


@pytest.mark.parametrize(("term", "reading"), GLOSSARY.items())
def test_terms_are_read_as_the_glossary_says(entries: Entries, term: str, reading: str) -> None:
    assert spoken(term, entries) == reading


def test_every_reading_written_by_hand_comes_out(entries: Entries) -> None:
    with (ROOT / "data" / "composites.csv").open(encoding="utf-8", newline="") as file:
        lines = [row["text_ja"].removeprefix("# ") for row in csv.DictReader(file)]
    compared = 0
    for line in lines:
        marks = look_up(f"^{plain(line)}$", entries)
        for match in MARK.finditer(line):
            start = len(plain(line[: match.start()])) + 1
            over = [mark for mark in marks if mark[0] < start + len(match[1]) and mark[1] > start]
            reading = "".join(own for _, _, own in over)
            whole = (over[0][0], over[-1][1]) == (start, start + len(match[1]))  # 包括 may be part of 包括的
            assert reading == match[2] if whole else match[2] in reading, (match[0], reading, line)
            compared += 1
    assert compared > 50


def test_every_text_of_the_pages_and_of_what_they_may_say_is_read(
    found: list[Text], entries: Entries
) -> None:
    assert len(found) > 2000
    longest = reach(entries)
    for text, words in found:
        marks = look_up(text, entries, longest)
        covered = {place for start, end, _ in marks for place in range(start, end)}
        bare = [text[i] for match in KANJI.finditer(text) for i in range(*match.span()) if i not in covered]
        assert not bare, (bare, text)
        assert "".join(own for _, _, own in marks) == "".join(run for word in words for run in word.runs), (
            text
        )


def test_the_table_is_small_and_alike_at_every_build(
    pages: Path, found: list[Text], entries: Entries
) -> None:
    assert (pages / "kit" / "readings.js").stat().st_size <= 150_000
    again = learn(found, corrections())
    assert {entry: list(own) for entry, own in again.items()} == entries
    assert list(entries) == sorted(again)


def test_the_page_reads_as_python_does(pages: Path, entries: Entries, tmp_path: Path) -> None:
    html = [path.read_text("utf-8") for path in sorted((pages / "ja").glob("*.html"))]
    said = sorted({text for page in html for block in nodes(page) for text, _ in block})
    said += [*NUMBERS, *TOLD_APART, "\n  投資の\n表明 ", "2025年、3人", "人", "何"]
    (tmp_path / "said.json").write_text(json.dumps(said), "utf-8")
    module = (ROOT / "widgets" / "static" / "src" / "furigana.js").as_uri()
    code = (
        f"import {{ reader }} from {json.dumps(module)}; import {{ readFileSync }} from 'node:fs';"
        f"(0, eval)(readFileSync({json.dumps(str(pages / 'kit' / 'readings.js'))}, 'utf8'));"
        f"const read = reader(globalThis.__kitReadings), said = JSON.parse(readFileSync('said.json', 'utf8'));"
        "process.stdout.write(JSON.stringify(said.map(read)));"
    )
    (tmp_path / "read.mjs").write_text(code, "utf-8")
    (tmp_path / "package.json").write_text("{}", "utf-8")
    done = subprocess.run([node(), "read.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    longest = reach(entries)
    for text, pieces in zip(said, json.loads(done.stdout), strict=True):
        assert "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces) == text
        marks = look_up(f"^{text.strip()}$", entries, longest)
        assert [piece[1] for piece in pieces if not isinstance(piece, str)] == [own for _, _, own in marks]
