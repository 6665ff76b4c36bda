"""Queries that meet a limit, each in the pool's own way, and others that do not notice."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from hashlib import sha256
from http.client import HTTPResponse, IncompleteRead
from pathlib import Path

import pytest

from pool_process import ENDLESS
from pooled import (
    COUNT,
    LARGE,
    LONG,
    MB,
    SOME,
    Kept,
    connection,
    graph_file,
    has_ended,
    job,
    keeping,
)
from symbiograph.engine.pool import Broken, Completed, Failed, Gone, Http, Outcome, Reason

BOMB = "SELECT (GROUP_CONCAT(?a) AS ?x) { ?s <urn:text> ?a . ?t <urn:text> ?b }"
# Numbers among strings, in an order that the engine's comparison does not survive.
_TERMS = [*map(str, range(200)), *(f'"{i} kg"' for i in range(200))]
_MIXED = " ".join(sorted(_TERMS, key=lambda term: sha256(term.encode()).digest()))
ABORT = f"SELECT ?x {{ VALUES ?x {{ {_MIXED} }} }} ORDER BY ?x"
OVERFLOW = f"SELECT * {{ FILTER({'(' * 50_000}1{')' * 50_000}) }}"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return graph_file(tmp_path_factory.mktemp("pool"))


@pytest.fixture(scope="module")
def kept(graph: Path) -> Iterator[Kept]:
    with keeping(graph) as kept:
        yield kept


def _peak(pid: int) -> int:
    """Return the most memory that a process has had, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


def _read_through(response: HTTPResponse) -> int:
    size = 0
    while piece := response.read(MB):
        size += len(piece)
    return size


def test_a_large_result_needs_no_memory(graph: Path) -> None:
    with keeping(graph, size=1, spares=0) as kept, connection() as (client, server):
        kept.count()
        [worker] = kept.workers()
        before = _peak(worker)
        running = kept.start(job(LARGE), server)
        response = HTTPResponse(client)
        response.begin()
        assert response.headers["Transfer-Encoding"] == "chunked"
        size = _read_through(response)
        outcome = running.result(LONG)
        assert isinstance(outcome, Completed)
        assert outcome.bytes == size > 200 * MB
        assert kept.workers() == [worker]
        assert _peak(worker) - before < 16 * MB


def test_a_byte_limit_refuses_what_has_not_begun(kept: Kept) -> None:
    with connection() as (client, server):
        outcome = kept.pool.run(job(SOME, byte_limit=1000), server)
        assert isinstance(outcome, Failed)
        assert outcome.reason is Reason.BYTES
        server.close()
        assert client.recv(1) == b""


def test_a_byte_limit_breaks_off_what_has(kept: Kept) -> None:
    with connection() as (client, server):
        running = kept.start(job(LARGE, byte_limit=MB), server)
        response = HTTPResponse(client)
        response.begin()
        with pytest.raises(IncompleteRead):
            response.read()
        outcome = running.result(LONG)
        assert isinstance(outcome, Broken)
        assert outcome.reason is Reason.BYTES


def test_a_runaway_query_is_ended_and_the_next_is_answered(graph: Path) -> None:
    with keeping(graph, size=1, spares=0) as kept, connection() as (client, server):
        kept.count()
        [worker] = kept.workers()
        outcome = kept.pool.run(job(ENDLESS, seconds=0.2), server)
        assert isinstance(outcome, Failed)
        assert outcome.reason is Reason.DEADLINE
        assert outcome.seconds >= 0.2
        assert has_ended(worker)
        assert kept.count() == 500
        server.close()
        assert client.recv(1) == b""


def test_an_end_close_to_the_deadline_leaves_no_doubt(graph: Path) -> None:
    """The client has all of it or nothing, or else a connection that is broken off."""
    with keeping(graph, size=1, spares=2) as kept:
        kept.count()
        seen = set()
        for seconds in [0.0, *((i % 40) / 4000 for i in range(120)), LONG]:
            with connection() as (client, server):
                outcome = kept.pool.run(job(SOME, seconds=seconds), server)
                server.close()
                received = bytearray()
                while piece := client.recv(MB):
                    received += piece
            seen.add(type(outcome))
            if isinstance(outcome, Completed):
                assert json.loads(received.partition(b"\r\n\r\n")[2])
            elif isinstance(outcome, Failed):
                assert received == b""
        assert {Completed, Failed} <= seen <= {Completed, Failed, Broken}


@pytest.mark.parametrize("killer", [ABORT, OVERFLOW], ids=["abort", "overflow"])
def test_a_query_that_kills_the_engine_kills_one_worker(graph: Path, killer: str) -> None:
    with keeping(graph, size=3, spares=0, uncapped=True) as kept:
        with _stalled(kept, Http()) as (long, _, response):
            # One bystander is in the middle of its result, others come and go.
            for _ in range(3):
                with connection() as (_, victim):
                    killed = kept.start(job(killer), victim)
                    assert kept.count() == 500
                    outcome = killed.result(LONG)
                assert isinstance(outcome, Failed)
                assert outcome.reason is Reason.CRASH
                assert kept.count() == 500
            size = _read_through(response)
            bystander = long.result(LONG)
        assert isinstance(bystander, Completed)
        assert bystander.bytes == size


