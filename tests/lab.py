"""A real JupyterLab on loopback, and a browser that can reach nothing else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page, Route, sync_playwright

from tests.needs import chromium
from tests.widget_page import QUIET

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SHOTS = ROOT / "screenshots"
NAME = "03-investment-figures"
LAB_IDLE = "text=/Python 3.*Idle/"


def free_port() -> int:
    """Ask the system for a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until a server answers."""
    for _ in range(int(seconds * 5)):
        assert server.poll() is None, f"the server behind {url} ended"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer from {url} in {seconds} s")


@contextmanager
def jupyterlab(folder: Path) -> Iterator[str]:
    """Serve a folder; gives the address of the server."""
    port = free_port()
    # A home of its own: trust, workspaces and settings of the person at this machine stay out of it.
    home = folder.parent / f"{folder.name}-home"
    environment = {**os.environ, "HOME": str(home), "JUPYTER_DATA_DIR": str(home / "data"),
                   "JUPYTER_CONFIG_DIR": str(home / "config"), "JUPYTER_RUNTIME_DIR": str(home / "run")}  # fmt: skip
    home.mkdir(exist_ok=True)
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    log = (home / "lab.log").open("wb")
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/api", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


class Watched:
    """What a page must not do: leave the machine, report an error."""

    def __init__(self, page: Page, home: str) -> None:
        self.home = home
        self.outside: list[str] = []
        self.errors: list[str] = []
        page.route("**/*", self._route)
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _route(self, route: Route) -> None:
        if route.request.url.startswith((self.home, "blob:", "data:")):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()


@contextmanager
def browser_page(home: str) -> Iterator[tuple[Page, Watched]]:
    """Open a page in Chromium that can reach only one server."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(60_000)
        yield page, Watched(page, home)
        browser.close()


def lesson_folder(tmp_path: Path, language: str) -> Path:
    """Copy the built lessons of one language, as a learner would have them."""
    folder = tmp_path / language
    shutil.copytree(ROOT / "lessons" / language, folder, ignore=shutil.ignore_patterns("answers"))
    return folder


def open_lesson(page: Page, home: str) -> None:
    """Open the lesson and wait for its kernel."""
    page.goto(f"{home}/lab/tree/{NAME}.ipynb?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_selector(LAB_IDLE)


def run_all(page: Page) -> None:
    """Run All Cells from the menu, and wait until every question is live."""
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    wait_until_live(page)


def wait_until_live(page: Page, questions: int = 10) -> None:
    """Unfold what is folded and scroll until all is live: JupyterLab draws a long notebook as it is scrolled."""
    page.wait_for_selector(LAB_IDLE)
    cells = page.locator(".jp-Notebook .jp-Cell")
    for _ in range(20):
        folded = page.locator(".jp-showHiddenCellsButton")
        if folded.count():
            folded.first.focus()
            page.keyboard.press("Enter")
        for cell in range(cells.count()):
            cells.nth(cell).evaluate("cell => cell.scrollIntoView()")
        if page.locator(".kit-question").count() == questions and not folded.count():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{page.locator('.kit-question').count()} of {questions} questions are live")


def shot(page: Page, name: str) -> None:
    """Keep a screenshot."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")
