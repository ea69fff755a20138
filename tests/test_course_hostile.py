"""Hostile course files, rosters and folders: a course or plain sentences, soon, and nothing written."""

from __future__ import annotations

import os
import random
import re
import time
from itertools import product
from pathlib import Path

import pytest

from tests.test_course_file import switched_on
from variants.course.example import EXAMPLE
from variants.course.model import Course, read_course
from variants.course.problems import CourseProblems
from widgets.tables import DATA

SECONDS = 30  # for one input, on a machine that does other things too; the slowest takes three alone
WHOLE = re.compile(
    r"is no file|is no ordinary file|is too long|cannot be read; check who|lies outside|holds a backslash"
)

ROOT = "title: T\nlessons: ['03']\n"
LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(20)
)
WRITING = {
    "empty": b"",
    "spaces": b"  \n \n",
    "comment": b"# nothing\n",
    "text": b"hello",
    "list": b"- a\n- b",
    "number": b"12",
    "nul": b"title: a\x00b\n",
    "zeros": b"\x00" * 1000,
    "escape": b"title: \x1b[2J\n",
    "escaped escape": b'title: "\\x1b[2J"\nlessons: ["03"]',
    "escaped nul": b'title: "\\0"\nlessons: ["03"]',
    "half a pair": b'title: "\\ud800"\nlessons: ["03"]',
    "beyond unicode": b'title: "\\UFFFFFFFF"\n',
    "override": "title: a\u202eb\n".encode(),
    "escaped override": b'title: "a\\u202eb"\nlessons: ["03"]',
    "isolate": "title: a\u2066b\n".encode(),
    "override in a key": "ti\u202etle: b\n".encode(),
    "line separator": "title: a\u2028b\n".encode(),
    "mark in the text": "title: a\ufeffb\n".encode(),
    "tags": "title: a\U000e0041\n".encode(),
    "c1": "title: a\x85b\n".encode(),
    "latin": "title: caf\u00e9\n".encode("latin-1"),
    "shift jis": "title: 青木\n".encode("cp932"),
    "utf-16": ROOT.encode("utf-16"),
    "utf-32": ROOT.encode("utf-32"),
    "half a character": b"title: \xe3\x81",
    "overlong": b"title: \xc0\xaf",
    "tab": b"\ttitle: a",
    "tab below": b"lessons:\n\t- '03'",
    "anchor": b"title: &a T\nlessons: ['03']",
    "alias": b"title: &a T\nlessons: [*a]",
    "unknown alias": b"title: *a",
    "recursive list": b"lessons: &a [*a]",
    "recursive keys": b"&a title: {b: *a}",
    "laughs": LAUGHS.encode(),
    "merge": b"a: &a {title: T}\n<<: *a",
    "merge without alias": b"<<: {title: T}\nlessons: ['03']",
    "python tag": b"title: !!python/object/apply:os.system ['touch x']",
    "own tag": b"title: !x T",
    "verbatim tag": b"title: !<tag:yaml.org,2002:str> T",
    "binary": b"title: !!binary aGVsbG8=",
    "set": b"lessons: !!set {a, b}",
    "two documents": ROOT.encode() + b"---\n" + ROOT.encode(),
    "directive": b"%YAML 1.1\n---\n" + ROOT.encode(),
    "tag directive": b"%TAG ! tag:evil,2000:\n---\n" + ROOT.encode(),
    "key twice": b"title: a\ntitle: b\nlessons: ['03']",
    "keys that are lists": b"? [a, b]\n: c",
    "keys that are keys": b"{{a: b}: c}",
    "keys that are numbers": b"1: a\ntrue: b\n~: c\n2026-01-01: d\n'': e",
    "long key": b"a" * 100_000 + b": b",
    "deep list": b"lessons: " + b"[" * 50_000,
    "deep keys": b"{a: " * 20_000,
    "deep blocks": b"".join(b" " * n + b"a:\n" for n in range(500)),
    "deep dashes": b"- " * 50_000,
    "deep questions": b"? " * 50_000,
    "many values": b"lessons: [" + b"a," * 200_000,
    "many keys": b"".join(b"k%d: v\n" % n for n in range(30_000)),
    "too long": ROOT.encode() + b"#" * 1_000_000,
    "long line": b"title: " + b"x" * 900_000,
    "long quoted": b"title: '" + b"x\n\n" * 250_000,
    "many marks": b"*" * 400_000,
    "open quote": b'title: "a',
    "open bracket": b"lessons: ['03'",
    "open brace": b"lessons: {",
    "colon": b"title: a: b",
    "at": b"title: @a",
    "percent": b"title: %a",
    "backslash": b'title: "\\q"',
    "indent": b"title: a\n  language: en\n lessons: 3",
    "large number": b"title: " + b"9" * 5000 + b"\nlessons: ['03']",
    "long exponent": b"title: 1e999999999\nlessons: ['03']",
    "not a number": b"title: .nan\nminutes: .inf\nlessons: ['03']",
    "hexadecimal": b"title: 0x" + b"f" * 5000 + b"\nlessons: ['03']",
    "no end": b"lessons:\n- lesson: '03'\n  before:\n    look: |",
}  # fmt: skip
SAYS = {
    "alias": "found the anchor",
    "unknown alias": 'found the alias "*a"',
    "recursive list": 'found the alias "*a"',
    "laughs": "found the anchor",
    "merge without alias": "found the merge key",
    "python tag": "found the tag",
    "verbatim tag": "found the tag",
    "two documents": "found a second document",
    "many values": "found too many values",
    "many keys": "found too many values",
    "too long": "is too long",
    "deep list": "is nested more than 20 deep",
    "tab": "found a tab",
    "latin": "is not written in UTF-8",
    "override": "found the hidden character U+202E",
    "escaped override": "found the hidden character U+202E",
}
SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    '"><svg onload=alert(1)>',
    "__import__('os').system('touch x')",
    "'); import os; os.system('touch x') #",
    "{{7*7}} {% raw %} ${x}",
    "../../../../etc/passwd",
    "/etc/passwd",
    "C:\\Windows\\x",
    "~/x",
    "=HYPERLINK(1)",
    "class",
    "None",
    "x" * 5000,
]
PATHS = ["../../../../etc/passwd", "/etc/passwd", "C:\\Windows\\x", "~/x"]
# Every place that holds a text.
FIELDS = [
    "title: {}\nlessons: ['03']",
    "title: T\nlessons: ['03']\nlanguage: {}",
    "title: T\nlessons: ['03']\nlevel: {}\nminutes: {}",
    "title: T\nlessons: ['03']\nendings: [{}]",
    "title: T\nlessons: ['03']\ncountry: {}\ncurrency: {}",
    "title: T\nlessons: [{}]",
    "title: T\nlessons: [{{lesson: '03', parameters: {{per: {}, {}: 1}}}}]",
    "title: T\nlessons: [{{lesson: '03', drop: [{}], add: [{}]}}]",
    "title: T\nlessons: [{{lesson: '03', before: {{look: {}}}, after: {{{}: x}}}}]",
    "title: T\nlessons: [{{lesson: '03', before: {{look: {{file: {}}}}}}}]",
    "title: T\nlessons: ['03']\nlearners: [{}]",
    "title: T\nlessons: ['03']\nlearners: [{{id: a, name: {}}}]",
    "title: T\nlessons: ['03']\nlearners: {{roster: {}}}",
    "title: T\nlessons: ['03']\ntables: {{economies: {}, {}: x}}",
    "title: T\nlessons: ['03']\naudiences: [{}]\nformats: [{}]",
    "{}: T",
]
NAMES = ["course.yml", "r.csv", "e.csv", "notes/a.md"]
WHOLE_COURSE = (
    "title: T\nlessons: [{lesson: '03', after: {look: {file: notes/a.md}}}]\n"
    "learners: {roster: r.csv}\ntables: {economies: e.csv}\n"
)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def standing(folder: Path) -> dict[str, tuple[int, float]]:
    found = {}
    for path in sorted(folder.rglob("*")):
        about = path.lstat()
        found[str(path)] = (about.st_size, about.st_mtime_ns)
    return found


