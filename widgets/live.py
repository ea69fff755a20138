"""The live half of a cell: a stored still, and a model that mounts the working version beside it."""

from __future__ import annotations

import gzip
import secrets
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from IPython.core.getipython import get_ipython
from IPython.display import display
from markdown_it import MarkdownIt

from widgets.language import language
from widgets.lesson import running

if TYPE_CHECKING:
    from widgets.lesson import Lesson

__all__ = ["Live", "inline", "markdown", "still"]

STATIC = Path(__file__).parent / "static"
MIME = "application/vnd.kit.v1+json"

# Raw HTML is off: what reaches the page is only what Markdown makes.
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def markdown(text: str) -> str:
    """Render Markdown as HTML.

    Examples
    --------
    >>> markdown("A **word** <b>")
    '<p>A <strong>word</strong> &lt;b&gt;</p>'
    """
    return str(_markdown.render(text)).strip()


def inline(text: str) -> str:
    """Render one line of Markdown as HTML without a paragraph around it.

    Examples
    --------
    >>> inline("a *b*")
    'a <em>b</em>'
    """
    return str(_markdown.renderInline(text))


def still(html: str, token: str) -> str:
    """Wrap what stays on the page when no kernel runs.

    Examples
    --------
    >>> still("<p>1</p>", "ab12")
    '<div class="kit-still" data-token="ab12"><p>1</p></div>'
    """
    return f'<div class="kit-still" data-token="{escape(token)}">{html}</div>'


class Carrier(anywidget.AnyWidget):
    """One hidden model for each kernel: it brings the page our scripts, once, compressed."""

    _esm = STATIC / "carrier.js"
    kit = traitlets.Bytes().tag(sync=True)
    vega = traitlets.Bytes().tag(sync=True)

    def __init__(self) -> None:
        packed = {
            name: gzip.compress((STATIC / f"{name}.js").read_bytes(), 9, mtime=0) for name in ("kit", "vega")
        }
        super().__init__(**packed)
        self.on_msg(_hello)


_carrier: list[Carrier] = []
_live: list[Live] = []


def _hello(_widget: Any, content: Any, _buffers: Any) -> None:
    """A front end is there: from now on answers are read and kept."""
    if not (isinstance(content, dict) and content.get("type") == "hello"):
        return
    running().answers.front_end = True
    for widget in _live:
        widget.restore()


def _kept(lesson: Lesson) -> dict[str, dict[str, Any]]:
    """Read the kept answers; a lesson goes on without them, and says so."""
    try:
        return lesson.answers.read() if lesson.answers.front_end else {}
    except OSError:
        lesson.warn()
        return {}


class Live(anywidget.AnyWidget):
    """A question, a reveal or a chart with controls.

    Parameters
    ----------
    uid : str
        Id that is unique in the lesson; kept answers are filed under it.
    data : dict
        What the page needs to draw it (never changed afterwards).
    values : dict
        What the learner changes.
    """

    _esm = STATIC / "mount.js"
    uid = traitlets.Unicode().tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    token = traitlets.Unicode().tag(sync=True)
    scope = traitlets.Unicode().tag(sync=True)
    lang = traitlets.Unicode().tag(sync=True)

    def __init__(self, uid: str, data: dict[str, Any], values: dict[str, Any]) -> None:
        self._lesson = lesson = running()
        if not _carrier:
            _carrier.append(Carrier())
        super().__init__(
            uid=uid,
            data=data,
            values=values,
            # Random: a still stored in a file must never match a model of another kernel.
            token=secrets.token_hex(8),
            scope=lesson.scope,
            lang=language(),
        )
        # Only questions are kept: charts and reveals begin as the lesson made them.
        if data["kind"] == "question":
            _live.append(self)
            self.observe(self._keep, "values")
            self.restore()

    def restore(self) -> None:
        """Show the kept answer, if there is one and the learner has not begun another."""
        kept = _kept(self._lesson).get(self.uid)
        if kept and not (self.values.get("tries") or self.values.get("answer")):
            self.unobserve(self._keep, "values")
            self.values = kept
            self.observe(self._keep, "values")

    def _keep(self, change: Any) -> None:
        try:
            self._lesson.answers.keep(self.uid, change["new"])
        except OSError:
            self._lesson.warn()

    def show(self, html: str, plain: str) -> None:
        """Put the still into the cell's output; the page mounts the live version beside it.

        The model is never displayed itself: a stored view would print an error wherever no kernel runs.

        Parameters
        ----------
        html : str
            What stays when no kernel runs.
        plain : str
            The same for a reader of plain text.
        """
        if get_ipython() is None:
            print(plain)
            return
        display({MIME: self.data, "text/html": still(html, self.token), "text/plain": plain}, raw=True)
