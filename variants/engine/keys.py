"""Keys of seals that the warm process and all its kernels share: each takes a hundredth of a second to derive."""

from __future__ import annotations

import hashlib
import mmap
import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["KEYS", "SharedKeys"]

NAME, KEY, CHECK = 32, 32, 16  # bytes: what a key was derived from (a digest), the key, a digest of both
SLOT = NAME + KEY + CHECK
PLACES = 4  # slots that a name may stand in
SLOTS = 1 << 14
SIZE = SLOTS * SLOT
KEYS = Path(__file__).parent.parent.parent / ".kit" / "keys"  # no secret: who has a copy can derive its keys


class SharedKeys(MutableMapping[bytes, bytes]):
    """A table in memory that forked processes share, or others through a file.

    It may forget, when it is full, but never gives a wrong key: what two processes write at once into one slot fails
    its check and counts as absent.

    Parameters
    ----------
    path : Path, optional
        A file that other processes use, too, at the same time and later; it is made if it is not there. Without one,
        or where none can be made, the table is for forks of this process.

    Examples
    --------
    >>> keys = SharedKeys()
    >>> keys[bytes(32)] = b"k" * 32
    >>> keys[bytes(32)] == b"k" * 32, b"n" * 32 in keys
    (True, False)
    """

    def __init__(self, path: Path | None = None) -> None:
        try:
            self._memory = _mapped(path) if path else mmap.mmap(-1, SIZE)
        except OSError:  # a folder that nobody may write, a disk that is full
            self._memory = mmap.mmap(-1, SIZE)

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


def _mapped(path: Path) -> mmap.mmap:
    path.parent.mkdir(exist_ok=True)
    with path.open("a+b") as file:
        if file.seek(0, 2) < SIZE:
            file.truncate(SIZE)
            os.posix_fallocate(file.fileno(), 0, SIZE)  # a disk that fills up later would end who writes
        return mmap.mmap(file.fileno(), SIZE)
