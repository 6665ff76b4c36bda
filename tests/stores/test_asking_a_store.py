"""Queries to a service that stands before another store: the answers of the embedded one."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, QueryResultsFormat, RdfFormat
from starting import MOST_ROWS, Pushed

from server import Reply, running, send
from symbiograph.engine.image import Image
from symbiograph.engine.release import Release
from symbiograph.prefixes import BASE, GRAPH
from writing import Service

SKILLS = GRAPH + "skills"
HEADERS = {"Accept": "application/sparql-results+json"}


def ask(service: Service, query: str, accept: str = HEADERS["Accept"], **more: str) -> Reply:
    path = "/sparql?" + urlencode({"query": query, **more})
    return send(service.address, path, headers={"Accept": accept})


def rows(reply: Reply) -> list[tuple[str, ...]]:
    assert reply.status == 200, reply.text
    found = pyoxigraph.parse_query_results(reply.body, QueryResultsFormat.JSON)
    return sorted(tuple("" if term is None else str(term) for term in row) for row in found)


def of(image: Image, query: str) -> list[tuple[str, ...]]:
    found = image.query(query, base_iri=BASE)
    return sorted(tuple("" if term is None else str(term) for term in row) for row in found)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        # Other tests write graphs of other names.
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } "
        f"FILTER(STRSTARTS(STR(?g), '{GRAPH}')) }} GROUP BY ?g",
        f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{SKILLS}> {{ ?s ?p ?o }} }}",
        f"SELECT (COUNT(*) AS ?n) FROM <{SKILLS}> {{ ?s ?p ?o }}",
        f"SELECT (COUNT(*) AS ?n) FROM NAMED <{SKILLS}> {{ ?s ?p ?o }}",
        f"SELECT ?g (COUNT(*) AS ?n) FROM <{SKILLS}> {{ GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g",
        f"SELECT DISTINCT ?g FROM NAMED <{SKILLS}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "SELECT ?s ?l { ?s a <ontology#Skill> ; "
        "<http://www.w3.org/2004/02/skos/core#prefLabel> ?l }",
        "SELECT ?s { ?s <http://www.w3.org/2000/01/rdf-schema#label> 'no such label' }",
        "SELECT * { VALUES ?x { 'é \\U0001F600' ' two  spaces ' '' 'nodeID://b1' } }",
        "SELECT * { VALUES ?x { \"'\" 'a\\tb\\nc\\rd' '\\\\' } }",
        "SELECT ?x { VALUES ?x { 1 2.5 'x'@en 'y'@de-AT <http://example.org/a> } }",
    ],
)
def test_rows_are_those_of_the_embedded_store(service: Service, image: Image, query: str) -> None:
    assert rows(ask(service, query)) == of(image, query)


@pytest.mark.parametrize(("pattern", "truth"), [("?s ?p ?o", True), ("?s <urn:no> ?o", False)])
def test_question_has_a_boolean_answer(service: Service, pattern: str, truth: bool) -> None:
    assert json.loads(ask(service, f"ASK {{ {pattern} }}").body) == {"head": {}, "boolean": truth}


def test_stored_booleans_and_blank_nodes_are_written_as_sparql_does(service: Service) -> None:
    written = ask(service, "SELECT ?b { ?s ?p ?b FILTER(ISBLANK(?b)) } LIMIT 3")
    found = pyoxigraph.parse_query_results(written.body, QueryResultsFormat.JSON)
    assert all(isinstance(row[0], BlankNode) for row in found)
    booleans = "SELECT DISTINCT ?b { ?s ?p ?b FILTER(DATATYPE(?b) = xsd:boolean) }"
    prefix = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
    assert {value for (value,) in rows(ask(service, prefix + booleans))} <= {
        f'"{value}"^^<http://www.w3.org/2001/XMLSchema#boolean>' for value in ("true", "false")
    }


def test_construct_gives_the_same_triples_in_every_format(service: Service, image: Image) -> None:
    query = "CONSTRUCT { ?s a ?c } WHERE { ?s a <ontology#Skill> , ?c }"
    expected = sorted(map(str, image.query(query, base_iri=BASE)))
    for form in (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML):
        reply = ask(service, query, form.media_type)
        assert reply.status == 200, reply.text
        found = pyoxigraph.parse(reply.body, form)
        assert sorted({str(quad.triple) for quad in found}) == sorted(set(expected))


@pytest.mark.parametrize(
    ("query", "status", "problem"),
    [
        ("SELECT ?x {", 400, "query-syntax-error"),
        ("DEFINE get:soft 'soft' SELECT * { ?s ?p ?o }", 400, "query-syntax-error"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400, "remote-access-refused"),
        ("SELECT (<bif:http_get>('http://127.0.0.1:9/') AS ?x) {}", 400, "bad-request"),
        (
            "PREFIX a: <bif:http_> SELECT (a:get('http://127.0.0.1:9/') AS ?x) {}",
            400,
            "bad-request",
        ),
        (f"SELECT * FROM <{SKILLS}> FROM <{GRAPH}units> {{ ?s ?p ?o }}", 400, "bad-request"),
    ],
)
def test_what_must_not_reach_a_store_is_refused(
    service: Service, query: str, status: int, problem: str
) -> None:
    reply = ask(service, query)
    assert reply.status == status
    assert json.loads(reply.body)["type"] == f"{BASE}problem/{problem}"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {MOST_ROWS + 10}",
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }} LIMIT {MOST_ROWS + 10}",
    ],
    ids=["SELECT", "CONSTRUCT"],
)
def test_result_is_whole_or_refused(service: Service, pushed: Pushed, query: str) -> None:
    construct = query.startswith("CONSTRUCT")
    reply = ask(service, query, "application/n-triples" if construct else "text/csv")
    if pushed.store.name == "virtuoso":
        assert reply.status == 502
        problem = json.loads(reply.body)
        assert problem["type"] == f"{BASE}problem/result-cut"
        assert problem["rows"] == MOST_ROWS
    else:
        assert reply.status == 200
        assert len(reply.body.splitlines()) == MOST_ROWS + 10 + (not construct)


def test_query_that_takes_too_long_is_ended(pushed: Pushed, release: Release) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?c) < STR(?i)) }"
    data_dir = str(release.folder.parents[1])
    settings = {**pushed.store.settings, "QUERY_TIMEOUT": "0.5"}
    with running("--data-dir", data_dir, **settings) as address:
        reply = send(address, "/sparql?" + urlencode({"query": endless}), headers=HEADERS)
    assert reply.status == 504
    assert json.loads(reply.body)["type"] == f"{BASE}problem/deadline-exceeded"


def test_row_limit_is_kept_and_told(pushed: Pushed, release: Release) -> None:
    data_dir = str(release.folder.parents[1])
    with running("--data-dir", data_dir, **pushed.store.settings, ROW_LIMIT="7") as address:
        for query in ("SELECT ?s { ?s ?p ?o } LIMIT 50", "DESCRIBE <ontology#Skill>"):
            path = "/sparql?" + urlencode({"query": query})
            accept = "text/csv" if query.startswith("SELECT") else "application/n-triples"
            reply = send(address, path, headers={"Accept": accept})
            assert reply.status == 200, reply.text
            assert reply.headers["X-SPARQL-MaxRows"] == "7"


def test_pages_come_from_the_release(service: Service) -> None:
    assert send(service.address, "/ontology.ttl").status == 200


def test_health_asks_the_store(service: Service) -> None:
    reply = send(service.address, "/health")
    assert (reply.status, json.loads(reply.body)["store"]) == (200, "answers")


def test_service_of_a_listed_endpoint_is_asked_by_this_service(
    pushed: Pushed, release: Release, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.ttl"
    notes.write_text(f"<{BASE}ontology#Skill> <urn:note> 'seen elsewhere' .", encoding="utf-8")
    data_dir = str(release.folder.parents[1])
    with running("--empty", "--load", f"{notes}=urn:notes") as other:
        settings = {**pushed.store.settings, "SERVICE_ALLOWED": f"{other}/sparql"}
        with running("--data-dir", data_dir, **settings) as address:
            query = (
                "PREFIX owl: <http://www.w3.org/2002/07/owl#> "
                "SELECT ?note { VALUES ?class { <ontology#Skill> } ?class a owl:Class . "
                f"SERVICE <{other}/sparql> {{ ?class <urn:note> ?note }} }}"
            )
            path = "/sparql?" + urlencode({"query": query})
            assert rows(send(address, path, headers=HEADERS)) == [('"seen elsewhere"',)]
