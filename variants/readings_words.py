"""Japanese words and how they are read: the dictionary's readings, and corrections by hand, which win."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from variants.readings_text import KANJI, nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Tokens = Callable[[str], list[tuple[str, str]]]  # from a text to its tokens and their readings
    Text = tuple[str, tuple["Word", ...]]  # a text node between ^ and $, with its words in order

__all__ = ["CORRECTIONS", "Word", "corrections", "read", "segments", "texts", "tokeniser"]

CORRECTIONS = Path(__file__).parent.parent / "lessons" / "locale" / "readings.csv"
KANA = "[ぁ-ゖァ-ヺー]+"
NUMBER = r"(?<![\d.,])"  # where a number begins


@dataclass(frozen=True)
class Word:
    """A word in a text: from its first to its last kanji, with the reading of each run of kanji."""

    start: int
    end: int
    runs: tuple[str, ...]
    tail: bool = field(default=False, repr=False)  # kana of its own follow, as in 数える


def hiragana(text: str) -> str:
    """Write katakana as hiragana.

    Examples
    --------
    >>> hiragana("セイフ")
    'せいふ'
    """
    return re.sub("[ァ-ヶ]", lambda m: chr(ord(m[0]) - 0x60), text)


@cache
def segments(surface: str, reading: str) -> tuple[tuple[str, str | None], ...]:
    """Lay a reading over a word; kana and what is no kanji stay bare.

    Parameters
    ----------
    surface, reading : str
        The word as written, and its reading in kana. A space may part two readings that touch.

    Returns
    -------
    tuple of (str, str or None)
        Pieces of the word in order, with the readings of kanji. Empty if the reading does not fit.

    Examples
    --------
    >>> segments("打ち出した", "うちだした")
    (('打', 'う'), ('ち', None), ('出', 'だ'), ('した', None))
    """
    pieces = re.findall(rf"\d*{KANJI.pattern}|{KANA}|\d+|[^\d一-鿿々ぁ-ゖァ-ヺー]+", surface)
    # Letters must be in the reading as they are: nothing tells where えーあい ends.
    pattern = ["([^ ]+?)" if KANJI.search(piece) else f"({re.escape(hiragana(piece))})" for piece in pieces]
    found = re.fullmatch(" ?".join(pattern), hiragana(reading))
    if not found:
        return ()
    return tuple(
        (piece, reading[slice(*found.span(place))] if KANJI.search(piece) else None)
        for place, piece in enumerate(pieces, 1)
    )


@cache
def tokeniser() -> Tokens:
    """Load the dictionary; returns a function from a text to its tokens, each with its reading in hiragana.

    Examples
    --------
    >>> tokeniser()("政府が行う")
    [('政府', 'せいふ'), ('が', 'が'), ('行う', 'おこなう')]
    """
    import sudachipy

    plain = [{"class": "com.worksap.nlp.sudachi.DefaultInputTextPlugin"}]
    config = sudachipy.Config(system="core", pathRewritePlugin=[], inputTextPlugin=plain)
    tokens = sudachipy.Dictionary(config).tokenizer(mode=sudachipy.SplitMode.C)

    def cut(text: str) -> list[tuple[str, str]]:
        found = []
        for long in tokens.tokenize(text):
            parts = [(m.surface(), hiragana(m.reading_form())) for m in long.split(sudachipy.SplitMode.A)]
            whole = (long.surface(), hiragana(long.reading_form()))
            # 研究開発 is two words; 資本金 is one, for 金 alone is read otherwise.
            apart = all(len(surface) > 1 for surface, _ in parts)
            found += parts if apart and "".join(r for _, r in parts) == whole[1] else [whole]
        return found

    return cut


def corrections(path: Path = CORRECTIONS) -> dict[str, str]:
    """Read the corrections by hand: the words as written, and how each is read.

    ``#`` stands for any number and ``#1`` for a number that ends in 1; a digit alone is that number.
    """
    with path.open(encoding="utf-8", newline="") as file:
        return {row["surface"]: row["reading"] for row in csv.DictReader(file)}


def _pattern(surface: str) -> str:
    """Where a correction stands in a text between ^ and $."""
    if surface.startswith("#"):
        digit = surface[1] if surface[1].isdigit() else ""
        return f"(?<={digit or '[0-9]'}){re.escape(surface[1 + len(digit) :])}"
    return (NUMBER if surface[0].isdigit() else "") + re.escape(surface)


def _word(start: int, surface: str, reading: str) -> Word | None:
    """A word without the kana at its ends."""
    places = []
    for piece, own in segments(surface, reading):
        if own is not None:
            places.append((start, start + len(piece), own))
        start += len(piece)
    if not places:
        return None
    return Word(places[0][0], places[-1][1], tuple(own for _, _, own in places), places[-1][1] < start)


def read(text: str, tokens: Tokens, fixes: Mapping[str, str]) -> list[Word]:
    """Find the words with kanji in a text, and their readings.

    Parameters
    ----------
    text : str
        One block.
    tokens : function
        From a text to its tokens and their readings; see `tokeniser`.
    fixes : dict of str to str
        Corrections, which win where a token begins and none of its kanji is left over.

    Returns
    -------
    list of Word
        In order.

    Examples
    --------
    >>> read("政府が", lambda text: [("政府", "せいふ"), ("が", "が")], {})
    [Word(start=0, end=2, runs=('せいふ',))]
    """
    cut, at = [], 0
    # A bracket would be part of a word.
    for surface, reading in tokens(re.sub("[（）()]", "、", text)):
        cut.append((at, surface, reading))
        at += len(surface)
    words = _fixed(text, cut, fixes)
    taken = {place for word in words for place in range(word.start, word.end)}
    for start, surface, reading in cut:
        if not taken & {start + found.start() for found in re.finditer("[一-鿿々]", surface)}:
            word = _word(start, surface, reading)
            words += [word] if word else []
    return sorted(words, key=lambda word: word.start)


def _fixed(text: str, cut: list[tuple[int, str, str]], fixes: Mapping[str, str]) -> list[Word]:
    starts = {-1, *(start for start, _, _ in cut)}
    # No correction ends before a kanji of the word that it ends in.
    whole = set(range(-1, len(text) + 2))
    for start, surface, _ in cut:
        last = max((found.end() for found in KANJI.finditer(surface)), default=0)
        whole -= set(range(start + 1, start + last))
    found: list[Word] = []
    taken: set[int] = set()
    for surface in sorted(fixes, key=lambda surface: (len(surface), surface[0] != "#"), reverse=True):
        if surface.strip("#0123456789^$") not in text:
            continue
        for match in re.finditer(_pattern(surface), f"^{text}$"):
            start, end = match.start() - 1, match.end() - 1
            word = _word(start, match[0], fixes[surface])
            if word and start in starts and end in whole and not taken & set(range(start, end)):
                found.append(replace(word, tail=word.tail and surface[0] != "#"))
                taken |= set(range(start, end))
    return found


def texts(pages: Iterable[str], fixes: Mapping[str, str]) -> list[Text]:
    """Read pages: every text node that is given readings, with its words.

    Parameters
    ----------
    pages : iterable of str
        HTML, whole or in parts.
    fixes : dict of str to str
        Corrections by hand.

    Returns
    -------
    list
        In order of appearance; none stands in it twice.
    """
    found: dict[Text, None] = {}
    tokens = tokeniser()
    for block in {tuple(block): None for html in pages for block in nodes(html)}:
        words = read("".join(text for text, _ in block), tokens, fixes)
        end = 0
        for text, given in block:
            start, end = end, end + len(text)
            shift = start + len(text) - len(text.lstrip()) - 1
            own = []
            for word in words:
                first, last = max(start, word.start), min(end, word.end)
                if (word.start, word.end) == (first, last):
                    own.append(replace(word, start=first - shift, end=last - shift))
                elif first < last:  # a word that a node cuts: each part as it is read alone
                    parts = read(text[first - start : last - start], tokens, fixes)
                    own += [
                        replace(p, start=p.start + first - shift, end=p.end + first - shift) for p in parts
                    ]
            if given and own:
                found[f"^{text.strip()}$", tuple(own)] = None
    return list(found)
