"""Running a notebook's cells in a kernel: how long, and how much memory it then holds."""

from __future__ import annotations

import ast
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_client.manager import KernelManager

from bench.figures import BenchError
from variants.execute import own_channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nbformat import NotebookNode

__all__ = ["PLAIN", "Run", "code_of", "imports_of", "own_memory", "run_cells"]

TIMEOUT = 120  # seconds for a whole notebook; the machine may be busy

# What a lesson is compared with.
PLAIN = [
    "import altair as alt\nimport pandas as pd",
    "frame = pd.DataFrame({'part': ['a', 'b', 'c'], 'amount': [1, 2, 3]})",
    "alt.Chart(frame).mark_bar().encode(x='amount:Q', y='part:N')",
]


@dataclass(frozen=True)
class Run:
    """One run of a notebook.

    Parameters
    ----------
    seconds : float
        From the first cell sent to the last one done; the kernel was ready before.
    memory : int
        Bytes that the kernel then holds for itself.
    """

    seconds: float
    memory: int


def code_of(notebook: NotebookNode) -> list[str]:
    """List the sources of a notebook's code cells."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def imports_of(cells: Iterable[str]) -> str:
    r"""Collect what the cells import at their top level, each once, in order.

    Examples
    --------
    >>> imports_of(["import json\nx = 1", "from math import pi\nimport json"])
    'import json\nfrom math import pi'
    """
    nodes = [node for source in cells for node in ast.parse(source).body]
    found = [ast.unparse(node) for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    return "\n".join(dict.fromkeys(found))


def own_memory(rollup: str) -> int:
    r"""Add up the bytes that belong to one process alone (USS), from the text of its smaps_rollup.

    Raises
    ------
    BenchError
        If the text says nothing about them.

    Examples
    --------
    >>> own_memory("Pss: 9 kB\nPrivate_Clean: 3 kB\nPrivate_Dirty: 4 kB\n")
    7168
    """
    lines = [line.split() for line in rollup.splitlines() if line.startswith("Private_")]
    if not lines:
        msg = "Memory is measured on Linux alone: this system does not say what belongs to one process."
        raise BenchError(msg)
    return sum(int(kilobytes) for _name, kilobytes, _unit in lines) * 1024


def run_cells(cells: Sequence[str], folder: Path) -> Run:
    """Run cells in a fresh kernel as Run All does: all are sent at once.

    Parameters
    ----------
    cells : list of str
        Sources.
    folder : Path
        Working folder of the kernel.

    Raises
    ------
    BenchError
        If a cell reports an error, or the cells take too long.
    """
    with own_channel() as config:
        manager = KernelManager(kernel_name="python3", config=config)
        manager.start_kernel(cwd=str(folder), extra_arguments=["--IPKernelApp.log_level=50"])
        client = manager.blocking_client()
        try:
            client.start_channels()
            client.wait_for_ready(timeout=TIMEOUT)
            start = time.monotonic()
            waiting = {client.execute(cell, allow_stdin=False) for cell in cells}
            while waiting:
                reply = client.get_shell_msg(timeout=TIMEOUT)
                content = reply["content"]
                if content.get("status") != "ok":
                    msg = f"A cell went wrong: {content.get('ename')}: {content.get('evalue')}"
                    raise BenchError(msg)
                waiting.discard(reply["parent_header"].get("msg_id"))
            seconds = time.monotonic() - start
            pid = getattr(manager.provisioner, "pid", 0)
            return Run(seconds, own_memory(Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")))
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
