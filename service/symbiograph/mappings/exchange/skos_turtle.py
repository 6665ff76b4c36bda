"""Plain SKOS in Turtle: one triple a mapping, and the labels of both ends."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from symbiograph.errors import Position, UnreadableInput
from symbiograph.mappings.exchange.turtle import turtle
from symbiograph.mappings.row import Mapping, MappingSet
from symbiograph.mappings.slots import NO_TERM_FOUND, SKOS
from symbiograph.mappings.statements import language_of
from symbiograph.prefixes import PREFIXES

_LABEL: Final = NamedNode(SKOS + "prefLabel")
_RELATIONS: Final = {
    f"{SKOS}{name}Match" for name in ("exact", "close", "broad", "narrow", "related")
}
_JUSTIFICATION: Final = PREFIXES["semapv"] + "UnspecifiedMatching"


def stands_in_skos(row: Mapping) -> bool:
    """Tell whether SKOS can say a row: it neither negates nor says that nothing was found."""
    subject, predicate, target = row.key
    affirmed = "predicate_modifier" not in row.values
    return affirmed and NO_TERM_FOUND not in (subject, target) and predicate in _RELATIONS


def write_skos(mappings: MappingSet) -> str:
    """Return the mappings that SKOS can say as Turtle, sorted, with labels in their languages."""
    triples = set()
    for row in mappings.mappings:
        if not stands_in_skos(row):
            continue
        subject, predicate, target = row.key
        triples.add(Triple(NamedNode(subject), NamedNode(predicate), NamedNode(target)))
        for side, iri in (("subject", subject), ("object", target)):
            label = row.text(f"{side}_label")
            if label:
                text = Literal(label, language=language_of(mappings, side))
                triples.add(Triple(NamedNode(iri), _LABEL, text))
    prefixes = {**mappings.prefixes, "skos": SKOS}
    return turtle(sorted(triples, key=str), prefixes)


def read_skos(content: bytes, source: str, language: str = "en") -> MappingSet:
    """Return the mappings of a Turtle document, with labels in ``language`` where it has some.

    Of each is known what it relates, and nothing of how it was found. Raises
    :class:`UnreadableInput` where it is no Turtle, or has no mapping.
    """
    labels: dict[str, str] = {}
    found: list[tuple[str, str, str]] = []
    try:
        parser = parse(content, format=RdfFormat.TURTLE)
        for quad in parser:
            subject, predicate, value = quad.subject, quad.predicate, quad.object
            if predicate == _LABEL and isinstance(value, Literal):
                if value.language in (language, None) and isinstance(subject, NamedNode):
                    labels[subject.value] = value.value
            elif predicate.value in _RELATIONS:
                if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode):
                    reason = f"{subject} {predicate} {value} relates a blank node or a text"
                    raise UnreadableInput(source, reason)
                found.append((subject.value, predicate.value, value.value))
        prefixes = dict(parser.prefixes)
    except SyntaxError as error:
        position = Position(error.lineno or 1, error.offset or 1)
        raise UnreadableInput(source, f"this is not Turtle: {error.msg}", position) from error
    if not found:
        raise UnreadableInput(source, "it has no SKOS mapping, such as skos:exactMatch")
    rows = [
        Mapping.of(
            subject_id=subject,
            subject_label=labels.get(subject),
            predicate_id=predicate,
            object_id=target,
            object_label=labels.get(target),
            mapping_justification=_JUSTIFICATION,
        )
        for subject, predicate, target in dict.fromkeys(found)
    ]
    return MappingSet(source, {}, rows, prefixes)
