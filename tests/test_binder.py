"""What Binder and conda would make of this repository, without an image and without conda."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
UV = [sys.executable, "-m", "uv"]


def run(*command: str, folder: Path = ROOT, **variables: str) -> str:
    """Run a program that must succeed and return all it printed."""
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", **variables}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_binder_takes_the_lock_and_runs_the_link() -> None:
    options = [
        "--no-build",
        "--debug",
        "--Repo2Docker.platform=linux/amd64",
        "--user-id=1000",
        "--user-name=jovyan",
    ]
    dockerfile = run(sys.executable, "-W", "ignore", "-m", "repo2docker", *options, str(ROOT))
    assert "Building conda environment for python=3.12\n" in dockerfile
    steps = re.findall(r"^RUN (.*(?:pip install|postBuild).*)$", dockerfile, re.MULTILINE)
    assert steps == [
        '${KERNEL_PYTHON_PREFIX}/bin/pip install --no-cache-dir -r "binder/requirements.txt"',
        "chmod +x binder/postBuild",
        "./binder/postBuild",
    ]


def test_conda_environment_is_python_and_the_lock() -> None:
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    python, pip, from_pip = YAML(typ="safe").load(text)["dependencies"]
    # repo2docker reads this very form and takes another Python for any other (">=3.12", "==3.12").
    assert re.fullmatch(r"python=3\.1[123]", python)
    assert (ROOT / "binder/runtime.txt").read_text(encoding="utf-8").strip() == python.replace("=", "-")
    assert (pip, from_pip) == ("pip", {"pip": ["-r requirements.txt"]})


@pytest.fixture(scope="module")
def base_pins() -> tuple[str, list[str], list[str]]:
    """Return a Python, what Binder's base for it asks for, and name==version of all Python packages there."""
    found = subprocess.run([*UV, "python", "find", "3.12"], capture_output=True, text=True, check=False)
    python = found.stdout.strip() or sys.executable
    version = run(python, "-c", "import sys; print(*sys.version_info[:2], sep='.')").strip()
    spec = importlib.util.find_spec("repo2docker")
    assert spec
    assert spec.origin
    base = Path(spec.origin).parent / "buildpacks" / "conda" / f"environment.py-{version}"
    # A build named py… is a Python package: "…/traitlets-5.14.3-pyhd8ed1ab_1.conda#…".
    lock = base.with_name(base.name + "-linux-64.lock").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"/([^/\s]+)-([^-/\s]+)-py[^-/\s]*\.conda", lock))
    asked = YAML(typ="safe").load(base.with_name(base.name + ".yml"))["dependencies"]
    names = [re.split("[=<>]", line)[0] for line in asked]
    # Conda splits JupyterHub in parts; the one for a user's server is "jupyterhub" elsewhere.
    wanted = ["jupyterhub" if name == "jupyterhub-singleuser" else name for name in names]
    pinned["jupyterhub"] = pinned["jupyterhub-base"]
    roots = [name for name in wanted if name in pinned and name != "pip"]
    return python, roots, [f"{name}=={number}" for name, number in pinned.items()]


def test_binder_steps_work_on_its_base(tmp_path: Path, base_pins: tuple[str, list[str], list[str]]) -> None:
    base_python, roots, pins = base_pins
    assert {"jupyterhub", "jupyterlab", "notebook", "ipywidgets"} <= set(roots)
    for name in ("kit.py", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("binder", "widgets", "data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "pins.txt").write_text("\n".join(pins), encoding="utf-8")
    env = tmp_path / "env"
    python = str(env / "bin" / "python")

    run(*UV, "venv", "--python", base_python, str(env))
    run(*UV, "pip", "install", "--python", python, "-c", "pins.txt", *roots, folder=tmp_path)
    run(
        *UV,
        "pip",
        "install",
        "--python",
        python,
        "--require-hashes",
        "-r",
        "binder/requirements.txt",
        folder=tmp_path,
    )
    path = f"{env / 'bin'}{os.pathsep}{os.environ['PATH']}"
    assert python in run("binder/postBuild", folder=tmp_path, PATH=path)

    # What holds the lock is used as it is, and linked by whatever command comes first.
    (link,) = env.glob("lib/*/site-packages/ai_rivalry_kit.pth")
    link.unlink()
    use = "import kit, sys; sys.exit(kit.prepare(kit.RUN_LOCKS) != sys.executable)"
    run(python, "-c", use, folder=tmp_path)
    assert link.exists()
    assert not (tmp_path / ".venv").exists()
    run(*UV, "pip", "check", "--python", python)
    place = "import widgets; print(widgets.__file__)"
    assert str(tmp_path) in run(python, "-c", place, folder=Path("/"), PYTHONDONTWRITEBYTECODE="1")
    settings = json.loads((env / "share/jupyter/lab/settings/overrides.json").read_text(encoding="utf-8"))
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
