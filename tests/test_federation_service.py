"""``SERVICE`` over HTTP: two running services, and what clients and operators see."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph
import pytest
import rdflib

from certificates import self_signed
from other_endpoint import endpoint, of_graph
from server import Reply, running, send
from symbiograph.engine.federation import Endpoint, Federated, Federation
from symbiograph.engine.image import Image
from symbiograph.errors import RemoteServiceFailed

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
HERE = "<urn:heat> <urn:match> <urn:c1> . <urn:water> <urn:match> <urn:c2> ."
THERE = '<urn:c1> <urn:label> "one"@en . <urn:c2> <urn:label> "two"@en .'


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("graphs")
    paths = {name: folder / f"{name}.ttl" for name in ("here", "there")}
    paths["here"].write_text(HERE)
    paths["there"].write_text(THERE)
    return paths


@pytest.fixture(scope="module")
def there(files: dict[str, Path]) -> Iterator[str]:
    with running("--empty", f"--load={files['there']}=urn:there", WORKERS="1") as address:
        yield f"{address}/sparql"


@pytest.fixture(scope="module")
def here(files: dict[str, Path], there: str, silent: str) -> Iterator[str]:
    with running(
        "--empty",
        f"--load={files['here']}=urn:here",
        SERVICE_ALLOWED=f"{there},{silent}",
        SERVICE_TIMEOUT="30",
        QUERY_TIMEOUT="1",
        WORKERS="1",
    ) as address:
        yield address


@pytest.fixture(scope="module")
def silent() -> Iterator[str]:
    """An endpoint that never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"


def _ask(address: str, query: str, accept: str = "application/json") -> Reply:
    path = "/sparql?" + urlencode({"query": query})
    return send(address, path, headers={"Accept": accept})


def _labels(endpoint: str) -> str:
    return f"?s <urn:match> ?c . SERVICE <{endpoint}> {{ ?c <urn:label> ?l }}"


def test_rows_triples_and_a_page(here: str, there: str) -> None:
    reply = _ask(here, f"SELECT ?s ?l {{ {_labels(there)} }} ORDER BY ?l", "text/csv")
    assert reply.text == "s,l\r\nurn:heat,one\r\nurn:water,two\r\n"
    reply = _ask(here, f"CONSTRUCT {{ ?s <urn:l> ?l }} {{ {_labels(there)} }}", "text/turtle")
    assert len(list(pyoxigraph.parse(reply.body, pyoxigraph.RdfFormat.TURTLE))) == 2
    page = _ask(here, f"SELECT ?s ?l {{ {_labels(there)} }}", "text/html")
    assert page.status == 200
    assert "two" in page.text


def test_others_are_refused_and_told_whom_to_ask(here: str, there: str, silent: str) -> None:
    reply = _ask(here, f"SELECT * {{\n  {_labels('https://example.org/sparql')} }}")
    assert reply.status == 400
    problem = json.loads(reply.body)
    assert problem["type"].endswith("/problem/remote-access-refused")
    assert problem["allowed"] == [there, silent]
    assert problem["detail"].startswith("line 2, column 23: ")


def test_a_failure_is_a_bad_gateway(here: str, there: str) -> None:
    query = f"SELECT * {{ SERVICE <{there}> {{ ?s ?p ?o FILTER(<urn:unknown>(?o)) }} }}"
    reply = _ask(here, query)
    assert reply.status == 502
    assert reply.media_type == "application/problem+json"
    problem = json.loads(reply.body)
    assert problem["type"].endswith("/problem/remote-service-failed")
    assert problem["endpoint"] == there
    assert "urn:unknown" in problem["detail"]
    explained = send(here, "/problem/remote-service-failed", headers={"Accept": "application/json"})
    assert json.loads(explained.body)["status"] == 502


