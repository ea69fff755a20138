"""Running a notebook, and many copies that differ in some cells: it runs once, then each copy's own cells from there."""

from __future__ import annotations

import copy
import logging
from typing import TYPE_CHECKING, Any

from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NotebookExecutionManager, papermill_engines
from papermill.exceptions import PapermillExecutionError

from variants.engine.parents import ForkError
from variants.engine.plugin import KitEngine
from variants.engine.running import can_fork, warm_manager
from variants.execute import ANY_DAY, CELL_TIMEOUT, RunError, checked, environment, execute, failures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from nbformat import NotebookNode

    from variants.engine.client import ForkManager

__all__ = ["run", "run_each"]

papermill_engines.register("kit", KitEngine)  # also where the kit is not linked


def run(notebook: NotebookNode, folder: Path, env: Mapping[str, str] = ANY_DAY) -> NotebookNode:
    """Run all cells of a notebook in a kernel of its own.

    Parameters
    ----------
    notebook : NotebookNode
        A lesson with its parameters in place.
    folder : Path
        Working folder of the kernel.
    env : mapping
        Environment variables of the kernel, beside those of this process.

    Returns
    -------
    NotebookNode
        A copy with outputs, the same as papermill's default engine gives.

    Raises
    ------
    RunError
        Naming lesson, cell and cause.
    """
    if not can_fork():
        return execute(notebook, folder, None, env)
    manager = warm_manager()()
    try:
        with environment(env), failures(notebook):
            ran = _run(copy.deepcopy(notebook), manager, cwd=str(folder))
    finally:
        manager.finish()
    return checked(ran, notebook.metadata["lesson"]["name"])


def run_each(
    notebook: NotebookNode,
    folder: Path,
    again: Sequence[str],
    changes: Sequence[Mapping[str, str]],
    env: Mapping[str, str] = ANY_DAY,
) -> Iterator[NotebookNode | RunError]:
    """Run a notebook once, then for each copy the cells that differ, from the state that the first run left.

    Parameters
    ----------
    notebook : NotebookNode
        What the copies share.
    folder : Path
        Working folder of the kernels.
    again : list of str
        Ids of the cells that run again in each copy. They must bind no name that another cell uses.
    changes : list of mapping
        For each copy, cell id to new source.
    env : mapping
        Environment variables of the kernels.

    Yields
    ------
    NotebookNode or RunError
        First the notebook itself, run. Then for each copy a notebook of the cells that ran again, with outputs as
        if all had run from the first cell, or why they did not run.

    Raises
    ------
    RunError
        If what they share does not run.
    """
    if not can_fork():
        yield run(notebook, folder, env)
        yield from _whole(notebook, folder, again, changes, env)
        return
    name = notebook.metadata["lesson"]["name"]
    manager = warm_manager()()
    manager.forks = True
    try:
        with environment(env), failures(notebook):
            shared = checked(_run(copy.deepcopy(notebook), manager, cwd=str(folder)), name)
            spilled = manager.spilled()
        yield run(notebook, folder, env) if spilled else shared
        own = _only(shared, again)
        own.cells = [copy.copy(cell) for cell in own.cells]
        for cell in own.cells:
            cell.outputs = []  # each copy makes its own
        for number, change in enumerate(changes):
            try:
                copied: NotebookNode | RunError | None = None if spilled else _one(own, change, manager)
            except RunError as error:
                copied = error if manager.answers() else None  # one that is just ending still counts as alive
            except ForkError:  # the shared cells began threads, or a program printed something
                copied = None
            if copied is None:
                yield from _whole(notebook, folder, again, changes[number:], env)
                return
            yield copied
    finally:
        manager.finish()


def _only(notebook: NotebookNode, ids: Sequence[str]) -> NotebookNode:
    found = copy.copy(notebook)
    found.cells = [cell for cell in notebook.cells if cell.id in ids]
    return found


def _changed(notebook: NotebookNode, change: Mapping[str, str]) -> NotebookNode:
    changed = copy.deepcopy(notebook)
    for cell in changed.cells:
        cell.source = change.get(cell.id, cell.source)
    return changed


def _whole(
    notebook: NotebookNode,
    folder: Path,
    again: Sequence[str],
    changes: Sequence[Mapping[str, str]],
    env: Mapping[str, str],
) -> Iterator[NotebookNode | RunError]:
    """Run each copy from its first cell."""
    for change in changes:
        try:
            yield _only(run(_changed(notebook, change), folder, env), again)
        except RunError as error:
            yield error


def _run(notebook: NotebookNode, manager: ForkManager, **options: Any) -> NotebookNode:
    """Run cells as papermill's engine does; the kernel stays."""
    for cell in notebook.cells:
        cell.metadata["papermill"] = {}
    notebook.metadata["papermill"] = {}
    managed = NotebookExecutionManager(notebook, progress_bar=False, autosave_cell_every=0)
    managed.notebook_start()
    client = PapermillNotebookClient(
        managed, km=manager, timeout=CELL_TIMEOUT, log=logging.getLogger("papermill"), kernel_name="python3"
    )
    client.execute(**options)
    managed.notebook_complete()
    for place, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise PapermillExecutionError(
                    cell.id, place, cell.source, output.ename, output.evalue, output.traceback
                )
    return managed.nb


def _one(shared: NotebookNode, change: Mapping[str, str], manager: ForkManager) -> NotebookNode:
    """Run one copy's own cells in a fork of the kernel that ran the rest."""
    child = manager.forked()
    own = _changed(shared, change)
    try:
        with failures(own):
            ran = checked(_run(own, child), shared.metadata["lesson"]["name"])
            if child.spilled():
                raise ForkError
    finally:
        child.end()
    for before, cell in zip(shared.cells, ran.cells, strict=True):
        cell.execution_count = before.execution_count  # as in a run from the first cell
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    return ran
