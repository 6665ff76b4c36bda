"""How long a query waits for other endpoints, and what it tells of those it has asked."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any
from urllib.parse import urlencode

import pytest
from pyoxigraph import QuerySolutions

from other_endpoint import Reply, endpoint, of_graph
from server import Service, send, service
from symbiograph.engine.federation import Endpoint, Federated, Federation, Partners
from symbiograph.engine.federation.connection import found_in_time
from symbiograph.engine.image import Image
from symbiograph.errors import RemoteServiceFailed

THERE = "<urn:a> <urn:p> <urn:b> , <urn:c> ."
# The time that an endpoint gets, and what a test allows beside it on a machine that is busy.
SECONDS, SLACK = 0.3, 5.0


@pytest.fixture(scope="module")
def there() -> Iterator[str]:
    with endpoint(of_graph(THERE)) as elsewhere:
        yield elsewhere.iri


@pytest.fixture(scope="module")
def silent() -> Iterator[str]:
    """An endpoint that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"


@pytest.fixture(scope="module")
def closed() -> str:
    """An endpoint where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"


def _asked(
    query: str, *iris: str, image: Image | None = None, **limits: Any
) -> tuple[list[Sequence[Any]], Partners]:
    allowed = tuple(map(Endpoint.of, iris))
    limits = {"seconds": SECONDS, **limits}
    source = Federated(image or Image.empty(), Federation(allowed, **limits))
    partners = source.partners()
    found = source.query(query, partners=partners)
    assert isinstance(found, QuerySolutions)
    return [tuple(row) for row in found], partners


def _told(partners: Partners) -> list[tuple[str, str, int, int]]:
    return [(c.endpoint, c.outcome, c.rows, c.requests) for c in partners.consultations]


# Waiting


def _begin(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/tab-separated-values\r\n")


def _header_by_bytes(handler: BaseHTTPRequestHandler, _: str) -> None:
    _begin(handler)
    while not Event().wait(0.02):
        handler.wfile.write(b"X-Wait: a little longer\r\n"[:1])


def _body_by_bytes(handler: BaseHTTPRequestHandler, _: str) -> None:
    _begin(handler)
    handler.wfile.write(b"\r\n?o\n")
    while not Event().wait(0.02):
        handler.wfile.write(b"<urn:b>\n")


@pytest.mark.parametrize("reply", [_header_by_bytes, _body_by_bytes])
def test_an_endpoint_that_sends_a_byte_now_and_then_gets_its_time_and_no_more(reply: Reply) -> None:
    with endpoint(reply) as elsewhere:
        query = f"SELECT * {{ SERVICE {{}} <{elsewhere.iri}> {{ ?s ?p ?o }} }}"
        started = monotonic()
        rows, partners = _asked(query.replace("{}", "SILENT", 1), elsewhere.iri)
        assert monotonic() - started < SECONDS + SLACK
        assert rows == [(None, None, None)]
        assert _told(partners) == [(elsewhere.iri, "timed-out", 0, 1)]
        with pytest.raises(RemoteServiceFailed, match=r"not answered within 0\.3 seconds"):
            _asked(query.replace("{}", "", 1), elsewhere.iri)


def test_one_endpoint_gets_its_time_once_in_a_query(silent: str) -> None:
    clause = f"OPTIONAL {{ SERVICE SILENT <{silent}> {{ ?s ?p ?o }} }}"
    _, partners = _asked(f"SELECT * {{ {clause * 3} }}", silent)
    # Later clauses do not even connect.
    assert [c.requests for c in partners.consultations] == [1, 0, 0]
    assert {c.outcome for c in partners.consultations} == {"timed-out"}
    assert sum(c.seconds for c in partners.consultations) < SECONDS + SLACK
    assert "was used up before" in partners.consultations[1].said


def test_all_endpoints_together_leave_time_to_the_query(silent: str, there: str) -> None:
    clauses = (f"OPTIONAL {{ SERVICE SILENT <{iri}> {{ ?s ?p ?o }} }}" for iri in (silent, there))
    _, partners = _asked(f"SELECT * {{ {' '.join(clauses)} }}", silent, there, together=0.1)
    # The second had nothing left to wait with.
    assert _told(partners) == [(silent, "timed-out", 0, 1), (there, "timed-out", 0, 0)]


def test_a_search_for_addresses_that_does_not_come_back_is_left() -> None:
    never = Event()

    def search() -> list[Any]:
        never.wait()
        return []

    with pytest.raises(TimeoutError):
        found_in_time(search, 0.05)
    never.set()


def test_a_search_for_addresses_that_finds_none_says_so() -> None:
    def search() -> Any:
        # Without asking anybody on the net.
        return socket.getaddrinfo("store", 80, flags=socket.AI_NUMERICHOST)

    with pytest.raises(socket.gaierror):
        found_in_time(search, SLACK)


def test_an_address_that_this_machine_has_no_sockets_for_is_passed_over(
    there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As those of IPv6 are where the system does not have it."""
    search = socket.getaddrinfo

    def more(*arguments: Any, **named: Any) -> list[Any]:
        return [(9999, socket.SOCK_STREAM, 0, "", ("", 0)), *search(*arguments, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", more)
    _, partners = _asked(f"SELECT * {{ SERVICE <{there}> {{ ?s ?p ?o }} }}", there, seconds=SLACK)
    assert _told(partners) == [(there, "answered", 2, 1)]


# Telling


def test_each_clause_is_told_with_its_rows_and_requests(there: str, closed: str) -> None:
    image = Image.empty()
    values = " ".join(f"<urn:n{number}>" for number in range(501))
    rows, partners = _asked(
        f"SELECT * {{ SERVICE <{there}> {{ <urn:a> <urn:p> ?o }} "
        f"OPTIONAL {{ SERVICE SILENT <{closed}> {{ ?o ?q ?r }} }} "
        f"OPTIONAL {{ {{ VALUES ?v {{ {values} }} SERVICE <{there}> {{ ?v <urn:p> ?w }} }} }} }}",
        there,
        closed,
        image=image,
    )
    assert len(rows) == 2
    assert _told(partners) == [
        (there, "answered", 2, 1),
        (closed, "unreachable", 0, 1),
        (there, "answered", 0, 2),
    ]


def test_a_query_without_service_tells_nothing(there: str) -> None:
    _, partners = _asked("SELECT * {}", there)
    assert partners.consultations == ()


# Over HTTP


@pytest.fixture(scope="module")
def started(there: str, closed: str) -> Iterator[Service]:
    allowed = f"{there},{closed}"
    with service("--empty", SERVICE_ALLOWED=allowed, WORKERS="1", ROW_LIMIT="1000") as found:
        yield found


@pytest.fixture
def address(started: Service) -> str:
    return started.address


def _query(there: str, closed: str) -> str:
    silent = f"OPTIONAL {{ SERVICE SILENT <{closed}> {{ ?o ?p ?q }} }}"
    return f"{{ SERVICE <{there}> {{ <urn:a> <urn:p> ?o }} {silent} }}"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("accept", ["text/csv", "application/sparql-results+xml", "text/html"])
def test_the_header_tells_in_every_format(
    address: str, there: str, closed: str, accept: str, method: str
) -> None:
    path = "/sparql?" + urlencode({"query": f"SELECT * {_query(there, closed)}"})
    reply = send(address, path, method=method, headers={"Accept": accept})
    assert reply.status == 200
    told = reply.headers["SPARQL-Sources"]
    # RFC 9651: a list of strings with parameters; a token, two integers and a decimal.
    assert re.fullmatch(
        rf'"{there}";outcome=answered;rows=2;requests=1;seconds=\d+\.\d{{3}}, '
        rf'"{closed}";outcome=unreachable;rows=0;requests=1;seconds=\d+\.\d{{3}}',
        told,
    )
    assert "SPARQL-Sources" in reply.headers["Access-Control-Expose-Headers"]


def test_the_header_goes_with_triples_and_answers(address: str, there: str, closed: str) -> None:
    for form in ("ASK", "CONSTRUCT { ?o ?o ?o }"):
        path = "/sparql?" + urlencode({"query": f"{form} {_query(there, closed)}"})
        assert there in send(address, path).headers["SPARQL-Sources"]
    assert "SPARQL-Sources" not in send(address, "/sparql?query=ASK{}").headers


def test_the_page_shows_whom_it_has_asked(address: str, there: str, closed: str) -> None:
    path = "/sparql?" + urlencode({"query": f"SELECT * {_query(there, closed)}"})
    page = send(address, path, headers={"Accept": "text/html"}).text
    assert f"<td>{there}</td><td>answered</td>" in page
    assert f"<td>{closed}</td><td>unreachable: no connection: Connection refused</td>" in page
    path = "/sparql?" + urlencode({"query": f"ASK {_query(there, closed)}".replace("SILENT", "")})
    failed = send(address, path, headers={"Accept": "text/html"})
    assert failed.status == 502
    assert f"<td>{there}</td><td>answered</td>" in failed.text
    assert f"<td>{closed}</td><td>unreachable" in failed.text


def test_a_failure_tells_of_those_that_had_answered(address: str, there: str, closed: str) -> None:
    path = "/sparql?" + urlencode({"query": f"ASK {_query(there, closed)}".replace("SILENT", "")})
    problem = json.loads(send(address, path).body)
    told = [(s["endpoint"], s["outcome"], s["rows"]) for s in problem["sources"]]
    assert told == [(there, "answered", 2), (closed, "unreachable", 0)]


def test_the_log_names_those_that_silence_passes_over(
    started: Service, there: str, closed: str
) -> None:
    path = "/sparql?" + urlencode({"query": f"ASK {_query(there, closed)}"})
    reply = send(started.address, path)
    # It is written once the answer is out.
    while reply.headers["X-Request-ID"] not in started.log():
        pass
    [line] = [line for line in started.log().splitlines() if reply.headers["X-Request-ID"] in line]
    event = json.loads(line)
    assert (event["level"], event["detail"]) == ("warning", f"<{closed}> unreachable")


# On the command line


def test_the_command_tells_on_standard_error(
    release: object, common: Path, there: str, closed: str
) -> None:
    assert release
    command = [sys.executable, "-m", "symbiograph", "query", "--format", "csv"]
    environment = {
        **os.environ,
        "SYMBIOGRAPH_DATA_DIR": str(common / "release"),
        "SYMBIOGRAPH_SERVICE_ALLOWED": f"{there},{closed}",
    }
    query = f"SELECT ?o {_query(there, closed)} ORDER BY ?o"
    done = subprocess.run(
        [*command, query], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["o", "urn:b", "urn:c"]
    answered, unreachable = done.stderr.splitlines()
    assert re.fullmatch(rf"<{there}> answered: 2 rows, 1 request, \d\.\d\d seconds", answered)
    assert unreachable.startswith(f"<{closed}> unreachable (1 request, ")
    assert unreachable.endswith("no connection: Connection refused")
    loud = query.replace("SILENT", "")
    done = subprocess.run(
        [*command, loud], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    assert "SERVICE SILENT goes on without it" in done.stderr
    assert f"<{there}> answered" in done.stderr
