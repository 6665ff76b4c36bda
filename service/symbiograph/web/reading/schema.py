"""What the pages need to know of the ontology: which class or property says more than another."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Store

from symbiograph.description import Node, term
from symbiograph.engine.image import Image

_TYPE: Final = term("rdf:type")
# Said of every concept, individual or graph, so no page needs to repeat it.
_BROAD_CLASSES: Final = frozenset(
    map(term, ("owl:NamedIndividual", "skos:Concept", "void:Dataset"))
)
_SKOS_INVERSES: Final = (
    (term("skos:broader"), term("skos:narrower")),
    (term("skos:broaderTransitive"), term("skos:narrowerTransitive")),
    (term("skos:topConceptOf"), term("skos:hasTopConcept")),
    (term("skos:broadMatch"), term("skos:narrowMatch")),
)
_SKOS_WIDER: Final = (
    (term("skos:broader"), term("skos:broaderTransitive")),
    (term("skos:narrower"), term("skos:narrowerTransitive")),
    (term("skos:exactMatch"), term("skos:closeMatch")),
    (term("skos:topConceptOf"), term("skos:inScheme")),
)
_SYMMETRIC: Final = ("skos:related", "skos:exactMatch", "skos:closeMatch", "skos:relatedMatch")

Relation = dict[NamedNode, frozenset[NamedNode]]


class Schema:
    """The hierarchy of classes and properties and their inverses, as one graph states them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.wider_classes = _closure(_pairs(store, term("rdfs:subClassOf")))
        self.wider_properties = _closure([*_pairs(store, term("rdfs:subPropertyOf")), *_SKOS_WIDER])
        inverses = [*_pairs(store, term("owl:inverseOf")), *_SKOS_INVERSES]
        symmetric = store.quads_for_pattern(
            None, _TYPE, term("owl:SymmetricProperty"), DefaultGraph()
        )
        own = [q.subject for q in symmetric if isinstance(q.subject, NamedNode)]
        inverses += [(p, p) for p in (*own, *map(term, _SYMMETRIC))]
        self.inverses: dict[NamedNode, set[NamedNode]] = {}
        for one, other in inverses:
            self.inverses.setdefault(one, set()).add(other)
            self.inverses.setdefault(other, set()).add(one)

    def types(self, node: Node) -> list[NamedNode]:
        """Return the most specific classes of ``node``, sorted by IRI."""
        quads = self._store.quads_for_pattern(node, _TYPE, None, DefaultGraph())
        classes = {q.object for q in quads if isinstance(q.object, NamedNode)}
        told = self.most_specific(classes, self.wider_classes)
        return sorted(told - _BROAD_CLASSES or told, key=str)

    @staticmethod
    def most_specific(found: Collection[NamedNode], wider: Relation) -> set[NamedNode]:
        """Return ``found`` without what another member already implies."""
        implied = {
            wide for one in found for wide in wider.get(one, ()) if one not in wider.get(wide, ())
        }
        return set(found) - implied


@lru_cache(maxsize=2)
def schema_of(image: Image) -> Schema:
    """Return the schema of an image, which never changes."""
    return Schema(image.store)


def _pairs(store: Store, property_: NamedNode) -> list[tuple[NamedNode, NamedNode]]:
    quads = store.quads_for_pattern(None, property_, None, DefaultGraph())
    return [
        (q.subject, q.object)
        for q in quads
        if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
    ]


def _closure(pairs: list[tuple[NamedNode, NamedNode]]) -> Relation:
    direct: dict[NamedNode, set[NamedNode]] = {}
    for narrow, wide in pairs:
        direct.setdefault(narrow, set()).add(wide)
    closed: Relation = {}
    for start in direct:
        reached: set[NamedNode] = set()
        waiting = list(direct[start])
        while waiting:
            node = waiting.pop()
            if node not in reached:
                reached.add(node)
                waiting += direct.get(node, ())
        closed[start] = frozenset(reached)
    return closed
