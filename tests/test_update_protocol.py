"""SPARQL 1.1 Update over HTTP: the W3C's tests, tokens, faults, and clients that people use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from SPARQLWrapper import JSON, POST, POSTDIRECTLY, SPARQLWrapper

import w3c
from server import running, send
from symbiograph.writing import tokens
from writing import SPARQL_UPDATE, Service, writable

SUITE = "protocol/manifest.ttl"
EX = "http://example.org/"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with writable(tmp_path_factory.mktemp("data"), "--empty") as running_service:
        yield running_service


@pytest.fixture(scope="module")
def suite() -> rdflib.Graph:
    return w3c.manifest(SUITE)


# The W3C's tests. Queries go to /sparql/, all else to /update.


def update_tests() -> list[object]:
    tests = w3c.tests_of(SUITE, "ProtocolTest")
    return [test for test in tests if test.id is None or "update" in test.id]


@pytest.mark.parametrize("test", update_tests())
def test_w3c_update_protocol(test: rdflib.URIRef, suite: rdflib.Graph, service: Service) -> None:
    def adapted(exchange: w3c.Exchange) -> w3c.Exchange:
        if exchange.media_type == "application/sparql-query":
            return exchange
        path = exchange.path.replace("/sparql/", "/update", 1)
        return replace(exchange, path=path, headers={**exchange.headers, **service.authority})

    w3c.run(suite, test, service.address, adapted)


@pytest.mark.usefixtures("shared")
def test_w3c_update_tests_are_all_there() -> None:
    assert len(update_tests()) == 14
    assert len(w3c.tests_of(SUITE, "ProtocolTest")) == 34


# Who may write.


def test_without_a_token_made_writing_is_off(tmp_path: object) -> None:
    with running("--empty", "--data-dir", str(tmp_path)) as address:
        headers = {"Content-Type": SPARQL_UPDATE, "Authorization": "Bearer guess"}
        reply = send(address, "/update", method="POST", headers=headers, body=b"CLEAR ALL")
    assert reply.status == 403
    assert "symbiograph token create NAME" in json.loads(reply.body)["detail"]


@pytest.mark.parametrize(
    ("headers", "challenge"),
    [
        ({}, 'Bearer realm="symbiograph"'),
        ({"Authorization": "Basic dXNlcjpwYXNz"}, 'Bearer realm="symbiograph", error='),
        ({"Authorization": "Bearer wrong"}, 'Bearer realm="symbiograph", error="invalid_token"'),
        ({"Authorization": "Bearer"}, 'Bearer realm="symbiograph"'),
    ],
)
def test_a_write_needs_a_token(service: Service, headers: dict[str, str], challenge: str) -> None:
    headers = {**headers, "Content-Type": SPARQL_UPDATE}
    reply = send(service.address, "/update", method="POST", headers=headers, body=b"CLEAR ALL")
    assert reply.status == 401
    assert reply.headers["WWW-Authenticate"].startswith(challenge)


def test_a_revoked_token_ends_at_once(service: Service) -> None:
    token = tokens.create(service.data_dir, "short-lived")
    guest = replace(service, token=token)
    assert guest.update("INSERT DATA {}").status == 200
    tokens.revoke(service.data_dir, "short-lived")
    assert guest.update("INSERT DATA {}").status == 401


def test_sparql_takes_no_updates_even_with_a_token(service: Service) -> None:
    reply = service.send("POST", "/sparql", "CLEAR ALL", {"Content-Type": SPARQL_UPDATE})
    assert reply.status == 403
    reply = service.send("POST", "/sparql", urlencode({"update": "CLEAR ALL"}), FORM)
    assert reply.status == 403


# What an update does, and how it is answered.


def test_the_answer_tells_of_the_commit(service: Service) -> None:
    graph = f"<{EX}answer>"
    first = service.update(f"INSERT DATA {{ GRAPH {graph} {{ <{EX}a> <{EX}p> 1, 2 }} }}")
    assert (first.status, first.media_type) == (200, "application/json")
    told = json.loads(first.body)
    assert {**told, "sequence": 0} == {
        "sequence": 0,
        "triples_added": 2,
        "triples_removed": 0,
        "visible": True,
    }
    again = service.update(f"INSERT DATA {{ GRAPH {graph} {{ <{EX}a> <{EX}p> 1 }} }}")
    assert json.loads(again.body) == {**told, "triples_added": 0}
    gone = service.update(f"DROP GRAPH {graph}")
    assert json.loads(gone.body) == {
        **told,
        "sequence": told["sequence"] + 1,
        "triples_added": 0,
        "triples_removed": 2,
    }


def test_an_acknowledged_write_is_seen_by_the_next_query(service: Service) -> None:
    for number in range(30):
        reply = service.update(f"INSERT DATA {{ GRAPH <{EX}seen> {{ <{EX}a> <{EX}p> {number} }} }}")
        assert json.loads(reply.body)["visible"] is True
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{EX}seen> {{ ?s ?p ?o }} }}"
        assert service.rows(query) == [[str(number + 1)]]


def test_operations_of_one_request_are_done_together_or_not_at_all(service: Service) -> None:
    good = f"INSERT DATA {{ GRAPH <{EX}whole> {{ <{EX}a> <{EX}p> 1 }} }}"
    reply = service.update(f"{good} ; CREATE GRAPH <{EX}whole>")
    assert reply.status == 409
    assert service.rows(f"SELECT * {{ GRAPH <{EX}whole> {{ ?s ?p ?o }} }}") == []
    # The writer has forgotten it, too.
    assert json.loads(service.update(good).body)["triples_added"] == 1


@pytest.mark.parametrize(
    ("text", "status", "part"),
    [
        ("INSERT DATA { <a> <b> }", 400, "line 1, column 23"),
        ("INSERT DATA { <a> <b> 'x }", 400, "the string that starts here does not end"),
        ("CLEAR ALL CLEAR ALL", 400, "CLEAR is not expected here"),
        ("INSERT { ?s ?p ?o }", 400, ""),
        ("SELECT * { ?s ?p ?o }", 400, ""),
        ("LOAD <http://127.0.0.1/>", 400, "does not fetch"),
        ("LOAD SILENT <http://127.0.0.1/> INTO GRAPH <urn:g>", 400, "does not fetch"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 400, "SERVICE"),
        ("INSERT DATA { <a> <b> <<( <a> <b> <c> )>> }", 400, "RDF 1.2"),
        ("COPY <urn:none> TO <urn:g>", 404, "urn:none"),
    ],
)
def test_a_faulty_update_is_told_and_changes_nothing(
    service: Service, text: str, status: int, part: str
) -> None:
    before = service.rows(
        "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    )
    reply = service.update(text)
    assert reply.status == status, reply.text
    assert reply.media_type == "application/problem+json"
    assert part in json.loads(reply.body)["detail"]
    after = service.rows("SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
    assert after == before


def test_pages_of_other_sites_may_ask_to_write(service: Service) -> None:
    reply = send(service.address, "/update", method="OPTIONS")
    assert reply.status == 204
    assert reply.headers["Access-Control-Allow-Methods"] == "POST"
    assert "Authorization" in reply.headers["Access-Control-Allow-Headers"]


# Clients that people use.


def test_rdflib_writes_through_the_service(service: Service) -> None:
    store = SPARQLUpdateStore(
        service.address + "/sparql",
        service.address + "/update",
        headers=service.authority,
        returnFormat="json",
    )
    name = rdflib.URIRef(EX + "rdflib")
    graph = rdflib.Graph(store, identifier=name)
    thing, label = rdflib.URIRef(EX + "thing"), rdflib.Literal("ding", lang="nl")
    graph.add((thing, rdflib.RDFS.label, label))
    assert list(graph) == [(thing, rdflib.RDFS.label, label)]
    graph.remove((thing, None, None))
    assert len(graph) == 0


@pytest.mark.parametrize("style", ["urlencoded", POSTDIRECTLY])
def test_sparqlwrapper_writes_through_the_service(service: Service, style: str) -> None:
    client = SPARQLWrapper(service.address + "/sparql", service.address + "/update")
    client.addCustomHttpHeader("Authorization", f"Bearer {service.token}")
    client.setMethod(POST)
    client.setRequestMethod(style)
    client.setReturnFormat(JSON)
    client.setQuery(f"INSERT DATA {{ GRAPH <{EX}wrapper> {{ <{EX}a> <{EX}p> '{style}' }} }}")
    assert client.query().response.status == 200
    assert service.rows(
        f"SELECT ?o {{ GRAPH <{EX}wrapper> {{ ?s ?p ?o }} FILTER(?o = '{style}') }}"
    )
