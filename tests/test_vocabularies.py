"""Vocabularies that others use: the rules into ours and out of it, on documents and our facts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import rdflib
import shacl
from flask.testing import FlaskClient
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat, Triple

from conftest import ROOT
from symbiograph.engine.image import Image
from symbiograph.errors import BadArgument, UnreadableInput
from symbiograph.prefixes import PREFIXES, SG
from symbiograph.settings import Settings
from symbiograph.validation import (
    Severity,
    ValidationReport,
    background,
    document,
    validate_documents,
)
from symbiograph.vocabularies import (
    Converted,
    Origin,
    detect,
    into_ours,
    out_of_ours,
    parse_graph,
    vocabularies,
    vocabulary,
)
from symbiograph.web import create_app

FOLDER = Path(__file__).parent / "vocabularies"
BASE = "https://partner.example/data"
ORIGIN = Origin(BASE, date(2026, 11, 22), "Partner's data")
DOCUMENTS = {
    "ceon": "exchanges.ttl",
    "elm": "opportunities.jsonld",
    "esco": "occupations.ttl",
    "schema-org": "courses.html",
}
RULES = [
    rule
    for one in vocabularies()
    for rule in (*one.normal, *one.into, *one.before, *one.out, *one.final)
]
TYPE = PREFIXES["rdf"] + "type"


@cache
def read(name: str) -> frozenset[Triple]:
    return parse_graph((FOLDER / name).read_bytes(), name, BASE)


@cache
def converted(name: str) -> Converted:
    return into_ours(read(DOCUMENTS[name]), name, ORIGIN)


def lines(triples: Iterable[Triple]) -> bytes:
    return pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def judged(triples: Iterable[Triple]) -> ValidationReport:
    return validate_documents([document("data.nt", lines(triples))])


def term_of(triple: Triple) -> str:
    """The class or property that a triple states something with."""
    if triple.predicate.value == TYPE and isinstance(triple.object, NamedNode):
        return triple.object.value
    return triple.predicate.value


def without_evidence(triples: Iterable[Triple]) -> set[Triple]:
    own = {NamedNode(BASE + "#evidence"), NamedNode(BASE + "#source")}
    return {t for t in triples if t.subject not in own and t.object not in own}


@cache
def our_facts() -> frozenset[Triple]:
    """The ontology, the vocabularies and the facts, with numbers as the engine writes them."""
    store = pyoxigraph.Store()
    store.load(lines(background()), RdfFormat.N_TRIPLES)
    return frozenset(quad.triple for quad in store)


@cache
def facts_in(name: str) -> Converted:
    """Our facts, written in another vocabulary."""
    return out_of_ours(our_facts(), name)


@pytest.fixture(scope="module")
def facts() -> frozenset[Triple]:
    return our_facts()


@pytest.fixture(scope="module")
def client(image: Image) -> FlaskClient:
    return create_app(image, Settings()).test_client()


@pytest.fixture(scope="module")
def concepts(facts: frozenset[Triple]) -> frozenset[Triple]:
    """What documents refer to: the names of concepts."""
    return frozenset(t for t in facts if t.predicate.value == PREFIXES["skos"] + "prefLabel")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_vocabulary_is_recognised(name: str) -> None:
    assert detect(read(DOCUMENTS[name]))[0] == name


def test_our_own_data_are_in_no_other_vocabulary(image: Image) -> None:
    """Not even with ESCO's concepts, ELM's outcomes and the names of dataset descriptions."""
    assert detect(q.triple for q in image.store) == ()


def test_data_in_two_vocabularies_name_the_more_used_first() -> None:
    both = [*read(DOCUMENTS["elm"]), *read(DOCUMENTS["schema-org"])]
    assert detect(both) == ("schema-org", "elm")


def test_what_comes_in_fits_our_shapes() -> None:
    data = [document(f"{name}.nt", lines(converted(name).triples)) for name in DOCUMENTS]
    report = validate_documents(data)
    assert report.accepted, report


LEFT_OVER = {
    "ceon": {"location/hasCity", "resourceODP/batchSize"},
    "elm": {"elm/priceDetail", "elm/PriceDetail", "terms/description", "terms/title"},
    "esco": {"esco/model#memberOfISCOGroup"},
    "schema-org": {
        "schema.org/CollegeOrUniversity",
        "schema.org/Offer",
        "schema.org/addressLocality",
        "schema.org/category",
        "schema.org/offers",
        "schema.org/price",
        "schema.org/priceCurrency",
        "schema.org/teaches",
    },
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_no_rule_takes_is_told_and_nothing_else(name: str) -> None:
    left = converted(name).left_over
    assert {"/".join(term_of(t).split("/")[-2:]) for t in left} == LEFT_OVER[name]


def test_words_without_a_term_are_left_over() -> None:
    teaches = NamedNode("https://schema.org/teaches")
    left = {t.object for t in converted("schema-org").left_over if t.predicate == teaches}
    assert left == {Literal("Speak with neighbours")}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_things_keep_their_iris_and_none_is_nameless(name: str) -> None:
    theirs = read(DOCUMENTS[name])
    came = {node for t in converted(name).triples for node in (t.subject, t.object)}
    things = {t.subject for t in theirs if isinstance(t.subject, NamedNode)}
    mapped = {t.subject for t in theirs if term_of(t) in vocabulary(name).kept}
    concepts = {t.subject for t in theirs if term_of(t) == PREFIXES["skos"] + "Concept"}
    assert things & mapped - concepts <= came
    assert things & mapped - concepts
    assert not any(isinstance(node, BlankNode) for node in came)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_way_out_and_in_again_changes_nothing(name: str, concepts: frozenset[Triple]) -> None:
    ours = without_evidence(converted(name).triples)
    out = out_of_ours(ours, name, concepts)
    again = without_evidence(into_ours(out.triples, name, ORIGIN).triples)
    kept = vocabulary(name).kept_of_ours
    things = {t.subject for t in again}
    assert {t for t in ours if term_of(t) in kept and t.subject in things} <= again
    assert {term_of(t) for t in again} <= {term_of(t) for t in ours}
    assert out_of_ours(again, name, concepts).triples == out.triples


@pytest.mark.parametrize("name", DOCUMENTS)
def test_our_facts_come_back_as_they_went_out(name: str, facts: frozenset[Triple]) -> None:
    out = facts_in(name)
    back = into_ours(out.triples, name, ORIGIN)
    typed = {t.subject for t in back.triples if t.predicate.value == TYPE}
    kept = vocabulary(name).kept_of_ours
    sent = {t for t in facts if term_of(t) in kept and t.subject in typed}
    assert sent - {*back.triples} == set()
    # No term is called kept that neither this nor the documents test. Matches are alike.
    untested = kept - {term_of(t) for t in (*sent, *converted(name).triples)}
    assert {iri for iri in untested if not iri.endswith("Match")} == set()
    assert len(sent) > 500
    assert [t for t in back.left_over if not is_told_otherwise(t)] == []


def is_told_otherwise(triple: Triple) -> bool:
    """ELM has pages and notes that the query writes for what has no property there."""
    told = ("WebResource", "Note", "contentUrl", "supplementaryDocument", "noteLiteral")
    return term_of(triple).endswith((*told, "additionalNote", "entryRequirement"))


def test_every_term_that_a_rule_keeps_is_in_the_rule() -> None:
    for rule in RULES:
        assert set(rule.keeps) <= rule.speaks_of | set(_of_query(rule.path)), rule.path


def _of_query(path: Path) -> Iterable[str]:
    """The terms of the query that writes units in ELM, whose heads tell for it what is kept."""
    if "elm/out" not in path.as_posix():
        return []
    text = (ROOT / "queries/coverage/elm.rq").read_text(encoding="utf-8")
    text += "".join(rule.text for rule in vocabulary("elm").before)
    names = re.findall(r"\b(sg|skos|dcterms):(\w+)", text)
    return [PREFIXES[prefix] + local for prefix, local in names]


def test_rules_speak_of_terms_that_their_vocabularies_have(shared: Path) -> None:
    folders = {"ceon": "http://w3id.org/CEON/ontology/", "elm": PREFIXES["elm"]}
    for name, namespace in folders.items():
        files = sorted((shared / "ontologies" / name).glob("*.ttl"))
        declared = {
            quad.subject.value
            for path in files
            for quad in pyoxigraph.parse(path=path)
            if isinstance(quad.subject, NamedNode)
        }
        rules = [rule for rule in RULES if rule.path.parts[-3] == name]
        used = {iri for rule in rules for iri in rule.speaks_of if iri.startswith(namespace)}
        assert used
        assert used <= declared


@pytest.mark.parametrize("form", [RdfFormat.RDF_XML, RdfFormat.TURTLE, RdfFormat.JSON_LD])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_serialisation_does_not_matter(name: str, form: RdfFormat) -> None:
    data = pyoxigraph.serialize(read(DOCUMENTS[name]), format=form) or b""
    again = parse_graph(data, f"data.{form.file_extension}", BASE)
    assert into_ours(again, name, ORIGIN) == converted(name)


def test_schema_org_with_http_means_the_same() -> None:
    page = (FOLDER / "courses.html").read_bytes()
    older = page.replace(
        b'"@context": "https://schema.org"',
        b'"@context": {"@vocab": "http://schema.org/", "url": {"@type": "@id"}}',
    )
    assert older != page
    assert into_ours(parse_graph(older, "a.html", BASE), "schema-org", ORIGIN) == converted(
        "schema-org"
    )


def test_a_page_without_data_says_so() -> None:
    with pytest.raises(UnreadableInput, match="holds no data"):
        parse_graph(b"<!DOCTYPE html><html><body>Courses</body></html>", "a.html", BASE)


def test_comments_before_a_page_are_passed_over_once() -> None:
    """With each more, parting them in another way too would take twice as long."""
    comments = b"<!-- one -->\n<!---->" * 50
    with pytest.raises(UnreadableInput, match="holds no data"):
        parse_graph(comments + b"<html></html>", "a.html", BASE)
    with pytest.raises(UnreadableInput, match="no element found"):
        parse_graph(comments, "a.html", BASE)


def test_broken_data_in_a_page_are_told_with_their_line() -> None:
    page = b'<html>\n<script type="application/ld+json">\n{"@context": \n</script></html>'
    with pytest.raises(UnreadableInput, match="line 4, column 1"):
        parse_graph(page, "a.html", BASE)


@pytest.mark.parametrize(
    ("value", "told"), [("1" * 5_000, "too many digits"), ("[" * 99_999, "nested too deeply")]
)
def test_json_that_no_one_can_read_is_told(value: str, told: str) -> None:
    data = f'{{"http://e/p": {value}'
    data += "}" if value.isdigit() else ""
    for text, name in (
        (data, "a.jsonld"),
        (f'<html><script type="application/ld+json">{data}</script></html>', "a.html"),
    ):
        with pytest.raises(UnreadableInput, match=told):
            parse_graph(text.encode(), name, BASE)


def test_a_context_on_another_host_is_not_fetched() -> None:
    with pytest.raises(UnreadableInput, match="nothing is fetched"):
        parse_graph(b'{"@context": "http://127.0.0.1:9/c", "@id": "http://e/"}', "a.json", BASE)


def test_names_do_not_depend_on_the_labels_of_blank_nodes() -> None:
    turtle = """<http://e/c> a <https://schema.org/Course> ; <https://schema.org/name> "C" ;
        <https://schema.org/provider> _:{a}, _:{b} .
        _:{a} a <https://schema.org/Organization> ; <https://schema.org/name> "A" .
        _:{b} a <https://schema.org/Organization> ; <https://schema.org/name> "B" ."""
    one, other = (
        into_ours(parse_graph(text.encode(), "a.ttl", BASE), "schema-org", ORIGIN)
        for text in (turtle.format(a="x", b="y"), turtle.format(a="z2", b="a1"))
    )
    assert one == other
    assert NamedNode("http://e/c#provider-2") in {t.subject for t in one.triples}


