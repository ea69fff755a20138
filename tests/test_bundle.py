"""The committed scripts are what their sources make, and the JavaScript keeps its own tests."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.needs import node
from variants.bundle import BundleError, build_kit, build_vega
from widgets.words import words

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "widgets" / "static"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the bundle is made from, in a folder of its own."""
    folder = tmp_path_factory.mktemp("bundle")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("src", "vendor"):
        shutil.copytree(STATIC / name, folder / "widgets" / "static" / name)
    return folder


def test_kit_is_what_its_sources_make(copy: Path) -> None:
    node()
    first = build_kit(copy).read_bytes()
    assert build_kit(copy).read_bytes() == first
    assert first == (STATIC / "kit.js").read_bytes(), "kit.js is stale: run 'python -m variants.bundle'."


def test_vega_is_what_vl_convert_makes(copy: Path) -> None:
    first = build_vega(copy).read_bytes()
    assert build_vega(copy).read_bytes() == first
    assert first == (STATIC / "vega.js").read_bytes(), "vega.js is stale: run 'python -m variants.bundle'."


def test_javascript() -> None:
    command = [node(), "--test", *sorted(map(str, (ROOT / "tests" / "js").glob("*.test.js")))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert len(command) > 2
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_node_it_says_what_to_do(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(copy))
    with pytest.raises(BundleError, match=r"^Node.js is missing: .* Install Node.js 20 or later"):
        build_kit(copy)


def test_an_error_of_esbuild_is_passed_on(copy: Path, tmp_path: Path) -> None:
    node()
    build_kit(copy)
    broken = tmp_path / "broken"
    shutil.copytree(copy, broken, symlinks=True)
    (broken / "widgets" / "static" / "src" / "index.js").write_text("const = 1;", "utf-8")
    with pytest.raises(BundleError, match=r"(?s)kit.js was not built: 'npm run build'.*index.js"):
        build_kit(broken)


@pytest.mark.parametrize("name", ["noble-hashes", "noble-ciphers"])
def test_vendored_files_are_unchanged(name: str) -> None:
    folder = STATIC / "vendor" / name
    noted = dict(reversed(line.split()) for line in (folder / "VERSION").read_text("utf-8").splitlines()[2:])
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.js")}
    assert found == noted
    assert "MIT License" in (folder / "LICENSE").read_text("utf-8")


def test_the_licence_of_what_slides_are_made_with_is_kept() -> None:
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    noted = (STATIC / "vendor" / "reveal" / "VERSION").read_text("utf-8")
    assert noted.startswith(f"reveal.js {package['devDependencies']['reveal.js']} ")
    assert "Permission is hereby granted, free of charge" in (
        STATIC / "vendor" / "reveal" / "LICENSE"
    ).read_text("utf-8")


def test_the_lock_names_no_address() -> None:
    assert "http" not in (ROOT / "package-lock.json").read_text("utf-8")


@pytest.mark.parametrize("kind", ["question", "tell", "chart"])
def test_python_gives_every_word_that_the_page_reads(kind: str) -> None:
    listed = (STATIC / "src" / "words.js").read_text("utf-8")
    gate = re.findall(r'"(\w+)"', listed.split("GATE = [")[1].split("]")[0])
    own = re.findall(r'"(\w+)"', listed.split(f"{kind}: [")[1].split("]")[0])
    assert sorted(words(kind)) == sorted(own if kind == "question" else own + gate)  # type: ignore[arg-type]
