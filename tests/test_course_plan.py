"""What a course asks for: copies, what each depends on, tokens, variants, the secret."""

from __future__ import annotations

import json
import pickle
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.building import ROOT
from variants.course import keys
from variants.course.keys import make_secret, read_secret
from variants.course.model import Course, CourseLesson, Learner
from variants.course.plan import CHUNK, Plan, plan, runs
from variants.course.report import before, forecast
from variants.course.stop import Stop

SECRET = bytes(range(32))
LESSON = CourseLesson(name="03-investment-figures")


def _course(**given: Any) -> Course:
    basic = {"title": "T", "lessons": (LESSON,), "folder": Path("/x"), "source": Path("/x/course.yml")}
    return Course(**{**basic, **given})


def _learners(*ids: str) -> tuple[Learner, ...]:
    return tuple(Learner(id=each) for each in ids)


def _inputs(found: Plan) -> dict[str, str]:
    return {copy.key: copy.inputs for copy in found.copies}


def test_every_audience_gets_every_lesson_in_every_language() -> None:
    course = _course(
        languages=("en", "ja"),
        audiences=("learner", "teacher", "handout"),
        lessons=(LESSON, CourseLesson(name="00-reading-a-claim")),
        learners=_learners("aoi", "ゆい"),
    )
    keys_ = {copy.key for copy in plan(course, SECRET).copies}
    roots = ("learners/aoi", "learners/ゆい", "teacher", "handout")
    lessons = ("03-investment-figures", "00-reading-a-claim")
    assert keys_ == {f"{root}/{lang}/{name}" for root in roots for lang in ("en", "ja") for name in lessons}


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": 45},
        {"endings": ("write",)},
        {"country": "KOR"},
        {"level": "undergraduate"},
        {"lessons": (LESSON.model_copy(update={"drop": ("check",)}),)},
        {"lessons": (LESSON.model_copy(update={"before": {"look": "Hello."}}),)},
        {"lessons": (LESSON.model_copy(update={"parameters": {"year": 2024}}),)},
    ],
)
def test_a_changed_wish_changes_what_every_copy_depends_on(change: dict[str, Any]) -> None:
    before_, after = _inputs(plan(_course(), None)), _inputs(plan(_course(**change), None))
    assert before_.keys() == after.keys()
    assert all(before_[key] != after[key] for key in before_)


def test_an_own_table_counts_by_what_stands_in_it(tmp_path: Path) -> None:
    found = []
    for folder, text in (("a", "x\n1\n"), ("b", "x\n1\n"), ("c", "x\n2\n")):
        path = tmp_path / folder / "economies.csv"
        path.parent.mkdir()
        path.write_text(text)
        found.append(_inputs(plan(_course(tables={"economies": path}), None)))
    assert found[0] == found[1] != found[2]


def test_where_the_course_stands_and_who_else_learns_change_no_copy() -> None:
    one = plan(_course(learners=_learners("aoi")), SECRET)
    other = plan(_course(learners=_learners("ben", "aoi"), folder=Path("/y")), SECRET)
    assert _inputs(one).items() <= _inputs(other).items()


def test_pages_are_another_part_than_the_notebooks_they_are_made_of() -> None:
    plain, dressed = plan(_course(), None), plan(_course(formats=("ipynb", "html")), None)
    assert _inputs(plain) == _inputs(dressed)
    assert [unit.root for unit in dressed.units] == ["learner", "teacher"]
    other = plan(_course(formats=("ipynb", "html", "pdf")), None)
    assert dressed.units[0].inputs != other.units[0].inputs


def test_learners_travel_in_chunks_that_change_nothing_about_them() -> None:
    found = plan(_course(learners=_learners(*(f"l{n}" for n in range(2 * CHUNK + 10)))), SECRET)
    chunks = [run.copies for run in runs(found, found.copies) if run.copies[0].learner]
    assert [len(chunk) for chunk in chunks] == [CHUNK, CHUNK, 10]
    assert sum(chunks, ()) == tuple(copy for copy in found.copies if copy.learner)
    [alone] = runs(found, [chunks[1][3]])
    assert alone.copies == (chunks[1][3],)
    again = pickle.loads(pickle.dumps(alone))
    assert again == alone
    assert len(pickle.dumps(alone)) < 20_000  # no roster travels along


def test_a_token_follows_from_the_secret_and_the_id_alone() -> None:
    found = plan(_course(learners=_learners("aoi", "ben"), languages=("en", "ja")), SECRET)
    tokens = {copy.learner: copy.token for copy in found.copies if copy.learner}
    assert len(set(tokens.values())) == 2
    other = plan(_course(learners=_learners("aoi")), bytes(32))
    assert tokens["aoi"] not in {copy.token for copy in other.copies}
    variants = [copy.variant for copy in found.copies if copy.learner]
    assert len(set(variants)) == 4  # the languages differ in country and currency
    assert all(variant.startswith("03-investment-figures-") for variant in variants)
    assert all(token not in variant for token in tokens.values() for variant in variants)


def test_two_learners_with_one_variant_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "variant", lambda *_: "03-investment-figures-000000000000")
    with pytest.raises(Stop, match=r"learners/aoi.*learners/ben.*Give one of the two learners another id"):
        plan(_course(learners=_learners("aoi", "ben")), SECRET)


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    assert read_secret(tmp_path) is None
    secret = make_secret(tmp_path)
    path = tmp_path / "course.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().strip() == secret.hex()
    assert make_secret(tmp_path) == read_secret(tmp_path) == secret
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("text", ["", "secret", "ab" * 31, "AB" * 32])
def test_a_damaged_secret_is_named_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "course.key"
    path.write_text(text)
    with pytest.raises(Stop, match=r"holds no course secret: expected 64 characters"):
        make_secret(tmp_path)
    assert path.read_text() == text


def test_builds_that_begin_together_share_one_secret(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from variants.course.keys import make_secret;"
        "sys.stdin.readline(); print(make_secret(Path(sys.argv[1])).hex())"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        process.stdin.write("\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
    assert len({process.communicate()[0] for process in started}) == 1


def test_a_forecast_counts_copies_and_takes_its_seconds_from_the_bench(tmp_path: Path) -> None:
    found = plan(_course(learners=_learners("aoi", "ben", "chi"), languages=("en", "ja")), None)
    assert forecast(found, tmp_path / "none.json")["seconds"] is None
    measured = tmp_path / "variants.json"
    measured.write_text(json.dumps({"seconds_per_variant": 10, "seconds_per_learner": 0.5}))
    told = forecast(found, measured)
    assert told["copies"] == {"learner": 6, "teacher": 2}
    assert told["seconds"] == 23
    assert "about 23 s" in before(told)
