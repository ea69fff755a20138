"""The glossary: one fixed name for each term in each language, and where another name stands in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from variants.markdown import visible
from variants.words import read_catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from variants.walk import Unit

__all__ = ["TERMS", "Term", "in_catalogue", "other_names"]

_BLANK = re.compile(r"\[\[\w+\]\]")  # where the learner types; its name is not seen


@dataclass(frozen=True)
class Term:
    """A term with its fixed names.

    Attributes
    ----------
    english, japanese : str
        As a lesson lists it among its words.
    said : str
        How English running text says it, a regular expression; the English name itself if empty.
    core : str
        What the Japanese of such a text holds; the Japanese name itself if empty.
    rivals : str
        Other names, a regular expression; those that are wrong in every text stand in `lint_words`.
    unless : str
        English words beside which a rival is a thing of its own.
    drops : bool
        Whether good Japanese often leaves the word out.
    """

    english: str
    japanese: str
    said: str = ""
    core: str = ""
    rivals: str = ""
    unless: str = ""
    drops: bool = False


TERMS = (
    Term("claim", "記事の主張", "claims?", "主張", drops=True),
    Term("judgement", "判定", "judgements?", rivals="正解|不正解|評決", unless="right|correct|answer", drops=True),
    Term("primary source", "一次資料", "primary sources?", rivals="(?<!オープン)ソース(?!コード)|一次情報"),
    Term("lateral reading", "横読み", "read(?:ing)? laterally|lateral reading", rivals="ラテラル"),
    Term("open weights", "オープンウェイト", "open[- ]weights?", rivals="オープンソース", unless="open[- ]source", drops=True),
    Term("open-source AI (OSI definition)", "オープンソースAI（OSIの定義）", "open-source AI", "オープンソースAI"),
    Term("closed model", "クローズドモデル", "closed models?", rivals="非公開モデル|閉じたモデル"),
    Term("weights", "重み", "(?<!open )(?<!open-)weights", "重み|オープンウェイト", rivals="加重値|ウェート"),
    Term("training data", "学習データ", rivals="訓練データ|トレーニングデータ"),
    Term("licence", "ライセンス（利用条件）", "licences?", "ライセンス", rivals="免許|ライセンシング"),
    Term("compute", "計算資源", "compute", rivals="コンピュート|計算能力"),
    Term("sovereign AI", "ソブリンAI（主権AI）", "sovereign AI", "ソブリンAI|主権AI", rivals="国産(?:の)?AI", unless="made at home|home-made|made in"),
    Term("full-stack AI export package", "AI一式の輸出パッケージ", "full-stack (?:AI )?export packages?", "一式"),
    Term("export controls", "輸出規制", "export controls?|controls on (?:the )?exports?", rivals="禁輸|輸出管理|輸出制限"),
    Term("executive order", "大統領令", "executive orders?", rivals="行政令"),
    Term("government procurement", "政府調達", "(?:government|public) procurement", rivals="官公需"),
    Term("pledge", "投資の表明", "pledge[sd]?", "表明", rivals="投資した|誓約", unless="invested", drops=True),
    Term("budget (appropriation)", "予算", "budgets?|appropriations?"),
    Term("registered capital", "登録資本金", rivals="投資額|資本総額"),
    Term("headline figure", "発表額", "headline figures?", rivals="規模|見出しの数字", unless="size|scale"),
    Term("double counting", "二重計上", "double[- ]counting", rivals="二重計算|ダブルカウント"),
    Term("nominal / real", "名目/実質", "nominal", "名目"),
    Term("per person", "一人当たり"),
    Term("exchange rate", "為替レート", "exchange rates?", rivals="交換レート|換算レート|為替相場"),
    Term("STEM graduates", "STEM分野の卒業者", "STEM graduates?", rivals="理系|STEM(?:分野の)?(?:人材|卒業生)"),
    Term("country of first degree / of workplace", "学部を出た国/働いている国", "countr(?:y|ies) of (?:their )?first degree|where [^.]{0,30}first degree", "学部", rivals="出身国|国籍", unless="national|citizen|passport"),
    Term("benchmark", "ベンチマーク（性能テスト）", "benchmarks?", "ベンチマーク", rivals="実力"),
    Term("Arena score", "アリーナの得点", "Arena scores?", rivals="偏差値|Elo"),
    Term("win share", "選ばれる割合", "win shares?", rivals="勝率"),
    Term("percentage point", "ポイント", "percentage points?"),
)  # fmt: skip


def other_names(english: str, japanese: str, word: bool = False) -> Iterator[tuple[str, str, str]]:
    """Find terms of an English text that its translation names otherwise.

    Parameters
    ----------
    english, japanese : str
        A text and its translation.
    word : bool
        Whether the text is a word that a lesson explains; then the whole name is fixed.

    Yields
    ------
    (str, str, str)
        The term, what was found (empty if nothing like it), and the name that is fixed.

    Examples
    --------
    >>> list(other_names("Divide by the exchange rate.", "為替相場で割ります。"))
    [('exchange rate', '為替相場', '為替レート')]
    >>> list(other_names("exchange rate", "為替レート", word=True))
    []
    """
    if word:
        for term in TERMS:
            if (english == term.english) != (japanese == term.japanese):
                yield term.english, japanese if english == term.english else english, term.japanese
        return
    text, translated = (visible(_BLANK.sub(" ", part), filled=True) for part in (english, japanese))
    for term in TERMS:
        if not re.search(rf"(?<!\w)(?:{term.said or re.escape(term.english)})(?!\w)", text, re.IGNORECASE):
            continue
        rival = re.search(term.rivals, translated) if term.rivals else None
        if rival and not (term.unless and re.search(term.unless, text, re.IGNORECASE)):
            yield term.english, rival[0], term.japanese
        elif not term.drops and not re.search(term.core or re.escape(term.japanese), translated):
            yield term.english, "", term.japanese


def in_catalogue(po_path: Path, units: Iterable[Unit]) -> list[str]:
    """Find terms that the finished translations of units name otherwise.

    Parameters
    ----------
    po_path : Path
        The Japanese catalogue, such as ``lessons/locale/ja.po``.
    units : iterable of Unit
        Of a lesson, or of the widgets.

    Returns
    -------
    list of str
        One sentence each: where, what was found, what to write.
    """
    catalog = read_catalog(po_path)
    found = []
    for unit in units:
        message = catalog.get(unit.msgid)
        if message is None or not message.string or message.fuzzy:
            continue
        for term, name, fixed in other_names(unit.msgid, str(message.string), unit.kind == "word"):
            said = f'"{name}" stands for' if name else "nothing stands for"
            found.append(
                f'{po_path.as_posix()}, {unit.location}: {said} "{term}"; write "{fixed}", as the glossary fixes it.'
            )
    return found
