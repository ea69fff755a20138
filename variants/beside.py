"""A lesson in two languages side by side: the same copy in the other language, block by block."""

from __future__ import annotations

import os
import re
from concurrent.futures import ProcessPoolExecutor
from html import escape
from typing import TYPE_CHECKING, Any

import nbformat

from variants import words
from variants.build import ROOT
from variants.execute import execute
from variants.page_blocks import blocks, parameters
from variants.page_paper import table_box, without_note
from variants.parameters import with_parameters
from variants.select import select
from variants.source import read
from variants.translate import translate
from widgets.language import use_language
from widgets.live import MIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from nbformat import NotebookNode

__all__ = ["other_languages", "twins"]


def _run(job: tuple[Path, str]) -> NotebookNode:
    """Run a built lesson's copy in another language, with the same parameters."""
    path, language = job
    values = parameters(nbformat.read(path, as_version=4))
    source = ROOT / "lessons" / "source" / f"{path.stem}.md"
    text, _untranslated = translate(select(read(source)), words.catalogue(language))
    return execute(with_parameters(text, language, values), path.parent)


def other_languages(built: Iterable[Path]) -> dict[Path, tuple[str, NotebookNode]]:
    """Run each built lesson's copy in the next language of those in which it was built.

    A copy's parameters stay: the other language must not speak of another country or currency.

    Parameters
    ----------
    built : iterable of Path
        Built notebooks, each in the folder of its language.

    Returns
    -------
    dict
        Path to the other language and the same copy in it; none for a lesson in one language or without a source.
    """
    paths = sorted(built)
    jobs = []
    for path in paths:
        languages = [other.parent.name for other in paths if other.stem == path.stem]
        here = languages.index(path.parent.name)
        if len(languages) > 1 and (ROOT / "lessons" / "source" / f"{path.stem}.md").exists():
            jobs.append((path, languages[(here + 1) % len(languages)]))
    if not jobs:
        return {}
    with ProcessPoolExecutor(min(len(jobs), os.cpu_count() or 1)) as pool:
        return {
            path: (language, notebook)
            for (path, language), notebook in zip(jobs, pool.map(_run, jobs), strict=True)
        }


def _plain_headings(html: str) -> str:
    """A twin's headings are no headings of the page: its outline stays in one language."""
    return re.sub(r"<(/?)h([1-4])\b[^>]*>", lambda m: "</p>" if m[1] else f'<p class="page-h{m[2]}">', html)


def _chart(data: Mapping[str, Any]) -> str:
    """A chart's readings, one for each setting; the page's script shows the one that is set."""
    return "".join(
        f'<div data-state="{escape(key)}">{state["takeaway_html"]}</div>'
        for key, state in data["states"].items()
    )


def _output(output: NotebookNode) -> str:
    bundle = output.get("data", {})
    data = bundle.get(MIME, {})
    kind = data.get("kind")
    if kind in ("tell", "article"):
        return str(data["html"])
    if kind == "chart":
        return _chart(data)
    if kind == "question":
        return without_note("".join(bundle.get("text/html", "")))
    if kind == "claims":
        items = "".join(f"<li>{claim['id']} {escape(claim['text'])}</li>" for claim in data["claims"])
        return f"<ul>{items}</ul>"
    if kind is None and "text/html" in bundle:
        return table_box("".join(bundle["text/html"]))
    return ""  # what learners type into: ruler, headline, kept work


def twins(notebook: NotebookNode, language: str) -> dict[str, str]:
    r"""Say in another language what stands in each block of a page.

    Parameters
    ----------
    notebook : NotebookNode
        The copy in that language, with its outputs.
    language : str
        Its language.

    Returns
    -------
    dict
        Block id to HTML, without ids and headings of its own.

    Examples
    --------
    >>> cell = nbformat.v4.new_markdown_cell("## 答え\n\nはい。", id="turn")
    >>> twins(nbformat.v4.new_notebook(cells=[cell]), "ja")["turn"].splitlines()[0]
    '<p class="page-h2">答え</p>'
    """
    use_language(language)
    cells = {cell.id: cell for cell in notebook.cells}
    found = {}
    for block in blocks(notebook):
        cell = cells.get(block.id)
        if cell is not None and cell.cell_type == "code":
            text = "".join(map(_output, cell.outputs))
        else:
            text = block.html
        if text.strip():
            found[block.id] = _plain_headings(text)
    return found