def test_what_has_the_iri_of_a_name_already_stays_another_thing() -> None:
    turtle = """PREFIX s: <https://schema.org/>
        <http://e/c> a s:Course ; s:provider [ a s:Organization ; s:name "A" ] , <#provider> .
        <#provider> a s:Organization ; s:name "B" ."""
    found = into_ours(parse_graph(turtle.encode(), "a.ttl", "http://e/c"), "schema-org", ORIGIN)
    names = {t.subject.value: t.object.value for t in found.triples if "Label" in t.predicate.value}
    assert names["http://e/c#provider"] == "B"
    assert names["http://e/c#provider-2"] == "A"


def test_a_graph_that_is_hard_to_tell_apart_is_named_at_once() -> None:
    """Every node of it looks like every other: canonical labels would take for ever."""
    nodes = range(40)
    text = " ".join(f"_:n{a} <http://e/p> _:n{b} ." for a in nodes for b in nodes if a != b)
    found = into_ours(parse_graph(text.encode(), "a.ttl", BASE), "schema-org", ORIGIN).triples
    assert len({t.subject for t in found}) == len(nodes)


def test_what_a_partner_must_add_is_told_by_the_shapes() -> None:
    data = (FOLDER / "exchanges.ttl").read_text(encoding="utf-8")
    bare = re.sub(r" ;\n    sg:\w+ <[^>]*>", "", data)
    assert bare != data
    report = judged(into_ours(parse_graph(bare.encode(), "a.ttl", BASE), "ceon", ORIGIN).triples)
    lacking = {result.path for result in report.results if result.severity is Severity.VIOLATION}
    assert len(lacking) == 2
    assert not report.accepted


