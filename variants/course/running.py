"""Where tasks run: on processes of this computer, or on a Dask cluster, behind the same interface."""

from __future__ import annotations

import logging
import multiprocessing
import os
import time
from collections import deque
from concurrent.futures import BrokenExecutor, CancelledError, ProcessPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from variants.course.stop import Stop
from variants.course.stopping import Interrupted, begin_worker, end

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future
    from queue import SimpleQueue

__all__ = ["Cluster", "Processes", "Workers", "cores", "results"]

T = TypeVar("T")
AHEAD = 2  # tasks that wait for each worker: none is idle, and few results wait to be written
LOCK = "requirements-dask.txt"
GONE = "The Dask scheduler is gone. What is built stands; run the same command again to go on."


def cores() -> int:
    """Return how many processors this process may use.

    Examples
    --------
    >>> cores() > 0
    True
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers(Protocol):
    """What runs tasks."""

    def executor(self) -> Executor:
        """Return what takes tasks."""

    def restart(self) -> None:
        """Begin anew after a worker has died."""

    def width(self) -> int:
        """Say how many tasks it should have at a time."""

    def stop(self) -> None:
        """End at once what runs."""


class Processes:
    """Worker processes of this computer.

    Parameters
    ----------
    count : int
        How many.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._others = set(multiprocessing.active_children())
        self._executor: ProcessPoolExecutor | None = None

    def executor(self) -> Executor:
        """Start the processes, once; each begins clean, with no thread and no lock of this one."""
        if self._executor is None:
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(self.count, context, begin_worker)
        return self._executor

    def restart(self) -> None:
        """End what is left of the processes; the next task starts new ones."""
        self.stop()

    def width(self) -> int:
        """Say how many tasks they should have at a time."""
        return AHEAD * self.count

    def stop(self) -> None:
        """End the processes and all that they have started."""
        end(set(multiprocessing.active_children()) - self._others)
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None


class Cluster:
    """The workers of a Dask scheduler.

    Parameters
    ----------
    address : str
        Such as ``tcp://host:8786``.

    Raises
    ------
    Stop
        If Dask is not installed, no scheduler answers, or it has no workers.
    """

    def __init__(self, address: str, patience: float = 20) -> None:
        try:
            from distributed import Client
        except ImportError:
            msg = f"--scheduler needs Dask. Install it: python3 -m pip install --require-hashes -r {LOCK}"
            raise Stop(msg) from None
        for name in list(logging.root.manager.loggerDict):
            if name.startswith(("distributed", "tornado", "asyncio")):  # what matters is said in a sentence
                logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        try:
            self._client = Client(address, timeout=patience, set_as_default=False)
        except (OSError, ValueError):
            msg = (
                f"No Dask scheduler answers at {address}. Start one (dask scheduler), or correct --scheduler."
            )
            raise Stop(msg) from None
        try:
            self._client.wait_for_workers(1, timeout=patience)
        except TimeoutError:
            self._client.close()
            msg = f"The Dask scheduler at {address} has no workers. Start some: dask worker {address} --nthreads 1"
            raise Stop(msg) from None
        self._executor: Executor = self._client.get_executor(pure=False)
        self._asked, self._threads = 0.0, 1

    def executor(self) -> Executor:
        """Return the cluster as an executor."""
        return self._executor

    def restart(self) -> None:
        """Do nothing: the scheduler runs again what a lost worker had."""

    def width(self) -> int:
        """Say how many tasks the cluster should have at a time; workers come and go."""
        if time.monotonic() - self._asked > 5:
            try:
                self._threads = sum(self._client.nthreads().values()) or 1
            except OSError:
                raise Stop(GONE, 1) from None
            self._asked = time.monotonic()
        return AHEAD * self._threads

    def stop(self) -> None:
        """Leave the cluster; what it has not begun, it drops."""
        self._client.close(timeout=5)


def results(
    workers: Workers,
    make: Callable[[Any], T],
    tasks: Iterable[Any],
    inbox: SimpleQueue[Any],
    load: Callable[[Any], Any],
) -> Iterator[tuple[Any, T | Exception]]:
    """Run tasks, and give each back with what came of it, in the order in which they end.

    A worker that dies takes no task with it: those that were under way are run again, one by one, and one that
    kills its worker again is given up.

    Parameters
    ----------
    workers : Workers
        What runs them.
    make : callable
        Runs in a worker.
    tasks : iterable
        What is to be done.
    inbox : SimpleQueue
        Where signals arrive, see `variants.course.stopping.listening`.
    load : callable
        Turns a task into what `make` is called with, when its turn has come: notebooks of a thousand copies would
        not find room together.

    Yields
    ------
    (task, result or Exception)

    Raises
    ------
    Interrupted
        If a signal arrives.
    Stop
        If the cluster is gone.
    """
    waiting, suspects, tried = deque(tasks), deque[Any](), False
    flying: dict[Future[T], Any] = {}
    broken = False
    while waiting or suspects or flying:
        if broken and not flying:
            workers.restart()
            broken = False
        width = 1 if suspects else workers.width()
        queue = suspects or waiting
        while queue and not broken and len(flying) < width:
            try:
                future = workers.executor().submit(make, load(queue[0]))
            except BrokenExecutor:
                broken = True
                break
            tried = queue is suspects
            flying[future] = queue.popleft()
            future.add_done_callback(inbox.put)
        event = inbox.get() if flying else None
        if isinstance(event, int):
            raise Interrupted(event)
        if event not in flying:
            continue
        task, made = flying.pop(event), _outcome(event)
        if isinstance(made, BrokenExecutor):
            broken = True
            if not tried:
                suspects.append(task)
                continue
        yield task, made


def _outcome(future: Future[T]) -> T | Exception:
    """Whatever a task ends with is told, and the others go on; without a cluster none can."""
    try:
        return future.result()
    except CancelledError:
        raise Stop(GONE, 1) from None
    except Exception as error:  # noqa: BLE001
        return error
