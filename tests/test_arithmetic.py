"""What a lesson prints as a sum comes out when a learner does it with the printed numbers."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs" / "teacher").glob("*/*.md"))
UNITS = {"": 1, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
JAPANESE = {"兆": 1e12, "億": 1e8, "万": 1e4, "": 1}
NUMBER = r"(?:\d[\d,]*(?:\.\d+)?[兆億万]?)+(?: (?:thousand|million|billion|trillion))?"
SUM = re.compile(rf"({NUMBER})((?: ?[÷×] ?{NUMBER})+) ?[=＝] ?({NUMBER})")


def value(text: str) -> float:
    """Read a printed number: 13,957.5, 3.62 billion or 36億2,000万."""
    digits, _, unit = text.partition(" ")
    parts = re.findall(r"(\d[\d,]*(?:\.\d+)?)([兆億万]?)", digits)
    return sum(float(n.replace(",", "")) * JAPANESE[mark] for n, mark in parts) * UNITS[unit]


def step(text: str) -> float:
    """One unit in the last digit that a printed number carries."""
    digits = re.sub(r"[^\d.]", "", text.partition(" ")[0])
    carried = len(digits.replace(".", "").lstrip("0") if "." in digits else digits.strip("0"))
    return 10.0 ** (math.floor(math.log10(value(text))) - carried + 1)


def sums(text: str) -> list[tuple[str, float, str]]:
    """Find every printed sum: as printed, what its printed numbers give, what is printed as the result."""
    found = []
    for whole in SUM.finditer(text):
        result = value(whole[1])
        for sign, operand in re.findall(rf"([÷×]) ?({NUMBER})", whole[2]):
            result = result / value(operand) if sign == "÷" else result * value(operand)
        found.append((whole[0], result, whole[3]))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_a_printed_sum_comes_out(page: Path) -> None:
    for printed, result, shown in sums(page.read_text("utf-8")):
        assert abs(result - value(shown)) <= step(shown), f"{printed}: the printed numbers give {result}"


def test_sums_are_found_in_every_language() -> None:
    for language in ("en", "ja"):
        text = "".join(page.read_text("utf-8") for page in PAGES if page.parent.name == language)
        assert len(sums(text)) >= 4


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("13,957,500,000,000 ÷ 92,000,000,000 = 151.712", True),
        ("14,000,000,000,000 ÷ 92,000,000,000 = 151.712", False),
        ("92,000,000,000 × 149.569 ÷ 124,000,000＝111,000", True),
        ("1,090億÷36億2,000万＝30.1", True),
        ("109 billion ÷ 3.62 billion = 30.1", True),
        ("109 billion ÷ 3.62 million = 30.1", False),
        ("75 ÷ 15 = 5", True),
        ("75 ÷ 15 = 7", False),
    ],
)
def test_a_slip_is_seen(text: str, holds: bool) -> None:
    ((_, result, shown),) = sums(text)
    assert (abs(result - value(shown)) <= step(shown)) is holds
