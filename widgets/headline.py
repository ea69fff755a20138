"""A headline of the learner's own: four questions about its number, and how large that number is."""

from __future__ import annotations

from html import escape
from typing import Any

from babel import Locale

from widgets.language import _, language, number, quantity
from widgets.lesson import check_parameter, running
from widgets.live import Live, inline
from widgets.measure import LIMITS, MOST
from widgets.paper import LINE
from widgets.ruler import _tables, _units
from widgets.sources import source_line
from widgets.tables import table
from widgets.words import words

__all__ = ["headline"]

ASKED = ("who", "what", "when", "compared")
RULED = '<hr style="margin: 2.4em 0 0">' * 2  # room for two lines by hand
# What people write behind a number of people or things, or a percentage; it is no part of the number.
COUNTERS = (
    "per cent", "percent", "percentage points", "percentage point", "%", "パーセント", "ポイント", "people", "persons",
    "person", "人", "名", "件", "台", "個", "社", "校", "本", "基", "about", "around", "over", "約", "およそ", "以上",
)  # fmt: skip


def _months() -> list[list[str]]:
    """The English names of the months, in small letters; Japanese months are numbers."""
    names = Locale.parse("en").months["format"]
    found = [[names[form][n].lower() for form in ("wide", "abbreviated")] for n in range(1, 13)]
    found[8].append("sept")
    return found


def _facts(tables: dict[str, Any], code: str, first: Any, say: dict[str, str]) -> str:
    """What a reader on paper needs to work out the size: people, GDP, and rates of this and two more currencies."""
    economy = next(e for e in tables["economies"] if e["code"] == code)
    shown = []
    if economy["people"]:
        label = _("People in {country} ({year})").format(country=economy["name"], year=economy["year"])
        shown.append(say["labelled"].format(label=label, text=quantity(economy["people"])))
    if economy["gdp"]:
        label = _("GDP of {country} ({year}) in US dollars").format(
            country=economy["name"], year=economy["year"]
        )
        shown.append(say["labelled"].format(label=label, text=quantity(economy["gdp"] * 1e9)))
    label = _("One US dollar, average of {year}").format(year=tables["years"][-1])
    for currency in tables["currencies"][1:]:
        if currency["code"] in (first, "JPY", "CNY") and currency["rates"]:
            rate = say["money"].format(
                quantity=number(currency["rates"][-1], MOST), currency=currency["name"]
            )
            shown.append(say["labelled"].format(label=label, text=rate))
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in shown) + "</ul>"


def _still(say: dict[str, str], facts: str, source: str) -> str:
    """A form with room for a pen; it stays where no kernel runs."""

    def room(name: str, how: str = "") -> str:
        return f"<p><strong>{escape(say[name])}</strong> {escape(how)}</p>{RULED}"

    size = " ".join(
        f"<span>{escape(say[name])} {LINE}</span>" for name in ("number", "unit", "date", "country_with")
    )
    asked = "".join(room(name, say[f"{name}_how"]) for name in ASKED)
    by_hand = _("Write it in million or billion, and in 万 or 億. Then divide it by the number of people.")
    note = _("To answer here, run the lesson: Run > Run All Cells.")
    return (
        f"<p><strong>{escape(say['title'])}</strong></p><p>{escape(say['lead'])}</p>{room('headline')}<p></p>"
        f"<p>{size}</p>{room('size', by_hand)}{facts}{asked}<p></p>"
        f"<p><small>{source}</small></p><p><small>{escape(note)}</small></p>"
    )


def headline(uid: str, country: str | None = None) -> None:
    """Let the learner bring a headline: four questions about its number, and how large that number is.

    The page says the amount in million and 万, in other currencies at the average rate of the headline's year, for
    each person and as a share of GDP; a number of people or things for each person; a percentage of 100 people.
    What is typed is kept with the answers.

    Parameters
    ----------
    uid : str
        Id that is unique in the lesson.
    country : str, optional
        Country or economy that is chosen at the start; the lesson's, or the United States.

    Raises
    ------
    LessonError
        If there is no such country or economy, or the lesson has not started.

    Examples
    --------
    >>> from widgets import start
    >>> start("03", "en", {}, {})
    This copy uses: . Variant 03-b8c269e7.
    >>> headline("own")
    Bring your own headline / Who says it? / A number of what? / When? / Compared with what?
    """
    parameters = running().parameters
    first = parameters.get("currency")
    tables = _tables(first)
    chosen = country or parameters.get("country") or "USA"
    check_parameter("country", chosen, [e["code"] for e in tables["economies"]])
    sources = [s for name in ("exchange_rates", "economies") for s in table(name).attrs["sources"]]
    say = {**words("ruler"), **words("headline")}
    data = {
        **tables,
        "kind": "headline",
        "uid": f"{running().name}.{uid}",
        "country": chosen,
        "prices": [],
        "months": _months(),
        "counters": sorted(COUNTERS, key=len, reverse=True),
        "units": {code: _units(code) for code in ("en", "ja")},
        "other": "en" if language() == "ja" else "ja",
        "limits": LIMITS,
        "source_html": inline(source_line(sources)),
        "words": say,
    }
    del data["sources"]
    values: dict[str, Any] = {"answer": {}, "sure": None, "tries": 0, "done": False, "hints": 0}
    facts = _facts(tables, chosen, first, say)
    plain = " / ".join([say["title"], *(say[name] for name in ASKED)])
    Live(str(data["uid"]), data, values).show(_still(say, facts, data["source_html"]), plain)
