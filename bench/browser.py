"""Notebooks in a real JupyterLab, and Chromium to look at them."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page, sync_playwright

from bench.figures import BenchError
from tests.lab import LAB_IDLE
from tests.widget_page import QUIET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Response

__all__ = ["chromium", "notebook", "open_all", "port_of", "run_all"]

PROBE = Path(__file__).with_name("probe.js").read_text(encoding="utf-8")
PATIENCE = 60_000  # ms; the machine may be busy, and each request may wait for the lag
# A prompt with a star belongs to a cell that still waits or runs.
ALL_RUN = "() => ![...document.querySelectorAll('.jp-InputPrompt')].some((p) => p.textContent.includes('*'))"

# Each kernel holds memory; the server wants to see the mark of its own pages.
END_KERNELS = """async () => {
  const headers = { "X-XSRFToken": document.cookie.match(/_xsrf=([^;]*)/)[1] };
  for (const { id } of await (await fetch("/api/sessions")).json()) {
    await fetch(`/api/sessions/${id}`, { method: "DELETE", headers });
  }
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium of this machine.

    Raises
    ------
    BenchError
        If there is none.
    """
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        msg = "The bench needs Chromium. Install the package 'chromium', or set CHROMIUM to the path of one."
        raise BenchError(msg)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


def port_of(home: str) -> int:
    """Return the port in an address.

    Examples
    --------
    >>> port_of("http://127.0.0.1:8888")
    8888
    """
    return int(home.rpartition(":")[2])


@contextmanager
def notebook(
    browser: Browser, home: str, name: str, seen: Callable[[Response], None] | None = None
) -> Iterator[Page]:
    """Open a notebook in a browser that has seen nothing before, and wait for its kernel; at the end the kernel ends, too.

    Parameters
    ----------
    browser : Browser
        A running one.
    home : str
        Address of JupyterLab, as the browser reaches it.
    name : str
        File name of the notebook.
    seen : function, optional
        Called with each answer that the browser gets.
    """
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    page.add_init_script(PROBE)
    if seen:
        page.on("response", seen)
    page.goto(f"{home}/lab/tree/{name}?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_selector(LAB_IDLE)
    yield page
    page.evaluate(END_KERNELS)
    page.close()


def run_all(page: Page) -> None:
    """Run All Cells from the menu, and wait until the last one has run.

    Raises
    ------
    BenchError
        If a cell reports an error.
    """
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    page.wait_for_timeout(500)  # until then no cell has its star
    page.wait_for_function(ALL_RUN)
    page.wait_for_selector(LAB_IDLE)
    wrong = page.locator(
        "[data-mime-type='application/vnd.jupyter.stderr'], .jp-RenderedText pre .ansi-red-fg"
    )
    if wrong.count():
        msg = f"A cell went wrong: {wrong.first.text_content()}"
        raise BenchError(msg)


def open_all(page: Page, selector: str, count: int) -> None:
    """Unfold, scroll and open what is closed until all charts are there: JupyterLab draws as one scrolls.

    Parameters
    ----------
    page : Page
        A notebook that has run, or a page without a kernel.
    selector : str
        What finds a chart's controls.
    count : int
        How many there must be.

    Raises
    ------
    BenchError
        If they do not come.
    """
    page.evaluate("() => document.querySelectorAll('details').forEach((part) => (part.open = true))")
    for _ in range(20):
        closed = page.locator(".jp-showHiddenCellsButton, .kit-chart .kit-closed button")
        for _again in range(closed.count()):
            closed.first.focus()  # it goes when it is pressed, and another is the first
            page.keyboard.press("Enter")
            page.wait_for_timeout(100)
        for cell in page.locator(".jp-Notebook .jp-Cell").all():
            cell.evaluate("cell => cell.scrollIntoView()")
        folded = page.locator(".jp-showHiddenCellsButton").count()
        if not folded and page.locator(selector).count() == count:
            return
        page.wait_for_timeout(500)
    msg = f"{page.locator(selector).count()} of {count} charts with controls are there: {page.url}"
    raise BenchError(msg)
