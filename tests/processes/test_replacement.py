"""What dies is replaced, and what has changed much: queries are answered all the while."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TypeVar
from urllib.parse import quote

import pytest

from pooled import LONG, children, has_ended
from server import Reply, Service, send, service
from symbiograph.writing import tokens

EX = "http://example.org/"
GRAPH = f"/graphs?graph={EX}g"
COUNT = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{EX}g> {{ ?s ?p ?o }} }}"
# More than is changed in place.
MANY = 15_000

Found = TypeVar("Found")


def ask(address: str, query: str = COUNT) -> Reply:
    return send(address, "/sparql?query=" + quote(query), headers={"Accept": "text/csv"})


def counted(reply: Reply) -> int:
    assert reply.status == 200, reply.text
    return int(reply.text.split()[1])


def lines(size: int) -> bytes:
    text = "".join(f'<{EX}{number}> <{EX}p> "x" .\n' for number in range(size))
    return text.encode()


class Running:
    """A service that takes writes, and the processes it is made of."""

    def __init__(self, started: Service, data_dir: Path, token: str, store: str) -> None:
        self.store = store
        self.address = started.address
        self.main = started.process.pid
        self._data_dir = data_dir
        self._token = token

    def write(self, method: str, body: bytes = b"") -> Reply:
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/n-triples",
        }
        return send(self.address, GRAPH, method=method, headers=headers, body=body)

    def guard(self) -> int:
        return _guard(self.main)

    def web_processes(self) -> list[int]:
        return [pid for pid in children(self.main) if _threads(pid) > 1]

    def both_web_processes(self) -> tuple[int, int]:
        one, other = self.web_processes()
        return one, other

    def writer(self) -> int:
        return _soon(lambda: children(self.guard())[0])

    def keeper(self) -> int:
        """The last one started; the numbers of processes rise."""
        return _soon(lambda: max(children(self.writer())))

    def health(self) -> Reply:
        return send(self.address, "/health")


def _threads(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/task"))
    except FileNotFoundError:
        return 0


def _soon(find: Callable[[], Found]) -> Found:
    latest = monotonic() + LONG
    while True:
        try:
            return find()
        except (IndexError, ValueError):
            assert monotonic() < latest


def _guard(main: int) -> int:
    """The child with one thread, once web processes that have just started have more."""

    def alone() -> int:
        [guard] = [pid for pid in children(main) if _threads(pid) == 1]
        return guard

    return _soon(alone)


def kill(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


# Where the graph is held makes no difference to some.
in_memory = pytest.mark.parametrize("running", ["memory"], indirect=True)


@pytest.fixture(params=["memory", "disk"])
def running(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Running]:
    token = tokens.create(tmp_path, "tests")
    settings = {"QUERY_PATIENCE": str(LONG), "STORE": request.param}
    with service("--empty", "--data-dir", str(tmp_path), **settings) as started:
        yield Running(started, tmp_path, token, request.param)


@contextmanager
def stream(address: str) -> Iterator[list[Reply | Exception]]:
    """Ask COUNT over and over, by two clients; give what they have been answered so far."""
    answers: list[Reply | Exception] = []
    done = Event()

    def client() -> None:
        while not done.is_set():
            try:
                answers.append(ask(address))
            except (OSError, HTTPException) as error:
                answers.append(error)

    with ThreadPoolExecutor(2) as threads:
        clients = [threads.submit(client) for _ in range(2)]
        try:
            yield answers
        finally:
            done.set()
            for each in clients:
                each.result()


def more(answers: list[Reply | Exception], number: int = 5) -> None:
    """Wait for more answers."""
    wanted = len(answers) + number
    latest = monotonic() + LONG
    while len(answers) < wanted:
        assert monotonic() < latest


def test_a_keeper_that_dies_with_its_workers_is_replaced(running: Running) -> None:
    assert counted(ask(running.address)) == 0
    before = running.keeper()
    kill(before, *children(before))
    assert counted(ask(running.address)) == 0
    assert running.keeper() != before
    assert json.loads(running.health().body)["ready"] is True
    # The new one takes changes as well.
    assert running.write("PUT", lines(3)).status == 201
    assert counted(ask(running.address)) == 3


def test_all_are_killed_in_turn_under_a_stream_of_queries(running: Running) -> None:
    assert running.write("PUT", lines(3)).status == 201
    with stream(running.address) as answers:
        more(answers)
        keeper = running.keeper()
        kill(keeper)
        more(answers)
        writer = running.writer()
        kill(writer)
        more(answers)
        assert running.writer() != writer
        # Both at once.
        keeper = running.keeper()
        kill(running.writer(), keeper)
        more(answers)
        assert [counted(reply) for reply in answers if isinstance(reply, Reply)] == [3] * len(
            answers
        )
        kill(running.web_processes()[0])
        more(answers, 20)
    # Only who spoke with that web process has noticed anything.
    assert {counted(reply) for reply in answers if isinstance(reply, Reply)} == {3}
    assert sum(not isinstance(reply, Reply) for reply in answers) <= 2
    while running.write("PUT", lines(4)).status != 200:
        pass
    assert counted(ask(running.address)) == 4


def test_a_keeper_before_another_store_is_replaced(running: Running) -> None:
    assert running.write("PUT", lines(3)).status == 201
    settings = {"ENDPOINT": f"{running.address}/sparql", "QUERY_PATIENCE": str(LONG)}
    with service("--empty", **settings) as front:
        doorkeeper = _guard(front.process.pid)
        with stream(front.address) as answers:
            more(answers)
            [keeper] = children(doorkeeper)
            kill(keeper, *children(keeper))
            more(answers, 20)
        assert [counted(reply) for reply in answers if isinstance(reply, Reply)] == [3] * len(
            answers
        )
        assert children(doorkeeper) != [keeper]
    assert has_ended(doorkeeper)


@in_memory
def test_with_nobody_left_to_replace_the_keeper_the_service_is_not_ready(
    running: Running,
) -> None:
    assert counted(ask(running.address)) == 0
    assert running.health().status == 200
    writer, keeper = running.writer(), running.keeper()
    kill(running.guard())
    assert has_ended(writer)
    assert counted(ask(running.address)) == 0
    kill(keeper)
    assert has_ended(keeper)
    reply = running.health()
    assert (reply.status, json.loads(reply.body)["ready"]) == (503, False)


def test_queries_are_answered_while_a_large_commit_is_on_its_way(running: Running) -> None:
    assert running.write("PUT", lines(1)).status == 201
    before = running.keeper()
    with stream(running.address) as answers:
        more(answers)
        already = len(answers)
        assert running.write("POST", lines(MANY)).status == 200
        assert len(answers) > already
        while counted(ask(running.address)) != MANY:
            pass
        more(answers)
    # All or nothing of it, and nobody was sent away.
    seen = [counted(reply) for reply in answers if isinstance(reply, Reply)]
    assert len(seen) == len(answers)
    assert set(seen) == {1, MANY}
    if running.store == "memory":
        # The keeper of the former content is not needed any more, and its memory is free.
        assert has_ended(before)


def test_a_web_process_that_comes_late_has_every_commit(running: Running) -> None:
    assert running.write("PUT", lines(1)).status == 201
    late, other = _soon(running.both_web_processes)
    os.kill(late, signal.SIGSTOP)
    try:
        for number in range(3):
            line = f"<{EX}x> <{EX}q> _:b{number} .\n"
            reply = running.write("POST", line.encode())
            assert json.loads(reply.body)["visible"] == "at next image"
    finally:
        os.kill(late, signal.SIGCONT)
    # From now on it is the one that answers.
    os.kill(other, signal.SIGSTOP)
    try:
        latest = monotonic() + LONG
        headers = {"Accept": "application/n-triples"}
        while send(running.address, GRAPH, headers=headers).text.count("\n") != 4:
            assert monotonic() < latest
    finally:
        os.kill(other, signal.SIGCONT)


def test_a_new_writer_does_not_speak_for_a_web_process_that_is_not_back(running: Running) -> None:
    late, _ = _soon(running.both_web_processes)
    os.kill(late, signal.SIGSTOP)
    try:
        writer = running.writer()
        kill(writer)
        # Until then it can be given the request, and ends over it.
        assert has_ended(writer)
        reply = running.write("PUT", lines(1))
        assert (reply.status, json.loads(reply.body)["visible"]) == (201, "at next image")
    finally:
        os.kill(late, signal.SIGCONT)


@in_memory
def test_health_tells_commits_and_inferences_apart(running: Running) -> None:
    before = json.loads(running.health().body)
    reply = running.write("PUT", lines(1))
    assert reply.status == 201
    assert before["generation"] == "empty"
    latest = monotonic() + LONG
    while (after := json.loads(running.health().body))["generation"] != "empty+1":
        assert monotonic() < latest
    assert before["inferred"] == after["inferred"]
