"""What is wrong with lessons, words and tables as they stand: ``kit.py lessons --lint``."""

from __future__ import annotations

import csv
from itertools import chain
from pathlib import Path

import nbformat

from variants import (
    acts,
    claim_map,
    data,
    glossary,
    lint_notebook,
    lint_path,
    lint_source,
    lint_words,
    minutes,
    notes,
    treated,
    walk,
    words,
)
from variants.lesson import unknown_names, unserved
from variants.source import read, sources
from widgets.tables import resources

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
    found = []
    units = []
    known = _names()
    fronts, taught = {}, []
    for source in sources():
        path = source.relative_to(ROOT).as_posix()
        notebook = read(source)
        units += words.lesson_units(notebook, path)
        found += lint_source.figures(notebook, path)
        found += lint_source.untranslatable(notebook, path)
        lesson = notebook.metadata["lesson"]
        fronts[source.stem] = lesson
        taught.append(treated.lesson(notebook))
        faults = minutes.check(lesson, minutes.sections(notebook)) + unknown_names(lesson, *known)
        faults += unserved(lesson) + acts.idle(lesson, acts.acting(notebook))
        found += [f"{path}, front matter: {fault}." for fault in faults]
        for language in words.LANGUAGES:
            found += notes.faults(notebook, path, language, words.catalogue(language))
        found += _slanted("lessons", words.lesson_units(notebook, path), lint_words.quoted(notebook))
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
        if built.stem in fronts:
            found += lint_path.faults(read_back, fronts[built.stem], name, built.parent.name not in UNSPACED)
    if (ROOT / "data" / "claims.csv").exists():
        found += claim_map.faults(treated.articles(), taught)
    found += data.findings(ROOT / "data")
    return [line.replace(f"{ROOT.as_posix()}/", "") for line in found]


def _slanted(folder: str, units: list[walk.Unit], quoted: lint_words.Quoted) -> list[str]:
    """List the words that take a side, in every language."""
    found = lint_words.in_units(units, quoted)
    for po in sorted((ROOT / folder / "locale").glob("*.po")):
        found += lint_words.in_catalogue(po, units, quoted)
    return found
