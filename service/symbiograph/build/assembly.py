"""Putting a release's graph together: named graphs, catalogue and their merge, as sorted lines."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from symbiograph.build.catalogue import CATALOGUE, INFERRED, catalogue
from symbiograph.build.sources import Sources
from symbiograph.engine.release import GraphEntry, Manifest


def assemble(
    sources: Sources, inferred: Iterable[Triple], version: str, created: str
) -> tuple[Manifest, bytes]:
    """Return the manifest and the N-Quads document of a release.

    The document holds every named graph, and in the default graph each triple of the published
    ones once. Equal sources give equal bytes.
    """
    entries = {}
    lines = {}

    def add(iri: str, triples: Iterable[Triple], source: str | None, published: bool) -> None:
        lines[iri] = _lines(triples)
        entries[iri] = GraphEntry(len(lines[iri]), source, published)

    for graph in sources.graphs:
        add(graph.plan.iri, graph.triples, graph.plan.source, graph.plan.published)
    add(INFERRED, inferred, "ontology/rules", published=True)
    add(CATALOGUE, [], None, published=True)
    merged: set[bytes] = set()
    # The catalogue counts itself and the merge with it: the second round has the final numbers,
    # because what it says is as long as in the first.
    for _ in range(2):
        described = catalogue(
            sources.graphs, entries, merged=len(merged), version=version, modified=created
        )
        add(CATALOGUE, described, None, published=True)
        merged = {line for iri in lines if entries[iri].published for line in lines[iri]}
    manifest = Manifest(version, created, sources.inputs, entries)
    quads = [*merged, *(_in_graph(line, iri) for iri in lines for line in lines[iri])]
    return manifest, b"".join(line + b"\n" for line in sorted(quads))


def _lines(triples: Iterable[Triple]) -> list[bytes]:
    """Return one line of canonical N-Triples for each triple; equal triples give equal lines."""
    text = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
    assert text is not None  # noqa: S101 - it is None only with an output
    return text.splitlines()


def _in_graph(line: bytes, iri: str) -> bytes:
    return b"%s<%s> ." % (line[:-1], iri.encode())
