"""A course file against the lessons, the tables and its folder: all problems at once, or a course."""

from __future__ import annotations

import unicodedata
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from variants.course import lessons
from variants.course.inside import FileFault, content, inside
from variants.course.learners import learners_of
from variants.course.model import AUDIENCES, FORMATS, Course, CourseLesson
from variants.course.names import countries, currencies, folded, without_figures
from variants.course.own_words import MOST_BYTES as MOST_WORDS
from variants.course.own_words import faults
from variants.course.problems import CourseProblems, Problem, hint, quoted
from variants.course.reading import MOST_BYTES, KeyPath, Written, decoded, read_text
from variants.course.written import GONE, CourseFile, LessonEntry, TextFile, shaped
from variants.minutes import ENDINGS
from variants.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["check"]

_PLACES = {"country": countries, "currency": currencies}


def check(path: Path) -> Course:
    """Read a course file, or say all that is wrong with it; `variants.course.model.read_course` says more."""
    # The name may be a link of the instructor's own; the folder is the one in which the name stands.
    folder = path.parent.resolve()
    try:
        found = content(path.resolve(), path.name, MOST_BYTES)
    except FileFault as fault:
        what = str(fault).replace("no file of the course folder", "no file")
        raise CourseProblems([Problem(path.name, 0, "", what)]) from None
    except (OSError, RuntimeError, ValueError):
        raise CourseProblems([Problem(path.name, 0, "", "is no file that can be read; check the name")]) from None
    written = read_text(path.name, decoded(path.name, found))
    file, problems = shaped(written)
    checking = _Checking(written, folder, problems)
    if file is not None:
        values = checking.course(file)
        if not checking.problems:
            return Course(folder=folder, source=folder / path.name, **values)
    raise CourseProblems(checking.problems)


