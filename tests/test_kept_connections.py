"""Connections that serve one request after another: every answer comes, in order and whole."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterator
from http.client import parse_headers
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode, urlsplit

import pytest

from pooled import LONG, children
from server import Reply, Service, service

NUMBERS = 400
COUNT = "SELECT (COUNT(*) AS ?n) { ?s <urn:number> ?n }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 3000"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
FAULTY = "SELECT * { ?s ?p }"
# The engine finds this fault, and only when it evaluates.
REFUSED = "SELECT (<urn:no-function>(1) AS ?x) {}"
FORM = "Content-Type: application/x-www-form-urlencoded"
DIRECT = "Content-Type: application/sparql-query"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that answers one query at a time."""
    path = tmp_path_factory.mktemp("kept") / "numbers.nt"
    path.write_text("".join(f"<urn:s{i}> <urn:number> <urn:n{i}> .\n" for i in range(NUMBERS)))
    settings = {"WORKERS": "1", "QUERY_WORKERS": "1", "QUERY_TIMEOUT": "60"}
    arguments = ("--empty", f"--load={path}=urn:g")
    with service(*arguments, **settings, QUERY_PATIENCE="20", LOG_LEVEL="info") as one:
        yield one


class Client:
    """One connection to the service."""

    def __init__(self, started: Service) -> None:
        host, port = urlsplit(started.address).netloc.split(":")
        self.socket = socket.create_connection((host, int(port)), LONG)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self.socket.makefile("rb")

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
        self.socket.close()

    def send(self, *requests: bytes) -> None:
        """Send all at once."""
        self.socket.sendall(b"".join(requests))

    def reply(self, method: str = "GET") -> Reply:
        """Return the next answer, which has to state its length."""
        version, status, _ = self._file.readline().split(b" ", 2)
        assert version == b"HTTP/1.1"
        headers = parse_headers(self._file)
        body = b""
        if method != "HEAD":
            if headers["Transfer-Encoding"] == "chunked":
                body = b"".join(self._chunks())
            else:
                body = self._file.read(int(headers["Content-Length"]))
        return Reply(int(status), headers, body)

    def _chunks(self) -> Iterator[bytes]:
        size = None
        while size != 0:
            size = int(self._file.readline(), 16)
            yield self._file.read(size)
            assert self._file.readline() == b"\r\n"

    def is_closed(self) -> bool:
        """Wait for the service to close the connection, without another byte."""
        return self._file.read(1) == b""


def get(query: str, *fields: str, method: str = "GET") -> bytes:
    return _request(f"{method} /sparql?{urlencode({'query': query})}", fields)


def page(path: str, *fields: str) -> bytes:
    return _request(f"GET {path}", fields)


def post(body: str, *fields: str) -> bytes:
    return _request("POST /sparql", (*fields, f"Content-Length: {len(body)}"), body)


def _request(line: str, fields: tuple[str, ...], body: str = "") -> bytes:
    lines = [f"{line} HTTP/1.1", "Host: localhost", *fields, "", body]
    return "\r\n".join(lines).encode()


def is_count(reply: Reply) -> bool:
    found = json.loads(reply.body)["results"]["bindings"][0]["n"]["value"]
    return reply.status == 200 and int(found) == NUMBERS


def is_fault(reply: Reply) -> bool:
    return reply.status == 400 and reply.media_type == "application/problem+json"


def is_health(reply: Reply) -> bool:
    return reply.status == 200 and reply.media_type != "application/sparql-results+json"


def is_large(reply: Reply) -> bool:
    return reply.status == 200 and len(json.loads(reply.body)["results"]["bindings"]) == 3000


def _is_well(started: Service) -> bool:
    with Client(started) as client:
        client.send(get(COUNT))
        return is_count(client.reply())


EXCHANGES = {
    "query": (get(COUNT), is_count),
    "form": (post(urlencode({"query": COUNT}), FORM), is_count),
    "direct": (post(COUNT, DIRECT), is_count),
    "large": (get(LARGE), is_large),
    "page": (page("/health"), is_health),
    "faulty": (get(FAULTY), is_fault),
    "refused": (get(REFUSED), is_fault),
    "unread": (get(COUNT, "TE: trailers"), is_count),
    "chunked": (
        _request("POST /sparql", (DIRECT, "Transfer-Encoding: chunked"))
        + f"{len(COUNT):x}\r\n{COUNT}\r\n0\r\n\r\n".encode(),
        is_count,
    ),
}


@pytest.mark.parametrize("second", EXCHANGES)
@pytest.mark.parametrize("first", EXCHANGES)
def test_one_request_after_another(started: Service, first: str, second: str) -> None:
    with Client(started) as client:
        for name in (first, second, first):
            request, is_answer = EXCHANGES[name]
            client.send(request)
            assert is_answer(client.reply())


@pytest.mark.parametrize("second", EXCHANGES)
@pytest.mark.parametrize("first", EXCHANGES)
def test_requests_sent_at_once_are_answered_in_order(
    started: Service, first: str, second: str
) -> None:
    names = (first, second, first, "query")
    with Client(started) as client:
        client.send(*(EXCHANGES[name][0] for name in names))
        for name in names:
            assert EXCHANGES[name][1](client.reply()), name


def test_more_requests_at_once_than_are_looked_at(started: Service) -> None:
    requests = [get(f"SELECT ({i} AS ?n) {{}}", f"X-Filler: {'x' * 300}") for i in range(200)]
    assert len(b"".join(requests)) > 65_536
    with Client(started) as client:
        client.send(*requests)
        found = [client.reply().body for _ in requests]
    values = [json.loads(body)["results"]["bindings"][0]["n"]["value"] for body in found]
    assert values == [str(i) for i in range(200)]


