"""A link with a lag: a TCP proxy on loopback that holds every byte back, and counts those to the browser.

DevTools can slow requests down but not a WebSocket that is already open; this delays both alike.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Proxy", "kind_of", "proxied"]

CHUNK = 65536  # bytes


def kind_of(request: bytes) -> str:
    r"""Say what a connection is for, from the first bytes that the browser sends.

    Examples
    --------
    >>> kind_of(b"GET /api/kernels/1/channels HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")
    'websocket'
    >>> kind_of(b"GET /lab HTTP/1.1\r\n\r\n")
    'http'
    """
    head = request.partition(b"\r\n\r\n")[0].lower()
    return "websocket" if b"\r\nupgrade: websocket" in head else "http"


class Proxy:
    """Passes connections on to a port of this machine; use `proxied`.

    Parameters
    ----------
    target : int
        Port of the server.
    lag : float
        Seconds added to a round trip, half of them in each direction.
    """

    def __init__(self, target: int, lag: float) -> None:
        self.target = target
        self.half = lag / 2
        self.port = 0
        self.down: Counter[str] = Counter()  # bytes to the browser, by kind of connection

    async def serve(self, ready: threading.Event, stop: asyncio.Event) -> None:
        """Accept connections until told to stop."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            try:
                back, on = await asyncio.open_connection("127.0.0.1", self.target)
            except OSError:
                writer.close()
                return
            kind: list[str] = []
            try:
                await asyncio.gather(
                    self._pass(reader, on, kind, up=True), self._pass(back, writer, kind, up=False)
                )
            finally:  # also where the proxy is stopped while something is on its way
                on.transport.abort()
                writer.transport.abort()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kind: list[str], *, up: bool
    ) -> None:
        """Hand on what comes in one direction, in order, each chunk after its delay."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def send() -> None:
            while True:
                due, chunk = await waiting.get()
                await asyncio.sleep(max(0.0, due - loop.time()))
                if not chunk:
                    break
                if not up:
                    self.down[kind[0] if kind else "http"] += len(chunk)
                writer.write(chunk)
                await writer.drain()
            writer.close()
            await writer.wait_closed()  # what is still in its buffer goes out first

        sending = asyncio.create_task(send())
        try:
            while chunk := await reader.read(CHUNK):
                if up and not kind:
                    kind.append(kind_of(chunk))
                waiting.put_nowait((loop.time() + self.half, chunk))
        except ConnectionError:
            pass  # the other side left; what came before still goes on
        waiting.put_nowait((loop.time() + self.half, b""))
        with contextlib.suppress(ConnectionError):
            await sending


@contextlib.contextmanager
def proxied(target: int, lag: float) -> Iterator[Proxy]:
    """Put a link with a lag before a port of this machine.

    Parameters
    ----------
    target : int
        Port of the server.
    lag : float
        Seconds added to a round trip.

    Yields
    ------
    Proxy
        Its `port` is the one to connect to; `down` counts the bytes that came from the server.
    """
    proxy = Proxy(target, lag)
    ready = threading.Event()
    handles: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def run() -> None:
        stop = asyncio.Event()
        handles.append((asyncio.get_running_loop(), stop))
        await proxy.serve(ready, stop)

    # asyncio.run cancels the connections that are still open
    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield proxy
    finally:
        loop, stop = handles[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
