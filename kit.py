#!/usr/bin/env python3
"""Usage: python3 kit.py COMMAND

  lab      open the lessons in JupyterLab   [--port N] [--language en|ja] [--no-browser]
  build    make a course's copies of the lessons    COURSE.yml --out DIR   [--example] [--dry-run] [--help]
  test     check everything; with arguments, run pytest with them
  lessons  build the lessons again          [--check] [--watch] [--update]
  link     let this Python environment find the kit (Binder, conda and hubs)
  bench    measure speed and size: latency | open | variants   [--help]

The first run sets up a Python environment in .venv, next to this file.
"""

# An old Python has to answer with a sentence, so the whole file must parse on 3.5: no f-strings, quotes around
# newer annotations, and no other import above the check. Nothing but Python itself is needed.
import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "This kit needs Python 3.11, 3.12 or 3.13; this is {}.{}.{}. Install one of them and run the same "
        "command with it, for example: python3.12 kit.py lab\n".format(*sys.version_info[:3])
    )
    sys.exit(2)

import argparse
import contextlib
import hashlib
import importlib.metadata
import importlib.util
import json
import locale
import os
import re
import shutil
import socket
import subprocess
import sysconfig
import time
from pathlib import Path
from typing import Any, Iterator, TextIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

ROOT = Path(__file__).resolve().parent
STATE = ROOT / ".kit"
LOG = STATE / "setup.log"
UNFINISHED = STATE / "unfinished"  # there while .venv is being made or changed
VENV = ROOT / ".venv"
BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)  # never the one in .venv
PYTHON = str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
VENV_VERSION = (PYTHON, "-I", "-S", "-c", "import sys; print(sys.version)")
STAMP = VENV / "kit-stamp.json"
RUN_LOCKS = ("requirements.txt",)
ALL_LOCKS = ("requirements.txt", "requirements-dev.txt")
DASK_LOCKS = (*ALL_LOCKS, "requirements-dask.txt")
SPACE_NEEDED = 1200 * 1000**2  # bytes: the environment with everything, and room for the downloads
LINK = ["-c", "import sys, kit; sys.exit(kit.speak(kit.link_here))"]
OVERDUE = ["-c", "from widgets.sources import list_overdue; list_overdue()"]
DIST_INFO = {
    "METADATA": "Metadata-Version: 2.1\nName: ai-rivalry-kit\nVersion: 1\n",
    "WHEEL": "Wheel-Version: 1.0\nGenerator: kit\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "RECORD": "",
    "entry_points.txt": "[papermill.engine]\nkit = variants.engine.plugin:KitEngine\n",
}
AGAIN = " and run the same command again."

# What the end of an installer's log shows, and what to say then. The first that fits is taken.
REASONS = {
    "No space left on device|os error 28\\b|not enough space": "The disk is full. Free 1 GB" + AGAIN,
    "Read-only|Permission denied|Access is denied": "This folder is read-only. Copy the kit elsewhere"
    + AGAIN,
    "DO NOT MATCH THE HASHES|Hash mismatch": "A downloaded package is not the one the kit was tested with (its "
    "hash differs), so nothing was installed. Try once more; if it happens again, report it.",
    "from versions: none|NewConnection|Failed to fetch|sending request|dns error|getaddrinfo|timed out|CERTIFICATE"
    "|Connection (reset|broken|aborted)": "The packages could not be downloaded. Check the network" + AGAIN,
}


class KitError(Exception):
    """What is wrong and what to do, in one plain sentence for the person at the keyboard."""


def call(command: "list[str]", **options: Any) -> int:
    """Run a program, in the kit's folder unless another is named, and return its exit code."""
    process = subprocess.Popen(command, **{"cwd": ROOT, **options})
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()  # it has had the same Ctrl-C; a second one ends this wait
        raise


def answer(*command: str) -> str:
    """Return what a program prints, "" when it does not work."""
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return ""


