"""The warm process: it has loaded everything once, and each kernel is a fork of it.

A process that forks has one thread. It is told what to do on a socket: `fork` makes a kernel, `end` ends one with all
that it started. A kernel whose shared cells have run can be forked in the same way.
"""

from __future__ import annotations

import contextlib
import copy
import gc
import json
import os
import signal
import socket
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipykernel_launcher  # type: ignore[import-untyped]

from variants.engine.kernel import Channels, KernelApp, adopt, depend, leave, run, serve
from variants.engine.keys import KEYS, SharedKeys

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["Forks", "main", "warm_up"]

TRAINING = 90  # seconds after which a training ends with its process
# The kit first: it keeps jsonschema from building a grammar that nobody needs, which takes a second.
PRELOAD = ("widgets", "numpy.random", "pandas", "altair", "ipywidgets", "pandas.core.computation.expr")


class Forks:
    """The kernels that this process forked."""

    def __init__(self, app: KernelApp, control: socket.socket) -> None:
        self.app, self.control = app, control
        self.channels: Channels | None = None  # of this process itself, when it is a kernel
        self.kernels: set[int] = set()

    def order(self) -> None:
        """Carry out one order; when the other side has hung up, end."""
        try:
            _sign, descriptors, _flags, _address = socket.recv_fds(self.control, 1, 4)
        except OSError:
            descriptors = []
        if not descriptors:
            for pid in list(self.kernels):
                self._end([], pid)
            os._exit(0)
        with os.fdopen(descriptors.pop(0), "rb") as file:
            file.seek(0)  # who wrote it and who reads it share the place
            request = json.load(file)
        answer = getattr(self, f"_{request.pop('order')}")(descriptors, **request)
        self.control.send(json.dumps(answer).encode())

    def _fork(
        self, descriptors: list[int], cwd: str = "", env: dict[str, str] | None = None, forks: bool = False
    ) -> dict[str, Any]:
        channels = Channels(*(socket.socket(fileno=number) for number in descriptors))
        self.app.later.rest()
        threads = len(list(Path("/proc/self/task").iterdir()))  # also those that Python does not know
        if threads > 1:
            channels.close()
            return {"refused": f"{threads} threads"}
        pid = os.fork()
        if pid:
            channels.close()
            self.kernels.add(pid)
            return {"pid": pid}
        try:
            self._be_kernel(channels, cwd, env, forks)
        except BaseException:  # noqa: BLE001 - a child never goes on as its parent
            traceback.print_exc(file=sys.__stderr__)
        os._exit(1)

    def _be_kernel(self, channels: Channels, cwd: str, env: dict[str, str] | None, forks: bool) -> None:
        self.control.close()
        if self.channels:  # a kernel that is forked keeps what it has, and talks to another
            self.channels.close()
        child = Forks(self.app, channels.control)
        child.channels = channels
        if env is None:
            depend()
            self.app.connect(channels)
            for stream in (sys.stdout, sys.stderr):
                stream._master_pid = os.getpid()  # type: ignore[union-attr]  # else ipykernel sends every piece by itself, as of a helper
            run(self.app, channels, child.order)
        else:
            serve(self.app, channels, child.order, cwd, env, forks)

    def _spilled(self, _descriptors: list[int]) -> dict[str, Any]:
        """Say how much was printed past Python, which is in no output."""
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream:
                stream.flush()
        return {"bytes": os.fstat(self.app.spilled).st_size}

    def _leave(self, _descriptors: list[int]) -> None:
        leave()

    def _hello(self, _descriptors: list[int]) -> dict[str, Any]:
        return {}

    def _train(self, _descriptors: list[int], sources: list[str], env: dict[str, str]) -> dict[str, Any]:
        """Run cells once and forget them, so that what they leave in caches is there for all."""
        gc.unfreeze()
        os.environ.clear()
        os.environ.update(env)  # children get theirs anyway
        signal.alarm(TRAINING)  # whoever asked may be gone
        train(self.app, sources)
        signal.alarm(0)
        settle()
        return {}

    def _end(self, _descriptors: list[int], pid: int) -> dict[str, Any]:
        """End a kernel and all that it started."""
        _kill(pid)
        self.kernels.discard(pid)
        if self.channels is None:  # the warm process adopts what a kernel started in a session of its own
            spared = set(self.kernels)
            while left := _children() - spared:
                spared |= {child for child in left if not _kill(child)}
        return {}

    def _signal(self, _descriptors: list[int], pid: int, number: int) -> dict[str, Any]:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, number)
        return {}

    def _alive(self, _descriptors: list[int], pid: int) -> dict[str, Any]:
        # The dead one stays known until it is ended, so that its number is nobody else's.
        ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return {"alive": ended is None}


