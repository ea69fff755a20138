"""A copy of the kit whose lock file pins one tiny package.

The package lies in a folder that stands in for the package index; pip, uv, venv and the network errors are real.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV_FOLDER = str(Path(sys.executable).parent)  # uv is among the development packages
UNREACHABLE = "http://127.0.0.1:9/simple"  # the discard port: nobody listens
# Ctrl-C must work even where the shell that started the tests ignores it.
RUN = (
    "import runpy, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); sys.argv[:] = {argv}; "
    "{before}; runpy.run_path('kit.py', run_name='__main__')"
)


def make_wheel(folder: Path, version: str) -> str:
    """Write the wheel of the package kit-probe and return its SHA-256."""
    name = f"kit_probe-{version}"
    files = {
        "kit_probe.py": f"version = '{version}'\n",
        f"{name}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: kit-probe\nVersion: {version}\n",
        f"{name}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
        record += f"{path},sha256={digest},{len(text)}\n"
    wheel = folder / f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in {
            **files,
            f"{name}.dist-info/RECORD": record + f"{name}.dist-info/RECORD,,\n",
        }.items():
            archive.writestr(path, text)
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


class Copy:
    """A copy of the kit with its own tiny lock files, and ways to run it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "my kit 日本"  # a space and signs outside ASCII, as home folders have them
        self.root.mkdir()
        shutil.copy(ROOT / "kit.py", self.root)
        self.index = folder / "index"
        self.index.mkdir()
        self.programs = folder / "programs"  # a uv that does not answer, as a version manager's stand-in
        self.programs.mkdir()
        (self.programs / "uv").write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
        (self.programs / "uv").chmod(0o755)
        self.hash = make_wheel(self.index, "1.0")
        self.lock("1.0", self.hash)
        for name in ("requirements-dev.txt", "requirements-dask.txt"):
            (self.root / name).write_text("# nothing more\n", encoding="utf-8")
        self.python = self.root / ".venv" / "bin" / "python"

    def lock(self, version: str, sha256: str) -> None:
        line = f"kit-probe=={version} \\\n    --hash=sha256:{sha256}\n"
        (self.root / "requirements.txt").write_text(line, encoding="utf-8")

    def write_build(self, code: str) -> None:
        (self.root / "variants").mkdir()
        (self.root / "variants" / "build.py").write_text(code, encoding="utf-8")

    def environment(self, tool: str, index: str = "") -> dict[str, str]:
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "UV_", "PYTHON"))
        }
        kept |= {"PATH": UV_FOLDER if tool == "uv" else str(self.programs)}
        kept |= {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_RETRIES": "0",
            "UV_NO_CONFIG": "1",
            "UV_HTTP_RETRIES": "0",
        }
        if index:
            return kept | {"PIP_INDEX_URL": index, "UV_DEFAULT_INDEX": index}
        source = self.index.as_uri() if tool == "uv" else str(self.index)
        return kept | {
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": source,
            "UV_NO_INDEX": "1",
            "UV_FIND_LINKS": source,
        }

    def start(
        self,
        *arguments: str,
        tool: str = "uv",
        index: str = "",
        before: str = "0",
        prefix: tuple[str, ...] = (),
    ) -> subprocess.Popen[str]:
        code = RUN.format(argv=["kit.py", *arguments], before=before)
        return subprocess.Popen(
            [*prefix, sys.executable, "-c", code],
            cwd=self.root,
            env=self.environment(tool, index),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, **options: object) -> tuple[int, str, str]:
        process = self.start(*arguments, **options)  # type: ignore[arg-type]
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def installed(self) -> str:
        command = [str(self.python), "-c", "import kit, kit_probe; print(kit_probe.version, kit.ROOT)"]
        return subprocess.run(command, cwd="/", capture_output=True, text=True, check=True).stdout.strip()

    def files(self) -> dict[str, int]:
        found = [path for part in (".kit", ".venv") for path in (self.root / part).rglob("*")]
        return {str(path): path.lstat().st_mtime_ns for path in found if "__pycache__" not in str(path)}


def assert_sentence(err: str, *words: str) -> None:
    """Check that a person reads one plain message: no traceback, the expected words, a way on."""
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) <= 2
    for word in words:
        assert word in err
