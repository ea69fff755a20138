"""The words that the page asks for are the words that Python gives, in every language."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from widgets.language import LOCALE, use_language
from widgets.words import words

SCRIPT = Path(__file__).parent.parent / "widgets" / "static" / "src" / "words.js"
KINDS = ("claims", "article", "question", "tell", "chart", "ruler", "headline", "work")
LANGUAGES = ["en", *sorted(path.stem for path in LOCALE.glob("*.po"))]


def _asked_for() -> dict[str, list[str]]:
    """Read the lists in words.js."""
    text = re.sub(r"//.*", "", SCRIPT.read_text(encoding="utf-8"))
    shared = dict(re.findall(r"const (\w+) = \[([^\]]*)\]", text))
    found = {}
    for kind, listed in re.findall(r"(\w+): \[([^\]]*)\]", text):
        for name, content in shared.items():
            listed = listed.replace(f"...{name}", content)  # noqa: PLW2901
        assert "..." not in listed
        found[kind] = re.findall(r'"(\w+)"', listed)
    return found


def test_the_script_asks_for_every_kind() -> None:
    asked = _asked_for()
    assert set(asked) == set(KINDS)
    assert {"closed", "show_anyway"} <= set(asked["tell"]) & set(asked["chart"])
    assert len(asked["question"]) > 15


@pytest.mark.parametrize("kind", KINDS)
def test_python_gives_exactly_what_the_page_asks_for(kind: str) -> None:
    asked = _asked_for()[kind]
    assert len(set(asked)) == len(asked)
    assert set(words(kind)) == set(asked)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("kind", KINDS)
def test_every_language_has_words_of_its_own_with_the_same_places(kind: str) -> None:
    english = words(kind)
    assert LANGUAGES[:2] == ["en", "ja"]
    for code in LANGUAGES[1:]:
        use_language(code)
        for name, text in words(kind).items():
            assert _placeholders(text) == _placeholders(english[name]), f"{code}: {name}"
            assert text.strip(), f"{code}: {name}"
            assert text != english[name], f"{code}: {name} is still English"


def test_the_places_are_those_that_the_page_fills() -> None:
    filled = {
        name: _placeholders(text) for kind in KINDS for name, text in words(kind).items() if "{" in text
    }
    assert filled == {
        "locked_guess": {"guess", "unit"}, "outside": {"lo", "hi"}, "hint": {"n", "of"},
        "your_guess": {"guess", "unit"}, "above": {"distance"}, "below": {"distance"},
        "move_up": {"item"}, "move_down": {"item"}, "moved": {"item", "n", "of"}, "pairs": {"n", "of", "a", "b"},
        "blanks_right": {"n", "of"}, "score": {"n", "of"}, "count_words": {"n", "low", "high"},
        "count_characters": {"n", "low", "high"},
        "money": {"quantity", "currency"}, "equal": {"amount", "other"}, "each": {"country", "year", "amount"},
        "share": {"country", "year", "percent"}, "prices": {"to", "amount", "other"}, "rate": {"rate", "currency", "year"},
        "how": {"year"}, "months": {"year", "months"}, "caption": {"amount", "year"}, "col_each": {"country"},
        "no_rate": {"year"}, "no_people": {"country"}, "no_gdp": {"country"}, "no_prices": {"year"}, "less": {"limit"},
        "digits": {"n"}, "stays": {"amount"}, "unknown": {"word"}, "no_start": {"year"}, "too_small": {"limit"},
        "too_large": {"limit"}, "kept": {"file"},
        "where": {"article", "paragraph", "lesson"}, "place": {"n", "of"}, "said": {"n"}, "result": {"number", "what"},
        "said_nothing": {"ours"}, "said_unsure": {"ours"}, "said_same": {"yours"}, "said_other": {"yours", "ours"},
        "mark": {"label", "meaning"}, "sum_said": {"n", "of"}, "sum_opened": {"n", "same"},
        "sum_sure": {"level", "same", "n"}, "pile": {"label", "n"}, "go": {"id"}, "lesson_n": {"n"}, "left": {"n", "of"},
        "labelled": {"label", "text"}, "other_rates": {"year", "headline"},
        "no_rates": {"currency"}, "other_year": {"country", "year", "headline"}, "more_people": {"country", "year", "n"},
        "for_each": {"country", "year", "n"}, "one_person_in": {"country", "year", "n"},
        "one_thing_for": {"country", "year", "n"}, "per_thousand": {"country", "year", "n"}, "of_hundred": {"n"},
    }  # fmt: skip
