"""Putting a release's graph together: named graphs, catalogue and their merge, as sorted lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from symbiograph.build.catalogue import CATALOGUE, INFERRED, catalogue
from symbiograph.build.esco import SOURCE, EscoGraph
from symbiograph.build.sources import Sources
from symbiograph.engine.release import GraphEntry, Manifest
from symbiograph.esco import held_of


def assemble(
    sources: Sources,
    inferred: Iterable[Triple],
    esco: Sequence[EscoGraph],
    inputs: Mapping[str, str],
    version: str,
    created: str,
) -> tuple[Manifest, bytes]:
    """Return the manifest and the N-Quads document of a release made of ``inputs``.

    The document holds every named graph, and in the default graph each triple of the published
    ones once. The graphs of ESCO are told of and not in it: they have files of their own. Equal
    sources give equal bytes.
    """
    entries = {}
    lines = {}

    def add(iri: str, triples: Iterable[Triple], source: str | None, published: bool) -> None:
        lines[iri] = as_lines(triples).splitlines()
        entries[iri] = GraphEntry(len(lines[iri]), source, published)

    for graph in sources.graphs:
        add(graph.plan.iri, graph.triples, graph.plan.source, graph.plan.published)
    add(INFERRED, inferred, "ontology/rules", published=True)
    add(CATALOGUE, [], None, published=True)
    merged_before = {line for iri in lines if entries[iri].published for line in lines[iri]}
    apart = 0
    for document in esco:
        entries[document.iri] = GraphEntry(document.triples, SOURCE, document.published)
        if document.published:
            apart += document.triples - held_of(document.document, merged_before)
    merged: set[bytes] = set()
    # The catalogue counts itself and the merge with it: the second round has the final numbers,
    # because what it says is as long as in the first.
    for _ in range(2):
        described = catalogue(
            sources.graphs,
            entries,
            merged=len(merged) + apart,
            version=version,
            modified=created,
            esco=esco,
        )
        add(CATALOGUE, described, None, published=True)
        merged = {line for iri in lines if entries[iri].published for line in lines[iri]}
    manifest = Manifest(version, created, inputs, entries)
    quads = [*merged, *(_in_graph(line, iri) for iri in lines for line in lines[iri])]
    return manifest, b"".join(line + b"\n" for line in sorted(quads))


def as_lines(triples: Iterable[Triple]) -> bytes:
    """Return one line of canonical N-Triples for each triple; equal triples give equal lines."""
    text = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
    assert text is not None  # noqa: S101 - it is None only with an output
    return text


def _in_graph(line: bytes, iri: str) -> bytes:
    return b"%s<%s> ." % (line[:-1], iri.encode())
