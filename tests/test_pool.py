"""What the pool answers: every form and format, faults of the query, and limited rows."""

from __future__ import annotations

import json
import socket
import tempfile
from collections.abc import Iterator
from http.client import HTTPResponse
from io import BytesIO
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from pool_process import image_of
from pooled import COUNT, LARGE, LONG, MB, SOME, Kept, connection, graph_file, job, keeping
from symbiograph.engine.image import Image
from symbiograph.engine.pool import Completed, Http, Job, Offer, Refused, header_lines
from symbiograph.errors import BadRequest, NotAcceptable, QuerySyntaxError, RemoteAccessRefused
from symbiograph.results import GRAPH_FORMATS, SOLUTION_FORMATS, Format, write


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return graph_file(tmp_path_factory.mktemp("pool"))


@pytest.fixture(scope="module")
def kept(graph: Path) -> Iterator[Kept]:
    with keeping(graph) as kept:
        yield kept


@pytest.fixture(scope="module")
def image(graph: Path) -> Image:
    return image_of(graph)


def _expected(image: Image, text: str, chosen: Format) -> bytes:
    body = BytesIO()
    write(image.query(text), chosen, body)
    return body.getvalue()


@pytest.mark.parametrize("chosen", SOLUTION_FORMATS, ids=lambda f: f.name)
@pytest.mark.parametrize("text", [SOME, "ASK { ?s <urn:number> 7 }"], ids=["SELECT", "ASK"])
def test_solutions_in_every_format(kept: Kept, image: Image, text: str, chosen: Format) -> None:
    offer = Offer(chosen.extension, header_lines([("Content-Type", chosen.media_types[0])]))
    outcome, response, body = kept.ask(job(text, solutions=offer))
    assert body == _expected(image, text, chosen)
    assert response.status == 200
    assert response.headers["Content-Type"] == chosen.media_types[0]
    assert isinstance(outcome, Completed)
    assert (outcome.format, outcome.bytes) == (chosen.extension, len(body))


@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda f: f.name)
@pytest.mark.parametrize(
    "text", ["CONSTRUCT WHERE { ?s <urn:number> ?n }", "DESCRIBE <urn:s007>"], ids=lambda t: t[:8]
)
def test_triples_in_every_format(kept: Kept, image: Image, text: str, chosen: Format) -> None:
    outcome, _, body = kept.ask(job(text, triples=Offer(chosen.extension)))
    assert isinstance(chosen.engine, RdfFormat)
    expected = _expected(image, text, chosen)
    assert set(pyoxigraph.parse(body, chosen.engine)) == set(
        pyoxigraph.parse(expected, chosen.engine)
    )
    assert isinstance(outcome, Completed)
    assert outcome.format == chosen.extension


def test_the_head_has_the_fields_of_the_exchange_and_of_the_results(kept: Kept) -> None:
    http = Http(lines=header_lines([("Vary", "Accept")]))
    _, response, _ = kept.ask(job(COUNT, http=http))
    assert response.headers["Vary"] == "Accept"
    assert response.headers["Content-Type"] == "application/sparql-results+json"
    assert response.headers["Date"].endswith("GMT")
    assert response.headers["Connection"] == "keep-alive"


def test_a_header_field_cannot_smuggle_another() -> None:
    with pytest.raises(ValueError, match="span lines"):
        header_lines([("Link", "<next>\r\nSet-Cookie: a=b")])


def test_the_dataset_of_the_request_is_the_dataset_of_the_query(kept: Kept) -> None:
    graphs = ["urn:graph:one", "urn:graph:two"]
    text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    _, _, body = kept.ask(job(text, default_graphs=graphs, named_graphs=[]))
    assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == "3"
    text = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    _, _, body = kept.ask(job(text, default_graphs=[], named_graphs=graphs[:1]))
    assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == "2"


def test_relative_iris_are_resolved_against_the_base(kept: Kept) -> None:
    text = "CONSTRUCT { <x> <y> <z> } WHERE {}"
    _, _, body = kept.ask(job(text, triples=Offer("nt"), base_iri="http://example.org/"))
    assert body.startswith(b"<http://example.org/x> <http://example.org/y>")


