"""Whole builds: the command from the course file to the folder, again, and after changes."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import stat
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import nbformat
import pytest

from tests.building import SMALL, course_file, events, run, tree
from variants.course import copies, making
from variants.course.building import Build
from variants.course.folder import Folder
from variants.course.keys import read_secret
from variants.course.model import read_course
from variants.course.plan import plan, runs
from variants.course.progress import Progress
from variants.course.running import Processes
from variants.page_blocks import parameters

if TYPE_CHECKING:
    from nbformat import NotebookNode

KEY = "03-investment-figures"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One lesson for two learners and their teacher: the folder of the course, with the build in `out`."""
    folder = tmp_path_factory.mktemp("course")
    course = course_file(folder)
    code, out, err = run(course, "--out", folder / "out", "--workers", 2)
    assert (code, out) == (0, ""), err
    assert re.search(r"Built 3: 6 files in \S+, \d+ s\.$", err.strip())
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(built, tmp_path / "course"))


def _manifest(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    return json.loads((folder / "out" / "manifest.json").read_text("utf-8"))


def _answers(folder: Path) -> list[dict[str, str]]:
    text = (folder / "out" / "teacher" / "en" / "answers.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_manifest_knows_every_file_and_each_lesson_prints_its_variant(built: Path) -> None:
    manifest, found = _manifest(built), tree(built / "out")
    parts = [*manifest["copies"].values(), *manifest["others"].values()]
    told = {path: stamp["sha256"] for part in parts for path, stamp in part["files"].items()}
    assert told == {path: hash_ for path, hash_ in found.items() if path != "manifest.json"}
    assert len({part["variant"] for part in manifest["copies"].values()}) == 3
    for path, part in manifest["copies"].items():
        notebook = nbformat.read(built / "out" / f"{path}.ipynb", as_version=4)
        start = next(cell for cell in notebook.cells if cell.id == "start")
        said = str(start.outputs)
        assert part["variant"] in said
        assert part["parameters"] in said
    text = (built / "out" / "manifest.json").read_text("utf-8")
    assert str(built) not in text
    assert read_secret(built).hex() not in text


def test_learners_differ_in_their_own_cells_alone(built: Path) -> None:
    def read(learner: str) -> NotebookNode:
        return nbformat.read(built / "out" / "learners" / learner / "en" / f"{KEY}.ipynb", as_version=4)

    aoi, ben = read("aoi"), read("ben")
    assert parameters(aoi) == parameters(ben)
    differing = {a.id for a, b in zip(aoi.cells, ben.cells, strict=True) if a != b}
    assert {"start", "more-yours-question"} <= differing
    assert {name.partition("-")[0] for name in differing} <= {"start", "more", "work"}


def test_one_process_and_one_chunk_each_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    course = read_course(built / "course.yml")
    found = plan(course, read_secret(built))
    for copy in found.copies:
        [task] = runs(found, [copy])
        made = making.make(task)
        [part] = made.parts
        for path, content in part.files.items():
            assert (built / "out" / path).read_bytes() == content, path
    target = tmp_path / "again"
    code, _out, err = run(built / "course.yml", "--out", target, "--workers", 1, "--quiet")
    assert (code, err) == (0, "")
    assert tree(target) == tree(built / "out")


def test_nothing_is_built_twice(folder: Path) -> None:
    before = (folder / "out" / "manifest.json").stat().st_mtime_ns
    code, out, _err = run(folder / "course.yml", "--out", folder / "out", "--json")
    assert code == 0
    begin, end = events(out)
    assert (begin["total"], begin["standing"]) == (0, 3)
    assert (end["built"], end["files"]) == (0, 6)
    assert (folder / "out" / "manifest.json").stat().st_mtime_ns == before


def test_who_comes_is_added_and_who_goes_is_taken_away(folder: Path) -> None:
    before = tree(folder / "out")
    course_file(folder, SMALL.replace("[aoi, ben]", "[chi, aoi]"))
    (folder / "out" / "learners" / "aoi" / "en" / "notes.txt").write_text("mine")
    code, out, _err = run(folder / "course.yml", "--out", folder / "out", "--json")
    assert code == 0
    assert [event["key"] for event in events(out) if event["event"] == "built"] == [f"learners/chi/en/{KEY}"]
    after = tree(folder / "out")
    gone = before.keys() - after.keys()
    assert gone == {f"learners/ben/en/{KEY}.ipynb"}
    assert not (folder / "out" / "learners" / "ben").exists()
    same = {path for path in before if before[path] == after.get(path)}
    assert same == before.keys() - gone - {"manifest.json", "teacher/en/answers.csv", "teacher/en/answers.md"}
    rows = _answers(folder)
    assert [row["learner"] for row in rows] == ["chi", "aoi"]
    assert rows[1] == next(row for row in _answers_of(before, folder) if row["learner"] == "aoi")


def _answers_of(_before: dict[str, str], folder: Path) -> list[dict[str, str]]:
    """The answers as a fresh build of the first course tells them."""
    course_file(folder)
    run(folder / "course.yml", "--out", folder / "fresh", "--quiet")
    text = (folder / "fresh" / "teacher" / "en" / "answers.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_answers_that_were_lost_are_found_again(folder: Path) -> None:
    before = tree(folder / "out")
    (folder / "out" / "teacher" / "en" / "answers.csv").unlink()
    assert run(folder / "course.yml", "--out", folder / "out", "--quiet")[0] == 0
    assert tree(folder / "out") == before


def test_answers_go_with_their_questions(folder: Path) -> None:
    without = SMALL.replace('lessons: ["03"]', 'lessons:\n  - {lesson: "03", drop: [more]}')
    course_file(folder, without)
    assert run(folder / "course.yml", "--out", folder / "out", "--quiet")[0] == 0
    assert not list((folder / "out" / "teacher").rglob("answers.*"))
    code, out, _err = run(folder / "course.yml", "--out", folder / "out", "--json")
    assert (code, events(out)[0]["total"]) == (0, 0), "what stands is not built again"


def test_an_edited_copy_is_kept_beside_the_new_one(folder: Path) -> None:
    path = folder / "out" / "teacher" / "en" / f"{KEY}.ipynb"
    path.write_text("edited")
    code, _out, err = run(folder / "course.yml", "--out", folder / "out")
    assert code == 0
    assert "the changed file is kept as" in err
    assert path.with_name(f"{KEY}.kept.ipynb").read_text() == "edited"
    assert nbformat.read(path, as_version=4).cells


def test_a_variant_gives_its_answers_back(built: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("course.yml", "course.key"):  # these two are enough
        shutil.copy(built / name, alone)
    for row in _answers(built):
        code, out, err = run(alone / "course.yml", "--key", row["variant"], "--json")
        assert code == 0, err
        found = json.loads(out)
        assert found["learner"] == row["learner"]
        own = next(each for each in found["answers"] if each["uid"].endswith("yours"))
        assert " ".join(str(own["right"]).split()) == row["answer"]
        assert len(found["answers"]) > 3
    code, out, err = run(alone / "course.yml", "--key", f"{KEY}-000000000000")
    assert (code, out) == (2, "")
    assert "No copy of this course has the variant" in err


def test_looking_first_writes_nothing(tmp_path: Path) -> None:
    course = course_file(tmp_path)
    code, out, _err = run(course, "--dry-run", "--out", tmp_path / "out")
    assert code == 0
    assert "learner: 2 copies" in out
    assert tree(tmp_path).keys() == {"course.yml"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["course.yml"], "--out DIR"),
        (["--out", "out"], "name the course file"),
        (["course.yml", "--out", "out", "--workers", "0"], "expected a number from 1"),
        (["course.yml", "--out", "out", "--workers", "2", "--scheduler", "tcp://x:1"], "not allowed with"),
        (["nowhere.yml", "--out", "out"], "nowhere.yml"),
        (["course.yml", "--out", "."], "holds other files"),
        (["course.yml", "--out", "out", "--forse"], "--forse"),
    ],
)
def test_wrong_options_are_named_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    course_file(tmp_path)
    code, out, err = run(*arguments, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert said in err
    assert tree(tmp_path).keys() == {"course.yml"}


def test_an_example_is_written_once_and_builds(tmp_path: Path) -> None:
    assert run("--example", cwd=tmp_path)[0] == 0
    assert run("course.yml", "--dry-run", cwd=tmp_path)[0] == 0
    code, _out, err = run("--example", cwd=tmp_path)
    assert code == 2
    assert "is there already" in err


def test_a_failing_lesson_is_told_and_the_rest_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process: a lesson is broken on its way, and the next build, whole again, finishes the rest."""
    course = read_course(course_file(tmp_path, SMALL.replace('["03"]', '["03", "00"]')))
    found = plan(course, bytes(32))
    prepare = copies.prepare

    def broken(*arguments: object) -> NotebookNode:
        notebook = prepare(*arguments)  # type: ignore[arg-type]
        if arguments[1].name.startswith("00"):  # type: ignore[attr-defined]
            cell = next(cell for cell in notebook.cells if cell.cell_type == "code" and "-" in cell.id)
            cell.source += "\n1 / 0"
        return notebook

    class Here(Processes):
        """What runs tasks in this process."""

        def executor(self) -> _Here:  # type: ignore[override]
            return _Here()

    def go() -> list[str]:
        folder = Folder(tmp_path / "out")
        report = Build(found, folder, Here(1), Progress(io.StringIO()), SimpleQueue()).run()
        folder.close()
        return [f"{each.key} {each.section} {each.cell} {each.cause}" for each in report.failures]

    monkeypatch.setattr(copies, "prepare", broken)
    failures = go()
    assert len(failures) == 3
    assert all("/00-" in line and "ZeroDivisionError: division by zero" in line for line in failures)
    assert all(re.search(r" (\w+) \1[\w-]* Zero", line) for line in failures)
    there = tree(tmp_path / "out")
    assert len([path for path in there if path.endswith(".ipynb")]) == 3
    assert len(json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["failures"]) == 3
    monkeypatch.setattr(copies, "prepare", prepare)
    assert go() == []
    assert len([path for path in tree(tmp_path / "out") if path.endswith(".ipynb")]) == 6


class _Here:
    """An executor that runs at once."""

    def submit(self, function, *arguments):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN002, ANN202
        from concurrent.futures import Future

        future: Future[object] = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:  # noqa: BLE001
            future.set_exception(error)
        return future


def test_a_worker_with_another_kit_makes_nothing(built: Path) -> None:
    found = plan(read_course(built / "course.yml"), read_secret(built))
    task = replace(runs(found, found.copies)[0], kit="another")
    made = making.make(task)
    assert not made.parts
    assert all("another version of the kit" in failure.cause for failure in made.failures)


def test_the_secret_is_for_its_owner(built: Path) -> None:
    assert stat.S_IMODE((built / "course.key").stat().st_mode) == 0o600
    secret = (built / "course.key").read_text().strip()
    for path in (built / "out").rglob("*"):
        assert path.is_dir() or secret not in path.read_text("utf-8-sig")
