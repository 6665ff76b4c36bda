"""The documentation of the ontology: that it tells every axiom, and that its drawings are sound."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple

from small_graph import client_of
from symbiograph.description import term
from symbiograph.engine.image import Image
from symbiograph.prefixes import BASE, GRAPH, SG
from symbiograph.resources import folder
from symbiograph.web.documentation.axioms import Axioms
from webpage import FORMATS, Webpage, page

SVG = "{http://www.w3.org/2000/svg}"
MODULES = (
    "activity bridge core exchange external flow observation profile requirement skill training"
)


@pytest.fixture(scope="module")
def image() -> Image:
    root = folder("ontology")
    return Image.empty(
        {GRAPH + "ontology": [root / "symbiograph.ttl", *sorted(root.glob("modules/*.ttl"))]}
    )


@pytest.fixture(scope="module")
def client(image: Image) -> FlaskClient:
    return client_of(image)


@pytest.fixture(scope="module")
def documentation(client: FlaskClient) -> Webpage:
    return page(client, "/ontology")


def triples(client: FlaskClient, path: str) -> list[Triple]:
    response = client.get(path)
    assert response.status_code == 200
    rdf_format = RdfFormat.from_media_type(response.mimetype or "")
    return [quad.triple for quad in pyoxigraph.parse(response.data, rdf_format)]


def named(found: list[Triple]) -> set[Triple]:
    """Return the triples whose ends have names, which can be compared."""
    return {t for t in found if not any(isinstance(e, BlankNode) for e in (t.subject, t.object))}


# Data


@pytest.mark.parametrize(("suffix", "media_type"), FORMATS.items())
def test_the_ontology_comes_whole_in_each_format(
    client: FlaskClient, image: Image, suffix: str, media_type: str
) -> None:
    graph = [q.triple for q in image.store.quads_for_pattern(None, None, None, None)]
    found = triples(client, "/ontology" + suffix)
    assert named(found) == named(graph)
    assert len(found) == len(set(graph))
    negotiated = client.get("/ontology", headers={"Accept": media_type})
    assert negotiated.headers["Content-Location"] == "/ontology" + suffix
    assert negotiated.mimetype == media_type


def test_the_modules_and_the_header_make_up_the_whole(client: FlaskClient) -> None:
    whole = triples(client, "/ontology.nt")
    parts = {name: triples(client, f"/ontology/{name}.nt") for name in MODULES.split()}
    header = {
        t
        for t in named(whole)
        if isinstance(t.subject, NamedNode) and t.subject.value == BASE + "ontology"
    }
    together = named([t for part in parts.values() for t in part])
    assert together | header == named(whole)
    # What hangs on unnamed nodes stands in one module, but for who excludes whom: the header's.
    unnamed = [t for part in parts.values() for t in part if t not in together]
    exclusions = [t for t in whole if t.object == term("owl:AllDisjointClasses")]
    assert len(unnamed) + len(hanging(whole, exclusions)) == len(set(whole) - named(whole))


def hanging(found: list[Triple], start: list[Triple]) -> set[Triple]:
    """Return what is said of the subjects of ``start``, and of unnamed nodes from there on."""
    nodes = {t.subject for t in start}
    while True:
        told = {t for t in found if t.subject in nodes}
        more = {t.object for t in told if isinstance(t.object, BlankNode)} - nodes
        if not more:
            return told
        nodes |= more


def test_a_module_holds_its_own_terms_only(client: FlaskClient) -> None:
    flow = triples(client, "/ontology/flow.nt")
    homes = {t.object for t in flow if t.predicate == term("rdfs:isDefinedBy")}
    assert homes == {NamedNode(BASE + "ontology/flow")}
    # An axiom about a class without a name comes with the property it restricts.
    assert [t for t in flow if t.predicate == term("owl:hasValue")]
    foreign = triples(client, "/ontology/external.nt")
    assert not [
        t for t in foreign if isinstance(t.subject, NamedNode) and t.subject.value.startswith(SG)
    ]


@pytest.mark.parametrize(
    ("version", "current", "document"),
    [
        # The data of a version never change, so they are a document of their own.
        ("/ontology/0.1.0", "/ontology", "/ontology/0.1.0.nt"),
        ("/ontology/0.1.0/flow", "/ontology/flow", "/ontology/flow.nt"),
    ],
)
def test_the_iri_of_a_version_leads_to_what_it_names(
    client: FlaskClient, version: str, current: str, document: str
) -> None:
    assert client.get(version + ".nt").headers["Content-Location"] == document
    assert client.get(version + ".html").headers["Content-Location"] == current + ".html"
    assert named(triples(client, version + ".nt")) == named(triples(client, current + ".nt"))


def test_an_unknown_module_names_those_there_are(client: FlaskClient) -> None:
    response = client.get("/ontology/flows")
    assert response.status_code == 404
    assert "/ontology/flow" in response.get_json()["suggestions"]


@pytest.mark.parametrize("path", ["/ontology/a%60b", "/shapes/a%60b"])
def test_a_name_that_makes_no_iri_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 400


# Pages


def test_every_term_is_told_with_label_and_definition(image: Image, documentation: Webpage) -> None:
    store = image.store
    for class_ in ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty"):
        for quad in store.quads_for_pattern(None, term("rdf:type"), term(class_), None):
            if not isinstance(quad.subject, NamedNode) or not quad.subject.value.startswith(SG):
                continue
            assert quad.subject.value[len(SG) :] in documentation.ids
            for text in ("rdfs:label", "skos:definition", "skos:scopeNote", "skos:example"):
                for said in store.quads_for_pattern(quad.subject, term(text), None, None):
                    assert isinstance(said.object, Literal)
                    assert squeezed(said.object.value) in documentation.text


def squeezed(text: str) -> str:
    return " ".join(text.split())


def section(html: str, anchor: str) -> str:
    """Return the text of one term's section."""
    start = html.index(f'<section class="term" id="{anchor}">')
    return Webpage(html[start : html.index("</section>", start) + len("</section>")]).text