def test_a_small_result_leaves_in_one_piece_with_its_length(kept: Kept) -> None:
    # On this kind of socket each write arrives as one packet.
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        outcome = kept.pool.run(job(SOME), theirs)
        assert isinstance(outcome, Completed)
        assert outcome.bytes > 30_000
        head, body = ours.recv(MB).split(b"\r\n\r\n", 1)
    assert f"Content-Length: {len(body)}".encode() in head
    assert json.loads(body)["results"]["bindings"][499]["n"]["value"] == "499"


def test_head_has_the_head_of_get_and_no_body(kept: Kept) -> None:
    for text in (COUNT, LARGE):
        with connection() as (client, server):
            outcome = kept.pool.run(job(text, http=Http(method="HEAD")), server)
            assert isinstance(outcome, Completed)
            assert outcome.keep_alive
            response = HTTPResponse(client, method="HEAD")
            response.begin()
            assert response.status == 200
            if text is COUNT:
                assert int(response.headers["Content-Length"]) == outcome.bytes
            else:
                assert response.headers["Transfer-Encoding"] == "chunked"
            # Whatever comes next is the next answer.
            again = kept.pool.run(job(COUNT, http=Http(method="HEAD")), server)
            assert isinstance(again, Completed)
            assert response.fp.readline() == b"HTTP/1.1 200 OK\r\n"


def test_an_old_client_gets_a_long_result_until_the_connection_ends(kept: Kept) -> None:
    task = job(f"{LARGE} LIMIT 200", http=Http(version=(1, 0)))
    with connection() as (client, server):
        running = kept.start(task, server)
        response = HTTPResponse(client)
        response.begin()
        assert "Transfer-Encoding" not in response.headers
        assert response.headers["Connection"] == "close"
        outcome = running.result(LONG)
        assert isinstance(outcome, Completed)
        assert not outcome.keep_alive
        server.close()
        assert len(response.read()) == outcome.bytes > MB // 4


def test_a_short_result_keeps_the_connection_of_an_old_client(kept: Kept) -> None:
    outcome, response, _ = kept.ask(job(COUNT, http=Http(version=(1, 0))))
    assert response.headers["Connection"] == "keep-alive"
    assert isinstance(outcome, Completed)
    assert outcome.keep_alive


def test_results_go_to_a_file_without_a_head(kept: Kept, image: Image) -> None:
    with tempfile.TemporaryFile() as file:
        outcome = kept.pool.run(job(SOME, http=None), file)
        assert isinstance(outcome, Completed)
        file.seek(0)
        assert file.read() == _expected(image, SOME, SOLUTION_FORMATS[0])


def test_a_query_longer_than_any_buffer(kept: Kept) -> None:
    words = " ".join(f'"{i:09}"' for i in range(100_000))
    text = f"SELECT (COUNT(?x) AS ?n) {{ VALUES ?x {{ {words} }} }}"
    assert len(text) > MB
    _, _, body = kept.ask(job(text))
    assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == "100000"


def _refusal(kept: Kept, task: Job) -> Exception:
    """Run ``task``, which is to be refused without a byte, and return the error."""
    with connection() as (client, server):
        outcome = kept.pool.run(task, server)
        assert isinstance(outcome, Refused)
        server.close()
        assert client.recv(1) == b""
    return outcome.error


def test_a_syntax_error_comes_back_with_its_place(kept: Kept) -> None:
    error = _refusal(kept, job("SELECT * {\n ?s ?p }"))
    assert isinstance(error, QuerySyntaxError)
    assert error.position is not None
    assert error.position.line == 2
    assert error.members["line"] == 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT (<urn:no-function>(1) AS ?x) {}", BadRequest),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", RemoteAccessRefused),
    ],
)
def test_other_faults_come_back_as_what_they_are(
    kept: Kept, text: str, kind: type[Exception]
) -> None:
    assert type(_refusal(kept, job(text))) is kind