@pytest.mark.parametrize("name", EXCHANGES)
def test_a_request_in_pieces(started: Service, name: str) -> None:
    request, is_answer = EXCHANGES[name]
    middle = request.index(b"\r\n\r\n")
    with Client(started) as client:
        for start, end in [(0, 9), (9, middle + 3), (middle + 3, len(request) - 1)]:
            client.send(request[start:end])
            # Until then the piece has been looked at.
            assert _is_well(started)
        client.send(request[-1:], get(COUNT)[:20])
        assert is_answer(client.reply())
        client.send(get(COUNT)[20:])
        assert is_count(client.reply())


def test_a_body_that_comes_after_its_head(started: Service) -> None:
    request = post(COUNT, DIRECT)
    with Client(started) as client:
        client.send(request[: -len(COUNT)])
        assert _is_well(started)
        client.send(request[-len(COUNT) :])
        assert is_count(client.reply())


def test_a_body_longer_than_is_looked_at(started: Service) -> None:
    request = post(COUNT + " " * 100_000, DIRECT)
    with Client(started) as client:
        client.send(request[:70_000])
        assert _is_well(started)
        client.send(request[70_000:], get(COUNT))
        assert is_count(client.reply())
        assert is_count(client.reply())


@pytest.mark.parametrize("name", ["query", "form", "page", "faulty", "refused", "unread"])
def test_the_name_a_client_gives_its_request_comes_back(started: Service, name: str) -> None:
    request, is_answer = EXCHANGES[name]
    with Client(started) as client:
        for given in ("one", "two"):
            client.send(request.replace(b"\r\n", f"\r\nX-Request-ID: {given}\r\n".encode(), 1))
            reply = client.reply()
            assert is_answer(reply)
            assert reply.headers.get_all("X-Request-ID") == [given]


def test_requests_without_a_name_get_one_each(started: Service) -> None:
    with Client(started) as client:
        client.send(get(COUNT), get(COUNT, "X-Request-ID: not <allowed>"), get(REFUSED), get(COUNT))
        names = [client.reply().headers["X-Request-ID"] for _ in range(4)]
    assert len(set(names)) == 4
    assert all(names)


def test_head_is_answered_without_a_body(started: Service) -> None:
    with Client(started) as client:
        client.send(get(COUNT, method="HEAD"), get(LARGE, method="HEAD"), get(COUNT))
        whole = client.reply("HEAD")
        assert whole.status == 200
        assert client.reply("HEAD").status == 200
        reply = client.reply()
        assert is_count(reply)
        assert whole.headers["Content-Length"] == reply.headers["Content-Length"]


@pytest.mark.parametrize("name", ["query", "form", "large", "page", "faulty"])
def test_a_client_may_have_the_connection_closed(started: Service, name: str) -> None:
    request, is_answer = EXCHANGES[name]
    with Client(started) as client:
        client.send(get(COUNT), request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        assert is_count(client.reply())
        reply = client.reply()
        assert is_answer(reply)
        assert reply.headers["Connection"] == "close"
        assert client.is_closed()


@pytest.mark.parametrize("name", ["query", "page"])
def test_a_connection_on_which_nothing_more_comes_is_closed(started: Service, name: str) -> None:
    request, is_answer = EXCHANGES[name]
    with Client(started) as client:
        client.send(request)
        assert is_answer(client.reply())
        assert client.is_closed()


# Clients that go away


def _is_at_work(started: Service) -> bool:
    """Wait until a query runs, which is the one thing here that takes a processor for long."""
    latest = monotonic() + LONG
    before: dict[int, int] = {}
    while monotonic() < latest:
        now = dict(_processor_times(started.process.pid))
        for pid, ticks in now.items():
            # Ten ticks are a tenth of a second.
            if ticks - before.setdefault(pid, ticks) >= 10:
                return True
    return False


def _processor_times(pid: int) -> Iterator[tuple[int, int]]:
    for child in children(pid):
        try:
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        yield child, int(fields[11])
        yield from _processor_times(child)


def _goes(started: Service, before: int) -> bool:
    """Wait until one more client than ``before`` is told to be gone."""
    latest = monotonic() + LONG
    while monotonic() < latest:
        if started.log().count("query: gone") > before:
            return True
    return False


def test_a_client_that_goes_away_leaves_its_worker_to_others(started: Service) -> None:
    gone = started.log().count("query: gone")
    with Client(started) as client:
        client.send(get(COUNT), get(ENDLESS))
        assert is_count(client.reply())
        assert _is_at_work(started)
    assert _is_well(started)
    assert _goes(started, gone)


def test_a_client_that_goes_away_while_it_waits(started: Service) -> None:
    gone = started.log().count("query: gone")
    with Client(started) as first, Client(started) as third:
        first.send(get(ENDLESS))
        assert _is_at_work(started)
        with Client(started) as second:
            second.send(get(ENDLESS))
            third.send(get(COUNT))
        # The first still runs.
        assert _goes(started, gone)
        first.close()
        assert is_count(third.reply())


def test_a_client_that_goes_away_at_once(started: Service) -> None:
    gone = started.log().count("query: gone")
    processes = children(started.process.pid)
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    with Client(started) as client:
        client.send(get(ENDLESS))
    # The request and its end are found at once.
    for pid in processes:
        os.kill(pid, signal.SIGCONT)
    assert _is_well(started)
    assert _goes(started, gone)


def test_a_client_that_goes_away_midway(started: Service) -> None:
    with Client(started) as client:
        client.send(get(LARGE.replace("3000", "3000000"), "Accept: text/csv"))
        assert client.socket.recv(100).startswith(b"HTTP/1.1 200")
    assert _is_well(started)
