"""What people query with: the page of the endpoint as a plain form, SPARQLWrapper and rdflib."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper

from server import send
from sparql import COUNT, EX, FORM, two_graphs


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with two_graphs(tmp_path_factory.mktemp("data")) as url:
        yield url


def test_the_page_works_as_a_plain_form(address: str) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = send(address, "/sparql", headers=browser)
    assert page.media_type == "text/html"
    assert 'method="post" action="/sparql"' in page.text
    body = urlencode({"query": f"SELECT ?o {{ <{EX}c> ?p ?o }}"}).encode()
    answer = send(address, "/sparql", method="POST", headers={**FORM, **browser}, body=body)
    assert "three &amp; &lt;more&gt;" in answer.text
    assert "1 row" in answer.text


def test_the_page_says_when_it_does_not_show_all(address: str) -> None:
    values = " ".join(map(str, range(1001)))
    body = urlencode({"query": f"SELECT ?x {{ VALUES ?x {{ {values} }} }}"}).encode()
    headers = {**FORM, "Accept": "text/html"}
    page = send(address, "/sparql", method="POST", headers=headers, body=body)
    assert "These are the first 1000 rows." in page.text


def wrapper(address: str, query: str, format_: str, method: str = "GET") -> SPARQLWrapper:
    client = SPARQLWrapper(address + "/sparql")
    client.setQuery(query)
    client.setReturnFormat(format_)
    client.setMethod(method)
    return client


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("style", ["urlencoded", POSTDIRECTLY])
def test_sparqlwrapper_selects(address: str, method: str, style: str) -> None:
    client = wrapper(address, f"SELECT ?o {{ <{EX}c> ?p ?o }}", JSON, method)
    client.setRequestMethod(style)
    found = client.query().convert()
    assert found["results"]["bindings"][0]["o"]["value"] == "three & <more>"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_sparqlwrapper_reads_every_kind(address: str) -> None:
    assert wrapper(address, "ASK {}", JSON).query().convert()["boolean"] is True
    xml = wrapper(address, "SELECT (1 AS ?x) {}", XML).query().convert()
    assert xml.getElementsByTagName("literal")[0].firstChild.data == "1"
    assert wrapper(address, "SELECT (1 AS ?x) {}", CSV).query().convert() == b"x\r\n1\r\n"
    graph = wrapper(address, "CONSTRUCT WHERE { ?s ?p ?o }", XML).query().convert()
    assert len(graph) == 6
    turtle = wrapper(address, "CONSTRUCT WHERE { ?s ?p ?o }", TURTLE).query().convert()
    assert len(rdflib.Graph().parse(data=turtle, format="turtle")) == 6


def test_sparqlwrapper_names_the_dataset(address: str) -> None:
    client = wrapper(address, COUNT.format(""), JSON)
    client.addDefaultGraph(EX + "one")
    client.addDefaultGraph(EX + "two")
    assert client.query().convert()["results"]["bindings"][0]["n"]["value"] == "6"


@pytest.mark.parametrize("format_", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_an_rdflib_graph_reads_through_the_service(address: str, format_: str, method: str) -> None:
    store = SPARQLStore(address + "/sparql", returnFormat=format_, method=method)
    graph = rdflib.Graph(store)
    rows = list(graph.query(f"SELECT ?o WHERE {{ <{EX}b> <{EX}p> ?o }}"))
    expected = rdflib.Literal("twee") if format_ == "csv" else rdflib.Literal("twee", lang="nl")
    assert [row[0] for row in rows] == [expected]
