"""Which formats there are, what is said of others, and what the start page links to."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.needs import chromium
from tests.test_page import ROOT, Reader, _built
from variants import build
from variants.formats import FORMATS, FormatError, chosen
from variants.pdf import PrintError
from variants.pdf import chromium as printer
from variants.site import write_pages

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One lesson with claims to sort, in both languages."""
    folder = tmp_path_factory.mktemp("lessons")
    for path in _built():
        if path.stem.startswith("00"):
            target = folder / path.parent.name / path.name
            target.parent.mkdir(exist_ok=True)
            shutil.copy(path, target)
    return folder


@pytest.mark.parametrize(
    ("wrong", "nearest"), [("htlm", "html"), ("pfd", "pdf"), ("word.docx", "docx"), ("card", "cards")]
)
def test_an_unknown_format_is_answered_with_the_nearest(
    wrong: str, nearest: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build.main(["--pages", str(tmp_path / "pages"), "--formats", f"html,{wrong}"]) == 2
    said = capsys.readouterr().err.strip()
    assert f"the nearest is “{nearest}”" in said
    assert said.count("\n") == 0
    assert not (tmp_path / "pages").exists()


def test_formats_need_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["--formats", "pdf"]) == 2
    assert "--pages DIR" in capsys.readouterr().err


def test_each_format_is_written_once_and_the_pages_first() -> None:
    assert chosen("cards,pdf,HTML,pdf") == ("html", "pdf", "cards")
    assert set(chosen(",".join(FORMATS))) == set(FORMATS)
    with pytest.raises(FormatError):
        chosen("")


def test_without_a_browser_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PrintError, match="set CHROMIUM to its path"):
        printer()


@pytest.mark.parametrize("formats", ["html", "html,docx", "html,pdf,docx,cards"])
def test_the_start_page_links_to_what_was_written(lessons: Path, tmp_path: Path, formats: str) -> None:
    if "pdf" in formats:
        chromium()
    code = (
        "import sys; from pathlib import Path; from variants.formats import *;"
        "job = Job(Path(sys.argv[1]), Path(sys.argv[2]), chosen(sys.argv[3])); print(*write_formats(job), sep='\\n')"
    )
    # A process of its own: Playwright runs once in each, and the tests' browser is open.
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), str(lessons), formats],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    ends = {"pdf": {".pdf"}, "docx": {".docx"}, "cards": {"cards.html", "cards-answers.html"}}
    for language in ("en", "ja"):
        home = tmp_path / language / "index.html"
        linked = set(Reader(home.read_text("utf-8")).linked)
        for address in linked:
            assert (home.parent / address).is_file() or address.startswith("#"), address
        for name, found in ends.items():
            for end in found:
                assert any(address.endswith(end) for address in linked) == (name in formats.split(","))
    written = run.stdout.split()
    assert len(set(written)) == len(written)
    made = {str(path) for path in tmp_path.rglob("*") if path.is_file() and path.parent.name != "kit"}
    assert made == set(written)


def test_learners_pages_do_not_lead_to_the_judgements(lessons: Path, tmp_path: Path) -> None:
    write_pages(tmp_path, lessons, formats=tuple(FORMATS))
    for page in tmp_path.glob("*/*.html"):
        linked = re.findall(r'href="([^"]+)"', page.read_text("utf-8"))
        assert ("cards-answers.html" in linked) == (page.stem == "index")
