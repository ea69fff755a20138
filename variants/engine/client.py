"""The other side of a forked kernel: what nbclient takes for a kernel's manager and its client."""

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
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session
from jupyter_core.utils import run_sync

from variants.engine.frames import Frames, pack

__all__ = ["ForkError", "ForkManager", "Parent", "Warm", "start_warm"]

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
        text = json.dumps({"order": order, **options}).encode()
        try:
            with self._asking:
                self.control.settimeout(patience)
                socket.send_fds(self.control, [text], descriptors)
                answer = self.control.recv(1 << 16)
        except OSError as error:
            raise EOFError(GONE) from error
        if not answer:
            raise EOFError(GONE)
        return dict(json.loads(answer))

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
            self.control.send(b'{"order": "leave"}')
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
        self.settings, self.trained = dict[str, str](), set[str]()
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


class Channel:
    """One of a kernel's sockets, as nbclient reads it."""

    def __init__(self, end: socket.socket, session: Session) -> None:
        self.end, self.session = end, session
        self.end.setblocking(False)
        self._frames, self._ready = Frames(), list[Any]()
        self._waiting: asyncio.Task[Any] | None = None

    def send(self, message: dict[str, Any]) -> None:
        """Send a request."""
        self.session.send(self, message)  # type: ignore[arg-type]  # whatever can send parts will do

    def send_multipart(self, frames: list[Any], **_options: Any) -> None:
        """Send the parts of a message; requests are small, and a kernel reads them between cells."""
        self.end.setblocking(True)
        try:
            self.end.sendall(pack(frames))
        except OSError:  # it is dead, which nbclient finds out by itself
            pass
        finally:
            self.end.setblocking(False)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Wait for the next message.

        Raises
        ------
        Empty
            If none comes in time; a dead kernel sends none.
        """
        try:
            return await asyncio.wait_for(self._next(), timeout)
        except TimeoutError:
            raise Empty from None

    async def _next(self) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        while not self._ready:
            self._waiting = asyncio.current_task()
            try:
                data = await loop.sock_recv(self.end, 1 << 18)
            except ConnectionError:
                data = b""
            if not data:
                await loop.create_future()  # for ever: the one who waits asks whether the kernel is alive
            self._ready += self._frames.feed(data)
        self._waiting = None
        _identities, parts = self.session.feed_identities(self._ready.pop(0))
        return self.session.deserialize(parts)

    def close(self) -> None:
        """Close it; whoever still waits for a message waits no longer.

        Else the loop would go on watching the number of a closed socket, and miss what the next one with it brings.
        """
        if self._waiting:
            asyncio.get_running_loop().remove_reader(self.end)
            self._waiting.cancel()
        self.end.close()


class ForkClient(AsyncKernelClient):
    """A client whose channels are plain sockets."""

    def __init__(self, child: Child) -> None:
        super().__init__(session=child.session)
        self._shell_channel, self._iopub_channel = child.shell, child.iopub
        self.child = child

    def start_channels(self, *_arguments: Any, **_options: Any) -> None:
        """They are open."""

    stop_channels = start_channels

    async def wait_for_ready(self, *_arguments: Any, **_options: Any) -> None:
        """It is: a fork begins where its parent stood."""

    async def is_alive(self) -> bool:
        """Whether the kernel's process runs."""
        return self.child.lives()


class ForkManager(KernelManager):
    """Starts a kernel by forking `parent`, ends it with all that it started."""

    parent_process: Parent
    forks = False  # the kernel will be forked itself
    inherits = False  # folder and environment are the parent's
    child: Child | None = None

    def forked(self) -> ForkManager:
        """Make a manager whose kernel is a fork of this one's."""
        manager = type(self)()
        manager.parent_process, manager.inherits = self._started(), True
        return manager

    def _started(self) -> Child:
        if self.child is None:
            msg = "no kernel was started"
            raise RuntimeError(msg)
        return self.child

    @property
    def has_kernel(self) -> bool:
        """Whether a kernel was started and not yet ended."""
        return self.child is not None

    def start_kernel(self, **options: Any) -> None:
        """Fork a kernel: `cwd` and `env` count, what is meant for a program's command line does not."""
        if self.inherits:
            self.child = self.parent_process.fork()
        else:
            cwd, env = options.get("cwd") or Path.cwd(), options.get("env") or os.environ
            self.child = self.parent_process.fork(
                cwd=str(cwd), env={**env, "JPY_PARENT_PID": str(os.getpid())}, forks=self.forks
            )

    def client(self, **_options: Any) -> ForkClient:  # type: ignore[override]
        """Talk to the kernel."""
        return ForkClient(self._started())

    def is_alive(self, *_arguments: Any) -> bool:
        """Whether the kernel's process runs."""
        return self.child is not None and self.child.lives()

    def interrupt_kernel(self, *_arguments: Any) -> None:
        """Press Ctrl-C."""
        if self.child:
            self.child.parent.ask("signal", pid=self.child.pid, number=signal.SIGINT)

    async def cleanup_resources(self, *_arguments: Any, **_options: Any) -> None:
        """End the kernel, if there is one."""
        child, self.child = self.child, None
        if child:
            child.end()

    async def shutdown_kernel(self, *_arguments: Any, now: bool = False, **_options: Any) -> None:
        """End the kernel; if there is time, it may finish."""
        if self.child and not now:
            await self.child.leave()
        await self.cleanup_resources()

    def spilled(self) -> bool:
        """Whether a kernel that can be forked lost what programs printed."""
        return bool(self._started().ask("spilled")["bytes"])

    # In the loop in which the kernel's sockets are watched.
    end = run_sync(cleanup_resources)
    finish = run_sync(shutdown_kernel)
