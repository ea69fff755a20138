"""“Your work”: download the kept answers, load them again, clear them, undo that."""

from __future__ import annotations

import os
from html import escape
from typing import TYPE_CHECKING, Any

from widgets.kept import LIMIT, UnfitError, begun, parse
from widgets.language import _
from widgets.lesson import running
from widgets.live import Live, put, shown
from widgets.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.kept import Values
    from widgets.lesson import Lesson

__all__ = ["work"]

# BinderHub gives these to every session that it starts. JUPYTERHUB_… would not do: a school's hub keeps its folders.
_BINDER = ("BINDER_LAUNCH_HOST", "BINDER_REQUEST")


def work(end: bool = False) -> None:
    """Show where the answers are kept, and let the learner download, load and clear them.

    Parameters
    ----------
    end : bool
        The panel at the end of a lesson is open; the one that `start` shows is folded, except on Binder.

    Raises
    ------
    LessonError
        If the lesson has not started.

    Examples
    --------
    >>> from widgets import start
    >>> start("03", "en", {}, {})
    This copy uses: . Variant 03-b8c269e7.
    >>> work(end=True)
    When this lesson runs, your answers are kept in the file answers/03-b8c269e7.json beside it.
    """
    lesson = running()
    binder = any(os.environ.get(name) for name in _BINDER)
    data = {
        "kind": "work",
        "uid": f"{lesson.name}.work-end" if end else f"{lesson.name}.work",
        "lesson": lesson.name,
        "variant": lesson.answers.variant,
        "parameters": lesson.parameters,
        "file": f"answers/{lesson.answers.variant}.json",
        "limit": LIMIT,
        "binder": binder,
        "end": end,
        "open": end or binder,
        "words": words("work"),
    }
    panel = Live(str(data["uid"]), data, {"said": "", "undo": lesson.answers.last is not None})
    panel.on_msg(_receive)
    lesson.panels.append(panel)
    note = _("When this lesson runs, your answers are kept in the file {file} beside it.").format(**data)
    panel.show(f"<p><small>{escape(note)}</small></p>", note)


def _receive(panel: Live, content: Any, _buffers: Any) -> None:
    """Do what the learner asked for in the page."""
    asked = content.get("type") if isinstance(content, dict) else None
    if asked not in ("file", "load", "clear", "undo"):  # not a set: it may be anything
        return
    lesson = panel.lesson
    lesson.answers.front_end = True
    try:
        if asked == "file":
            text = _send_file(panel)
        elif asked == "load":
            text = _load(lesson, content.get("text"))
        elif asked == "clear":
            text = _clear(lesson)
        else:
            text = _undo(lesson)
    except OSError:
        lesson.warn()
        text = _("Nothing was changed, because the folder “answers” beside this lesson cannot be used.")
    undo = lesson.answers.last is not None
    for other in lesson.panels:
        other.values = {"said": text if other is panel else "", "undo": undo}
    panel.send({"type": "said", "text": text, "undo": undo})


def _send_file(panel: Live) -> str:
    answers = panel.lesson.answers
    kept = shown(answers)
    try:
        kept |= answers.read()
    except OSError:
        panel.lesson.warn()  # the download is then the one way to keep them
    if not any(map(begun, kept.values())):
        return _("There is nothing to download yet: no question is answered.")
    panel.send({"type": "file", "name": f"{answers.variant}.json", "text": answers.text(kept)})
    return ""


def _load(lesson: Lesson, text: Any) -> str:
    answers = lesson.answers
    try:
        kept = parse(text if isinstance(text, str) else "")
        answers.check(kept)
    except UnfitError as unfit:
        return _refusal(lesson, unfit)
    new: Values = {uid: values for uid, values in kept.answers.items() if begun(values)}
    if not new:
        return _("This file holds no answers, so nothing was changed.")
    after, aside = answers.replace(lambda now: {**now, **new}, shown(answers))
    put(answers, after, every=False)
    if aside is None:
        return _("The file is loaded. Answers in it: {n}.").format(n=len(new))
    return _("The file is loaded. Answers in it: {n}. What you had before is in the file {file}.").format(
        n=len(new), file=aside
    )


def _clear(lesson: Lesson) -> str:
    after, aside = lesson.answers.replace(lambda _now: {}, shown(lesson.answers))
    put(lesson.answers, after, every=True)
    if aside is None:
        lesson.answers.last = None
        return _("There was no answer to clear.")
    return _("All answers of this lesson are cleared. A copy of them is in the file {file}.").format(
        file=aside
    )


def _undo(lesson: Lesson) -> str:
    if lesson.answers.last is None:
        return _("There is nothing to undo.")
    put(lesson.answers, lesson.answers.undo(shown(lesson.answers)), every=False)
    return _("Your answers are as they were before.")


def _refusal(lesson: Lesson, unfit: UnfitError) -> str:
    """Say why a file is not loaded."""
    kept = unfit.kept
    if unfit.reason == "large":
        return words("work")["too_large"]
    if kept is None:
        return _(
            "This file was not loaded: it is damaged, or it is no file of answers. Your answers are as before. "
            "Choose a file that you downloaded under “Your work”."
        )
    if kept.lesson != lesson.name:
        return _(
            "This file was not loaded: it belongs to the lesson “{theirs}”, and this is the lesson “{ours}”. "
            "Your answers are as before."
        ).format(theirs=kept.lesson[:60], ours=lesson.name)
    theirs = _copy(lesson, kept.parameters, kept.variant)
    ours = _copy(lesson, lesson.parameters, lesson.answers.variant)
    if theirs == ours:  # two learners' copies differ in their own figures alone
        return _(
            "This file was not loaded: it belongs to another copy of this lesson, {theirs}. This copy is {ours}. "
            "Your answers are as before."
        ).format(theirs=kept.variant[:80], ours=lesson.answers.variant)
    return _(
        "This file was not loaded: it belongs to another copy of this lesson. That copy uses: {theirs}. "
        "This copy uses: {ours}. Your answers are as before."
    ).format(theirs=theirs, ours=ours)


def _copy(lesson: Lesson, parameters: Mapping[str, Any], variant: str) -> str:
    """Name a copy in words; whatever a file says, it stays one short line."""
    return (" ".join(lesson.in_words(parameters).split()) or variant)[:200]
