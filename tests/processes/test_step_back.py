"""Long jobs beside short ones: they step back, and their workers go on as before."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from time import monotonic

import pytest

from pooled import LARGE, LONG, Kept, connection, graph_file, job, keeping
from symbiograph.engine.pool import Completed

# More than the buffers of a connection hold, so that it lasts until its client reads.
HELD = f"{LARGE} LIMIT 10000"
# Some tenths of a second.
SLOW = """SELECT (COUNT(*) AS ?n) {
  ?a <urn:number> ?x . ?b <urn:number> ?y . VALUES ?c { 1 2 3 4 5 6 7 8 }
}"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return graph_file(tmp_path_factory.mktemp("pool"))


@pytest.fixture
def kept(graph: Path) -> Iterator[Kept]:
    with keeping(graph) as kept:
        yield kept


def _threads(pid: int) -> dict[int, int]:
    """Return the niceness of each thread of a worker beside its first."""
    found = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            fields = (task / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(task.name) != pid:
            found[int(task.name)] = int(fields[16])
    return found


def _worker_of(kept: Kept, end: socket.socket) -> int:
    """Wait for the worker that has the connection with this end."""
    name = f"socket:[{os.fstat(end.fileno()).st_ino}]"
    latest = monotonic() + LONG
    while monotonic() < latest:
        for pid in kept.workers():
            for entry in Path(f"/proc/{pid}/fd").iterdir():
                try:
                    if os.readlink(entry) == name:
                        return pid
                except FileNotFoundError:
                    continue
    raise AssertionError("no worker has the connection")


def _read_through(client: socket.socket) -> None:
    response = HTTPResponse(client)
    response.begin()
    assert len(response.read()) > 10 << 20


def test_a_long_job_steps_back_and_its_worker_does_not_stay_there(kept: Kept) -> None:
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    with connection() as (client, server):
        running = kept.start(job(HELD), server)
        worker = _worker_of(kept, server)
        before = _threads(worker)
        latest = monotonic() + LONG
        while not any(nice > usual for nice in _threads(worker).values()):
            assert monotonic() < latest
            assert kept.count() == 500
        assert _threads(worker) == dict.fromkeys(before, usual + 10)
        # Nobody else has to.
        assert all(set(_threads(pid).values()) <= {usual} for pid in _others(kept, worker))
        _read_through(client)
        assert isinstance(running.result(LONG), Completed)
        # The place last given back is the next.
        next_job = kept.start(job(HELD), server)
        assert _worker_of(kept, server) == worker
        [(thread, niceness)] = _threads(worker).items()
        assert niceness == usual
        assert thread not in before
        _read_through(client)
        assert isinstance(next_job.result(LONG), Completed)


def _others(kept: Kept, worker: int) -> list[int]:
    return [pid for pid in kept.workers() if pid != worker]


def test_without_short_jobs_nobody_steps_back(kept: Kept) -> None:
    threads = []
    for _ in range(2):
        outcome, _, body = kept.ask(job(SLOW))
        assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == str(8 * 500**2)
        assert isinstance(outcome, Completed)
        # Long enough to have been looked at.
        assert outcome.seconds > 0.04
        threads.append({pid: _threads(pid) for pid in kept.workers()})
    # One that steps back goes on in another thread.
    assert all(found.items() <= threads[1][pid].items() for pid, found in threads[0].items())
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    assert {nice for found in threads[1].values() for nice in found.values()} == {usual}
