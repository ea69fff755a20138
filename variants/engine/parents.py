"""Processes that fork kernels, seen from outside: the warm one, and kernels whose shared cells have run."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from jupyter_client.session import Session

from variants.engine.frames import Channel

__all__ = ["Child", "ForkError", "Parent", "Warm", "start_warm"]

GONE = "the process that forks its kernel has ended; run it again"
LEAVE = 2.5  # seconds that a kernel may take to finish; Jupyter gives it as many
ROOT = Path(__file__).parent.parent.parent

# Where a kernel looks for modules is not where the warm process finds its own.
START = """\
import sys
path = [folder for folder in sys.path if folder]
sys.path.insert(0, sys.argv[1])
from variants.engine.warm import main
main(int(sys.argv[2]), path)
"""


class ForkError(RuntimeError):
    """A process cannot be forked."""


class Parent:
    """A process that forks kernels, seen from outside: the warm one, or a kernel whose shared cells have run."""

    def __init__(self, control: socket.socket) -> None:
        self.control, self._asking = control, threading.Lock()

    def ask(
        self, order: str, descriptors: tuple[int, ...] = (), patience: float | None = None, **options: Any
    ) -> dict[str, Any]:
        """Give an order and wait until it is carried out, at most `patience` seconds.

        Raises
        ------
        EOFError
            If the process is gone, or takes longer.
        """
        try:
            with self._asking:
                self.control.settimeout(patience)
                self.send(order, descriptors, **options)
                answer = self.control.recv(1 << 16)
        except OSError as error:
            raise EOFError(GONE) from error
        if not answer:
            raise EOFError(GONE)
        return dict(json.loads(answer))

    def send(self, order: str, descriptors: tuple[int, ...] = (), **options: Any) -> None:
        """Give an order; it goes as a file in memory, for an environment may be longer than a socket's message."""
        with os.fdopen(os.memfd_create("order"), "wb", buffering=0) as file:
            file.write(json.dumps({"order": order, **options}).encode())
            socket.send_fds(self.control, [b"o"], (file.fileno(), *descriptors))

    def answers(self) -> bool:
        """Whether the process is there."""
        try:
            self.ask("hello")
        except EOFError:
            return False
        return True

    def fork(self, **options: Any) -> Child:
        """Fork a kernel.

        Raises
        ------
        ForkError
            If the process has more than one thread.
        """
        pairs = [socket.socketpair() for _ in range(2)]
        pairs.append(socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET))
        ours = [mine for mine, _ in pairs]
        try:
            answer = self.ask("fork", tuple(theirs.fileno() for _, theirs in pairs), **options)
            if "refused" in answer:
                raise ForkError(answer["refused"])
        except BaseException:
            for end in ours:
                end.close()
            raise
        finally:
            for _, theirs in pairs:
                theirs.close()
        return Child(self, answer["pid"], *ours)


class Child(Parent):
    """A forked kernel."""

    def __init__(
        self, parent: Parent, pid: int, shell: socket.socket, iopub: socket.socket, control: socket.socket
    ) -> None:
        super().__init__(control)
        self.parent, self.pid = parent, pid
        self.session = Session()
        self.session.auth = None  # as in the kernel: nobody else can reach these sockets
        self.shell, self.iopub = Channel(shell, self.session), Channel(iopub, self.session)

    def lives(self) -> bool:
        """Whether its process runs; it ends with the one that forked it."""
        try:
            return bool(self.parent.ask("alive", pid=self.pid)["alive"])
        except EOFError:
            return False

    async def leave(self) -> None:
        """Let the kernel finish as Jupyter does: Ctrl-C for what still runs, then what stands in `atexit`."""
        with contextlib.suppress(EOFError, OSError, TimeoutError):
            self.parent.ask("signal", pid=self.pid, number=signal.SIGINT)
            self.send("leave")
            self.control.setblocking(False)
            await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.control, 1), LEAVE)

    def end(self) -> None:
        """End the kernel and all that it started."""
        with contextlib.suppress(EOFError):
            self.parent.ask("end", pid=self.pid)
        for channel in (self.shell, self.iopub, self.control):
            channel.close()


class Warm(Parent):
    """The warm process, which belongs to this one."""

    def __init__(self, control: socket.socket, process: subprocess.Popen[bytes]) -> None:
        super().__init__(control)
        self.process, self.owner = process, os.getpid()
        self.settings, self.trained = dict[str, str](), False
        atexit.register(self.close)

    def close(self) -> None:
        """End it and its kernels, if it is this process's own."""
        atexit.unregister(self.close)
        self.control.close()
        if os.getpid() == self.owner:
            try:
                self.process.wait(LEAVE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def start_warm() -> Warm:
    """Start a warm process beside this one. It ends when this one does."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", START, str(ROOT), str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            cwd=ROOT,  # the caller's may be gone before this process is
            # numpy must not begin threads: a process with threads cannot be forked safely.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
    if not ours.recv(16):
        msg = f"the process that forks kernels ended with {process.wait()}"
        raise EOFError(msg)
    return Warm(ours, process)
