"""The text of an answers file: read without trusting anything in it."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

__all__ = ["LIMIT", "Kept", "UnfitError", "Values", "begun", "parse"]

# A whole lesson's answers take a few thousand bytes; a message to the kernel may have ten million.
LIMIT = 4_000_000
_TYPES: dict[str, tuple[type, ...]] = {
    "answer": (str, dict), "sure": (int, type(None)), "tries": (int,), "done": (bool,), "hints": (int,),
}  # fmt: skip

Values = dict[str, dict[str, Any]]  # question id to what the learner entered


class Kept(NamedTuple):
    """What an answers file says."""

    lesson: str
    variant: str
    parameters: dict[str, Any]
    answers: Values


class UnfitError(ValueError):
    """A file that cannot serve here: ``reason`` is damaged, large, other (another copy's) or place (no file)."""

    def __init__(self, reason: str, kept: Kept | None = None) -> None:
        super().__init__(reason)
        self.reason, self.kept = reason, kept


def begun(values: Any) -> bool:
    """Say whether a learner has entered anything.

    Examples
    --------
    >>> begun({"answer": "", "tries": 0}), begun({"answer": {"fields": {"a": "x"}}})
    (False, True)
    """
    return any(map(begun, values.values())) if isinstance(values, dict) else bool(values)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: one of its two values would be lost."""
    if len({name for name, _value in pairs}) < len(pairs):
        reason = "damaged"
        raise UnfitError(reason)
    return dict(pairs)


def parse(text: str | bytes) -> Kept:
    """Read the text of an answers file, trusting nothing in it.

    Parameters
    ----------
    text : str or bytes
        The file's content.

    Returns
    -------
    Kept
        Lesson, variant, parameters and answers.

    Raises
    ------
    UnfitError
        If it is too large, no JSON, or not made like an answers file.

    Examples
    --------
    >>> parse('{"lesson": "03", "variant": "03-1a2b", "parameters": {}, "answers": {}}').lesson
    '03'
    >>> parse("[1, 2")
    Traceback (most recent call last):
    ...
    widgets.kept.UnfitError: damaged
    """
    if len(text) > LIMIT:
        reason = "large"
        raise UnfitError(reason)
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        content = json.loads(plain, object_pairs_hook=_once)
        # Infinity and half a character can be read here, but neither written nor sent to the page.
        json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
        kept = Kept(content["lesson"], content["variant"], content["parameters"], content["answers"])
        plain_values = all(isinstance(value, (str, int, float)) for value in kept.parameters.values())
        names = all(isinstance(content[name], str) for name in ("lesson", "variant"))
        if not (plain_values and names and all(map(_right_types, kept.answers.values()))):
            raise TypeError
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        reason = "damaged"
        raise UnfitError(reason) from error
    return kept


def _right_types(values: Any) -> bool:
    return isinstance(values, dict) and all(
        type(values[name]) in types for name, types in _TYPES.items() if name in values
    )
