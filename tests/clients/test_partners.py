"""Two services that ask one another, and partners that are slow, dead or talk nonsense."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from threading import Event
from time import monotonic
from urllib.parse import urlencode

import pytest

from conftest import NUMBER, Two
from other_endpoint import answer, endpoint
from server import Reply, running, send

# What a test allows beside the promised time, on a machine that is busy.
SECONDS, SLACK = 1.0, 10.0


def _ask(endpoint: str, query: str) -> Reply:
    path = "/sparql?" + urlencode({"query": query})
    return send(endpoint.removesuffix("/sparql"), path, headers={"Accept": "application/json"})


def _rows(reply: Reply) -> int:
    assert reply.status == 200, reply.text
    return len(json.loads(reply.body)["results"]["bindings"])


def test_each_asks_the_other(two: Two) -> None:
    labels = "?c <urn:label> ?l"
    matches = "?s <urn:match> ?c"
    forth = f"SELECT * {{ {matches} SERVICE <{two.there}> {{ {labels} }} }}"
    back = f"SELECT * {{ SERVICE <{two.here}> {{ {matches} }} {labels} }}"
    for reply in (_ask(two.here, forth), _ask(two.there, back)):
        assert _rows(reply) == 2 * NUMBER
        assert "outcome=answered" in reply.headers["SPARQL-Sources"]


def test_nobody_passes_a_question_on(two: Two) -> None:
    inner = f"SERVICE <{two.here}> {{ ?s ?p ?o }}"
    reply = _ask(two.here, f"SELECT * {{ SERVICE <{two.there}> {{ {inner} }} }}")
    assert reply.status == 400
    assert "SERVICE within SERVICE" in json.loads(reply.body)["detail"]


def _begin(handler: BaseHTTPRequestHandler, kind: str = "application/json") -> None:
    handler.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n".encode())


def _says_nothing(handler: BaseHTTPRequestHandler, _: str) -> None:
    handler.rfile.read(1)


def _header_by_bytes(handler: BaseHTTPRequestHandler, _: str) -> None:
    _begin(handler)
    while not Event().wait(0.05):
        handler.wfile.write(b"x")


def _body_by_bytes(handler: BaseHTTPRequestHandler, _: str) -> None:
    _begin(handler, "text/tab-separated-values")
    handler.wfile.write(b"\r\n?l\n")
    while not Event().wait(0.05):
        handler.wfile.write(b'"x"\n')


def _broken(handler: BaseHTTPRequestHandler, _: str) -> None:
    answer(handler, b"out of memory", "text/plain", 500)


def _too_many(handler: BaseHTTPRequestHandler, _: str) -> None:
    handler.send_response(429)
    handler.send_header("Retry-After", "60")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _page(handler: BaseHTTPRequestHandler, _: str) -> None:
    answer(handler, b"<!doctype html><title>Welcome</title>", "text/html")


def _garbage(handler: BaseHTTPRequestHandler, _: str) -> None:
    handler.wfile.write(bytes(range(256)))
    handler.close_connection = True


def _half(handler: BaseHTTPRequestHandler, _: str) -> None:
    answer(handler, b'{"head":{"vars":["l"]},"results":{"bindings":[{"l":{"type":"uri","va')


MISBEHAVING = {
    "says nothing": (_says_nothing, "timed-out"),
    "header by bytes": (_header_by_bytes, "timed-out"),
    "body by bytes": (_body_by_bytes, "timed-out"),
    "broken": (_broken, "refused"),
    "too many requests": (_too_many, "refused"),
    "a page": (_page, "unusable"),
    "garbage": (_garbage, "unusable"),
    "half of an answer": (_half, "unusable"),
}


@pytest.fixture(scope="module")
def partners() -> Iterator[dict[str, str]]:
    """The endpoint of each partner by what it does."""
    with ExitStack() as started:
        yield {
            name: started.enter_context(endpoint(reply)).iri
            for name, (reply, _) in MISBEHAVING.items()
        }


@pytest.fixture(scope="module")
def service(partners: dict[str, str], dead: str) -> Iterator[str]:
    allowed = ",".join([*partners.values(), dead])
    settings = {"SERVICE_ALLOWED": allowed, "SERVICE_TIMEOUT": f"{SECONDS}", "WORKERS": "1"}
    with running("--empty", **settings) as address:
        yield f"{address}/sparql"


@pytest.mark.parametrize("name", [*MISBEHAVING, "dead"])
def test_a_partner_costs_its_time_and_no_more(
    service: str, partners: dict[str, str], dead: str, name: str
) -> None:
    iri = {**partners, "dead": dead}[name]
    outcome = {"dead": "unreachable", **{n: o for n, (_, o) in MISBEHAVING.items()}}[name]
    query = f"SELECT * {{ VALUES ?own {{ 1 2 }} SERVICE SILENT <{iri}> {{ ?own <urn:label> ?l }} }}"
    started = monotonic()
    reply = _ask(service, query)
    assert monotonic() - started < SECONDS + SLACK
    assert _rows(reply) == 2
    assert reply.headers["SPARQL-Sources"].startswith(
        f'"{iri}";outcome={outcome};rows=0;requests=1'
    )
    started = monotonic()
    reply = _ask(service, query.replace("SILENT", ""))
    assert monotonic() - started < SECONDS + SLACK
    assert reply.status == 502
    [source] = json.loads(reply.body)["sources"]
    assert (source["endpoint"], source["outcome"]) == (iri, outcome)
    assert ("again after 60 seconds" in source["said"]) is (name == "too many requests")


def test_all_of_them_together(service: str, partners: dict[str, str], dead: str) -> None:
    asked = [*partners.values(), dead]
    clauses = (f"OPTIONAL {{ SERVICE SILENT <{iri}> {{ ?s ?p ?o }} }}" for iri in asked)
    reply = _ask(service, f"SELECT * {{ VALUES ?own {{ 1 2 }} {' '.join(clauses)} }}")
    assert _rows(reply) == 2
    assert reply.headers["SPARQL-Sources"].count("outcome=") == len(asked)
