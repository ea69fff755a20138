"""The lesson that is running: its name, language, parameters and variant."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from widgets.answers import Answers
from widgets.charts import use_look
from widgets.errors import LessonError
from widgets.language import _, country_name, currency_name, use_language
from widgets.own import take
from widgets.tables import table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from widgets.live import Live

__all__ = ["Lesson", "running", "start", "variant_id"]


@dataclass
class Lesson:
    """What every widget of a running lesson shares."""

    name: str
    language: str
    parameters: dict[str, Any]
    answers: Answers
    # Random, so that two notebooks open in one browser page never answer for each other.
    scope: str = field(default_factory=lambda: secrets.token_hex(8))
    warned: bool = False
    # The answers, for the teacher's page alone: they never enter an output.
    key: list[dict[str, Any]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)  # what was said about kept answers
    own: list[str] = field(default_factory=list)  # files of the reader's own that stand in for ours
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # words for values of parameters
    tables_open: bool = False  # the table of each chart is open at first
    panels: list[Live] = field(default_factory=list)  # “Your work”, at the start and at the end

    def show(self, *, update: bool = False) -> None:
        """Say which copy of the lesson this is, and whether answers get lost."""
        text = _("This copy uses: {parameters}. Variant {variant}.").format(
            parameters=self.in_words(self.parameters),
            variant=self.answers.variant,
        )
        if self.own:
            mine = _("Your own figures stand in for the kit’s: {files}.").format(files=_(", ").join(self.own))
            text = f"{text}\n\n{mine}"
        if self.warned:
            warning = _(
                "Your answers are not being kept: the folder “answers” beside this lesson cannot be used, or is full. "
                "Download them under “Your work” before you close the page."
            )
            text = f"{text}\n\n**{warning}**"
        text = "\n\n".join([text, *self.notices])
        if get_ipython() is None:
            print(text)
        else:
            data = {"text/markdown": text, "text/plain": text}
            display(data, raw=True, display_id=self.scope, update=update)

    def in_words(self, parameters: Mapping[str, Any]) -> str:
        """Say the values of a copy's parameters for a reader."""
        return _(", ").join(
            in_words(name, value, self.labels.get(name, {})) for name, value in parameters.items()
        )

    def warn(self) -> None:
        """Tell the learner once, under the lesson's first cell, that answers are not kept."""
        if not self.warned:
            self.warned = True
            self.show(update=True)

    def notice(self, sentence: str) -> None:
        """Say what happened to kept answers, under the lesson's first cell and under “Your work”."""
        if sentence not in self.notices:
            self.notices = [*self.notices, sentence][-3:]
            self.show(update=True)
        for panel in self.panels:
            panel.values = {**panel.values, "said": sentence}


_running: list[Lesson] = []


def running() -> Lesson:
    """Return the lesson that `start` began.

    Raises
    ------
    LessonError
        If `start` has not run yet.
    """
    if not _running:
        msg = "This lesson has not started yet: run its first code cells, or choose Run > Run All Cells."
        raise LessonError(msg)
    return _running[-1]


def variant_id(lesson: str, parameters: Mapping[str, Any], own: str = "") -> str:
    """Name a variant of a lesson: the same parameters and own figures give the same name, in every language.

    Examples
    --------
    >>> variant_id("03-investment-figures", {"currency": "USD"})
    '03-investment-figures-12ad0e71'
    """
    named = [lesson, dict(sorted(parameters.items())), *([own] if own else [])]
    text = json.dumps(named, ensure_ascii=False)
    return f"{lesson}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def expand(choices: Sequence[Any]) -> list[Any]:
    """Replace ``table.column`` by the values in that column.

    Examples
    --------
    >>> expand(["first", "openness_counts.rung"])
    ['first', 'licence', 'training_code', 'training_data', 'weights']
    """
    found: list[Any] = []
    for choice in choices:
        if isinstance(choice, str) and "." in choice:
            name, column = choice.split(".")
            found.extend(sorted(table(name)[column].dropna().unique().tolist()))
        else:
            found.append(choice)
    return found


def check_parameter(name: str, value: Any, choices: Sequence[Any]) -> None:
    """Refuse a value that is not among the choices, naming the nearest one.

    Examples
    --------
    >>> check_parameter("currency", "KRW", ["USD", "exchange_rates.currency"])
    >>> check_parameter("currency", "WON", ["USD", "KRW"])
    Traceback (most recent call last):
    ...
    widgets.errors.LessonError: currency = 'WON' is not possible in this lesson; choose one of: USD, KRW.
    """
    allowed = expand(choices)
    # 2025.0 and True equal 2025 and 1 in Python, but would make another variant and other prose.
    if any(value == choice and type(value) is type(choice) for choice in allowed):
        return
    near = difflib.get_close_matches(str(value).upper(), [str(choice).upper() for choice in allowed], n=1)
    hint = next((f" Did you mean {c!r}?" for c in allowed if near and str(c).upper() == near[0]), "")
    msg = f"{name} = {value!r} is not possible in this lesson; choose one of: {', '.join(map(str, allowed))}.{hint}"
    raise LessonError(msg)


