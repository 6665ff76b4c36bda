"""Our own end of a mapping: whether the ontology has the concept, and calls it so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.engine.reading import read_quads
from symbiograph.mappings.checks.finding import Change, Finding, finding
from symbiograph.mappings.row import MappingSet
from symbiograph.mappings.slots import SKOS
from symbiograph.prefixes import ID, VOCABULARY, shorten

_LABEL: Final = SKOS + "prefLabel"
_BROADER: Final = SKOS + "broader"


@dataclass(frozen=True)
class Described:
    """The English labels of what the ontology describes, by IRI, and which concept is broader."""

    labels: Mapping[str, str]
    broader: list[tuple[str, str]]


def read_described(ontology: Path) -> Described:
    """Return what the Turtle files in ``vocabularies`` and ``facts`` of a folder describe."""
    labels: dict[str, str] = {}
    broader = []
    for path in sorted([*ontology.glob("vocabularies/*.ttl"), *ontology.glob("facts/*.ttl")]):
        for quad in read_quads(path, path.name):
            subject, value = quad.subject, quad.object
            if not isinstance(subject, NamedNode):
                continue
            if quad.predicate.value == _LABEL and isinstance(value, Literal):
                if value.language == "en":
                    labels[subject.value] = value.value
            elif quad.predicate.value == _BROADER and isinstance(value, NamedNode):
                broader.append((subject.value, value.value))
    return Described(labels, broader)


def own_findings(sets: Iterable[MappingSet], described: Described) -> list[Finding]:
    """Return rows about things of ours that are not there, and labels that are not theirs."""
    found = []
    for mappings in sets:
        for row in mappings.mappings:
            for side in ("subject", "object"):
                iri, label = row.text(f"{side}_id"), row.text(f"{side}_label")
                known = described.labels.get(iri)
                if known is None and iri.startswith((ID, VOCABULARY)):
                    fault = f"the ontology has no {shorten(iri)}"
                    todo = f"correct {side}_id, or remove the row"
                    found.append(finding(mappings.source, row, "gone", fault, todo))
                elif known is not None and label and label != known:
                    fault = f"{side}_label is {label!r}, the ontology says {known!r}"
                    todo = f"write {known!r}"
                    change = Change(((f"{side}_label", (known,)),))
                    found.append(finding(mappings.source, row, "label", fault, todo, change))
    return found
