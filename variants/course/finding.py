"""What all checks of a course share: the file as written, its folder, and what was found so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from variants.course.inside import MOST_BYTES, FileFault, content, inside
from variants.course.problems import quoted
from variants.course.written import GONE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from variants.course.problems import Problem
    from variants.course.reading import KeyPath, Written

__all__ = ["Finding"]


class Finding:
    """One course file, and what is wrong with it so far."""

    def __init__(self, written: Written, folder: Path, problems: Sequence[Problem] = ()) -> None:
        self.written, self.folder, self.problems = written, folder, list(problems)

    def refuse(self, path: KeyPath, text: str) -> None:
        """Note what is wrong with the value of a key."""
        self.problems.append(self.written.problem(path, text))

    def shown(self, path: KeyPath) -> str:
        """Say how the file writes a value."""
        return self.written.place(path)[1].shown

    def once(self, path: KeyPath, words: Sequence[str]) -> None:
        """Refuse what stands twice in a list."""
        for place, word in enumerate(words):
            if word != GONE and word in words[:place]:
                self.refuse((*path, place), f"names {quoted(word)} twice; take one away")

    def read(self, path: KeyPath, name: str, most: int = MOST_BYTES) -> tuple[Path, bytes] | None:
        """Read a file of the course folder; None if it was refused."""
        if name == GONE:
            return None
        try:
            place = inside(self.folder, name)
            return place, content(place, most)
        except FileFault as fault:
            self.refuse(path, f"{quoted(name)} {fault}")
            return None
