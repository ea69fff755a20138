"""A course file against the lessons, the tables and its folder: all problems at once, or a course."""

from __future__ import annotations

import unicodedata
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from variants.course import fitting
from variants.course.finding import Finding
from variants.course.inside import FileFault, content
from variants.course.learners import learners_of
from variants.course.model import AUDIENCES, FORMATS, Course, CourseLesson
from variants.course.names import folded
from variants.course.own_words import faults
from variants.course.problems import CourseProblems, Problem, hint, quoted
from variants.course.reading import read_text
from variants.course.text import decoded
from variants.course.written import GONE, CourseFile, shaped
from variants.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from variants.course.fitting import Pair
    from variants.course.model import Learner

__all__ = ["check"]

MOST_BYTES = 1_000_000
_SPOKEN = {"english": "en", "英語": "en", "japanese": "ja", "日本語": "ja", "jp": "ja"}


def check(path: Path) -> Course:
    """Read a course file, or say all that is wrong with it.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Course

    Raises
    ------
    CourseProblems
        With every problem.

    Examples
    --------
    >>> check(Path(__file__).with_name("example.yml")).lessons[0].name
    '00-reading-a-claim'
    """
    try:
        # The name may be a link of the instructor's own; the folder is the one in which the name stands.
        folder, found = path.parent.resolve(), content(path.resolve(), MOST_BYTES)
    except FileFault as fault:
        raise CourseProblems([Problem(path.name, 0, "", str(fault))]) from None
    except (OSError, RuntimeError, ValueError):
        raise CourseProblems([Problem(path.name, 0, "", "is no file; check the name")]) from None
    written = read_text(path.name, decoded(path.name, found))
    file, problems = shaped(written)
    finding = Finding(written, folder, problems)
    course = _course(finding, file, path.name) if file else None
    if course is None:
        raise CourseProblems(finding.problems)
    return course


def _course(finding: Finding, file: CourseFile, name: str) -> Course | None:
    """Make the course; None if anything is wrong with it."""
    _title(finding, file)
    pairs = fitting.chosen(finding, file.lessons)
    tables, contents = _tables(finding, file, pairs)
    with _in_use(contents):
        places = {
            key: fitting.place(finding, key, getattr(file, key), pairs) for key in ("country", "currency")
        }
        values = [fitting.parameters(finding, index, pair, file.level) for index, pair in enumerate(pairs)]
    endings = fitting.endings(finding, file.endings, file.minutes, pairs)
    words = [
        fitting.sections(finding, index, pair, file.minutes, endings) for index, pair in enumerate(pairs)
    ]
    languages, learners = _languages(finding, file), _learners(finding, file)
    _outputs(finding, file, learners)
    if finding.problems:
        return None
    return Course(
        title=unicodedata.normalize("NFC", file.title),
        languages=languages,
        level=file.level,
        minutes=file.minutes,
        endings=endings,
        lessons=tuple(
            CourseLesson(
                name=found.name, parameters=own, drop=tuple(entry.drop), add=tuple(entry.add), **texts
            )
            for (entry, found), own, texts in zip(pairs, values, words, strict=True)
            if found
        ),
        learners=learners,
        tables=tables,
        audiences=tuple(each for each in AUDIENCES if each in file.audiences),
        formats=tuple(each for each in FORMATS if each in file.formats),
        folder=finding.folder,
        source=finding.folder / name,
        **places,
    )


def _title(finding: Finding, file: CourseFile) -> None:
    """Take one line of words: it is shown in pages, notebooks and lists of files."""
    if not file.title.strip() or "\n" in file.title:
        finding.refuse(("title",), f"found {quoted(file.title)}, expected words on one line")
    for _line, what in faults(file.title) if file.title != GONE else ():
        finding.refuse(("title",), what)


def _languages(finding: Finding, file: CourseFile) -> tuple[str, ...]:
    given = [key for key in ("language", "languages") if key in file.model_fields_set]
    if not given:
        return ("en",)
    key, asked = given[0], getattr(file, given[0])
    if len(given) > 1:
        finding.refuse(("languages",), "stands beside language; keep one of the two keys")
    if not asked:
        finding.refuse((key,), f"found an empty list, expected {' or '.join(LANGUAGES)}")
    for index, code in enumerate(asked):
        if code not in (*LANGUAGES, GONE):
            meant = _SPOKEN.get(folded(code), code)
            what = f"found {quoted(code)}, expected a language; {hint(meant, LANGUAGES)}"
            finding.refuse((key, index), what)
    finding.once((key,), asked)
    return tuple(asked)


def _outputs(finding: Finding, file: CourseFile, learners: Sequence[Learner]) -> None:
    """Check audiences and formats, each alone and together."""
    for key, what, known in (("audiences", "an audience", AUDIENCES), ("formats", "a format", FORMATS)):
        words: Sequence[str] = getattr(file, key)
        for index, word in enumerate(words):
            if word not in (*known, GONE):
                finding.refuse((key, index), f"found {quoted(word)}, expected {what}; {hint(word, known)}")
        finding.once((key,), words)
    if set(file.audiences) != {"handout"}:
        return
    if learners:
        finding.refuse(
            ("learners",), "stands beside the handout alone, which is the same for all; add an audience"
        )
    if "cards" in file.formats:
        index = file.formats.index("cards")
        finding.refuse(
            ("formats", index), "asks for cards beside the handout alone, which has none; add an audience"
        )


def _learners(finding: Finding, file: CourseFile) -> tuple[Learner, ...]:
    learners, problems = learners_of(finding.written, file.learners, finding.folder)
    finding.problems += problems
    return learners


def _tables(
    finding: Finding, file: CourseFile, pairs: Sequence[Pair]
) -> tuple[dict[str, Path], dict[str, bytes]]:
    """Read the tables that stand in for the kit's."""
    paths, contents = dict[str, Path](), dict[str, bytes]()
    if not file.tables:
        return paths, contents
    from variants.course.tables import problems
    from widgets.tables import resources

    used = {"sources"}.union(*(found.front["tables"] if found else resources() for _entry, found in pairs))
    for name, words in file.tables.items():
        if name not in resources():
            finding.refuse(("tables", name), f"is no table of the kit; {hint(name, resources())}")
            continue
        if name not in used:
            finding.refuse(("tables", name), "is a table that no chosen lesson uses; take it out")
        found = finding.read(("tables", name), words)
        if found:
            paths[name], contents[name] = found
    wrong = problems(contents, file.tables)
    finding.problems += wrong
    return paths, {} if wrong else contents


def _in_use(contents: Mapping[str, bytes]) -> AbstractContextManager[Any]:
    """Let the choices of parameters come out of the tables that the lessons will read."""
    if not contents:
        return nullcontext()
    from variants.course.tables import own_tables

    return own_tables(contents)
