"""Following the sources: JupyterLab shows a saved lesson at once, running only what changed."""

from __future__ import annotations

import copy
import os
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from watchfiles import watch as changes

from variants import build
from variants.execute import CELL_TIMEOUT
from variants.lesson import SourceError
from variants.source import SOURCES, sources
from variants.store import write
from variants.strip import strip, to_bytes

__all__ = ["Follower", "reuse", "watch"]

EXTENSIONS = Path(__file__).parent / "labextensions"


def reuse(notebook: NotebookNode, stored: NotebookNode) -> int:
    """Take over the outputs of the code cells that come before the first changed one.

    Parameters
    ----------
    notebook : NotebookNode
        A freshly prepared lesson; changed in place.
    stored : NotebookNode
        What stands on disk.

    Returns
    -------
    int
        Index of the first cell that has to run; the number of cells if none has.

    Examples
    --------
    >>> old = nbformat.v4.new_code_cell("1", execution_count=1)
    >>> new = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1"), nbformat.v4.new_code_cell("2")])
    >>> reuse(new, nbformat.v4.new_notebook(cells=[old]))
    1
    """
    before = [cell for cell in stored.cells if cell.cell_type == "code"]
    done = 0
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        if done >= len(before) or before[done].source != cell.source or before[done].execution_count is None:
            return index
        cell.outputs = copy.deepcopy(before[done].outputs)
        cell.execution_count = done + 1
        done += 1
    return len(notebook.cells)


class Follower:
    """One lesson in one language, with a kernel kept warm after the first change of code.

    Parameters
    ----------
    source : Path
        The lesson's source.
    language : str
        Language of the copy.
    """

    def __init__(self, source: Path, language: str) -> None:
        self.source, self.language = source, language
        self.path = build.target(source, language)
        self.client: NotebookClient | None = None

    def follow(self) -> None:
        """Write the notebook with every output that still holds, then run the rest and write it again."""
        notebook = build.prepare(self.source, self.language)
        first = len(notebook.cells)
        if self.path.exists():
            first = reuse(notebook, nbformat.read(self.path, as_version=4))
        else:
            first = 0
        write(self.path, to_bytes(strip(notebook)))
        if first < len(notebook.cells):
            self._run(notebook, first)
            write(self.path, to_bytes(strip(notebook)))

    def _run(self, notebook: NotebookNode, first: int) -> None:
        if self.client is None:
            self.client = NotebookClient(
                notebook,
                timeout=CELL_TIMEOUT,
                allow_errors=True,
                extra_arguments=["--IPKernelApp.log_level=50"],
                resources={"metadata": {"path": self.path.parent}},
            )
            self.client.create_kernel_manager()
            self.client.start_new_kernel()
            self.client.start_new_kernel_client()
            first = 0
        self.client.nb = notebook
        count = 0
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            count += 1
            if index >= first:
                try:
                    self.client.execute_cell(cell, index, execution_count=count)
                except CellExecutionError as error:
                    print(f"{self.path.name}, cell {cell.id}: {error.ename}: {error.evalue}")

    def close(self) -> None:
        """End the kernel."""
        if self.client is not None:
            self.client._cleanup_kernel()


def _lab(port: int | None, browser: bool) -> subprocess.Popen[bytes]:
    lessons = sources()
    command = [
        sys.executable, "-m", "jupyterlab", f"--LabApp.extra_labextensions_path={EXTENSIONS}",
        f"--ServerApp.root_dir={build.ROOT}", "--ServerApp.ip=127.0.0.1",
        *([f"--ServerApp.port={port}", "--ServerApp.port_retries=0"] if port else []),
        *([] if browser else ["--no-browser"]),
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
        *([f"--LabApp.default_url=/lab/tree/lessons/en/{lessons[0].stem}.ipynb"] if lessons else []),
    ]  # fmt: skip
    return subprocess.Popen(command)


def watch(port: int | None, browser: bool) -> int:
    """Open JupyterLab and rebuild a lesson whenever its source or a catalogue is saved.

    Parameters
    ----------
    port : int or None
        JupyterLab's port; None lets it choose.
    browser : bool
        Whether to open a browser.

    Returns
    -------
    int
        Exit code. Before committing, ``kit.py lessons`` builds everything afresh.
    """
    followers: dict[tuple[Path, str], Follower] = {}
    locale = SOURCES.parent / "locale"
    lab = _lab(port, browser)
    # Being told to end must end JupyterLab, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        for batch in changes(
            SOURCES,
            locale,
            debounce=100,
            step=50,
            rust_timeout=1000,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            saved = {Path(name) for _change, name in batch}
            everything = any(path.suffix == ".po" for path in saved)
            for source in sources():
                if everything or source in saved:
                    for language in build.LANGUAGES:
                        follower = followers.setdefault((source, language), Follower(source, language))
                        _try(follower)
            if lab.poll() is not None:
                break
    finally:
        lab.terminate()  # first: a kernel that was stopped amid a cell may not close in good order
        try:
            for follower in followers.values():
                follower.close()
        finally:
            lab.wait(timeout=10)
    return 0


def _try(follower: Follower) -> None:
    """A source that is wrong for the moment is reported; the last good notebook stays."""
    try:
        follower.follow()
        print(f"rebuilt {follower.path.relative_to(build.ROOT).as_posix()}", flush=True)
    except (SourceError, ValueError) as error:
        print(error, flush=True)
