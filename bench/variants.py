"""Executed copies per second: the kit's builder beside papermill's default engine, in one run."""

from __future__ import annotations

import copy
import os
import statistics
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import papermill
import psutil

from bench.figures import BenchError, Budget, facts, save, table
from variants.course import copies
from variants.course.inputs import build_day
from variants.course.making import make
from variants.course.model import Course, CourseLesson, Learner, values
from variants.course.plan import front, plan, runs
from variants.course.running import Cluster, Processes, results
from variants.engine.keys import KEYS
from variants.execute import environment, own_channel
from variants.source import sources
from variants.store import write
from variants.strip import to_bytes
from widgets.lesson import expand

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from variants.course.plan import Run
    from variants.course.running import Workers

__all__ = ["jobs", "learners_of", "variants"]

WORKERS = 2
VARIANTS, LEARNERS = 40, 200
SAMPLE = 5  # copies of the learners' that the reference makes: it does not know what they share
FASTER, LEARNERS_FASTER = 10.0, 60.0  # times the reference's rate
FLAT = 10.0  # %, between the cheapest and the dearest of the sizes
MEMORY = 1024.0  # MiB of everything that builds
DASK = 0.85  # of the rate of the processes
SIZES = (10, 100, 1000)
ONE = "03-investment-figures"
EXPLAINED = """
reference    papermill's default engine, one copy after another, each in a kernel of its own. As its command line
             does, it saves the notebook after each cell. In every arm answers are sealed and files are written.
variants     all lessons, both languages, other parameters each time; two worker processes.
learners     copies of one lesson for a class: what they share is run once for every 100.
             Both from the start: the workers begin with nothing loaded and no key of a seal known. "Once the
             workers stand" is the same work given to the same workers again.
sizes        one lesson with other parameters each time, the workers stand. Wall time divided by copies. The largest
             comes first: it derives keys of seals that the smaller ones find. Those are the median of three.
Dask         a local cluster of two workers beside two processes; both have built each lesson once in each language.
memory       PSS of this process and all below it, sampled every half second, at its highest.
"""


def _course(**parts: Any) -> Course:
    given = {"title": "Bench", "audiences": ("learner",), "folder": Path(), "source": Path("course.yml")}
    return Course(**{**given, **parts})


