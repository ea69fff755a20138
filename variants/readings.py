"""The readings of a page's words as one small table, which the page's script looks words up in.

The longest entry wins. An entry is a word without the kana at its ends; where that is not enough to tell how it is
read, the entry is as much longer as it must be. ``#`` stands for any number before it, ``#1`` for a number that
ends in 1, and ``^`` and ``$`` for the ends of a text.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from variants.readings_text import KANJI, catalogues
from variants.readings_words import Word, corrections, segments, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from variants.readings_words import Text

    Readings = dict[str, tuple[str, ...]]  # entry to the readings of its kanji

__all__ = ["learn", "look_up", "reach", "script"]

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
MARK = re.compile(r"#\d?|")
ROUNDS = 9
STEPS = 5  # to each side that an entry may grow by
ALONE = 1000  # the weight of a text that is one word: nothing beside it could tell how it is read


@cache
def _places(entry: str) -> tuple[tuple[int, int], ...]:
    """Where readings stand in an entry, without its mark."""
    return tuple(found.span() for found in re.finditer(rf"\d*{KANJI.pattern}", MARK.sub("", entry, count=1)))


def reach(entries: Iterable[str]) -> dict[str, int]:
    """Find the length of the longest entry for each first character.

    Examples
    --------
    >>> reach(["政府", "#政府系", "人"])
    {'政': 3, '人': 1}
    """
    longest: dict[str, int] = {}
    for entry in entries:
        text = MARK.sub("", entry, count=1)
        longest[text[0]] = max(longest.get(text[0], 0), len(text))
    return longest


def _first(text: str, at: int, longest: int, entries: Mapping[str, Sequence[str]]) -> str | None:
    """Find the entry that wins at a place."""
    before, least = text[at - 1 : at], 0
    if number := NUMBER.match(text, at):
        if re.match(r"[\d.,]", before):
            return None  # inside a number
        least = len(number[0])
    marks = [f"#{before}", "#", ""] if re.match(r"\d", before) else [""]
    for size, mark in product(range(min(longest, len(text) - at), least, -1), marks):
        if (entry := mark + text[at : at + size]) in entries:
            return entry
    return None


def look_up(
    text: str, entries: Mapping[str, Sequence[str]], longest: Mapping[str, int] | None = None
) -> list[tuple[int, int, str]]:
    """Find the readings of a text as the page's script does.

    Parameters
    ----------
    text : str
        A text between ``^`` and ``$``.
    entries : mapping of str to sequence of str
        Entry to the readings of its kanji.
    longest : mapping of str to int, optional
        What `reach` finds, where many texts are looked up.

    Returns
    -------
    list of (int, int, str)
        Start and end of kanji, and their reading.

    Examples
    --------
    >>> look_up("^政府の人と3人$", {"政府": ["せいふ"], "人": ["ひと"], "#人": ["にん"]})
    [(1, 3, 'せいふ'), (4, 5, 'ひと'), (7, 8, 'にん')]
    """
    longest = longest or reach(entries)
    found = []
    at = 0
    while at < len(text):
        entry = _first(text, at, longest.get(text[at], 0), entries)
        if entry is None:
            at += 1
            continue
        places = zip(_places(entry), entries[entry], strict=True)
        found += [(at + start, at + end, reading) for (start, end), reading in places]
        at += len(MARK.sub("", entry, count=1))
    return found


def _unread(text: Text, entries: Mapping[str, Sequence[str]], longest: Mapping[str, int]) -> list[Word]:
    """Words in stretches of kanji that would not be read as they should."""
    said: defaultdict[int, str] = defaultdict(str)
    right: defaultdict[int, str] = defaultdict(str)
    run = {i: found.start() for found in KANJI.finditer(text[0]) for i in range(*found.span())}
    for _, end, reading in look_up(text[0], entries, longest):
        said[run[end - 1]] += reading
    for _, end, reading in _marks(text[1], text[0]):
        right[run[end - 1]] += reading
    return [
        w for w in text[1] if any(said[run[i]] != right[run[i]] for i in range(w.start, w.end) if i in run)
    ]


def _marks(words: Iterable[Word], text: str) -> list[tuple[int, int, str]]:
    return [
        (word.start + start, word.start + end, reading)
        for word in words
        for (start, end), reading in zip(_places(text[word.start : word.end]), word.runs, strict=True)
    ]


def _entry(text: Text, start: int, end: int) -> tuple[str, tuple[str, ...]]:
    """The part of a text as an entry, with the readings in it; none where a word is cut."""
    said, words = text
    entry = ("#" if said[start - 1].isdigit() and not said[start].isdigit() else "") + said[start:end]
    marks = _marks([word for word in words if start <= word.start and word.end <= end], said)
    readings, covered = [], 0
    for first, last in _places(entry):
        inside = [mark for mark in marks if start + first <= mark[0] and mark[1] <= start + last]
        readings.append("".join(reading for _, _, reading in inside))
        covered += sum(b - a for a, b, _ in inside) - (last - first)
    return entry, tuple(readings) if covered == 0 else ()


def _grown(text: Text, word: Word) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The word with more and more of what stands around it; a neighbouring word whole, a number never."""
    said, words = text
    lefts, rights = [word.start], [word.end]
    inside = {i: w for w in words for i in range(w.start, w.end)}
    for _ in range(STEPS):
        for ends, step in ((lefts, -1), (rights, 0)):
            at = ends[-1] + step
            char = said[at : at + 1] if at >= 0 else ""
            if char and not char.isdigit() and (at in inside or not KANJI.match(char)):
                other = inside.get(at)
                ends.append((other.start if step else other.end) if other else at + 1 + step)
    pairs = sorted(product(range(len(lefts)), range(len(rights))), key=lambda pair: (sum(pair), pair))
    yield from (_entry(text, lefts[left], rights[right]) for left, right in pairs[1:])


