"""The VoID description: every number in it is the one that is found by going through the graph."""

from __future__ import annotations

from collections import Counter, defaultdict

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from small_graph import client_of
from symbiograph.description import term
from symbiograph.engine.image import Image
from symbiograph.prefixes import BASE, GRAPH
from symbiograph.void_description import TARGETS

DATASET = NamedNode(GRAPH + "default")


@pytest.fixture(scope="module")
def client(image: Image) -> FlaskClient:
    return client_of(image)


@pytest.fixture(scope="module")
def said(client: FlaskClient) -> Store:
    store = Store()
    store.load(client.get("/.well-known/void").data, RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def held(image: Image) -> list[Quad]:
    return list(image.store.quads_for_pattern(None, None, None, DefaultGraph()))


def number(said: Store, name: str) -> int:
    [quad] = said.quads_for_pattern(DATASET, term(name), None, None)
    assert isinstance(quad.object, Literal)
    return int(quad.object.value)


def parts(said: Store, link: str, by: str, counted: str) -> dict[str, int]:
    rows = said.query(
        f"SELECT ?of ?n {{ {DATASET} {term(link)} ?part . "
        f"?part {term(by)} ?of ; {term(counted)} ?n }}"
    )
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    return {row["of"].value: int(row["n"].value) for row in rows}


def test_sizes_are_those_of_the_graph(said: Store, held: list[Quad]) -> None:
    assert number(said, "void:triples") == len(held)
    assert number(said, "void:distinctSubjects") == len({quad.subject for quad in held})
    assert number(said, "void:distinctObjects") == len({quad.object for quad in held})
    assert number(said, "void:properties") == len({quad.predicate for quad in held})


def test_classes_and_properties_are_counted(said: Store, held: list[Quad]) -> None:
    properties = Counter(quad.predicate.value for quad in held)
    found = parts(said, "void:propertyPartition", "void:property", "void:triples")
    assert found == properties
    classes = defaultdict(set)
    for quad in held:
        if quad.predicate == term("rdf:type") and isinstance(quad.object, NamedNode):
            classes[quad.object.value].add(quad.subject)
    found = parts(said, "void:classPartition", "void:class", "void:entities")
    assert found == {of: len(members) for of, members in classes.items()}
    assert number(said, "void:classes") == len(classes)


def test_links_to_others_are_counted_by_property(said: Store, held: list[Quad]) -> None:
    linked: Counter[tuple[str, str]] = Counter()
    for quad in held:
        ours = isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(BASE)
        for title, (space, _) in TARGETS.items():
            there = isinstance(quad.object, NamedNode) and quad.object.value.startswith(space)
            if ours and there and not str(quad.subject.value).startswith(space):
                linked[title, quad.predicate.value] += 1
    rows = said.query(
        f"""PREFIX void: <http://rdfs.org/ns/void#> PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT ?title ?of ?n {{
          {DATASET} void:subset ?linkset . ?linkset a void:Linkset ; void:linkPredicate ?of ;
            void:subjectsTarget {DATASET} ; void:objectsTarget ?target ; void:triples ?n .
          ?target a void:Dataset ; dcterms:title ?title ; void:uriSpace ?space }}"""
    )
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    found = {(row["title"].value, row["of"].value): int(row["n"].value) for row in rows}
    assert found == linked
    assert {title for title, _ in found} == set(TARGETS)


@pytest.mark.parametrize("form", ["text/turtle", "application/ld+json", "application/rdf+xml"])
def test_it_comes_in_the_formats_of_everything(client: FlaskClient, form: str, said: Store) -> None:
    response = client.get("/.well-known/void", headers={"Accept": form})
    assert response.mimetype == form
    again = list(pyoxigraph.parse(response.data, RdfFormat.from_media_type(form)))
    assert len(again) == len(said)
    assert client.get(response.headers["Content-Location"]).data == response.data
