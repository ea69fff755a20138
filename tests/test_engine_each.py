"""run_each: copies that run only their own cells come out as if they had run from the first cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psutil
import pytest

from tests.equal import notebook, outside_pytest
from variants.engine.runs import run, run_each
from variants.execute import RunError

if TYPE_CHECKING:
    from pathlib import Path

SHARED = """
# %%
import os, sys, pandas as pd
from pathlib import Path
names, x = ["a"], 5
# %%
print("me", names)
# %%
x + 1
# %%
display(pd.DataFrame({"a": range(9)}))
"""


def _lesson(text: str) -> Any:
    made = notebook(text)
    made.metadata["lesson"] = {"name": "00-test"}
    return made


def _both(text: str, folder: Path, again: list[str], changes: list[dict[str, str]]) -> None:
    """Compare copies with runs of the whole notebook."""
    first, *copies = run_each(_lesson(text), folder, again, changes)
    for copied, change in zip([first, *copies], [{}, *changes], strict=True):
        whole = _lesson(text)
        for cell in whole.cells:
            cell.source = change.get(cell.id, cell.source)
        try:
            expected: Any = run(whole, folder)
        except RunError as error:
            expected = error
        if isinstance(expected, RunError):
            assert (str(copied), copied.cell) == (str(expected), expected.cell)
            continue
        ids = again if change else [cell.id for cell in whole.cells]
        for one, other in zip(copied.cells, [cell for cell in expected.cells if cell.id in ids], strict=True):
            assert (one.id, one.source, one.execution_count) == (
                other.id,
                other.source,
                other.execution_count,
            )
            assert one.outputs == other.outputs


def test_copies_are_as_whole_runs_and_a_failing_one_stops_none(tmp_path: Path) -> None:
    changes = [
        {"cell-1": 'print("you", names)', "cell-2": "x * 10"},
        {"cell-1": "1 / 0"},
        {"cell-1": "raise KeyError('日本')", "cell-2": "7"},
        {"cell-2": "print('careful', file=sys.stderr)"},
        {"cell-1": "from IPython.display import HTML; HTML('<b>')", "cell-2": "get_ipython().ex('print(x)')"},
        {"cell-2": "await __import__('asyncio').sleep(0.01); x"},
    ]
    _both(SHARED, tmp_path, ["cell-1", "cell-2"], changes)


def test_no_copy_sees_what_another_did(tmp_path: Path) -> None:
    spoil = (
        "pd.options.display.max_rows = 2; os.environ['SPOILT'] = '1'; os.chdir('/'); names.append('b'); x = 9\n"
        "sys.modules['spoilt'] = os; sys.path.append('spoilt'); import decimal; decimal.getcontext().prec = 3\n"
        "pd.spoilt = 1; sys.setrecursionlimit(500)"
    )
    look = (
        "import decimal\n"
        "print(pd.options.display.max_rows, os.environ.get('SPOILT'), os.getcwd(), names, globals().get('x'),\n"
        "      'spoilt' in sys.modules, sys.path[-1], decimal.getcontext().prec, hasattr(pd, 'spoilt'),\n"
        "      sys.getrecursionlimit())"
    )
    _first, before, _spoilt, after = run_each(
        _lesson(SHARED), tmp_path, ["cell-1"], [{"cell-1": look}, {"cell-1": spoil}, {"cell-1": look}]
    )
    assert before.cells[0].outputs == after.cells[0].outputs
    assert str(tmp_path) in after.cells[0].outputs[0].text


@pytest.mark.parametrize(
    "text",
    [
        "# %%\nimport threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n# %%\n1",
        "# %%\nimport os, time\nos.system('echo shared')\ntime.sleep(0.4)\n# %%\n1",
        "# %%\nprint('printed just now')\n# %%\nprint('here too')",
        "# %%\nimport numpy\nopen('kept', 'w').write('x')\n# %%\nprint(open('kept').read())",
    ],
    ids=["threads", "descriptors", "late", "files"],
)
def test_what_cannot_be_forked_runs_whole(text: str, tmp_path: Path) -> None:
    with outside_pytest():
        _both(text, tmp_path, ["cell-1"], [{"cell-1": "2"}, {"cell-1": "print(3)"}])


def test_what_a_copys_programs_print_is_in_its_outputs(tmp_path: Path) -> None:
    change = {"cell-1": "import time\nos.system('echo from a program')\ntime.sleep(0.4)"}
    changes = [{"cell-1": "1"}, change, {"cell-1": "2"}]
    with outside_pytest():
        _first, *copies = run_each(_lesson(SHARED), tmp_path, ["cell-1"], changes)
    assert [str(copied.cells[0].outputs).count("from a program") for copied in copies] == [0, 1, 0]


def test_a_copy_that_takes_the_shared_kernel_with_it(tmp_path: Path) -> None:
    changes = [
        {"cell-1": f"os.{call}"} for call in ("_exit(3)", "kill(os.getppid(), 9)", "getpid(); print(1)")
    ]
    _first, crashed, _killed, last = run_each(_lesson(SHARED), tmp_path, ["cell-1"], changes)
    assert str(crashed) == "00-test: Kernel died"
    assert last.cells[0].outputs[0].text == "1\n"


def test_what_the_copies_share_fails_once(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="00-test, cell cell-0: ZeroDivisionError: division by zero"):
        next(run_each(_lesson("# %%\n1 / 0"), tmp_path, [], [{}]))


def test_nothing_is_left_of_many_copies(tmp_path: Path) -> None:
    me = psutil.Process()

    def runs(number: int) -> tuple[int, int]:
        made = list(
            run_each(_lesson(SHARED), tmp_path, ["cell-1"], [{"cell-1": str(n)} for n in range(number)])
        )
        assert not [copied for copied in made if isinstance(copied, RunError)]
        return me.num_fds(), len(me.children(recursive=True))

    before = runs(1)  # with it the warm process has started
    assert runs(50) == before
    iterator = run_each(_lesson(SHARED), tmp_path, ["cell-1"], [{"cell-1": "1"}] * 3)
    next(iterator)
    iterator.close()  # whoever stops half-way
    assert (me.num_fds(), len(me.children(recursive=True))) == before
