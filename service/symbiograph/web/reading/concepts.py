"""The concepts of a vocabulary as a tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode

from symbiograph.description import Description, term
from symbiograph.web.reading.values import Value, Values

_SCHEME: Final = term("skos:inScheme")
_BROADER: Final = term("skos:broader")


@dataclass(frozen=True)
class Branch:
    """A concept and the narrower ones of the same vocabulary."""

    concept: Value
    narrower: tuple[Branch, ...]


def tree(values: Values, description: Description) -> tuple[Branch, ...]:
    """Return the top branches of the vocabulary described; empty where it is no vocabulary.

    A concept without a broader one in the vocabulary is at the top; one with several broader
    concepts stands under each. Of concepts that are broader than each other in a circle, the first
    by IRI is at the top.
    """
    members = _subjects(values, _SCHEME, description.iri)
    children: dict[NamedNode, set[NamedNode]] = {}
    placed: set[NamedNode] = set()
    for member in members:
        for parent in values.objects(member, _BROADER):
            if parent in members and parent != member:
                children.setdefault(parent, set()).add(member)
                placed.add(member)
    tops = members - placed
    left = members - _below(tops, children)
    while left:
        first = min(left, key=str)
        tops.add(first)
        left -= _below({first}, children)
    return _branches(values, tops, children, frozenset())


def _below(tops: set[NamedNode], children: dict[NamedNode, set[NamedNode]]) -> set[NamedNode]:
    """Return ``tops`` and every concept under them."""
    reached: set[NamedNode] = set()
    waiting = list(tops)
    while waiting:
        concept = waiting.pop()
        if concept not in reached:
            reached.add(concept)
            waiting += children.get(concept, ())
    return reached


def _branches(
    values: Values,
    concepts: Iterable[NamedNode],
    children: dict[NamedNode, set[NamedNode]],
    above: frozenset[NamedNode],
) -> tuple[Branch, ...]:
    found = [
        (
            values.of(concept),
            _branches(
                values,
                children.get(concept, set()) - above - {concept},
                children,
                above | {concept},
            ),
        )
        for concept in concepts
    ]
    found.sort(key=lambda pair: pair[0].order)
    return tuple(Branch(concept, narrower) for concept, narrower in found)


def _subjects(values: Values, property_: NamedNode, node: NamedNode) -> set[NamedNode]:
    quads = values.store.quads_for_pattern(None, property_, node, DefaultGraph())
    return {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
