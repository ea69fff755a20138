"""What papermill finds under ``--engine kit``. It loads this module while it is being loaded itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from papermill.engines import NBClientEngine

from variants.engine.running import can_fork, warm_manager

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from papermill.engines import NotebookExecutionManager

__all__ = ["KitEngine"]


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
