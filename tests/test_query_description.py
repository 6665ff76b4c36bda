"""The catalogue of named queries as RDF: what is said of each query, and that it can be asked."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from small_graph import client_of
from symbiograph.engine.image import Image
from symbiograph.prefixes import BASE, GRAPH, PREFIXES
from symbiograph.queries import NamedQuery, catalogue, read_query
from symbiograph.queries.body import form_token
from symbiograph.queries.description import describe, prefixes

ALL = catalogue()
HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
EXAMPLE = """#+ title: Cases of a kind
#+ description: Lists cases.
#+ parameters:
#+   place: {type: country, label: Country}
#+   waste: {type: code, scheme: sgv:list-of-waste, label: Waste, description: A code., many: true}
#+   count: {type: enumeration, values: [one, all], label: Counting, default: one}
#+   since: {type: date, label: Since, optional: true}
#+ columns:
#+   case: {title: Case}
PREFIX country: <http://publications.europa.eu/resource/authority/country/>
SELECT ?case WHERE {
  VALUES ?place { country:ITA }
  VALUES ?waste { <https://w3id.org/symbiograph/vocabulary/list-of-waste/0401> }
  VALUES ?count { "one" }
  VALUES ?since { "2020-01-31"^^<http://www.w3.org/2001/XMLSchema#date> }
  ?case ?of ?place , ?waste , ?count , ?since
} ORDER BY ?case
"""
PARAMETER = "queries/exchanges/example#"

Row = tuple[str | None, ...]


@pytest.fixture(scope="module")
def example() -> Store:
    """What is said of one query."""
    return said_of(read_query(EXAMPLE, "exchanges/example"))


def said_of(query: NamedQuery) -> Store:
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object) for t in describe(query))
    return store


def rows(source: Store | Image, query: str) -> list[Row]:
    solutions = source.query(HEAD + query)
    assert isinstance(solutions, QuerySolutions)
    return [
        tuple(t.value.removeprefix(BASE) if isinstance(t, Literal | NamedNode) else None for t in s)
        for s in solutions
    ]


def test_a_query_is_described_in_the_words_of_sib(example: Store) -> None:
    [(iri, title, comment, keyword, target, text)] = rows(
        example,
        """SELECT ?query ?title ?comment ?keyword ?target ?text {
             ?query a sh:SPARQLExecutable , sh:SPARQLSelectExecutable ; rdfs:label ?title ;
               rdfs:comment ?comment ; schema:keywords ?keyword ; schema:target ?target ;
               sh:prefixes ?prefixes ; sh:select ?text }""",
    )
    said = (iri, title, comment, keyword, target)
    name = "queries/exchanges/example"
    assert said == (name, "Cases of a kind", "Lists cases.", "exchanges", "sparql")
    assert text is not None
    assert text.startswith("PREFIX country:")
    assert "#+" not in text
    assert read_query(EXAMPLE, "x").text.endswith(text + "\n")


def test_parameters_are_those_of_shacl(example: Store) -> None:
    found = rows(
        example,
        """SELECT ?parameter ?path ?name ?least ?most ?optional ?default ?kind ?class ?scheme {
             ?query sh:parameter ?parameter . ?parameter a sh:Parameter ; sh:path ?path ;
               sh:name ?name ; sh:order ?order ; sh:datatype|sh:nodeKind ?kind .
             OPTIONAL { ?parameter sh:minCount ?least }
             OPTIONAL { ?parameter sh:maxCount ?most }
             OPTIONAL { ?parameter sh:optional ?optional }
             OPTIONAL { ?parameter sh:defaultValue ?default }
             OPTIONAL { ?parameter sh:class ?class }
             OPTIONAL { ?parameter sh:property [ sh:path skos:inScheme ; sh:hasValue ?scheme ] }
           } ORDER BY ?order""",
    )
    iri, text, date = PREFIXES["sh"] + "IRI", PREFIXES["xsd"] + "string", PREFIXES["xsd"] + "date"
    country, waste = "ontology#Country", "vocabulary/list-of-waste"
    expected: list[Row] = [
        ("place", "Country", "1", "1", None, None, iri, country, None),
        ("waste", "Waste", "1", None, None, None, iri, None, waste),
        ("count", "Counting", None, "1", "true", "one", text, None, None),
        ("since", "Since", None, "1", "true", None, date, None, None),
    ]
    assert found == [(PARAMETER + str(name), f"queries#{name}", *rest) for name, *rest in expected]
    [(description,)] = rows(example, "SELECT ?d { ?parameter sh:description ?d }")
    assert description == "A code."


def test_an_enumeration_lists_its_values_in_order(example: Store) -> None:
    walk = "SELECT ?value { ?p sh:in/rdf:rest* ?cell . ?cell rdf:first ?value ; rdf:rest ?rest }"
    assert rows(example, walk) == [("one",), ("all",)]
    assert rows(example, "SELECT ?p { ?p sh:in/rdf:rest*/rdf:rest rdf:nil }") != []


@pytest.mark.parametrize(
    ("text", "kind", "holds"),
    [
        ("CONSTRUCT WHERE { ?s ?p ?o }", "sh:SPARQLConstructExecutable", "sh:construct"),
        ("ASK { ?s ?p ?o }", "sh:SPARQLAskExecutable", "sh:ask"),
        ("DESCRIBE <urn:x>", "spex:SPARQLDescribeExecutable", "spex:describe"),
    ],
)
def test_other_forms_have_their_own_class_and_property(text: str, kind: str, holds: str) -> None:
    store = said_of(read_query(f"#+ title: T\n#+ description: D.\n{text}\n", "group/name"))
    assert rows(store, f"SELECT ?text {{ ?q a {kind} ; {holds} ?text }}") == [(text,)]


def test_the_release_describes_every_query_of_the_catalogue(image: Image) -> None:
    texts = "SELECT ?q ?text { ?q a sh:SPARQLExecutable ; sh:select|sh:construct ?text }"
    described = dict(rows(image, texts))
    assert {f"queries/{name}" for name in ALL} == set(described)
    graphs = rows(image, "SELECT DISTINCT ?g { GRAPH ?g { ?q a sh:SPARQLExecutable } }")
    assert graphs == [(GRAPH.removeprefix(BASE) + "queries",)]


def test_every_class_and_scheme_of_a_parameter_has_members(image: Image) -> None:
    unknown = """SELECT ?what { ?parameter sh:class|sh:property/sh:hasValue ?what
                 FILTER NOT EXISTS { ?thing rdf:type|skos:inScheme ?what } }"""
    assert rows(image, unknown) == []


@pytest.mark.parametrize("query", ALL.values(), ids=ALL)
def test_the_declared_prefixes_are_those_that_queries_use(query: NamedQuery) -> None:
    declared = {t.object.value for t in prefixes() if isinstance(t.object, Literal)}
    used = [line.split() for line in query.text.splitlines() if line.startswith("PREFIX ")]
    for _, prefix, iri in used:
        assert {prefix.removesuffix(":"), iri[1:-1]} <= declared
        assert PREFIXES[prefix.removesuffix(":")] == iri[1:-1]
    assert form_token(query.text).text == ("SELECT" if query.head.columns else "CONSTRUCT")


@pytest.fixture(scope="module")
def client(image: Image) -> FlaskClient:
    return client_of(image)


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/queries/coverage/matrix", "text/turtle, text/html;q=0.5"),
        ("/queries/coverage/matrix.ttl", "text/html"),
        # A graph cannot be made without the units, so that its address leads to the description.
        ("/queries/coverage/elm", "text/turtle"),
    ],
)
def test_a_query_is_described_at_its_address(client: FlaskClient, path: str, accept: str) -> None:
    response = client.get(path, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, "text/turtle")
    address = path.removesuffix(".ttl")
    assert response.headers["Content-Location"] == f"{address}.ttl"
    found = {quad.triple for quad in parse(response.data, RdfFormat.TURTLE)}
    assert set(describe(ALL[address.removeprefix("/queries/")])) <= found


def test_a_query_that_makes_a_graph_answers_with_it(client: FlaskClient) -> None:
    path = "/queries/coverage/elm?units=insight-is-management"
    response = client.get(path, headers={"Accept": "text/turtle"})
    subjects = {str(quad.subject) for quad in parse(response.data, RdfFormat.TURTLE)}
    assert f"<{BASE}id/unit/insight-is-management>" in subjects
    assert f"<{BASE}queries/coverage/elm>" not in subjects


def test_all_queries_are_described_at_the_address_of_the_list(client: FlaskClient) -> None:
    response = client.get("/queries", headers={"Accept": "application/n-triples"})
    subjects = {str(quad.subject) for quad in parse(response.data, RdfFormat.N_TRIPLES)}
    assert {f"<{BASE}queries/{name}>" for name in ALL} < subjects
    assert client.get("/queries.nt").data == response.data


def test_rows_come_before_the_description(client: FlaskClient) -> None:
    path = "/queries/graph/graphs"
    for accept in ("*/*", "application/json, text/turtle;q=0.9"):
        assert client.get(path, headers={"Accept": accept}).mimetype == "application/json"
    asked = client.get(path + "?format=csv", headers={"Accept": "text/turtle"})
    assert asked.mimetype == "text/csv"


def test_a_query_that_is_not_there_is_not_described(client: FlaskClient) -> None:
    response = client.get("/queries/coverage/matrx.ttl")
    assert response.status_code == 404
    assert "/queries/coverage/matrix" in response.get_json()["suggestions"]
