"""The one warm process of this process: started when it is needed, and again if it died."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME

from variants.engine.client import ForkManager, Parent, start_warm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbformat import NotebookNode

__all__ = ["can_fork", "train", "warm", "warm_manager"]

_warm: dict[int, Parent] = {}  # by the process that asked: a fork of it needs its own
_trained: set[str] = set()


def can_fork(kernel_name: str = NATIVE_KERNEL_NAME) -> bool:
    """Whether kernels can be forked here: on Linux, for this Python's own kernel.

    Examples
    --------
    >>> can_fork("julia-1.11")
    False
    """
    return sys.platform == "linux" and hasattr(os, "fork") and kernel_name == NATIVE_KERNEL_NAME


def warm() -> Parent:
    """Return this process's warm process; start it if there is none."""
    parent = _warm.get(os.getpid())
    if parent is None or not parent.answers():
        _trained.clear()
        parent = _warm[os.getpid()] = start_warm()
    return parent


def warm_manager() -> type[ForkManager]:
    """Return what nbclient makes its kernels with."""
    return type("WarmManager", (ForkManager,), {"parent_process": warm()})


def train(notebooks: Sequence[NotebookNode]) -> None:
    """Run lessons once in the warm process, so that what they leave in caches is there for all kernels."""
    for notebook in notebooks:
        sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        name = str(notebook.metadata.get("lesson", {}).get("name"))
        if can_fork() and name not in _trained:
            _trained.add(name)
            warm().ask("train", sources=sources, env=dict(os.environ))