def prepare(locks: "tuple[str, ...]") -> str:
    """Return a Python that has what the lock files pin and finds the kit, setting .venv up when it must."""
    if holds(locks):
        link_here()
        return sys.executable
    if not is_set_up(locks):
        set_up(locks)
    return PYTHON


def holds(locks: "tuple[str, ...]") -> bool:
    """Say whether the running Python has exactly what the lock files pin for it."""
    try:
        from packaging.markers import Marker  # pinned itself: without it the answer is no
    except ImportError:
        return False
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in locks)
    pins = re.findall(r"(?m)^([\w.-]+)==([^\s;]+)(?: ; (.+?))?(?: \\)?$", text)
    wanted = [(name, version) for name, version, marker in pins if not marker or Marker(marker).evaluate()]
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return bool(wanted) and all(importlib.metadata.version(name) == version for name, version in wanted)
    return False


def stamp(locks: "tuple[str, ...]") -> "dict[str, str]":
    """Return what the stamp in .venv holds once these lock files are installed there."""
    hashes = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in locks}
    return {"folder": str(ROOT), "python": answer(*VENV_VERSION), **hashes}


def is_set_up(locks: "tuple[str, ...]") -> bool:
    """Say whether a finished set-up in .venv covers these lock files."""
    if UNFINISHED.exists() or not STAMP.exists():
        return False
    return set(stamp(locks).items()) <= set(json.loads(STAMP.read_text(encoding="utf-8")).items())


def set_up(locks: "tuple[str, ...]") -> None:
    """Install the lock files into .venv. A set-up that was stopped starts over: no half-copied package stays."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "lock").open("a") as turn:
        wait_for_turn(turn)
        if is_set_up(locks):  # by the run that had its turn before
            return
        uv, fresh = working_uv(), clear_broken_venv()
        if shutil.disk_usage(ROOT).free < SPACE_NEEDED:
            raise KitError("The disk is almost full: setting up takes about 1 GB. Free that much" + AGAIN)
        print("Setting up in .venv; once, one to three minutes.", flush=True)
        start = time.monotonic()
        UNFINISHED.touch()
        with LOG.open("w", encoding="utf-8") as log:
            for command in set_up_commands(uv, fresh, locks):
                log.write("$ {}\n".format(" ".join(command)))
                log.flush()
                # The program holds the turn too: were this process killed, the next run waits for the program.
                keep = () if os.name == "nt" else (turn.fileno(),)
                options = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT}
                if call(command, pass_fds=keep, **options):
                    if not fresh:
                        UNFINISHED.unlink()  # the installer ended by itself and left what was there whole
                    sentence = explain(LOG.read_text(encoding="utf-8", errors="replace"))
                    raise KitError("{}\nThe log is {}.".format(sentence, LOG))
        STAMP.write_text(json.dumps(stamp(locks)), encoding="utf-8")
        UNFINISHED.unlink()
        print("Set up in {:.0f} s.".format(time.monotonic() - start), flush=True)


def wait_for_turn(turn: TextIO) -> None:
    """Lock an open file. The system frees the lock when its holder ends, so it never goes stale."""
    told = False
    while True:
        try:
            if sys.platform == "win32":
                return msvcrt.locking(turn.fileno(), msvcrt.LK_NBLCK, 1)
            return fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            if not told:
                print("Another run is setting up the kit; this one goes on when it has ended.", flush=True)
            told = True
            time.sleep(0.2)
        except OSError:
            return None  # a network folder without locks: better without one than not at all


def working_uv() -> str:
    """Return the path of a uv that answers, "" without one; then Python's own modules must do."""
    uv = shutil.which("uv") or ""
    if uv and answer(uv, "--version"):
        return uv
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return ""
    what = "Install them (Debian and Ubuntu: apt install python3-venv), or uv,"
    raise KitError("This Python lacks its modules venv and ensurepip. " + what + AGAIN)


