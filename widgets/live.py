"""The live half of a cell: a stored still, and a model that mounts the working version beside it."""

from __future__ import annotations

import gzip
import secrets
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from IPython.core.getipython import get_ipython
from IPython.display import display
from markdown_it import MarkdownIt

from widgets.kept import begun
from widgets.language import language
from widgets.lesson import running
from widgets.sources import MARK

if TYPE_CHECKING:
    from widgets.answers import Answers
    from widgets.kept import Values
    from widgets.lesson import Lesson

__all__ = ["KEPT", "Live", "inline", "markdown", "put", "shown", "still"]

STATIC = Path(__file__).parent / "static"
MIME = "application/vnd.kit.v1+json"
# What a learner enters in these is kept; charts and reveals begin as the lesson made them.
KEPT = ("question", "claims", "headline")  # as in host.js

# Raw HTML is off: what reaches the page is what Markdown makes, and the mark on a figure that is due.
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@cache
def markdown(text: str) -> str:
    """Render Markdown as HTML.

    Examples
    --------
    >>> markdown("A **word** <b>")
    '<p>A <strong>word</strong> &lt;b&gt;</p>'
    """
    return _marked(_markdown.render(text)).strip()


@cache
def inline(text: str) -> str:
    """Render one line of Markdown as HTML without a paragraph around it.

    Examples
    --------
    >>> inline("a *b*")
    'a <em>b</em>'
    """
    return _marked(_markdown.renderInline(text))


def _marked(html: str) -> str:
    for tag in MARK:
        html = html.replace(escape(tag), tag)
    return html


def still(html: str, token: str) -> str:
    """Wrap what stays on the page when no kernel runs.

    Examples
    --------
    >>> still("<p>1</p>", "ab12")
    '<div class="kit-still" data-token="ab12"><p>1</p></div>'
    """
    return f'<div class="kit-still" data-token="{escape(token)}">{html}</div>'


@cache
def _packed(name: str) -> bytes:
    return gzip.compress((STATIC / f"{name}.js").read_bytes(), 9, mtime=0)


class Carrier(anywidget.AnyWidget):
    """One hidden model for each kernel: it brings the page our scripts, once, compressed."""

    _esm = STATIC / "carrier.js"
    kit = traitlets.Bytes().tag(sync=True)
    vega = traitlets.Bytes().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(kit=_packed("kit"), vega=_packed("vega"))
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


def shown(answers: Answers) -> Values:
    """Collect what the page shows of one variant's answers."""
    return {w.uid: w.values for w in _live if w.lesson.answers is answers and begun(w.values)}


def put(answers: Answers, values: Values, *, every: bool) -> None:
    """Show these answers in the page, also in questions that the learner has touched.

    Parameters
    ----------
    answers : Answers
        Says which questions are meant.
    values : dict
        Question id to what the learner entered; a question that is not in it becomes empty.
    every : bool
        Also draw questions again whose answer stays as it is: something may be typed and not yet entered.
    """
    for widget in _live:
        if widget.lesson.answers is answers and (
            every or widget.values != widget.full(values.get(widget.uid))
        ):
            widget.put(values.get(widget.uid))
            widget.send({"type": "restored"})


def _kept(lesson: Lesson) -> dict[str, dict[str, Any]]:
    """Read the kept answers; a lesson goes on without them, and says so."""
    try:
        return lesson.answers.read() if lesson.answers.front_end else {}
    except OSError:
        lesson.warn()
        return {}


class Live(anywidget.AnyWidget):
    """A question, a reveal, a chart with controls, or the panel of kept work.

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
        self.lesson = lesson = running()
        self._empty = dict(values)
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
        if data["kind"] in KEPT:
            _live.append(self)
            self.observe(self._keep, "values")
            self.restore()

    def restore(self) -> None:
        """Show the kept answer, if there is one and the learner has not begun another."""
        kept = _kept(self.lesson).get(self.uid)
        seen = self.lesson.answers.seen
        if not begun(self.values):
            if kept:
                seen[self.uid] = kept
                self.put(kept)
        elif self.uid not in seen:
            self._keep({"new": self.values})  # entered before the page said hello

    def full(self, kept: dict[str, Any] | None) -> dict[str, Any]:
        """Complete a kept answer: an older version of the lesson may have kept less of it."""
        return {**self._empty, **(kept or {})}

    def put(self, kept: dict[str, Any] | None) -> None:
        """Show a kept answer, or none; what is shown is not kept again."""
        self.unobserve(self._keep, "values")
        self.values = self.full(kept)
        self.observe(self._keep, "values")

    def _keep(self, change: Any) -> None:
        try:
            self.lesson.answers.keep(self.uid, change["new"])
        except OSError:
            self.lesson.warn()

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
