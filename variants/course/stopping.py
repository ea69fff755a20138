"""Stopping a build at once: signals for the one that decides, and an end for every process below it."""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

import psutil

from variants.course.stop import Stop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from queue import SimpleQueue

__all__ = ["Interrupted", "begin_worker", "end", "listening"]

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(Stop):
    """Somebody stopped the build."""

    def __init__(self, number: int) -> None:
        text = "Stopped. What is built stands; run the same command again to go on."
        super().__init__(text, 128 + number)


@contextlib.contextmanager
def listening(inbox: SimpleQueue[Any]) -> Iterator[None]:
    """Put signals into the queue that the build waits at, so that none comes in the middle of a write.

    A second one ends the build where it is: what stands under its name is whole at any moment.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def handle(number: int, _frame: Any) -> None:
        came.append(number)
        if len(came) > 1:
            end(multiprocessing.active_children())
            os._exit(128 + number)
        inbox.put(number)

    before = {number: signal.signal(number, handle) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end(processes: Iterable[Any]) -> None:
    """Kill processes with all that they have started, also what they start meanwhile.

    Parameters
    ----------
    processes : iterable
        With a ``pid`` each.
    """
    found: dict[int, psutil.Process] = {}
    for process in processes:
        with contextlib.suppress(psutil.Error):
            found[process.pid] = psutil.Process(process.pid)
    stopped: set[int] = set()
    while new := [process for pid, process in found.items() if pid not in stopped]:
        for process in new:
            stopped.add(process.pid)
            with contextlib.suppress(psutil.Error):
                process.suspend()  # first of all: what stands still starts nothing
        for process in new:
            with contextlib.suppress(psutil.Error):
                found |= {child.pid: child for child in process.children(recursive=True)}
    for process in found.values():
        with contextlib.suppress(psutil.Error):
            process.kill()
    until = time.monotonic() + 5
    while any(map(_runs, found.values())) and time.monotonic() < until:
        time.sleep(0.01)


def _runs(process: psutil.Process) -> bool:
    """Whether it has not ended. Who waited for it would take its exit code from the one that started it."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def begin_worker() -> None:
    """Prepare a worker process: it leaves Ctrl-C to the one that decides, and ends when that one is gone."""
    signal.signal(signal.SIGINT, _pass)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow, daemon=True).start()


def _pass(_number: int, _frame: Any) -> None:
    """Not SIG_IGN, which every kernel below would inherit."""


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        end(psutil.Process().children())
        os._exit(1)
