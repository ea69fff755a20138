"""Building the lessons: ``kit.py lessons`` and its ``--check``, ``--watch`` and ``--update``."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, product
from pathlib import Path
from typing import TYPE_CHECKING

from variants import (
    balance,
    claim_map,
    corrections,
    data,
    data_readme,
    store,
    teacher,
    tomorrow,
    words,
)
from variants.execute import RunError, execute
from variants.findings import findings
from variants.lesson import SourceError
from variants.parameters import with_parameters
from variants.select import select
from variants.source import read, sources
from variants.strip import strip, to_bytes
from variants.translate import translate
from variants.words import LANGUAGES

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["LANGUAGES", "ROOT", "build", "main", "page_target", "prepare", "target"]

ROOT = Path(__file__).parent.parent


def target(source: Path, language: str) -> Path:
    """Where a built lesson stands.

    Examples
    --------
    >>> target(Path("03-x.md"), "ja").relative_to(ROOT).as_posix()
    'lessons/ja/03-x.ipynb'
    """
    return ROOT / "lessons" / language / f"{source.stem}.ipynb"


def page_target(source: Path, language: str) -> Path:
    """Where a lesson's page for teachers stands.

    Examples
    --------
    >>> page_target(Path("03-x.md"), "ja").relative_to(ROOT).as_posix()
    'docs/teacher/ja/03-x.md'
    """
    return ROOT / "docs" / "teacher" / language / source.name


def prepare(source: Path, language: str) -> NotebookNode:
    """Select, translate and set the parameters of one lesson: everything but running it.

    Parameters
    ----------
    source : Path
        The lesson's source.
    language : str
        Language of the copy.

    Returns
    -------
    NotebookNode
        Ready to run.

    Examples
    --------
    >>> prepare(sources()[0], "en").cells[1].metadata["tags"]
    ['parameters']
    """
    notebook, _untranslated = translate(select(read(source)), words.catalogue(language))
    return with_parameters(notebook, language)


def build(source: Path, language: str) -> bytes:
    """Build one lesson in one language, as it is committed.

    Parameters
    ----------
    source : Path
        The lesson's source.
    language : str
        Language of the copy.

    Returns
    -------
    bytes
        The notebook; the same source gives the same bytes.

    Raises
    ------
    SourceError, RunError
        Naming lesson, cell and cause.
    """
    folder = target(source, language).parent
    folder.mkdir(parents=True, exist_ok=True)
    return to_bytes(strip(execute(prepare(source, language), folder)))


def _build_one(job: tuple[Path, str, Path]) -> bytes | str:
    """Build a lesson, its teacher's page or the one period in a worker process; a failure comes back as its sentence."""
    source, language, path = job
    try:
        if source == tomorrow.SOURCE:
            return tomorrow.page(language, words.catalogue(language)).encode()
        if path == page_target(source, language):
            return teacher.page(source, language, words.catalogue(language)).encode()
        return build(source, language)
    except (SourceError, RunError) as error:
        return str(error)


def documents() -> dict[Path, str]:
    """Write what is made from the tables, and from the lessons’ sources, without running anything.

    Returns
    -------
    dict
        Where each document stands, and its text.

    Examples
    --------
    >>> [path.relative_to(ROOT).as_posix() for path in documents()][:2]
    ['docs/balance.md', 'docs/map.md']
    """
    found = {ROOT / "docs" / "balance.md": balance.report(), ROOT / "docs" / "map.md": claim_map.page()}
    found[ROOT / "data" / "README.md"] = data_readme.page(ROOT / "data")
    for language in LANGUAGES:
        found[ROOT / "docs" / "errors" / f"{language}.md"] = corrections.page(language)
    return found


def _update() -> None:
    """Bring catalogues and the tables' sizes and hashes up to date with what they describe."""
    units = list(chain.from_iterable(words.lesson_units(text, path) for path, text in tomorrow.written()))
    ours = list(chain.from_iterable(words.widget_units(ROOT / folder) for folder in ("widgets", "variants")))
    for folder, gathered in (("lessons", units), ("widgets", ours)):
        for po in sorted((ROOT / folder / "locale").glob("*.po")):
            if words.update(po, words.template(gathered)):
                print(f"updated {po.relative_to(ROOT).as_posix()}: translate what is empty or marked fuzzy")
    if data.update(ROOT / "data"):
        print("updated data/datapackage.json: sizes and hashes; check units, sources and dates yourself")


