"""What is wrong with lessons, words and tables as they stand: ``kit.py lessons --lint``."""

from __future__ import annotations

import csv
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from variants import (
    acts,
    claim_map,
    data,
    glossary,
    lint_draws,
    lint_notebook,
    lint_path,
    lint_source,
    lint_words,
    minutes,
    notes,
    tomorrow,
    treated,
    walk,
    words,
)
from variants.lesson import unknown_names, unserved
from widgets.tables import resources

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["findings"]

ROOT = Path(__file__).parent.parent
UNSPACED = ("ja",)  # languages that write without spaces


def _names() -> tuple[list[str], list[str]]:
    """Name the tables and the claims; what is wrong inside a table is found elsewhere."""
    path = ROOT / "data" / "claims.csv"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return list(resources()), [row.get("id") or "" for row in csv.DictReader(lines)]


def findings() -> list[str]:
    """List what is wrong with sources, catalogues, tables and stored notebooks, without running anything.

    Returns
    -------
    list of str
        One sentence each: where, what was found, what to do; empty if all is well.
    """
    texts = tomorrow.written()
    known = _names()
    found = [fault for path, notebook in texts for fault in _of_text(path, notebook, known)]
    units = [unit for path, notebook in texts for unit in words.lesson_units(notebook, path)]
    lessons = {Path(path).stem: notebook for path, notebook in texts if path != tomorrow.PATH}
    ours = list(chain.from_iterable(words.widget_units(ROOT / folder) for folder in ("widgets", "variants")))
    found += _slanted("widgets", ours, {})
    for folder, gathered in (("lessons", units), ("widgets", ours)):
        for po in sorted((ROOT / folder / "locale").glob("*.po")):
            found += lint_source.catalogue(po, words.template(gathered))
            if po.stem == "ja":
                found += glossary.in_catalogue(po, gathered)
            if folder == "lessons":
                found += lint_source.figures_in_catalogue(po, gathered)
    for built in sorted((ROOT / "lessons").glob("*/*.ipynb")):
        name = built.relative_to(ROOT).as_posix()
        read_back = nbformat.read(built, as_version=4)
        found += lint_notebook.notebook_state(read_back, name)
        if built.stem in lessons:
            front = lessons[built.stem].metadata["lesson"]
            found += lint_path.faults(read_back, front, name, built.parent.name not in UNSPACED)
    if (ROOT / "data" / "claims.csv").exists():
        found += claim_map.faults(treated.articles(), list(map(treated.lesson, lessons.values())))
    found += data.findings(ROOT / "data")
    return [line.replace(f"{ROOT.as_posix()}/", "") for line in found]


def _of_text(path: str, notebook: NotebookNode, known: tuple[list[str], list[str]]) -> list[str]:
    """List what is wrong with one text that is written by hand."""
    units = words.lesson_units(notebook, path)
    lesson = notebook.metadata["lesson"]
    faults = unknown_names(lesson, *known)
    if path != tomorrow.PATH:
        faults = minutes.check(lesson, minutes.sections(notebook)) + faults
        faults += unserved(lesson) + acts.idle(lesson, acts.acting(notebook))
    found = lint_source.figures(notebook, path) + lint_source.untranslatable(notebook, path)
    found += lint_draws.draws(notebook, path)
    found += [f"{path}, front matter: {fault}." for fault in faults]
    for language in words.LANGUAGES:
        found += notes.faults(notebook, path, language, words.catalogue(language))
    return found + _slanted("lessons", units, lint_words.quoted(notebook))


def _slanted(folder: str, units: list[walk.Unit], quoted: lint_words.Quoted) -> list[str]:
    """List the words that take a side, in every language."""
    found = lint_words.in_units(units, quoted)
    for po in sorted((ROOT / folder / "locale").glob("*.po")):
        found += lint_words.in_catalogue(po, units, quoted)
    return found
