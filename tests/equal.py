"""Runs a notebook through papermill's default engine and through ours, and says where they differ."""

from __future__ import annotations

import difflib
import json
import os
import re
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import nbformat
import papermill

from variants.execute import own_channel

if TYPE_CHECKING:
    from collections.abc import Iterator

# What differs between two runs of the default engine too, and why.
RANDOM = [
    (r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", "id"),  # of widgets' models, comms and altair's drawing places
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "id"),
    (r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])", "token"),  # of a running lesson
    (r"0x[0-9a-f]{6,}", "address"),  # of objects in memory
    (r"ipykernel_\d+", "ipykernel_pid"),  # the folder of a cell's source names the process
    (r"pid=\d+", "pid"),
    (r"/tmp/(tmp\w{8}|kit-\w+)", "folder"),
    (r"[\d.]+(e[+]\d+)? (s|ms|μs|us|ns)\b", "time"),  # of %%time and %timeit
    (r"Task-\d+", "Task"),  # asyncio counts the kernel's own tasks too
]


def notebook(text: str) -> nbformat.NotebookNode:
    """Make a notebook of cells that begin with ``# %%`` and their tags."""
    cells = []
    for number, part in enumerate(re.split(r"^# %%", text.strip() + "\n", flags=re.MULTILINE)[1:]):
        tags, _, source = part.partition("\n")
        cell = nbformat.v4.new_code_cell(source.strip("\n"), id=f"cell-{number}")
        cell.metadata["tags"] = tags.split()
        cells.append(cell)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def read(path: Path) -> str:
    """Write a lesson's cells as such a text, without outputs and words."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    return "\n".join(f"# %% {' '.join(cell.metadata.get('tags', []))}\n{cell.source}" for cell in cells)


@contextmanager
def outside_pytest() -> Iterator[None]:
    """Let ipykernel catch what programs print, which it does not do in a test."""
    test = os.environ.pop("PYTEST_CURRENT_TEST", None)
    try:
        yield
    finally:
        if test:
            os.environ["PYTEST_CURRENT_TEST"] = test


def run(text: str, engine: str | None, timeout: int = 60, **options: Any) -> dict[str, Any]:
    """Run a notebook in a folder of its own; return what papermill wrote and said."""
    said = ""
    with TemporaryDirectory() as folder, own_channel() as config, outside_pytest():
        written = Path(folder, "out.ipynb")
        try:
            papermill.execute_notebook(
                notebook(text), written, cwd=folder, kernel_name="python3", engine_name=engine,
                progress_bar=False, execution_timeout=timeout, config=config,
                extra_arguments=["--IPKernelApp.log_level=50"], **options,
            )  # fmt: skip
        except Exception as error:  # noqa: BLE001 - what it is gets compared
            said = f"{type(error).__name__}: {error}"
        return {"said": said, "notebook": json.loads(written.read_text(encoding="utf-8"))}


def plain(made: dict[str, Any]) -> list[str]:
    """Say what a run made, a text for each cell, then for all else."""
    notebook = made["notebook"]
    for cell in notebook["cells"]:
        status = cell["metadata"].get("papermill", {})
        cell["metadata"] = {
            "tags": cell["metadata"].get("tags"),
            **{key: status.get(key) for key in ("status", "exception")},
        }
        cell["outputs"] = _joined(cell.get("outputs", []))
        if {"papermill-error-cell-tag", "injected-parameters"} & set(cell["metadata"]["tags"] or []):
            cell["id"] = "random"
    if "Kernel died" in made["said"]:
        # Which of the last messages get out of a process that crashes is chance.
        for cell in notebook["cells"]:
            cell["execution_count"], cell["outputs"] = None, []
            cell["metadata"]["exception"] = None
    metadata = notebook["metadata"]
    metadata.pop("papermill")  # paths, times, versions
    for group in metadata.get("widgets", {}).values():
        # Their order is that of random ids; what refers to what is compared in the outputs.
        group["state"] = sorted(
            _known(json.dumps(model, sort_keys=True)) for model in group["state"].values()
        )
    parts = [*notebook["cells"], metadata, made["said"]]
    return [_known(json.dumps(part, indent=1, ensure_ascii=False, sort_keys=True)) for part in parts]


def _joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join what a stream sent in pieces: it is cut every 0.2 seconds."""
    joined: list[dict[str, Any]] = []
    for output in outputs:
        if "text" in output:
            output["text"] = "".join(output["text"])
            if joined and joined[-1].get("name") == output["name"]:
                joined[-1]["text"] += output["text"]
                continue
        joined.append(output)
    return joined


def _known(text: str) -> str:
    for pattern, word in RANDOM:
        text = re.sub(pattern, word, text)
    return text


def differences(theirs: dict[str, Any], ours: dict[str, Any]) -> str:
    """Say in which lines two runs differ."""
    pairs = zip_longest(plain(theirs), plain(ours), fillvalue="")  # an error adds a cell
    return "\n".join(
        line[:300]
        for one, other in pairs
        for line in difflib.unified_diff(
            one.splitlines(), other.splitlines(), "default", "kit", lineterm="", n=4
        )
    )
