"""One question of each composed kind, as Python gives it to the page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.widget_page import told, words
from widgets import Blank, Card, Criterion, Option, choose, fill, rank, start, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from IPython.utils.capture import RichOutput
    from playwright.sync_api import Page

    Displayed = Callable[[Callable[[], Any]], list[RichOutput]]
    Data = dict[str, Any]

KIT = "application/vnd.kit.v1+json"
ITEMS = {"a": "Ant", "b": "Bear", "c": "Cat", "d": "*Dog*"}
EMPTY = {"answer": "", "sure": None, "tries": 0, "done": False, "hints": 0}


def _cells() -> None:
    rank(
        "order",
        "Put them in order.",
        ITEMS,
        [*"abcd"],
        ("first", "last"),
        "By the alphabet.",
        worked="A, B, C, D.",
    )
    fill(
        "turn",
        "They are [[kind]].\n\nHalf of 84 is [[half]].",
        {"kind": Blank("animals", options=["animals", "plants"], label="what"), "half": Blank(42, 1, unit="billion dollars")},
        "Both *there*.", worked="84 / 2", hints=["Divide.", "By two."],
    )  # fmt: skip
    write(
        "better", "Write it better.", {"one": "Claim", "two": "Limit"}, (3, 5), ["In July, …", "It is not …"],
        [Criterion("Number", ("none", "no unit", "unit")), Criterion("Fair", ("no", "partly", "yes"))],
        [Card("A card", "Says **this**.", "[Paper](https://example.org/)")],
    )  # fmt: skip
    choose(
        "check",
        "Who?",
        Option("Firms.", "Yes."),
        [Option("The state.", "Who signed?", "pledge")],
        worked="They signed.",
    )


def as_asked(displayed: Displayed) -> dict[str, Data]:
    """Ask them: as they come back out of a stored notebook, except that words are their own names."""
    displayed(lambda: start("03-test", "en", {}, {}))
    found = [json.loads(json.dumps(output.data[KIT], sort_keys=True)) for output in displayed(_cells)]
    return {data["uid"].split(".")[1]: {**data, "words": words("question")} for data in found}


def keys_of(data: Data) -> dict[str, str]:
    return {item["plain"]: item["key"] for item in data["items"]}


def kinds_of(data: Data) -> dict[str, str]:
    return {option["plain"]: option["key"] for option in data["blanks"]["kind"]["options"]}


def shown_order(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".kit-item-text").all_text_contents()]


def last_told(page: Page, data: Data) -> Data:
    return told(page, data["uid"])[-1]
