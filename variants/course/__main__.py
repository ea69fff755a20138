"""``python3 kit.py build course.yml --out DIR``: one course file in, a folder of customised lessons out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from queue import SimpleQueue
from typing import Any

__all__ = ["main"]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kit.py build",
        description="Build a course: its lessons, for its learners and its teacher, as course.yml says.",
        allow_abbrev=False,
    )
    parser.add_argument("course", type=Path, metavar="COURSE.yml", help="the course file")
    parser.add_argument("--out", type=Path, metavar="DIR", help="the folder to build into")
    parser.add_argument("--example", action="store_true", help="write a course file with comments, to begin from")
    parser.add_argument("--dry-run", action="store_true", help="say what would be built and how long it takes")
    parser.add_argument("--key", metavar="VARIANT", help="print the expected answers of one variant")
    parser.add_argument("--workers", type=int, metavar="N", help="processes at a time; one for each core without it")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="run on this Dask cluster, such as tcp://host:8786")
    parser.add_argument("--quiet", action="store_true", help="say only what is wrong")
    parser.add_argument("--json", action="store_true", help="one JSON object for each event, on standard output")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run ``kit.py build``."""
    options = _parser().parse_args(arguments)
    from variants.course.building import Build
    from variants.course.folder import Folder
    from variants.course.keys import make_secret
    from variants.course.model import read_course
    from variants.course.plan import plan
    from variants.course.progress import chosen
    from variants.course.running import Processes, cores
    from variants.course.stopping import listening

    course = read_course(options.course)
    folder = Folder(options.out)
    secret = make_secret(course.folder) if course.learners else None
    inbox: SimpleQueue[Any] = SimpleQueue()
    workers = Processes(options.workers or cores())
    progress = chosen(options.quiet, options.json)
    with listening(inbox):
        try:
            report = Build(plan(course, secret), folder, workers, progress, inbox).run()
        finally:
            workers.stop()
            progress.close()
            folder.close()
    print(report)
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
