"""What every test may rely on: widgets that remember nothing of the test before."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.kit_copy import Copy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from IPython.utils.capture import RichOutput
    from playwright.sync_api import Browser, Page

    Outputs = Callable[[Callable[[], Any]], list[RichOutput]]

# Tests hold on any day: no source line says that a figure is due for a new check, here and in every kernel.
os.environ["SOURCE_DATE_EPOCH"] = "0"


def _forget() -> None:
    """Reset what a kernel keeps: language, running lesson, cited sources, carrier and widgets."""
    # Only what a test has loaded: many tests need no widgets, and pandas takes a second.
    if "widgets" not in sys.modules:
        return
    from widgets.draws import _tokens
    from widgets.language import use_language
    from widgets.lesson import _running
    from widgets.live import _carrier, _live
    from widgets.sources import _cited
    from widgets.tables import use_own

    use_language("en")
    use_own({})
    for kept in (_running, _carrier, _live, _cited, _tokens):
        kept.clear()


# The longest first: what begins last would be waited for.
LONG = (
    "test_walk.py",
    "test_walk_lessons.py",
    "test_gates.py",
    "test_work_lab.py",
    "test_papermill.py",
    "test_build.py",
    "test_watch.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Say at once what failed: the summary comes half an hour later, or never, if the run is stopped."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        print(f"\nFAILED {report.nodeid}\n{report.longreprtext[-3000:]}", file=sys.__stderr__, flush=True)


@pytest.fixture(autouse=True)
def _fresh_widgets() -> Iterator[None]:
    _forget()
    yield
    _forget()


@pytest.fixture
def displayed() -> Iterator[Outputs]:
    """Run a function as a notebook's cell does, and return what it displays."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from traitlets.config import Config

    InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))

    def run(cell: Callable[[], Any]) -> list[RichOutput]:
        with capture_output() as captured:
            cell()
        assert captured.stdout == ""
        return list(captured.outputs)

    yield run
    InteractiveShell.clear_instance()


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    link = Path(sysconfig.get_path("purelib"), "ai_rivalry_kit.pth")
    before = link.read_text(encoding="utf-8")
    yield Copy(tmp_path)
    assert link.read_text(encoding="utf-8") == before  # no copy may touch the environment of the tests


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the Chromium of the tests that drive a page."""
    from tests.widget_page import launch  # most tests need no browser

    yield from launch()


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Open a page with kit.js in it."""
    from tests.widget_page import stage

    yield from stage(browser, tmp_path)
