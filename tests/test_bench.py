"""The parts of the bench that do not depend on the machine: no time is asserted but the proxy's own delay."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import nbformat
import pytest

from bench import __main__ as command
from bench.driving import Series
from bench.equal import charts_in, interact_notebook, lessons, turns
from bench.figures import BenchError, Budget, percentile, summary, table
from bench.install import disk_use
from bench.kernels import imports_of, own_memory, run_cells
from bench.latency import GOAL, busy, verdict
from bench.opening import sizes
from bench.proxy import kind_of, proxied
from tests.widget_page import chart
from widgets.charts import NATIVE_WIDTH
from widgets.live import MIME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.mark.parametrize(("share", "expected"), [(0.05, 1), (0.5, 10), (0.95, 19), (0.951, 20), (1, 20)])
def test_percentile_is_a_value_that_was_measured(share: float, expected: float) -> None:
    assert percentile(range(20, 0, -1), share) == expected


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1], 0), ([1], 1.1)])
def test_percentile_of_nothing_is_refused(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share)


def test_one_slow_step_of_thirty_does_not_make_the_p95() -> None:
    assert summary([2.0] * 29 + [80.0])["p95"] == 2.0
    assert summary([2.0] * 28 + [80.0] * 2)["p95"] == 80.0


@pytest.mark.parametrize(("value", "limit", "expected"), [(2, 2, "ok"), (2.01, 2, "over"), (9, None, "")])
def test_budget_is_kept_up_to_its_limit(value: float, limit: float | None, expected: str) -> None:
    budget = Budget("bytes", value, limit, "MB")
    assert budget.verdict == budget.row[-1] == budget.record["verdict"] == expected


def _series(*redrawn: float) -> Series:
    steps = [{"redrawn": ms, "frame": ms + 10, "work": 1.0} for ms in redrawn]
    return Series("page", "03", "view", "select", steps)


def test_control_above_the_goal_is_named() -> None:
    fast, slow = _series(*[GOAL] * 30), _series(*[GOAL] * 28, 17.0, 18.0)
    assert verdict([fast]) == []
    assert verdict([fast, slow]) == ["page, 03 view: 17.0 ms"]
    assert len(verdict([fast, slow], "frame")) == 2


def test_busy_machine_is_told() -> None:
    assert busy(summary([2.0] * 30)) == ""
    assert "2.0 ms (median), but 9.0 ms (p95)" in busy(summary([2.0] * 25 + [9.0] * 5))


def test_table_lines_up_in_both_scripts() -> None:
    lines = table(["", "ms"], [["地図", "7"], ["view", "16.7"]]).splitlines()
    assert lines == ["        ms", "地図     7", "view  16.7"]


@contextmanager
def _echo(greeting: bytes = b"") -> Iterator[int]:
    """Serve one connection at a time: say something, then give back what comes."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                peer, _address = server.accept()
            except OSError:
                return
            with peer:
                peer.sendall(greeting)
                while chunk := peer.recv(65536):
                    peer.sendall(chunk)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield server.getsockname()[1]
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(10)