@pytest.mark.parametrize("source", ["our facts", "elm", "schema-org"])
def test_elms_own_shapes_take_what_we_write(
    source: str, concepts: frozenset[Triple], shared: Path
) -> None:
    shapes = (shared / "ontologies/elm/LOQ-constraints.ttl").read_text(encoding="utf-8")
    # Its pattern for addresses is written for Java and is no regular expression of SHACL's.
    shapes = shapes.replace("sh:node :URLRegexRestriction ;", "")
    if source == "our facts":
        written = facts_in("elm")
    else:
        written = out_of_ours(converted(source).triples, "elm", concepts)
    text = lines(written.triples).decode()
    assert shacl.Shapes.from_text(shapes, "turtle").validate_text(text, "ntriples").conforms
    if source == "elm":
        data, rules = rdflib.Graph(), rdflib.Graph()
        data.parse(data=text, format="nt")
        rules.parse(data=shapes, format="turtle")
        assert pyshacl.validate(data, shacl_graph=rules)[0]
        homeless = [t for t in written.triples if not t.predicate.value.endswith("/homepage")]
        fault = shacl.Shapes.from_text(shapes, "turtle").validate_text(
            lines(homeless).decode(), "ntriples"
        )
        assert not fault.conforms


def test_a_vocabulary_without_rules_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadArgument, match="ceon, elm, esco, schema-org"):
        into_ours([], "dcat", ORIGIN)


