"""What the shapes would say if a harvest were written now, beside everything else that is here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from symbiograph.harvesting.partners import PARTNER_GRAPH
from symbiograph.validation import ValidationReport, background, validate_in_graph
from symbiograph.validation.findings import among
from symbiograph.validation.shapes import Node
from symbiograph.validation.surroundings import Find
from symbiograph.writing import Draft, Writer


@contextmanager
def without(writer: Writer, quads: Collection[Quad]) -> Iterator[Find]:
    """Give what looks things up in the published graph without ``quads``; it is as before after.

    Where there is no release, the project's own files are what partners refer to.
    """
    if writer.base.territory.publishes(NamedNode(PARTNER_GRAPH)):
        draft = Draft(writer.store, writer.base.territory)
        try:
            draft.remove(quads)
            yield _published(writer)
        finally:
            draft.undo()
    else:
        yield among(background())


def judge(quads: Iterable[Quad], find: Find) -> ValidationReport:
    """Return the report on ``quads``, all taken together, in the graph that ``find`` looks into."""
    triples = frozenset(quad.triple for quad in quads)
    return validate_in_graph(triples, among(triples, find))


def _published(writer: Writer) -> Find:
    def find(
        subject: Node | None, predicate: NamedNode | None, value: Node | Literal | None
    ) -> Iterator[Triple]:
        for quad in writer.store.quads_for_pattern(subject, predicate, value, DefaultGraph()):
            yield quad.triple

    return find
