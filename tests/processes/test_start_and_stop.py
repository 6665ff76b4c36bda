"""SIGTERM under load: what runs is finished, nothing is left behind, and all commits are back."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode, urlsplit

import pytest

from pooled import LONG, has_ended
from processes import family, state
from server import Service, send, service
from symbiograph.writing import tokens
from writing import SPARQL_UPDATE

NUMBERS = 800
GRAPH = "<http://example.org/g>"
POINT = "SELECT ?n { <urn:s7> <urn:number> ?n }"
# All pairs: about a second of work, whatever else there is to do.
SLOW = """SELECT (COUNT(*) AS ?n) { ?a <urn:number> ?x . ?b <urn:number> ?y
  FILTER(STRLEN(CONCAT(STR(?x), STR(?y))) > 0) }"""
# More than sockets hold unread, so it is on its way as long as nobody reads it.
LARGE = "SELECT ?a ?b { ?a <urn:number> ?x . ?b <urn:number> ?y } LIMIT 100000"
COMMITTED = f"SELECT ?n {{ GRAPH {GRAPH} {{ ?s <urn:committed> ?n }} }}"


def _path(query: str) -> str:
    return "/sparql?" + urlencode({"query": query})


def _values(address: str, query: str) -> list[int]:
    reply = send(address, _path(query))
    assert reply.status == 200, reply.text
    return [int(row["n"]["value"]) for row in json.loads(reply.body)["results"]["bindings"]]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    lines = (f"<urn:s{i}> <urn:number> {i} ." for i in range(NUMBERS))
    (tmp_path / "numbers.ttl").write_text("\n".join(lines))
    return tmp_path


def _arguments(data_dir: Path) -> Iterator[str]:
    yield from ("--empty", f"--load={data_dir / 'numbers.ttl'}=urn:g")
    yield from ("--data-dir", str(data_dir))


def _until_refused(ask: Callable[[int], None]) -> int:
    """Ask until a connection is refused, and return how often there was an answer.

    An answer that breaks off is none: it raises IncompleteRead.
    """
    for number in count():
        try:
            ask(number)
        except ConnectionError:
            return number
    raise AssertionError("count() ends never")


def _at_work(started: Service) -> int:
    return sum(state(pid) == "R" for pid in family(started.process.pid))


def test_sigterm_under_load_ends_whole_and_a_restart_has_all_commits(data_dir: Path) -> None:
    token = tokens.create(data_dir, "tests")
    # No limit of time: another machine may be busy with other things.
    limits = {"QUERY_TIMEOUT": "600"}
    with service(*_arguments(data_dir), **limits) as started, ThreadPoolExecutor() as threads:
        address, processes = started.address, set(family(started.process.pid))
        committed: list[int] = []

        def point(_: int) -> None:
            assert _values(address, POINT) == [7]

        def commit(number: int) -> None:
            headers = {"Content-Type": SPARQL_UPDATE, "Authorization": f"Bearer {token}"}
            text = f"INSERT DATA {{ GRAPH {GRAPH} {{ <urn:s> <urn:committed> {number} }} }}"
            reply = send(address, "/update", method="POST", headers=headers, body=text.encode())
            assert reply.status == 200, reply.text
            committed.append(number)

        asking = [threads.submit(_until_refused, point) for _ in range(3)]
        writing = threads.submit(_until_refused, commit)
        slow = [threads.submit(_values, address, SLOW) for _ in range(2)]
        with closing(HTTPConnection(urlsplit(address).netloc, timeout=LONG)) as connection:
            connection.request("GET", _path(LARGE))
            large = connection.getresponse()
            while not committed or _at_work(started) < len(slow):
                pass
            processes |= set(family(started.process.pid))
            started.process.send_signal(signal.SIGTERM)
            assert len(json.loads(large.read())["results"]["bindings"]) == 100_000
        assert [query.result(LONG) for query in slow] == [[NUMBERS * NUMBERS]] * len(slow)
        assert all(client.result(LONG) > 0 for client in asking)
        assert writing.result(LONG) > 0
        assert started.process.wait(LONG) == 0
        assert all(has_ended(pid) for pid in processes)
        place = urlsplit(address)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((place.hostname, place.port), LONG)
    with service(*_arguments(data_dir)) as started:
        found = set(_values(started.address, COMMITTED))
        # The last one may have been written without its answer having come.
        assert set(committed) <= found <= {*committed, len(committed)}
        assert _values(started.address, POINT) == [7]


# A service whose web processes wait after their fork until a pipe is opened.
HESITANT = """
import sys
from symbiograph.cli import main
from symbiograph.cli.web_process import WebProcess

start = WebProcess.init_signals

def init_signals(self):
    open(sys.argv[1]).close()
    start(self)

WebProcess.init_signals = init_signals
main(["serve", "--empty", "--port", "0", "--data-dir", sys.argv[2]])
"""


def test_sigterm_is_not_lost_on_a_web_process_that_is_just_forked(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = [sys.executable, "-c", HESITANT, str(pipe), str(tmp_path / "data")]
    variables = {**os.environ, "PYTHONUNBUFFERED": "1", "SYMBIOGRAPH_WORKERS": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=variables
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("Serving ")
        booting = next(line for line in process.stderr if "Booting worker" in line)
        web_process = int(json.loads(booting)["message"].rpartition(" ")[2])
        process.send_signal(signal.SIGTERM)
        latest = monotonic() + LONG
        while not _waits(web_process, signal.SIGTERM):
            assert monotonic() < latest
        with pipe.open("w"):
            # Without its signal the web process would be killed after 35 seconds.
            assert process.wait(25) == 0


def _waits(pid: int, number: signal.Signals) -> bool:
    """Tell whether a signal for the process is kept until it is listened to."""
    status = Path(f"/proc/{pid}/status").read_text()
    [pending] = re.findall(r"^ShdPnd:\t([0-9a-f]+)$", status, re.MULTILINE)
    return bool(int(pending, 16) >> (number - 1) & 1)