def judge(path: Path) -> list[str]:
    """Read a course: return its problems, each of which is a plain sentence; nothing is written meanwhile."""
    around, found, refused = standing(path.parent.parent), list[str](), None
    start = time.perf_counter()
    try:
        assert isinstance(read_course(path), Course)
    except CourseProblems as problems:
        refused = problems
        found = [str(problem) for problem in refused.problems]
    assert time.perf_counter() - start < SECONDS
    assert standing(path.parent.parent) == around
    assert refused is None or (found and str(refused).endswith("nothing was written."))
    for sentence in found:
        assert len(sentence) < 400, sentence
        assert sentence.isprintable(), sentence
        assert sentence.endswith("."), sentence
        assert re.match(r"[^:]+, line [1-9]\d*[,:]", sentence) or WHOLE.search(sentence), sentence
        assert not re.search(r"<class|Traceback|Error|object at|validation|input_", sentence), sentence
    return found


def whole(folder: Path) -> Path:
    """A course that names a file of each kind."""
    (folder / "notes").mkdir()
    (folder / "notes" / "a.md").write_text("Own words.\n")
    (folder / "r.csv").write_text("id,name\na,b\n")
    (folder / "e.csv").write_bytes((DATA / "economies.csv").read_bytes())
    (folder / "course.yml").write_text(WHOLE_COURSE)
    return folder / "course.yml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = tmp_path / "course"
    inner.mkdir()
    (tmp_path / "outside.csv").write_bytes((DATA / "economies.csv").read_bytes())
    (tmp_path / "secret.md").write_text("outside")
    return inner


@pytest.mark.parametrize("name", WRITING)
def test_hostile_writing_is_refused(folder: Path, name: str) -> None:
    (folder / "course.yml").write_bytes(WRITING[name])

    found = judge(folder / "course.yml")

    assert SAYS.get(name, "") in found[0]