def test_results_of_a_kind_that_the_client_does_not_take(kept: Kept) -> None:
    error = _refusal(kept, job("ASK {}", solutions=None))
    assert isinstance(error, NotAcceptable)
    assert "text/csv" in error.available
    error = _refusal(kept, job("CONSTRUCT WHERE { ?s ?p ?o }", triples=None))
    assert isinstance(error, NotAcceptable)
    assert "text/turtle" in error.available


@pytest.mark.parametrize(("limit", "rows"), [(499, 499), (500, 500), (501, 500), (1, 1), (0, 0)])
def test_a_row_limit_is_told_before_the_rows(kept: Kept, limit: int, rows: int) -> None:
    http = Http(limited_lines=header_lines([("Link", "<next>")]))
    outcome, response, body = kept.ask(job(SOME, row_limit=limit, http=http))
    assert isinstance(outcome, Completed)
    assert (outcome.rows, outcome.limited) == (rows, limit < 500)
    assert response.headers["Link"] == ("<next>" if limit < 500 else None)
    found = [int(row["n"]["value"]) for row in json.loads(body)["results"]["bindings"]]
    assert found == list(range(rows))


def test_a_row_limit_counts_triples(kept: Kept) -> None:
    text = "CONSTRUCT WHERE { ?s <urn:number> ?n }"
    outcome, _, body = kept.ask(job(text, row_limit=499))
    assert isinstance(outcome, Completed)
    assert (outcome.rows, outcome.limited) == (499, True)
    assert len(list(pyoxigraph.parse(body, RdfFormat.TURTLE))) == 499
    outcome, _, _ = kept.ask(job(text, row_limit=500))
    assert isinstance(outcome, Completed)
    assert (outcome.rows, outcome.limited) == (500, False)


@pytest.mark.parametrize("chosen", SOLUTION_FORMATS, ids=lambda f: f.name)
def test_a_row_limit_leaves_terms_as_they_are(kept: Kept, image: Image, chosen: Format) -> None:
    text = """SELECT ?x ?y { VALUES (?x ?y) {
      (UNDEF UNDEF) (1 01) (1.50 1e3) ("a\\tb\\nc\\"\\\\" "x"@en-GB) (<urn:x> true) ("1" "true")
      ("1"^^<urn:type> "line\\rreturn") ("\\u0001" "\\U0001F300") (UNDEF "INF"^^<urn:double>)
      (-0.0 "99999999999999999999"^^<http://www.w3.org/2001/XMLSchema#integer>)
    } }"""
    if chosen.name == "XML":
        # It has no place for this one.
        text = text.replace("\\u0001", "\\u0085")
    offer = Offer(chosen.extension)
    _, _, body = kept.ask(job(text, solutions=offer, row_limit=100))
    assert body == _expected(image, text, chosen)


@pytest.mark.parametrize("size", [1, 3, 8, 20])
@pytest.mark.parametrize("limit", [63, 64, 65])
def test_a_row_limit_falls_anywhere_in_what_the_engine_writes(
    kept: Kept, limit: int, size: int
) -> None:
    long = f"CONCAT({', '.join(['?a'] * size)})"
    text = f"SELECT ({long} AS ?x) ({long} AS ?y) {{ ?s <urn:text> ?a }}"
    outcome, _, body = kept.ask(job(text, row_limit=limit))
    assert isinstance(outcome, Completed)
    assert (outcome.rows, outcome.limited) == (limit, True)
    rows = json.loads(body)["results"]["bindings"]
    assert [len(row) for row in rows] == [2] * limit


def test_a_row_limit_counts_rows_that_bind_nothing(kept: Kept) -> None:
    text = "SELECT ?x { VALUES ?x { UNDEF UNDEF UNDEF } }"
    outcome, _, body = kept.ask(job(text, row_limit=2))
    assert isinstance(outcome, Completed)
    assert (outcome.rows, outcome.limited) == (2, True)
    assert json.loads(body)["results"]["bindings"] == [{}, {}]
