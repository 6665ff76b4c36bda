"""The dataset of a query: several default graphs are one graph."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store

from symbiograph.engine.dataset import Datasets
from symbiograph.engine.delta import Delta
from symbiograph.engine.image import Image
from symbiograph.errors import BadRequest, QuerySyntaxError

EX = "http://example.org/"
A, B, C = EX + "a", EX + "b", EX + "c"
COUNT = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s ?p ?o }}"


def node(name: str) -> NamedNode:
    return NamedNode(EX + name)


@pytest.fixture
def store() -> Store:
    """Graphs a and b share one triple and one blank node; the default graph holds one triple."""
    shared, blank = (node("s"), node("p"), Literal("in both\n .\n")), BlankNode()
    store = Store()
    for graph in (A, B):
        store.add(Quad(*shared, NamedNode(graph)))
    store.add(Quad(node("s"), node("has"), blank, NamedNode(A)))
    store.add(Quad(blank, node("p"), Literal("blank"), NamedNode(B)))
    store.add(Quad(node("s"), node("p"), Literal("only c"), NamedNode(C)))
    store.add(Quad(node("s"), node("p"), Literal("default")))
    return store


@pytest.fixture
def image(store: Store) -> Image:
    return Image(store, "test")


def rows(
    image: Image,
    query: str,
    default: Sequence[str] | None = None,
    named: Sequence[str] | None = None,
) -> list[str]:
    found = image.query(query, base_iri=EX, default_graphs=default, named_graphs=named)
    assert isinstance(found, QuerySolutions)
    return sorted(row[0].value for row in found)


@pytest.mark.parametrize(
    ("clause", "count"),
    [
        ("", "1"),
        ("FROM <a>", "2"),
        ("FROM <a> FROM <a>", "2"),
        ("FROM <a> FROM <b>", "3"),
        ("FROM <a> FROM <b> FROM <c>", "4"),
        ("FROM <a> FROM <unknown>", "2"),
        ("FROM <unknown> FROM <other>", "0"),
        ("FROM NAMED <a>", "0"),
    ],
)
def test_from(image: Image, clause: str, count: str) -> None:
    assert rows(image, COUNT.format(clause)) == [count]


@pytest.mark.parametrize(
    ("default", "count"), [([A], "2"), ([A, B], "3"), ([A, A], "2"), ([], "0")]
)
def test_given_graphs_override_from(image: Image, default: list[str], count: str) -> None:
    for clause in ("", "FROM <c>", "FROM <b> FROM <c>"):
        assert rows(image, COUNT.format(clause), default, []) == [count]


def test_a_merge_joins_over_blank_nodes_of_both_graphs(image: Image) -> None:
    pattern = "{ ?s <has> ?blank . ?blank <p> ?o }"
    assert rows(image, f"SELECT ?o FROM <a> FROM <b> {pattern}") == ["blank"]
    both = "{ ?s <has> ?blank . GRAPH ?g { ?blank <p> ?o } }"
    assert rows(image, f"SELECT ?o FROM <a> FROM <c> FROM NAMED <b> {both}") == ["blank"]


def test_named_graphs_of_a_merge(image: Image) -> None:
    every = "{ GRAPH ?g { ?s ?p ?o } }"
    assert rows(image, f"SELECT DISTINCT ?g FROM <a> FROM <b> FROM NAMED <c> {every}") == [C]
    assert rows(image, f"SELECT DISTINCT ?g FROM <a> FROM <b> {every}") == []
    assert rows(image, f"SELECT DISTINCT ?g {every}", [A, B]) == [A, B, C]
    assert rows(image, f"SELECT DISTINCT ?g FROM NAMED <c> {every}", [A, B], [B]) == [B]
    assert rows(image, f"SELECT ?o FROM <a> FROM <b> FROM NAMED <b> {every}") == [
        "blank",
        "in both\n .\n",
    ]


def test_named_graphs_alone_leave_the_unnamed_graph(image: Image) -> None:
    assert rows(image, "SELECT ?o { ?s ?p ?o }", None, [A]) == ["default"]


def test_a_merge_is_kept_within_the_limit(store: Store) -> None:
    a, b, c = map(NamedNode, (A, B, C))
    kept = Datasets(store, most_triples=7)
    first = kept.of_graphs([a, b], []).store
    assert kept.of_graphs([b, a, b], []).store is first
    assert kept.of_graphs([a, b], [c]).store is not first
    assert kept.of_graphs([a, b], []).store is first
    kept.of_graphs([b, c], [])
    assert kept.of_graphs([a, b], []).store is first
    none = Datasets(store, most_triples=2)
    assert none.of_graphs([a, b], []).store is not none.of_graphs([a, b], []).store


def test_one_graph_is_read_where_it_lies(store: Store) -> None:
    assert Datasets(store).of_graphs([NamedNode(A), NamedNode(A)], []).store is store
    assert Datasets(store).of_query("ASK FROM <http://example.org/a> {}", None).store is store


@pytest.mark.parametrize("name", ["", "relative", "http://example.org/a b"])
def test_a_graph_name_is_an_iri(image: Image, name: str) -> None:
    with pytest.raises(BadRequest, match="absolute IRI"):
        image.query("ASK {}", default_graphs=[name])


def test_a_default_graph_apart_answers_what_names_no_graph() -> None:
    image = Image.empty()
    node, blank = NamedNode("http://example.org/x"), BlankNode("kept")
    image.store.add(Quad(node, node, blank))
    image.store.add(Quad(node, node, node, NamedNode(A)))
    apart = image.with_default_apart()
    assert apart.default is not None
    assert list(apart.default) == [Quad(node, node, blank)]
    # What stands in the copy alone shows which of the two has answered.
    apart.default.add(Quad(node, node, Literal("copy")))
    for text, rows in {
        "SELECT * { ?s ?p ?o }": 2,
        f"SELECT * {{ GRAPH <{A}> {{ ?s ?p ?o }} }}": 1,
        f"SELECT * {{ gRaPh <{A}> {{ ?s ?p ?o }} }}": 1,
        f"SELECT * FROM <{A}> {{ ?s ?p ?o }}": 1,
        "SELECT * { ?s ?p ?o } # graph": 1,
    }.items():
        assert len(list(apart.query(text))) == rows, text
    assert len(list(apart.query("SELECT * { ?s ?p ?o }", default_graphs=[A]))) == 1
    # No other spelling of the word is one.
    with pytest.raises(QuerySyntaxError):
        apart.query(f"SELECT * {{ \\u0047RAPH <{A}> {{ ?s ?p ?o }} }}")


def test_a_default_graph_apart_follows_changes() -> None:
    image = Image.empty()
    image.store.add(Quad(NamedNode(A), NamedNode(A), NamedNode(A), NamedNode(A)))
    image = image.with_default_apart()
    line = f"<{A}> <{A}> <{A}> .\n"
    image = image.after(Delta("1", line, ""))
    assert len(list(image.query("SELECT * { ?s ?p ?o }"))) == 1
    image = image.after(Delta("2", "", line + f"<{A}> <{A}> <{A}> <{A}> .\n"))
    assert len(list(image.query("SELECT * { ?s ?p ?o }"))) == 0
    assert len(image.store) == 0


def test_one_graph_alone_needs_no_copy() -> None:
    image = Image.empty()
    assert image.with_default_apart() is image
    assert image.with_default_joined() is image


def test_a_copy_that_is_there_is_not_made_again() -> None:
    image = Image.empty()
    image.store.add(Quad(NamedNode(A), NamedNode(A), NamedNode(A), NamedNode(A)))
    apart = image.with_default_apart()
    assert apart.with_default_apart() is apart
    assert apart.with_default_joined().default is None
