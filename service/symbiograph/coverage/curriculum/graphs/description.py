"""Looking into uploaded triples: what is said of a thing, in either direction of a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from symbiograph.spreadsheets import Place

Node: TypeAlias = NamedNode | BlankNode
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LONGEST = 120


class Description:
    """Triples by subject and predicate, and by predicate and object; in a steady order."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._forth: dict[tuple[Node, str], list[Node | Literal]] = {}
        self._back: dict[tuple[Node, str], list[Node]] = {}
        for triple in sorted(triples, key=str):
            subject, end = triple.subject, triple.object
            if isinstance(subject, Triple) or isinstance(end, Triple):
                continue
            self._forth.setdefault((subject, triple.predicate.value), []).append(end)
            if not isinstance(end, Literal):
                self._back.setdefault((end, triple.predicate.value), []).append(subject)

    def of_class(self, *classes: str) -> list[Node]:
        """Return the things that are of one of these classes."""
        found = (self._back.get((NamedNode(iri), _TYPE), []) for iri in classes)
        return list(dict.fromkeys(node for nodes in found for node in nodes))

    def nodes(self, subject: Node, *predicates: str) -> list[Node]:
        """Return what links lead to."""
        return [end for end in self._ends(subject, predicates) if not isinstance(end, Literal)]

    def back(self, end: Node, *predicates: str) -> list[Node]:
        """Return what links come from."""
        found = (self._back.get((end, predicate), []) for predicate in predicates)
        return list(dict.fromkeys(node for nodes in found for node in nodes))

    def literals(self, subject: Node, *predicates: str) -> list[Literal]:
        """Return the texts and numbers that are stated."""
        return [end for end in self._ends(subject, predicates) if isinstance(end, Literal)]

    def iris(self, subject: Node, *predicates: str) -> list[str]:
        """Return the IRIs that links lead to."""
        found = self.nodes(subject, *predicates)
        return [node.value for node in found if isinstance(node, NamedNode)]

    def names(self, subject: Node, language: str, *predicates: str) -> tuple[Literal, ...]:
        """Return names, one for each language; a text without a language is in ``language``."""
        by_language: dict[str, Literal] = {}
        for predicate in predicates:
            for literal in self.literals(subject, predicate):
                text = " ".join(literal.value.split())
                tag = literal.language or language
                if text:
                    by_language.setdefault(tag, Literal(text, language=tag))
        return tuple(by_language[tag] for tag in sorted(by_language, key=lambda tag: tag != "en"))

    def _ends(self, subject: Node, predicates: Iterable[str]) -> Iterator[Node | Literal]:
        seen = set()
        for predicate in predicates:
            for end in self._forth.get((subject, predicate), []):
                if end not in seen:
                    seen.add(end)
                    yield end


def place_of(node: Node, names: tuple[Literal, ...] = ()) -> Place:
    """Return the place of a thing: its IRI, or its name where it has none."""
    if isinstance(node, NamedNode):
        return Place(subject=node.value)
    name = names[0].value if names else "a thing without an IRI"
    return Place(subject=name[:_LONGEST])


def key_of(node: Node) -> str:
    """Return what tells a thing from others in the same file."""
    return node.value if isinstance(node, NamedNode) else f"_:{node.value}"