def clear_broken_venv() -> bool:
    """Remove a .venv that is ours and of no use; say whether one must be made."""
    if not os.path.lexists(VENV):
        return True
    if not UNFINISHED.exists():
        if not (VENV / "pyvenv.cfg").is_file():
            raise KitError("{} is no Python environment. Move it away".format(VENV) + AGAIN)
        if answer(*VENV_VERSION):
            return False
    UNFINISHED.touch()
    shutil.rmtree(VENV)
    return True


def set_up_commands(uv: str, fresh: bool, locks: "tuple[str, ...]") -> "Iterator[list[str]]":
    """List the programs that make the environment and fill it."""
    wanted = ["--require-hashes"] + [argument for name in locks for argument in ("-r", name)]
    if uv:
        if fresh:
            yield [uv, "venv", "--python", BASE_PYTHON, str(VENV)]
        yield [uv, "pip", "install", "--python", PYTHON, *wanted]
    else:
        if fresh:
            yield [BASE_PYTHON, "-m", "venv", "--without-pip", str(VENV)]
        yield [PYTHON, "-m", "ensurepip"]  # does nothing where pip is; an environment made by uv has none
        yield [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *wanted]
    yield [PYTHON, *LINK]


def explain(text: str) -> str:
    """Return the sentence for what went wrong, given a log or an error."""
    lines = text.splitlines()[-40:]
    for pattern, sentence in REASONS.items():
        if re.search(pattern, "\n".join(lines)):
            return sentence
    return "That did not work. The last lines were:\n  " + "\n  ".join(lines[-8:])


