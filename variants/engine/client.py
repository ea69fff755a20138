"""The other side of a forked kernel: what nbclient takes for a kernel's manager and its client."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import KernelManager
from jupyter_core.utils import run_sync

if TYPE_CHECKING:
    from variants.engine.parents import Child, Parent

__all__ = ["ForkManager"]


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

    async def cleanup_resources(self, *_arguments: Any, **_options: Any) -> None:  # type: ignore[override]
        """End the kernel, if there is one."""
        child, self.child = self.child, None
        if child:
            child.end()

    async def shutdown_kernel(  # type: ignore[override]
        self, *_arguments: Any, now: bool = False, **_options: Any
    ) -> None:
        """End the kernel; if there is time, it may finish."""
        if self.child and not now:
            await self.child.leave()
        await self.cleanup_resources()

    def answers(self) -> bool:
        """Whether a kernel that can be forked still carries out orders."""
        return self._started().answers()

    def spilled(self) -> bool:
        """Whether a kernel that can be forked lost what programs printed."""
        return bool(self._started().ask("spilled")["bytes"])

    # In the loop in which the kernel's sockets are watched.
    end = run_sync(cleanup_resources)
    finish = run_sync(shutdown_kernel)
