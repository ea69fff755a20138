"""IPython's own kernel over plain sockets: what a forked child becomes.

Shell, display hooks, comms and output streams are ipykernel's; only ZeroMQ's sockets, with their threads, are replaced.
"""

from __future__ import annotations

import asyncio
import atexit
import contextvars
import ctypes
import itertools
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait

from variants.engine.frames import Frames
from variants.engine.publishing import Later, Pipe, Publisher

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping

    from ipykernel.iostream import IOPubThread

__all__ = ["Channels", "KernelApp", "leave", "run", "serve"]

DIE_WITH_PARENT, ADOPT = 1, 36  # PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER of Linux
# What ipykernel adds to an environment, beside what its shell does.
ENVIRONMENT = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "PYDEVD_USE_FRAME_EVAL": "NO"}
_abandoned: list[Any] = []  # event loops of a process that forked: closing one here would disturb the other


class Channels:
    """The three sockets of a kernel: requests and replies, what it publishes, and orders to its process."""

    def __init__(self, shell: socket.socket, iopub: socket.socket, control: socket.socket) -> None:
        self.shell, self.iopub, self.control = shell, iopub, control

    def close(self) -> None:
        """Close all three."""
        for end in (self.shell, self.iopub, self.control):
            end.close()


class _Subshells:
    """The one shell that there is, for the parts of ipykernel that ask which."""

    def __init__(self, pipe: Pipe) -> None:
        self.pipe, self.manager = pipe, self
        self.parent_thread = threading.main_thread()

    def get_subshell_to_shell_channel_socket(self, _subshell: str | None) -> Pipe:
        return self.pipe


class Kernel(IPythonKernel):
    """IPython's kernel, whose sockets may be of any kind."""

    shell_stream = AnyTrait()
    control_stream = AnyTrait(None, allow_none=True)

    _execute_sleep = 0.0  # seconds after each cell, for threads that send; here the cell sends itself

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing waits: the next request is sent when the reply has come."""


class KernelApp(IPKernelApp):
    """The application round the kernel: made once, in the warm process, and finished in each child."""

    kernel_class = Kernel

    def init_connection_file(self) -> None:
        """Nobody looks for this kernel."""

    init_poller = init_heartbeat = log_connection_info = init_connection_file
    init_io = init_signal = init_connection_file  # in the child: they begin threads

    def write_connection_file(self, **_options: Any) -> None:
        """Nobody looks for this kernel."""

    def init_sockets(self) -> None:
        """Put pipes where the sockets would be."""
        self.session.auth = None  # messages are not signed: nobody else can reach these sockets
        self.shell_pipe, self.iopub_pipe = Pipe(), Pipe()
        self.later = Later()
        self.iopub_thread: IOPubThread = Publisher(self.iopub_pipe, self.session, self.later)
        self.iopub_socket: Any = self.iopub_thread.background_socket
        self.configure_tornado_logger()

    def init_kernel(self) -> None:
        """Make the kernel and its shell."""
        self.kernel = self.kernel_class.instance(
            parent=self, session=self.session, shell_stream=self.shell_pipe, iopub_thread=self.iopub_thread,
            iopub_socket=self.iopub_socket, stdin_socket=Pipe(), shell_channel_thread=_Subshells(self.shell_pipe),
            log=self.log, profile_dir=self.profile_dir, user_ns=self.user_ns,
        )  # fmt: skip

    def connect(self, channels: Channels) -> None:
        """Begin to talk: from here on the process has an address of its own and its output is caught."""
        self.shell_pipe.end, self.iopub_pipe.end = channels.shell, channels.iopub
        self.session.pid = os.getpid()
        self.session.session = os.urandom(16).hex()
        self.iopub_thread._master_pid = os.getpid()

    def catch_output(self, *, threads: bool) -> None:
        """Send what is printed to the notebook. What programs print takes threads; without, it is only noticed."""
        self.capture_fd_output = threads
        super().init_io()
        if not threads:
            self.spilled = os.memfd_create("printed")
            for number, stream in ((1, sys.stdout), (2, sys.stderr)):
                stream._original_stdstream_copy = os.dup(number)  # type: ignore[union-attr]
                os.dup2(self.spilled, number)
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count
        super().init_signal()


Kernel.__name__, KernelApp.__name__ = "IPythonKernel", "IPKernelApp"  # %config lists the names


def depend() -> None:
    """Make this process the first of a session of its own, gone with its parent."""
    os.setsid()
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)


def adopt() -> None:
    """Let what a kernel leaves behind become this process's own, which can then end it."""
    ctypes.CDLL(None).prctl(ADOPT, 1)


def _fresh(shell: Any, cwd: str, env: Mapping[str, str]) -> None:
    """Make the process one of its own: in its own session, with its own chance, gone with its parent."""
    depend()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(env)
    shell.init_environment()
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    time.tzset()
    os.chdir(cwd)
    shell.starting_dir = cwd
    shell.user_ns["_dh"][:] = [Path(cwd)]
    if process := sys.modules.get("multiprocessing.process"):
        process.ORIGINAL_DIR = cwd  # type: ignore[attr-defined]
    random.seed()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def serve(
    app: KernelApp,
    channels: Channels,
    order: Callable[[], None],
    cwd: str,
    env: Mapping[str, str],
    forks: bool,
) -> None:
    """Be a kernel until the other side hangs up.

    Parameters
    ----------
    app : KernelApp
        As the warm process made it.
    channels : Channels
        This side's ends.
    order : function
        Called outside the event loop when an order comes on the control socket.
    cwd : str
        Working folder.
    env : mapping
        All environment variables.
    forks : bool
        This kernel will be forked again, so it begins no threads by itself.
    """
    _fresh(app.kernel.shell, cwd, env)
    app.connect(channels)
    app.catch_output(threads=not forks)
    threading._counter = itertools.count(5).__next__  # type: ignore[attr-defined]  # ipykernel has as many threads
    run(app, channels, order)


def run(app: KernelApp, channels: Channels, order: Callable[[], None]) -> None:
    """Answer requests; orders are carried out between two of them."""
    loop = asyncio.new_event_loop()
    _abandoned.append(loop)
    asyncio.set_event_loop(loop)
    app.kernel.io_loop = IOLoop.current()
    context = contextvars.copy_context()  # what a cell sets, the next one sees
    requests, tasks, orders = Frames(), set[Any](), []

    def on_shell() -> None:
        data = channels.shell.recv(1 << 16)
        if not data:
            os._exit(0)
        for frames in requests.feed(data):
            task = loop.create_task(app.kernel.shell_main(None, frames), context=context)
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    def on_control() -> None:
        orders.append(True)
        loop.stop()

    loop.add_reader(channels.shell, on_shell)
    loop.add_reader(channels.control, on_control)
    while True:
        loop.run_forever()
        if not orders:  # a cell called exit()
            leave()
        orders.clear()
        order()


def leave() -> None:
    """End this process as Python does: its threads end, `atexit` is called, and what was printed is out."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in filter(None, (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)):
        stream.flush()
    os._exit(0)
