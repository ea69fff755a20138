"""``python3 kit.py build course.yml --out DIR``: one course file in, a folder of customised lessons out."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from variants.course.stop import Stop

if TYPE_CHECKING:
    from variants.course.model import Course
    from variants.course.progress import Progress
    from variants.course.running import Workers

__all__ = ["main"]

EXAMPLE = Path("course.yml")


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="kit.py build",
        description="Build the copies of a course's lessons, as its course file says. A build that was stopped goes "
        "on where it was, and what stands unchanged is not built again.",
        allow_abbrev=False,
    )
    parser.add_argument("course", nargs="?", type=Path, metavar="COURSE.yml", help="the course file")
    parser.add_argument("--out", type=Path, metavar="DIR", help="the folder to build into")
    parser.add_argument(
        "--example", action="store_true", help="write a course file with comments to begin with"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be built and about how long it takes"
    )
    parser.add_argument(
        "--key", metavar="VARIANT", help="print the expected answers of one copy, by its variant"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--workers", type=_positive, metavar="N", help="processes; one for each core without it"
    )
    where.add_argument("--scheduler", metavar="ADDRESS", help="build on a Dask cluster: tcp://host:8786")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--quiet", action="store_true", help="say only what is wrong")
    how.add_argument("--json", action="store_true", help="print one JSON object for each event")
    options = parser.parse_args(arguments)
    if options.course is None and not options.example:
        parser.error("name the course file, such as course.yml; --example writes one")
    if not (options.out or options.example or options.dry_run or options.key):
        parser.error("name the folder to build into: --out DIR")
    return options


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        msg = f"found {text}, expected a number from 1"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """Run ``kit.py build``.

    Returns
    -------
    int
        0 if all is built, 1 if something failed, 2 if the course file or an option is wrong, 130 or 143 if stopped.
    """
    options = _options(arguments)
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # a kernel's debugger would warn of itself
    try:
        return _command(options)
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Stop as stop:
        return _say(str(stop), stop.code, options.json)
    except OSError as error:
        return _say(_trouble(error, not (options.example or options.dry_run or options.key)), 1, options.json)
    except KeyboardInterrupt:
        return _say("Stopped.", 130, options.json)


def _say(text: str, code: int, as_json: bool) -> int:
    """Say why a command ended before its end."""
    if as_json:
        print(json.dumps({"event": "stopped", "code": code, "text": text}, ensure_ascii=False), flush=True)
    print(text, file=sys.stderr)
    return code


def _trouble(error: OSError, building: bool) -> str:
    from variants.course.building import FULL

    where = f"{error.filename}: " if error.filename else ""
    text = (
        "The disk is full. Free some space." if error.errno in FULL else f"{where}{error.strerror or error}."
    )
    return f"{text} What is built stands; run the same command again to go on." if building else text


def _command(options: argparse.Namespace) -> int:
    if options.example:
        return _example(options.course or EXAMPLE)
    from variants.course.keys import read_secret
    from variants.course.model import read_course
    from variants.course.problems import CourseProblems

    try:
        course = read_course(options.course)
    except CourseProblems as problems:
        raise Stop(str(problems)) from None
    if options.dry_run:
        from variants.course.plan import plan
        from variants.course.report import before, forecast

        found = forecast(plan(course, read_secret(course.folder)))
        print(json.dumps({"event": "plan", **found}, ensure_ascii=False) if options.json else before(found))
        return 0
    if options.key:
        return _key(course, options)
    return _build(course, options)


def _example(path: Path) -> int:
    from variants.course.example import write_example

    try:
        write_example(path)
    except FileExistsError as error:
        raise Stop(str(error)) from None
    print(f"Wrote {path}. Read it, change it, then: python3 kit.py build {path} --out DIR")
    return 0


def _key(course: Course, options: argparse.Namespace) -> int:
    from variants.course.keys import read_secret
    from variants.course.rebuilding import in_words, key_of
    from variants.execute import RunError
    from variants.lesson import SourceError

    try:
        copy, answers = key_of(course, read_secret(course.folder), options.key)
    except (RunError, SourceError, EOFError) as error:
        raise Stop(str(error), 1) from None
    if options.json:
        print(json.dumps({"variant": options.key, "learner": copy.learner, "answers": answers}, default=str))
    else:
        print(in_words(copy, answers, options.key))
    return 0


def _workers(options: argparse.Namespace) -> Workers:
    from variants.course.running import Cluster, Processes, cores

    return Cluster(options.scheduler) if options.scheduler else Processes(options.workers or cores())


def _build(course: Course, options: argparse.Namespace) -> int:
    from queue import SimpleQueue

    from variants.course.building import Build
    from variants.course.folder import Folder
    from variants.course.keys import make_secret
    from variants.course.plan import plan
    from variants.course.progress import chosen
    from variants.course.report import ended
    from variants.course.stopping import listening

    folder = Folder(options.out)
    inbox: SimpleQueue[Any] = SimpleQueue()
    progress: Progress = chosen(options.quiet, options.json)
    try:
        workers = _workers(options)
        found = plan(course, make_secret(course.folder) if course.learners else None)
        with listening(inbox):
            try:
                report = Build(found, folder, workers, progress, inbox).run()
            finally:
                progress.close()
                workers.stop()
    finally:
        folder.close()
    progress.end(*ended(report, options.out))
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
