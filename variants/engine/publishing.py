"""How a kernel publishes on a plain socket: at once, or a little later what is printed."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from ipykernel.iostream import IOPubThread

from variants.engine.frames import pack

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

__all__ = ["Later", "Pipe", "Publisher"]


class Pipe:
    """What the session takes for a ZeroMQ socket."""

    def __init__(self) -> None:
        self.end: socket.socket | None = None
        self.lock = threading.Lock()

    def send_multipart(self, frames: list[Any], **_options: Any) -> None:
        """Send one message; nothing is sent before there is a kernel."""
        if self.end is not None:
            with self.lock:
                self.end.sendall(pack(frames))

    def flush(self, *_arguments: Any) -> None:
        """Do nothing: what is sent is gone."""


class Later:
    """Stands in for the event loop of ipykernel's publishing thread: runs functions a little later, in order."""

    def __init__(self) -> None:
        self.lock, self.waiting = threading.Lock(), deque[Any]()
        self.thread: threading.Thread | None = None

    def call_later(self, delay: float, function: Callable[[], None]) -> None:
        """Run a function after so many seconds."""
        with self.lock:
            self.waiting.append((time.monotonic() + delay, function))  # the delay is always the same
            if self.thread is None:
                self.thread = threading.Thread(target=self._run, name="IOPub", daemon=True)
                self.thread.start()

    def _run(self) -> None:
        while True:
            with self.lock:
                if not self.waiting:
                    self.thread = None
                    return
                due, function = self.waiting.popleft()
            time.sleep(max(0, due - time.monotonic()))
            function()

    def rest(self) -> None:
        """Wait until nothing waits: a process with a thread cannot be forked."""
        if thread := self.thread:
            thread.join()


class Publisher(IOPubThread):
    """ipykernel's publisher without its thread: it sends at once, from where it is called."""

    def __init__(self, pipe: Pipe, session: Any, later: Later) -> None:
        super().__init__(pipe, session=session)
        self.io_loop.close()
        self.io_loop = later  # type: ignore[assignment]

    def _setup_event_pipe(self) -> None:
        """No other thread sends for us."""
