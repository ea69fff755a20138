"""What may not be in a lesson's words: typed figures, and translations that lost something."""

from __future__ import annotations

import re
from collections import Counter
from string import Formatter
from typing import TYPE_CHECKING

from variants.markdown import MARKDOWN, visible
from variants.walk import CODE, Unit, cell_id
from variants.words import lesson_units, read_catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from babel.messages.catalog import Catalog
    from markdown_it.token import Token
    from nbformat import NotebookNode

_NUMBER = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen"
)
_SPELLED = rf"\b(?:{_NUMBER})(?:[\s-]+(?:and[\s-]+)?(?:{_NUMBER}))*"
_KANJI = "〇零一二三四五六七八九十百千万億兆"
_FIGURES = (
    re.compile(r"\d+(?:[.,]\d+)*[%\uff05]?"),  # \d knows full-width digits too
    re.compile(
        rf"{_SPELLED}[\s-]+(?:million|billion|trillion|times|per\s?cent|percentage\s+points?)\b",
        re.IGNORECASE,
    ),
    re.compile(rf"{_SPELLED}-?fold\b", re.IGNORECASE),
    re.compile(r"\ban?\s+(?:million|billion|trillion)\b", re.IGNORECASE),
    # 一人当たり, 一人一人 and 一元的 are words, not counts; 何千 asks.
    re.compile(
        rf"(?<![何幾{_KANJI}])(?<!一人)[{_KANJI}]+(?:[億兆万千百割倍件社歳円年]|ドル|ユーロ|ウォン|元(?![化的論])|"
        r"人(?!当|ひとり|一人|称)|[かカヵヶ]国|[%\uff05]|パーセント|ポイント)"
    ),
    re.compile(rf"[{_KANJI}]+分の[{_KANJI}]+"),
)
_FULL_WIDTH = re.compile("[\uff10-\uff19]")
_TWO_WORDS = re.compile(r"[A-Za-z]{2,}[^A-Za-z]+[A-Za-z]{2,}")


def figures(notebook: NotebookNode, path: str) -> list[str]:
    """Find figures that somebody typed into the words of a lesson.

    Parameters
    ----------
    notebook : NotebookNode
        The source as read. A cell's metadata ``dates`` lists what it may spell out.
    path : str
        The source's name, such as ``lessons/source/03-x.md``.

    Returns
    -------
    list of str
        One sentence each; empty if all is well.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_markdown_cell
    >>> figures(new_notebook(cells=[new_markdown_cell("About 92 firms", metadata={"id": "top"})]), "03-x.md")
    ['03-x.md:top: the figure "92" is typed; compute it with tell( ), or list a year, date or name under "dates".']
    """
    return [
        finding
        for unit in lesson_units(notebook, path)
        for finding in _typed(unit, unit.msgid, unit.location)
    ]


def figures_in_catalogue(po_path: Path, units: Iterable[Unit]) -> list[str]:
    """Find figures that somebody typed into a translation.

    Parameters
    ----------
    po_path : Path
        Such as ``lessons/locale/ja.po``.
    units : iterable of Unit
        Of all lessons; a unit's ``dates`` hold for its translation too.

    Returns
    -------
    list of str
    """
    catalog = read_catalog(po_path)
    findings = []
    for unit in units:
        message = catalog.get(unit.msgid)
        if message is not None and message.string and not message.fuzzy:
            findings += _typed(unit, str(message.string), f"{po_path.as_posix()}, {unit.location}")
    return findings


def _typed(unit: Unit, words: str, where: str) -> list[str]:
    text = visible(words, filled=unit.kind == CODE)
    advice = 'compute it with tell( ), or list a year, date or name under "dates"'
    if unit.kind == "title":
        advice = "a title holds no figure, so name the matter in words"
    else:
        for date in sorted(unit.dates, key=len, reverse=True):
            text = re.sub(rf"(?<!\d)(?<!\d[.,]){re.escape(date)}(?!\d|[.,]\d)", " ", text)
    found = dict.fromkeys(match.group() for pattern in _FIGURES for match in pattern.finditer(text))
    return [f'{where}: the figure "{figure}" is typed; {advice}.' for figure in found]


