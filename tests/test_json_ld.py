"""JSON-LD that is short to read and stands for the very triples it was made of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from small_graph import client_of, small_image
from symbiograph.description import term
from symbiograph.errors import NotAcceptable
from symbiograph.json_ld import written
from symbiograph.prefixes import BASE, ID, PREFIXES, SG

CONTEXT: dict[str, Any] = {
    **PREFIXES,
    "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
    "hasHours": {"@id": "sg:hasHours", "@type": "xsd:decimal"},
    "teachesSkill": {"@id": "sg:teachesSkill", "@type": "@id"},
    "statesTopics": "sg:statesTopics",
}
UNIT = NamedNode(ID + "unit/heat")
NODES = st.sampled_from(
    [
        UNIT,
        NamedNode(ID + "skill/heat-recovery"),
        NamedNode(ID + "skill/"),
        NamedNode(ID + "skill/a b".replace(" ", "%20")),
        NamedNode("geo:48.2,16.3"),
        NamedNode("urn:isbn:1"),
        NamedNode("mailto:nobody@example.org"),
        NamedNode(PREFIXES["geo"] + "Geometry"),
        NamedNode("https://example.org/?a=b#c"),
        BlankNode("b1"),
    ]
)
LITERALS = st.one_of(
    st.builds(Literal, st.text('aé <"\\\n', max_size=5)),
    st.builds(
        Literal,
        st.text(max_size=3).filter(lambda t: "\x00" not in t),
        language=st.sampled_from(["en", "de-at"]),
    ),
    st.builds(
        Literal,
        st.sampled_from(["1.50", "x", "2026-01-01"]),
        datatype=st.sampled_from([term("xsd:decimal"), term("xsd:date"), NamedNode("urn:type")]),
    ),
)
PREDICATES = st.sampled_from(
    [
        *(term(name) for name in ("skos:prefLabel", "rdf:type", "dcterms:title", "geo:asWKT")),
        *(NamedNode(SG + name) for name in ("hasHours", "teachesSkill", "statesTopics", "other")),
        NamedNode("https://example.org/knows"),
    ]
)
TRIPLES = st.builds(Triple, NODES, PREDICATES, st.one_of(NODES, LITERALS))


def read(document: bytes) -> set[Triple]:
    return {quad.triple for quad in pyoxigraph.parse(document, RdfFormat.JSON_LD)}


@given(st.lists(TRIPLES, max_size=8))
def test_it_stands_for_the_triples_it_was_made_of(triples: list[Triple]) -> None:
    assert canonical(read(written(triples, CONTEXT))) == canonical(set(triples))


def canonical(triples: set[Triple]) -> pyoxigraph.Dataset:
    """The triples with labels of blank nodes that do not depend on who read them."""
    graph = pyoxigraph.Dataset(pyoxigraph.Quad(*triple) for triple in triples)
    graph.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return graph


def test_names_are_short_where_the_value_allows_it() -> None:
    document = json.loads(
        written(
            [
                Triple(UNIT, term("rdf:type"), NamedNode(SG + "TrainingUnit")),
                Triple(UNIT, term("skos:prefLabel"), Literal("heat", language="en")),
                Triple(UNIT, term("skos:prefLabel"), Literal("Wärme", language="de")),
                Triple(
                    UNIT, NamedNode(SG + "hasHours"), Literal("25.5", datatype=term("xsd:decimal"))
                ),
                Triple(UNIT, NamedNode(SG + "teachesSkill"), NamedNode(ID + "skill/heat")),
            ],
            CONTEXT,
        )
    )
    assert document["@graph"] == [
        {
            "id": "unit:heat",
            "type": "sg:TrainingUnit",
            "prefLabel": {"en": "heat", "de": "Wärme"},
            "hasHours": "25.5",
            "teachesSkill": "skill:heat",
        }
    ]
    assert sorted(document["@context"]) == [
        *(
            "hasHours",
            "id",
            "prefLabel",
            "sg",
            "skill",
            "skos",
            "teachesSkill",
            "type",
            "unit",
            "xsd",
        )
    ]


def test_a_triple_within_a_triple_has_no_form() -> None:
    inner = Triple(UNIT, term("rdf:type"), UNIT)
    with pytest.raises(NotAcceptable, match="no form"):
        written([Triple(UNIT, term("rdf:type"), inner)], CONTEXT)


def test_the_documents_of_things_hold_their_context(tmp_path: Path) -> None:
    client = client_of(small_image(tmp_path))
    document = client.get("/id/profile/manager.jsonld")
    assert document.json is not None
    assert set(document.json["@context"]) > {"id", "type", "sg"}
    turtle = client.get("/id/profile/manager.ttl").data
    other = {quad.triple for quad in pyoxigraph.parse(turtle, RdfFormat.TURTLE)}
    # The documents name themselves.
    shown = {t for t in read(document.data) if ".jsonld" not in str(t.subject)}
    assert shown == {t for t in other if ".ttl" not in str(t.subject)}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_published_context_reads_what_is_written_with_its_names(tmp_path: Path) -> None:
    client = client_of(small_image(tmp_path))
    context = client.get("/context.jsonld").json
    assert context is not None
    names = context["@context"]
    assert names["skill"] == ID + "skill/"
    text = json.dumps(
        {**context, "id": "skill:heat", "type": "sg:Skill", "prefLabel": {"de": "Wärme"}}
    )
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    label = rdflib.Literal("Wärme", lang="de")
    assert (rdflib.URIRef(BASE + "id/skill/heat"), rdflib.SKOS.prefLabel, label) in graph