def test_evidence_is_added_only_where_none_is_stated() -> None:
    data = f"""<http://e/s> a <{PREFIXES["esco"]}Skill> ; <{SG}hasEvidence> <http://e/v> .
        <http://e/t> a <{PREFIXES["esco"]}Skill> ."""
    found = into_ours(parse_graph(data.encode(), "a.ttl", BASE), "esco", ORIGIN).triples
    evidence = {(t.subject, t.object) for t in found if t.predicate.value == SG + "hasEvidence"}
    assert evidence == {
        (NamedNode("http://e/s"), NamedNode("http://e/v")),
        (NamedNode("http://e/t"), NamedNode(BASE + "#evidence")),
    }


PAGES = [
    "id/unit/insight-industrial-symbiosis-facilitator-joint-curriculum",
    "id/unit/insight-is-theory-concepts-and-context",
    "id/profile/energy-manager",
    "id/skill/waste-heat-recovery",
    "id/project/insight",
    "vocabulary/stream-kind",
    "vocabulary/stream-kind/heat",
]


@pytest.mark.parametrize("path", PAGES)
def test_our_own_pages_say_by_the_rules_what_the_graph_says(
    path: str, image: Image, client: FlaskClient
) -> None:
    shown = client.get(f"/{path}.html").data
    thing = NamedNode("https://w3id.org/symbiograph/" + path)
    read_back = into_ours(parse_graph(shown, "page.html", BASE), "schema-org", ORIGIN).triples
    told = {t for t in read_back if t.subject == thing}
    # The address of a page stands for its home page, and the page is not the thing's.
    told = {t for t in told if not t.predicate.value.endswith("homepage")}
    stated = {q.triple for q in image.store.quads_for_pattern(thing, None, None, DefaultGraph())}
    assert len(told) > 2
    assert told <= stated


def convert(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "symbiograph", "convert", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_the_command_converts_and_tells_what_is_left_over(tmp_path: Path) -> None:
    page = str(FOLDER / "courses.html")
    done = convert(page, "--to", "elm", "--format", "json-ld", "--base", BASE)
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    types = [node["type"] for node in made["@graph"]]
    assert "elm:LearningOpportunity" in types
    assert "No rule took over" in done.stderr
    assert "hasEvidence" not in done.stderr
    assert '<https://schema.org/teaches> "Speak with neighbours" .' in done.stderr
    rest = tmp_path / "rest.nt"
    again = convert(page, "--from", "schema-org", "--base", BASE, "--left-over", str(rest))
    triples = {q.triple for q in pyoxigraph.parse(again.stdout, RdfFormat.TURTLE)}
    assert triples >= without_evidence(converted("schema-org").triples)
    assert {q.triple for q in pyoxigraph.parse(path=rest)} == set(converted("schema-org").left_over)


def test_the_command_names_a_file_that_is_not_there() -> None:
    done = convert("nothing.ttl")
    assert done.returncode == 2
    assert "nothing.ttl: No such file" in done.stderr
