"""The graph with curricula laid over it, for the length of one request.

Named queries and the solver answer of a curriculum that somebody brought as they do of the graph:
from a store of its own with what coverage is computed from, what the curriculum states, and what
the rules of the ontology infer from it. The part of the graph is read once for each generation and
kept; the rest is gone with the image that holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final
from weakref import WeakKeyDictionary

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from symbiograph.coverage.curriculum import Curriculum
from symbiograph.engine.image import Image
from symbiograph.engine.loading import load_labelled
from symbiograph.prefixes import PREFIXES
from symbiograph.resources import folder

# What the coverage queries and the solver look at: whoever has one of these properties,
_STATED: Final = """
elm:learningOutcome sg:callsForSkill sg:developsSkill sg:hasCoreActivity sg:hasCreditPoints
sg:hasCreditScheme sg:hasCurrentLevel sg:hasDeliveryMode sg:hasDonorActivity sg:hasEqfLevel
sg:hasEvidenceKind sg:hasHours sg:hasIscedField sg:hasNecessity sg:hasOutcome sg:hasOutcomeType
sg:hasPartUnit sg:hasPrerequisite sg:hasReceiverActivity sg:hasRequiredSkill sg:hasRequirement
sg:hasSkillGroup sg:hasTrainingStatus sg:hasUnitType sg:isOutcomeOf sg:isPartOfUnit
sg:isProvidedBy sg:isRelevantToSector sg:isRequirementOf sg:requiresSkill
sg:statesMinimumUnitCount sg:statesUnitCount sg:teachesEscoSkill sg:teachesSkill
sg:teachesSkillWithin
"""
# and these properties of things of some classes.
_THINGS: Final = """
org:Organization sg:CreditScheme sg:DeliveryMode sg:EvidenceKind sg:Exchange sg:FieldOfEducation
sg:JobProfile sg:LearningOutcome sg:Necessity sg:OutcomeType sg:ProficiencyLevel sg:Project
sg:QualificationLevel sg:Role sg:Sector sg:Skill sg:SkillGroup sg:TargetGroup sg:TrainingStatus
sg:TrainingUnit sg:TrainingUnitType
"""
_OF_THINGS: Final = """
dcterms:identifier dcterms:language rdf:type sg:hasEvidence skos:broaderTransitive skos:exactMatch
skos:notation skos:prefLabel
"""
# What the rules join with the statements of a curriculum.
_OF_SKILLS: Final = "skos:broader skos:exactMatch"
_PROPERTIES: Final = """
sg:developsSkill sg:hasOutcome sg:hasPartUnit sg:hasPrerequisite sg:isOutcomeOf sg:isPartOfUnit
sg:isTaughtBy sg:teachesSkill sg:teachesSkillWithin
"""
_AXIOMS: Final = "owl:inverseOf rdfs:subPropertyOf"
_DEFAULT: Final = DefaultGraph()
_RULES: Final = (
    "inverse",
    "sub-property",
    "teaches-esco-skill",
    "teaches-skill",
    "teaches-skill-of-parts",
    "teaches-skill-within",
)


@dataclass(frozen=True)
class _Part:
    """What is kept of one content of the graph, as N-Triples."""

    statements: bytes
    ground: bytes


def with_curriculum(image: Image, curricula: Iterable[Curriculum]) -> Image:
    """Return an image of what coverage is computed from in ``image``, with curricula beside it.

    It answers the coverage queries and holds nothing else. It has the generation of ``image``.
    """
    part = _part(image)
    store = Store()
    load_labelled(store, [part.statements])
    store.extend(_inferred(part.ground, curricula))
    return Image(store, image.generation)


def _part(image: Image) -> _Part:
    known = _KNOWN.get(image)
    if known is None:
        store = image.default or image.store
        known = _Part(
            _written(
                [*_stated(store), *_of_things(store), *_of_links(store), *_of_activities(store)]
            ),
            _written(_ground(store)),
        )
        _KNOWN[image] = known
    return known


_KNOWN: Final[WeakKeyDictionary[Image, _Part]] = WeakKeyDictionary()


def _stated(store: Store) -> Iterator[Quad]:
    for property_ in _nodes(_STATED):
        yield from store.quads_for_pattern(None, property_, None, _DEFAULT)


def _of_things(store: Store) -> Iterator[Quad]:
    for class_ in _nodes(_THINGS):
        for member in _subjects(store, class_):
            yield from _of(store, member, _OF_THINGS)
            # Languages of teaching have no class of ours.
            for taught in store.quads_for_pattern(
                member, _node("dcterms:language"), None, _DEFAULT
            ):
                if isinstance(taught.object, NamedNode):
                    yield from _of(store, taught.object, _OF_THINGS)


def _of_links(store: Store) -> Iterator[Quad]:
    """Return the names of properties that the European Learning Model has to be told in words."""
    for property_ in _nodes("sg:hasPrerequisite sg:isProvidedBy"):
        yield from _of(store, property_, "rdfs:label")


def _of_activities(store: Store) -> Iterator[Quad]:
    """Return what is below the activities at the core of the sectors."""
    cores = store.quads_for_pattern(None, _node("sg:hasCoreActivity"), None, _DEFAULT)
    waiting = [core.object for core in cores]
    seen = set(waiting)
    while waiting:
        narrower = _node("skos:broader"), waiting.pop()
        for quad in store.quads_for_pattern(None, *narrower, _DEFAULT):
            yield quad
            if quad.subject not in seen:
                seen.add(quad.subject)
                waiting.append(quad.subject)


def _ground(store: Store) -> Iterator[Quad]:
    for skill in _subjects(store, _node("sg:Skill")):
        yield from _of(store, skill, _OF_SKILLS)
    for property_ in _nodes(_PROPERTIES):
        yield from _of(store, property_, _AXIOMS)


def _of(store: Store, subject: NamedNode | BlankNode, properties: str) -> Iterator[Quad]:
    for property_ in _nodes(properties):
        yield from store.quads_for_pattern(subject, property_, None, _DEFAULT)


def _subjects(store: Store, class_: NamedNode) -> list[NamedNode | BlankNode]:
    members = store.quads_for_pattern(None, _node("rdf:type"), class_, _DEFAULT)
    return [quad.subject for quad in members if not isinstance(quad.subject, Triple)]


@cache
def _node(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


@cache
def _nodes(names: str) -> tuple[NamedNode, ...]:
    return tuple(map(_node, names.split()))


def _written(quads: Iterable[Quad]) -> bytes:
    triples = {quad.triple for quad in quads}
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _inferred(ground: bytes, curricula: Iterable[Curriculum]) -> list[Quad]:
    """Return what curricula state and what follows from it."""
    store = Store()
    load_labelled(store, [ground])
    known = set(store)
    for curriculum in curricula:
        store.extend(Quad(*triple) for triple in curriculum.triples())
    before = -1
    while before != len(store):
        before = len(store)
        for rule in _rules():
            store.update(rule)
    return [quad for quad in store if quad not in known]


@cache
def _rules() -> tuple[str, ...]:
    """Return the rules by which the build infers what is taught; the others add nothing to it."""
    rules = folder("ontology") / "rules"
    return tuple((rules / f"{name}.rq").read_text(encoding="utf-8") for name in _RULES)
