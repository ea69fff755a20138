"""From the event that changes a control to the redrawn chart: ours, and an equal one driven by interact."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import nbformat

from bench.browser import PATIENCE, PROBE, chromium, notebook, port_of, run_all
from bench.driving import Series, drive_interact, drive_ours
from bench.equal import ROOT, Chart, charts_in, interact_notebook, lessons
from bench.figures import facts, save, summary, table
from bench.proxy import proxied
from tests.lab import jupyterlab

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

__all__ = ["Series", "latency", "verdict"]

GOAL = 16.7  # ms: one frame at 60 Hz
LAGS = (0, 150)  # ms
MEASURED = f"""
redrawn  ms from the event (input; for interact: change of a list, keydown of a slider) to the last change of the
         chart's SVG before the next frame, all the event's own work included. Goal: p95 <= {GOAL} for each control of ours.
frame    ms from the same event to the start of the first animation frame after that. Held to {GOAL} beside it: at
         60 Hz it comes up to 16.7 ms later by itself.
+N ms    added to the round trip between browser and server by a proxy that delays HTTP and WebSocket alike.
"""


def verdict(series: Sequence[Series], name: str = "redrawn") -> list[str]:
    """Name the controls whose p95 is above the goal.

    Examples
    --------
    >>> verdict([Series("page", "03", "view", "select", [{"redrawn": 20.0, "frame": 30.0}])])
    ['page, 03 view: 20.0 ms']
    """
    over = [(one, one.figures(name)["p95"]) for one in series]
    return [f"{one.place}, {one.lesson} {one.control}: {p95} ms" for one, p95 in over if p95 > GOAL]


Found = dict[str, list[Chart]]


def _in_lab(browser: Browser, folder: Path, found: Found, count: int) -> tuple[list[Series], list[Series]]:
    """Measure both in JupyterLab, lag by lag and lesson by lesson, so that a busy minute meets all alike."""
    ours: list[Series] = []
    theirs: list[Series] = []
    with ExitStack() as stack:
        lab = stack.enter_context(jupyterlab(folder))
        links = {lag: stack.enter_context(proxied(port_of(lab), lag / 1000)) for lag in LAGS}
        for lesson, charts in found.items():
            for lag, link in links.items():
                home, place = f"http://127.0.0.1:{link.port}", f"JupyterLab +{lag} ms"
                pairs = ((lesson, drive_ours, ours), (f"interact-{lesson}", drive_interact, theirs))
                print(f"{place}: {lesson}", flush=True)
                for name, drive, into in pairs:
                    with notebook(browser, home, f"{name}.ipynb") as page:
                        run_all(page)
                        into.extend(drive(page, charts, place, lesson, count))
    return ours, theirs


def _in_pages(browser: Browser, folder: Path, found: Found, count: int) -> list[Series]:
    """Measure the pages without a kernel, opened from files."""
    build = [sys.executable, "-m", "variants.build", "--pages", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    series: list[Series] = []
    for lesson, charts in found.items():
        print(f"page: {lesson}", flush=True)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(PATIENCE)
        page.add_init_script(PROBE)
        page.goto((folder / "en" / f"{lesson}.html").as_uri())
        series += drive_ours(page, charts, "page (file)", lesson, count)
        page.close()
    return series


def _rows(ours: Sequence[Series], theirs: Sequence[Series]) -> list[list[str]]:
    equal = {(one.place, one.lesson, one.control): one for one in theirs}
    rows = []
    for one in ours:
        other = equal.get((one.place, one.lesson, one.control))
        cells = [f"{one.place}, {one.lesson} {one.control} ({one.kind})", str(len(one.steps))]
        for name in ("redrawn", "frame"):
            mine = one.figures(name)
            cells += [f"{mine['median']:.1f}", f"{mine['p95']:.1f}"]
        if other:
            mine, slow = one.figures("redrawn"), other.figures("redrawn")
            cells += [f"{slow['median']:.0f}", f"{slow['p95']:.0f}", f"{slow['p95'] / mine['p95']:.0f}"]
        rows.append([*cells, *[""] * (9 - len(cells))])
    return rows


def busy(work: dict[str, float]) -> str:
    """Say so if other programs had the processor: then a fixed piece of work takes now and then much longer.

    Examples
    --------
    >>> busy({"steps": 30, "median": 6.0, "p95": 7.0})
    ''
    """
    if work["p95"] <= 1.25 * work["median"]:
        return ""
    return (
        f"The machine was busy: a fixed piece of work took {work['median']} ms (median), but {work['p95']} ms (p95). "
        "So a p95 above is in part its noise; the medians hold."
    )


def _together(series: Sequence[Series]) -> list[Series]:
    """Join all controls of a place to one line."""
    places = dict.fromkeys(one.place for one in series)
    joined = {place: [step for one in series if one.place == place for step in one.steps] for place in places}
    return [Series(place, "all", "controls", "all", steps) for place, steps in joined.items()]


def latency(wanted: Sequence[str], steps: int) -> int:
    """Measure, print and keep.

    Parameters
    ----------
    wanted : list of str
        Beginnings of lesson names; all lessons if empty.
    steps : int
        For each control in each place.

    Returns
    -------
    int
        Exit code: 1 if a control of ours misses the goal.
    """
    with TemporaryDirectory(prefix="kit-bench-") as scratch, chromium() as browser:
        folder = Path(scratch, "lessons")
        folder.mkdir()
        found: Found = {}
        for path in lessons(wanted):
            charts = charts_in(nbformat.read(path, as_version=4))
            if charts:
                found[path.stem] = charts
                shutil.copy(path, folder)
                interact_notebook(charts, folder / f"interact-{path.stem}.ipynb")
        ours, theirs = _in_lab(browser, folder, found, steps)
        ours += _in_pages(browser, Path(scratch, "pages"), found, steps)
        versions = facts(browser.version)
    headings = ["", "steps", "redrawn", "p95", "frame", "p95", "interact redrawn", "p95", "times ours (p95)"]
    print("\n" + table(headings, [*_rows(ours, theirs), *_rows(_together(ours), _together(theirs))]))
    print(MEASURED)
    print(", ".join(f"{name} {number}" for name, number in versions.items()))
    late, frames = verdict(ours), verdict(ours, "frame")
    result = {"versions": versions, "steps": steps, "goal_ms": GOAL, "over": late, "frames_over": frames}
    for name, series in (("ours", ours), ("interact", theirs)):
        result[name] = [one.record for one in [*series, *_together(series)]]
    print(f"Written to {save('latency', result)}")
    print("\n".join(["Over the goal:", *late]) if late else f"Every control redraws within {GOAL} ms (p95).")
    noise = busy(summary([step["work"] for one in ours for step in one.steps]))
    print(noise, end="\n" if noise else "")
    print(f"To the next frame, over {GOAL} ms: {'; '.join(frames) or 'none'}.")
    return 1 if late else 0
