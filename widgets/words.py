"""Our own words for the page, in the lesson's language; the JavaScript holds none."""

from __future__ import annotations

from typing import Literal

from widgets import claim_words, headline_words
from widgets.language import _

__all__ = ["words"]


def words(
    kind: Literal["claims", "article", "question", "chart", "tell", "ruler", "headline", "work"],
) -> dict[str, str]:
    """Collect the words that one kind of widget needs.

    Parameters
    ----------
    kind : {"claims", "article", "question", "chart", "tell", "ruler", "headline", "work"}
        Kind of widget.

    Returns
    -------
    dict
        Name in the JavaScript to text; ``{braces}`` are filled there.

    Examples
    --------
    >>> words("question")["check"]
    'Check'
    """
    return {
        "article": _article_words,
        "chart": _chart_words,
        "claims": claim_words.page_words,
        "headline": headline_words.page_words,
        "question": _question_words,
        "ruler": _ruler_words,
        "tell": _tell_words,
        "work": _work_words,
    }[kind]()


def _article_words() -> dict[str, str]:
    return {"furigana": _("Show furigana")}


def _gate_words() -> dict[str, str]:
    return {
        "closed": _("Closed until you have answered the question above."),
        "show_anyway": _("Show anyway"),
    }


def _chart_words() -> dict[str, str]:
    return {**_gate_words(), "table": _("Show as table")}


def _tell_words() -> dict[str, str]:
    return {
        **_gate_words(),
        "your_guess": _("Your guess was {guess} {unit}."),
        "above": _("That is {distance} too high."),
        "below": _("That is {distance} too low."),
        "exact": _("That is the figure itself."),
    }


def _question_words() -> dict[str, str]:
    return {
        "check": _("Check"),
        "checking": _("Checking …"),
        "lock": _("Lock in my guess"),
        "locked": _("Locked in"),
        "locked_guess": _("Your guess is locked in: {guess} {unit}."),
        "your_answer": _("Your answer"),
        "your_guess": _("Your guess"),
        "slider": _("Your guess, as a slider"),
        "how_sure": _("How sure are you?"),
        "choose_first": _("Choose one answer first."),
        "type_first": _("Type a number first."),
        "not_number": _("This does not read as a number. You can write 1,500 or 1.5 million."),
        "outside": _("Give a number from {lo} to {hi}."),
        "hint": _("Hint {n} of {of}"),
        "hints_done": _("No more hints"),
        "unsure": _("That is a fair answer. Here is something to go on."),
        "grade_right": _("Right"),
        "grade_close": _("Close"),
        "grade_slip": _("Right digits, wrong size"),
        "grade_wrong": _("Look again"),
        "digits_fit": _(
            "The digits fit, the size does not. Check the unit: thousand, million, billion; 万, 億."
        ),
        "not_yet": _("Not yet. Try again, or take a hint."),
        "worked": _("Show the worked step"),
        "move_up": _("Move up: {item}"),
        "move_down": _("Move down: {item}"),
        "moved": _("{item}: now place {n} of {of}."),
        "pairs": _("{n} of {of} pairs are in the right order. Look again at these two: “{a}” and “{b}”."),
        "pick": _("Choose …"),
        "fill_all": _("Fill every blank first."),
        "blanks_right": _("{n} of {of} blanks are right. A mark stands beside each."),
        "starters": _("You can begin with"),
        "count_words": _("{n} words. Aim for {low} to {high}."),
        "count_characters": _("{n} characters. Aim for {low} to {high}."),
        "length_fits": _("The length fits."),
        "length_over": _("Longer than asked for."),
        "rubric": _("Score your own text"),
        "score": _("{n} of {of} points"),
        "text_kept": _("Nobody checks this here. What you write is kept with your answers."),
    }


def _ruler_words() -> dict[str, str]:
    return {
        "amount": _("Amount"),
        "currency": _("Currency of the amount"),
        "year": _("Year of the exchange rate"),
        "country": _("Country or economy"),
        "to": _("In US prices of the year"),
        "money": _("{quantity} {currency}"),
        "equal": _("{amount} = {other} in Japanese units"),
        "each": _("For each person in {country} ({year}): {amount}."),
        "share": _("Share of the yearly output (GDP) of {country} ({year}): {percent}."),
        "prices": _("In US consumer prices of {to}: {amount} ({other} in Japanese units)."),
        "rate": _("{rate} {currency} for one US dollar, average of {year}"),
        "how": _(
            "US consumer prices are about US dollars. An amount in another currency is first turned into US dollars "
            "at the average rate of {year}."
        ),
        "months": _("The price figure of {year} is an average of {months} months."),
        "caption": _("{amount} in other currencies, at the average rates of {year}"),
        "col_currency": _("Currency"),
        "col_amount": _("Amount"),
        "col_other": _("In Japanese units"),
        "col_each": _("For each person in {country}"),
        "no_rate": _("no checked rate for {year}"),
        "no_people": _("There is no checked number of people for {country}."),
        "no_gdp": _("There is no checked GDP for {country}."),
        "no_prices": _("There is no checked price figure for {year}."),
        "less": _("less than {limit}"),
        "digits": _("Digits used: {n}, as many as the amount carries; 6 at most."),
        "digits_why": _(
            "Zeros that fill places do not count: 92,000,000,000, 92 billion and 920億 carry 2 digits each. "
            "A result has fewer digits where a rate or another figure behind it has fewer."
        ),
        "stays": _("Below is still the result for {amount}."),
        "empty": _("Type an amount, such as 92 billion or 13兆8,575億."),
        "not_amount": _("This does not read as one amount. You can write 92 billion, 1,500 or 13兆8,575億."),
        "unknown": _(
            "“{word}” is no unit that the ruler knows. Use thousand, million, billion, trillion; 万, 億, 兆."
        ),
        "other_currency": _(
            "The amount names another currency than the one chosen. Choose that currency, or leave its name out."
        ),
        "not_positive": _("The ruler measures amounts above zero."),
        "no_start": _("There is no checked rate of this currency for {year}. Choose another year."),
        "too_small": _("The ruler begins at {limit} of a currency. Type a larger amount."),
        "too_large": _("The ruler ends at {limit} US dollars. Type a smaller amount."),
    }


def _work_words() -> dict[str, str]:
    return {
        "title": _("Your work"),
        "kept": _(
            "Your answers are kept in the file {file} beside this lesson. "
            "They come back when you run the lesson again."
        ),
        "kept_here": _("Your answers are kept in this browser, on this machine."),
        "binder": _(
            "This lesson runs on Binder: your work disappears when the session ends, also after a few minutes "
            "without use. Download it before you leave. Next time, load the file here."
        ),
        "download": _("Download my answers"),
        "load": _("Load answers from a downloaded file"),
        "clear": _("Clear all answers of this lesson"),
        "undo": _("Undo"),
        "saves": _("Your browser saves this file:"),
        "too_large": _(
            "This file was not loaded: it is too large for a file of answers. Your answers are as before."
        ),
        "unreadable": _("This file could not be read. Your answers are as before."),
        "no_reply": _("The lesson does not reply. Choose Run > Run All Cells, then try again."),
    }
