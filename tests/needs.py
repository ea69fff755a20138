"""What some tests need beside Python. Where it is missing they are left out, except in CI, where they fail."""

from __future__ import annotations

import importlib.util
import os
import shutil
from typing import NoReturn

import pytest


def chromium() -> str:
    """Path of a Chromium, or leave the test out."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    return found or _missing(
        "No Chromium: the tests that drive a page in a browser are left out. "
        "Install the package 'chromium', or set CHROMIUM to the path of a Chromium or Chrome."
    )


def node() -> str:
    """Path of Node.js, or leave the test out."""
    found = shutil.which("node") if shutil.which("npm") else None
    return found or _missing(
        "No Node.js: the tests of the JavaScript and of its bundle are left out. "
        "Install Node.js 20 or later, which brings npm."
    )


def pdftotext() -> str:
    """Path of a reader of PDF text, or leave the test out."""
    return shutil.which("pdftotext") or _missing(
        "No pdftotext: printed pages are not read back. Install the package 'poppler-utils'."
    )


def dask() -> None:
    """Leave the test out where Dask is not installed."""
    if not importlib.util.find_spec("distributed"):
        _missing("No Dask: builds on a cluster are left out. Install requirements-dask.txt.")


def _missing(text: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(text)
    pytest.skip(text)
