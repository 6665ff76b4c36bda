"""The triples a mapping set makes: a plain SKOS triple and a described mapping for each row."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from symbiograph.errors import Position, UnreadableInput
from symbiograph.mappings.row import Mapping, MappingSet, Value
from symbiograph.mappings.slots import NO_TERM_FOUND, SSSOM, Slot
from symbiograph.prefixes import ID, SG, TABLE

_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_UUID: Final = re.compile(r"([0-9a-f]{8})(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Slots of a set's head and the DCMI terms that describe it as a data set.
_DESCRIPTION: Final = {
    "creator_id": "creator",
    "license": "license",
    "mapping_set_description": "description",
    "mapping_set_source": "source",
    "mapping_set_title": "title",
    "publication_date": "modified",
}


def mapping_statements(mappings: MappingSet, graph: str, *, accepted: bool = True) -> list[Triple]:
    """Return the triples of ``mappings`` as they stand in the graph named ``graph``.

    An accepted row gives its plain triple, or ``sg:hasNoMatchIn`` the scheme searched where it
    says that no term was found. Every row gives a ``sssom:Mapping`` with all it states. Raises
    :class:`UnreadableInput` where two rows would be the same thing.
    """
    triples = [Triple(NamedNode(graph), _TYPE, NamedNode(SSSOM + "MappingSet"))]
    named: dict[NamedNode, Mapping] = {}
    slots = mappings.slots
    for mapping in mappings.mappings:
        position = Position(mapping.line, 1)
        node = mapping_node(mapping, graph)
        earlier = named.setdefault(node, mapping)
        if earlier is not mapping:
            same = "the same subject, predicate and object stand in"
            if earlier.key != mapping.key:
                same = "it relates the same subject and object as"
            reason = f"{same} line {earlier.line}"
            raise UnreadableInput(mappings.source, reason, position)
        if accepted and mapping.one("predicate_modifier") is None:
            triples += _plain(mapping, mappings.source)
        triples.append(Triple(node, _TYPE, NamedNode(SSSOM + "Mapping")))
        triples.append(Triple(NamedNode(graph), NamedNode(SSSOM + "mappings"), node))
        for name, values in mapping.values.items():
            if name != "record_id" and not slots[name].iri.startswith(TABLE):
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
    said += [
        (_dcterms(_DESCRIPTION[name]), _described(slot, value))
        for name, slot in mappings.set_slots.items()
        if name in _DESCRIPTION
        for value in mappings.head.get(name, ())
    ]
    return [Triple(node, predicate, value) for predicate, value in said]


def language_of(mappings: MappingSet, side: str) -> str:
    """Return the language of the labels of a side, ``subject`` or ``object``: English by default.

    A set says otherwise by ``subject_language`` or ``object_language``, slots of its own.
    """
    return str(mappings.one(f"{side}_language") or "en")


def _described(slot: Slot, value: Value) -> NamedNode | Literal:
    return Literal(str(value), language="en") if slot.kind == "text" else _term(slot, value)


def _plain(mapping: Mapping, source: str) -> list[Triple]:
    """Return the plain triple of a row, none where a thing of others was found no match for."""
    subject, predicate, target = mapping.key
    for side, found in (("subject", subject), ("object", target)):
        if found == NO_TERM_FOUND and mapping.one(f"{side}_source") is None:
            reason = f"sssom:NoTermFound needs {side}_source: the scheme in which none was found"
            raise UnreadableInput(source, reason, Position(mapping.line, 1))
    if subject == NO_TERM_FOUND:
        return []
    if target == NO_TERM_FOUND:
        scheme = NamedNode(mapping.text("object_source"))
        return [Triple(NamedNode(subject), NamedNode(SG + "hasNoMatchIn"), scheme)]
    return [Triple(NamedNode(subject), NamedNode(predicate), NamedNode(target))]


def mapping_node(mapping: Mapping, graph: str) -> NamedNode:
    """Return the IRI of a mapping in a graph, which stays when rows are added or sorted."""
    own = mapping.one("record_id")
    if own is not None:
        return NamedNode(str(own))
    names = [_local_name(graph)]
    for side in ("subject", "object"):
        iri = mapping.text(f"{side}_id")
        if iri == NO_TERM_FOUND:
            names += ["no-term-found", _local_name(mapping.text(f"{side}_source"))]
        else:
            names.append(_local_name(iri))
    return NamedNode(f"{ID}mapping/{'-'.join(names)}")


def _local_name(iri: str) -> str:
    """Return the last segment of an IRI as a slug; of a UUID only the first eight characters."""
    last = re.split(r"[/#]", iri.rstrip("/#"))[-1].lower()
    return re.sub(r"[^a-z0-9]+", "-", _UUID.sub(r"\1", last)).strip("-")


def _term(slot: Slot, value: Value) -> NamedNode | Literal:
    if slot.kind in ("entity", "uri"):
        return NamedNode(str(value))
    if isinstance(value, Decimal):
        return Literal(str(value), datatype=NamedNode(_XSD + "decimal"))
    if isinstance(value, datetime.date):
        return Literal(value.isoformat(), datatype=NamedNode(_XSD + "date"))
    return Literal(value, datatype=NamedNode(slot.hint)) if slot.hint else Literal(value)


def _dcterms(name: str) -> NamedNode:
    return NamedNode(f"http://purl.org/dc/terms/{name}")