def _refuse_misspelt(parameters: Mapping[str, Any]) -> None:
    """papermill only warns about an unknown parameter and runs on with the default."""
    shell = get_ipython()
    if shell is None or _running:
        return
    # Only plain values: what the lesson imports is not a parameter, however near its name.
    plain = (str, int, float, list, dict, type(None))
    names = [
        name
        for name, value in shell.user_ns.items()
        if isinstance(value, plain) and name not in {*parameters, *shell.user_ns_hidden} and name[0] != "_"
    ]
    for name in names:
        for near in difflib.get_close_matches(name.lower(), list(parameters), n=1, cutoff=0.8):
            msg = f"This lesson has no parameter {name!r}; did you mean {near!r}? Known: {', '.join(parameters)}."
            raise LessonError(msg)


def in_words(name: str, value: Any, labels: Mapping[str, str]) -> str:
    """Say a parameter's value for a reader.

    Parameters
    ----------
    name : str
        Name of the parameter.
    value : str, int, float or bool
        Its value.
    labels : mapping of str to str
        The lesson's own words for values; years, currencies and countries need none.

    Examples
    --------
    >>> in_words("country", "KOR", {}), in_words("currency", "KRW", {}), in_words("year", 2025, {})
    ('South Korea', 'South Korean won', 'rates of 2025')
    >>> in_words("per", "gdp", {"gdp": "as a share of GDP"})
    'as a share of GDP'
    """
    text = str(value)
    if text in labels:
        return labels[text]
    if name == "year":
        return _("rates of {year}").format(year=value)
    if text in set(table("economies").economy):
        return country_name(text)
    return currency_name(text) if len(text) == 3 and text.isupper() else text


def start(
    lesson: str,
    language: str,
    parameters: Mapping[str, Any],
    choices: Mapping[str, Sequence[Any]],
    labels: Mapping[str, Mapping[str, str]] | None = None,
    variant: str = "",
) -> None:
    """Begin a lesson: set its language, check its parameters, and say which copy this is.

    Parameters
    ----------
    lesson : str
        Name of the lesson, such as ``03-investment-figures``.
    language : str
        ``en`` or ``ja``.
    parameters : mapping of str to value
        The values of this copy's parameters. A copy whose `level` is ``undergraduate`` opens its tables first.
    choices : mapping of str to list
        The possible values of each; ``"table.column"`` stands for the values in that column.
    labels : mapping of str to mapping, optional
        For some parameters, words for their values.
    variant : str
        Name of a learner's own copy, given when it was built: the lesson, a hyphen and twelve hexadecimal
        digits. Any other copy is named by its parameters and own tables.

    Raises
    ------
    LessonError
        If a value is not possible, a parameter's name is misspelt, a table of the reader's own cannot serve, or
        `variant` is no name of a copy of this lesson.

    Examples
    --------
    >>> start("03-investment-figures", "en", {"currency": "EUR"}, {"currency": ["exchange_rates.currency"]})
    This copy uses: euros. Variant 03-investment-figures-122918d5.
    """
    _refuse_misspelt(parameters)
    use_language(language)
    use_look()
    own = take()
    for name, value in parameters.items():
        check_parameter(name, value, choices[name])
    personal = bool(variant)
    if personal and not re.fullmatch(re.escape(lesson) + "-[0-9a-f]{12}", variant):
        msg = (
            f"variant = {variant!r} is no name of a copy of this lesson; give {lesson}-… with twelve hexadecimal "
            "digits, as in the copy that you were given, or leave it out."
        )
        raise LessonError(msg)
    variant = variant or variant_id(lesson, parameters, own.digest)
    before = _running[-1].answers if _running else None
    if before and before.variant == variant:
        answers = before  # Run All again in the same kernel: it may hold what could not be written
    else:
        answers = Answers(lesson, variant, dict(parameters), personal=personal)
        # The page said hello before and does not say it twice.
        answers.front_end = bool(before and before.front_end)
    begun = Lesson(lesson, language, dict(parameters), answers, own=own.files, labels=labels or {})
    begun.tables_open = parameters.get("level") == "undergraduate"
    _running.append(begun)
    answers.notice = _running[-1].notice
    _running[-1].show()
    if get_ipython() is not None:
        from widgets.work import work  # it needs this module

        work()
