"""Every paragraph and every claim of the articles has its place, and each way to lose it is found."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from variants.claim_map import faults, report
from variants.treated import Articles, Lesson, articles, lesson, lessons, where

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
ARTICLES, LESSONS = articles(), lessons()


def test_every_paragraph_and_every_claim_has_its_place() -> None:
    assert ARTICLES.lengths == {"a": 18, "b": 46}
    assert len(ARTICLES.claims) == 100
    assert faults(ARTICLES, LESSONS) == []


def test_the_page_names_every_paragraph_and_every_claim() -> None:
    text = report(ARTICLES, LESSONS)
    for article, count in ARTICLES.lengths.items():
        part = text.split(f"## Article {article.upper()}\n")[1].split("\n## ")[0]
        rows = [
            [cell.strip() for cell in line.split("|")[1:-1]]
            for line in part.splitlines()
            if re.match(r"\| \d", line)
        ]
        assert [row[0] for row in rows] == [str(place) for place in range(1, count + 1)]
        assert all(row[1] or row[2] for row in rows), "a paragraph stands there with nothing"
        for claim in ARTICLES.claims:
            if claim["article"] == article:
                row = rows[int(claim["paragraph"]) - 1]
                assert re.search(rf"\b{claim['id']}: \w", row[1])
    assert (ROOT / "docs" / "map.md").read_text(encoding="utf-8") == text


def test_what_stands_in_the_register_alone_is_named_as_homework() -> None:
    text = report(ARTICLES, LESSONS)
    alone = [row["id"] for row in ARTICLES.claims if not where(row, ARTICLES, LESSONS)]
    assert re.findall(r"(\w+): homework, 00 more-register", text) == sorted(alone, key=text.index)
    listed = text.split("## Claims that stand in the register alone")[1]
    assert re.findall(r"(?m)^\| ([A-Z]\d\d[a-z]?) \|", listed) == alone


# --- what a lesson treats -----------------------------------------------------------------------------------


def _lesson(*cells: Any, claims: tuple[str, ...] = ()) -> Lesson:
    return lesson(new_notebook(cells=list(cells), metadata={"lesson": {"name": "07-x", "claims": [*claims]}}))


def test_a_claim_is_treated_where_code_or_metadata_name_it() -> None:
    found = _lesson(
        new_code_cell('tell(claim_text("A18a"))', id="question-claim"),
        new_code_cell('explore("deck", {"x": ["A18a", "B04"]}[deck])', id="more-claims-deck"),
        new_markdown_cell("In words.", id="example-text", metadata={"claims": ["A07"]}),
        new_markdown_cell("A09", id="example-prose"),
        new_code_cell('tell(claim_text("A10"))', id="example-teacher", metadata={"tags": ["teacher"]}),
    )
    assert found.named == {"A18a": ["question", "more-claims"], "B04": ["more-claims"], "A07": ["example"]}
    assert found.places == ["question", "more-claims", "example"]
    assert found.registers == []


def test_an_article_counts_for_what_its_retelling_holds_and_a_register_for_none() -> None:
    known = Articles([], [{"article": "b", "claims": "B01 B02"}], {}, [])
    found = _lesson(
        new_code_cell('article("b")', id="look-text"), new_code_cell('explore("all")', id="more-all-b")
    )
    assert (found.retold, found.registers) == ({"b": ["look"]}, ["more-all"])
    assert where({"id": "B02", "article": "b"}, known, [found]) == ["07 look"]
    assert where({"id": "B03", "article": "b"}, known, [found]) == []


# --- broken copies ------------------------------------------------------------------------------------------

Broken = tuple[Articles, list[Lesson]]


def _without(article: str, paragraph: int) -> Callable[[Articles, list[Lesson]], Broken]:
    def change(known: Articles, taught: list[Lesson]) -> Broken:
        rows = [row for row in known.without if (row["article"], row["paragraph"]) != (article, paragraph)]
        assert len(rows) == len(known.without) - 1
        return replace(known, without=rows), taught

    return change


def _unnamed(number: str, claim: str) -> Callable[[Articles, list[Lesson]], Broken]:
    def change(known: Articles, taught: list[Lesson]) -> Broken:
        (each,) = (each for each in taught if each.name == number)
        del each.named[claim]
        return known, taught

    return change


def _moved(known: Articles, taught: list[Lesson]) -> Broken:
    next(row for row in known.claims if row["id"] == "A12")["paragraph"] = "6"
    return known, taught


def _far(known: Articles, taught: list[Lesson]) -> Broken:
    next(row for row in known.claims if row["id"] == "A36")["paragraph"] = "19"
    return known, taught


def _told_twice(known: Articles, taught: list[Lesson]) -> Broken:
    row = {"article": "a", "paragraph": 5, "holds": "nothing", "claims": ["Z99"]}
    return replace(known, without=[*known.without, row]), taught


def _closed(known: Articles, taught: list[Lesson]) -> Broken:
    return known, [replace(each, registers=[]) for each in taught]


FAULTS: list[tuple[Callable[[Articles, list[Lesson]], Broken], list[str]]] = [
    (_without("a", 18), ["paragraph 18 of article a has no claim; name it under withoutClaim"]),
    (_without("b", 32), ["paragraph 32 of article b has no claim; name it under withoutClaim"]),
    (_moved, ["paragraph 5 of article a has no claim; name it under withoutClaim"]),
    (_far, ["article a has no paragraph 19; correct its place"]),
    (_told_twice, ["paragraph 5 of article a has a claim; take it out", "paragraph 5: Z99 is no claim; correct it"]),
    (_unnamed("04", "A16"), ["no cell of lesson 04 names A16, which belongs there", "lesson 04, front matter: claims: no cell treats A16"]),
    (_unnamed("03", "A19"), ["no cell of lesson 03 names A19, which belongs there", "lesson 03, front matter: claims: no cell treats A19"]),
    (_unnamed("03b", "A14"), ["no cell of lesson 03 names A14, which belongs there", "lesson 03b, front matter: claims: no cell treats A14"]),
    (_unnamed("02", "A38"), ["lesson 02, front matter: claims: no cell treats A38"]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sentences"), FAULTS)
def test_what_loses_its_place_is_found(
    change: Callable[[Articles, list[Lesson]], Broken], sentences: list[str]
) -> None:
    found = faults(*change(copy.deepcopy(ARTICLES), copy.deepcopy(LESSONS)))
    assert len(found) == len(sentences), found
    for line, sentence in zip(found, sentences, strict=True):
        assert sentence in line
        assert line.endswith(".")


def test_without_the_register_its_claims_have_no_place() -> None:
    found = faults(*_closed(copy.deepcopy(ARTICLES), copy.deepcopy(LESSONS)))
    lost = {row["id"] for row in ARTICLES.claims if not where(row, ARTICLES, LESSONS)}
    assert lost
    assert {line.split("treats ")[1].split(";")[0] for line in found if "no lesson treats" in line} | {
        line.split("names ")[1].split(",")[0] for line in found if "no cell of lesson 00" in line
    } >= lost


def test_a_claim_that_one_copy_in_many_shows_is_not_treated() -> None:
    front = {"lesson": {"name": "07-x", "claims": []}}
    drawn = new_code_cell('choose("a", claim_text(draw("claim", ["A05", "A06"])))', id="more-yours-question")
    named = new_code_cell('tell(claim_text("A06"))', id="look-claim")
    found = lesson(new_notebook(cells=[drawn, named], metadata=front))
    assert found.named == {"A06": ["look"]}
    assert found.places == ["more-yours", "look"]
