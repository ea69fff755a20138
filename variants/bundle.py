"""Builds the scripts that a page needs: ``python -m variants.bundle``.

``kit.js`` is our own code with the vendored cryptography, joined by esbuild, as are ``page.js``, which takes the
place of the kernel in a page, ``slides.js``, which adds reveal.js to it, and ``start.js`` for a course's start page;
``vega.js`` draws charts and comes out of vl-convert. All are committed, so only who changes ``widgets/static/src``
needs Node.js.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import vl_convert

ROOT = Path(__file__).resolve().parent.parent


class BundleError(Exception):
    """The scripts could not be built; the text says why and what to do."""


def build_kit(root: Path = ROOT, name: str = "kit") -> Path:
    """Join ``widgets/static/src`` into ``widgets/static/kit.js``, ``page.js``, ``slides.js`` or ``start.js``.

    The first run in a folder fetches esbuild and reveal.js, pinned in ``package-lock.json``.

    Parameters
    ----------
    root : Path
        Folder that holds ``package.json``.
    name : {"kit", "page", "slides", "start"}
        Which script.

    Returns
    -------
    Path
        The file that was written; the same sources give the same bytes.

    Raises
    ------
    BundleError
        If Node.js is missing, or npm or esbuild reports an error.
    """
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        msg = (
            "Node.js is missing: the scripts of a page are built with npm and esbuild. Install Node.js 20 or later and run this "
            "again. A lesson runs without it, because they are part of the repository."
        )
        raise BundleError(msg)
    if not all((root / "node_modules" / needed).is_dir() for needed in ("esbuild", "reveal.js")):
        _run([npm, "ci"], root)
    _run([npm, "run", "build" if name == "kit" else f"build:{name}"], root)
    return root / "widgets" / "static" / f"{name}.js"


def build_vega(root: Path = ROOT) -> Path:
    """Write ``widgets/static/vega.js``: Vega, Vega-Lite and vega-embed as one classic script.

    Parameters
    ----------
    root : Path
        Folder that holds ``widgets``.

    Returns
    -------
    Path
        The file that was written; the same vl-convert gives the same bytes.
    """
    path = root / "widgets" / "static" / "vega.js"
    path.write_text(
        f"(()=>{{{vl_convert.javascript_bundle('globalThis.__kitVega=vegaEmbed;')}}})();\n", "utf-8"
    )
    return path


def _run(command: list[str], folder: Path) -> None:
    """Run one npm command; its output is shown only if it fails."""
    env = {**os.environ, "npm_config_loglevel": "error", "npm_config_update_notifier": "false"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        what = " ".join(["npm", *command[1:]])
        msg = f"kit.js was not built: '{what}' in {folder} ended with code {done.returncode}.\n{done.stdout}{done.stderr}"
        raise BundleError(msg)


def main() -> int:
    """Build the files and say how big they are."""
    try:
        for path in (*(build_kit(name=name) for name in ("kit", "page", "slides", "start")), build_vega()):
            print(f"{path.relative_to(ROOT).as_posix()}: {path.stat().st_size // 1000} kB")  # noqa: T201
    except BundleError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