@pytest.mark.parametrize(("field", "script"), list(product(FIELDS, SCRIPTS)))
def test_hostile_texts_run_nothing_and_leave_the_folder(folder: Path, field: str, script: str) -> None:
    (folder / "course.yml").write_text(
        field.replace("{}", quoted(script)).replace("{{", "{").replace("}}", "}")
    )

    found = judge(folder / "course.yml")

    if script in SCRIPTS[:4]:
        assert found
    if script in PATHS and re.search("file:|roster:|tables:", field):
        assert any("lies outside" in sentence or "backslash" in sentence for sentence in found)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "kind", ["pipe", "folder", "loop", "device", "gone", "outside", "long", "bytes", "nul"]
)
def test_files_that_are_none(folder: Path, name: str, kind: str) -> None:
    course = whole(folder)
    path = folder / name
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind in {"loop", "device", "outside"}:
        target = {"loop": path, "device": Path("/dev/zero"), "outside": folder.parent / "outside.csv"}[kind]
        path.symlink_to(target)
    elif kind != "gone":
        path.write_bytes(
            {"long": b"a,b\n" * 2_000_000, "bytes": b"\xff\xfe\x00", "nul": b"id\na\x00\n"}[kind]
        )

    found = judge(course)
    assert found
    assert kind != "long" or "is too long" in found[0]


def test_a_folder_that_leads_outside_is_not_followed(folder: Path) -> None:
    course = whole(folder)
    (folder / "notes" / "a.md").unlink()
    (folder / "notes").rmdir()
    (folder.parent / "a.md").write_text("outside")
    (folder / "notes").symlink_to(folder.parent)

    assert "lies outside the course folder" in judge(course)[0]


def test_a_link_inside_the_folder_is_followed(folder: Path) -> None:
    course = whole(folder)
    (folder / "r.csv").rename(folder / "real.csv")
    (folder / "r.csv").symlink_to("real.csv")

    assert judge(course) == []


def test_a_name_between_folders_stays_inside(folder: Path) -> None:
    whole(folder)
    text = WHOLE_COURSE.replace("notes/a.md", "notes/../notes/a.md")
    (folder / "course.yml").write_text(text)

    assert "lies outside" in judge(folder / "course.yml")[0]


@pytest.mark.parametrize("seed", range(12))
def test_a_mutated_course_file_is_a_course_or_sentences(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole(folder)
    example = switched_on(EXAMPLE.read_text("utf-8")).replace("my-economies.csv", "e.csv").encode()
    refused = 0
    for _ in range(25):
        (folder / "course.yml").write_bytes(mutated(example, chance))
        refused += bool(judge(folder / "course.yml"))
    assert refused > 10


@pytest.mark.parametrize("seed", range(6))
def test_a_mutated_roster_is_a_roster_or_sentences(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    (folder / "course.yml").write_text("title: T\nlessons: ['01']\nlearners: {roster: r.csv}\n")
    roster = 'id;name\r\n07;Sato "Hana"\r\naoki;"Aoki; Ken"\r\n青木;青木 花\r\n'.encode("utf-8-sig")
    refused = 0
    for _ in range(25):
        (folder / "r.csv").write_bytes(mutated(roster, chance))
        refused += bool(judge(folder / "course.yml"))
    assert refused > 5


PIECES = [*map(str.encode, SCRIPTS[:14]), *WRITING.values()]
SMALL = [piece for piece in PIECES if len(piece) < 60]
SIGNS = b"\x00\t\r\n \"'#%&*!|>?:,-[]{}<@`\\~=\xff\xe2\x80\xae0159.eE"


def mutated(text: bytes, chance: random.Random) -> bytes:
    """Change a text as a slip, a broken disk or an attacker would, one to four times."""
    for _ in range(chance.randint(1, 4)):
        lines = text.split(b"\n")
        at, line = chance.randrange(len(text) + 1), chance.randrange(len(lines))
        kind = chance.randrange(8)
        if kind == 0:
            text = text[:at] + bytes([chance.choice(SIGNS)]) + text[at + 1 :]
        elif kind == 1:
            text = text[:at] + chance.choice(SMALL) + text[at:]
        elif kind == 2:
            text = text[:at] + text[at + chance.randint(1, 20) :]
        elif kind == 3:
            lines.insert(line, chance.choice(lines))
            text = b"\n".join(lines)
        elif kind == 4:
            lines[line] = chance.choice([b" ", b"  ", b"\t", b"- ", b"? "]) + lines[line]
            text = b"\n".join(lines)
        elif kind == 5:
            head, colon, _rest = lines[line].partition(b":")
            lines[line] = head + colon + b" " + chance.choice([b"~", b"0012", b"[]", b"{}", b"true", *SMALL])
            text = b"\n".join(lines)
        elif kind == 6:
            del lines[line]
            text = b"\n".join(lines)
        else:
            lines[line] = lines[line].lstrip()
            text = b"\n".join(lines)
    return text
