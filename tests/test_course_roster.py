"""Rosters and lists of learners, as people save them and as nobody should."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from variants.course.model import read_course
from variants.course.problems import CourseProblems
from variants.course.roster import fault_in_id

if TYPE_CHECKING:
    from pathlib import Path

HEAD = b"id,name\n"


def learners(folder: Path, roster: bytes) -> list[tuple[str, str]]:
    (folder / "learners.csv").write_bytes(roster)
    (folder / "course.yml").write_text("title: T\nlessons: ['03']\nlearners: {roster: learners.csv}\n")
    found = read_course(folder / "course.yml").learners
    return [(learner.id, learner.name) for learner in found]


def problems(folder: Path, roster: bytes) -> list[str]:
    with pytest.raises(CourseProblems) as refused:
        learners(folder, roster)
    return str(refused.value).splitlines()[:-1]


@pytest.mark.parametrize(
    "roster",
    [
        b"id,name\n07,Sato Hana\naoki,\n",
        b"\xef\xbb\xbfid,name\r\n07,Sato Hana\r\naoki,\r\n",
        b"id;name\r\n07;Sato Hana\r\naoki;\r\n",
        b"sep=;\r\nid;name\r\n07;Sato Hana\r\naoki;\r\n",
        b'ID , Name,,\n\n07,"Sato Hana",,\n,,,\naoki\n',
        b"name,id\nSato Hana,07\n,aoki\n",
        b'"id","name"\r"07","Sato Hana"\r"aoki",""\r',
        "学籍番号,氏名\n07,Sato Hana\naoki,\n".encode(),
    ],
)
def test_reads_rosters_as_programs_save_them(tmp_path: Path, roster: bytes) -> None:
    assert learners(tmp_path, roster) == [("07", "Sato Hana"), ("aoki", "")]


def test_reads_a_roster_of_ids_alone_in_any_script(tmp_path: Path) -> None:
    assert learners(tmp_path, "id\n青木 03\nÉva\nना\nمنى\n".encode()) == [
        ("青木 03", ""),
        ("Éva", ""),
        ("ना", ""),
        ("منى", ""),
    ]


def test_ids_are_kept_in_one_form(tmp_path: Path) -> None:
    assert learners(tmp_path, "id\nE\u0301va\n".encode()) == [(unicodedata.normalize("NFC", "E\u0301va"), "")]


@pytest.mark.parametrize(
    ("roster", "says"),
    [
        (b"", "line 1: holds no learners"),
        (b"\n\n", "line 1: holds no learners"),
        (b"id,name\n", "line 1: holds no learners below its columns"),
        (b"aoki\nsato\n", "line 1: found no column id"),
        (b"id,nam\na,b\n", 'line 1: found the column "nam", expected id and name; the nearest is "name"'),
        (b"id,id\na,b\n", 'line 1: found the column "id" twice'),
        (b"name\nb\n", "line 1: found no column id"),
        (HEAD + b"a,b,c\n", "line 2: found 3 values, expected 2"),
        (HEAD + b",b\n", "line 2, column id: found the id"),
        (HEAD + b"a,b\na,c\n", 'line 3, column id: found the learner "a" again, first in line 2'),
        (HEAD + b"Aoki,b\naoki,c\n", 'found the learner "aoki" again, first as "Aoki" in line 2'),
        (HEAD + "Éa,b\nE\u0301A,c\n".encode(), 'line 3, column id: found the learner "ÉA" again, first as "Éa"'),
        (HEAD + b"=cmd,b\n", 'column id: found the id "=cmd", expected no = + - or @'),
        (HEAD + b"a,=HYPERLINK(1)\n", 'column name: found the name "=HYPERLINK(1)", expected no ='),
        (HEAD + "a,＝1+1\n".encode(), "column name: found the name"),
        (HEAD + b"a,+1\nb,-1\nc,@x\n", 'line 4, column name: found the name "@x"'),
        (HEAD + b"../x,b\n", "expected letters, digits, space, - _ or . alone"),
        (HEAD + b"a/b,c\n", "expected letters, digits"),
        (HEAD + b"..,c\n", "expected no space or dot at its start or end"),
        (HEAD + b"a.,c\n", "expected no space or dot at its start or end"),
        (HEAD + b"nul,c\n", "which Windows keeps for a device"),
        (HEAD + b"Com1.txt,c\n", "which Windows keeps for a device"),
        (HEAD + b"a" * 61 + b",c\n", "expected 1 to 60 characters"),
        (HEAD + b"a,<script>alert(1)</script>\n", 'the HTML "<script'),
        (HEAD + b"a,[x](javascript:alert(1))\n", "found a link to"),
        (HEAD + b'a,"two\nlines"\nb,c\n', "line 2, column name"),
        (HEAD + b'a,"two\nlines"\n=b,c\n', 'line 4, column id: found the id "=b"'),
        (HEAD + b'a,"open\n', "line 2: cannot be read as CSV"),
        (HEAD + b'a,"x"y\n', "line 2: cannot be read as CSV"),
        (HEAD + b"a," + b"x" * 200_000 + b"\n", "line 2"),
        (HEAD + b"a," + b"x" * 201 + b"\n", "at most 200 characters"),
        (HEAD + b"a,b\nc,d\x00e\n", "line 3: found the hidden character U+0000"),
        (HEAD + b"a,b\x1b[2J\n", "line 2: found the hidden character U+001B"),
        (HEAD + "a,\u202egnp\n".encode(), "line 2: found the hidden character U+202E"),
        (HEAD + "a,b\ufeff\n".encode(), "line 2: found the hidden character U+FEFF"),
        (HEAD + "a,b\u2028c\n".encode(), "line 2: found the hidden character U+2028"),
        (HEAD + "a,青木\n".encode("cp932"), "line 2: is not written in UTF-8"),
        ("id,name\na,b\n".encode("utf-16"), "line 1: is not written in UTF-8"),
        (HEAD + b"".join(b"%d,x\n" % number for number in range(5001)), "holds 5,001 learners, expected at most 5,000"),
        (b"x" * 5_000_001, "is too long"),
    ],
)  # fmt: skip
def test_refuses_in_one_sentence(tmp_path: Path, roster: bytes, says: str) -> None:
    found = problems(tmp_path, roster)

    assert any(says in line for line in found), found
    assert all(line.startswith(("learners.csv", "course.yml, line 3")) for line in found)


def test_names_every_wrong_line(tmp_path: Path) -> None:
    found = problems(tmp_path, HEAD + b"=a,b\na,b\nA,b\n../c,b\n")

    assert [line.split(",")[1].strip() for line in found] == ["line 2", "line 4", "line 5"]


@pytest.mark.parametrize("learner", ["a", "07", "a b", "a.b", "a-b_c", "青木", "con2", "x" * 60, "１"])
def test_plain_ids_are_fine(learner: str) -> None:
    assert fault_in_id(learner) == ""


@pytest.mark.parametrize(
    "learner",
    [
        "",
        " a",
        "a ",
        ".a",
        "CON",
        "con.txt",
        "LPT9",
        "-a",
        "＝a",
        "a\tb",
        "a:b",
        "a*b",
        "a|b",
        "\u0301a",
        "½",
        "😀",
    ],
)
def test_ids_that_no_folder_or_spreadsheet_should_meet(learner: str) -> None:
    assert fault_in_id(learner)


def test_learners_of_a_list_are_compared_like_those_of_a_roster(tmp_path: Path) -> None:
    (tmp_path / "course.yml").write_text(
        "title: T\nlessons: ['03']\nlearners:\n- {id: Aoki, name: A}\n- aoki\n- {id: b, name: '<b>'}\n- CON\n"
    )

    with pytest.raises(CourseProblems) as refused:
        read_course(tmp_path / "course.yml")

    lines = str(refused.value).splitlines()
    assert lines[0].startswith(
        'course.yml, line 5, key learners.2: found the learner "aoki" again, first as "Aoki" in line 4'
    )
    assert lines[1].startswith("course.yml, line 6, key learners.3")
    assert lines[2].startswith('course.yml, line 7, key learners.4: found the id "CON"')
