"""One module of the ontology cut out of the graph that holds them all."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import BlankNode, NamedNode, Quad, Store, Triple

from symbiograph.description import term
from symbiograph.prefixes import BASE

_DEFINED_BY = term("rdfs:isDefinedBy")
_ON_PROPERTY = term("owl:onProperty")


def module_triples(store: Store, graph: NamedNode, module: NamedNode) -> set[Triple]:
    """Return the axioms of ``module`` within ``graph``: its header, its terms and what hangs there.

    Terms of other publishers belong to the module without terms of its own. An axiom about an
    unnamed class belongs to the module of the property it restricts.
    """
    quads = list(store.quads_for_pattern(None, None, None, graph))
    by_subject: dict[object, list[Quad]] = {}
    for quad in quads:
        by_subject.setdefault(quad.subject, []).append(quad)
    own = {q.subject for q in quads if q.predicate == _DEFINED_BY and q.object == module}
    if not own:
        own = {
            q.subject
            for q in quads
            if isinstance(q.subject, NamedNode) and not q.subject.value.startswith(BASE)
        }
    hanging = {quad.object for quad in quads}
    loose = {
        quad.subject
        for quad in quads
        if isinstance(quad.subject, BlankNode)
        and quad.subject not in hanging
        and quad.predicate == _ON_PROPERTY
        and quad.object in own
    }
    return _closure({module, *own, *loose}, by_subject)


def _closure(start: Iterable[object], by_subject: dict[object, list[Quad]]) -> set[Triple]:
    found: set[Triple] = set()
    waiting = list(start)
    while waiting:
        for quad in by_subject.get(waiting.pop(), ()):
            if quad.triple not in found:
                found.add(quad.triple)
                if isinstance(quad.object, BlankNode):
                    waiting.append(quad.object)
    return found
