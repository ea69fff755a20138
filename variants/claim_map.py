"""The map from the articles to the lessons: which section treats which claim of which paragraph.

``docs/map.md`` is made from it by every build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from variants.treated import Articles, Lesson, Row, articles, lessons, where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["faults", "page", "report"]

_INTRODUCTION = (
    "This page is made by every build, from the tables and from the lessons’ sources. It shows, for each paragraph of "
    "the two articles, its claims and the sections of lessons that treat them. A claim stands at one paragraph that "
    "holds it; headings are counted. A section whose name begins with “more” is homework; so is an ending that a "
    "class does not take. A deck can show other claims in another copy, as a parameter says. The whole register of "
    "claims stands in {registers}; it is named as homework where no other section treats a claim."
)
_ALONE = (
    "{alone} of {claims} claims stand in the register and in no other section. The second column names the lesson "
    "where each belongs; lessons 05 to 07 are planned."
)


def faults(known: Articles, taught: list[Lesson]) -> list[str]:
    """Find paragraphs and claims without a place.

    Parameters
    ----------
    known : Articles
        From `treated.articles`.
    taught : list of Lesson
        From `treated.lessons`.

    Returns
    -------
    list of str
        One sentence each; empty if every paragraph has claims or says why not, every claim is treated, those of a
        lesson that is written are treated there, and a front matter names what its cells treat.
    """
    return [*_paragraphs(known), *_claims(known, taught), *_fronts(known, taught)]


def _paragraphs(known: Articles) -> Iterator[str]:
    ids = {row["id"] for row in known.claims}
    held = {(row["article"], int(row["paragraph"])) for row in known.claims}
    told = {(row["article"], row["paragraph"]) for row in known.without}
    counted = {(article, place) for article, count in known.lengths.items() for place in range(1, count + 1)}
    file = "data/datapackage.json, claims"
    for article, place in sorted(counted - held - told):
        yield f"{file}: paragraph {place} of article {article} has no claim; name it under withoutClaim with what it holds."
    for article, place in sorted(held & told):
        yield f"{file}: paragraph {place} of article {article} has a claim; take it out of withoutClaim."
    for article, place in sorted((held | told) - counted):
        yield f"{file}: article {article} has no paragraph {place}; correct its place or the number of paragraphs."
    for row in known.without:
        for name in row["claims"]:
            if name not in ids:
                yield f"{file}: withoutClaim, paragraph {row['paragraph']}: {name} is no claim; correct it."


def _claims(known: Articles, taught: list[Lesson]) -> Iterator[str]:
    written = {each.name[:2] for each in taught}
    open_ = {each.name[:2] for each in taught if each.registers}
    for row in known.claims:
        own = [each for each in taught if each.name[:2] == row["lesson"]]
        if row["lesson"] in written - open_ and not any(row["id"] in each.named for each in own):
            yield (
                f"data/claims.csv: no cell of lesson {row['lesson']} names {row['id']}, which belongs there; "
                "put it into a deck, or name it in a cell’s metadata claims."
            )
        elif not open_ and not where(row, known, taught):
            yield f"data/claims.csv: no lesson treats {row['id']}; put it into a deck, or show the whole register."


def _fronts(known: Articles, taught: list[Lesson]) -> Iterator[str]:
    rows = {row["id"]: row for row in known.claims}
    for each in taught:
        for name in each.front:
            if name in rows and not where(rows[name], known, [each]):
                yield (
                    f"lesson {each.name}, front matter: claims: no cell treats {name}; name it in a cell’s metadata "
                    "claims, or take it out."
                )


def _treated(row: Row, known: Articles, taught: list[Lesson], homework: str) -> str:
    return f"{row['id']}: {', '.join(where(row, known, taught)) or homework}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head)]
    lines += [["---"] * len(lines[0]), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page() -> str:
    """Write the map of the tables and lessons as they stand.

    Examples
    --------
    >>> page().splitlines()[0]
    '# From the articles to the lessons'
    """
    return report(articles(), lessons())


def report(known: Articles, taught: list[Lesson]) -> str:
    """Write the map.

    Parameters
    ----------
    known : Articles
        From `treated.articles`.
    taught : list of Lesson
        From `treated.lessons`.

    Returns
    -------
    str
        Markdown; the same tables and sources give the same text.

    Examples
    --------
    >>> print(report(Articles([], [], {"a": 0}, []), []).splitlines()[0])
    # From the articles to the lessons
    """
    registers = " and ".join(f"lesson {each.name}, {place}" for each in taught for place in each.registers)
    first = next(
        (f"homework, {each.name} {each.registers[0]}" for each in taught if each.registers), "no section"
    )
    rows = {row["id"]: row for row in known.claims}
    without: Mapping[tuple[str, int], dict[str, Any]] = {
        (row["article"], row["paragraph"]): row for row in known.without
    }
    parts = ["# From the articles to the lessons", _INTRODUCTION.format(registers=registers)]
    for article, count in known.lengths.items():
        lines = []
        for place in range(1, count + 1):
            held = [
                row for row in known.claims if (row["article"], int(row["paragraph"])) == (article, place)
            ]
            empty = without.get((article, place), {"holds": "", "claims": []})
            held += [rows[name] for name in empty["claims"]]
            lines.append(
                [str(place), "; ".join(_treated(row, known, taught, first) for row in held), empty["holds"]]
            )
        head = ["Paragraph", "Claims, with lessons and sections", "What it holds, if no claim begins there"]
        parts += [f"## Article {article.upper()}", _table(head, lines)]
    alone = [row for row in known.claims if not where(row, known, taught)]
    parts += [
        "## Claims that stand in the register alone",
        _ALONE.format(alone=len(alone), claims=len(known.claims)),
        _table(["Claim", "Lesson"], [[row["id"], row["lesson"]] for row in alone]),
    ]
    return "\n\n".join(parts) + "\n"
