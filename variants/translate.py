"""Put a lesson into another language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from variants.walk import Unit, cell_id, rewrite

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from variants.words import Catalogue


def translate(notebook: NotebookNode, catalogue: Catalogue | None) -> tuple[NotebookNode, list[str]]:
    r"""Return the lesson with its words replaced, and the words that stay English.

    Parameters
    ----------
    notebook : NotebookNode
        The source as read, its front matter under ``metadata["lesson"]``. It is not changed.
    catalogue : Catalogue or None
        None keeps the English and only turns ``_("…")`` into plain strings.

    Returns
    -------
    notebook : NotebookNode
        A copy. A Markdown cell with words that stay English has the metadata ``untranslated``.
    untranslated : list of str
        ``cell id: words`` for each missing or stale translation, in reading order.

    Raises
    ------
    SourceError
        If a code cell's ``_( )`` holds anything but one plain string.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook, new_markdown_cell
    >>> from variants.words import Catalogue
    >>> lesson = new_notebook(cells=[new_markdown_cell("## Chart\n\nLook.", metadata={"id": "top"})])
    >>> japanese, left = translate(lesson, Catalogue({"Chart": "グラフ"}))
    >>> japanese.cells[0].source, left
    ('## グラフ\n\nLook.', ['top: Look.'])
    """
    untranslated: list[Unit] = []

    def visit(unit: Unit) -> str | None:
        if catalogue is None or not unit.has_words:
            return None
        text = catalogue.translate(unit.msgid)
        if text is None:
            untranslated.append(unit)
        return text

    result = rewrite(notebook, visit)
    marked = {unit.cell for unit in untranslated}
    for cell in result.cells:
        if cell.cell_type == "markdown" and cell_id(cell) in marked:
            cell.metadata["untranslated"] = True
    return result, [f"{unit.cell}: {unit.msgid}" for unit in untranslated]