def jobs(count: int, lessons: Sequence[str]) -> list[Run]:
    """Make tasks: executed variants of real lessons, each with parameters of its own.

    Parameters
    ----------
    count : int
        How many.
    lessons : list of str
        Taken in turn, in both languages.

    Returns
    -------
    list of Run
        One copy each.

    Examples
    --------
    >>> [(run.language, run.copies[0].lesson[:2]) for run in jobs(3, ["03-investment-figures"])]
    [('en', '03'), ('ja', '03'), ('en', '03')]
    """
    found = []
    for number in range(count):
        name = lessons[number % len(lessons)]
        given = {}
        for place, parameter in enumerate(front(name)["parameters"]):
            choices = expand(parameter["choices"])
            # Each parameter turns at its own pace, so that sets repeat late.
            given[parameter["name"]] = choices[(number * (2 * place + 1) + place) % len(choices)]
        if given.get("country") == "TWN" and "per" in given:
            given["per"] = "total"  # the tables hold no checked number of its people
        language = ("en", "ja")[number // len(lessons) % 2]
        course = _course(
            languages=(language,), level=given["level"], lessons=(CourseLesson(name=name, parameters=given),)
        )
        made = plan(course, None)
        found += runs(made, made.copies)
    return found


def learners_of(count: int) -> list[Run]:
    """Make the tasks of a class: each learner's copy of one lesson."""
    learners = tuple(Learner(id=f"learner {number}") for number in range(count))
    made = plan(_course(lessons=(CourseLesson(name=ONE),), learners=learners), b"bench")
    return runs(made, made.copies)


def reference(run: Run, most: int) -> Iterator[tuple[str, bytes]]:
    """Make the first copies of a task as anybody would with papermill: each from its first cell."""
    env = {"SOURCE_DATE_EPOCH": run.day}
    for one in run.copies[:most]:
        with TemporaryDirectory() as folder:
            notebook = copies.prepare(run.course, run.lesson, run.language, "learner")
            for cell in notebook.cells if one.learner else ():
                cell.source = copies.deal(notebook, one.variant, one.token).get(cell.id, cell.source)
            with environment(env), own_channel() as config:
                executed = papermill.execute_notebook(
                    copy.deepcopy(notebook), f"{folder}/ran.ipynb", cwd=folder, kernel_name="python3",
                    progress_bar=False, start_timeout=120, config=config,
                )  # fmt: skip
            executed.metadata["lesson"] = notebook.metadata["lesson"]
            given = values(run.course, run.lesson, run.language, front(run.lesson.name))
            content = to_bytes(copies.finish(executed, "learner", given))
            write(Path(folder, "copy.ipynb"), content)
            yield f"{one.key}.ipynb", content


def built(workers: Workers, tasks: Sequence[Run]) -> Iterator[tuple[str, bytes]]:
    """Make all copies as a build does: each is written when it is there, and forgotten.

    Raises
    ------
    BenchError
        If one fails.
    """
    with TemporaryDirectory() as folder:
        for _task, made in results(workers, make, tasks, SimpleQueue(), lambda task: task):
            if isinstance(made, Exception) or made.failures:
                msg = f"a copy was not made: {made if isinstance(made, Exception) else made.failures[0]}"
                raise BenchError(msg)
            for path, content in ((p, c) for part in made.parts for p, c in part.files.items()):
                write(Path(folder, path), content)
                yield path, content


@contextmanager
def processes(count: int = WORKERS) -> Iterator[Processes]:
    """Have worker processes for a while; they begin with no keys of earlier builds."""
    KEYS.unlink(missing_ok=True)
    workers = Processes(count)
    try:
        yield workers
    finally:
        workers.stop()


def timed(workers: Workers, tasks: Sequence[Run]) -> tuple[float, list[tuple[str, bytes]]]:
    """Build, and say how many seconds each copy took."""
    start = time.perf_counter()
    found = list(built(workers, tasks))
    return (time.perf_counter() - start) / len(found), found


def _alike(ours: Sequence[tuple[str, bytes]], theirs: Sequence[tuple[str, bytes]], tasks: str) -> None:
    """Both arms made the same bytes, which is more than the same cells."""
    left = list(ours)
    for path, content in theirs:
        if (path, content) not in left:
            msg = f"{tasks}: {path} differs from what papermill's default engine gives."
            raise BenchError(msg)
        left.remove((path, content))


def ready(workers: Workers) -> None:
    """Have the workers build one copy of each lesson in each language."""
    names = [path.stem for path in sources()]
    timed(workers, jobs(2 * len(names), names))


def compare(tasks: Sequence[Run], most: int, what: str) -> tuple[float, float, float]:
    """Return seconds per copy: the reference's, the builder's from its start, and again when its workers stand."""
    start, theirs = time.perf_counter(), []
    for task in tasks:
        theirs += list(reference(task, most))
        if len(theirs) >= most:
            break
    slow = (time.perf_counter() - start) / len(theirs)
    with processes() as workers:
        quick, ours = timed(workers, tasks)
        steady, _again = timed(workers, tasks)
    _alike(ours, theirs, what)
    return slow, quick, steady


@contextmanager
def watched() -> Iterator[list[float]]:
    """Note the memory of this process and all below it, in MiB."""
    seen, over = [0.0], threading.Event()

    def pss(process: psutil.Process) -> float:
        try:
            return process.memory_full_info().pss / 1024**2
        except psutil.Error:
            return 0.0

    def watch() -> None:
        me = psutil.Process()
        while not over.wait(0.5):
            seen.append(sum(map(pss, [me, *me.children(recursive=True)])))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def growth(sizes: Sequence[int]) -> tuple[dict[int, float], float]:
    """Return seconds per copy by number of copies, and the highest memory in MiB."""
    found = {}
    with processes() as workers:
        ready(workers)
        with watched() as memory:
            for size in sorted(sizes, reverse=True):
                rounds = []
                for _ in range(1 if size > LEARNERS else 3):
                    start = time.perf_counter()
                    count = sum(1 for _copy in built(workers, jobs(size, [ONE])))
                    rounds.append((time.perf_counter() - start) / count)
                found[size] = statistics.median(rounds)
                print(f"  {size} copies: {found[size]:.3f} s each", flush=True)
    return found, max(memory)


def _median(workers: Workers, tasks: Sequence[Run]) -> tuple[float, list[tuple[str, bytes]]]:
    """Build three times over."""
    found = [timed(workers, tasks) for _ in range(3)]
    return statistics.median(seconds for seconds, _made in found), found[0][1]


def on_dask(tasks: Sequence[Run]) -> tuple[float, float]:
    """Return seconds per copy on two processes and on a local cluster of two workers, both ready: medians of three."""
    from distributed import LocalCluster

    with processes() as workers:
        ready(workers)
        plain, ours = _median(workers, tasks)
    KEYS.unlink(missing_ok=True)
    with LocalCluster(
        n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        remote = Cluster(cluster.scheduler_address)
        try:
            ready(remote)
            dask, theirs = _median(remote, tasks)
        finally:
            remote.stop()
    _alike(ours, theirs, "dask")
    return plain, dask


def variants(lessons: Sequence[str], rounds: int) -> int:
    """Measure, print, keep in bench/variants.json; 1 if a goal is missed."""
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # else each kernel prints a warning
    names = [path.stem for path in sources() if not lessons or path.stem.startswith(tuple(lessons))]
    print(EXPLAINED, flush=True)
    several, pupils, dask = [], [], []
    for number in range(rounds):
        several.append(compare(jobs(VARIANTS, names), VARIANTS, "variants"))
        print(f"  round {number + 1}, variants: {several[-1]}", flush=True)
        pupils.append(compare(learners_of(LEARNERS), SAMPLE, "learners"))
        print(f"  round {number + 1}, learners: {pupils[-1]}", flush=True)
        dask.append(on_dask(jobs(VARIANTS, names)))
        print(f"  round {number + 1}, dask: {dask[-1]}", flush=True)
    sizes, memory = growth(SIZES)

    def ratio(found: Sequence[tuple[float, ...]], place: int = 1) -> float:
        return statistics.median(each[0] / each[place] for each in found)

    spread = 100 * (max(sizes.values()) / min(sizes.values()) - 1)
    own = f"{LEARNERS} learners' copies"
    goals = [
        Budget(f"{VARIANTS} variants, times the reference's rate", ratio(several), FASTER, "×", least=True),
        Budget(f"{own}, times the rate", ratio(pupils), LEARNERS_FASTER, "×", least=True),
        Budget(f"{VARIANTS} variants, once the workers stand", ratio(several, 2), None, "×"),
        Budget(f"{own}, once the workers stand", ratio(pupils, 2), None, "×"),
        Budget(f"cost at {', '.join(map(str, SIZES))} copies, spread", spread, FLAT, "%"),
        Budget(f"memory at {SIZES[-1]} copies", memory, MEMORY, "MiB"),
        Budget("Dask, of the processes' rate", ratio(dask), DASK, "×", least=True),
    ]
    print("\n" + table(["what", "measured", "goal", "", ""], [goal.row for goal in goals]))
    seconds = {
        "reference": statistics.median(slow for slow, _, _ in several),
        "variant": statistics.median(quick for _, quick, _ in several),
        "learner": statistics.median(quick for _, quick, _ in pupils),
    }
    result = {
        "versions": facts(""),
        "rounds": rounds,
        "day": build_day(),
        **{f"seconds_per_{name}": round(value, 4) for name, value in seconds.items()},
        "by_size": {str(size): round(sizes[size], 4) for size in SIZES},
        "budgets": [goal.record for goal in goals],
    }
    print(f"\nwrote {save('variants', result).name}")
    return 1 if any(goal.verdict in ("over", "under") for goal in goals) else 0
