"""The scale of the claim register in words: each mark with what it means."""

from __future__ import annotations

import itertools
import re

from widgets.language import _, currency_name, number, percent, quantity

__all__ = ["figure_text", "figures", "kinds", "links", "options", "page_words"]

Scale = dict[str, list[str]]  # key to its label and its meaning
SCALES = {"": 1, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}


def kinds() -> Scale:
    """Say what kinds of claims there are.

    Examples
    --------
    >>> kinds()["forecast"][0]
    'forecast'
    """
    return {
        "fact": [_("fact"), _("Somebody could check it today.")],
        "quotation": [_("quotation"), _("Somebody is said to have said it.")],
        "forecast": [_("forecast"), _("It is about something that has not happened yet.")],
        "opinion": [_("opinion"), _("It weighs or values something; nobody can measure it.")],
        "vague": [_("too vague to check"), _("It does not say who, what or when.")],
        "inference": [_("reader's inference"), _("Readers may conclude it; the article does not say it.")],
    }


def figures() -> Scale:
    """Say how the figure of a claim is judged.

    Examples
    --------
    >>> figures()["old"][0]
    'right, but old'
    """
    return {
        "right": [_("right"), _("The source has the same figure.")],
        "old": [_("right, but old"), _("The source had this figure; a newer one was there already.")],
        "slipped": [_("slipped"), _("A digit, a unit or a date slipped on the way.")],
        "not-found": [_("not found"), _("We looked where it should stand and did not find it.")],
    }


def options() -> tuple[Scale, list[list[str | list[str]]]]:
    """Say what a learner can answer, and in which groups.

    Returns
    -------
    tuple
        Key to label and meaning; and the groups, each a heading and its keys.

    Examples
    --------
    >>> answers, groups = options()
    >>> answers["loose"][0], [key for _heading, keys in groups for key in keys] == list(answers)
    ('loose', True)
    """
    answers = {
        "matches": [_("matches the source"), _("The source says it like this.")],
        "loose": [_("loose"), _("Right in the main; a date, a word or a size is off.")],
        "misleading": [_("misleading"), _("The figures agree, but the picture is another one.")],
        "contradicts": [
            _("contradicts the source"),
            _("We read the source: it says something else, or does not hold these words."),
        ],
        "no-source": [_("no source found"), _("We did not find it in what we could read.")],
        "disagree": [_("sources disagree"), _("Good sources give different answers.")],
        "view": [_("opinion, forecast or inference"), _("There are reasons for it and against it.")],
        "vague": [_("too vague to check"), _("It does not say who, what or when.")],
        "unsure": [_("not sure yet"), _("That is a fair answer.")],
    }
    groups: list[list[str | list[str]]] = [
        [
            _("It can be checked, and beside its source it is …"),
            ["matches", "loose", "misleading", "contradicts", "no-source", "disagree"],
        ],
        [_("It cannot be checked in that way"), ["view", "vague"]],
        ["", ["unsure"]],
    ]
    return answers, groups


def links() -> dict[str, str]:
    """Say how we know that one text used the text before it.

    Examples
    --------
    >>> links()["seen"]
    'Seen: this text names the one before it.'
    """
    return {
        "seen": _("Seen: this text names the one before it."),
        "likely": _("Likely: the wording is close, but nothing proves it."),
        "unknown": _("Unknown: which text this one used is not known."),
    }


def figure_text(figure: str, unit: str) -> str:
    """Write the figures that an article prints, with their unit, in the lesson's language.

    Parameters
    ----------
    figure : str
        As the table ``claims`` has it; several are joined by ``;``.
    unit : str
        Of each figure, joined in the same way: ``billion USD``, ``%``, ``times``, ``years``, ``orders`` or nothing.
        An unknown one is printed as it is.

    Examples
    --------
    >>> (
    ...     figure_text("13957.5", "billion JPY"),
    ...     figure_text("9.3; 1.7", "%"),
    ...     figure_text("4; 2", "times; years"),
    ... )
    ('13.9575 trillion yen', '9.3%; 1.7%', '4 times; 2 years')
    """
    figures, units = ([part.strip() for part in text.split(";")] for text in (figure, unit))
    if len(units) < len(figures):
        units = units[:1] * len(figures)
    return _("; ").join(itertools.starmap(_one_figure, zip(figures, units, strict=True)))


