"""Running a lesson through papermill."""

from __future__ import annotations

import copy
import logging
import os
import re
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from nbformat import NotebookNode

__all__ = [
    "ANY_DAY", "CELL_TIMEOUT", "RunError", "checked", "environment", "errors_in", "execute", "failures", "own_channel",
]  # fmt: skip

CELL_TIMEOUT = 60  # seconds; a lesson's cell takes well under one


@contextmanager
def own_channel() -> Iterator[Config]:
    """Let a kernel talk through files in a folder of its own.

    Kernels that start side by side can be given the same TCP port, and then one of them dies.

    Examples
    --------
    >>> with own_channel() as config:
    ...     sorted(config.KernelManager)
    ['connection_file', 'transport']
    """
    with TemporaryDirectory(prefix="kit-") as folder:
        channel = {"transport": "ipc", "connection_file": f"{folder}/kernel.json"}
        yield Config({} if os.name == "nt" else {"KernelManager": channel})


# With it a kernel shows no figure as due for a new check, whatever the day, and reads no tables of its reader's own.
ANY_DAY: Mapping[str, str] = MappingProxyType({"SOURCE_DATE_EPOCH": "0"})


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for the kernels that start meanwhile.

    Examples
    --------
    >>> with environment(ANY_DAY):
    ...     os.environ["SOURCE_DATE_EPOCH"]
    '0'
    """
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class RunError(RuntimeError):
    """A lesson did not run; the text names lesson, cell and cause, `cell` holds the cell's id alone."""

    def __init__(self, text: str, cell: str = "") -> None:
        super().__init__(text)
        self.cell = cell

    def __reduce__(self) -> tuple[type[RunError], tuple[str, str]]:
        """Keep the cell on the way out of a worker process."""
        return type(self), (str(self), self.cell)


def errors_in(notebook: NotebookNode) -> list[str]:
    """List every error output, also those inside widgets, where papermill does not look.

    Examples
    --------
    >>> import nbformat
    >>> cell = nbformat.v4.new_code_cell(
    ...     id="a-b", outputs=[nbformat.v4.new_output("error", ename="E", evalue="no")]
    ... )
    >>> errors_in(nbformat.v4.new_notebook(cells=[cell]))
    ['cell a-b: E: no']
    """
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                found.append(f"cell {cell.id}: {output.ename}: {output.evalue}")
    widgets = notebook.metadata.get("widgets", {}).values()
    for state in (model.get("state", {}) for group in widgets for model in group.get("state", {}).values()):
        for output in state.get("outputs", ()):
            if isinstance(output, dict) and output.get("output_type") == "error":
                found.append(f"in a widget: {output.get('ename')}: {output.get('evalue')}")
    return found


@contextmanager
def failures(notebook: NotebookNode) -> Iterator[None]:
    """Turn what goes wrong in a run of this notebook into a RunError that names lesson, cell and cause."""
    name = notebook.metadata["lesson"]["name"]
    try:
        yield
    except PapermillExecutionError as error:
        cell = next((cell.id for cell in notebook.cells if cell.source == error.source), error.cell_index)
        msg = f"{name}, cell {cell}: {error.ename}: {error.evalue}"
        raise RunError(msg, str(cell)) from error
    except (CellTimeoutError, DeadKernelError) as error:
        # nbclient shows the cell's first lines below the reason, but not its id.
        reason, _line, preview = str(error).partition("-------------------\n")
        starts = {c.id: c.source.splitlines()[:5] for c in notebook.cells if c.cell_type == "code"}
        late = [
            cell
            for cell, start in starts.items()
            if start and preview.startswith(("\n".join(start), str(start)))
        ]
        msg = f"{name}{''.join(f', cell {cell}' for cell in late[:1])}: {reason.splitlines()[0]}"
        raise RunError(msg, "".join(late[:1])) from error
    except EOFError as error:
        msg = f"{name}: {error}"
        raise RunError(msg) from error


def checked(executed: NotebookNode, name: str) -> NotebookNode:
    """Refuse a notebook in which anything reports an error.

    Raises
    ------
    RunError
        Naming the lesson, the cells and the errors.
    """
    problems = errors_in(executed)
    if problems:
        cell = re.match(r"cell (\S+): ", problems[0])
        msg = f"{name}, {'; '.join(problems)}"
        raise RunError(msg, cell[1] if cell else "")
    return executed


def execute(
    notebook: NotebookNode, folder: Path, engine: str | None = None, env: Mapping[str, str] = ANY_DAY
) -> NotebookNode:
    """Run all cells in a fresh kernel.

    Parameters
    ----------
    notebook : NotebookNode
        A lesson with its parameters in place.
    folder : Path
        Working folder of the kernel.
    engine : str, optional
        The engine's name, as papermill knows it; papermill's default, if not given.
    env : mapping
        Environment variables of the kernel, beside those of this process.

    Returns
    -------
    NotebookNode
        A copy with outputs.

    Raises
    ------
    RunError
        If any cell, or anything inside a widget, reports an error, or a cell takes too long.
    """
    logging.getLogger("papermill").setLevel(logging.ERROR)
    with environment(env), own_channel() as config, failures(notebook):
        executed = papermill.execute_notebook(
            copy.deepcopy(notebook),
            None,
            cwd=folder,
            kernel_name="python3",
            engine_name=engine,
            progress_bar=False,
            execution_timeout=CELL_TIMEOUT,
            start_timeout=120,
            extra_arguments=["--IPKernelApp.log_level=50"],
            config=config,
        )
    return checked(executed, notebook.metadata["lesson"]["name"])
