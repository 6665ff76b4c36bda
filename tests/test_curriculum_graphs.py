"""Curricula in RDF: our own model and the European Learning Model, and back again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat, Triple

from curricula import ESCO, SKILL, read, told
from symbiograph.coverage.curriculum import BASE, Recogniser, elm
from symbiograph.coverage.curriculum.graphs.learning_model import hours_of
from symbiograph.coverage.dataset import with_curriculum
from symbiograph.engine.image import Image
from symbiograph.errors import UnreadableInput
from symbiograph.prefixes import PREFIXES
from test_curriculum_elm import INSIGHT, verdicts

HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
HEAT, FUNDING = SKILL + "waste-heat-recovery", SKILL + "acquire-funding"
CIRCULAR = ESCO + "22c45bf7-e52b-475f-847b-c32a87f65a5d"
OWN = (
    HEAD
    + """
PREFIX : <https://school.example/>
:course a sg:TrainingProgramme ; skos:prefLabel "Course"@en , "Kurs"@de ; sg:hasPartUnit :one .
:one a sg:TrainingModule ; skos:prefLabel "One"@en ; sg:hasHours 30.5 ; sg:hasCreditPoints 2 ;
    sg:hasCreditScheme credit-scheme:ects ; sg:hasEqfLevel eqf:5 ; sg:isProvidedBy project:insight ;
    sg:hasDeliveryMode delivery-mode:online ; sg:hasUnitType training-unit-type:module ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/DEU> .
:two a sg:LearningUnit ; skos:prefLabel "Two"@en ; sg:isPartOfUnit :course ;
    sg:hasPrerequisite :one ; sg:hasOutcome :after .
:after a sg:LearningOutcome ; skos:prefLabel "Use heat"@en ;
    sg:developsSkill skill:waste-heat-recovery ; sg:hasOutcomeType outcome-type:skill .
"""
)
# A learning opportunity as ELM's own shapes want it; worded for this test.
OPPORTUNITY = """
PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX dc: <http://purl.org/dc/terms/>
PREFIX elm: <http://data.europa.eu/snb/model/elm/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX language: <http://publications.europa.eu/resource/authority/language/>
PREFIX rov: <http://www.w3.org/ns/regorg#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX : <https://school.example/>
:course a elm:LearningOpportunity ; dc:title "Heat for neighbours"@en , "Wärme für Nachbarn"@de ;
    foaf:homepage :page ; elm:providedBy :school ; elm:defaultLanguage language:ENG ;
    elm:mode :online ; elm:learningAchievementSpecification :learnt ;
    elm:learningActivitySpecification :doing ; elm:hasPart :first .
:first a elm:LearningOpportunity ; dc:title "First part"@en ; foaf:homepage :page ;
    elm:providedBy :school ; elm:defaultLanguage language:ENG ;
    elm:learningAchievementSpecification :learnt-first .
:learnt a elm:LearningAchievementSpecification ; dc:title "What is learnt"@en ;
    elm:volumeOfLearning "P1DT6H"^^xsd:duration ; elm:creditPoint :points ;
    elm:educationLevel <http://data.europa.eu/snb/eqf/5> ; elm:learningOutcome :find , :fund .
:learnt-first a elm:LearningAchievementSpecification ; dc:title "What is learnt first"@en ;
    elm:volumeOfLearning "P1M"^^xsd:duration ; elm:learningOutcome :named .
:doing a elm:LearningActivitySpecification ; dc:title "What is done"@en ; dc:language language:DEU .
:points a elm:CreditPoint ; elm:framework :ects ; elm:point "1.5" .
:find a elm:LearningOutcome ; dc:title "Find heat"@en ;
    elm:relatedESCOSkill <http://data.europa.eu/esco/skill/22c45bf7-e52b-475f-847b-c32a87f65a5d> .
:fund a elm:LearningOutcome ; dc:title "Find money"@en ;
    elm:relatedSkill <https://w3id.org/symbiograph/id/skill/acquire-funding> .
