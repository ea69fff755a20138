"""What papermill finds under ``--engine kit``. It loads this module while it is being loaded itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from variants.engine.running import can_fork, warm_manager

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["KitEngine"]


class KitEngine:
    """papermill's default engine, with kernels forked from a warm process."""

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, kernel_name: str, **options: Any) -> NotebookNode:
        """Run the notebook; another kernel than this Python's own, or a system that cannot fork, takes the default."""
        from papermill.engines import NBClientEngine

        if can_fork(kernel_name):
            options["kernel_manager_class"] = warm_manager()
        return NBClientEngine.execute_notebook(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """Say which kernel a notebook asks for."""
        from papermill.engines import NBClientEngine

        return str(NBClientEngine.nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """Say in which language a notebook is written."""
        from papermill.engines import NBClientEngine

        return str(NBClientEngine.nb_language(nb, language))
