"""The report on balance: what the register and the arguments weigh on each side, counted from the tables.

``docs/balance.md`` is made by every build. What it calls a rule is also a test.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from widgets.language import country_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = ["Rule", "report", "rules"]

DATA = Path(__file__).parent.parent / "data"
CLOSE = 0.2  # two sides may differ by this share of the larger one
CHINESE = 4  # arguments by authors from China, at least
ONE_TEST = "caisi-deepseek"  # one agency's test, which must not stand as several arguments
KINDS = ("fact", "quotation", "forecast", "opinion", "vague", "inference")
FIGURES = ("right", "old", "slipped", "not-found", "none")
SENTENCES = ("matches", "loose", "misleading", "contradicts", "no-source", "disagree")
SIDES = ("for", "caution", "evidence")
BASES = ("first-hand", "mirror", "second-hand")

_INTRODUCTION = (
    "This page is made from the tables by every build. It counts; it does not say that equal numbers are fair. "
    "Whoever uses the kit can see here what stands on each side, and where the sources come from."
)

Row = dict[str, str]


@dataclass(frozen=True)
class Rule:
    """One rule of balance, what was measured, and whether the rule holds."""

    text: str
    measured: str
    holds: bool


def _read(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= CLOSE * max(one, other)


def _words(rows: Iterable[Row], column: str) -> int:
    return sum(len(row[column].split()) for row in rows)


def _characters(rows: Iterable[Row], column: str) -> int:
    return sum(len(row[column]) for row in rows)


def _side(arguments: Iterable[Row], side: str) -> list[Row]:
    return [row for row in arguments if row["side"] == side]


def rules(folder: Path = DATA) -> list[Rule]:
    """Measure every rule of balance.

    Parameters
    ----------
    folder : Path
        Folder with the tables claims, arguments and sources.

    Returns
    -------
    list of Rule

    Examples
    --------
    >>> all(rule.holds for rule in rules())
    True
    """
    claims, arguments = _read(folder, "claims"), _read(folder, "arguments")
    pro, caution = _side(arguments, "for"), _side(arguments, "caution")
    known = {row["id"] for row in _read(folder, "sources")}
    chinese = {side: sum(r["author_economy"] == "CHN" for r in _side(arguments, side)) for side in SIDES}
    tests = sum(row["source"] == ONE_TEST for row in arguments)
    judged = [row for row in claims if row["sentence_judgement"] or row["figure_judgement"] != "none"]
    unsourced = [row["id"] for row in judged if row["source"] not in known]
    views = [row for row in claims if row["kind"] in ("opinion", "forecast")]
    verdicts = [row["id"] for row in claims if row["kind"] not in KINDS[:2] and row["sentence_judgement"]]
    one_sided = [row["id"] for row in views if not (row["speaks_for"] and row["speaks_against"])]
    pairs: list[tuple[str, int, int]] = [
        ("Arguments for open releases and for caution: number", len(pro), len(caution)),
        ("The same: words in English", _words(pro, "argument"), _words(caution, "argument")),
        ("The same: characters in Japanese", _characters(pro, "argument_ja"), _characters(caution, "argument_ja")),
        ("What speaks for and against the claims: words in English", _words(claims, "speaks_for"), _words(claims, "speaks_against")),
        ("The same: characters in Japanese", _characters(claims, "speaks_for_ja"), _characters(claims, "speaks_against_ja")),
    ]  # fmt: skip
    found = [
        Rule(f"{text}, within {CLOSE:.0%}", f"{one} and {other}", _close(one, other))
        for text, one, other in pairs
    ]
    return [
        *found,
        Rule(
            f"At least {CHINESE} arguments by authors from China, on both sides",
            f"{chinese['for']} for, {chinese['caution']} for caution",
            chinese["for"] + chinese["caution"] >= CHINESE and bool(chinese["for"] and chinese["caution"]),
        ),
        Rule("One agency’s test of one firm’s models stands once", str(tests), tests == 1),
        Rule("Every judgement has a source that we list", _listed(unsourced), not unsourced),
        Rule("No judgement of truth on opinions, forecasts, vague claims and inferences", _listed(verdicts), not verdicts),
        Rule("Every opinion and forecast has a reason on each side", _listed(one_sided), not one_sided),
    ]  # fmt: skip


def _listed(ids: Sequence[str]) -> str:
    return f"exceptions: {', '.join(ids)}" if ids else "no exception"


def _about(claim: Row) -> str:
    """Say which of the two countries a claim is about."""
    both = {claim["economy"], claim["other_economy"]} & {"CHN", "USA"}
    if len(both) == 2:
        return "both"
    return {"CHN": "China", "USA": "the United States"}[both.pop()] if both else "neither"


def _table(corner: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Write counts as a Markdown table with a total for each row and column."""
    lines = [[corner, *columns, "all"], ["---", *["---:"] * (len(columns) + 1)]]
    lines += [[name, *map(str, counts), str(sum(counts))] for name, counts in rows]
    totals = [sum(counts[place] for _name, counts in rows) for place in range(len(columns))]
    lines.append(["all", *map(str, totals), str(sum(totals))])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _crossed(
    rows: Sequence[Row], corner: str, name: Callable[[Row], str], column: str, values: Sequence[str]
) -> str:
    """Count rows by a name and by the value of a column."""
    counted = Counter((name(row), row[column]) for row in rows)
    names = sorted({name(row) for row in rows})
    return _table(corner, values, [(each, [counted[each, value] for value in values]) for each in names])


