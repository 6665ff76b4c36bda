"""The processes of the pool: what they hold, how they end, and how they change."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from pooled import (
    INTEGER,
    LARGE,
    LONG,
    PROCESS,
    children,
    connection,
    graph_file,
    has_ended,
    job,
    keeping,
)
from symbiograph.engine.pool import Closed, Delta, Failed, Gone, Pool, Reason
from symbiograph.errors import UnreadableInput


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return graph_file(tmp_path_factory.mktemp("pool"))


def _sockets(pid: int) -> set[int]:
    """Return the inodes of the sockets a process has open, its standard streams aside."""
    links = [
        os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir() if int(entry.name) > 2
    ]
    return {int(link[8:-1]) for link in links if link.startswith("socket:")}


def _inode(end: socket.socket) -> int:
    return os.fstat(end.fileno()).st_ino


def test_a_worker_holds_no_client_but_its_own(graph: Path) -> None:
    with (
        keeping(graph, size=2, spares=2) as kept,
        connection() as (one, to_one),
        connection() as (two, to_two),
    ):
        jobs = [kept.start(job(LARGE), end) for end in (to_one, to_two)]
        assert one.recv(1) == two.recv(1) == b"H"
        clients = {_inode(to_one), _inode(to_two)}
        held = {pid: _sockets(pid) & clients for pid in kept.workers()}
        assert sorted(map(len, held.values()), reverse=True)[:2] == [1, 1]
        assert set.union(*held.values()) == clients
        [first] = [pid for pid, inodes in held.items() if inodes == {_inode(to_one)}]
        os.kill(first, signal.SIGKILL)
        jobs[0].result(LONG)
        assert kept.count() == 500
        # Its successors were forked while the other job was under way.
        others = [pid for pid in kept.workers() if held.get(pid) != {_inode(to_two)}]
        assert others
        for pid in (kept.process.pid, *others):
            assert not _sockets(pid) & clients
        # Nor any end of the keeper's conversations, only that of its own.
        assert {len(_sockets(pid)) for pid in others} == {1}
        two.close()
        assert isinstance(jobs[1].result(LONG), Gone)


def test_no_two_workers_draw_the_same_random_numbers(graph: Path) -> None:
    with keeping(graph, size=1, spares=2) as kept:
        drawn = set()
        for _ in range(3):
            pool = Pool(kept.door, 1, LONG)
            with TemporaryFile() as file, closing(pool):
                pool.run(job("SELECT (UUID() AS ?id) (RAND() AS ?r) {}", http=None), file)
                file.seek(0)
                drawn.add(file.read())
        assert len(drawn) == 3


def test_no_zombie_is_left(graph: Path) -> None:
    with keeping(graph, size=1, spares=1) as kept:
        kept.count()
        workers = kept.workers()
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        assert all(has_ended(worker) for worker in workers)
        # By its second answer the keeper has done all that had come up before the first.
        for _ in range(2):
            channel, _ = kept.door.enter()
            channel.close()
        assert not set(workers) & set(kept.workers())


def test_a_worker_that_died_idle_fails_no_job(graph: Path) -> None:
    with keeping(graph, size=1, spares=0) as kept:
        kept.count()
        [worker] = kept.workers()
        os.kill(worker, signal.SIGKILL)
        assert has_ended(worker)
        assert kept.count() == 500


def test_a_worker_is_replaced_after_its_number_of_jobs(graph: Path) -> None:
    with keeping(graph, size=1, spares=0, jobs=32) as kept:
        for _ in range(31):
            kept.count()
        [worker] = kept.workers()
        kept.count()
        assert has_ended(worker)
        assert kept.count() == 500


def test_a_worker_that_has_grown_is_replaced(graph: Path) -> None:
    numbers = " ".join(map(str, range(100)))
    text = f"""SELECT (STRLEN(GROUP_CONCAT(?a)) AS ?n) {{
        ?s <urn:text> ?a VALUES ?i {{ {numbers} }} }}"""
    with keeping(graph, size=1, spares=0, growth=16 << 20) as kept:
        for _ in range(16):
            kept.count()
        [worker] = kept.workers()
        kept.count()
        assert kept.workers() == [worker]
        kept.ask(job(text))
        assert has_ended(worker)
        assert kept.count() == 500


def _delta(generation: str, first: int, number: int) -> Delta:
    """Add this many numbers, and remove the one before the first."""
    added = [
        f'<urn:s{i}> <urn:number> "{i}"^^<{INTEGER}> .\n' for i in range(first, first + number)
    ]
    removed = f'<urn:s{first - 1}> <urn:number> "{first - 1}"^^<{INTEGER}> .\n'
    return Delta(generation, "".join(added), removed)


def test_a_change_reaches_the_workers_of_every_process(graph: Path) -> None:
    with keeping(graph, size=1, spares=1) as kept:
        other = Pool(kept.door, 1, LONG)
        assert kept.count() == kept.count(other) == 500
        before = kept.workers()
        kept.pool.apply(_delta("second", 500, 3))
        assert kept.count() == kept.count(other) == 502
        other.apply(_delta("third", 503, 3))
        assert kept.count() == kept.count(other) == 504
        # Those at work have caught up; the one to come was replaced.
        assert len(set(before) & set(kept.workers())) == 2
        other.close()


def test_a_change_is_made_once(graph: Path) -> None:
    with keeping(graph, size=1) as kept:
        for _ in range(2):
            kept.pool.apply(_delta("second", 500, 1))
        kept.pool.apply(Delta("third", "", _delta("", 500, 1).added))
        kept.pool.apply(_delta("third", 500, 1))
        assert kept.count() == 499


def test_a_large_change_comes_with_fresh_workers(graph: Path) -> None:
    with keeping(graph, size=1, spares=0) as kept:
        kept.count()
        [worker] = kept.workers()
        kept.pool.apply(_delta("second", 500, 3000))
        assert kept.count() == 3499
        assert has_ended(worker)


def test_a_change_that_is_not_rdf_changes_nothing(graph: Path) -> None:
    with keeping(graph, size=1) as kept:
        with pytest.raises(UnreadableInput):
            kept.pool.apply(Delta("second", "<urn:s> <urn:number> 1 .", ""))
        assert kept.count() == 500


def test_a_keeper_stands_a_visitor_that_says_nothing(graph: Path) -> None:
    with keeping(graph, size=1) as kept:
        kept.door.bell.send(b"!")
        channel, _ = kept.door.enter()
        channel.close()
        assert kept.count() == 500


def test_without_a_keeper_workers_go_on_and_are_not_replaced(graph: Path) -> None:
    with keeping(graph, size=1, spares=0) as kept:
        kept.count()
        [worker] = kept.workers()
        kept.process.kill()
        kept.process.wait(LONG)
        assert kept.count() == 500
        os.kill(worker, signal.SIGKILL)
        assert has_ended(worker)
        with connection() as (_, server):
            outcome = kept.pool.run(job("ASK {}"), server)
        assert isinstance(outcome, Failed)
        assert outcome.reason is Reason.NO_WORKER
        assert "keeper" in outcome.detail
        with pytest.raises(Closed):
            kept.pool.apply(_delta("second", 500, 1))


@pytest.fixture
def service(graph: Path, request: pytest.FixtureRequest) -> Iterator[tuple[int, int, list[int]]]:
    """A service in the middle of an answer: its number, the keeper's, the workers'."""
    ours, theirs = socket.socketpair()
    ours.settimeout(LONG)
    options = [str(request.param), str(theirs.fileno()), LARGE]
    command = [sys.executable, str(PROCESS), "serve", str(graph), *options]
    descriptors = [theirs.fileno()]
    with (
        ours,
        subprocess.Popen(command, stdout=subprocess.PIPE, pass_fds=descriptors) as process,
    ):
        theirs.close()
        assert process.stdout is not None
        parent, keeper = map(int, process.stdout.readline().split())
        assert ours.recv(1) == b"H"
        yield parent, keeper, children(keeper)
        process.kill()


@pytest.mark.parametrize("service", [LONG], indirect=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_keeper_and_workers_end_with_the_service(
    service: tuple[int, int, list[int]], number: signal.Signals
) -> None:
    parent, keeper, workers = service
    os.kill(parent, number)
    assert has_ended(keeper)
    assert all(has_ended(worker) for worker in workers)


@pytest.mark.parametrize("service", [LONG], indirect=True)
def test_the_signals_that_end_a_service_leave_keeper_and_workers(
    service: tuple[int, int, list[int]],
) -> None:
    _, keeper, workers = service
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        for pid in (keeper, *workers):
            os.kill(pid, number)
    for pid in (keeper, *workers):
        os.kill(pid, 0)
    assert set(workers) <= set(children(keeper))


@pytest.mark.parametrize("service", [1], indirect=True)
def test_a_worker_that_nobody_watches_ends_at_its_deadline(
    service: tuple[int, int, list[int]],
) -> None:
    parent, keeper, workers = service
    os.kill(keeper, signal.SIGKILL)
    os.kill(parent, signal.SIGKILL)
    assert all(has_ended(worker) for worker in workers)