def _make(numbers: list[str], check: bool) -> list[str]:
    """Build lessons, their pages for teachers and the documents; return what is wrong."""
    jobs = [
        (source, language, where(source, language))
        for source, language in product(sources(), LANGUAGES)
        for where in (target, page_target)
        if not numbers or source.stem.split("-")[0] in numbers
    ]
    if not numbers or tomorrow.SOURCE.stem in numbers:
        jobs += [(tomorrow.SOURCE, language, tomorrow.target(language)) for language in LANGUAGES]
    if not jobs:
        known = ", ".join(source.stem.split("-")[0] for source in sources())
        return [f"No lesson has the number {numbers[0]}; lessons/source holds {known}."]
    wrong = []
    with ProcessPoolExecutor(min(len(jobs), os.cpu_count() or 1)) as pool:
        for job, built in zip(jobs, pool.map(_build_one, jobs), strict=True):
            wrong += store.put(job[-1], job[-1].relative_to(ROOT).as_posix(), built, check)
    if not numbers:
        for path, text in documents().items():
            wrong += store.put(path, path.relative_to(ROOT).as_posix(), text.encode(), check)
    return wrong


def _write_pages(options: argparse.Namespace) -> int:
    """Write the built lessons into a folder, in the formats that are asked for."""
    from variants.beside import other_languages
    from variants.formats import FormatError, Job, chosen, write_formats
    from variants.pdf import PrintError

    lessons = ROOT / "lessons"
    try:
        names = chosen("html" if options.formats is None else options.formats)
        beside = other_languages(lessons.glob("*/*.ipynb")) if "html" in names else {}
        for written in write_formats(Job(options.pages, lessons, names, options.single, beside)):
            print(f"wrote {written}")
    except FormatError as error:
        print(error, file=sys.stderr)
        return 2
    except PrintError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run ``kit.py lessons``.

    Returns
    -------
    int
        0 if all is well, 1 if something is wrong (each on its own line), 2 for a format that is not known.
    """
    parser = argparse.ArgumentParser(
        prog="kit.py lessons", description="Build the lessons from their sources."
    )
    parser.add_argument("lesson", nargs="*", help="such as 03, or tomorrow; all without one")
    parser.add_argument("--check", action="store_true", help="rebuild and compare; write nothing")
    parser.add_argument(
        "--lint", action="store_true", help="only read sources, catalogues, tables and notebooks; run nothing"
    )
    parser.add_argument(
        "--update", action="store_true", help="gather new words and refresh the tables' hashes"
    )
    parser.add_argument(
        "--watch", action="store_true", help="open JupyterLab and follow the sources as you save"
    )
    parser.add_argument("--port", type=int, help="with --watch: JupyterLab's port")
    parser.add_argument("--no-browser", action="store_true", help="with --watch: do not open a browser")
    parser.add_argument(
        "--pages",
        type=Path,
        metavar="DIR",
        help="write the built lessons as pages that need no kernel",
    )
    parser.add_argument("--single", action="store_true", help="with --pages: each page holds all it needs")
    parser.add_argument(
        "--formats",
        metavar="NAMES",
        help="with --pages: what to write, such as html,pdf,docx,cards; html without it",
    )
    options = parser.parse_args(arguments)
    if options.pages:
        return _write_pages(options)
    if options.formats is not None:
        print("--formats goes with --pages DIR, the folder to write into.", file=sys.stderr)
        return 2
    if options.watch:
        from variants.watch import watch

        return watch(options.port, not options.no_browser)
    try:
        if options.update:
            _update()
        wrong = findings()
    except SourceError as error:
        print(error)
        return 1
    if not (options.lint or options.update):
        wrong += _make(options.lesson, options.check)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
