"""The folder of a build: what is ours, what is kept, what is refused; and tasks whose workers die."""

from __future__ import annotations

import io
import json
import os
import signal
from concurrent.futures import BrokenExecutor
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.building import tree
from variants.course.folder import HELD, Folder
from variants.course.making import Failure, Part
from variants.course.manifest import FORM, record
from variants.course.progress import Json, Lines, Progress
from variants.course.report import failed
from variants.course.running import Processes, results
from variants.course.stop import Stop
from variants.course.stopping import Interrupted


def _part(key: str, inputs: str = "1", **files: bytes) -> Part:
    return Part(key, inputs, {f"{key}/{name}": content for name, content in files.items()})


def _built(path: Path, *parts: Part) -> None:
    """Build into a folder as a whole run does."""
    folder = Folder(path)
    entries = folder.put(parts)
    folder.finish(record(entries), [name for part in parts for name in part.files])
    folder.close()


def test_a_part_stands_when_its_inputs_and_its_files_are_as_written(tmp_path: Path) -> None:
    out = tmp_path / "out"
    _built(out, _part("a", x=b"1", y=b"2"))
    folder = Folder(out)
    assert folder.standing("a", "1")
    assert not folder.standing("a", "2")
    (out / "a" / "y").write_bytes(b"3")
    assert not folder.standing("a", "1")
    folder.close()


def test_what_is_no_longer_built_goes_and_what_was_changed_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    _built(out, _part("a", x=b"1"), _part("b", x=b"1"), _part("c", x=b"1"))
    (out / "b" / "x").write_bytes(b"mine")
    (out / "c" / "notes.txt").write_bytes(b"mine too")
    folder = Folder(out)
    entries = folder.put([_part("d", x=b"1")])
    folder.finish(record(entries), ["d/x"])
    folder.close()
    assert set(tree(out)) == {"b/x", "c/notes.txt", "d/x", "manifest.json"}
    assert folder.notes == ["b/x is no longer built; it had been changed, so it is kept."]
    assert not (out / "a").exists()


def test_a_changed_file_is_put_aside_before_it_is_written_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for number in (b"1", b"2", b"3"):
        _built(out, _part("a", number.decode(), x=number))
        (out / "a" / "x").write_bytes(b"changed " + number)
    assert tree(out).keys() == {"a/x", "a/x.kept", "a/x.kept-2", "manifest.json"}
    assert (out / "a" / "x.kept-2").read_bytes() == b"changed 2"


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(Stop, match=r"holds other files, such as thesis\.txt, and no build"):
        Folder(tmp_path)
    (tmp_path / "manifest.json").write_text('{"name": "an app"}')
    with pytest.raises(Stop, match="is no manifest of this kit's builds"):
        Folder(tmp_path)
    assert set(tree(tmp_path)) == {"thesis.txt", "manifest.json"}
    with pytest.raises(Stop, match="is a file"):
        Folder(tmp_path / "thesis.txt")


@pytest.mark.parametrize("path", ["../victim", "a/../../victim", "{}/victim"])
def test_a_manifest_cannot_name_files_outside(tmp_path: Path, path: str) -> None:
    out, victim = tmp_path / "out", tmp_path / "victim"
    out.mkdir()
    victim.write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    files = {path.format(tmp_path): {"sha256": empty, "bytes": 0}}
    given = {"form": FORM, "copies": {"a": {"inputs": "", "files": files}}, "others": {}}
    (out / "manifest.json").write_text(json.dumps(given))
    with pytest.raises(Stop, match="is no manifest"):
        Folder(out)
    assert victim.exists()


