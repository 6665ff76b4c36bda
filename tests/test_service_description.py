"""The service description, as the W3C's three tests and SPARQL 1.1 Service Description ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, RDFS, VOID

from server import running, send
from symbiograph.prefixes import GRAPH
from symbiograph.writing import tokens

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
SUITE = Path(__file__).parents[2] / "shared" / "w3c" / "sparql11" / "service-description"
# The terms of the recommendation, sections 3.2 to 3.4, as far as a query service can use them.
TERMS = """
Service Feature Language Function Aggregate EntailmentRegime EntailmentProfile Dataset
GraphCollection Graph NamedGraph SPARQL10Query SPARQL11Query SPARQL11Update DereferencesURIs
UnionDefaultGraph RequiresDataset EmptyGraphs BasicFederatedQuery endpoint feature
defaultEntailmentRegime entailmentRegime defaultSupportedEntailmentProfile
supportedEntailmentProfile extensionFunction extensionAggregate languageExtension
supportedLanguage propertyFeature defaultDataset availableGraphs resultFormat inputFormat
defaultGraph namedGraph name graph
"""
CATALOGUE = f"""
<urn:one> <{VOID.triples}> 3 ; <{DCTERMS.title}> "The first"@en , "Der erste"@de .
<{GRAPH}default> <{VOID.triples}> 17 .
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("data")
    (folder / "one.ttl").write_text("<urn:s> <urn:p> 1, 2, 3 .")
    (folder / "two.ttl").write_text("<urn:s> <urn:p> 3, 4 .")
    (folder / "catalog.ttl").write_text(CATALOGUE)
    loads = {"one": "urn:one", "two": "urn:two", "catalog": GRAPH + "catalog"}
    arguments = [f"--load={folder / name}.ttl={graph}" for name, graph in loads.items()]
    with running("--empty", *arguments) as url:
        yield url


@pytest.fixture(scope="module")
def description(address: str) -> rdflib.Graph:
    reply = send(address, "/sparql", headers={"Accept": "application/n-triples"})
    return rdflib.Graph().parse(data=reply.text, format="nt")


def test_the_w3c_has_three_tests_and_here_is_one_for_each() -> None:
    if not SUITE.is_dir():
        pytest.skip("reference material (../shared) is not here")
    manifest = (SUITE / "manifest.ttl").read_text()
    for name in ("has-endpoint-triple", "returns-rdf", "conforms-to-schema"):
        assert f"test_{name.replace('-', '_')}" in globals()
        assert f":{name} rdf:type" in manifest


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "turtle"),
        ("*/*", "turtle"),
        ("text/turtle", "turtle"),
        ("application/rdf+xml", "xml"),
        ("application/n-triples", "nt"),
    ],
)
def test_returns_rdf(
    address: str, description: rdflib.Graph, accept: str | None, name: str
) -> None:
    reply = send(address, "/sparql", headers={} if accept is None else {"Accept": accept})
    assert reply.status == 200
    assert len(rdflib.Graph().parse(data=reply.text, format=name)) == len(description)


def test_has_endpoint_triple(address: str, description: rdflib.Graph) -> None:
    endpoint = rdflib.URIRef(address + "/sparql")
    assert (endpoint, SD.endpoint, endpoint) in description
    assert list(description.subjects(RDF.type, SD.Service)) == [endpoint]


def test_conforms_to_schema(description: rdflib.Graph) -> None:
    used = {term for triple in description for term in triple if str(term).startswith(str(SD))}
    assert used <= {SD[name] for name in TERMS.split()}
    [service] = description.subjects(RDF.type, SD.Service)
    [dataset] = description.objects(service, SD.defaultDataset)
    assert (dataset, RDF.type, SD.Dataset) in description
    [default] = description.objects(dataset, SD.defaultGraph)
    assert (default, RDF.type, SD.Graph) in description
    for entry in description.objects(dataset, SD.namedGraph):
        assert (entry, RDF.type, SD.NamedGraph) in description
        [name] = description.objects(entry, SD.name)
        assert isinstance(name, rdflib.URIRef)
        [graph] = description.objects(entry, SD.graph)
        assert (graph, RDF.type, SD.Graph) in description
    languages = set(description.objects(service, SD.supportedLanguage))
    assert languages == {SD.SPARQL11Query}