def _one_figure(text: str, unit: str) -> str:
    counted = {"times": _("{n} times"), "years": _("{n} years"), "orders": _("{n} orders")}
    money = re.fullmatch(r"(?:(thousand|million|billion|trillion) )?([A-Z]{3})", unit)
    try:
        x = float(text.replace(",", ""))
    except ValueError:
        return f"{text} {unit}".strip()
    if money:
        amount = quantity(x * SCALES[money[1] or ""], 12)
        return _("{quantity} {currency}").format(quantity=amount, currency=currency_name(money[2]))
    if unit == "%":
        return percent(x, 12)
    if unit in counted:
        return counted[unit].format(n=number(x, 12))
    return f"{text} {unit}".strip()


def page_words() -> dict[str, str]:
    """Collect what the page says around the claims; ``{braces}`` are filled there.

    Examples
    --------
    >>> page_words()["next"]
    'Next claim'
    """
    return {
        "show_anyway": _("Show anyway"),
        "where": _("{article}, paragraph {paragraph} · lesson {lesson}"),
        "place": _("Claim {n} of {of}"),
        "said": _("answered: {n}"),
        "previous": _("Previous claim"),
        "next": _("Next claim"),
        "to_summary": _("To the summary"),
        "think": _("What do you think of this claim?"),
        "how_sure": _("How sure are you?"),
        "evidence": _("Open the evidence"),
        "printed": _("Figure as printed"),
        "settle": _("What would settle it"),
        "sources": _("Sources"),
        "chain": _("Who passed it on, from the origin to the article"),
        "compute": _("Work it out again"),
        "result": _("{number} {what}"),
        "reset": _("Back to the numbers of the table"),
        "not_number": _("This does not read as a number. You can write 1,500 or 1.5 million."),
        "no_result": _("These numbers give no result: they divide by zero or are too large."),
        "judgement": _("See the judgement"),
        "judge_first": _("Say first what you think. “Not sure yet” counts."),
        "again": _("Close the judgement to change your answer."),
        "said_nothing": _("You opened it before you answered. The register says “{ours}”."),
        "said_unsure": _("You were not sure yet. The register says “{ours}”."),
        "said_same": _("You said “{yours}”. The register says the same."),
        "said_other": _("You said “{yours}”. The register says “{ours}”, because:"),
        "kind": _("Kind"),
        "figure": _("Figure"),
        "sentence": _("Sentence"),
        "mark": _("{label} – {meaning}"),
        "for": _("What speaks for it"),
        "against": _("What speaks against it"),
        "since": _("Since then"),
        "report": _(
            "Do you see it differently, with a reason? Report it: the page “Errors we made” says how."
        ),
        "summary": _("Summary"),
        "sum_said": _("You have answered {n} of {of} claims."),
        "sum_opened": _("Judgements opened after your answer: {n}. You and the register agree in {same}."),
        "sum_sure": _("When you were “{level}”: {same} of {n} as in the register."),
        "piles": _("Your piles"),
        "pile": _("{label} ({n})"),
        "pile_empty": _("no answer yet"),
        "differ": _("Where you and the register differ"),
        "differ_none": _("Nowhere among the judgements that you have opened."),
        "yours": _("You"),
        "ours": _("Register"),
        "claim": _("Claim"),
        "go": _("Go to {id}"),
        "lesson": _("Lesson"),
        "lesson_n": _("Lesson {n}"),
        "by_judgement": _("Judgement of the sentence"),
        "all": _("all"),
        "left": _("{n} of {of} claims"),
        "choose": _("Choose a claim"),
        "none": _("No claim fits this choice."),
        "show_all": _("Show all claims"),
    }
