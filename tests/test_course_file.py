"""The course file: what it may say, and the one sentence for each thing that is wrong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from variants.course.example import EXAMPLE, write_example
from variants.course.model import Course, CourseLesson, read_course, values
from variants.course.problems import CourseProblems
from variants.source import read, sources
from widgets.tables import DATA, table

START = "title: T\nlessons: ['03']\n"


def course(folder: Path, text: str) -> Course:
    path = folder / "course.yml"
    path.write_text(text, encoding="utf-8")
    return read_course(path)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(CourseProblems) as refused:
        course(folder, text)
    *lines, last = str(refused.value).splitlines()
    assert last.endswith("found, nothing was written.")
    return lines


def switched_on(text: str) -> str:
    """The example with every option that stands behind a # in use."""
    lines = []
    for line in text.splitlines():
        option = re.match(r"( *)# ((?:[a-z]+:|- |  ).*)$", line)
        lines.append(option[1] + option[2] if option and "python3" not in line else line)
    return "\n".join(lines)


def test_the_example_is_a_course() -> None:
    found = read_course(EXAMPLE)

    assert [lesson.name for lesson in found.lessons] == ["00-reading-a-claim", "03-investment-figures"]
    assert (found.languages, found.minutes, found.learners) == (("en",), 50, ())
    assert found.folder == EXAMPLE.parent


def test_the_example_is_a_course_with_every_option_in_use(tmp_path: Path) -> None:
    (tmp_path / "my-economies.csv").write_bytes((DATA / "economies.csv").read_bytes())

    found = course(tmp_path, switched_on(EXAMPLE.read_text("utf-8")))

    given = {name for name in Course.model_fields if name not in {"folder", "source"}}
    written = set(re.findall(r"^(?:# )?([a-z]+):", EXAMPLE.read_text("utf-8"), re.MULTILINE))
    assert given - {"languages"} == written - {"language"}
    lesson = found.lessons[1]
    assert (found.country, found.currency, found.endings) == ("JPN", "JPY", ("write",))
    assert lesson.parameters == {"year": 2024, "per": "gdp"}
    assert (lesson.drop, lesson.add) == (("check",), ("more-order",))
    assert lesson.before["question"].startswith("Last week")
    assert lesson.after == {"exit": "Bring one article with a number in it next time."}
    assert [(learner.id, learner.name) for learner in found.learners] == [("aoki", ""), ("07", "Sato Hana")]
    assert found.tables == {"economies": tmp_path / "my-economies.csv"}


