"""The folder of a build: whose it is, what stands in it, and how files come and go.

What a task made is written down before its files are: so every file of ours is known, also a half-written one, and
a part stands when each of its files has the hash that was written down.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
from typing import TYPE_CHECKING

from variants.course.inputs import file_hash
from variants.course.manifest import entry_of, read_entries, record
from variants.course.stop import Stop

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from variants.course.making import Part
    from variants.course.manifest import Entry

__all__ = ["HELD", "MANIFEST", "Folder"]

MANIFEST, UNFINISHED = "manifest.json", ".unfinished"
HELD = f"{UNFINISHED}/notebooks/"  # notebooks that only other formats are made from
LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")  # what systems leave behind


class Folder:
    """The folder of a build while one process builds in it.

    Parameters
    ----------
    path : Path
        Made when something is written.

    Raises
    ------
    Stop
        If the folder holds something else, or another build runs in it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: dict[str, list[Entry]] = {}
        self.known: dict[str, set[str]] = {}  # hashes that we wrote down, by file
        self.notes: list[str] = []
        self._checked: set[Path] = set()
        if path.exists() and not path.is_dir():
            msg = f"{path} is a file; --out names the folder to build into."
            raise Stop(msg)
        self._lock: int | None = None
        self._begun = path.exists()
        if self._begun:
            self._take_turn()
            try:
                self._open()
            except BaseException:
                self.close()
                raise

    def _open(self) -> None:
        self._refuse_others()
        manifest = self.path / MANIFEST
        records = sorted((self.path / UNFINISHED).glob("*.json"))
        for file in [manifest, *records] if manifest.exists() else records:
            try:
                found = read_entries(file.read_bytes())
            except (ValueError, KeyError, TypeError, AttributeError):
                if file != manifest:
                    continue  # a record of another version of the kit: its part is made again
                msg = (
                    f"{manifest} is no manifest of this kit's builds, so nothing was written. "
                    "Build into another folder, or take the file away if the folder is yours to fill."
                )
                raise Stop(msg) from None
            for each in found:
                self._learn(each)
        for path in [*self.known, MANIFEST]:
            (self.path / f"{path}.part").unlink(missing_ok=True)
        for part in (self.path / UNFINISHED).glob("*.part"):
            part.unlink()

    def _take_turn(self) -> None:
        """Lock the folder itself: no file stays behind, and the system frees it when its holder ends."""
        if sys.platform == "win32":
            return
        self._lock = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            msg = f"Another build runs in {self.path}. Wait for its end, or stop it."
            raise Stop(msg) from None
        except OSError:
            return  # a network folder without locks: better without one than not at all

    def _begin(self) -> None:
        """Make the folder if it was not there, and lock it; who made it meanwhile goes first."""
        if self._begun:
            return
        self._begun = True
        self.path.mkdir(parents=True, exist_ok=True)
        self._take_turn()
        if any(path.name not in LITTER for path in self.path.iterdir()):
            msg = (
                f"Another build has written into {self.path} meanwhile. Run the same command again to go on."
            )
            raise Stop(msg)

    def _refuse_others(self) -> None:
        if (self.path / UNFINISHED).is_symlink():
            msg = f"{self.path / UNFINISHED} is a link, and a build writes only into its own folder. Take it away."
            raise Stop(msg)
        names = sorted(path.name for path in self.path.iterdir() if path.name not in LITTER)
        if names and MANIFEST not in names and not (self.path / UNFINISHED).is_dir():
            msg = (
                f"{self.path} holds other files, such as {names[0]}, and no build, so nothing was written. "
                "Name an empty or a new folder with --out."
            )
            raise Stop(msg)

    def _learn(self, found: Entry) -> None:
        self.entries.setdefault(found.key, []).append(found)
        for path, stamp in found.files.items():
            self.known.setdefault(path, set()).add(stamp["sha256"])

    def close(self) -> None:
        """Let the next build in."""
        if self._lock is not None:
            with contextlib.suppress(OSError):
                os.close(self._lock)
            self._lock = None

    def standing(self, key: str, inputs: str) -> Entry | None:
        """Find a part that stands as it would be made now."""
        for found in self.entries.get(key, ()):
            if found.inputs == inputs and all(
                self._same(path, stamp["sha256"]) for path, stamp in found.files.items()
            ):
                return found
        return None

    def _same(self, path: str, sha256: str) -> bool:
        file = self.path / path
        return file.is_file() and not file.is_symlink() and file_hash(file) == sha256

    def put(self, parts: Sequence[Part]) -> list[Entry]:
        """Write the files of what a task made, after writing down what they will be.

        Parameters
        ----------
        parts : sequence of Part

        Returns
        -------
        list of Entry
            As the manifest will have them.

        Raises
        ------
        OSError
            If the disk is full or the folder cannot be written; no file is half-written under its name.
        """
        if not parts:
            return []
        self._begin()
        (self.path / UNFINISHED).mkdir(exist_ok=True)
        made = [entry_of(part) for part in parts]
        text = record(made)
        self._write(f"{UNFINISHED}/{hashlib.sha256(text).hexdigest()[:24]}.json", text)
        for found in made:
            self._learn(found)
        for part, found in zip(parts, made, strict=True):
            for path, content in part.files.items():
                self._keep_changed(path, found.files[path]["sha256"])
                self._write(path, content)
        return made

    def _write(self, path: str, content: bytes) -> None:
        file = self.path / path
        self._make(file.parent)
        part = file.with_name(f"{file.name}.part")
        try:
            part.write_bytes(content)
            part.replace(file)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink()
            raise

    def _make(self, folder: Path) -> None:
        """Make a folder of the build; a link in its place could lead out of the build."""
        if folder in self._checked or folder == self.path:
            return
        self._make(folder.parent)
        if folder.is_symlink():
            msg = f"{folder} is a link, and a build writes only into its own folder. Take the link away."
            raise Stop(msg)
        folder.mkdir(exist_ok=True)
        self._checked.add(folder)

    def _keep_changed(self, path: str, sha256: str) -> None:
        """Put a file aside that somebody else wrote or changed."""
        file = self.path / path
        if not file.exists() or self.is_ours(path, sha256):
            return
        kept = next(name for name in _kept_names(file) if not os.path.lexists(name))
        file.rename(kept)
        self.notes.append(
            f"{path} had been changed; the changed file is kept as {kept.relative_to(self.path).as_posix()}."
        )

    def is_ours(self, path: str, sha256: str = "") -> bool:
        """Say whether a file stands as we wrote it, or as the hash says."""
        file = self.path / path
        if not file.is_file() or file.resolve() != self.path.resolve() / path:
            return False  # a link may lead out of the build
        return file_hash(file) in {*self.known.get(path, ()), sha256}

    def holds(self, key: str, inputs: str, path: str) -> bool:
        """Say whether a file of a part stands as it was made from these inputs, and not from others before."""
        stamps = [found.files.get(path) for found in self.entries.get(key, ()) if found.inputs == inputs]
        return self.is_ours(path) and any(stamp and self._same(path, stamp["sha256"]) for stamp in stamps)

    def read(self, path: str) -> bytes:
        """Read a file of the build."""
        return (self.path / path).read_bytes()

    def finish(self, content: bytes, paths: Collection[str]) -> None:
        """Take away what is no longer built, and write the manifest last.

        Parameters
        ----------
        content : bytes
            The manifest.
        paths : collection of str
            All files that the build holds.
        """
        for path in sorted(set(self.known) - set(paths)):
            if path.startswith(f"{UNFINISHED}/") or not os.path.lexists(self.path / path):
                continue
            if self.is_ours(path):
                (self.path / path).unlink()
                self._prune((self.path / path).parent)
            else:
                self.notes.append(f"{path} is no longer built; it had been changed, so it is kept.")
        manifest = self.path / MANIFEST
        if not manifest.is_file() or manifest.read_bytes() != content:
            self._begin()
            self._write(MANIFEST, content)
        shutil.rmtree(self.path / UNFINISHED, ignore_errors=True)

    def _prune(self, folder: Path) -> None:
        while folder != self.path and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _kept_names(file: Path) -> Iterator[Path]:
    number = 1
    while True:
        tail = f".kept{f'-{number}' if number > 1 else ''}"
        yield file.with_name(f"{file.stem}{tail}{file.suffix}")
        number += 1
