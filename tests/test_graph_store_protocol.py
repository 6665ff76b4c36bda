"""The SPARQL 1.1 Graph Store HTTP Protocol: the W3C's tests, both ways to name a graph, faults."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
import rdflib

import w3c
from server import Reply, send
from writing import SPARQL_UPDATE, Service, writable

DIRECT = "graph-store-protocol/manifest-direct.ttl"
INDIRECT = "graph-store-protocol/manifest-indirect.ttl"
EX = "http://example.org/"
GRAPH = "/graphs?graph=" + quote(EX + "graph", safe="")
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture(scope="module")
def running_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with writable(tmp_path_factory.mktemp("data"), "--empty") as found:
        yield found


@pytest.fixture
def service(running_service: Service) -> Service:
    """The service with nothing in it."""
    assert running_service.update("DROP ALL").status == 200
    return running_service


def read(service: Service, path: str, accept: str = "text/turtle", **headers: str) -> Reply:
    return send(service.address, path, headers={"Accept": accept, **headers})


def put(service: Service, path: str, turtle: str) -> Reply:
    return service.send("PUT", path, turtle, TURTLE)


# The W3C's tests.


@pytest.mark.parametrize(
    ("file", "test"),
    [
        pytest.param(file, *test.values, id=test.id, marks=test.marks)
        for file in (DIRECT, INDIRECT)
        for test in w3c.tests_of(file, "GraphStoreProtocolTest")
    ],
)
def test_w3c_graph_store_protocol(file: str, test: rdflib.URIRef, service: Service) -> None:
    def adapted(exchange: w3c.Exchange) -> w3c.Exchange:
        path = exchange.path.replace("/gsp", "/graphs", 1)
        headers = exchange.headers
        if exchange.method not in ("GET", "HEAD"):
            headers = {**headers, **service.authority}
        return replace(exchange, path=path, headers=headers)

    w3c.run(w3c.manifest(file), test, service.address, adapted)


@pytest.mark.usefixtures("shared")
def test_w3c_graph_store_tests_are_all_there() -> None:
    assert len(w3c.tests_of(DIRECT, "GraphStoreProtocolTest")) == 5
    assert len(w3c.tests_of(INDIRECT, "GraphStoreProtocolTest")) == 9


# Reading and writing.


def test_reading_is_open_and_writing_takes_a_token(service: Service) -> None:
    assert put(service, GRAPH, f"<{EX}a> <{EX}p> 1 .").status == 201
    assert read(service, GRAPH).status == 200
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        reply = send(service.address, GRAPH, method=method, headers=TURTLE, body=b"")
        assert reply.status == 401
    assert send(service.address, "/graphs", method="POST", headers=TURTLE).status == 401


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("text/turtle", f"<{EX}a> <{EX}p> 'ä' ."),
        ("text/turtle; charset=utf-8", f"<{EX}a> <{EX}p> 'ä' ."),
        ("application/n-triples", f'<{EX}a> <{EX}p> "ä" .'),
        ("application/ld+json", f'{{"@id": "{EX}a", "{EX}p": "ä"}}'),
        (
            "application/rdf+xml",
            f'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="{EX}">'
            f'<r:Description r:about="{EX}a"><e:p>ä</e:p></r:Description></r:RDF>',
        ),
    ],
)
def test_graphs_are_taken_in_every_format(service: Service, media_type: str, body: str) -> None:
    assert service.send("PUT", GRAPH, body, {"Content-Type": media_type}).status == 201
    assert read(service, GRAPH, "application/n-triples").text == f'<{EX}a> <{EX}p> "ä" .\n'


def test_entities_that_grow_are_refused_before_they_are_written_out(service: Service) -> None:
    declared = "".join(
        f'<!ENTITY {name} "{10 * f"&{before};"}">'
        for before, name in itertools.pairwise("abcdefghijkl")
    )
    laughs = (
        f'<!DOCTYPE r [<!ENTITY a "ha">{declared}]>'
        f'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="{EX}">'
        f'<r:Description r:about="{EX}a"><e:p>&l;</e:p></r:Description></r:RDF>'
    )
    reply = service.send("PUT", GRAPH, laughs, {"Content-Type": "application/rdf+xml"})
    assert reply.status == 400
    assert "the XML entity 'b'" in reply.text
    checked = service.send("POST", "/validate", laughs, {"Content-Type": "application/rdf+xml"})
    assert checked.status == 422
    assert "the XML entity 'b'" in checked.text


def test_put_replaces_post_adds_and_delete_removes(service: Service) -> None:
    assert put(service, GRAPH, f"<{EX}a> <{EX}p> 1, 2 .").status == 201
    reply = put(service, GRAPH, f"<{EX}a> <{EX}p> 2, 3 .")
    assert (reply.status, json.loads(reply.body)["triples_added"]) == (200, 1)
    assert json.loads(reply.body)["triples_removed"] == 1
    assert service.send("POST", GRAPH, f"<{EX}a> <{EX}p> 4 .", TURTLE).status == 200
    rows = service.rows(f"SELECT ?o {{ GRAPH <{EX}graph> {{ ?s ?p ?o }} }} ORDER BY ?o")
    assert rows == [["2"], ["3"], ["4"]]
    assert service.send("DELETE", GRAPH).status == 200
    assert read(service, GRAPH).status == 404
    assert service.send("DELETE", GRAPH).status == 404


def test_an_acknowledged_write_is_seen_by_whichever_process_reads(service: Service) -> None:
    for number in range(40):
        assert put(service, GRAPH, f"<{EX}a> <{EX}p> {number} .").status in (200, 201)
        lines = read(service, GRAPH, "application/n-triples").text
        assert lines.count("\n") == 1
        assert f'"{number}"' in lines


def test_a_direct_graph_is_named_by_its_address(service: Service) -> None:
    path = "/graphs/partners/a%20b.ttl"
    assert put(service, path, "<> <#p> <other> .").status == 201
    [[graph, subject, object_]] = service.rows("SELECT ?g ?s ?o { GRAPH ?g { ?s ?p ?o } }")
    assert graph == subject == service.address + path
    assert object_ == service.address + "/graphs/partners/other"
    indirect = "/graphs?graph=" + quote(graph, safe="")
    assert read(service, indirect).body == read(service, path).body


def test_patch_changes_one_graph(service: Service) -> None:
    put(service, GRAPH, f"<{EX}a> <{EX}p> 1 .")
    update = {"Content-Type": SPARQL_UPDATE}
    change = "DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } WHERE { ?s ?p 1 }"
    text = f"{change} ; INSERT DATA {{ <{EX}b> <{EX}p> 3 }}"
    assert service.send("PATCH", GRAPH, text, update).status == 200
    rows = service.rows("SELECT ?g ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o")
    assert rows == [[EX + "graph", "2"], [EX + "graph", "3"]]
    elsewhere = f"INSERT DATA {{ GRAPH <{EX}other> {{ <{EX}a> <{EX}p> 1 }} }}"
    assert service.send("PATCH", GRAPH, elsewhere, update).status == 400
    assert service.rows(f"SELECT * {{ GRAPH <{EX}other> {{ ?s ?p ?o }} }}") == []
    assert service.send("PATCH", GRAPH, text, TURTLE).status == 415


def test_an_unchanged_graph_is_not_sent_again(service: Service) -> None:
    put(service, GRAPH, f"<{EX}a> <{EX}p> 1 .")
    first = read(service, GRAPH)
    tag = first.headers["ETag"]
    assert read(service, GRAPH, **{"If-None-Match": tag}).status == 304
    assert read(service, GRAPH, "application/n-triples", **{"If-None-Match": tag}).status == 200
    put(service, GRAPH, f"<{EX}a> <{EX}p> 2 .")
    assert read(service, GRAPH, **{"If-None-Match": tag}).status == 200


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", "/graphs", {}, None, 400),
        ("GET", "/graphs?default&graph=urn:g", {}, None, 400),
        ("GET", "/graphs?graph=urn:g&graph=urn:h", {}, None, 400),
        ("GET", "/graphs?graph=relative", {}, None, 400),
        ("GET", "/graphs?graph=urn:none", {}, None, 404),
        ("HEAD", "/graphs/none", {}, None, 404),
        ("GET", "/graphs?default", {"Accept": "image/png"}, None, 406),
        ("PUT", "/graphs?default", {"Content-Type": "text/plain"}, "x", 415),
        ("PUT", "/graphs?default", {}, "x", 415),
        ("PUT", "/graphs?default", {"Content-Type": "application/trig"}, "", 415),
        ("PUT", "/graphs?default", TURTLE, "<a> <b> .", 400),
        ("PUT", "/graphs", TURTLE, "<a> <b> <c> .", 400),
        ("TRACE", "/graphs?default", {}, None, 405),
        ("POST", "/graphs", TURTLE, "<a> <b> \xff .".encode("latin-1"), 400),
    ],
)
def test_what_cannot_be_done_is_told(
    service: Service,
    method: str,
    path: str,
    headers: dict[str, str],
    body: str | bytes | None,
    status: int,
) -> None:
    reply = service.send(method, path, body, headers)
    assert reply.status == status, reply.text
    if method != "HEAD":
        assert reply.media_type == "application/problem+json"
    if status == 415:
        assert "text/turtle" in reply.headers["Accept-Post"]
    if status == 405:
        assert "PUT" in reply.headers["Allow"]


def test_a_new_graph_gets_an_address(service: Service) -> None:
    reply = service.send("POST", "/graphs", f"<> <{EX}p> 1 .", TURTLE)
    assert reply.status == 201
    location = reply.headers["Location"]
    assert location.startswith(service.address + "/graphs/")
    triples = read(service, location.removeprefix(service.address), "application/n-triples").text
    assert triples.startswith(f"<{location}> ")


def conditional(service: Service, method: str, value: int, **headers: str) -> Reply:
    types = {"PATCH": "application/sparql-update", "DELETE": "text/plain"}
    body = f"INSERT DATA {{ <urn:s> <urn:p> {value} }}" if method == "PATCH" else ""
    body = body or f"<urn:s> <urn:p> {value} ."
    headers = {"Content-Type": types.get(method, "text/turtle"), **headers}
    return service.send(method, GRAPH, body, headers)


@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH", "DELETE"])
def test_a_write_to_a_state_that_is_gone_changes_nothing(service: Service, method: str) -> None:
    assert put(service, GRAPH, "<urn:s> <urn:p> 1 .").status == 201
    tag = read(service, GRAPH).headers["ETag"]
    other = read(service, GRAPH, "application/n-triples").headers["ETag"]
    assert conditional(service, "POST", 2, **{"If-Match": f'"else", {tag}'}).status == 200
    before = read(service, GRAPH, "application/n-triples")
    for stale in (tag, other, f"W/{before.headers['ETag']}", '"*"', ","):
        refused = conditional(service, method, 3, **{"If-Match": stale})
        assert (refused.status, refused.media_type) == (412, "application/problem+json")
        assert json.loads(refused.body)["type"].endswith("/problem/precondition-failed")
    assert read(service, GRAPH, "application/n-triples").body == before.body
    assert conditional(service, method, 3, **{"If-Match": before.headers["ETag"]}).status == 200


def test_a_graph_can_be_made_only_where_there_is_none(service: Service) -> None:
    for method, value, header, status in [
        ("PUT", 1, "If-Match", 412),
        ("DELETE", 1, "If-Match", 412),
        ("PUT", 1, "If-None-Match", 201),
        ("PUT", 2, "If-None-Match", 412),
        ("PUT", 3, "If-Match", 200),
    ]:
        reply = conditional(service, method, value, **{header: "*"})
        assert reply.status == status, (method, value, header)
    tag = read(service, GRAPH).headers["ETag"]
    assert conditional(service, "PUT", 4, **{"If-None-Match": f"W/{tag}"}).status == 412
    assert conditional(service, "PUT", 4, **{"If-None-Match": '"else"'}).status == 200


def test_of_clients_that_have_read_the_same_one_wins(service: Service) -> None:
    assert put(service, GRAPH, "<urn:s> <urn:p> 0 .").status == 201
    tag = read(service, GRAPH).headers["ETag"]
    with ThreadPoolExecutor(8) as clients:
        sent = [
            clients.submit(conditional, service, "POST", value, **{"If-Match": tag})
            for value in range(1, 9)
        ]
    assert sorted(each.result().status for each in sent) == [200] + 7 * [412]
    assert len(read(service, GRAPH, "application/n-triples").text.splitlines()) == 2


def test_before_another_store_no_state_can_be_asked_for(tmp_path: Path) -> None:
    # Nobody is there, and nobody is asked.
    settings = dict.fromkeys(("ENDPOINT", "ENDPOINT_GRAPHS"), "http://127.0.0.1:9/")
    with writable(tmp_path, "--empty", **settings) as service:
        for header in ("If-Match", "If-None-Match"):
            refused = conditional(service, "PUT", 1, **{header: "*"})
            assert refused.status == 412
            assert "leave out If-Match" in json.loads(refused.body)["detail"]
