"""Reading OWL axioms back out of triples: lists, unions and restrictions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store

from symbiograph.description import Node, Term, term

_FIRST: Final = term("rdf:first")
_REST: Final = term("rdf:rest")
_UNION: Final = term("owl:unionOf")
_ON_PROPERTY: Final = term("owl:onProperty")
_QUANTIFIERS: Final = {
    "owl:someValuesFrom": "at least one",
    "owl:allValuesFrom": "only",
    "owl:hasValue": "always",
}
_CARDINALITIES: Final = {
    "owl:qualifiedCardinality": "exactly",
    "owl:cardinality": "exactly",
    "owl:minQualifiedCardinality": "at least",
    "owl:minCardinality": "at least",
    "owl:maxQualifiedCardinality": "at most",
    "owl:maxCardinality": "at most",
}
_FILLERS: Final = ("owl:onClass", "owl:onDataRange")


@dataclass(frozen=True)
class Restriction:
    """What every member of a class is bound to: *exactly 1* of *property* among *classes*."""

    quantity: str
    property: NamedNode
    among: tuple[Term, ...]


class Axioms:
    """Access to the axioms of a graph's default graph."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def objects(self, subject: Node, property_: NamedNode) -> list[Term]:
        """Return the objects of a property, in a fixed order."""
        quads = self._store.quads_for_pattern(subject, property_, None, DefaultGraph())
        return sorted((quad.object for quad in quads), key=str)

    def nodes(self, subject: Node, property_: NamedNode) -> list[NamedNode]:
        """Return the IRIs among the objects of a property, in a fixed order."""
        return [node for node in self.objects(subject, property_) if isinstance(node, NamedNode)]

    def subjects(self, property_: NamedNode, target: Term) -> list[NamedNode]:
        """Return the IRIs that point at ``target`` by a property, in a fixed order."""
        quads = self._store.quads_for_pattern(None, property_, target, DefaultGraph())
        found = (quad.subject for quad in quads)
        return sorted((node for node in found if isinstance(node, NamedNode)), key=str)

    def classes(self, subject: Node, property_: NamedNode) -> list[NamedNode]:
        """Return the classes that a domain or range allows, with unions taken apart."""
        return sorted(set(self._flat(self.objects(subject, property_))), key=str)

    def members(self, head: Term) -> list[Term]:
        """Return the members of an RDF list in their order."""
        found = []
        while isinstance(head, BlankNode):
            first = self.objects(head, _FIRST)
            found += first[:1]
            rest = self.objects(head, _REST)
            head = rest[0] if rest else _REST
        return found

    def restrictions(self, class_: NamedNode) -> list[Restriction]:
        """Return the restrictions that a class is a subclass of."""
        found = [
            restriction
            for node in self.objects(class_, term("rdfs:subClassOf"))
            if isinstance(node, BlankNode)
            for restriction in self._restriction(node)
        ]
        return sorted(found, key=lambda one: (one.property.value, one.quantity))

    def _restriction(self, node: BlankNode) -> Iterator[Restriction]:
        for property_ in self.nodes(node, _ON_PROPERTY):
            for name, words in _QUANTIFIERS.items():
                fillers = self.objects(node, term(name))
                if fillers:
                    yield Restriction(words, property_, self._fillers(fillers))
            for name, words in _CARDINALITIES.items():
                for number in self.objects(node, term(name)):
                    fillers = [f for name in _FILLERS for f in self.objects(node, term(name))]
                    count = number.value if isinstance(number, Literal) else ""
                    yield Restriction(f"{words} {count}", property_, self._fillers(fillers))

    def _fillers(self, terms: list[Term]) -> tuple[Term, ...]:
        literals: list[Term] = [one for one in terms if isinstance(one, Literal)]
        return (*self._flat(terms), *literals)

    def _flat(self, terms: list[Term]) -> Iterator[NamedNode]:
        for one in terms:
            if isinstance(one, NamedNode):
                yield one
            elif isinstance(one, BlankNode):
                for head in self.objects(one, _UNION):
                    yield from self._flat(self.members(head))
