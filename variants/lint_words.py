"""Words that take a side, in both languages; each finding says what to write in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from variants.markdown import visible
from variants.walk import CODE, Unit, cell_id
from variants.words import read_catalog

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from nbformat import NotebookNode

Quoted = Mapping[str, tuple[str, ...]]
__all__ = ["Quoted", "in_catalogue", "in_units", "quoted", "words_in"]

# Each line: what to look for, whole words in any case, and what to write in its place.
_ENGLISH = {
    r"(?:arms )?rac(?:e|es|ed|ing)|cold wars?": "compare, policy, aim",
    r"battl(?:e|es|ed|ing)|fight(?:s|ing|er|ers)?|fought": "differ, policy, aim",
    r"win(?:s|ner|ners|ning)?|los(?:e|es|er|ers|ing)|(?:won|lost)(?= (?:the|to|over|against)\b)": "lead on this measure, differ",
    r"beat(?:s|en|ing)?|dominat(?:e|es|ed|ing|ion)|dominant|dominance|hegemon(?:y|ic)": "lead on this measure",
    r"superpowers?": "country or economy",
    r"threat(?:s|en|ens|ened|ening)?": "policy, aim",
    r"(?:catch|catches|catching|caught)[ -]up|overt(?:ake|akes|aken|aking|ook)|lag(?:s|ged|ging)?(?: far)? behind": "gap in … on …",
    r"(?<!read-)only": "no more than, alone, or nothing",
    r"even(?! numbers?\b)|just|simply": "nothing: leave it out",
    r"admit(?:s|ted|ting)?|expos(?:e|es|ed|ing)|claimed|claiming": "said, reported",
    r"so-called|propaganda|invent(?:s|ed|ing)?|trick(?:s|ed|ery)?": "said, differs from, not found",
    r"free world|(?:authoritarian|democratic) ai|regimes?|adversar(?:y|ies)": "government, country",
    r"all(?:y|ies)": "partner in …",
    r"brain drain|drain(?:s|ed|ing)?|poach(?:es|ed|ing)?": "moved, work in",
    r"elites?": "top group as defined by …",
    r"(?<!North )(?<!South )(?<!Latin )(?<!Central )(?<!Bank of )America": "the United States",
    r"(?:United States|(?-i:US)|U\.S\.)(?: and |/|[–-])China": "China and the United States, or an order that you state",
    r"the (?-i:US|U\.S\.)(?=[,;:?!)]|\.(?:\s|$)|$)": "the United States",
    r"Republic of Korea|(?-i:ROK)": "South Korea",
    r"(?:Province|Republic) of China": "China, or Taiwan",
    r"(?:China|United States|America)['’]s? (?:AI )?models?|(?:Chinese|American) models?": "a model by …, with the firm’s name",
    r"(?:Chinese|American) researchers?": "researchers whose first degree is from …",
    r"woke": "the number and date of the order",
    r"Biden burdens?|Trump rollbacks?": "the order of …, with its year",
}  # fmt: skip

# The same as parts of words; where an innocent word holds a listed one, its neighbours are ruled out.
_JAPANESE = {
    r"覇権|冷戦|軍拡競争|陣営|包囲網|(?<![最拡])大国(?![際内家民土債会])": "政策、目的、国・地域",
    r"(?<![挑作観])戦[いうっ]|闘[いうっ]": "違う、政策、目的",
    r"(?<!優)勝(?:[つち利敗者率]|って|った|てる|てた|てな|とう)|負け|敗[れ北者]": "この指標では上、差、選ばれる割合",
    r"追い(?:抜|越|[つ付]|上げ)|猛追|巻き返": "差",
    r"(?<!単)独走|圧倒": "この指標では上",
    r"脅威|脅か": "政策、目的",
    r"に[過す]ぎ[なまず]": "数だけ",
    r"(?<![さやうこ])(?<!すら)すら(?!すら|り|っと|し[いくか])": "～も",
    r"(?<![押おさず])さえ(?![ぎず])": "～も",
    r"(?<![思使言買問笑払迷構嫌従扱追縫逆向会合関伴失])わずか(?!つ)|僅か": "数だけ",
    r"(?<![一-鿿々])実は": "何も書かない",
    r"暴露|(?<!議会が)(?<!国会が)(?<!裁判所が)認め(?:た|まし)": "～と述べた",
    r"いわゆる|プロパガンダ|でたらめ|デタラメ|捏造|ねつ造": "～と述べた、資料と違う、見つからない",
    r"専制AI|自由世界|敵対国|(?<![集日米空途年])中共(?![同通有催著])": "政府、国の名前",
    r"我が国|わが国": "日本",
    r"(?:頭脳|人材|人|者)の?流出|引き抜|人材(?:獲得競争|争奪)": "移動、働いている",
    r"理系人材": "STEM分野の卒業者",
    r"と[言い]えるでしょう|は明らか[だで]|指摘されて": "だれが、いつ、何に基づいて",
    r"(?<![欧全])米国": "アメリカ",
    r"中国[とや・、]アメリカ": "アメリカ、中国（五十音順）",
    r"大韓民国": "韓国",
    r"中華民国|台湾省": "台湾",
    r"(?:中国|アメリカ)の(?:AI)?モデル": "作った企業の名前（中国の企業、のように添える）",
    r"(?:中国|アメリカ)人研究者": "～の大学を出た研究者",
    r"ウォーク(?!スルー|イン|マン)": "大統領令の番号と日付",
    r"クレーム": "記事の主張",
    r"無料AI": "オープンソースAI",
    r"閉鎖的AI": "クローズドモデル",
    r"ウエイト(?!レス)": "重み、オープンウェイト",
    r"教師データ": "学習データ",
    r"コンピューティング能力": "計算資源",
    r"行政命令": "大統領令",
    r"(?:[1１]人|ひとり)[あ当]たり|一人あたり": "一人当たり",
}  # fmt: skip
_PAIR = {"米中": "アメリカと中国（「米中」は見出しだけ）"}
_FLAGS = {"[\U0001f1e6-\U0001f1ff]{2}|\U0001f3f4": "the name of the country"}


def words_in(
    text: str, code: str, heading: bool = False, quoted: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """Find the listed words in a text.

    Parameters
    ----------
    text : str
        What a reader sees.
    code : str
        Its language, ``en`` or ``ja``.
    heading : bool
        Whether it is a title or heading, where 米中 may stand.
    quoted : iterable of str
        Words that this text quotes to examine them, as they are written.

    Returns
    -------
    list of (str, str)
        Each word once, with what to write in its place.

    Examples
    --------
    >>> words_in("They race, and the trace shows it.", "en")
    [('race', 'compare, policy, aim')]
    >>> words_in("事実は支えです。", "ja"), words_in("“Race” is their word.", "en", quoted=["race"])
    ([], [])
    """
    for word in sorted(quoted, key=len, reverse=True):
        edges = r"(?<!\w){}(?!\w)" if word.isascii() else "{}"
        text = re.sub(edges.format(re.escape(word)), "…", text, flags=re.IGNORECASE)
    if code == "ja":
        rules = _JAPANESE | _FLAGS | ({} if heading else _PAIR)
    else:
        rules = {rf"(?<!\w)(?:{words})(?!\w)": use for words, use in _ENGLISH.items()} | _FLAGS
    found: dict[str, str] = {}
    for words, use in rules.items():
        for match in re.finditer(words, text, re.IGNORECASE if code == "en" else 0):
            found.setdefault(match[0], use)
    return list(found.items())


def quoted(notebook: NotebookNode) -> dict[str, tuple[str, ...]]:
    """Gather what each cell's metadata ``quoted`` lets through.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_markdown_cell
    >>> cell = new_markdown_cell("“Race”?", id="look-word", metadata={"quoted": ["race", "競争"]})
    >>> quoted(new_notebook(cells=[cell]))
    {'look-word': ('race', '競争')}
    """
    return {
        cell_id(cell): tuple(cell.metadata["quoted"]) for cell in notebook.cells if "quoted" in cell.metadata
    }


def in_units(units: Iterable[Unit], quoted: Quoted) -> list[str]:
    """Find the listed words in English units of words.

    Parameters
    ----------
    units : iterable of Unit
        Of one lesson, or of the widgets.
    quoted : mapping
        What the lesson's cells let through, from `quoted`.

    Returns
    -------
    list of str
        One sentence each.

    Examples
    --------
    >>> in_units([Unit("Who will win?", "paragraph", "03-x.md", "look-a")], {})[0][:70]
    '03-x.md:look-a: "win" takes a side; write lead on this measure, differ'
    """
    return [line for unit in units for line in _findings(unit, unit.msgid, "en", unit.location, quoted)]


def in_catalogue(po_path: Path, units: Iterable[Unit], quoted: Quoted) -> list[str]:
    """Find the listed words in the finished translations of units.

    Parameters
    ----------
    po_path : Path
        Named after its language, such as ``lessons/locale/ja.po``.
    units, quoted
        As in `in_units`.

    Returns
    -------
    list of str
        One sentence each.
    """
    catalog = read_catalog(po_path)
    found = []
    for unit in units:
        message = catalog.get(unit.msgid)
        if message is not None and message.string and not message.fuzzy:
            where = f"{po_path.as_posix()}, {unit.location}"
            found += _findings(unit, str(message.string), po_path.stem, where, quoted)
    return found


def _findings(unit: Unit, text: str, code: str, where: str, quoted: Quoted) -> list[str]:
    seen = visible(text, filled=unit.kind == CODE)
    advice = ', or list it under "quoted" if this cell examines the word' if unit.cell else ""
    words = words_in(seen, code, unit.kind in {"title", "heading"}, quoted.get(unit.cell, ()))
    return [f'{where}: "{word}" takes a side; write {use}{advice}.' for word, use in words]
