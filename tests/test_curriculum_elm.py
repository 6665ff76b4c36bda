"""Units in the European Learning Model: ELM's own shapes judge what we write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import rdflib
import shacl
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from symbiograph.coverage.curriculum import elm
from symbiograph.engine.image import Image
from symbiograph.prefixes import PREFIXES, SG

UNIT = PREFIXES["unit"]
INSIGHT = UNIT + "insight-industrial-symbiosis-facilitator-joint-curriculum"
ELM = PREFIXES["elm"]


def text(triples: Iterable[Triple]) -> bytes:
    return pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def verdicts(shapes: str, triples: Iterable[Triple]) -> tuple[bool, bool]:
    """What both SHACL engines say."""
    lines = text(triples)
    graph, rules = rdflib.Graph(), rdflib.Graph()
    graph.parse(data=lines, format="nt")
    rules.parse(data=shapes, format="turtle")
    conforms, _, _ = pyshacl.validate(graph, shacl_graph=rules)
    fast = shacl.Shapes.from_text(shapes, "turtle").validate_text(lines.decode(), "ntriples")
    return bool(conforms), fast.conforms


@pytest.fixture(scope="module")
def shapes(shared: Path) -> str:
    return (shared / "ontologies/elm/LOQ-constraints.ttl").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def strict(shapes: str) -> str:
    """The shapes with the one for achievements, which ELM switches off, at work.

    Its pattern for addresses is written for Java and is no regular expression of SHACL's.
    """
    switched_on = shapes.replace("sh:deactivated true", "sh:deactivated false")
    assert switched_on != shapes
    return re.sub(r"sh:and \(.*?\) ;", "", switched_on, flags=re.DOTALL)


@pytest.fixture(scope="module")
def everything(image: Image) -> list[Triple]:
    """Every training unit of the graph."""
    units = image.query(f"SELECT ?unit {{ ?unit a <{SG}TrainingUnit> }}")
    return elm(image, [row[0].value for row in units])


def test_every_unit_passes_the_shapes_of_elm(shapes: str, everything: list[Triple]) -> None:
    assert verdicts(shapes, everything) == (True, True)


def test_a_programme_passes_them_even_where_elm_has_switched_them_off(
    strict: str, image: Image
) -> None:
    programme = elm(image, [INSIGHT])
    assert verdicts(strict, programme) == (True, True)
    without_titles = [t for t in programme if not t.predicate.value.endswith("/title")]
    assert verdicts(strict, without_titles) == (False, False)


def test_switched_on_the_shapes_miss_only_outcomes_that_nobody_has_stated(
    strict: str, everything: list[Triple]
) -> None:
    report = shacl.Shapes.from_text(strict, "turtle").validate_text(
        text(everything).decode(), "ntriples"
    )
    stated = {t.subject.value for t in everything if t.predicate.value == ELM + "learningOutcome"}
    assert {result.path for result in report.results} == {f"<{ELM}learningOutcome>"}
    assert not stated & {str(result.focus_node).strip("<>") for result in report.results}


def test_a_programme_comes_with_its_parts_hours_and_esco_skills(image: Image) -> None:
    triples = set(elm(image, [INSIGHT]))
    module = NamedNode(UNIT + "insight-is-theory-concepts-and-context")
    assert Triple(NamedNode(INSIGHT), NamedNode(ELM + "hasPart"), module) in triples
    assert Triple(module, NamedNode(ELM + "isPartOf"), NamedNode(INSIGHT)) in triples
    volumes = {t.object for t in triples if t.predicate.value == ELM + "volumeOfLearning"}
    duration = NamedNode(PREFIXES["xsd"] + "duration")
    assert Literal("PT21H", datatype=duration) in volumes
    related = {t.object.value for t in triples if t.predicate.value == ELM + "relatedESCOSkill"}
    assert "http://data.europa.eu/esco/skill/22c45bf7-e52b-475f-847b-c32a87f65a5d" in related
    assert all(iri.startswith(PREFIXES["esco-skill"]) for iri in related)


def test_what_is_not_stated_is_left_out(everything: list[Triple]) -> None:
    stated = {t.subject for t in everything if t.predicate.value == ELM + "volumeOfLearning"}
    units = {
        t.subject
        for t in everything
        if t.object == NamedNode(ELM + "LearningAchievementSpecification")
    }
    assert stated < units
    assert not any(isinstance(t.object, Literal) and t.object.value == "" for t in everything)


def test_something_that_is_no_unit_adds_nothing(image: Image) -> None:
    assert elm(image, ["http://example.org/none"]) == []
