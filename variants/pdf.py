"""Pages of a course as PDF, printed by the Chromium of this computer."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

__all__ = ["PrintError", "chromium", "printed", "write_pdfs"]

ARGUMENTS = ("--no-sandbox", "--disable-gpu")
# A lesson is ready when its script has mounted everything; other pages have nothing to wait for.
READY = (
    "() => !document.getElementById('kit-page')"
    " || document.documentElement.classList.contains('page-live-all')"
)


class PrintError(RuntimeError):
    """A page cannot be printed; the text says why and what to do."""


def chromium() -> str:
    """Find the browser that prints.

    Returns
    -------
    str
        Its path: the variable ``CHROMIUM``, or what this computer calls Chromium or Chrome.

    Raises
    ------
    PrintError
        If there is none.
    """
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        msg = "No Chromium to print with: install Chromium or Chrome, or set CHROMIUM to its path."
        raise PrintError(msg)
    return found


def _undated(content: bytes) -> bytes:
    """Take the moment of printing out, byte for byte: where things stand in the file may not move."""
    return re.sub(
        rb"(/(?:CreationDate|ModDate) \(D:)(\d+)", lambda m: m[1] + b"20000101000000"[: len(m[2])], content
    )


def printed(browser: Browser | BrowserContext, page: Path) -> bytes:
    """Print one page on A4 as its style says.

    Parameters
    ----------
    browser : Browser or BrowserContext
        Chromium, as Playwright drives it.
    page : Path
        An HTML file of a course.

    Returns
    -------
    bytes
        A PDF with its fonts, tagged for screen readers.
    """
    tab = browser.new_page()
    try:
        tab.goto(page.resolve().as_uri())
        tab.wait_for_function(READY)
        tab.evaluate("() => document.fonts.ready.then(() => true)")
        return _undated(tab.pdf(format="A4", prefer_css_page_size=True, tagged=True, outline=True))
    finally:
        tab.close()


def write_pdfs(pages: Iterable[tuple[Path, Path]]) -> Iterator[Path]:
    """Print pages, one after the other.

    Parameters
    ----------
    pages : iterable of (Path, Path)
        A page, and where its PDF shall stand.

    Yields
    ------
    Path
        Each PDF, when it is written.

    Raises
    ------
    PrintError
        If there is no browser to print with.
    """
    from playwright.sync_api import Error, sync_playwright

    path = chromium()
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        except Error as error:
            msg = f"{path} does not start, so nothing was printed; set CHROMIUM to the path of a Chromium."
            raise PrintError(msg) from error
        for page, target in pages:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(printed(browser, page))
            yield target
        browser.close()
