"""What the index holds, gathered from triples: concepts with labels, kind, schemes, definition."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Triple

from symbiograph.prefixes import ID, PREFIXES

PREFERRED, ALTERNATIVE, HIDDEN = range(3)

_SKOS: Final = PREFIXES["skos"]
_ESCO: Final = PREFIXES["esco"]
_ESCO_DATA: Final = "http://data.europa.eu/esco/"
_LABELS: Final = {
    NamedNode(_SKOS + "prefLabel"): PREFERRED,
    NamedNode(_SKOS + "altLabel"): ALTERNATIVE,
    NamedNode(_SKOS + "hiddenLabel"): HIDDEN,
}
# ESCO 1.1 and later call their descriptions dcterms:description.
_DEFINITIONS: Final = {
    NamedNode(_SKOS + "definition"): 0,
    NamedNode(PREFIXES["dcterms"] + "description"): 1,
}
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_SCHEME: Final = NamedNode(_SKOS + "inScheme")
_KIND_OF_CLASS: Final = {
    NamedNode(_SKOS + "ConceptScheme"): "scheme",
    NamedNode(_ESCO + "Occupation"): "occupation",
    NamedNode(_ESCO + "Skill"): "skill",
}
_KIND_OF_ESCO_PATH: Final = {
    "occupation": "occupation",
    "skill": "skill",
    "isco": "occupation-group",
    "isced-f": "skill-group",
}
# Statements about things: nobody looks for them by name, and their labels repeat those of things.
_NOT_SOUGHT: Final = frozenset(
    {"call", "evidence", "fact", "mapping", "observation", "quantity", "requirement"}
)
_THING: Final = re.compile(re.escape(ID) + "([^/]+)/")
# Licences under which a text may be shown to anybody, with its source named.
_OPEN: Final = (
    "https://creativecommons.org/licenses/by/",
    "https://creativecommons.org/publicdomain/zero/",
    "http://data.europa.eu/eli/dec/2011/833",
    "https://data.europa.eu/eli/dec/2011/833",
    "http://publications.europa.eu/resource/authority/licence/COM_REUSE",
    "http://publications.europa.eu/resource/authority/licence/CC_BY",
)


class Part(NamedTuple):
    """Triples under one licence, which is an IRI; ``None`` where it is not known."""

    statements: Iterable[Triple | Quad]
    licence: str | None


class Definition(NamedTuple):
    """What a concept means; ``licence`` is empty where the text may be searched but not shown."""

    text: str
    licence: str


@dataclass
class Concept:
    """One concept: labels are pairs of rank and text by language, definitions by language."""

    labels: dict[str, set[tuple[int, str]]] = field(default_factory=dict)
    definitions: dict[str, tuple[int, Definition]] = field(default_factory=dict)
    classes: set[NamedNode] = field(default_factory=set)
    schemes: set[str] = field(default_factory=set)


def gather(parts: Iterable[Part]) -> dict[str, Concept]:
    """Return the concepts that have a preferred label, by IRI and in its order."""
    found: dict[NamedNode, Concept] = {}
    for part in parts:
        licence = part.licence if part.licence and part.licence.startswith(_OPEN) else ""
        for statement in part.statements:
            _take(found, statement, licence)
    labelled = {
        node.value: concept
        for node, concept in found.items()
        if _is_sought(node.value) and any(_has_preferred(ls) for ls in concept.labels.values())
    }
    return dict(sorted(labelled.items()))


def kind_of(iri: str, concept: Concept) -> str:
    """Return the word for what kind of thing this is, such as ``skill`` or ``occupation``."""
    thing = _THING.match(iri)
    if thing:
        return thing[1]
    for class_, kind in _KIND_OF_CLASS.items():
        if class_ in concept.classes:
            return kind
    if iri.startswith(_ESCO_DATA):
        return _KIND_OF_ESCO_PATH.get(iri[len(_ESCO_DATA) :].partition("/")[0], "concept")
    return "concept"


def scheme_name(iri: str) -> str:
    """Return the short name of a scheme: the last part of its IRI, with ``esco-`` before ESCO's."""
    name = re.split("[/#]", iri.rstrip("/"))[-1]
    return f"esco-{name}" if iri.startswith(_ESCO_DATA) else name


def _take(found: dict[NamedNode, Concept], statement: Triple | Quad, licence: str) -> None:
    subject, predicate, value = statement.subject, statement.predicate, statement.object
    if not isinstance(subject, NamedNode):
        return
    rank = _LABELS.get(predicate)
    if rank is not None:
        if isinstance(value, Literal) and value.value.strip():
            labels = _concept(found, subject).labels.setdefault(_tag(value), set())
            labels.add((rank, " ".join(value.value.split())))
    elif predicate in _DEFINITIONS:
        if isinstance(value, Literal):
            definitions = _concept(found, subject).definitions
            offered = (_DEFINITIONS[predicate], Definition(value.value.strip(), licence))
            tag = _tag(value)
            definitions[tag] = min(definitions.get(tag, offered), offered)
    elif predicate == _TYPE:
        if isinstance(value, NamedNode) and value in _KIND_OF_CLASS:
            _concept(found, subject).classes.add(value)
    elif predicate == _SCHEME and isinstance(value, NamedNode):
        _concept(found, subject).schemes.add(value.value)


def _concept(found: dict[NamedNode, Concept], node: NamedNode) -> Concept:
    concept = found.get(node)
    if concept is None:
        concept = found[node] = Concept()
    return concept


def _tag(literal: Literal) -> str:
    return (literal.language or "").lower()


def _has_preferred(labels: set[tuple[int, str]]) -> bool:
    return any(rank == PREFERRED for rank, _ in labels)


def _is_sought(iri: str) -> bool:
    thing = _THING.match(iri)
    return thing is None or thing[1] not in _NOT_SOUGHT
