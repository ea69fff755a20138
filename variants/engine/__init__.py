"""Running notebooks in kernels that are forked from a warm process; where that cannot be, through papermill's own engine.

``papermill --engine kit`` runs any notebook so. A course runs what its learners share once (`run_each`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from papermill.engines import NBClientEngine, papermill_engines

from variants.engine.each import run_each
from variants.engine.running import can_fork, train, warm_manager
from variants.execute import ANY_DAY, RunError, execute

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from nbformat import NotebookNode
    from papermill.engines import NotebookExecutionManager

__all__ = ["KitEngine", "RunError", "run", "run_each", "train"]


class KitEngine(NBClientEngine):  # type: ignore[misc]  # papermill has no types
    """papermill's default engine, with kernels forked from a warm process."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **options: Any
    ) -> NotebookNode:
        """Run the notebook; another kernel than this Python's own, or a system that cannot fork, takes the default."""
        if can_fork(kernel_name):
            options["kernel_manager_class"] = warm_manager()
        return super().execute_managed_notebook(nb_man, kernel_name, **options)


papermill_engines.register("kit", KitEngine)


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
    return execute(notebook, folder, "kit", env)
