"""What a learner does with the keyboard, on any page with our questions and charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def press(page: Page, where: Locator, *keys: str) -> None:
    where.focus()
    for key in keys:
        page.keyboard.press(key)


def type_in(page: Page, box: Locator, text: str) -> None:
    """Type a text over what is there."""
    press(page, box, "Control+a")
    page.keyboard.type(text)


def choose(page: Page, select: Locator, text: str) -> None:
    """Choose the option of a list that reads so, by the arrow keys."""
    press(page, select, "Home")
    for _ in range(select.locator("option").count()):
        if select.evaluate("list => list.selectedOptions[0].textContent") == text:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{text!r} is not in the list")


def pick(page: Page, question: Locator, text: str) -> None:
    """Pick the option that holds this text by the arrow keys, and check it."""
    options = question.locator(".kit-option")
    radios = question.locator("input[type=radio]")
    of = options.count()
    wanted = next(i for i in range(of) if text in options.nth(i).inner_text())
    now = next((i for i in range(of) if radios.nth(i).is_checked()), None)
    press(page, radios.nth(now or 0), *([] if now is not None else ["Space"]))
    for _ in range((wanted - (now or 0)) % of):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