def test_the_example_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "course.yml"
    write_example(path)
    path.write_text("mine")

    with pytest.raises(FileExistsError, match="is there already and was kept"):
        write_example(path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("text", "line", "key", "says"),
    [
        (f"{START}contry: KOR", 3, "contry", 'is no key here; the nearest is "country"'),
        ("titel: T\nlessons: ['03']", 1, "", "the key title is missing"),
        (f"{START}minutes: 60", 3, "minutes", "found the number 60, expected 45, 50, 55 or 90; the nearest is 55"),
        (f'{START}minutes: "50"', 3, "minutes", "take the quotes away"),
        (f"{START}level: undergrad", 3, "level", "the nearest is undergraduate"),
        ("title: 2026-11-21\nlessons: ['03']", 1, "title", 'found the date 2026-11-21, expected text; put it in quotes: "2026-11-21"'),
        ("title: ~\nlessons: ['03']", 1, "title", "found nothing (~), expected text; write one or take the key out"),
        ("title: true\nlessons: ['03']", 1, "title", 'found true, expected text; put it in quotes: "true"'),
        ("title: T\nlessons: [03]", 2, "lessons.1", 'found the number 03, expected text; put it in quotes: "03"'),
        (f"{START}learners:\n- a\n- 0012", 5, "learners.2", 'found the number 0012, expected text; put it in quotes: "0012"'),
        (f"{START}country:", 3, "country", "found nothing, expected text"),
        (f"{START}country: NO", 3, "country", 'found "NO", but the kit has no figures of Norway'),
        (f"{START}country: Nippon", 3, "country", 'found "Nippon", expected a country'),
        (f"{START}country: Koreaa", 3, "country", 'the nearest is "KOR"'),
        (f"{START}currency: YEM", 3, "currency", 'found "YEM", expected a currency; the nearest is "JPY"'),
        ("title: T\nlessons: ['01']\ncountry: JPN", 3, "country", "no chosen lesson asks for a country"),
        ("title: T\nlessons: ['03', '04']\ncountry: SWE", 3, "country", "which 04-talent-comparison does not offer; it has AUS"),
        ("title: T\nlessons: ['03', '3']", 2, "lessons.2", 'found "3", expected a lesson; the nearest is "03"'),
        ("title: T\nlessons: ['03', 03-investment-figures]", 2, "lessons.2", 'names "03-investment-figures" twice'),
        ("title: T\nlessons:\n- lesson: '03'\n  parameters:\n    yeer: 2024", 5, "lessons.1.parameters.yeer", 'the nearest is "year"'),
        ("title: T\nlessons:\n- lesson: '03'\n  parameters:\n    year: 1999", 5, "lessons.1.parameters.year", "found the number 1999"),
        ("title: T\nlessons:\n- lesson: '03'\n  parameters:\n    year: '2024'", 5, "lessons.1.parameters.year", "take the quotes away"),
        ("title: T\nlessons:\n- lesson: '03'\n  parameters:\n    per: [gdp]", 5, "lessons.1.parameters.per", "found a list"),
        ("title: T\nlessons:\n- {lesson: '03', drop: lok}", 3, "lessons.1.drop", 'the nearest is "look"'),
        ("title: T\nlessons:\n- {lesson: '03', drop: [guess]}", 3, "lessons.1.drop.1", 'the cell reveal-chart of 03-investment-figures waits for its question "guess"'),
        ("title: T\nlessons:\n- {lesson: '03', drop: [turn]}", 3, "lessons.1.drop.1", 'drop "more-scale" too'),
        ("title: T\nlessons:\n- {lesson: '03', drop: [check], add: [check]}", 3, "lessons.1.add.1", "choose one of the two"),
        ("title: T\nlessons:\n- {lesson: '03', add: [look]}", 3, "lessons.1.add.1", "stands in the 50 minutes anyway"),
        ("title: T\nlessons:\n- {lesson: '03', drop: [source]}", 3, "lessons.1.drop.1", "with which the class ends"),
        ("title: T\nlessons:\n- {lesson: '03', drop: [sources]}", 3, "lessons.1.drop.1", "licences ask for"),
        ("title: T\nminutes: 45\nlessons:\n- {lesson: '03', drop: [more], before: {source: x}}", 4, "lessons.1.before.source", "which drop takes away"),
        ("title: T\nlessons:\n- {lesson: '03', drop: [check], after: {check: x}}", 3, "lessons.1.after.check", "which drop takes away"),
        ("title: T\nlessons:\n- {lesson: '03', before: {lok: x}}", 3, "lessons.1.before.lok", 'the nearest is "look"'),
        ("title: T\nlessons:\n- lesson: '03'\n  before:\n    look: '<b>x</b>'", 5, "lessons.1.before.look", 'found the HTML "<b"'),
        ("title: T\nlessons:\n- {lesson: '03', before: {look: {fil: x}}}", 3, "lessons.1.before.look.fil", 'the nearest is "file"'),
        (f"{START}minutes: 45\nendings: [write]", 4, "endings", "names 1, but 45 minutes hold no endings"),
        (f"{START}minutes: 90\nendings: [write]", 4, "endings", "names 1, but 90 minutes hold 2 endings; name 2"),
        (f"{START}endings: [deck]", 3, "endings.1", "which is no ending of 03-investment-figures"),
        (f"{START}language: Japanese", 3, "language", 'the nearest is "ja"'),
        (f"{START}language: en\nlanguages: [ja]", 4, "languages", "stands beside language"),
        (f"{START}audiences: [teachers]", 3, "audiences.1", 'the nearest is "teacher"'),
        (f"{START}formats: [html, html]", 3, "formats.2", 'names "html" twice'),
        (f"{START}audiences: handout\nformats: [cards]", 4, "formats.1", "add an audience"),
        (f"{START}audiences: handout\nlearners: [a]", 4, "learners", "the same for all"),
        (f"{START}tables: {{economy: x.csv}}", 3, "tables.economy", 'is no table of the kit; the nearest is "economies"'),
        (f"{START}tables: {{ai_skills: x.csv}}", 3, "tables.ai_skills", "that no chosen lesson uses"),
        (f"{START}tables: {{economies: ../x.csv}}", 3, "tables.economies", "lies outside the course folder"),
        (f"{START}tables: {{economies: x.csv}}", 3, "tables.economies", '"x.csv" is no file'),
        ("title: <script>\nlessons: ['03']", 1, "title", "found the HTML"),
        ("title: A\ntitle: B\nlessons: ['03']", 2, "title", "stands twice, first in line 1"),
    ],
)  # fmt: skip
def test_one_sentence_names_line_key_and_what_helps(
    tmp_path: Path, text: str, line: int, key: str, says: str
) -> None:
    found = problems(tmp_path, text)

    where = f"course.yml, line {line}, key {key}:" if key else f"course.yml, line {line}:"
    assert [problem for problem in found if problem.startswith(where) and says in problem], found