def _kill(pid: int) -> bool:
    """End a process and its group; whether that is allowed."""
    try:
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError):
                kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
    except PermissionError:
        return False
    return True


def _children() -> set[int]:
    try:
        return set(map(int, Path("/proc/thread-self/children").read_text().split()))
    except OSError:  # this Linux does not say
        return set()


def train(app: KernelApp, sources: list[str]) -> None:
    """Run the cells of a lesson in the warm process itself, then take away all that a kernel could notice."""
    from ipywidgets import Widget

    shell, before = app.kernel.shell, _state()
    names = dict(shell.user_ns)
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        for source in sources:
            shell.run_cell(source, store_history=False)
    shell.reset(new_session=True)
    # It also takes what a module has, such as __spec__, which multiprocessing asks for.
    now = {name: shell.user_ns.get(name, value) for name, value in names.items()} | shell.user_ns
    shell.user_ns.clear()
    shell.user_ns.update(now)
    Widget.close_all()
    app.kernel.comm_manager.comms.clear()
    for module, values in before.items():
        for name, (value, content) in values.items():
            vars(module)[name] = value
            if isinstance(value, list):
                value[:] = content
            elif isinstance(value, dict | set):
                value.clear()
                value.update(content)


def _state() -> dict[ModuleType, dict[str, tuple[Any, Any]]]:
    """Note what the kit's modules remember of a run; caches of functions are none of it."""
    plain = (list, dict, set, str, int, float, bool, type(None))
    return {
        module: {
            name: (value, copy.copy(value))
            for name, value in vars(module).items()
            if isinstance(value, plain) and not name.startswith("__")
        }
        for key, module in list(sys.modules.items())
        if key.partition(".")[0] == "widgets"
    }


def settle() -> None:
    """Let children share what stands in memory: the collector does not touch it any more."""
    altair = sys.modules.get("altair")
    if altair:  # the look of our charts is for lessons, which ask for it, not for every notebook
        altair.theme.enable("default")
        altair.renderers.enable("default")
    gc.collect()
    gc.freeze()


def warm_up() -> KernelApp:
    """Load what lessons need, and make the kernel that children will be."""
    for name in PRELOAD:
        with contextlib.suppress(ImportError):
            __import__(name)
    if sys.modules.get("rfc3987_syntax", True) is None:  # a notebook that does not use the kit may have it
        del sys.modules["rfc3987_syntax"]
    from widgets import seal

    seal.derived = SharedKeys(KEYS)
    app = KernelApp.instance()
    app.initialize(["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=50"])
    settle()
    return app


def main(number: int, path: list[str]) -> None:
    """Run the warm process on the socket with this descriptor; `path` is where a kernel's imports begin to look."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches everybody; who drives the kernels decides
    adopt()
    control = socket.socket(fileno=number)
    app = warm_up()
    os.environ.pop("OPENBLAS_NUM_THREADS", None)  # it has had its effect; a lesson's environment is its own
    sys.path[:] = path
    app.init_path()
    sys.argv = [ipykernel_launcher.__file__, "-f", "kernel.json"]  # as a kernel of its own has it
    forks = Forks(app, control)
    try:
        control.send(b"{}")
    except OSError:
        return  # who started this process has ended meanwhile
    while True:
        forks.order()
