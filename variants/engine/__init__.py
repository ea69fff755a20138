"""Running notebooks."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from variants.execute import RunError, execute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from nbformat import NotebookNode

__all__ = ["RunError", "run", "run_each"]


def run(notebook: NotebookNode, folder: Path, env: Mapping[str, str] = {}) -> NotebookNode:
    """Run all cells of a notebook."""
    return execute(notebook, folder)


def run_each(
    notebook: NotebookNode,
    folder: Path,
    again: Sequence[str],
    changes: Sequence[Mapping[str, str]],
    env: Mapping[str, str] = {},
) -> Iterator[NotebookNode | RunError]:
    """Run a notebook once for each change of its cells."""
    for change in changes:
        changed = copy.deepcopy(notebook)
        for cell in changed.cells:
            cell.source = change.get(cell.id, cell.source)
        try:
            yield execute(changed, folder)
        except RunError as error:
            yield error
