"""The build: from the project's files to a checked release, the same for the same files."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from symbiograph.alignment import build_alignment, gathered
from symbiograph.build.assembly import as_lines, assemble
from symbiograph.build.esco import around, read_esco
from symbiograph.build.inference import infer
from symbiograph.build.sources import DCTERMS, SourceGraph, Sources, read_sources
from symbiograph.build.steps import Steps
from symbiograph.cycles import cycles_left_alone
from symbiograph.engine.release import GRAPH_FILE, HeldFile, Release, make_current, write_release
from symbiograph.errors import BuildError, SettingError
from symbiograph.esco import Shelf
from symbiograph.prefixes import PREFIXES
from symbiograph.resources import folder
from symbiograph.search import INDEX_FILE, FilePart, IndexingBeside, Part
from symbiograph.validation import as_json, as_text, as_turtle, data_shapes, validate

__all__ = ["Steps", "build"]

_PREF_LABEL: Final = NamedNode(PREFIXES["skos"] + "prefLabel")


@cycles_left_alone()
def build(data_dir: Path, root: Path | None = None, steps: Steps | None = None) -> Release:
    """Make a release of the data folders under ``root``, put it in force and return it.

    ``root`` is the project by default. Raises :class:`~symbiograph.errors.BuildError` where files
    cannot be read, a named query that does not fit its head among them, or break a shape, and
    :class:`~symbiograph.errors.UnreadableInput` for a rule that is not SPARQL; the release in force
    before then stays in force.
    """
    steps = steps or Steps()
    root = root or folder("ontology").parent
    # From the start: it takes as long as all the rest, which it needs little of.
    with IndexingBeside() as beside:
        return _built(data_dir, root, steps, beside)


def _built(data_dir: Path, root: Path, steps: Steps, beside: IndexingBeside) -> Release:
    shelf = Shelf(data_dir)
    # Most of reading ESCO is making a checksum, beside which other threads run.
    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(read_esco, shelf, root / "shapes")
        with steps.step("reading the sources") as step:
            sources = read_sources(root)
            created = _date(sources)
            count = sum(len(graph.triples) for graph in sources.graphs)
            step.outcome = (
                f"{len(sources.inputs)} files, {count:,} triples in {len(sources.graphs)} graphs"
            )
        esco = reading.result()
    for graph in esco:
        steps.say(f"{graph.name}: {graph.triples:,} triples")
    imported_parts = [FilePart(g.path, _licence(g.description)) for g in esco if g.published]
    beside.state(imported_parts)
    published = frozenset().union(*(g.triples for g in sources.graphs if g.plan.published))
    with steps.step("inferring") as step:
        inferred = infer(published, sources.rules, around(esco, published))
        step.outcome = f"{len(inferred):,} new triples by {len(sources.rules)} rules"
    own_parts = list(_parts(sources, inferred))
    beside.state(own_parts, last=True)
    with steps.step("validating") as step:
        ours = (graph.description for graph in sources.graphs)
        imported = (graph.description for graph in esco)
        stated = published.union(inferred, *ours, *imported)
        shapes = data_shapes(root / "shapes")
        report = validate(stated, shapes=shapes)
        apart = [
            validate(graph.triples, _labels(published, graph), shapes=shapes)
            for graph in sources.graphs
            if graph.plan.described and not graph.plan.published
        ]
        step.outcome = f"{report.violations:,} violations, {report.warnings:,} warnings"
    broken = [judged for judged in (report, *apart) if not judged.accepted]
    if broken:
        told = "\n".join(map(as_text, broken))
        raise BuildError(f"The sources break the shapes.\n{told}")
    with steps.step("merging the graphs") as step:
        version = importlib.metadata.version("symbiograph")
        inputs = sources.inputs | shelf.inputs()
        manifest, quads = assemble(sources, inferred, esco, inputs, version, created)
        step.outcome = f"{len(manifest.graphs)} graphs"
    with steps.step("indexing for alignment") as step:
        alignment = build_alignment(gathered([*map(FilePart.read, imported_parts), *own_parts]))
        step.outcome = f"{len(alignment)} targets"
    with steps.step("indexing the labels") as step:
        index = beside.index()
        found = f"{index.labels:,} labels of {index.concepts:,} concepts"
        step.outcome = f"{found} in {index.languages} languages"
    with steps.step("writing the release") as step:
        contents = {
            GRAPH_FILE: quads,
            INDEX_FILE: index.content,
            **alignment,
            "validation.json": as_json(report),
            "validation.ttl": as_turtle(report),
        }
        imported_files = {graph.file: HeldFile(graph.path, graph.checksum) for graph in esco}
        release = write_release(data_dir, manifest, contents, imported_files)
        make_current(data_dir, release)
        step.outcome = f"{release.id} in {release.folder}"
    return release


def _labels(published: Iterable[Triple], graph: SourceGraph) -> list[Triple]:
    """Return the labels of what a graph apart, of candidates or rejected mappings, speaks of.

    Each such graph is judged by itself: what it says must not be true beside what is accepted.
    """
    named = {triple.object for triple in graph.triples}
    return [t for t in published if t.predicate == _PREF_LABEL and t.subject in named]


def _parts(sources: Sources, inferred: Iterable[Triple]) -> Iterator[Part]:
    """Yield what is published, each graph with its licence: definitions are shown under it."""
    yield Part(as_lines(inferred), None)
    for graph in sources.graphs:
        if graph.plan.published:
            yield Part(as_lines(graph.triples), _licence(graph.description))


def _licence(description: Iterable[Triple]) -> str | None:
    """Return the licence that a graph's description states."""
    licences = (
        triple.object.value
        for triple in description
        if triple.predicate.value == DCTERMS + "license" and isinstance(triple.object, NamedNode)
    )
    return min(licences, default=None)


def _date(sources: Sources) -> str:
    """Return the day of the release: that of ``SOURCE_DATE_EPOCH``, else of the newest graph."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date().isoformat()
        except (ValueError, OverflowError):
            reason = f"SOURCE_DATE_EPOCH must be seconds since 1970, not {epoch!r}."
            raise SettingError(reason) from None
    return max(
        (
            triple.object.value[:10]
            for graph in sources.graphs
            for triple in graph.description
            if triple.predicate.value == DCTERMS + "modified" and isinstance(triple.object, Literal)
        ),
        default="1970-01-01",
    )