def untranslatable(notebook: NotebookNode, path: str) -> list[str]:
    """Find words in HTML blocks, which no catalogue holds.

    Parameters
    ----------
    notebook : NotebookNode
        The source as read.
    path : str
        The source's name.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_markdown_cell
    >>> untranslatable(
    ...     new_notebook(cells=[new_markdown_cell("<p>Hello</p>", metadata={"id": "top"})]), "03-x.md"
    ... )
    ['03-x.md:top: "Hello" stands in HTML and would stay English; write it in Markdown.']
    """
    findings = []
    for cell in notebook.cells:
        blocks = MARKDOWN.parse(cell.source) if cell.cell_type == "markdown" else []
        for block in blocks:
            words = re.sub(r"<!--.*?-->|<[^>]*>", " ", block.content, flags=re.DOTALL).strip()
            if block.type == "html_block" and words:
                findings.append(
                    f'{path}:{cell_id(cell)}: "{words}" stands in HTML and would stay English; write it in Markdown.'
                )
    return findings


def catalogue(po_path: Path, template: Catalog) -> list[str]:
    """Find what is missing, stale or damaged in a catalogue.

    Parameters
    ----------
    po_path : Path
        Such as ``lessons/locale/ja.po``.
    template : Catalog
        The words as the sources hold them now, from `variants.words.template`.

    Returns
    -------
    list of str
        One sentence each; empty if all is well.
    """
    catalog = read_catalog(po_path)
    findings = []
    for source in template:
        if not source.id:
            continue
        where = f"{po_path.as_posix()}, {source.locations[0][0]}"
        message = catalog.get(source.id)
        if message is None or not message.string:
            findings.append(f'{where}: "{source.id}" is not translated; translate it.')
        elif message.fuzzy:
            findings.append(
                f'{where}: the English is now "{source.id}"; revise the translation and take the fuzzy mark away.'
            )
        else:
            kept = any(re.match(r"same\b", comment) for comment in message.user_comments)
            findings += [f"{where}: {fault}" for fault in _faults(str(source.id), str(message.string), kept)]
    unknown = [message.id for message in catalog if message.id and message.id not in template]
    return findings + [
        f'{po_path.as_posix()}: "{msgid}" is in no source; update the catalogue.' for msgid in unknown
    ]


def _faults(source: str, target: str, kept: bool) -> Iterator[str]:
    """Compare a translation with its source; `kept` says that staying English is meant."""
    if source == target and not kept and _TWO_WORDS.search(visible(source, filled=True)):
        yield f'"{source}" is still English; translate it, or put the comment "# same" above it.'
    if _FULL_WIDTH.search(target):
        yield f'"{target}" has full-width digits; write digits half-width.'
    yield from _compared("placeholders", _placeholders(source), _placeholders(target))
    if source.count("\n") != target.count("\n"):
        yield f'"{target}" has other line breaks than the English; keep as many.'
    elif [block.type for block in MARKDOWN.parse(source)] != [block.type for block in MARKDOWN.parse(target)]:
        yield f'"{target}" is another kind of Markdown block than the English; begin it as the English begins.'
    before, after = _inline(source), _inline(target)
    for name, part in (("code spans", "code_inline"), ("link targets", "link"), ("pictures", "image")):
        yield from _compared(name, _parts(before, part), _parts(after, part))
    for name, part in (("bold", "strong_open"), ("emphasis", "em_open")):
        want, got = (sum(token.type == part for token in tokens) for tokens in (before, after))
        if want != got:
            yield (
                f'"{target}" shows {got} {name} passages, the English {want}; '
                "if the stars touch a bracket, %, or other sign, move them inside it or put a space outside."
            )


def _compared(name: str, want: Counter[str] | None, got: Counter[str] | None) -> Iterator[str]:
    if want is None:
        return
    if got is None:
        yield f"the {name} cannot be read; pair every brace."
        return
    for verb, difference in (("lost", want - got), ("has invented", got - want)):
        if difference:
            listed = ", ".join(f'"{part}"' for part in sorted(difference.elements()))
            yield f"the translation {verb} the {name} {listed}; use the same as the English."


def _placeholders(words: str) -> Counter[str] | None:
    """Count the placeholders with their formats; None if the braces do not pair."""
    try:
        fields = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(words)]
    except ValueError:
        return None
    return Counter(
        "{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
        for name, spec, conversion in fields
        if name is not None
    )


def _inline(words: str) -> list[Token]:
    return MARKDOWN.parseInline(words)[0].children or []


def _parts(tokens: list[Token], part: str) -> Counter[str]:
    if part == "code_inline":
        return Counter(token.content for token in tokens if token.type == part)
    name, attribute = ("image", "src") if part == "image" else ("link_open", "href")
    return Counter(str(token.attrs[attribute]) for token in tokens if token.type == name)