def test_a_memory_bomb_meets_the_memory_limit(graph: Path) -> None:
    with keeping(graph, size=1, memory=48 * MB) as kept, connection() as (_, server):
        outcome = kept.pool.run(job(BOMB), server)
        assert isinstance(outcome, Failed)
        assert outcome.reason is Reason.MEMORY
        assert "memory allocation" in outcome.detail
        assert kept.count() == 500


def test_a_merge_of_small_graphs_needs_little_memory(graph: Path) -> None:
    merge = "ASK FROM <urn:graph:one> FROM <urn:graph:two> { <urn:one> ?p ?o . <urn:two> ?p ?o }"
    with keeping(graph, size=1, memory=48 * MB) as kept:
        outcome, _, body = kept.ask(job(merge))
        assert isinstance(outcome, Completed), outcome
        assert json.loads(body)["boolean"]


def test_a_job_waits_for_a_place_only_so_long(graph: Path) -> None:
    with keeping(graph, size=1, patience=0) as kept, _stalled(kept, Http()):
        with connection() as (_, server):
            outcome = kept.pool.run(job(COUNT), server)
        assert isinstance(outcome, Failed)
        assert outcome.reason is Reason.NO_WORKER


@contextmanager
def _stalled(
    kept: Kept, http: Http, seconds: float = LONG
) -> Iterator[tuple[Future[Outcome], socket.socket, HTTPResponse]]:
    """Run a job whose client has read the head, and not what follows."""
    with connection() as (client, server):
        running = kept.start(job(LARGE, seconds, http=http), server)
        response = HTTPResponse(client)
        response.begin()
        with closing(response):
            yield running, client, response


def test_a_client_that_goes_away_frees_its_worker(graph: Path) -> None:
    with keeping(graph, size=1, spares=0) as kept:
        kept.count()
        [worker] = kept.workers()
        with connection() as (client, server):
            running = kept.start(job(ENDLESS), server)
            client.close()
            assert isinstance(running.result(LONG), Gone)
        assert has_ended(worker)
        assert kept.count() == 500


def test_a_client_that_goes_away_midway_frees_its_worker(graph: Path) -> None:
    with keeping(graph, size=1) as kept:
        with _stalled(kept, Http()) as (running, client, response):
            response.close()
            client.close()
            assert isinstance(running.result(LONG), Gone)
        assert kept.count() == 500


def test_a_client_that_has_its_answer_may_hang_up_at_once(graph: Path) -> None:
    with keeping(graph, size=1, spares=0) as kept:
        kept.count()
        workers = kept.workers()
        for _ in range(100):
            with connection() as (client, server):
                running = kept.start(job("ASK {}"), server)
                assert client.recv(MB).endswith(b"true}")
                client.close()
                assert isinstance(running.result(LONG), Completed)
        assert kept.workers() == workers


def test_a_deadline_midway_breaks_the_connection(kept: Kept) -> None:
    with _stalled(kept, Http(), seconds=0.5) as (running, _, response):
        outcome = running.result(LONG)
        assert isinstance(outcome, Broken)
        assert outcome.reason is Reason.DEADLINE
        with pytest.raises(IncompleteRead):
            response.read()
    assert kept.count() == 500


@pytest.mark.parametrize(
    ("number", "reason"), [(signal.SIGSEGV, Reason.CRASH), (signal.SIGKILL, Reason.MEMORY)]
)
def test_a_crash_midway_breaks_the_connection(
    graph: Path, number: signal.Signals, reason: Reason
) -> None:
    with keeping(graph, size=1, spares=0) as kept:
        with _stalled(kept, Http()) as (running, _, response):
            [worker] = kept.workers()
            os.kill(worker, number)
            outcome = running.result(LONG)
            assert isinstance(outcome, Broken)
            assert outcome.reason is reason
            assert number.name in outcome.detail
            with pytest.raises(IncompleteRead):
                response.read()
        assert kept.count() == 500


def test_an_old_client_is_told_by_a_reset(kept: Kept) -> None:
    with connection() as (client, server):
        running = kept.start(job(LARGE, seconds=0.5, http=Http(version=(1, 0))), server)
        response = HTTPResponse(client)
        response.begin()
        assert isinstance(running.result(LONG), Broken)
        server.close()
        with pytest.raises(ConnectionResetError):
            response.read()


def test_a_file_is_never_broken_off(kept: Kept, tmp_path: Path) -> None:
    with (tmp_path / "results").open("wb") as file:
        outcome = kept.pool.run(job(LARGE, http=None, byte_limit=MB), file)
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.BYTES
