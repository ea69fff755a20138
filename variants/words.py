"""The words of lessons and widgets, and their catalogues (gettext PO files)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import PoFileError, read_po, unescape, write_po

from variants.lesson import SourceError
from variants.walk import CODE, Unit, rewrite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nbformat import NotebookNode

LOCALE = Path(__file__).parent.parent / "lessons" / "locale"
LANGUAGES = ("en", *sorted(path.stem for path in LOCALE.glob("*.po")))

# Only what gettext needs: dates and tool names would make every update differ.
_HEADER = """\
# The English is gathered from the source: edit only the msgstr lines.
# A "fuzzy" mark says the English has changed since: revise the msgstr, then take the mark away.
# A comment line "# same" says that the words are meant to stay as in English.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_NEVER_WRAP = 1_000_000
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True)
class Catalogue:
    """The finished translations of one PO file.

    Examples
    --------
    >>> words = Catalogue({"chart": "グラフ"})
    >>> words.translate("chart"), words.translate("table")
    ('グラフ', None)
    """

    texts: Mapping[str, str]

    def translate(self, msgid: str) -> str | None:
        """Return the translation, or None if it is missing or stale."""
        return self.texts.get(msgid)


def lesson_units(notebook: NotebookNode, path: str) -> list[Unit]:
    r"""Gather the words of a lesson: front matter, Markdown blocks and ``_("…")`` in code cells.

    Parameters
    ----------
    notebook : NotebookNode
        The source as read, its front matter under ``metadata["lesson"]``.
    path : str
        The source's name, such as ``lessons/source/03-x.md``.

    Returns
    -------
    list of Unit
        In reading order.

    Raises
    ------
    SourceError
        If a code cell's ``_( )`` holds anything but one plain string.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_markdown_cell
    >>> lesson = new_notebook(cells=[new_markdown_cell("# Money\n\n- who pays", metadata={"id": "top"})])
    >>> [(unit.kind, unit.msgid, unit.location) for unit in lesson_units(lesson, "03-x.md")]
    [('heading', 'Money', '03-x.md:top'), ('list item', 'who pays', '03-x.md:top')]
    """
    units: list[Unit] = []
    rewrite(notebook, units.append, path)
    return units


def widget_units(folder: Path) -> list[Unit]:
    """Gather the ``_("…")`` words of every Python module in a folder and the folders in it.

    Parameters
    ----------
    folder : Path
        Such as ``Path("widgets")``.

    Returns
    -------
    list of Unit
        In order of file name and line. Locations name the file only, so moved lines change nothing.
    """
    units = []
    for module in sorted(folder.rglob("*.py")):
        path = f"{folder.name}/{module.relative_to(folder).as_posix()}"
        with module.open("rb") as file:
            found = list(extract("python", file, {"_": None}, ["Translators:"], strip_comment_tags=True))
        units += [
            Unit(str(msgid), CODE, path, notes=(" ".join(notes),) if notes else ())
            for _line, msgid, notes, _context in found
        ]
    return units


def template(units: Iterable[Unit]) -> Catalog:
    """Return the words as an untranslated catalogue, each once, in the order given.

    Examples
    --------
    >>> catalog = template(
    ...     [Unit("So {n}", "code", "03-x.md", "end"), Unit("Money", "heading", "03-x.md", "top")]
    ... )
    >>> [(message.id, sorted(message.flags)) for message in catalog if message.id]
    [('So {n}', ['python-brace-format']), ('Money', [])]
    """
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for unit in units:
        if unit.has_words and unit.msgid:
            catalog.add(unit.msgid, locations=[(unit.location, 0)], auto_comments=(unit.kind, *unit.notes))
    return catalog


def read_catalog(po_path: Path) -> Catalog:
    """Read a PO file as it stands.

    Parameters
    ----------
    po_path : Path
        Named after its language, such as ``ja.po``.

    Raises
    ------
    SourceError
        If there is no such file, or it is not in PO form.
    """
    if not po_path.exists():
        msg = (
            f"{po_path.as_posix()} does not exist, so there are no words in this language; gather them first."
        )
        raise SourceError(msg)
    try:
        with po_path.open("rb") as file:
            catalog = read_po(file, locale=po_path.stem, abort_invalid=True)
    except PoFileError as error:
        msg = f"{po_path.as_posix()}, line {error.lineno + 1}: {error.line!r} is not in PO form; correct this line."
        raise SourceError(msg) from error
    for message in catalog:
        _restore_previous(message)
    return catalog


def load(po_path: Path) -> Catalogue:
    """Read the finished translations of a PO file; missing and stale ones are left out.

    Parameters
    ----------
    po_path : Path
        Named after its language, such as ``ja.po``.

    Returns
    -------
    Catalogue
    """
    finished = (
        message for message in read_catalog(po_path) if message.id and message.string and not message.fuzzy
    )
    return Catalogue({str(message.id): str(message.string) for message in finished})


def catalogue(language: str) -> Catalogue | None:
    """Read the lessons' translations into a language; English needs none.

    Examples
    --------
    >>> catalogue("en") is None
    True
    """
    po_path = LOCALE / f"{language}.po"
    return None if language == "en" else _as_of(po_path, po_path.stat().st_mtime_ns)


@lru_cache(4)  # a course asks for each of its copies
def _as_of(po_path: Path, _changed: int) -> Catalogue:
    return load(po_path)


def update(po_path: Path, template: Catalog) -> bool:
    """Bring a PO file up to date with the source.

    New words come in empty; words whose English changed are marked fuzzy and show the former
    English; words no longer used are taken out. Doing it twice changes no byte.

    Parameters
    ----------
    po_path : Path
        Written anew if it does not exist.
    template : Catalog
        From `template`.

    Returns
    -------
    bool
        Whether the file changed.
    """
    catalog = (
        read_catalog(po_path)
        if po_path.exists()
        else Catalog(locale=po_path.stem, charset="utf-8", fuzzy=False)
    )
    former = {message.id: message.previous_id for message in catalog if message.fuzzy}
    catalog.update(template)
    for message in catalog:
        # Babel forgets the former English at the second update; the oldest is the one that was translated.
        source = message.previous_id[0] if message.previous_id else message.id
        message.previous_id = former.get(source) or message.previous_id
        message.flags &= {"fuzzy"}
        if message.id and message.python_brace_format:
            message.flags.add("python-brace-format")
    before = po_path.read_bytes() if po_path.exists() else b""
    after = _written(catalog, po_path.stem)
    if after != before:
        po_path.parent.mkdir(parents=True, exist_ok=True)
        po_path.write_bytes(after)
    return after != before


def _written(catalog: Catalog, language: str) -> bytes:
    body = BytesIO()
    write_po(body, catalog, width=_NEVER_WRAP, omit_header=True, ignore_obsolete=True, include_previous=True)
    return (_HEADER.format(language=language).encode() + body.getvalue()).rstrip(b"\n") + b"\n"


def _restore_previous(message: Message) -> None:
    """Turn the lines ``#| msgid "…"``, which Babel reads as comments, back into the former English."""
    lines = [line for line in message.user_comments if line.startswith("|")]
    message.user_comments = [line for line in message.user_comments if not line.startswith("|")]
    former = "".join(unescape(part) for part in _QUOTED.findall(" ".join(lines)))
    message.previous_id = [former] if former else []
