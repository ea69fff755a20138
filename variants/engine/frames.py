"""Messages of several parts on a plain socket: count, lengths, parts."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Frame", "Frames", "pack"]


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
