"""The one walk over a lesson's words: what it shows to be collected is what it replaces."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from variants.lesson import SourceError
from variants.markdown import rewrite_markdown, visible

if TYPE_CHECKING:
    from nbformat import NotebookNode

FRONT = "front-matter"
CODE = "code"
_TAG = "# Translators:"


@dataclass(frozen=True)
class Unit:
    """One piece of a lesson's words.

    Attributes
    ----------
    msgid : str
        The English words, on one line except for wanted line breaks.
    kind : str
        What the words are: ``heading``, ``paragraph``, ``list item``, ``quote``, ``table cell``, ``code``,
        or from the front matter ``title``, ``question``, ``objective``, ``word``, ``meaning``, ``help``, ``label``.
    path, cell : str
        The file, and the id of the cell (``front-matter`` for the front matter, empty outside lessons).
    notes : tuple of str
        What the author tells the translator.
    dates : tuple of str
        Years, dates and names with digits that the cell may spell out.
    """

    msgid: str
    kind: str
    path: str = ""
    cell: str = ""
    notes: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()

    @property
    def location(self) -> str:
        """File and cell, as in ``lessons/source/03-x.md:look-intro``."""
        return ":".join(part for part in (self.path, self.cell) if part)

    @property
    def has_words(self) -> bool:
        """Whether there is anything to translate (a lone code span, picture or placeholder holds nothing)."""
        return self.kind == CODE or any(letter.isalpha() for letter in visible(self.msgid, filled=True))


Visit = Callable[[Unit], str | None]


def cell_id(cell: NotebookNode) -> str:
    """Return the id an author gave the cell, or else the id nbformat keeps."""
    return str(cell.metadata.get("id") or cell.get("id") or "")


def rewrite(notebook: NotebookNode, visit: Visit, path: str = "") -> NotebookNode:
    """Show every unit of words to `visit` and return a copy of the notebook with its replies put in.

    Parameters
    ----------
    notebook : NotebookNode
        The front matter is the dict under ``metadata["lesson"]``.
    visit : callable
        Takes a `Unit`; returns the new words, or None to keep the words as they are.
    path : str
        Name of the source file, for locations and messages.

    Returns
    -------
    NotebookNode
        In its code cells ``_("…")`` has become a plain string.

    Raises
    ------
    SourceError
        If the words of a code cell cannot be read.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_code_cell
    >>> lesson = new_notebook(cells=[new_code_cell('tell(_("So {n}").format(n=n))')])
    >>> rewrite(lesson, lambda unit: unit.msgid.replace("So", "つまり")).cells[0].source
    'tell("つまり {n}".format(n=n))'
    """
    result = deepcopy(notebook)
    lesson = result.metadata.get("lesson") or {}
    _front(lesson, Unit("", "", path, FRONT, (), tuple(lesson.get("dates", ()))), visit)
    for cell in result.cells:
        where = Unit("", CODE, path, cell_id(cell), (), tuple(cell.metadata.get("dates", ())))
        if cell.cell_type == "markdown":
            cell.source = rewrite_markdown(cell.source, _reply(where, visit))
        elif cell.cell_type == "code":
            cell.source = _code(cell.source, where, visit)
    return result


def _reply(where: Unit, visit: Visit) -> Callable[[str, str], str | None]:
    return lambda kind, words: visit(replace(where, kind=kind, msgid=words))


def _front(lesson: dict[str, Any], where: Unit, visit: Visit) -> None:
    def say(kind: str, words: str) -> str:
        new = visit(replace(where, kind=kind, msgid=words))
        return words if new is None else new

    if "title" in lesson:
        lesson["title"] = say("title", lesson["title"])
    for name, kind in (("questions", "question"), ("objectives", "objective")):
        if name in lesson:
            lesson[name] = [say(kind, words) for words in lesson[name]]
    for word in lesson.get("words", ()):
        word["term"] = say("word", word["term"])
        word["meaning"] = say("meaning", word["meaning"])
    for parameter in lesson.get("parameters", ()):
        if "help" in parameter:
            parameter["help"] = say("help", parameter["help"])
        for value, words in parameter.get("labels", {}).items():
            parameter["labels"][value] = say("label", words)


def _code(source: str, where: Unit, visit: Visit) -> str:
    if not re.search(r"\b_\s*\(", source):
        return source
    lines = source.split("\n")
    replies = []
    for call, msgid in _calls(source, where.location):
        above = lines[call.lineno - 2].strip() if call.lineno > 1 else ""
        notes = (above.removeprefix(_TAG).strip(),) if above.startswith(_TAG) else ()
        new = visit(replace(where, msgid=msgid, notes=notes))
        replies.append((call, msgid if new is None else new))
    raw = [line.encode() for line in lines]
    for call, words in reversed(replies):
        first, last = call.lineno - 1, (call.end_lineno or call.lineno) - 1
        # The offsets count bytes of UTF-8, not characters.
        before, after = raw[first][: call.col_offset], raw[last][call.end_col_offset :]
        raw[first : last + 1] = [before + _literal(words).encode() + after]
    return b"\n".join(raw).decode()


@lru_cache(2048)  # a course asks for each of its copies
def _calls(source: str, location: str) -> list[tuple[ast.Call, str]]:
    """Find the calls of ``_`` and their strings, in reading order."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        msg = f"{location}: the code is not plain Python ({error.msg}, line {error.lineno}); correct it."
        raise SourceError(msg) from error
    nodes = list(ast.walk(tree))
    # Python 3.11 gives wrong offsets inside an f-string.
    in_f_string = {inner for node in nodes if isinstance(node, ast.JoinedStr) for inner in ast.walk(node)}
    calls = []
    for node in nodes:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"):
            continue
        words = node.args[0] if len(node.args) == 1 and not node.keywords else None
        if not isinstance(words, ast.Constant) or not isinstance(words.value, str) or node in in_f_string:
            msg = (
                f"{location}: _( ) in line {node.lineno} needs one plain string, "
                'as in _("So {n}").format(n=n), and no f-string around it; write it so.'
            )
            raise SourceError(msg)
        calls.append((node, words.value))
    return sorted(calls, key=lambda pair: (pair[0].lineno, pair[0].col_offset))


def _literal(words: str) -> str:
    """Write a string literal, with double quotes where they need no escape."""
    written = repr(words)
    return f'"{written[1:-1]}"' if written[0] == "'" and '"' not in words else written