def test_names_all_problems_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    (tmp_path / "sums.csv").write_text("item,usd_billion,source\ntotal,9 000,appa\n")
    text = (
        "titel: T\nminutes: 60\nlessons:\n- 03\n- lesson: '03'\n  drop: [lok]\n- '99'\n"
        "country: NO\nlearners: [a, A]\ntables: {summit_totals: sums.csv}\n"
    )

    found = problems(tmp_path, text)

    assert [int(line.split("line ")[1].split(",")[0].split(":")[0]) for line in found] == [
        1,
        1,
        2,
        4,
        6,
        7,
        8,
        9,
        2,
    ]
    assert found[-1].startswith("sums.csv, line 2, column usd_billion: found '9 000'")


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("JPN", "JPN"),
        ("Japan", "JPN"),
        ("日本", "JPN"),
        ("jp", "JPN"),
        ("the Netherlands", "NLD"),
        ("EU", "EU"),
    ],
)
def test_a_country_may_be_named(tmp_path: Path, word: str, code: str) -> None:
    text = f"title: T\ncountry: {word}\nlessons:\n- {{lesson: '00', parameters: {{country: {word}}}}}"

    found = course(tmp_path, text)

    assert found.country == code
    assert found.lessons[0].parameters == {"country": code}


def test_a_lesson_of_its_own_country_needs_not_offer_the_course_s(tmp_path: Path) -> None:
    text = "title: T\ncountry: SWE\nlessons: ['03', {lesson: '04', parameters: {country: CHN}}]"

    assert course(tmp_path, text).lessons[1].parameters == {"country": "CHN"}


def test_choices_come_out_of_the_instructor_s_tables(tmp_path: Path) -> None:
    rows = (DATA / "economies.csv").read_text("utf-8").splitlines()
    (tmp_path / "e.csv").write_text("\n".join(row for row in rows if not row.startswith("SWE")))
    before = len(table("economies"))

    found = problems(tmp_path, f"{START}country: SWE\ntables: {{economies: e.csv}}")

    assert "has no figures of Sweden" in found[0]
    assert len(table("economies")) == before


def test_own_tables_are_checked_whatever_day_a_build_says_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    (tmp_path / "e.csv").write_text("economy,year\n")

    found = problems(tmp_path, f"{START}tables: {{economies: e.csv}}")

    assert found[0].startswith("e.csv, line 1")
    assert os.environ["SOURCE_DATE_EPOCH"] == "0"


def test_sections_may_go_together_with_what_waits_for_them(tmp_path: Path) -> None:
    text = "title: T\nlessons: [{lesson: '03', drop: [guess, reveal], add: [cases, more-order]}]"

    assert course(tmp_path, text).lessons[0].drop == ("guess", "reveal")


def test_words_may_stand_beside_what_is_brought_into_the_class(tmp_path: Path) -> None:
    text = "title: T\nlessons:\n- {lesson: '03', add: [more-order], drop: [more], after: {more-order: x}}"
    assert course(tmp_path, text).lessons[0].after == {"more-order": "x"}


def test_values_of_a_copy() -> None:
    front = read(sources()[3]).metadata["lesson"]
    lesson = CourseLesson(name="03-investment-figures", parameters={"currency": "KRW", "year": 2023})
    found = Course(title="T", country="DEU", currency="EUR", lessons=(lesson,), folder=Path(), source=Path())

    assert values(found, lesson, "ja", front) == {
        "country": "DEU",
        "currency": "KRW",
        "year": 2023,
        "per": "person",
        "level": "secondary",
    }
    plain = Course(title="T", lessons=(lesson,), folder=Path(), source=Path())
    assert values(plain, CourseLesson(name="x"), "ja", front)["currency"] == "JPY"


def test_a_course_cannot_be_changed_or_hold_other_keys() -> None:
    found = read_course(EXAMPLE)

    with pytest.raises(ValidationError, match="frozen"):
        found.title = "x"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="extra"):
        Course(title="T", lessons=(), folder=Path(), source=Path(), colour="red")  # type: ignore[call-arg]
    with pytest.raises(ValidationError, match="string_type"):
        CourseLesson(name=3)  # type: ignore[arg-type]


def test_a_thousand_learners_are_read_without_what_runs_lessons(tmp_path: Path) -> None:
    learners = "".join(f"  - {{id: a{number}, name: Name {number}}}\n" for number in range(1000))
    (tmp_path / "course.yml").write_text(f"{START}learners:\n{learners}")
    code = (
        "import sys, time; from pathlib import Path; start = time.perf_counter()\n"
        "from variants.course.model import read_course\n"
        f"assert len(read_course(Path({str(tmp_path / 'course.yml')!r})).learners) == 1000\n"
        "print(round(time.perf_counter() - start, 2), 's')\n"
        "assert not {'papermill', 'nbclient', 'nbconvert', 'vl_convert'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    print(done.stdout)
