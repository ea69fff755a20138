"""The budgets of a lesson: bytes, size, time, memory, and how soon a page answers."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import nbformat

from bench.browser import PATIENCE, chromium, notebook, open_all, port_of, run_all
from bench.equal import ROOT, charts_in, lessons
from bench.figures import Budget, facts, save, table
from bench.install import install
from bench.kernels import PLAIN, code_of, imports_of, run_cells
from bench.proxy import proxied
from tests.lab import jupyterlab

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Page, Response

    from bench.proxy import Proxy

__all__ = ["is_labs_own", "opening"]

MB, KB, MIB = 1000**2, 1000, 1024**2
BYTES = 2.0  # MB to the browser, beyond what JupyterLab itself sends
SIZE = 400.0  # kB of a stored notebook
TIMES = 1.5  # times a notebook that imports pandas and altair and draws one chart
MEMORY = 15.0  # MiB beyond what the lesson's imports hold
EXPLAINED = """
to browser   all bytes that the server sent while the lesson was opened, run and scrolled through, minus the same for an
             empty notebook: HTTP and WebSocket, headers included, caches empty. JupyterLab's own scripts, which it loads
             when it first draws a chart or a widget and which a browser keeps, stand apart and have no budget.
Run All      from the first cell sent to the last done, in a kernel that was ready; against a notebook that imports
             pandas and altair and draws one chart. Medians of rounds in which all take turns.
memory       what the kernel holds for itself alone (USS) after Run All, minus a kernel that ran only the import
             lines of the lesson.
