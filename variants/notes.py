"""The teacher's notes in a lesson: which labels they carry, how long they may be, and their rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from variants.markdown import visible
from variants.words import lesson_units
from widgets.language import _, language, use_language

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from variants.words import Catalogue

__all__ = ["faults", "is_note", "is_sensitive", "labels"]

WORDS, CHARACTERS = 70, 200  # the longest note, in English and in Japanese: it is read while a class waits
_LABEL = re.compile(r"^\*\*([^*]+)\*\*")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def labels() -> tuple[str, ...]:
    """Return the labels of a note in the language in use, in their order; the page adds the time itself.

    Examples
    --------
    >>> use_language("en")
    >>> labels()[:2]
    ('Say', 'Watch for')
    """
    return (_("Say"), _("Watch for"), _("If half miss it"), _("If short"), _("Access"))


def is_note(cell: NotebookNode) -> bool:
    """Say whether a cell is for teachers."""
    return "teacher" in cell.metadata.get("tags", [])


def is_sensitive(cell: NotebookNode) -> bool:
    """Say whether a teacher's cell is about sensitive points; it carries no labels."""
    return is_note(cell) and "sensitive" in cell.metadata.get("tags", [])


def faults(notebook: NotebookNode, path: str, code: str, catalogue: Catalogue | None = None) -> list[str]:
    """Find the teacher's notes that miss a label, mix up their order, or are too long.

    Parameters
    ----------
    notebook : NotebookNode
        The source as read.
    path : str
        Named in the sentences.
    code : str
        The language to look at.
    catalogue : Catalogue, optional
        Its words; a note that is not translated whole is left to the lint of the catalogue.

    Returns
    -------
    list of str
        One sentence each.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_markdown_cell
    >>> note = new_markdown_cell("**Say** No.", id="look-teacher", metadata={"tags": ["teacher"]})
    >>> faults(new_notebook(cells=[note]), "03-x.md", "en")[0][:55]
    '03-x.md:look-teacher: the note has the labels Say; give'
    """
    before = language()
    use_language(code)
    try:
        wanted = labels()
    finally:
        use_language(before)
    units = lesson_units(notebook, path)
    found = []
    for cell in notebook.cells:
        if not is_note(cell) or is_sensitive(cell):
            continue
        words = [unit.msgid for unit in units if unit.cell == cell.id]
        if catalogue is not None:
            words = [catalogue.translate(text) or "" for text in words]
            if not all(words):
                continue
        where = f"{path}:{cell.id}" if code == "en" else f"{path}:{cell.id}, in {code}"
        found += [f"{where}: {fault}" for fault in _faults(words, wanted, code)]
    return found


def _faults(words: list[str], wanted: tuple[str, ...], code: str) -> list[str]:
    got = [match[1] for text in words for match in [_LABEL.match(text)] if match]
    found = []
    if tuple(got) != wanted or len(got) != len(words):
        found.append(
            f"the note has the labels {', '.join(got) or 'none'}; give each of {', '.join(wanted)} "
            "its own paragraph, in this order."
        )
    # Labels are not counted; a placeholder counts as one word, and as one character.
    seen = [visible(_PLACEHOLDER.sub("0", _LABEL.sub("", text, count=1))) for text in words]
    length = sum(len(text.split()) if code == "en" else len("".join(text.split())) for text in seen)
    most, unit = (WORDS, "words") if code == "en" else (CHARACTERS, "characters")
    if length > most:
        found.append(f"the note has {length} {unit}; leave {most} or fewer.")
    return found
