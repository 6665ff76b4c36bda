"""Comunica over one service, over two, over a service and a file, and with ``SERVICE``."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from comunica import Failed, ask
from pyoxigraph import RdfFormat

from conftest import NUMBER, RARE, Two

JOIN = '?s <urn:match> ?c . ?c <urn:label> ?l FILTER(LANG(?l) = "nl")'


def test_one_service(two: Two) -> None:
    answer = ask("SELECT ?l { <urn:c7> <urn:label> ?l }", two.there)
    assert sorted(row["l"] for row in answer.rows) == ["begrip 7", "concept 7"]
    # What made it an endpoint was its own description, read by the first request.
    assert answer.requests[0] == two.there
    assert answer.queries(two.there)
    triples = ask(
        "CONSTRUCT { ?c <urn:l> ?l } { ?c <urn:label> ?l }", two.there, accept="text/turtle"
    )
    read = pyoxigraph.parse(triples.text, RdfFormat.TURTLE)
    assert len(list(read)) == 2 * (NUMBER + 9)
    truth = ask("ASK { <urn:c7> ?p ?o }", two.there, accept="simple")
    assert truth.text.strip() == "true"


def test_two_services_are_joined_by_batches_of_values(two: Two) -> None:
    answer = ask(f"SELECT ?s ?l {{ ?s <urn:is> <urn:rare> . {JOIN} }}", *two)
    assert {(row["s"], row["l"]) for row in answer.rows} == {
        (f"urn:s{n}", f"begrip {n}") for n in range(RARE)
    }
    # Sixteen rows go with each; what is too long for an address is posted.
    batches = RARE // 16
    asked = [address for address in answer.requests if address.startswith(two.there)]
    assert batches < len(asked) < RARE / 5
    assert [query.count("(<urn:s") for query in answer.queries(two.there)] == [RARE % 16]
    assert len(answer.queries(two.here)) == 1


def test_a_service_and_a_file(two: Two, matches: Path) -> None:
    answer = ask(f"SELECT ?s ?l {{ {JOIN} }}", two.there, matches)
    assert len(answer.rows) == NUMBER


def test_a_service_clause_that_comunica_sends(two: Two, matches: Path) -> None:
    query = (
        f"SELECT ?l {{ <urn:s7> <urn:match> ?c . SERVICE <{two.there}> {{ ?c <urn:label> ?l }} }}"
    )
    answer = ask(query, matches)
    assert sorted(row["l"] for row in answer.rows) == ["begrip 7", "concept 7"]


def test_a_service_clause_that_goes_on_through_a_service(two: Two) -> None:
    query = f"SELECT ?s ?l {{ ?s <urn:match> ?c . SERVICE <{two.there}> {{ ?c <urn:label> ?l }} }}"
    answer = ask(query, two.here)
    assert len(answer.rows) == 2 * NUMBER
    # It was told that the service federates, and has left all to it.
    assert not answer.queries(two.there)


def test_a_dead_endpoint_is_passed_over_only_where_it_may_be(two: Two, dead: str) -> None:
    query = f"SELECT ?c {{ <urn:s7> <urn:match> ?c . SERVICE SILENT <{dead}> {{ ?c ?p ?o }} }}"
    assert [row["c"] for row in ask(query, two.here).rows] == ["urn:c7"]
    with pytest.raises(Failed, match="502"):
        ask(query.replace("SILENT", ""), two.here)


def test_the_description_in_void(two: Two) -> None:
    query = """PREFIX void: <http://rdfs.org/ns/void#>
        SELECT ?of ?n { ?data void:propertyPartition [ void:property ?of ; void:triples ?n ] }"""
    answer = ask(query, two.here.replace("sparql", ".well-known/void"))
    found = {row["of"]: int(row["n"]) for row in answer.rows}
    assert found == {"urn:match": NUMBER, "urn:is": RARE}
