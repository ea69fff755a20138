"""The words of the form for a learner's headline."""

from __future__ import annotations

from widgets.language import _

__all__ = ["page_words"]


def page_words() -> dict[str, str]:
    """Collect the words of the form for a learner's headline.

    Returns
    -------
    dict
        Name in the JavaScript to text; ``{braces}`` are filled there. Those that the money ruler says differently
        stand in for the ruler's.

    Examples
    --------
    >>> page_words()["who"]
    'Who says it?'
    """
    return {
        "title": _("Bring your own headline"),
        "lead": _(
            "Find a headline that holds a number. Its size stands here at once; the four questions are yours."
        ),
        "headline": _("The headline"),
        "number": _("The number in it"),
        "number_how": _("As it is printed: 92 billion or 1,500."),
        "unit": _("A number of"),
        "pick": _("Choose …"),
        "counts": _("People, things, shares"),
        "currencies": _("Money"),
        "people": _("people"),
        "things": _("things"),
        "percent": _("per cent"),
        "date": _("Date of the headline"),
        "date_how": _("A month or a day: 2025-07, July 2025, 15 July 2025."),
        "country_with": _("Compare with the people of"),
        "questions": _("Four questions about the number"),
        "who": _("Who says it?"),
        "who_how": _("Name the person or the office. The paper that prints it may be somebody else."),
        "what": _("A number of what?"),
        "what_how": _("Planned, promised, spent or sold? In one year or over several?"),
        "what_percent": _("Per cent of what? Name the whole that counts as 100."),
        "when": _("When?"),
        "when_how": _("Which month or years is the number about? On which day was it said?"),
        "compared": _("Compared with what?"),
        "compared_how": _(
            "Name one number of the same kind: of another year, another country, or the whole."
        ),
        "size": _("How large is the number?"),
        "waiting": _("Give the number, what it counts and the date; then its size stands here."),
        "summary": _("Your headline, its size and your answers as one text to select"),
        "labelled": _("{label}: {text}"),
        "kept_here": _("Nobody checks this here. What you write is kept with your answers."),
        "date_wrong": _(
            "The date does not read as a month or a day. You can write 2025-07, July 2025 or 15 July 2025."
        ),
        "not_amount": _("The number does not read as one number. You can write 92 billion or 1,500."),
        "unknown": _(
            "“{word}” is no unit that is known here. Type the number with thousand, million, billion, trillion; 万, 億, 兆; "
            "choose what it counts beside it."
        ),
        "other_currency": _(
            "The number names another currency than the one chosen. Choose that currency, or leave its name out."
        ),
        "not_positive": _("Sizes are worked out for numbers above zero."),
        "too_small": _("Amounts begin here at {limit} of a currency. Type a larger number."),
        "too_large": _("Amounts end here at {limit} US dollars. Type a smaller number."),
        "other_rates": _(
            "There is no checked rate for {headline}, the year of the headline. The averages of {year} are used."
        ),
        "no_rates": _(
            "There is no checked rate for {currency}, so other currencies and the share of GDP cannot be worked out."
        ),
        "other_year": _("The figures of {country} are of {year}; the headline is of {headline}."),
        "more_people": _("That is more people than live in {country}: {n} ({year})."),
        "for_each": _("That is {n} for each person in {country} ({year})."),
        "one_person_in": _(
            "That is one in every {n} people, measured by all who live in {country} ({year})."
        ),
        "one_thing_for": _("That is one for every {n} people in {country} ({year})."),
        "per_thousand": _("For every 1,000 people in {country} ({year}): {n}."),
        "of_hundred": _("If the whole is a group of people, that is {n} of every 100."),
        "over_all": _("That is more than 100 of 100. A part cannot be that large; a growth can."),
        "below_none": _("That is below zero. It can be a change; it cannot be a part of a whole."),
        "percent_of": _("Per cent of what? The number alone does not say it; look for the whole."),
        "no_conversion": _("A percentage needs no exchange rate and is the same in every country."),
    }