def learn(found: Sequence[Text], fixes: Mapping[str, str]) -> Readings:
    """Make the smallest entries by which every text is read as it should be.

    Parameters
    ----------
    found : list
        Texts with their words; see `texts`.
    fixes : mapping of str to str
        Corrections: those that speak of numbers hold for numbers that no text has yet.

    Returns
    -------
    dict of str to tuple of str
        Entry to the readings of its kanji.

    Examples
    --------
    >>> learn([("^人は$", (Word(1, 2, ("ひと",)),)), ("^人口$", (Word(1, 3, ("じんこう",)),))], {})
    {'人': ('ひと',), '人口': ('じんこう',)}
    """
    entries = _counted(found, fixes)
    longest = reach(entries)
    everything = "\0".join(text for text, _ in found)
    starts, at = {}, 0
    for text in found:
        starts[at] = text
        at += len(text[0]) + 1

    def always(entry: str, readings: tuple[str, ...]) -> bool:
        """Tell whether this is read so wherever it stands."""
        for match in re.finditer(re.escape(MARK.sub("", entry, count=1)), everything):
            at = everything.rfind("\0", 0, match.start()) + 1
            own = _entry(starts[at], match.start() - at, match.end() - at)
            if own[0] == entry and own[1] != readings:
                return False
        return True

    for _ in range(ROUNDS):
        wrong = [(text, word) for text in found for word in _unread(text, entries, longest)]
        for text, word in wrong:
            if word not in _unread(text, entries, longest):
                continue  # an entry for another text has helped
            new = (pair for pair in _grown(text, word) if pair[1] and entries.get(pair[0]) != pair[1])
            if better := next((pair for pair in new if always(*pair)), None):
                entries |= [better]
                longest = reach(entries)
        if not wrong:
            break
    return entries


def _counted(found: Sequence[Text], fixes: Mapping[str, str]) -> Readings:
    """Read every word as it is read most often; of 数 and 数える, the verb is told by its kana."""
    ways: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    places = [(text, word, *_entry(text, word.start, word.end)) for text in found for word in text[1]]
    for _, _, entry, readings in places:
        ways[entry].add(readings)
    counts: defaultdict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for text, word, entry, readings in places:
        own = entry + text[0][word.end] if word.tail and len(ways[entry]) > 1 else entry
        counts[own][readings] += ALONE if text[0] == f"^{entry}$" else 1
    entries = {entry: count.most_common(1)[0][0] for entry, count in counts.items()}
    for surface, reading in fixes.items():
        laid = tuple(own for _, own in segments(MARK.sub("", surface, count=1), reading) if own)
        if re.match(r"#|\d", surface):
            entries[surface] = laid
        elif re.fullmatch(r"\w{2,}", surface):
            entries.setdefault(surface, laid)
    return entries


def script(pages: Iterable[str]) -> str:
    """Write the readings of pages, and of all that they may say, as a script that sets a global.

    Parameters
    ----------
    pages : iterable of str
        Japanese pages.

    Returns
    -------
    str
        A classic script, which works from a file too.
    """
    fixes = corrections()
    entries = learn(texts([*pages, *catalogues()], fixes), fixes)
    lines = "\n".join(f"{entry}\t{','.join(entries[entry])}" for entry in sorted(entries))
    return f"globalThis.__kitReadings={json.dumps(lines, ensure_ascii=False)};\n"