def _receive(peer: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        chunk = peer.recv(65536)
        assert chunk, f"the connection ended after {len(found)} of {count} bytes"
        found += chunk
    return found


def test_proxy_adds_its_lag_to_each_round_trip() -> None:
    with _echo() as port, proxied(port, 0.15) as link:
        with closing(socket.create_connection(("127.0.0.1", link.port), 10)) as peer:
            for _trip in range(3):
                start = time.monotonic()
                peer.sendall(b"ping")
                assert _receive(peer, 4) == b"ping"
                assert time.monotonic() - start >= 0.149  # later on a busy machine, never sooner
        assert link.down == {"http": 12}


def test_proxy_delays_half_of_it_in_one_direction() -> None:
    with _echo(b"hello") as port, proxied(port, 0.3) as link:
        start = time.monotonic()
        with closing(socket.create_connection(("127.0.0.1", link.port), 10)) as peer:
            assert _receive(peer, 5) == b"hello"
            assert time.monotonic() - start >= 0.149


def test_proxy_keeps_order_loses_nothing_and_does_not_wait_for_each_chunk() -> None:
    sent = b"".join(number.to_bytes(4, "big") for number in range(250_000))
    with _echo() as port, proxied(port, 0.1) as link:
        with closing(socket.create_connection(("127.0.0.1", link.port), 30)) as peer:
            start = time.monotonic()
            sending = threading.Thread(target=peer.sendall, args=(sent,))
            sending.start()
            assert _receive(peer, len(sent)) == sent
            sending.join()
            # 1 MB is at least 16 chunks of 64 kB: one after another they would take 1.6 s
            assert 0.099 <= time.monotonic() - start < 1.5
        assert link.down.total() == len(sent)


def test_proxy_tells_websocket_from_http() -> None:
    upgrade = b"GET /api/kernels/1/channels HTTP/1.1\r\nHost: a\r\nUPGRADE: WebSocket\r\n\r\n"
    assert kind_of(upgrade) == "websocket"
    assert kind_of(b"POST /a HTTP/1.1\r\nHost: a\r\n\r\n\r\nUpgrade: websocket") == "http"
    with _echo() as port, proxied(port, 0) as link:
        with closing(socket.create_connection(("127.0.0.1", link.port), 10)) as peer:
            peer.sendall(upgrade)
            _receive(peer, len(upgrade))
        assert link.down == {"websocket": len(upgrade)}


def test_proxy_closes_where_no_server_is() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as nobody:
        port = nobody.getsockname()[1]
    with proxied(port, 0) as link, closing(socket.create_connection(("127.0.0.1", link.port), 10)) as peer:
        assert peer.recv(1) == b""


def test_steps_reach_every_option_and_stay_within() -> None:
    for options, start in ((2, 1), (3, 0), (12, 5)):
        place, seen = start, {start}
        for way in turns(start, options, 60):
            place += way
            assert 0 <= place < options
            seen.add(place)
        assert seen == set(range(options))


def test_charts_with_controls_are_found() -> None:
    plain = {**chart("c1"), "controls": []}
    cells = [
        nbformat.v4.new_code_cell(
            id=name, outputs=[nbformat.v4.new_output("display_data", {MIME: data, "text/plain": ""})]
        )
        for name, data in (("look-a", plain), ("look-b", chart("c2")), ("look-c", {"kind": "question"}))
    ]
    found = charts_in(nbformat.v4.new_notebook(cells=cells))
    assert [(one.cell, one.labels) for one in found] == [("look-b", ["Part", "Year"])]


def test_no_two_charts_of_a_lesson_have_the_same_labels() -> None:
    for path in lessons(()):
        labels = [tuple(one.labels) for one in charts_in(nbformat.read(path, as_version=4))]
        assert len(set(labels)) == len(labels), path.stem  # the bench finds its charts by them


def test_equal_notebook_has_the_same_data_and_runs(tmp_path: Path) -> None:
    cells = [nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", {MIME: chart("c1")})])]
    found = charts_in(nbformat.v4.new_notebook(cells=cells))
    interact_notebook(found, tmp_path / "equal.ipynb")
    kept = json.loads((tmp_path / "equal.json").read_text("utf-8"))
    assert kept[0]["spec"] == {**chart("c1")["spec"], "width": NATIVE_WIDTH}
    made = nbformat.read(tmp_path / "equal.ipynb", as_version=4)
    assert run_cells([cell.source for cell in made.cells], tmp_path).memory > 10 * 1024**2


def test_cell_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="ZeroDivisionError"):
        run_cells(["1 / 0"], tmp_path)


def test_unknown_lesson_is_told() -> None:
    with pytest.raises(BenchError, match=r"begins with 99\. There are: 00"):
        lessons(["99"])
    assert command.main(["open", "--lessons", "99"]) == 2


def test_memory_is_what_belongs_to_the_process_alone() -> None:
    text = "Rss: 900 kB\nPss: 500 kB\nShared_Clean: 300 kB\nPrivate_Clean: 20 kB\nPrivate_Dirty: 300 kB\n"
    assert own_memory(text) == 320 * 1024
    with pytest.raises(BenchError, match="Linux"):
        own_memory("")


def test_imports_are_those_of_the_cells_alone() -> None:
    cells = [
        "from widgets import *\nimport altair as alt",
        "def f():\n    import json\n",
        "import altair as alt",
    ]
    assert imports_of(cells) == "from widgets import *\nimport altair as alt"


def test_sizes_and_disk_use(tmp_path: Path) -> None:
    large = tmp_path / "en" / "09.ipynb"
    large.parent.mkdir()
    large.write_bytes(b"x" * 400_001)
    assert [one.verdict for one in sizes([large])] == ["over"]
    (tmp_path / "en" / "twin").hardlink_to(large)
    assert disk_use(tmp_path / "en") == 400_001
