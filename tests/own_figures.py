"""Every possible draw of a lesson’s own question, asked for real, with its boxes open."""

from __future__ import annotations

import math
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from variants.parameters import with_parameters
from variants.source import read
from variants.translate import translate
from variants.words import catalogue
from widgets import composed, questions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pytest

ROOT = Path(__file__).parent.parent
CELL = "more-yours-question"


@dataclass(frozen=True)
class Asked:
    """One draw: what was chosen, and the question that came of it."""

    chosen: dict[str, Any]
    data: dict[str, Any]
    boxes: dict[str, dict[str, Any]]
    worked: str
    hints: Sequence[str]
    names: dict[str, Any]

    def grade(self, blank: str, x: float) -> str | None:
        """Say how a number in a blank is judged."""
        bucket = self.data["blanks"][blank]["bucket"]
        place = math.floor((x - bucket["offset"]) / bucket["step"] + 0.5)
        box = self.boxes.get(f"{blank}=b:{place}")
        return str(box["grade"]) if box else None

    def right(self, blank: str) -> str:
        """Return the text of a blank's right option."""
        (text,) = (
            option["plain"]
            for option in self.data["blanks"][blank]["options"]
            if f"{blank}={option['key']}" in self.boxes
        )
        return str(text)


def every_draw(
    monkeypatch: pytest.MonkeyPatch, lesson: str, language: str, values: dict[str, Any]
) -> Iterator[Asked]:
    """Run the cells of a copy that a learner's build runs again, once for each possible draw."""
    source = read(ROOT / "lessons" / "source" / f"{lesson}.md")
    translated, missing = translate(source, catalogue(language) if language != "en" else None)
    assert missing == []
    notebook = with_parameters(translated, language, values)
    cells = {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}
    names: dict[str, Any] = {}
    with redirect_stdout(StringIO()):
        exec(cells["parameters"], names)
        exec(cells["start"], names)
    kept: list[tuple[Any, ...]] = []
    for module in (composed, questions):
        monkeypatch.setattr(module, "present", lambda *parts: kept.append(parts))  # no sealing: it takes time
    code = compile(cells[CELL], CELL, "exec")
    paths: list[tuple[int, ...]] = [()]
    while paths:
        taken, chosen = list(paths.pop()), dict[str, Any]()

        def draw(name: str, choices: Sequence[Any], taken: list[int] = taken, chosen: Any = chosen) -> Any:
            place = len(chosen)
            if place == len(taken):
                paths.extend((*taken, other) for other in range(1, len(choices)))
                taken.append(0)
            chosen[name] = choices[taken[place]]
            return chosen[name]

        here = {**names, "draw": draw}
        exec(code, here)
        data, boxes, hints, worked = kept.pop()
        yield Asked(chosen, data, boxes, worked, hints, here)
