"""Writing through a service to another store: the same tokens and rules, and no promise of ours."""

from __future__ import annotations

import json

import pyoxigraph
import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat
from starting import Pushed

from server import running, send
from symbiograph.cli import main
from symbiograph.engine.release import Release
from symbiograph.prefixes import BASE, GRAPH
from symbiograph.writing import tokens
from writing import Service

TURTLE = {"Content-Type": "text/turtle", "Accept": "application/n-triples"}
COUNT = "SELECT ?s ?o {{ GRAPH <{}> {{ ?s ?p ?o }} }} ORDER BY ?s ?o"


def rows(service: Service, graph: str) -> list[list[str]]:
    return service.rows(COUNT.format(graph))


def test_update_is_done_by_the_store_and_seen_at_once(service: Service) -> None:
    graph = "http://example.org/updated"
    done = service.update(
        f"PREFIX e: <http://example.org/> INSERT DATA {{ GRAPH <{graph}> {{ e:a e:p 1 , 2 }} }} ;"
        f"WITH <{graph}> DELETE {{ ?s ?p 1 }} INSERT {{ ?s ?p 3 }} WHERE {{ ?s ?p 1 }} ;"
        f"DELETE WHERE {{ GRAPH <{graph}> {{ ?s ?p 2 }} }}"
    )
    assert done.status == 200, done.text
    # No sequence number: the commit is the store's.
    assert json.loads(done.body) == {"done_by": "the store behind this service"}
    assert rows(service, graph) == [["http://example.org/a", "3"]]
    short = "PREFIX e: <http://example.org/> SELECT ?o { GRAPH e:updated { ?s ?p ?o } }"
    assert service.rows(short) == [["3"]]


@pytest.mark.parametrize(
    ("update", "status", "problem"),
    [
        ("INSERT DATA { <urn:a> <urn:b> 1 }", 403, "read-only-graph"),
        (f"CLEAR GRAPH <{GRAPH}skills>", 403, "read-only-graph"),
        (f"CLEAR GRAPH <{GRAPH}default>", 403, "read-only-graph"),
        (f"INSERT DATA {{ GRAPH <{GRAPH}new> {{ <urn:a> <urn:b> 1 }} }}", 403, "read-only-graph"),
        (f"MOVE <{GRAPH}skills> TO <urn:mine>", 403, "read-only-graph"),
        (f"COPY <urn:mine> TO <{GRAPH}skills>", 403, "read-only-graph"),
        ("COPY <urn:mine> TO DEFAULT", 403, "read-only-graph"),
        ("DROP ALL", 400, "bad-request"),
        ("CLEAR NAMED", 400, "bad-request"),
        ("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }", 400, "bad-request"),
        ("LOAD <http://127.0.0.1:9/> INTO GRAPH <urn:mine>", 400, "remote-access-refused"),
        (
            "INSERT { GRAPH <urn:mine> { ?s ?p ?o } } WHERE { SERVICE <http://[::1]/> {} }",
            400,
            "remote-access-refused",
        ),
        (
            "WITH <urn:mine> INSERT { ?s ?p ?o } WHERE { BIND(<bif:http_get>('') AS ?o) }",
            400,
            "bad-request",
        ),
        ("INSERT DATA { GRAPH <urn:mine> { ", 400, "update-syntax-error"),
    ],
)
def test_what_the_rules_forbid_does_not_reach_the_store(
    service: Service, update: str, status: int, problem: str
) -> None:
    refused = service.update(update)
    assert (refused.status, json.loads(refused.body)["type"]) == (
        status,
        f"{BASE}problem/{problem}",
    )
    assert rows(service, "urn:mine") == []


def test_where_names_its_graph_if_the_store_has_no_default_graph(
    service: Service, pushed: Pushed
) -> None:
    update = "INSERT { GRAPH <urn:copied> { ?s ?p ?o } } WHERE { ?s ?p ?o . ?s a <urn:nothing> . }"
    assert service.update(update).status == (400 if pushed.store.name == "virtuoso" else 200)


def test_graphs_are_written_and_read_by_the_graph_store_protocol(service: Service) -> None:
    path = "/graphs?graph=http://example.org/put"
    assert service.send("PUT", path, "<urn:a> <urn:p> 'é' , true .", TURTLE).status in (200, 201)
    assert service.send("POST", path, "<urn:b> <urn:p> [] .", TURTLE).status in (200, 201)
    read = send(service.address, path, headers={"Accept": "application/n-triples"})
    found = [quad.triple for quad in pyoxigraph.parse(read.body, RdfFormat.N_TRIPLES)]
    assert sorted(str(triple.object) for triple in found)[:2] == [
        '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
        '"é"',
    ]
    assert len(found) == 3
    assert service.send("PUT", path, "<urn:c> <urn:p> 1 .", TURTLE).status in (200, 204)
    assert rows(service, "http://example.org/put") == [["urn:c", "1"]]
    assert service.send("DELETE", path).status == 200
    assert send(service.address, path).status == 404
    assert service.send("DELETE", path).status == 404


def test_graph_below_graphs_is_made_and_read(service: Service) -> None:
    made = service.send("POST", "/graphs", "<urn:a> <urn:p> 1 .", TURTLE)
    assert made.status == 201
    read = send(service.address, made.headers["Location"].removeprefix(service.address))
    assert read.status == 200


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_published_graphs_are_not_written_by_the_graph_store_protocol(
    service: Service, method: str
) -> None:
    body = None if method == "DELETE" else "<urn:a> <urn:p> 1 ."
    for graph in (f"graph={GRAPH}skills", f"graph={GRAPH}new", "default"):
        assert service.send(method, f"/graphs?{graph}", body, TURTLE).status == 403


def test_writing_takes_a_token_and_the_addresses(pushed: Pushed, release: Release) -> None:
    data_dir = release.folder.parents[1]
    settings = {"ENDPOINT": pushed.store.settings["ENDPOINT"]}
    with running("--data-dir", str(data_dir), **settings) as address:
        without = Service(address, data_dir, "")
        assert without.update("CLEAR GRAPH <urn:mine>").status in (401, 403)
        token = tokens.create(data_dir, f"unset-{pushed.store.name}")
        unset = Service(address, data_dir, token)
        refused = unset.update("CLEAR GRAPH <urn:mine>")
        assert (refused.status, "SYMBIOGRAPH_ENDPOINT_UPDATE" in refused.text) == (403, True)
        refused = unset.send("DELETE", "/graphs?graph=urn:mine")
        assert (refused.status, "SYMBIOGRAPH_ENDPOINT_GRAPHS" in refused.text) == (403, True)


@pytest.mark.parametrize("command", [["history"], ["restore", "0"], ["backup", "copy"]])
def test_commits_are_for_the_store_to_tell(pushed: Pushed, command: list[str]) -> None:
    run = CliRunner().invoke(main, command, env=pushed.store.environment)
    assert run.exit_code == 2
    assert "the store there keeps what is written" in run.output
