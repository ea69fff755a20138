"""Messages of several parts on a plain socket: count, lengths, parts. How a kernel packs them, how nbclient reads them."""

from __future__ import annotations

import asyncio
import struct
from queue import Empty
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Sequence

    from jupyter_client.session import Session

__all__ = ["Channel", "Frame", "Frames", "pack"]


class Frame(bytes):
    """One part; ipykernel asks for its `buffer` and its `bytes`, as of a part that ZeroMQ brought."""

    @property
    def buffer(self) -> bytes:
        """The part itself."""
        return self

    @property
    def bytes(self) -> bytes:
        """The part itself."""
        return self


def pack(frames: Sequence[Any]) -> bytes:
    r"""Join the parts of a message.

    Examples
    --------
    >>> list(Frames().feed(pack([b"a", b""])))
    [[b'a', b'']]
    """
    parts = [memoryview(frame).cast("B") for frame in frames]
    return b"".join([struct.pack(f"!I{len(parts)}I", len(parts), *map(len, parts)), *parts])


class Frames:
    """Cuts what arrives into messages again."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[list[Frame]]:
        """Take what arrived; yield each message that is whole.

        Parameters
        ----------
        data : bytes
            Any piece of the stream.

        Yields
        ------
        list of Frame
            The parts of a message.
        """
        self._held += data
        while len(self._held) >= 4:
            (count,) = struct.unpack_from("!I", self._held)
            start = 4 + 4 * count
            if len(self._held) < start:
                return
            sizes = struct.unpack_from(f"!{count}I", self._held, 4)
            end = start + sum(sizes)
            if len(self._held) < end:
                return
            parts, at = [], start
            for size in sizes:
                parts.append(Frame(self._held[at : at + size]))
                at += size
            del self._held[:end]
            yield parts


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
