"""The triples a mapping set makes: a plain SKOS triple and a described mapping for each row."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from symbiograph.errors import Position, UnreadableInput
from symbiograph.mappings.slots import MAPPING_SLOTS, NO_TERM_FOUND, SSSOM, Slot
from symbiograph.mappings.sssom import Mapping, MappingSet, Value
from symbiograph.prefixes import ID, SG

_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_UUID: Final = re.compile(r"([0-9a-f]{8})(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Slots of a set's head and the DCMI terms and kinds of value that describe it as a data set.
_DESCRIPTION: Final = {
    "creator_id": ("creator", "entity"),
    "license": ("license", "entity"),
    "mapping_set_description": ("description", "text"),
    "mapping_set_source": ("source", "entity"),
    "mapping_set_title": ("title", "text"),
    "publication_date": ("modified", "date"),
}


def mapping_statements(mappings: MappingSet, graph: str, *, accepted: bool = True) -> list[Triple]:
    """Return the triples of ``mappings`` as they stand in the graph named ``graph``.

    An accepted row gives its plain triple, or ``sg:hasNoMatchIn`` the scheme searched where it
    says that no term was found. Every row gives a ``sssom:Mapping`` with all it states. Raises
    :class:`UnreadableInput` where two rows would be the same thing.
    """
    triples = [Triple(NamedNode(graph), _TYPE, NamedNode(SSSOM + "MappingSet"))]
    named: dict[NamedNode, int] = {}
    slots = {**MAPPING_SLOTS, **mappings.extensions}
    for mapping in mappings.mappings:
        position = Position(mapping.line, 1)
        node = _node(mapping, graph)
        earlier = named.setdefault(node, mapping.line)
        if earlier != mapping.line:
            reason = f"it relates the same subject and object as line {earlier}"
            raise UnreadableInput(mappings.source, reason, position)
        if accepted and mapping.one("predicate_modifier") is None:
            triples.append(_plain(mapping, mappings.source))
        triples.append(Triple(node, _TYPE, NamedNode(SSSOM + "Mapping")))
        triples.append(Triple(NamedNode(graph), NamedNode(SSSOM + "mappings"), node))
        for name, values in mapping.values.items():
            if name != "record_id":
                predicate = NamedNode(slots[name].iri)
                triples += [Triple(node, predicate, _term(slots[name], value)) for value in values]
    return triples


def set_description(mappings: MappingSet, graph: str) -> list[Triple]:
    """Return what the head of ``mappings`` says of the set, as a data set published here."""
    node = NamedNode(graph)
    said: list[tuple[NamedNode, NamedNode | Literal]] = [
        (_TYPE, NamedNode("http://www.w3.org/ns/dcat#Dataset")),
        (_dcterms("publisher"), NamedNode(ID + "organisation/symbiograph")),
    ]
    for slot, texts in mappings.head.items():
        if slot in _DESCRIPTION:
            name, kind = _DESCRIPTION[slot]
            listed = texts if isinstance(texts, list) else [texts]
            said += [(_dcterms(name), _described(text, kind)) for text in listed]
    return [Triple(node, predicate, value) for predicate, value in said]


def _described(text: str, kind: str) -> NamedNode | Literal:
    if kind == "entity":
        return NamedNode(text)
    if kind == "date":
        return Literal(text, datatype=NamedNode(_XSD + "date"))
    return Literal(text, language="en")


def _plain(mapping: Mapping, source: str) -> Triple:
    subject, predicate, target = mapping.key
    if target != NO_TERM_FOUND:
        return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(target))
    scheme = mapping.one("object_source")
    if scheme is None:
        reason = "sssom:NoTermFound needs object_source: the scheme in which none was found"
        raise UnreadableInput(source, reason, Position(mapping.line, 1))
    return Triple(NamedNode(subject), NamedNode(SG + "hasNoMatchIn"), NamedNode(str(scheme)))


def _node(mapping: Mapping, graph: str) -> NamedNode:
    """Return the IRI of a mapping, which stays when rows are added or sorted."""
    own = mapping.one("record_id")
    if own is not None:
        return NamedNode(str(own))
    subject, _, target = mapping.key
    names = [_local_name(graph), _local_name(subject), _local_name(target)]
    if target == NO_TERM_FOUND:
        names[2:] = ["no-term-found", _local_name(str(mapping.one("object_source")))]
    return NamedNode(f"{ID}mapping/{'-'.join(names)}")


def _local_name(iri: str) -> str:
    """Return the last segment of an IRI as a slug; of a UUID only the first eight characters."""
    last = re.split(r"[/#]", iri.rstrip("/#"))[-1].lower()
    return re.sub(r"[^a-z0-9]+", "-", _UUID.sub(r"\1", last)).strip("-")


def _term(slot: Slot, value: Value) -> NamedNode | Literal:
    if slot.kind == "entity":
        return NamedNode(str(value))
    if isinstance(value, Decimal):
        return Literal(str(value), datatype=NamedNode(_XSD + "decimal"))
    if isinstance(value, datetime.date):
        return Literal(value.isoformat(), datatype=NamedNode(_XSD + "date"))
    return Literal(value)


def _dcterms(name: str) -> NamedNode:
    return NamedNode(f"http://purl.org/dc/terms/{name}")