def _share(claims: Sequence[Row], about: str) -> str:
    judged = [row for row in claims if _about(row) == about and row["sentence_judgement"]]
    matching = sum(row["sentence_judgement"] == "matches" for row in judged)
    return f"{matching} of {len(judged)} about {about}"


def _economy(code: str) -> str:
    return country_name(code) if code else "international or not known"


def _section(heading: str, reading: str, *tables: str) -> str:
    return "\n\n".join([f"## {heading}", reading, *tables])


def report(folder: Path = DATA) -> str:
    """Write the report on balance.

    Parameters
    ----------
    folder : Path
        Folder with the tables.

    Returns
    -------
    str
        Markdown; the same tables give the same text.

    Examples
    --------
    >>> report().splitlines()[0]
    '# Balance'
    """
    claims, arguments, sources = (_read(folder, name) for name in ("claims", "arguments", "sources"))
    found = rules(folder)
    held = sum(rule.holds for rule in found)
    lines = ["| Rule | Measured | Holds |", "| --- | --- | --- |"]
    lines += [f"| {rule.text} | {rule.measured} | {'yes' if rule.holds else '**no**'} |" for rule in found]
    opinions = sum(row["kind"] not in KINDS[:2] for row in claims)
    second = sum(row["basis"] == "second-hand" for row in sources)
    american = sum(row["economy"] == "USA" for row in sources)
    chinese = sum(row["economy"] == "CHN" for row in sources)
    by_economy = Counter(row["author_economy"] for row in arguments)
    return "\n\n".join(
        [
            "# Balance",
            _INTRODUCTION,
            _section("Rules", f"{held} of {len(found)} rules hold.", "\n".join(lines)),
            _section(
                "Claims by article and kind",
                f"{opinions} of {len(claims)} claims are neither fact nor quotation; they get no judgement of truth.",
                _crossed(claims, "article", lambda row: row["article"], "kind", KINDS),
            ),
            _section(
                "Judgements by country",
                "A claim about both countries stands in a row of its own. Sentences that match their source: "
                f"{_share(claims, 'China')}, {_share(claims, 'the United States')}. "
                "The numbers describe what two articles wrote. They describe no country.",
                "Sentence:",
                _crossed([row for row in claims if row["sentence_judgement"]], "about", _about, "sentence_judgement", SENTENCES),
                "Figure:",
                _crossed(claims, "about", _about, "figure_judgement", FIGURES),
            ),
            _section(
                "Claims by lesson",
                "A lesson with few claims has its evidence in other tables.",
                _crossed(claims, "lesson", lambda row: row["lesson"], "kind", KINDS),
            ),
            _section(
                "Sources by country or economy of the publisher",
                f"{american} of {len(sources)} sources are published in the United States and {chinese} in China; "
                f"{second} were read second-hand. A reader should know both.",
                _crossed(sources, "publisher", lambda row: _economy(row["economy"]), "basis", BASES),
            ),
            _section(
                "Arguments by theme",
                "“evidence” is what was measured; it belongs to neither side.",
                _crossed(arguments, "theme", lambda row: row["theme"], "side", SIDES),
            ),
            _section(
                "Arguments by country or economy of the author",
                f"{by_economy['USA']} of {len(arguments)} come from the United States and {by_economy['CHN']} from China.",
                _crossed(arguments, "author", lambda row: _economy(row["author_economy"]), "side", SIDES),
            ),
        ]
    ) + "\n"  # fmt: skip