:named a elm:LearningOutcome ; dc:title "waste heat recovery"@en .
:school a elm:Organisation ; rov:legalName "The school"@en ; elm:location :place .
:place a dc:Location ; elm:address :address .
:address a elm:Address ;
    elm:countryCode <http://publications.europa.eu/resource/authority/country/ITA> .
:page a elm:WebResource ; elm:contentUrl "https://school.example/"^^xsd:anyURI .
:online a skos:Concept ; skos:prefLabel "online"@en .
:ects a skos:Concept ; skos:notation "ECTS" .
language:ENG a skos:Concept . language:DEU a skos:Concept .
<http://publications.europa.eu/resource/authority/country/ITA> a skos:Concept .
<http://data.europa.eu/snb/eqf/5> a skos:Concept .
<http://data.europa.eu/esco/skill/22c45bf7-e52b-475f-847b-c32a87f65a5d> a skos:Concept .
<https://w3id.org/symbiograph/id/skill/acquire-funding> a skos:Concept .
"""
FORMATS = [(RdfFormat.TURTLE, "ttl"), (RdfFormat.JSON_LD, "jsonld"), (RdfFormat.RDF_XML, "rdf")]


@pytest.fixture(scope="module")
def recogniser(image: Image) -> Recogniser:
    return Recogniser.of(image)


def triples_of(turtle: str) -> list[Triple]:
    return [quad.triple for quad in pyoxigraph.parse(turtle, RdfFormat.TURTLE)]


def written(triples: Iterable[Triple], rdf_format: RdfFormat) -> bytes:
    return pyoxigraph.serialize(triples, format=rdf_format) or b""


# Our model


@pytest.mark.parametrize(("rdf_format", "ending"), FORMATS)
def test_our_model_is_read_in_every_format(
    recogniser: Recogniser, rdf_format: RdfFormat, ending: str
) -> None:
    curriculum = read(recogniser, written(triples_of(OWN), rdf_format), f"course.{ending}")
    assert curriculum.problems == ()
    assert [name.value for name in curriculum.programme.names] == ["Course", "Kurs"]
    one, two = curriculum.units
    assert (one.hours, one.credits) == (Decimal("30.5"), Decimal(2))
    assert one.provider
    assert one.provider.iri == PREFIXES["project"] + "insight"
    assert [link.rpartition("/")[2] for link in (*one.levels, *one.modes, *one.languages)] == [
        "5",
        "online",
        "DEU",
    ]
    assert two.prerequisites == (one.iri,)
    assert [outcome.skills for outcome in two.outcomes] == [(HEAT,)]
    assert {one.part_of, two.part_of} == {curriculum.iri}


def test_relative_iris_and_our_own_context_need_nothing_from_elsewhere(
    recogniser: Recogniser,
) -> None:
    turtle = (
        HEAD
        + '<#one> a sg:TrainingUnit ; skos:prefLabel "One" ; sg:teachesSkill skill:heat-pumps .'
    )
    curriculum = read(recogniser, turtle, "no ending")
    assert [name.language for name in curriculum.units[0].names] == ["en"]
    assert [one.text for one in curriculum.unknown] == [SKILL + "heat-pumps"]
    document = {
        "@context": "https://w3id.org/symbiograph/context.jsonld",
        "id": "#one",
        "type": "sg:TrainingUnit",
        "skos:prefLabel": "One",
        "sg:hasHours": 7,
        "sg:teachesSkill": {"id": "skill:acquire-funding"},
    }
    unit = read(recogniser, json.dumps(document), "one.json").units[0]
    assert (unit.hours, unit.outcomes[0].skills) == (Decimal(7), (FUNDING,))


def test_values_that_do_not_fit_are_told_with_their_subject(recogniser: Recogniser) -> None:
    turtle = (
        HEAD
        + """
