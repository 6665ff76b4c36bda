"""What the shapes would say if a harvest were written now, beside everything else that is here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from symbiograph.harvesting.partners import PARTNER_GRAPH
from symbiograph.validation import ValidationReport, background, validate_in_graph
from symbiograph.validation.findings import among
from symbiograph.validation.shapes import Node
from symbiograph.validation.surroundings import Find
from symbiograph.writing import Writer


def without(writer: Writer, quads: Collection[Quad]) -> Find:
    """Return what looks things up in the published graph as if ``quads`` were not there.

    Where there is no release, the project's own files are what partners refer to.
    """
    publishes = writer.base.territory.publishes
    if not publishes(NamedNode(PARTNER_GRAPH)):
        return among(background())
    store = writer.store
    hidden = {quad.triple for quad in quads}

    def is_stated_elsewhere(triple: Triple) -> bool:
        found = store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
        return any(quad not in quads and publishes(quad.graph_name) for quad in found)

    def find(
        subject: Node | None, predicate: NamedNode | None, value: Node | Literal | None
    ) -> Iterator[Triple]:
        for quad in store.quads_for_pattern(subject, predicate, value, DefaultGraph()):
            triple = quad.triple
            if triple not in hidden or is_stated_elsewhere(triple):
                yield triple

    return find


def judge(quads: Iterable[Quad], find: Find) -> ValidationReport:
    """Return the report on ``quads``, all taken together, in the graph that ``find`` looks into."""
    triples = frozenset(quad.triple for quad in quads)
    return validate_in_graph(triples, among(triples, find))