def test_waiting_for_another_endpoint_leaves_time_to_answer(here: str, silent: str) -> None:
    query = f"SELECT ?m {{ ?s <urn:match> ?m . SERVICE SILENT <{silent}> {{ ?m ?p ?o }} }}"
    reply = _ask(here, query, "text/csv")
    assert reply.text == "m\r\nurn:c1\r\nurn:c2\r\n"
    assert reply.headers["SPARQL-Sources"].startswith(f'"{silent}";outcome=timed-out;rows=0;')
    reply = _ask(here, query.replace("SILENT", ""))
    assert reply.status == 502
    assert [source["outcome"] for source in json.loads(reply.body)["sources"]] == ["timed-out"]


def test_the_description_names_the_endpoints(here: str, there: str, silent: str) -> None:
    reply = send(here, "/sparql", headers={"Accept": "text/turtle"})
    described = rdflib.Graph().parse(data=reply.text, format="turtle")
    [service] = described.subjects(rdflib.RDF.type, SD.Service)
    assert (service, SD.feature, SD.BasicFederatedQuery) in described
    listed = {str(iri) for iri in described.objects(service, rdflib.DCTERMS.references)}
    assert listed == {there, silent}
    texts = list(map(str, described.objects(service, rdflib.DCTERMS.description)))
    assert any(f"<{there}>, <{silent}>" in text and "10000000 bytes" in text for text in texts)


def test_without_a_list_the_description_says_so(there: str) -> None:
    reply = send(there.removesuffix("/sparql"), "/sparql", headers={"Accept": "text/turtle"})
    assert "SERVICE is refused with status 400." in reply.text
    assert "BasicFederatedQuery" not in reply.text


def test_a_service_that_asks_itself_comes_to_an_end(files: dict[str, Path]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = f"http://127.0.0.1:{port}/sparql"
    limits = {"QUERY_WORKERS": "1", "WORKERS": "1", "QUERY_PATIENCE": "2"}
    load = f"--load={files['here']}=urn:here"
    with running("--empty", load, "--port", str(port), SERVICE_ALLOWED=own, **limits) as address:
        reply = _ask(address, f"SELECT * {{ SERVICE <{own}> {{ ?s ?p ?o }} }}")
        assert reply.status == 502
        assert "status 503" in json.loads(reply.body)["detail"]
        assert _ask(address, "ASK {}").status == 200


def test_a_list_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "symbiograph", "serve", "--port", "0"]
    environment = {
        "SYMBIOGRAPH_SERVICE_ALLOWED": "ftp://a.org/",
        "SYMBIOGRAPH_DATA_DIR": str(tmp_path),
        "PATH": "",
    }
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "SYMBIOGRAPH_SERVICE_ALLOWED: 'ftp://a.org/' is no address" in done.stderr
    # Before any work was done: there is no release yet, and none was built.
    assert [*tmp_path.iterdir()] == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost and its key, in one file."""
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def secure(certificate: Path) -> Iterator[int]:
    """The port of an endpoint behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with endpoint(of_graph(THERE), context) as elsewhere:
        yield elsewhere.port


def test_tls_is_checked(monkeypatch: pytest.MonkeyPatch, certificate: Path, secure: int) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
    named, numbered = (f"https://{host}:{secure}/sparql" for host in ("localhost", "127.0.0.1"))
    allowed = f"{named},{numbered}"
    with running("--empty", SERVICE_ALLOWED=allowed, WORKERS="1") as address:
        assert _ask(address, f"ASK {{ SERVICE <{named}> {{}} }}").status == 200
        reply = _ask(address, f"ASK {{ SERVICE <{numbered}> {{}} }}")
        assert reply.status == 502
        assert "CERTIFICATE_VERIFY_FAILED" in reply.text


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: int) -> None:
    iri = f"https://localhost:{secure}/sparql"
    source = Federated(Image.empty(), Federation((Endpoint.of(iri),)))
    with pytest.raises(RemoteServiceFailed, match="no secure connection: CERTIFICATE_VERIFY_FAIL"):
        source.query(f"ASK {{ SERVICE <{iri}> {{}} }}")