def test_links_lead_nothing_out_of_the_folder(tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    other.mkdir()
    _built(out, _part("a", x=b"1"))
    (out / "a" / "x").unlink()
    (out / "a").rmdir()
    (out / "a").symlink_to(other)
    (other / "x").write_bytes(b"1")
    folder = Folder(out)
    with pytest.raises(Stop, match="is a link"):
        folder.put([_part("a", y=b"2")])
    folder.finish(record([]), [])
    folder.close()
    assert tree(other).keys() == {"x"}


def test_two_builds_do_not_share_a_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = Folder(out)
    first.put([_part("a", x=b"1")])
    with pytest.raises(Stop, match="Another build runs in"):
        Folder(out)
    first.close()
    Folder(out).close()


def test_what_a_stopped_write_left_is_taken_away(tmp_path: Path) -> None:
    out = tmp_path / "out"
    folder = Folder(out)
    folder.put([_part("a", x=b"1")])
    folder.close()
    (out / "a" / "x").rename(out / "a" / "x.part")
    (out / ".unfinished" / "1.json.part").write_bytes(b"{")
    Folder(out).close()
    assert not list(out.rglob("*.part"))


def _square(number: int) -> int:
    return number * number


def _dies_once(path: str) -> str:
    """End this process by force, the first time."""
    if path:
        mark = Path(path)
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return path


def _dies(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_tasks_of_a_worker_that_died_are_done_once(tmp_path: Path) -> None:
    workers = Processes(2)
    tasks = [*[""] * 5, str(tmp_path / "died"), *[""] * 5]
    found = list(results(workers, _dies_once, tasks, SimpleQueue(), lambda task: task))
    workers.stop()
    assert sorted(made for _task, made in found) == sorted(tasks)


def test_a_task_that_kills_its_worker_is_given_up_and_the_others_done() -> None:
    workers = Processes(2)
    found = list(results(workers, _dies, range(8), SimpleQueue(), lambda task: task))
    workers.stop()
    assert sorted(task for task, _made in found) == list(range(8))
    broken = [task for task, made in found if isinstance(made, BrokenExecutor)]
    assert broken == [3]
    assert all(made == task for task, made in found if task != 3)


def test_a_signal_ends_the_work_between_two_results() -> None:
    workers, inbox = Processes(1), SimpleQueue[object]()
    found = results(workers, _square, range(100), inbox, lambda task: task)
    next(found)
    inbox.put(signal.SIGTERM)
    with pytest.raises(Interrupted) as stopped:
        list(found)
    workers.stop()
    assert stopped.value.code == 143


def _failure(learner: str) -> Failure:
    return Failure(f"learners/{learner}/en/03-x", "03-x", "en", learner, "look", "look-a", "E: no")


def test_each_kind_of_progress_says_what_it_should() -> None:
    report = {"built": 1, "failures": [{}], "notes": []}
    said = {}
    for kind in (Progress, Lines, Json):
        out = io.StringIO()
        progress = kind(out)
        progress.begin(2, 1)
        progress.done("learner/en/03-x", 2)
        progress.failed(_failure("aoi"))
        progress.end(report, "the end")
        said[kind] = out.getvalue().splitlines()
    assert said[Progress] == ["the end"]
    assert said[Lines][0] == "2 to build, 1 stand already"
    assert said[Lines][1].startswith("2 of 2 built")
    assert said[Lines][-1] == "the end"
    assert [json.loads(line)["event"] for line in said[Json]] == ["begin", "built", "failed", "end"]
    quiet = io.StringIO()
    Progress(quiet).end({"failures": [], "notes": []}, "all is well")
    assert quiet.getvalue() == ""


def test_a_failure_that_many_share_is_told_once() -> None:
    lines = failed([_failure("aoi"), _failure("ben"), _failure("chi")])
    assert lines == [
        "Failed: lesson 03-x (en), 3 learners, first aoi, section look, cell look-a: E: no",
    ]


def test_two_builds_that_begin_in_a_new_folder_do_not_mix(tmp_path: Path) -> None:
    first, second, third = (Folder(tmp_path / "out") for _ in range(3))
    made = Part("learner/en/03-x", "a", {"learner/en/03-x.ipynb": b"1"})
    first.put([made])
    with pytest.raises(Stop, match="Another build runs in"):
        second.put([made])
    first.close()
    with pytest.raises(
        Stop, match=r"Another build has written into .* meanwhile\. Run the same command again"
    ):
        third.put([made])
    third.close()
    assert Folder(tmp_path / "out").standing("learner/en/03-x", "a")


def test_a_notebook_of_another_course_is_not_taken_for_this_ones(tmp_path: Path) -> None:
    path = f"{HELD}learner/en/03-x.ipynb"
    folder = Folder(tmp_path / "out")
    folder.put([Part("learner/en/03-x", "Japan", {path: b"1"})])
    folder.put([Part("learner/en/03-x", "Korea", {path: b"2"})])
    assert folder.is_ours(path)
    assert folder.holds("learner/en/03-x", "Korea", path)
    assert not folder.holds("learner/en/03-x", "Japan", path)
    folder.close()