def test_named_graphs_have_titles_and_sizes(description: rdflib.Graph) -> None:
    assert len(list(description.objects(None, SD.namedGraph))) == 3
    found = {
        str(description.value(entry, SD.name)): (
            int(description.value(description.value(entry, SD.graph), VOID.triples)),
            str(description.value(description.value(entry, SD.graph), DCTERMS.title)),
        )
        for entry in description.objects(None, SD.namedGraph)
    }
    # The catalogue tells; what it leaves out is counted.
    assert found == {
        "urn:one": (3, "The first"),
        "urn:two": (2, "None"),
        GRAPH + "catalog": (4, "None"),
    }
    [default] = description.objects(None, SD.defaultGraph)
    assert int(description.value(default, VOID.triples)) == 17


def test_every_result_format_promised_is_delivered(address: str, description: rdflib.Graph) -> None:
    promised = {str(iri) for iri in description.objects(None, SD.resultFormat)}
    assert len(promised) == 10
    formats = "http://www.w3.org/ns/formats/"
    deliver = {
        "SPARQL_Results_JSON": "application/sparql-results+json",
        "SPARQL_Results_XML": "application/sparql-results+xml",
        "SPARQL_Results_CSV": "text/csv",
        "SPARQL_Results_TSV": "text/tab-separated-values",
        "Turtle": "text/turtle",
        "JSON-LD": "application/ld+json",
        "N-Triples": "application/n-triples",
        "N-Quads": "application/n-quads",
        "TriG": "application/trig",
        "RDF_XML": "application/rdf+xml",
    }
    assert promised == {formats + name for name in deliver}
    for name, media_type in deliver.items():
        query = "ASK {}" if name.startswith("SPARQL") else "CONSTRUCT WHERE { ?s ?p ?o }"
        path = "/sparql?query=" + quote(query)
        assert send(address, path, headers={"Accept": media_type}).media_type == media_type


def _described(address: str) -> rdflib.Graph:
    reply = send(address, "/sparql", headers={"Accept": "application/n-triples"})
    return rdflib.Graph().parse(data=reply.text, format="nt")


def _told_of_graphs(description: rdflib.Graph, address: str) -> str:
    endpoint = rdflib.URIRef(address + "/sparql")
    assert (endpoint, RDFS.seeAlso, rdflib.URIRef(address + "/graphs")) in description
    counted = rdflib.URIRef(address + "/.well-known/void")
    [default] = description.objects(None, SD.defaultGraph)
    assert (default, RDFS.seeAlso, counted) in description
    told = map(str, description.objects(endpoint, DCTERMS.description))
    [sentence] = [each for each in told if f"<{address}/graphs>" in each]
    return sentence


def test_what_cannot_be_written_is_not_described(address: str, description: rdflib.Graph) -> None:
    assert (None, None, SD.SPARQL11Update) not in description
    assert "written" not in _told_of_graphs(description, address)


def test_where_to_write_is_described_while_a_token_is_in_force(tmp_path: Path) -> None:
    tokens.create(tmp_path, "partner")
    with running("--empty", "--data-dir", str(tmp_path)) as address:
        described = _described(address)
        query, update = (rdflib.URIRef(f"{address}/{name}") for name in ("sparql", "update"))
        assert set(described.subjects(RDF.type, SD.Service)) == {query, update}
        assert list(described.objects(update, SD.endpoint)) == [update]
        assert list(described.objects(update, SD.supportedLanguage)) == [SD.SPARQL11Update]
        assert list(described.objects(query, SD.supportedLanguage)) == [SD.SPARQL11Query]
        assert (query, RDFS.seeAlso, update) in described
        assert "written there with a token" in _told_of_graphs(described, address)
        tokens.revoke(tmp_path, "partner")
        assert list(_described(address).subjects(RDF.type, SD.Service)) == [query]


@pytest.mark.parametrize("kind", ["UPDATE", "GRAPHS"])
def test_before_another_store_what_that_takes_is_described(tmp_path: Path, kind: str) -> None:
    tokens.create(tmp_path, "partner")
    # Nobody is there, and nobody is asked.
    settings = {"ENDPOINT": "http://127.0.0.1:9/", f"ENDPOINT_{kind}": "http://127.0.0.1:9/"}
    with running("--empty", "--data-dir", str(tmp_path), **settings) as address:
        described = _described(address)
        takes_updates = (None, None, SD.SPARQL11Update) in described
        takes_graphs = "written" in _told_of_graphs(described, address)
    assert (takes_updates, takes_graphs) == (kind == "UPDATE", kind == "GRAPHS")


def test_a_browser_gets_the_page_instead(address: str) -> None:
    reply = send(address, "/sparql", headers={"Accept": "text/html, */*;q=0.8"})
    assert reply.media_type == "text/html"
    assert "<textarea" in reply.text
