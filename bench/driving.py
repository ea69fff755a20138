"""Driving the controls of charts step by step, and taking the time of each step."""

from __future__ import annotations

import functools
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.browser import open_all
from bench.equal import Chart, turns
from bench.figures import BenchError, summary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Locator, Page

__all__ = ["Series", "drive_interact", "drive_ours"]

PAUSES = (20, 320)  # ms between two steps: within and beyond what saving (100) and speaking (250) wait for
EVENTS = {"select": "change", "range": "keydown"}  # of interact; ours speak by "input"
KEYS = {"select": {1: "ArrowDown", -1: "ArrowUp"}, "range": {1: "ArrowRight", -1: "ArrowLeft"}}
NEXT = (
    "(list, way) => { list.selectedIndex += way; list.dispatchEvent(new Event('change', {bubbles: true})); }"
)


@dataclass(frozen=True)
class Series:
    """The steps of one control in one place."""

    place: str
    lesson: str
    control: str
    kind: str
    steps: list[dict[str, float]]

    def figures(self, name: str) -> dict[str, float]:
        """Median and p95 of "redrawn", "frame" or "work", in ms."""
        return summary([step[name] for step in self.steps])

    @property
    def record(self) -> dict[str, Any]:
        """For the JSON file."""
        parts = {name: self.figures(name) for name in ("redrawn", "frame", "work")}
        return {
            "place": self.place,
            "lesson": self.lesson,
            "control": self.control,
            "kind": self.kind,
            **parts,
        }


def _measure(page: Page, box: Locator, event: str, steps: list[Callable[[], None]]) -> list[dict[str, float]]:
    found = []
    pauses = random.Random(len(steps))
    for number, step in enumerate(steps):
        page.wait_for_timeout(pauses.uniform(*PAUSES))
        box.evaluate("(box, type) => benchArm(box, type)", event)
        step()
        result = page.evaluate("() => benchStep")
        if result is None:
            msg = f"Step {number} changed nothing in the chart: {page.url}, {box.text_content()!r:.80}"
            raise BenchError(msg)
        found.append(result)
    return found


def _start(control: dict[str, Any]) -> int:
    return next(i for i, option in enumerate(control["options"]) if option["value"] == control["value"])


def _drive(page: Page, handle: Locator, control: dict[str, Any], count: int) -> list[Callable[[], None]]:
    """Make the steps of one control: keys, or a script for the lists whose keys JupyterLab takes."""
    kind = control["type"]
    by_script = handle.evaluate("handle => handle.matches('.widget-dropdown select')")
    if not by_script:
        handle.focus()
    values = [option["value"] for option in control["options"]]

    def step(way: int) -> None:
        if by_script:
            handle.evaluate(NEXT, way)
        else:
            page.keyboard.press(KEYS[kind][way])

    return [functools.partial(step, way) for way in turns(values.index(control["value"]), len(values), count)]


def drive_ours(page: Page, charts: Sequence[Chart], place: str, lesson: str, count: int) -> list[Series]:
    """Measure our charts, which are found by what stands beside their controls."""
    open_all(page, ".kit-chart .kit-controls", len(charts))
    boxes = {
        tuple(box.locator(".kit-controls .kit-label").all_text_contents()): box
        for box in page.locator(".kit-chart").all()
    }
    found = []
    for chart in charts:
        box = boxes[tuple(chart.labels)]
        box.scroll_into_view_if_needed()
        for number, control in enumerate(chart.data["controls"]):
            handle = box.locator(".kit-control").nth(number).locator("select, input")
            steps = _drive(page, handle, control, count)
            measured = _measure(page, box, "input", steps)
            found.append(Series(place, lesson, control["name"], control["type"], measured))
    return found


def drive_interact(page: Page, charts: Sequence[Chart], place: str, lesson: str, count: int) -> list[Series]:
    """Measure the equal charts, which stand in the same order."""
    open_all(page, ".widget-interact svg", len(charts))
    found = []
    for nth, chart in enumerate(charts):
        box = page.locator(".widget-interact").nth(nth)
        box.scroll_into_view_if_needed()
        for number, control in enumerate(chart.data["controls"]):
            handle = box.locator(".widget-inline-hbox").nth(number).locator("select, .noUi-handle")
            steps = _drive(page, handle, control, count)
            measured = _measure(page, box, EVENTS[control["type"]], steps)
            found.append(Series(place, lesson, control["name"], control["type"], measured))
    return found
