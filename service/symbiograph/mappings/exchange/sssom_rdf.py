"""SSSOM as RDF in Turtle.

Source: https://mapping-commons.github.io/sssom/spec-formats-rdf/. Mappings are ``owl:Axiom``, blank
unless they have a ``record_id``; confidences are doubles; listed values with a meaning are IRIs.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from symbiograph.errors import Position, UnreadableInput
from symbiograph.mappings.exchange.turtle import turtle
from symbiograph.mappings.row import Mapping, MappingSet, Value
from symbiograph.mappings.slots import (
    BUILT_IN_PREFIXES,
    OWL,
    PROPAGATED,
    REQUIRED,
    SSSOM,
    Slot,
)
from symbiograph.mappings.statements import mapping_node
from symbiograph.mappings.values import Values
from symbiograph.mappings.writing import Contraction, cell, condensed, propagated, sort_keys
from symbiograph.prefixes import PREFIXES

_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_AXIOM: Final = NamedNode(OWL + "Axiom")
_SET: Final = NamedNode(SSSOM + "MappingSet")
_MAPPINGS: Final = NamedNode(SSSOM + "mappings")
_DEFINITIONS: Final = NamedNode(SSSOM + "extension_definitions")
_XSD: Final = PREFIXES["xsd"]
_DOUBLE, _DATE = NamedNode(_XSD + "double"), NamedNode(_XSD + "date")
_ENTITY_TYPES: Final = {
    "owl class": OWL + "Class",
    "owl object property": OWL + "ObjectProperty",
    "owl data property": OWL + "DatatypeProperty",
    "owl annotation property": OWL + "AnnotationProperty",
    "owl named individual": OWL + "NamedIndividual",
    "skos concept": PREFIXES["skos"] + "Concept",
    "rdfs resource": PREFIXES["rdfs"] + "Resource",
    "rdfs class": PREFIXES["rdfs"] + "Class",
    "rdfs literal": PREFIXES["rdfs"] + "Literal",
    "rdfs datatype": PREFIXES["rdfs"] + "Datatype",
    "rdf property": PREFIXES["rdf"] + "Property",
    "composed entity expression": SSSOM + "ComposedEntityExpression",
}
# What listed values mean, where the schema says so.
_MEANINGS: Final[dict[str, dict[str, str]]] = {
    "subject_type": _ENTITY_TYPES,
    "object_type": _ENTITY_TYPES,
    "predicate_type": _ENTITY_TYPES,
    "predicate_modifier": {"Not": SSSOM + "NegatedPredicate"},
    "sssom_version": {"1.0": SSSOM + "version1.0", "1.1": SSSOM + "version1.1"},
}
_Term = NamedNode | BlankNode | Literal


def write_rdf(mappings: MappingSet) -> str:
    """Return ``mappings`` as Turtle; each mapping states for itself what all of them state.

    Raises :class:`PrefixMissing` for an identifier that no prefix fits, because the table that the
    document may become again takes no others.
    """
    used = Contraction(mappings.prefixes, mappings.source)
    triples = list(_triples(mappings, used))
    prefixes = {**BUILT_IN_PREFIXES, **used.used, "dcterms": PREFIXES["dcterms"]}
    prefixes |= {"pav": "http://purl.org/pav/", "prov": PREFIXES["prov"]}
    return turtle(triples, prefixes)


def read_rdf(content: bytes, source: str) -> tuple[MappingSet, list[UnreadableInput]]:
    """Return the mapping set of a Turtle document, and a fault for each mapping that is none.

    Raises :class:`UnreadableInput` where it is no Turtle, or has not exactly one mapping set.
    """
    described: dict[NamedNode | BlankNode, list[tuple[str, _Term]]] = defaultdict(list)
    try:
        parser = parse(content, format=RdfFormat.TURTLE)
        for quad in parser:
            if isinstance(quad.subject, NamedNode | BlankNode) and not isinstance(
                quad.object, Triple
            ):
                described[quad.subject].append((quad.predicate.value, quad.object))
        prefixes = dict(parser.prefixes)
    except SyntaxError as error:
        position = Position(error.lineno or 1, error.offset or 1)
        raise UnreadableInput(source, f"this is not Turtle: {error.msg}", position) from error
    sets = [node for node, said in described.items() if (_TYPE.value, _SET) in said]
    if len(sets) != 1:
        raise UnreadableInput(source, f"it describes {len(sets)} mapping sets, not one")
    [node] = sets
    reader = _Reader(source, prefixes, described)
    return reader.mapping_set(node)


def _triples(mappings: MappingSet, used: Contraction) -> Iterator[Triple]:
    rows = propagated(mappings)
    head = condensed(mappings, rows)
    node = NamedNode(str(mappings.one("mapping_set_id")))
    yield Triple(node, _TYPE, _SET)
    for name, slot in mappings.set_slots.items():
        # Each row states what it shares with the others: so readers of RDF see it.
        if name in head and name != "mapping_set_id" and not (rows and name in PROPAGATED):
            yield from _stated(node, name, slot, head[name], used)
    stated = {*head, *(name for row in rows for name in row)}
    for number, (name, slot) in enumerate(mappings.extensions.items()):
        if name in stated:
            definition = BlankNode(f"e{number}")
            yield Triple(node, _DEFINITIONS, definition)
            yield Triple(definition, NamedNode(SSSOM + "slot_name"), Literal(name))
            yield Triple(definition, NamedNode(SSSOM + "property"), NamedNode(slot.iri))
            used.curie(slot.iri)
            if slot.hint:
                used.curie(slot.hint)
                yield Triple(definition, NamedNode(SSSOM + "type_hint"), NamedNode(slot.hint))
    keys = sort_keys(mappings)
    for number in sorted(range(len(rows)), key=lambda n: keys[n]):
        record = mappings.mappings[number].one("record_id")
        mapping = BlankNode(f"m{number}") if record is None else NamedNode(str(record))
        yield Triple(node, _MAPPINGS, mapping)
        yield Triple(mapping, _TYPE, _AXIOM)
        for name, slot in mappings.slots.items():
            if name in rows[number] and name != "record_id":
                yield from _stated(mapping, name, slot, rows[number][name], used)


def _stated(
    node: NamedNode | BlankNode,
    name: str,
    slot: Slot,
    values: Iterable[Value],
    used: Contraction,
) -> Iterator[Triple]:
    # So that the prefixes are declared which a table of the same set takes.
    cell(used, slot, values)
    for value in values:
        yield Triple(node, NamedNode(slot.iri), _term(name, slot, value))


def _term(name: str, slot: Slot, value: Value) -> NamedNode | Literal:
    if slot.kind in ("entity", "uri"):
        return NamedNode(str(value))
    if isinstance(value, Decimal):
        return Literal(f"{value:f}", datatype=_DOUBLE)
    if isinstance(value, datetime.date):
        return Literal(value.isoformat(), datatype=_DATE)
    meaning = _MEANINGS.get(name, {}).get(value)
    if meaning is not None:
        return NamedNode(meaning)
    return Literal(value, datatype=NamedNode(slot.hint)) if slot.hint else Literal(value)


class _Reader:
    def __init__(
        self,
        source: str,
        prefixes: dict[str, str],
        described: dict[NamedNode | BlankNode, list[tuple[str, _Term]]],
    ) -> None:
        self._source, self._prefixes, self._described = source, prefixes, described

    def mapping_set(self, node: NamedNode | BlankNode) -> tuple[MappingSet, list[UnreadableInput]]:
        """Return the set that ``node`` describes, and the faults of its mappings."""
        values = Values(self._source, self._prefixes, list(self._definitions(node)))
        empty = MappingSet(self._source, {}, [], values.prefixes, values.extensions)
        head = self._values(node, dict(empty.set_slots), values)
        if isinstance(node, NamedNode):
            head = {"mapping_set_id": (node.value,), **head}
        graph = str(head.get("mapping_set_id", ("",))[0])
        inherited = {name: said for name, said in head.items() if name in PROPAGATED}
        mappings: list[Mapping] = []
        faults: list[UnreadableInput] = []
        members = [o for p, o in self._described[node] if p == _MAPPINGS.value]
        for number, member in enumerate(members, 1):
            if not isinstance(member, NamedNode | BlankNode):
                continue
            try:
                row = Mapping({**inherited, **self._values(member, values.slots, values)}, number)
            except UnreadableInput as fault:
                faults.append(UnreadableInput(self._source, f"mapping {member}: {fault.reason}"))
                continue
            missing = [name for name in REQUIRED if name not in row.values]
            if missing:
                reason = f"mapping {member}: {', '.join(missing)} is missing"
                faults.append(UnreadableInput(self._source, reason))
                continue
            # A name that the mapping would get anyhow says nothing.
            if isinstance(member, NamedNode) and mapping_node(row, graph) != member:
                row = row.but(record_id=member.value)
            mappings.append(row)
        return (
            MappingSet(self._source, head, mappings, values.prefixes, values.extensions),
            faults,
        )

    def _definitions(self, node: NamedNode | BlankNode) -> Iterator[dict[str, str]]:
        for predicate, definition in self._described[node]:
            if predicate == _DEFINITIONS.value and not isinstance(definition, Literal):
                said = {p.rpartition("/")[2]: o.value for p, o in self._described[definition]}
                yield {name: said[name] for name in said if name != "type"}

    def _values(
        self, node: NamedNode | BlankNode, slots: dict[str, Slot], values: Values
    ) -> dict[str, tuple[Value, ...]]:
        by_property = {slot.iri: name for name, slot in slots.items()}
        # dcterms:created and others have two names: that of the class at hand comes first.
        found: dict[str, list[Value]] = defaultdict(list)
        for predicate, term in self._described[node]:
            name = by_property.get(predicate)
            if name is None or isinstance(term, BlankNode):
                if predicate in (_TYPE.value, _MAPPINGS.value, _DEFINITIONS.value):
                    continue
                raise UnreadableInput(self._source, f"SSSOM has no property <{predicate}>")
            text = term.value
            meanings = {iri: said for said, iri in _MEANINGS.get(name, {}).items()}
            if isinstance(term, NamedNode) and text in meanings:
                text = meanings[text]
            if slots[name].kind == "number" and isinstance(term, Literal):
                text = _decimal(text)
            found[name].append(values.typed(name, slots[name], text))
        for name, said in found.items():
            if len(said) > 1 and not slots[name].many:
                raise UnreadableInput(self._source, f"{name} has {len(said)} values")
        return {name: tuple(said) for name, said in found.items()}


def _decimal(text: str) -> str:
    try:
        return f"{Decimal(text):f}"
    except ArithmeticError:
        return text