<http://a.example/1> a sg:TrainingUnit ; sg:hasHours "many" ; sg:hasCreditPoints 2 , 3 ;
    sg:hasEqfLevel eqf:9 ; sg:hasDeliveryMode delivery-mode:telepathy ; dcterms:language <urn:x> ;
    sg:hasPrerequisite <http://a.example/2> .
"""
    )
    problems = read(recogniser, turtle, "a.ttl").problems
    assert {problem.place.subject for problem in problems} == {"http://a.example/1"}
    text = "\n".join(told(read(recogniser, turtle, "a.ttl")))
    for said in (
        "no name",
        "sg:hasHours: 'many'",
        "Several numbers",
        "eqf:1 to eqf:8",
        "telepathy",
    ):
        assert said in text
    assert "delivery-mode:blended" in text
    assert "http://a.example/2, is not in the file" in text


def test_points_without_a_scheme_are_left_out(recogniser: Recogniser) -> None:
    turtle = HEAD + '<a:1> a sg:TrainingUnit ; skos:prefLabel "A"@en ; sg:hasCreditPoints 2 .'
    curriculum = read(recogniser, turtle, "a.ttl")
    assert curriculum.units[0].credits is None
    assert told(curriculum) == ["a:1: Points mean nothing without sg:hasCreditScheme. Add it."]


def test_graph_without_a_unit_says_so(recogniser: Recogniser) -> None:
    assert told(read(recogniser, "<a:a> <a:b> <a:c> .", "a.ttl")) == [
        "There is no training unit in the file."
    ]


@pytest.mark.parametrize(
    "context",
    [
        "https://evil.example/context",
        ["https://evil.example/context"],
        {"@import": "https://evil.example/context"},
        {"x": {"@id": "urn:x", "@context": "https://evil.example/context"}},
    ],
)
def test_contexts_on_other_hosts_are_refused(recogniser: Recogniser, context: Any) -> None:
    for document in ({"@context": context}, {"urn:p": [{"@context": context}]}):
        with pytest.raises(UnreadableInput, match=r"evil\.example/context.* nothing is fetched"):
            read(recogniser, json.dumps(document), "a.jsonld")


# The European Learning Model


def test_the_sample_is_what_elm_asks_for(shared: Path) -> None:
    shapes = (shared / "ontologies/elm/LOQ-constraints.ttl").read_text(encoding="utf-8")
    # Its pattern for addresses is written for Java; Python does not take it.
    portable = shapes.replace("sh:node :URLRegexRestriction ;", "")
    assert verdicts(portable, triples_of(OPPORTUNITY)) == (True, True)


@pytest.mark.parametrize(("rdf_format", "ending"), FORMATS)
def test_learning_opportunities_are_read_in_every_format(
    recogniser: Recogniser, rdf_format: RdfFormat, ending: str
) -> None:
    data = written(triples_of(OPPORTUNITY), rdf_format)
    curriculum = read(recogniser, data, f"course.{ending}")
    whole, (first,) = curriculum.programme, curriculum.units
    assert [name.value for name in whole.names] == ["Heat for neighbours", "Wärme für Nachbarn"]
    assert (whole.hours, whole.credits) == (Decimal(30), Decimal("1.5"))
    assert whole.credit_scheme == PREFIXES["credit-scheme"] + "ects"
    assert whole.levels == (PREFIXES["eqf"] + "5",)
    assert whole.modes == (PREFIXES["delivery-mode"] + "online",)
    assert [iri.rpartition("/")[2] for iri in whole.languages] == ["DEU"]
    assert whole.provider
    assert whole.provider.names[0].value == "The school"
    assert [outcome.skills for outcome in whole.outcomes] == [
        (SKILL + "circular-economy",),
        (FUNDING,),
    ]
    assert (first.part_of, first.hours) == (curriculum.iri, None)
    assert first.outcomes[0].skills == (HEAT,)
    assert told(curriculum) == [
        "https://school.example/first: The volume of learning 'P1M' is no duration in hours. Write "
        "it such as PT30H; a month or a year has no number of hours."
    ]


def test_elms_own_context_is_known(recogniser: Recogniser) -> None:
    document = {
        "@context": "http://data.europa.eu/snb/model/context/edc-ap",
        "id": "urn:one",
        "type": "LearningAchievementSpecification",
        "title": {"en": "One", "fr": "Un"},
        "volumeOfLearning": "PT12H",
        "learningOutcome": {
            "type": "LearningOutcome",
            "title": {"en": "Think in circles"},
            "relatedESCOSkill": {"id": CIRCULAR, "type": "Concept"},
        },
    }
    unit = read(recogniser, json.dumps(document), "one.json").units[0]
    assert [name.value for name in unit.names] == ["One", "Un"]
    assert (unit.hours, unit.outcomes[0].skills) == (Decimal(12), (SKILL + "circular-economy",))


@pytest.mark.parametrize(
    ("duration", "hours"),
    [
        ("PT30H", "30"),
        ("P1DT6H", "30"),
        ("PT90M", "1.5"),
        ("PT5400S", "1.5"),
        ("P1M", None),
        ("P1Y", None),
        ("P", None),
        ("PT", None),
        ("30", None),
        ("PT0H", None),
    ],
)
def test_durations_are_hours(duration: str, hours: str | None) -> None:
    assert hours_of(duration) == (None if hours is None else Decimal(hours))


# Back again


@pytest.mark.parametrize(("rdf_format", "ending"), FORMATS)
def test_a_programme_of_ours_comes_back_from_elm(
    recogniser: Recogniser, image: Image, rdf_format: RdfFormat, ending: str
) -> None:
    curriculum = read(recogniser, written(elm(image, [INSIGHT]), rdf_format), f"insight.{ending}")
    assert (curriculum.problems, curriculum.uncertain, curriculum.unknown) == ((), (), ())
    assert curriculum.programme.hours == 150
    hours = {unit.names[0].value: unit.hours for unit in curriculum.units}
    assert hours["Resource management"] == Decimal("34.5")
    assert len(hours) == 5
    asked = f"SELECT ?s {{ <{INSIGHT}> <{PREFIXES['sg']}teachesSkill> ?s }}"
    assert curriculum.skills == {row[0].value for row in image.query(asked)}


def test_an_uploaded_curriculum_is_written_as_elm_that_its_shapes_pass(
    recogniser: Recogniser, image: Image, shared: Path
) -> None:
    unmatched = f"{ESCO}c751974d-5d8a-4b16-806a-940bbdaf6a57"
    curriculum = read(
        recogniser,
        "unit,title,hours,language,prerequisites,outcome,skill\n"
        "1,Heat,30,en,,Use heat,waste heat recovery\n"
        f"2,Money,,,1,Ask for money,{unmatched}\n",
    )
    laid = with_curriculum(image, [curriculum])
    triples = elm(laid, [curriculum.iri])
    shapes = (shared / "ontologies/elm/LOQ-constraints.ttl").read_text(encoding="utf-8")
    assert verdicts(shapes, triples) == (True, True)
    again = read(recogniser, written(triples, RdfFormat.TURTLE), "again.ttl")
    assert again.title == "mine"
    assert again.skills == curriculum.skills == {HEAT, unmatched}
    assert [unit.hours for unit in again.units] == [Decimal(30), None]
    assert [outcome.names for unit in again.units for outcome in unit.outcomes] == [
        outcome.names for unit in curriculum.units for outcome in unit.outcomes
    ]
    notes = [t.object for t in triples if t.predicate.value.endswith("noteLiteral")]
    assert [note.value for note in notes if isinstance(note, pyoxigraph.Literal)] == ["Heat"]
    assert {t.subject.value.partition("#")[0] for t in triples if "Note" in str(t.object)} == {BASE}
