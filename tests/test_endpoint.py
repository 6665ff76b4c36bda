"""What may reach another store, and how its answers are read: without a store."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from tempfile import TemporaryFile

import pytest

from symbiograph.engine.endpoint import Endpoint, EndpointSource, Exchange, refuse_calls, with_base
from symbiograph.engine.endpoint.dataset import parameters
from symbiograph.engine.federation import Federated, Federation
from symbiograph.engine.outline import outline
from symbiograph.engine.pool import Inline, Job, Offer, Refused
from symbiograph.errors import (
    BadRequest,
    DeadlineExceeded,
    RefusedByStore,
    ResultCut,
    SettingError,
    StoreFailed,
    StoreUnavailable,
    SymbiographError,
)
from symbiograph.settings import Settings

JSON = "application/sparql-results+json"
SECRET = "secret"  # noqa: S105 - of nobody

pytestmark = pytest.mark.usefixtures("swept")


@contextmanager
def store(
    status: int, body: bytes, length: int | None = None, **headers: str
) -> Iterator[EndpointSource]:
    """A store that answers everything alike, and says ``length`` for the length of its body."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield EndpointSource(Endpoint(f"http://127.0.0.1:{server.server_port}/"), "test")
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, RefusedByStore),
        (401, StoreFailed),
        (404, StoreFailed),
        (302, StoreFailed),
        (500, StoreFailed),
        (503, StoreUnavailable),
        (504, DeadlineExceeded),
    ],
)
def test_refusal_of_a_store_has_a_name_and_its_first_words(
    status: int, error: type[SymbiographError]
) -> None:
    with store(status, b"<p>No luck today.</p>\n\nSELECT secret") as source:
        with pytest.raises(error) as raised:
            source.query("ASK {}")
        assert type(raised.value) is error
        assert "No luck today." in raised.value.message
        assert "secret" not in raised.value.message


def test_store_that_does_not_answer_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        EndpointSource(Endpoint(address), "test").query("ASK {}")


def test_store_that_is_silent_may_have_done_a_write() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        exchange = Exchange(Endpoint(address), seconds=0.1)
        with pytest.raises(StoreUnavailable, match="not known here whether it was done"):
            exchange.post(address, [("update", "CLEAR GRAPH <urn:g>")], "*/*")
        exchange.close()


def test_own_time_out_of_virtuoso_is_a_time_out() -> None:
    said = b"Virtuoso S1T00 Error SR171: Transaction timed out"
    with store(500, said) as source, pytest.raises(DeadlineExceeded):
        source.query("ASK {}")


@pytest.mark.parametrize(
    "header", [{"X_SPARQL_MaxRows": "10000"}, {"X_SQL_State": "S1TAT", "X_SQL_Message": "anytime"}]
)
def test_result_marked_as_cut_is_not_passed_on(header: dict[str, str]) -> None:
    body = b'{"head":{"vars":["a"]},"results":{"bindings":[]}}'
    with store(200, body, **header) as source, pytest.raises(ResultCut):
        source.query("SELECT ?a {}")


@pytest.mark.parametrize("body", [b"<html>Welcome</html>", b""])
def test_what_is_no_result_is_a_fault_of_the_store(body: bytes) -> None:
    with store(200, body, Content_Type="text/html") as source:
        for query in ("SELECT * {}", "CONSTRUCT WHERE { ?s ?p ?o }"):
            with pytest.raises(StoreFailed):
                source.query(query)


def test_answer_that_breaks_off_is_noticed() -> None:
    body = b'{"head":{"vars":["a"]},"results":{"bindings":[{},{}'
    broken = store(200, body, length=len(body) + 100)
    with broken as source, pytest.raises(StoreFailed, match="broke off"):
        list(source.query("SELECT ?a {}"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "kind", "begin"),
    [
        ("SELECT ?a {}", JSON, b'{"head":{"vars":["a"]},"results":{"bindings":[{},'),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples", b"<urn:a> <urn:b> <urn:c> .\n"),
    ],
)
def test_words_of_a_store_amid_its_results_end_them(query: str, kind: str, begin: bytes) -> None:
    """Native Oxigraph says so within an answer of status 200 when its own time is up."""
    body = begin + b"The SPARQL operation has been cancelled"
    with store(200, body, Content_Type=kind) as source, TemporaryFile() as target:
        inline = Inline(Federated(source, Federation()))
        outcome = inline.run(Job(query, 9, Offer("csv"), Offer("nt")), target)
        assert isinstance(outcome, Refused)
        assert isinstance(outcome.error, StoreFailed)
        assert target.tell() == 0