def link_here() -> int:
    """Put the kit on the running environment's path; switch off JupyterLab's news and update checks."""
    packages = Path(sysconfig.get_path("purelib"))
    write(packages / "ai_rivalry_kit.pth", "{}\n".format(ROOT), "locale")
    for name, text in DIST_INFO.items():  # the standard place where papermill looks for engines
        write(packages / "ai_rivalry_kit-1.dist-info" / name, text, "utf-8")
    path = Path(sys.prefix, "share", "jupyter", "lab", "settings", "overrides.json")
    key = "@jupyterlab/apputils-extension:notification"
    try:
        settings = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        settings[key] = {**settings.get(key, {}), "fetchNews": "false", "checkForUpdates": False}
    except (ValueError, TypeError, AttributeError):
        raise KitError("{} does not hold one JSON object. Repair or remove it".format(path) + AGAIN) from None
    write(path, json.dumps(settings, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 0


def write(path: Path, text: str, encoding: str) -> None:
    """Write a file in one step, unless it says the same already."""
    if path.exists() and path.read_text(encoding=encoding) == text:
        return
    new = path.with_name("{}.{}".format(path.name, os.getpid()))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(text, encoding=encoding)
        new.replace(path)
    except PermissionError:
        raise KitError("{} cannot be written. Use a Python environment of your own.".format(path)) from None


def user_language() -> str:
    """Return "ja" on a Japanese system, else "en"."""
    name = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "ja" if name.lower().startswith("ja") else "en"


def free_port(wanted: int) -> int:
    """Return the wanted port, or with 0 the first free one from 8888 on."""
    for port in [wanted] if wanted else range(8888, 8988):
        with socket.socket() as probe, contextlib.suppress(OSError, OverflowError):
            if os.name != "nt":  # on Windows this option would let two servers share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise KitError("Port {} is taken or not allowed. Choose another: --port 9000".format(wanted or 8888))


def lab(arguments: "list[str]") -> int:
    """Open JupyterLab at the first lesson."""
    parser = argparse.ArgumentParser(prog="kit.py lab", allow_abbrev=False)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--language", choices=("en", "ja"), default=user_language())
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args(arguments)
    python, port = prepare(RUN_LOCKS), free_port(options.port)
    built = sorted(ROOT.glob("lessons/{}/*.ipynb".format(options.language)))
    first = "/lab/tree/" + built[0].relative_to(ROOT).as_posix() if built else "/lab"
    traits = {"root_dir": ROOT, "ip": "127.0.0.1", "port": port, "port_retries": 0}
    traits["answer_yes"] = True  # one Ctrl-C is enough
    command = [python, "-m", "jupyterlab", "--LabApp.default_url=" + first]
    command += ["--ServerApp.{}={}".format(*trait) for trait in traits.items()]
    command += ["--no-browser"] if options.no_browser else []
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    print("Starting JupyterLab (Ctrl-C ends it). No window? Open the address below with a token.", flush=True)
    if os.name != "nt":
        os.chdir(ROOT)
        os.execv(python, command)
    return call(command)


def build(arguments: "list[str]") -> int:
    """Make a course's copies; files that the arguments name are looked for where the caller stands."""
    scheduler = any(argument.startswith("--scheduler") for argument in arguments)
    python = prepare(DASK_LOCKS if scheduler else ALL_LOCKS)
    command = [python, "-m", "variants.course", *arguments]
    if os.name != "nt":
        os.execv(python, command)  # signals reach the build itself, which knows how to stop
    return call(command, cwd=Path.cwd())


def test(arguments: "list[str]") -> int:
    """Run every check, say which figures are due for a new one and what failed; with arguments, run pytest with them."""
    python = prepare(DASK_LOCKS)
    # The stored lessons call no figure due for a new check; run again on any day, they must not either.
    plain = dict(os.environ, SOURCE_DATE_EPOCH="0")
    if arguments:
        return call([python, "-m", "pytest", *arguments], env=plain)
    # Without kept bytecode each of the many kernels would compile pandas and altair anew.
    plain.pop("PYTHONDONTWRITEBYTECODE", None)
    pytest = [
        "pytest",
        "-n",
        "3",
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        "--max-worker-restart",
        "0",
    ]
    nbval = ["--nbval", "lessons/en", "lessons/ja", "--nbval-sanitize-with", "tests/sanitize.cfg"]
    checks = {
        "lint": ["ruff", "check", "."],
        "layout": ["ruff", "format", "--check", "."],
        "types": ["mypy"],
        "tests": pytest,
        "lessons": [*pytest, *nbval, "-p", "no:cacheprovider"],
    }
    failed = []
    for name, command in checks.items():
        print("\n== {}: {}".format(name, " ".join(command)), flush=True)
        failed += [name] if call([python, "-m", *command], env=plain) else []
    print(flush=True)
    call([python, *OVERDUE])
    print("\nFailed: {} (see above).".format(", ".join(failed)) if failed else "\nEverything passed.")
    return 1 if failed else 0


def link(arguments: "list[str]") -> int:
    """Link the environment that the kit uses."""
    argparse.ArgumentParser(prog="kit.py link").parse_args(arguments)
    python = prepare(RUN_LOCKS)
    print("{} finds the kit.".format(python), flush=True)
    return call([python, *LINK])


def speak(command: Any, *arguments: Any) -> int:
    """Run a command; turn what goes wrong into one sentence and an exit code."""
    try:
        return int(command(*arguments))
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Run the same command again to go on.\n")
        return 130
    except (KitError, OSError) as problem:
        sys.stderr.write((str(problem) if isinstance(problem, KitError) else explain(str(problem))) + "\n")
        return 2


def main(arguments: "list[str]") -> int:
    """Run the command that the arguments name."""
    if sys.version_info >= (3, 14):
        print("Note: the kit has not been tried on Python {}.{}.".format(*sys.version_info[:2]))
    commands = {
        "lab": lab,
        "build": build,
        "test": test,
        "lessons": lambda rest: call([prepare(ALL_LOCKS), "-m", "variants.build", *rest]),
        "link": link,
        "bench": lambda rest: call([prepare(DASK_LOCKS), "-m", "bench", *rest]),
    }
    name = arguments[0] if arguments else "help"
    if name in commands:
        return speak(commands[name], arguments[1:])
    if name in ("help", "-h", "--help"):
        print(str(__doc__).rstrip())
        return 0
    sys.stderr.write("There is no command {}. The commands are {}.\n".format(name, ", ".join(commands)))
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
