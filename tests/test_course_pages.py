"""A course in other formats than notebooks, and with own tables: what stands where, and who gets which."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from typing import TYPE_CHECKING

import nbformat
import pytest

from tests.building import ROOT, course_file, events, run, tree
from tests.needs import chromium
from variants.course.dressing import Dress, beside, course_id, dress
from variants.course.inputs import kit_hash
from variants.site import SHARED

TITLE = "Figures & facts"
COURSE = f"""\
title: {TITLE}
languages: [en, ja]
country: JPN
currency: JPY
audiences: [learner, teacher, handout]
learners: [aoi, ben]
formats: [ipynb, html, single, docx, cards]
lessons: ["00"]
"""
if TYPE_CHECKING:
    from pathlib import Path

ROOTS = ("learners/aoi", "learners/ben", "teacher", "handout")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chromium()  # cards are printed
    folder = tmp_path_factory.mktemp("pages")
    code, _out, err = run(course_file(folder, COURSE), "--out", folder / "out", "--quiet")
    assert code == 0, err
    return folder / "out"


def test_every_link_leads_to_a_file_of_the_build(out: Path) -> None:
    pages = sorted(out.rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        text = page.read_text("utf-8")
        for address in re.findall(r'(?:href|src)="([^"#:$]+)(?:#[^"]*)?"', text):
            assert (page.parent / address).is_file(), f"{page.relative_to(out)}: {address}"


def test_learners_share_one_kit_and_what_is_sent_alone_needs_none(out: Path) -> None:
    for name in SHARED:
        found = {path.parent.relative_to(out).as_posix() for path in out.rglob(f"kit/{name}")}
        assert found - {"learners/aoi/single/kit", "learners/ben/single/kit"} >= {
            "learners/kit",
            "teacher/kit",
        }
        assert not found & {"learners/aoi/kit", "learners/ben/kit"}
    for page in out.glob("*/single/*/0*.html"):
        assert not re.findall(r'<script[^>]* src="|<link rel="stylesheet"', page.read_text("utf-8")), page


def test_our_judgements_are_for_the_teacher_alone(out: Path) -> None:
    for root in ROOTS:
        for language in ("en", "ja"):
            folder = out / root / language
            assert (folder / "cards.html").is_file()
            assert (folder / "cards-answers.html").is_file() == (root == "teacher")
            linked = "cards-answers" in (folder / "index.html").read_text("utf-8")
            assert linked == (root == "teacher")


def test_pages_name_the_course_and_keep_its_answers_apart(out: Path) -> None:
    for root in ROOTS:
        home = (out / root / "en" / "index.html").read_text("utf-8")
        assert "<h1>Figures &amp; facts</h1>" in home
        assert f'"course":"{course_id(TITLE)}"' in home
        [page] = (out / root / "en").glob("00-*claim.html")
        assert f'"course":"{course_id(TITLE)}"' in page.read_text("utf-8")
    variants = {
        re.search(r'"variant":"([^"]+)"', (out / root / "en" / "00-reading-a-claim.html").read_text("utf-8"))[
            1
        ]
        for root in ROOTS
    }  # type: ignore[index]
    assert len(variants) == 3  # two learners' own, and the one of teacher and hand-out


def test_dressing_again_gives_the_same_bytes(out: Path) -> None:
    notebooks = tuple(
        (f"{language}/00-reading-a-claim.ipynb", (out / "learners/aoi" / language / "00-reading-a-claim.ipynb").read_bytes())
        for language in ("en", "ja")
    )  # fmt: skip
    task = Dress(kit_hash(), "learners/aoi", "learner", TITLE, ("html", "docx"), "", notebooks, "aoi")
    [part] = dress(task).parts
    assert len(part.files) > 10
    for path, content in part.files.items():
        if not path.endswith("index.html"):  # which links to every format
            assert (out / path).read_bytes() == content, path


def test_the_other_language_stands_beside_where_it_speaks_of_the_same(out: Path, tmp_path: Path) -> None:
    text = (out / "learners/aoi/en/00-reading-a-claim.html").read_text("utf-8")
    assert 'data-switch="beside"' in text
    for language in ("en", "ja"):
        shutil.copytree(ROOT / "lessons" / language, tmp_path / language)
    assert not any(path.stem.startswith("03-") for path in beside(tmp_path))  # dollars here, yen there


def test_without_notebooks_only_what_is_asked_for_stands(tmp_path: Path) -> None:
    text = 'title: Sheets\naudiences: [learner]\nformats: [docx]\nlessons: ["03"]\n'
    course = course_file(tmp_path, text)
    target = tmp_path / "out"
    assert run(course, "--out", target, "--quiet")[0] == 0
    sheet = "learner/en/03-investment-figures.docx"
    assert tree(target).keys() == {sheet, "manifest.json"}
    before = tree(target)
    code, out, _err = run(course, "--out", target, "--json")
    assert code == 0
    assert events(out)[0]["total"] == 0
    (target / sheet).unlink()  # its notebook is gone, too, and is made again
    assert run(course, "--out", target, "--quiet")[0] == 0
    assert tree(target) == before
    course_file(tmp_path, text.replace("[docx]", "[ipynb]"))
    assert run(course, "--out", target, "--quiet")[0] == 0
    assert tree(target).keys() == {sheet.replace("docx", "ipynb"), "manifest.json"}


def test_own_tables_are_read_and_go_along(tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO((ROOT / "data" / "economies.csv").read_text("utf-8"), newline="")))
    people = rows[0].index("people")
    place = next(index for index, row in enumerate(rows) if row[0] == "USA")
    rows[place][people] = "1000000"
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    (tmp_path / "mine.csv").write_text(text.getvalue(), "utf-8")
    given = 'title: Own\naudiences: [learner]\nlessons: ["03"]\ntables: {economies: mine.csv}\n'
    code, _out, err = run(course_file(tmp_path, given), "--out", tmp_path / "out", "--quiet")
    assert code == 0, err
    target = tmp_path / "out" / "learner" / "en"
    assert (target / "own" / "economies.csv").read_bytes() == (tmp_path / "mine.csv").read_bytes()
    notebook = nbformat.read(target / "03-investment-figures.ipynb", as_version=4)
    said = json.dumps(notebook, ensure_ascii=False)
    assert "Your own figures stand in for the kit’s: own/economies.csv" in said
    assert "own figures: own/economies.csv, said to come from" in said
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert "own/economies.csv" in manifest["inputs"]
