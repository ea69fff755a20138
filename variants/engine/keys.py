"""Keys of seals that the warm process and all its kernels share: each takes a hundredth of a second to derive."""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SIZE", "SharedKeys"]

NAME, KEY, CHECK = 32, 32, 16  # bytes: what a key was derived from (a digest), the key, a digest of both
SLOT = NAME + KEY + CHECK
PLACES = 4  # slots that a name may stand in
SLOTS = 1 << 14
SIZE = SLOTS * SLOT


class SharedKeys(MutableMapping[bytes, bytes]):
    """A table in memory that forked processes share, or others through a file.

    It may forget, when it is full, but never gives a wrong key: what two processes write at once into one slot fails
    its check and counts as absent.

    Parameters
    ----------
    path : str
        A file of `SIZE` bytes that other processes use, too; without one, the table is for forks of this process.

    Examples
    --------
    >>> keys = SharedKeys()
    >>> keys[bytes(32)] = b"k" * 32
    >>> keys[bytes(32)] == b"k" * 32, b"n" * 32 in keys
    (True, False)
    """

    def __init__(self, path: str = "") -> None:
        if not path:
            self._memory = mmap.mmap(-1, SIZE)
            return
        with Path(path).open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), SIZE)

    def _places(self, name: bytes) -> list[int]:
        first = int.from_bytes(name[:8], "big")
        return [(first + step) % SLOTS * SLOT for step in range(PLACES)]

    def __getitem__(self, name: bytes) -> bytes:
        for place in self._places(name):
            held = self._memory[place : place + SLOT]
            body = held[: NAME + KEY]
            if held.startswith(name) and held[NAME + KEY :] == hashlib.sha256(body).digest()[:CHECK]:
                return body[NAME:]
        raise KeyError(name)

    def __setitem__(self, name: bytes, key: bytes) -> None:
        empty = bytes(SLOT)
        places = self._places(name)
        free = (place for place in places if self._memory[place : place + SLOT] == empty)
        place = next(free, places[-1])
        self._memory[place : place + SLOT] = name + key + hashlib.sha256(name + key).digest()[:CHECK]

    def __delitem__(self, name: bytes) -> None:
        raise KeyError(name)

    def __iter__(self) -> Iterator[bytes]:
        held = (self._memory[place : place + NAME] for place in range(0, len(self._memory), SLOT))
        return (name for name in held if name in self)

    def __len__(self) -> int:
        return sum(1 for _name in self)
