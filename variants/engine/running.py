"""The one warm process of this process: started when it is needed, and again if it died."""

from __future__ import annotations

import logging
import os
import sys
import threading
from functools import cache
from typing import TYPE_CHECKING

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager

from variants.engine.client import ForkManager
from variants.engine.parents import Warm, start_warm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

__all__ = ["can_fork", "is_own", "say_once", "train", "warm", "warm_manager"]

_warm: dict[int, Warm] = {}  # by the process that asked: a fork of it needs its own
_starting = threading.Lock()
_unfit: set[str] = set()  # lessons that no training ended well with
PATIENCE = 60  # seconds for a whole lesson, which takes about one


def can_fork(kernel_name: str = NATIVE_KERNEL_NAME) -> bool:
    """Whether kernels can be forked here: on Linux, for this Python's own kernel.

    Examples
    --------
    >>> can_fork("julia-1.11")
    False
    """
    if sys.platform != "linux":
        say_once()
        return False
    return kernel_name == NATIVE_KERNEL_NAME and is_own()


@cache
def say_once() -> None:
    """Tell the instructor why it takes longer here."""
    logging.getLogger(__name__).warning(
        "This system cannot fork a kernel from a warm process, so papermill's own engine runs the notebooks."
    )


@cache
def is_own() -> bool:
    """Whether the kernel of this name is this very Python, and not one that somebody put in its place."""
    argv = KernelSpecManager().get_kernel_spec(NATIVE_KERNEL_NAME).argv
    return argv[0] in {sys.executable, "python", "python3"} and argv[1:3] == ["-m", "ipykernel_launcher"]


def warm() -> Warm:
    """Return this process's warm process; start it if there is none, or if Python would now start otherwise."""
    with _starting:
        parent, settings = _warm.get(os.getpid()), _settings()
        if parent and (parent.settings != settings or not parent.answers()):
            parent.close()
            parent = None
        if parent is None:
            parent = _warm[os.getpid()] = start_warm()
            parent.settings = settings
        return parent


def _settings() -> dict[str, str]:
    """Return the variables that Python reads only when it starts."""
    return {name: value for name, value in os.environ.items() if name.startswith(("PYTHON", "LANG", "LC_"))}


def warm_manager() -> type[ForkManager]:
    """Return what nbclient makes its kernels with."""
    return type("WarmManager", (ForkManager,), {"parent_process": warm()})


def train(notebook: NotebookNode, env: Mapping[str, str]) -> None:
    """Run a lesson once in the warm process, so that what it leaves in caches is there for all kernels.

    The first lesson alone does so: most of what lessons leave is the same, and a training takes as long as two runs.
    One that ends the warm process, or does not come to an end, is left out from then on.

    Parameters
    ----------
    notebook : NotebookNode
        A lesson with its parameters in place.
    env : mapping
        As for its runs.
    """
    name = str(notebook.metadata.get("lesson", {}).get("name"))
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    if not can_fork() or name in _unfit:
        return
    parent = warm()
    if parent.trained:
        return
    try:
        parent.ask("train", sources=sources, env={**os.environ, **env}, patience=PATIENCE)
        parent.trained = True
    except EOFError:
        _unfit.add(name)
        parent.close()