def test_oddities_are_put_right_wherever_blocks_end() -> None:
    boolean = '"datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": "1"'
    row = (
        '{"a": {"type": "bnode", "value": "nodeID://b1"}, '
        f'"b": {{"type": "typed-literal", {boolean}}}, '
        '"c": {"type": "literal", "value": "\\"type\\": \\"bnode\\", \\"value\\": nodeID://x"}}'
    )
    rows = ",".join([row] * 3000)
    text = f'{{"head": {{"vars": ["a", "b", "c"]}}, "results": {{"bindings": [{rows}]}}}}'
    with store(200, text.encode()) as source:
        found = [tuple(map(str, row)) for row in source.query("SELECT ?a ?b ?c {}")]  # type: ignore[union-attr]
    assert len(found) == 3000
    assert {row[1:] for row in found} == {
        (
            '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
            '"\\"type\\": \\"bnode\\", \\"value\\": nodeID://x"',
        )
    }
    assert {row[0] for row in found} == {"_:b1"}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (<bif:http_get>('http://e/') AS ?x) {}",
        "PREFIX b: <BIF:http_> SELECT (b:get('http://e/') AS ?x) {}",
        "SELECT (<\\u0062if:http_get>('') AS ?x) {}",
        "SELECT (<\\U00000062if:http_get>('') AS ?x) {}",
        "ASK { ?s <sql:x> ?o }",
        "SELECT (<java:java.lang.Runtime>() AS ?x) {}",
        "ASK { FILTER(?x = 'bif:') }",
    ],
)
def test_functions_of_a_store_are_not_called(text: str) -> None:
    with pytest.raises(BadRequest, match="functions of their own"):
        refuse_calls(text)


def test_words_that_only_end_like_that_pass() -> None:
    refuse_calls("PREFIX nosql: <http://e/mysql:> ASK { ?java nosql:a <urn:x-java:> }")


def of(text: str, default_graph: str = "", **asked: list[str]) -> list[tuple[str, str]]:
    names = ["urn:a", "urn:d", "http://www.openlinksw.com/schemas/virtrdf#"]
    return parameters(
        text,
        outline(text),
        asked.get("default"),
        asked.get("named"),
        default_graph,
        lambda: names,
    )


def test_dataset_goes_to_the_store_as_parameters() -> None:
    nothing = "urn:symbiograph:no-such-graph"
    assert of("ASK { ?s ?p ?o }") == []
    assert of("ASK { ?s ?p ?o }", "urn:d") == [("default-graph-uri", "urn:d")]
    assert of("ASK { GRAPH ?g {} }", "urn:d") == [
        ("default-graph-uri", "urn:d"),
        ("named-graph-uri", "urn:a"),
    ]
    assert of("ASK FROM <urn:x> FROM <urn:x> { }", "urn:d") == [
        ("default-graph-uri", "urn:x"),
        ("named-graph-uri", nothing),
    ]
    assert of("ASK FROM <urn:x> { }", default=[], named=["urn:n"]) == [
        ("default-graph-uri", nothing),
        ("named-graph-uri", "urn:n"),
    ]
    with pytest.raises(BadRequest, match="one default graph"):
        of("ASK FROM <urn:x> FROM <urn:y> { }")


def test_base_is_added_where_there_is_none() -> None:
    assert (
        with_base("ASK { <a> ?p 'BASE' }", "http://e/") == "BASE <http://e/> ASK { <a> ?p 'BASE' }"
    )
    assert with_base("base <http://o/> ASK {}", "http://e/") == "base <http://o/> ASK {}"
    assert with_base("ASK {}", None) == "ASK {}"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"endpoint": "localhost:8890"}, "must be an address"),
        ({"endpoint": "http://me:secret@host/"}, "must hold no name or password"),
        ({"endpoint": "http://host/", "endpoint_auth": "kerberos"}, "basic or digest"),
    ],
)
def test_settings_that_cannot_be_are_told(settings: dict[str, str], message: str) -> None:
    with pytest.raises(SettingError, match=message) as raised:
        Endpoint.of(Settings(**settings))  # type: ignore[arg-type]
    assert "secret" not in raised.value.message


def test_password_is_not_shown() -> None:
    settings = Settings(endpoint="http://host/", endpoint_user="me", endpoint_password=SECRET)
    assert SECRET not in repr(settings) + repr(Endpoint.of(settings)) + str(settings.described())
    assert ("SYMBIOGRAPH_ENDPOINT_PASSWORD", "(set)") in [row[:2] for row in settings.described()]


def test_login_is_basic_or_nobody() -> None:
    seen: list[str | None] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers["Authorization"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        for user in ("", "me"):
            exchange = Exchange(Endpoint(address, user=user, password=SECRET))
            exchange.send("GET", address).close()
            exchange.close()
        server.shutdown()
    assert seen == [None, "Basic bWU6c2VjcmV0"]
