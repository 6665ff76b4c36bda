"""A curriculum as triples of our model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Triple

from symbiograph.prefixes import PREFIXES, SG

if TYPE_CHECKING:
    from symbiograph.coverage.curriculum.model import Curriculum, Outcome, Provider, Unit

_ELM: Final = PREFIXES["elm"]
_ESCO_SKILL: Final = NamedNode(_ELM + "relatedESCOSkill")
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_NAME: Final = NamedNode(PREFIXES["skos"] + "prefLabel")
_LANGUAGE: Final = NamedNode(PREFIXES["dcterms"] + "language")
_DECIMAL: Final = NamedNode(PREFIXES["xsd"] + "decimal")
_READ: Final = NamedNode(PREFIXES["evidence-kind"] + "read")


def statements(curriculum: Curriculum) -> list[Triple]:
    """Return what a curriculum states, each triple once, in the order of its units."""
    evidence = NamedNode(curriculum.iri.partition("#")[0] + "#evidence")
    units = [curriculum.programme, *curriculum.units]
    found = [*_evidence(evidence, curriculum)]
    for unit in units:
        found += _unit(unit, evidence)
    found += _esco_skills(units)
    return list(dict.fromkeys(found))


def _evidence(node: NamedNode, curriculum: Curriculum) -> Iterator[Triple]:
    """Say that everything was read in the file itself."""
    yield _a(node, "Evidence")
    yield from _named(node, curriculum.programme.names)
    yield Triple(node, _sg("hasEvidenceKind"), _READ)


def _unit(unit: Unit, evidence: NamedNode) -> Iterator[Triple]:
    node = NamedNode(unit.iri)
    yield _a(node, "TrainingUnit")
    yield from _named(node, unit.names)
    yield Triple(node, _sg("hasEvidence"), evidence)
    yield Triple(node, _sg("hasUnitType"), NamedNode(unit.type))
    if unit.part_of:
        yield Triple(node, _sg("isPartOfUnit"), NamedNode(unit.part_of))
    if unit.provider:
        yield Triple(node, _sg("isProvidedBy"), NamedNode(unit.provider.iri))
        yield from _provider(unit.provider, evidence)
    if unit.hours is not None:
        yield Triple(node, _sg("hasHours"), Literal(f"{unit.hours:f}", datatype=_DECIMAL))
    if unit.credits is not None:
        yield Triple(node, _sg("hasCreditPoints"), Literal(f"{unit.credits:f}", datatype=_DECIMAL))
    if unit.credit_scheme:
        yield Triple(node, _sg("hasCreditScheme"), NamedNode(unit.credit_scheme))
    yield from _links(node, _sg("hasPrerequisite"), unit.prerequisites)
    yield from _links(node, _sg("hasEqfLevel"), unit.levels)
    yield from _links(node, _sg("hasDeliveryMode"), unit.modes)
    yield from _links(node, _LANGUAGE, unit.languages)
    for outcome in unit.outcomes:
        yield from _outcome(outcome, node, evidence)


def _outcome(outcome: Outcome, unit: NamedNode, evidence: NamedNode) -> Iterator[Triple]:
    """Say what an outcome develops; one that develops no skill of ours is one of ELM's only."""
    node = NamedNode(outcome.iri)
    yield from _named(node, outcome.names)
    yield from _links(node, _ESCO_SKILL, outcome.esco_skills)
    yield from _links(unit, _sg("teachesEscoSkill"), outcome.esco_skills)
    if not outcome.skills:
        yield Triple(node, _TYPE, NamedNode(_ELM + "LearningOutcome"))
        yield Triple(unit, NamedNode(_ELM + "learningOutcome"), node)
        return
    yield _a(node, "LearningOutcome")
    yield Triple(node, _sg("hasEvidence"), evidence)
    yield Triple(node, _sg("isOutcomeOf"), unit)
    yield from _links(node, _sg("hasOutcomeType"), [outcome.type] if outcome.type else [])
    yield from _links(node, _sg("developsSkill"), outcome.skills)


def _provider(provider: Provider, evidence: NamedNode) -> Iterator[Triple]:
    if provider.is_known:
        return
    node = NamedNode(provider.iri)
    yield Triple(node, _TYPE, NamedNode(PREFIXES["org"] + "Organization"))
    yield from _named(node, provider.names)
    yield Triple(node, _sg("hasEvidence"), evidence)


def _esco_skills(units: list[Unit]) -> Iterator[Triple]:
    """Say of each whole that it teaches the ESCO skills of its parts, as a rule does for ours."""
    wholes = {unit.iri: unit.part_of for unit in units}
    for unit in units:
        taught = [iri for outcome in unit.outcomes for iri in outcome.esco_skills]
        seen = {unit.iri}
        whole = unit.part_of
        while whole and whole not in seen:
            seen.add(whole)
            yield from _links(NamedNode(whole), _sg("teachesEscoSkill"), taught)
            whole = wholes.get(whole)


def _named(node: NamedNode, names: Iterable[Literal]) -> Iterator[Triple]:
    """Name a thing; queries fall back to English, so that a name in any language stands in."""
    by_language = {name.language: name for name in reversed([*names])}
    for name in by_language.values():
        yield Triple(node, _NAME, name)
    if by_language and "en" not in by_language:
        first = next(iter(names))
        yield Triple(node, _NAME, Literal(first.value, language="en"))


def _links(node: NamedNode, predicate: NamedNode, iris: Iterable[str]) -> Iterator[Triple]:
    for iri in iris:
        yield Triple(node, predicate, NamedNode(iri))


def _a(node: NamedNode, name: str) -> Triple:
    return Triple(node, _TYPE, _sg(name))


def _sg(name: str) -> NamedNode:
    return NamedNode(SG + name)