class _Checking:
    """One file, and what is wrong with it so far."""

    def __init__(self, written: Written, folder: Path, problems: Sequence[Problem]) -> None:
        self.written, self.folder, self.problems = written, folder, list(problems)

    def refuse(self, path: KeyPath, text: str) -> None:
        """Note what is wrong with the value of a key."""
        self.problems.append(self.written.problem(path, text))

    def course(self, file: CourseFile) -> dict[str, Any]:
        """Check all keys; what is returned is a course if nothing was refused."""
        self.title(file)
        own, contents = self.tables(file)
        chosen = [self.lesson(place, entry) for place, entry in enumerate(file.lessons)]
        self.once("lessons", [found.name if found else GONE for found in chosen])
        known = [found for found in chosen if found]
        self.unused_tables(own, known, complete=None not in chosen)
        with self.in_use(contents):
            country, currency = (self.place(key, getattr(file, key), known) for key in _PLACES)
            given = {"country": country, "currency": currency, "level": file.level}
            parameters = [self.parameters(*pair, given) for pair in enumerate(zip(chosen, file.lessons, strict=True))]
        endings = self.endings(file, known)
        texts = [self.sections(*pair, file.minutes, endings) for pair in enumerate(zip(chosen, file.lessons, strict=True))]
        audiences, formats = self.outputs(file)
        people, wrong = learners_of(self.written, file.learners, self.folder)
        self.problems += wrong
        if people and not {"learner", "teacher"} & set(audiences):
            self.refuse(("learners",), "names learners, but audiences asks for the handout alone, which is the same for all")
        return {
            "title": unicodedata.normalize("NFC", file.title),
            "languages": self.languages(file),
            "level": file.level,
            "minutes": file.minutes,
            "endings": endings,
            "country": country,
            "currency": currency,
            "lessons": tuple(
                CourseLesson(name=found.name, parameters=p, drop=tuple(entry.drop), add=tuple(entry.add), **words)
                for found, entry, p, words in zip(chosen, file.lessons, parameters, texts, strict=True)
                if found
            ),
            "learners": people,
            "tables": own,
            "audiences": audiences,
            "formats": formats,
        }  # fmt: skip

    def title(self, file: CourseFile) -> None:
        """Take a title of one line that is only words: it is shown in pages, notebooks and file lists."""
        if not file.title.strip() or "\n" in file.title:
            self.refuse(("title",), f"found {quoted(file.title)}, expected words on one line")
        for _line, what in faults(file.title):
            self.refuse(("title",), what)

    def languages(self, file: CourseFile) -> tuple[str, ...]:
        """Take one key or the other."""
        if file.language is not None and file.languages is not None:
            self.refuse(("languages",), "stands beside language; keep one of the two keys")
        key = "language" if file.language is not None else "languages"
        asked = getattr(file, key)
        if asked is None:
            return ("en",)
        if not asked:
            self.refuse((key,), f"found an empty list, expected {' or '.join(LANGUAGES)}")
        spoken = {"english": "en", "英語": "en", "japanese": "ja", "日本語": "ja", "jp": "ja"}
        for place, code in enumerate(asked):
            if code not in (*LANGUAGES, GONE):
                meant = spoken.get(folded(code), code)
                advice = f'write "{meant}"' if meant in LANGUAGES else hint(code, LANGUAGES)
                self.refuse((key, place), f"found {quoted(code)}, expected a language; {advice}")
        self.once(key, asked)
        return tuple(asked)

    def once(self, key: str, words: Sequence[str], *before: str | int) -> None:
        """Refuse what stands twice in a list."""
        for place, word in enumerate(words):
            if word != GONE and word in words[:place]:
                self.refuse((*before, key, place), f"names {quoted(word)} twice; take one away")

    def outputs(self, file: CourseFile) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """Take audiences and formats."""
        for key, words, known, what in (
            ("audiences", file.audiences, AUDIENCES, "an audience"),
            ("formats", file.formats, FORMATS, "a format"),
        ):
            for place, word in enumerate(words):
                if word not in (*known, GONE):
                    self.refuse((key, place), f"found {quoted(word)}, expected {what}; {hint(word, known)}")
            self.once(key, words)
        if "cards" in file.formats and file.audiences == ["handout"]:
            place = file.formats.index("cards")
            self.refuse(("formats", place), 'asks for "cards", which the handout has not; add an audience or take it out')
        return tuple(file.audiences), tuple(file.formats)

    def tables(self, file: CourseFile) -> tuple[dict[str, Path], dict[str, bytes]]:
        """Read the tables that stand in for the kit's."""
        if not file.tables:
            return {}, {}
        from variants.course.tables import problems
        from widgets.tables import resources

        paths, contents = dict[str, Path](), dict[str, bytes]()
        for name, words in file.tables.items():
            if name not in resources():
                self.refuse(("tables", name), f"is no table of the kit; {hint(name, resources())}")
                continue
            found = self.read(("tables", name), words)
            if found:
                paths[name], contents[name] = found
        wrong = problems(contents, {name: file.tables[name] for name in contents})
        self.problems += wrong
        return paths, {} if wrong else contents

    def in_use(self, contents: dict[str, bytes]) -> Any:
        """The choices of parameters come out of the tables that the lessons will read."""
        if not contents:
            return nullcontext()
        from variants.course.tables import own_tables

        return own_tables(contents)

    def unused_tables(self, own: dict[str, Path], known: list[lessons.Source], *, complete: bool) -> None:
        """Refuse a table that changes nothing."""
        used = {"sources", *(name for found in known for name in found.front["tables"])}
        for name in own:
            if complete and name not in used:
                self.refuse(("tables", name), "replaces a table that no chosen lesson uses; take it out")

    def read(self, path: KeyPath, name: str, most: int = 5_000_000) -> tuple[Path, bytes] | None:
        """Read a file of the course folder."""
        if name == GONE:
            return None
        try:
            place = inside(self.folder, name)
            return place, content(place, name, most)
        except FileFault as fault:
            self.refuse(path, str(fault))
            return None

    def lesson(self, place: int, entry: LessonEntry) -> lessons.Source | None:
        """Find a lesson's source."""
        if entry.lesson == GONE:
            return None
        found = lessons.find(entry.lesson)
        if isinstance(found, str):
            inner: KeyPath = ("lessons", place, "lesson")
            self.refuse(inner, found)
            return None
        return lessons.source(found)

    def place(self, key: str, word: str | None, known: list[lessons.Source]) -> str | None:
        """Find the code of the course's country or currency."""
        if word is None or word == GONE:
            return None
        offering = [found for found in known if key in found.choices]
        if known and not offering:
            self.refuse((key,), f"is set, but no chosen lesson asks for a {key}; take it out")
            return None
        code = self.code((key,), key, word, offering)
        for found in offering:
            entry = self.written.value["lessons"]
            own = [each for each in entry if isinstance(each, dict) and key in (each.get("parameters") or {})] if isinstance(entry, list) else []
            if code and code not in found.choices[key] and not any(self.same(each, found) for each in own):
                what = f"found {quoted(word)}, which {found.name} does not offer; {hint(code, found.choices[key])}"
                self.refuse((key,), f"{what}, or set {key} under the parameters of that lesson")
        return code

    def same(self, entry: dict[str, Any], found: lessons.Source) -> bool:
        """Say whether an entry of the file is about a lesson."""
        name = entry.get("lesson")
        return isinstance(name, str) and found.name in (name, getattr(lessons.find(name), "stem", ""))

    def code(self, path: KeyPath, key: str, word: str, offering: list[lessons.Source]) -> str | None:
        """Find a code by itself or by a name."""
        codes = sorted({code for found in offering for code in found.choices[key]})
        words = _PLACES[key](codes)
        if folded(word) in words:
            return words[folded(word)]
        name = without_figures(word) if key == "country" else ""
        if name:
            self.refuse(path, f"found {quoted(word)}, but the kit has no figures of {name}; {hint('', codes)}")
        elif codes:
            self.refuse(path, f"found {quoted(word)}, expected a {key}; {_near_name(word, words, codes)}")
        return None

    def parameters(
        self, place: int, pair: tuple[lessons.Source | None, LessonEntry], course: dict[str, Any]
    ) -> dict[str, Any]:
        """Check the parameters of one lesson."""
        found, entry = pair
        if found is None:
            return {}
        result = dict(entry.parameters)
        for name, value in entry.parameters.items():
            path: KeyPath = ("lessons", place, "parameters", name)
            if name not in found.choices:
                self.refuse(path, f"is no parameter of {found.name}; {hint(name, found.choices)}")
            elif name in _PLACES and isinstance(value, str):
                result[name] = self.code(path, name, value, [found])
            else:
                what = lessons.fault_in_value(found, name, value, self.written.place(path)[1].shown)
                if what:
                    self.refuse(path, what)
        if "level" in found.choices and "level" not in result and course["level"] not in found.choices["level"]:
            self.refuse(("level",), f"found {quoted(course['level'])}, which {found.name} does not offer")
        return result

    def endings(self, file: CourseFile, known: list[lessons.Source]) -> tuple[str, ...] | None:
        """Check the endings against the minutes and each lesson."""
        if file.endings is None:
            return None
        count, names = ENDINGS[file.minutes], [name for name in file.endings if name != GONE]
        self.once("endings", file.endings)
        if len(file.endings) != count:
            fits = f"{count or 'no'} ending{'s' * (count != 1)}"
            self.refuse(("endings",), f"names {len(file.endings)}, but {file.minutes} minutes hold {fits}; name {count or 'none'}")
        for place, name in enumerate(file.endings):
            for found in known:
                if name in names and name not in found.front["endings"]:
                    what = f"found {quoted(name)}, which is no ending of {found.name}"
                    self.refuse(("endings", place), f"{what}; {hint(name, found.front['endings'])}")
        return tuple(names)

    def sections(
        self, place: int, pair: tuple[lessons.Source | None, LessonEntry], minutes: int, endings: Any
    ) -> dict[str, dict[str, str]]:
        """Check the sections that a lesson drops and adds, and read its own words."""
        found, entry = pair
        here: KeyPath = ("lessons", place)
        words = {key: self.words((*here, key), getattr(entry, key)) for key in ("before", "after")}
        if found is None:
            return words
        usable = dict[str, list[str]]()
        for key in ("drop", "add"):
            self.once(key, getattr(entry, key), *here)
            for index, name in enumerate(getattr(entry, key)):
                what = "" if name == GONE else lessons.unknown_section(found, name)
                if what:
                    self.refuse((*here, key, index), what)
            usable[key] = [name if name in lessons.parts(found.notebook) else GONE for name in getattr(entry, key)]
        for key, index, what in lessons.conflicts(found, minutes, endings, usable["drop"], usable["add"]):
            self.refuse((*here, key, index), what)
        for key in ("before", "after"):
            for name in getattr(entry, key):
                what = lessons.unknown_section(found, name)
                if name in usable["drop"]:
                    what = f"puts words beside {quoted(name)}, which drop takes away; choose one of the two"
                if what:
                    self.refuse((*here, key, name), what)
        return words

    def words(self, path: KeyPath, given: dict[str, str | TextFile]) -> dict[str, str]:
        """Read own Markdown."""
        result = {}
        for name, value in given.items():
            here: KeyPath = (*path, name)
            text, file = (value, "") if isinstance(value, str) else ("", value.file)
            found = self.read((*here, "file"), file, MOST_WORDS) if file else None
            try:
                text = decoded(file, found[1], MOST_WORDS) if found else text
            except CourseProblems as error:
                self.problems += error.problems
                continue
            if text.strip(" \n\r\t" + GONE) == "" and file != GONE and (found or not file) and text != GONE:
                self.refuse(here, "holds no words; write some or take the key out")
            for line, what in faults(text):
                self.problems.append(Problem(file, line, "", what) if file else self.written.problem(here, what))
            result[name] = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        return result


def _near_name(word: str, words: dict[str, str], codes: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(folded(word)[:80], words, n=1, cutoff=0.5)
    return f'the nearest is "{words[near[0]]}"' if near else hint("", codes)