page         from opening the file to the first widget that a learner can use, and to the last one drawn.
"""

# When the first widget of a page was there, and when all were (ms since the page began to open).
WATCH = """(() => {
  const found = (globalThis.benchOpen = {});
  const look = () => {
    if (!found.first && document.querySelector(".is-live :is(input, select, textarea, button):enabled")) {
      found.first = performance.now();
    }
    if (!found.all && document.documentElement.classList.contains("page-live-all")) found.all = performance.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
})();"""


def _empty(path: Path) -> None:
    cell = nbformat.v4.new_code_cell("1 + 1")
    made = nbformat.v4.new_notebook(cells=[cell])
    made.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(made, path)


def is_labs_own(url: str) -> bool:
    """Say whether an address is a file that JupyterLab brings itself, such as its own drawing of charts.

    Examples
    --------
    >>> is_labs_own("http://127.0.0.1:8888/static/lab/442.cafd.js?v=1")
    True
    >>> is_labs_own("http://127.0.0.1:8888/api/contents/03.ipynb")
    False
    """
    return urlsplit(url).path.startswith(("/static/", "/lab/extensions/"))


def _settle(page: Page, link: Proxy) -> int:
    """Wait until nothing more comes; returns all bytes that came."""
    before = -1
    while before != link.down.total():
        before = link.down.total()
        page.wait_for_timeout(1000)
    return before


def _bytes(browser: Browser, link: Proxy, path: Path) -> tuple[int, int]:
    """Open a notebook, run it, look at all of it; returns JupyterLab's own bytes and the others."""
    link.down.clear()
    own: list[int] = []

    def count(response: Response) -> None:
        if is_labs_own(response.url):
            own.append(int(response.headers.get("content-length", 0)))

    charts = charts_in(nbformat.read(path, as_version=4))
    with notebook(browser, f"http://127.0.0.1:{link.port}", path.name, count) as page:
        run_all(page)
        open_all(page, ".kit-chart .kit-controls", len(charts))
        every = _settle(page, link)
        return sum(own), every - sum(own)


def to_browser(browser: Browser, paths: Sequence[Path], scratch: Path) -> list[Budget]:
    """Count what each lesson sends to the browser beyond what an empty notebook makes come."""
    folder = scratch / "lessons"
    folder.mkdir()
    _empty(folder / "empty.ipynb")
    for path in paths:
        shutil.copy(path, folder)
    budgets, labs = [], []
    with jupyterlab(folder) as home, proxied(port_of(home), 0) as link:
        lab, rest = _bytes(browser, link, folder / "empty.ipynb")
        print(f"An empty notebook: {lab / MB:.2f} MB of JupyterLab, {rest / MB:.2f} MB beside", flush=True)
        for path in paths:
            print(f"to browser: {path.stem}", flush=True)
            own, others = _bytes(browser, link, folder / path.name)
            budgets.append(Budget(f"to browser, {path.stem}", (others - rest) / MB, BYTES, "MB"))
            labs.append(Budget(f"JupyterLab’s own scripts for it, {path.stem}", (own - lab) / MB, None, "MB"))
    return budgets + labs


def sizes(paths: Sequence[Path]) -> list[Budget]:
    """List the sizes of stored notebooks.

    Examples
    --------
    >>> sizes([])
    []
    """
    return [
        Budget(f"notebook, {path.parent.name}/{path.stem}", path.stat().st_size / KB, SIZE, "kB")
        for path in paths
    ]


def kernels(paths: Sequence[Path], rounds: int) -> list[Budget]:
    """Compare Run All and memory with a plain notebook and with the imports alone, turn by turn."""
    cells = {path.stem: code_of(nbformat.read(path, as_version=4)) for path in paths}
    imports = {name: imports_of(sources) for name, sources in cells.items()}
    plain: list[float] = []
    seconds: dict[str, list[float]] = {name: [] for name in cells}
    memory: dict[str, list[float]] = {name: [] for name in cells}
    bare: dict[str, list[float]] = {lines: [] for lines in imports.values()}
    run_cells(PLAIN, ROOT)  # once, so that the disk has all in memory
    for number in range(rounds):
        print(f"Run All: round {number + 1} of {rounds}", flush=True)
        plain.append(run_cells(PLAIN, ROOT).seconds)
        for lines, held in bare.items():
            held.append(run_cells([lines], paths[0].parent).memory)
        for path in paths:
            run = run_cells(cells[path.stem], path.parent)
            seconds[path.stem].append(run.seconds)
            memory[path.stem].append(run.memory)
    base = statistics.median(plain)
    print(f"The plain notebook takes {base:.2f} s.")
    times = [
        Budget(f"Run All, {name}", statistics.median(values) / base, TIMES, "times")
        for name, values in seconds.items()
    ]
    held_by = {name: statistics.median(bare[lines]) for name, lines in imports.items()}
    more = [
        Budget(f"memory, {name}", (statistics.median(values) - held_by[name]) / MIB, MEMORY, "MiB")
        for name, values in memory.items()
    ]
    return times + more


def pages(browser: Browser, paths: Sequence[Path], scratch: Path, rounds: int) -> list[Budget]:
    """Open each page from its file, in a browser that has seen nothing before."""
    build = [sys.executable, "-m", "variants.build", "--pages", str(scratch / "pages")]
    subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    first, last = [], []
    for _round in range(rounds):
        for path in paths:
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            page.set_default_timeout(PATIENCE)
            page.add_init_script(WATCH)
            page.goto((scratch / "pages" / "en" / f"{path.stem}.html").as_uri())
            page.wait_for_function("() => benchOpen.all")
            found = page.evaluate("() => benchOpen")
            first.append(found["first"])
            last.append(found["all"])
            page.close()
    named = {"first widget": first, "all drawn": last}
    return [
        Budget(f"page, {what} (median of {len(v)})", statistics.median(v), None, "ms")
        for what, v in named.items()
    ]


def opening(wanted: Sequence[str], rounds: int, *, install_too: bool) -> int:
    """Measure, print and keep.

    Parameters
    ----------
    wanted : list of str
        Beginnings of lesson names; all lessons if empty.
    rounds : int
        Of which the median counts.
    install_too : bool
        Also install what runs the lessons, afresh; this needs the network.

    Returns
    -------
    int
        Exit code: 1 if a budget is broken.
    """
    paths = lessons(wanted)
    with TemporaryDirectory(prefix="kit-bench-") as name, chromium() as browser:
        scratch = Path(name)
        budgets = sizes([*paths, *lessons(wanted, "ja")])
        budgets += kernels(paths, rounds)
        budgets += pages(browser, paths, scratch, rounds)
        budgets += to_browser(browser, paths, scratch)
        budgets += install(scratch) if install_too else []
        versions = facts(browser.version)
    print("\n" + table(["", "measured", "at most", "unit", ""], [one.row for one in budgets]))
    print(EXPLAINED)
    print(", ".join(f"{name} {number}" for name, number in versions.items()))
    result = {"versions": versions, "rounds": rounds, "budgets": [one.record for one in budgets]}
    print(f"Written to {save('open', result)}")
    over = [one.what for one in budgets if one.verdict == "over"]
    print(f"Over budget: {', '.join(over)}." if over else "Every budget is kept.")
    return 1 if over else 0
