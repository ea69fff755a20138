"""The worksheets for Word: every prompt of the class path, nothing that answers one, the same bytes each time."""

from __future__ import annotations

import ast
import io
import json
import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from tests.test_page import MIME, _built, _cell, _lesson
from tests.widget_page import chart, choice, guess, reveal
from variants.docx import worksheet

if TYPE_CHECKING:
    from pathlib import Path

SECRET = {"en": 20, "ja": 12}  # letters from which a piece of text is no chance find
SHOWN = [
    "prompt_html",
    "plain",
    "options",
    "parts",
    "blanks",
    "items",
    "cards",
    "starters",
    "fields",
    "rubric",
    "unit",
    "sure",
    "ends",
]


def _text(content: bytes) -> str:
    """All text of the file, without white space and marks."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        xml = file.read("word/document.xml").decode()
    return _squeezed("".join(re.findall(r"<w:t[ >][^<]*|</w:p>", xml)))


def _squeezed(html: str) -> str:
    plain = re.sub(r"<w:t[^>]*>|</w:p>|<[^>]+>", "", html)
    for entity, sign in (("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"')):
        plain = plain.replace(entity, sign)
    return re.sub(r"[\s*]+", "", plain)


def _data(cell: nbformat.NotebookNode) -> list[dict[str, Any]]:
    return [o.data[MIME] for o in cell.get("outputs", []) if MIME in o.get("data", {})]


def _secrets(cell: nbformat.NotebookNode, language: str) -> list[str]:
    """What the code of a question says and its widget does not show: feedback, hints, worked steps."""
    data = next(data for data in _data(cell) if data["kind"] == "question")
    shown = _squeezed(
        json.dumps({name: data.get(name) for name in SHOWN}, ensure_ascii=False).replace("\\n", "")
    )
    found = []
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for piece in re.split(r"\{[^}]*\}|\[\[[^\]]*\]\]", node.value):
                text = _squeezed(piece)
                if len(text) >= SECRET[language] and text.replace('"', '\\"') not in shown:
                    found.append(text)
    return found


@pytest.mark.parametrize("path", _built(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_worksheet_asks_everything_and_answers_nothing(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    content = worksheet(nbformat.read(path, as_version=4), path.parent.name)
    text = _text(content)
    more = next(place for place, cell in enumerate(cells) if cell.id == "more-intro")
    asked, secrets, waiting = 0, [], []
    for place, cell in enumerate(cells):
        for data in _data(cell):
            if data.get("after"):
                states = data.get("states", {}).values()
                waiting += [_squeezed(s["takeaway_html"]) for s in states] or [_squeezed(data["html"])]
            elif data["kind"] == "question":
                secrets += _secrets(cell, path.parent.name)
                if place < more and not cell.id.startswith("warmup-"):
                    asked += 1
                    assert _squeezed(data["prompt_html"]) in text
                    for option in data["options"]:
                        assert f"☐{_squeezed(option['html'])}" in text
        if cell.id.endswith("-ask") and place < more:
            assert _squeezed(cell.source.split("\n")[0]) in text
    assert asked >= 4
    assert len(secrets) >= 20
    assert len(waiting) >= 3
    assert [piece for piece in secrets if piece in text] == []
    assert [piece for piece in waiting if piece in text] == []
    assert worksheet(nbformat.read(path, as_version=4), path.parent.name) == content


@pytest.mark.parametrize("path", _built(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_worksheet_can_be_restyled_and_read_aloud(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    file = Document(io.BytesIO(worksheet(notebook, path.parent.name)))
    title = notebook.cells[0].source.split("\n")[0].removeprefix("# ")
    named: dict[str, list[str]] = {}
    for paragraph in file.paragraphs:
        named.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert named["Title"] == [title]
    assert file.core_properties.title == title
    assert file.core_properties.language == {"en": "en-GB", "ja": "ja-JP"}[path.parent.name]
    wanted = [
        re.search(r"(?m)^## (.*)$", cell.source)[1]
        for cell in notebook.cells
        if cell.id.split("-")[0] in ("question", "guess", "turn", "check", "exit")
        and cell.source.startswith("## ")
    ]
    assert set(wanted) <= set(named["Heading 1"])
    assert len(named["Writing line"]) > 8
    page = file.sections[0]
    assert (round(page.page_width / Mm(1)), round(page.page_height / Mm(1))) == (210, 297)
    for picture in file.inline_shapes:
        assert len(picture._inline.docPr.get("descr")) > 20
    for table in file.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    for fonts in file.styles.element.iter(qn("w:rFonts")):
        assert fonts.get(qn("w:eastAsia")) == "Yu Gothic"
        assert fonts.get(qn("w:asciiTheme")) is None
    languages = {lang.get(qn("w:eastAsia")) for lang in file.styles.element.iter(qn("w:lang"))}
    assert languages == {"ja-JP"}


def test_a_chart_is_a_picture_and_one_that_answers_is_not_there() -> None:
    cells = [
        nbformat.v4.new_markdown_cell("## Your guess", id="guess-intro"),
        _cell("guess-q", guess("q1") | {"plain": "Who pays?"}),
        _cell("guess-chart", chart("c1", after="q1")),
        _cell("guess-text", reveal("t1")),
        nbformat.v4.new_markdown_cell("## Look", id="look-intro"),
        _cell("look-chart", chart("c2")),
        _cell("look-q", choice("q2", plain="Who pays?")),
        nbformat.v4.new_markdown_cell("## Example", id="example-intro"),
        nbformat.v4.new_markdown_cell("It is solved.", id="example-steps"),
        nbformat.v4.new_markdown_cell("## More", id="more-intro"),
        _cell("more-q", choice("q3")),
    ]
    file = Document(io.BytesIO(worksheet(_lesson(*cells), "en")))
    assert [shape._inline.docPr.get("descr") for shape in file.inline_shapes] == ["Bars 0 0."]
    text = "\n".join(paragraph.text for paragraph in file.paragraphs)
    assert text.count("Who pays?") == 2  # the guess and the question; not the one under "More"
    assert not re.search(r"Firms pay|solved|More|Example|Reading \d", text)


def test_nothing_in_the_file_says_when_it_was_made() -> None:
    with zipfile.ZipFile(io.BytesIO(worksheet(_lesson(), "en"))) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_libreoffice_reads_it_on_a_few_sheets(tmp_path: Path) -> None:
    tool = shutil.which("soffice")
    if not tool:
        pytest.skip("No LibreOffice: worksheets are read back by python-docx alone.")
    for path in _built():
        content = worksheet(nbformat.read(path, as_version=4), path.parent.name)
        (tmp_path / f"{path.parent.name}-{path.stem}.docx").write_bytes(content)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    files = [str(path) for path in tmp_path.glob("*.docx")]
    subprocess.run(
        [tool, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files],
        check=True,
        capture_output=True,
        timeout=180,
    )
    pdfs = list(tmp_path.glob("*.pdf"))
    assert len(pdfs) == len(_built())
    for pdf in pdfs:
        said = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
        assert int(re.search(r"Pages: +(\d+)", said)[1]) <= 5
