"""rdflib and SPARQLWrapper, with ``SERVICE`` at either end."""

from __future__ import annotations

import json
from urllib.error import HTTPError

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, SPARQLWrapper

from conftest import NUMBER, Two

SERVICE = "?s <urn:match> ?c . SERVICE{} <{}> {{ ?c <urn:label> ?l }}"


def test_rdflib_asks_by_service(two: Two) -> None:
    graph = rdflib.Graph()
    graph.add((rdflib.URIRef("urn:own"), rdflib.URIRef("urn:match"), rdflib.URIRef("urn:c7")))
    rows = graph.query(f"SELECT ?l {{ {SERVICE.format('', two.there)} }}")
    assert {str(row[0]) for row in rows} == {"begrip 7", "concept 7"}


def test_an_rdflib_store_has_a_service_ask_another(two: Two) -> None:
    graph = rdflib.Graph(SPARQLStore(two.here, method="POST"))
    rows = list(graph.query(f"SELECT ?s ?l {{ {SERVICE.format('', two.there)} }}"))
    assert len(rows) == 2 * NUMBER
    assert {row[1].language for row in rows} == {"en", "nl"}


def test_rdflib_goes_on_without_a_dead_endpoint(dead: str, two: Two) -> None:
    graph = rdflib.Graph(SPARQLStore(two.here))
    rows = list(graph.query(f"SELECT ?s ?l {{ {SERVICE.format(' SILENT', dead)} }}"))
    assert len(rows) == NUMBER
    assert {row[1] for row in rows} == {None}


def _wrapper(endpoint: str, query: str) -> SPARQLWrapper:
    client = SPARQLWrapper(endpoint, returnFormat=JSON)
    client.setMethod(POST)
    client.setQuery(query)
    return client


def test_sparqlwrapper_is_told_who_answered(two: Two, dead: str) -> None:
    optional = f"OPTIONAL {{ SERVICE SILENT <{dead}> {{ ?c ?p ?o }} }}"
    client = _wrapper(two.here, f"SELECT * {{ {SERVICE.format('', two.there)} {optional} }}")
    result = client.query()
    answered, unreachable = result.info()["sparql-sources"].split(", ")
    assert len(result.convert()["results"]["bindings"]) == 2 * NUMBER
    # 600 values in requests of 500.
    assert answered.startswith(f'"{two.there}";outcome=answered;rows={2 * NUMBER};requests=2;')
    assert unreachable.startswith(f'"{dead}";outcome=unreachable;rows=0;')


def test_sparqlwrapper_is_told_who_failed(two: Two, dead: str) -> None:
    client = _wrapper(two.here, f"SELECT * {{ {SERVICE.format('', dead)} }}")
    with pytest.raises(HTTPError) as caught:
        client.query()
    assert caught.value.code == 502
    [source] = json.loads(caught.value.read())["sources"]
    assert source["outcome"] == "unreachable"