@pytest.mark.parametrize(
    ("anchor", "told"),
    [
        ("JobProfile", "kind of role"),
        ("JobProfile", "has exactly 1 has functional area → functional area"),
        ("Skill", "has at least one has skill group → skill group"),
        ("Role", "kinds job profile, target group"),
        ("hasRequiredSkill", "from skill requirement to skill"),
        ("hasNoMatchIn", "from role or skill"),
        ("requiresSkill", "inverse is skill required by"),
        ("requiresSkill", "kind of requires skill within"),
        ("requiresSkill", "follows from has requirement → has required skill"),
        ("hasFunction", "holds at most one value"),
        ("isWithinRegion", "holds transitive"),
        ("hasMirrorEntry", "holds symmetric"),
        ("Evidence", "shares no member with"),
        ("hasRequirement", "DE hat Anforderung"),
    ],
)
def test_axioms_are_told_in_words(client: FlaskClient, anchor: str, told: str) -> None:
    text = section(client.get("/ontology").text, anchor)
    assert told.lower() in text.lower()


def test_links_to_terms_stay_on_the_page_and_hit(documentation: Webpage) -> None:
    targets = {link.href[1:] for link in documentation.links if link.href.startswith("#")}
    assert len(targets) > 200
    assert targets <= set(documentation.ids)


def test_labels_follow_the_reader(client: FlaskClient) -> None:
    german = page(client, "/ontology", "de")
    assert ("h4", "Kompetenz #") in german.headings
    assert ("h4", "skill #") not in german.headings
    assert ("h4", "skill #") in page(client, "/ontology", "en").headings
    asked = page(client, "/ontology/skill?lang=it", "de")
    assert ("h4", "competenza #") in asked.headings
    assert asked.hrefs("The whole ontology") == ["/ontology?lang=it"]


@pytest.mark.parametrize("name", MODULES.split())
def test_each_module_has_a_page_of_its_own(
    client: FlaskClient, documentation: Webpage, name: str
) -> None:
    terms = set(page(client, f"/ontology/{name}").ids) & set(documentation.ids)
    assert len(terms) > 4
    if name != "skill":
        assert "Skill" not in terms


# Axioms


def test_axioms_are_read_back_out_of_triples() -> None:
    turtle = """
    PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX : <urn:>
    :A rdfs:subClassOf :B ,
        [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :C ] ,
        [ a owl:Restriction ; owl:onProperty :q ; owl:maxQualifiedCardinality 2 ; owl:onClass :D ] ,
        [ a owl:Restriction ; owl:onProperty :r ;
          owl:allValuesFrom [ owl:unionOf ( :C [ owl:unionOf ( :E ) ] ) ] ] ,
        [ a owl:Restriction ; owl:onProperty :s ; owl:hasValue true ] ,
        [ a owl:Restriction ; owl:onProperty :t ; owl:cardinality 1 ] .
    :p rdfs:domain [ owl:unionOf ( :z :A ) ] ; owl:propertyChainAxiom ( :q :r :q ) .
    """
    store = Store()
    store.load(turtle, RdfFormat.TURTLE)
    axioms = Axioms(store)
    a, p, q, r, z = (NamedNode(f"urn:{name}") for name in "Apqrz")
    told = {
        (r.property.value[4:], r.quantity, tuple(map(str, r.among))) for r in axioms.restrictions(a)
    }
    true = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    assert told == {
        ("p", "at least one", ("<urn:C>",)),
        ("q", "at most 2", ("<urn:D>",)),
        ("r", "only", ("<urn:C>", "<urn:E>")),
        ("s", "always", (true,)),
        ("t", "exactly 1", ()),
    }
    assert axioms.classes(p, term("rdfs:domain")) == [a, z]
    (chain,) = axioms.objects(p, term("owl:propertyChainAxiom"))
    assert axioms.members(chain) == [q, r, q]


# Shapes


def test_shapes_are_listed_with_an_anchor_for_each(tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    client = client_of(Image.empty({GRAPH + "shapes": [tmp_path / "shapes.ttl"]}))
    found = page(client, "/shapes")
    assert {"Skill", "Skill-kind-present"} <= set(found.ids)
    assert "Skill-kind-present violation Say <what> kind it is." in found.text
    assert named(triples(client, "/shapes.ttl")) > set()
    assert found.facts["skill"] == "Shapes of skills"
    assert found.hrefs("label-present") == ["#label-present"]
    assert client.get("/shapes/skill.ttl").location == "/shapes.ttl"
    assert client.get("/shapes/skill").location == "/shapes#skill"
    assert client.get("/shapes/skills").get_json()["suggestions"] == ["/shapes"]


SHAPES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX sgs: <https://w3id.org/symbiograph/shapes#> PREFIX dcterms: <http://purl.org/dc/terms/>
<https://w3id.org/symbiograph/shapes/skill> a owl:Ontology ; dcterms:title "Shapes of skills"@en .
sgs:Skill a sh:NodeShape ; sh:property sgs:Skill-kind-present , sgs:label-present .
sgs:label-present a sh:PropertyShape ; sh:severity sh:Warning ; sh:message "Name it."@en .
sgs:Skill-kind-present a sh:PropertyShape ; sh:severity sh:Violation ;
    sh:message "Say <what> kind it is."@en .
"""
