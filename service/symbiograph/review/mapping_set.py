"""A mapping set of the release as curators go through it: what is mapped, and to what so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Store

from symbiograph.errors import NotFound
from symbiograph.mappings.slots import MAPPING_SLOTS, SSSOM
from symbiograph.mappings.standing import STANDINGS, SUFFIX, Standing, file_of, standing_of
from symbiograph.prefixes import GRAPH, PREFIXES
from symbiograph.review.sources import TARGET_OF

_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_SET: Final = NamedNode(SSSOM + "MappingSet")
_MAPPINGS: Final = NamedNode(SSSOM + "mappings")
_TITLE: Final = NamedNode(PREFIXES["dcterms"] + "title")
_CONCEPT: Final = NamedNode(PREFIXES["skos"] + "Concept")
_LABEL: Final = NamedNode(PREFIXES["skos"] + "prefLabel")
_SLOTS: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "object_category",
    "subject_source",
    "object_source",
    "object_source_version",
    "author_label",
    "confidence",
    "comment",
)


@dataclass(frozen=True)
class Row:
    """A row of one of the set's three tables: its slots, of those that a curator looks at."""

    standing: Standing
    slots: Mapping[str, str]

    @property
    def subject(self) -> str:
        """What is mapped."""
        return self.slots["subject_id"]

    @property
    def object(self) -> str:
        """What it is mapped to."""
        return self.slots["object_id"]


@dataclass(frozen=True)
class ReviewedSet:
    """A mapping set: its rows, what it maps, and what to; sources are IRIs.

    ``subjects`` are all things of the kinds it maps, in their order; ``target`` is what an aligner
    searches for candidates, ``None`` where there is no such aligner.
    """

    name: str
    title: str
    rows: tuple[Row, ...]
    subjects: tuple[str, ...]
    subject_source: str
    object_source: str
    object_source_version: str
    target: str | None


def set_names(store: Store) -> dict[str, str]:
    """Return the title of each mapping set of the release, by its name."""
    found = {}
    for quad in store.quads_for_pattern(None, _TYPE, _SET, DefaultGraph()):
        iri = str(getattr(quad.subject, "value", ""))
        name = iri.removeprefix(GRAPH)
        is_set = iri.startswith(GRAPH) and "/" not in name and standing_of(name) == "accepted"
        if is_set:
            found[name] = _title(store, iri) or name
    return dict(sorted(found.items()))


def set_title(store: Store, name: str) -> str:
    """Return the title of a mapping set of the release; raises :class:`NotFound`."""
    names = set_names(store)
    if name not in names:
        raise NotFound(f"There is no mapping set {name!r}.", [f"/review/{n}" for n in names])
    return names[name]


def read_set(store: Store, name: str) -> ReviewedSet:
    """Return a mapping set of the release; raises :class:`NotFound` where there is none."""
    title = set_title(store, name)
    rows = tuple(
        row
        for standing in STANDINGS
        for row in _rows(store, GRAPH + file_of(name, standing).removesuffix(SUFFIX), standing)
    )
    subject_source = _most(row.slots["subject_source"] for row in rows)
    object_source = _most(row.slots["object_source"] for row in rows)
    return ReviewedSet(
        name,
        title,
        rows,
        _subjects(store, subject_source, rows),
        subject_source,
        object_source,
        _most(row.slots["object_source_version"] for row in rows),
        TARGET_OF.get(object_source),
    )


def _rows(store: Store, graph: str, standing: Standing) -> list[Row]:
    name = NamedNode(graph)
    found = []
    for quad in store.quads_for_pattern(name, _MAPPINGS, None, name):
        if isinstance(quad.object, NamedNode):
            said = {
                q.predicate.value: str(getattr(q.object, "value", ""))
                for q in store.quads_for_pattern(quad.object, None, None, name)
            }
            slots = {slot: said.get(MAPPING_SLOTS[slot].iri, "") for slot in _SLOTS}
            found.append(Row(standing, slots))
    return sorted(found, key=lambda row: (row.subject, row.object))


def _subjects(store: Store, source: str, rows: Iterable[Row]) -> tuple[str, ...]:
    """Return what is mapped, and what else its source describes as being of the same kinds."""
    mapped = {row.subject for row in rows}
    if not source:
        return tuple(sorted(mapped))
    graph = NamedNode(source)
    kinds = {
        quad.object
        for subject in mapped
        for quad in store.quads_for_pattern(NamedNode(subject), _TYPE, None, graph)
    } - {_CONCEPT}
    alike = {
        quad.subject
        for kind in kinds
        for quad in store.quads_for_pattern(None, _TYPE, kind, graph)
        if isinstance(quad.subject, NamedNode)
    }
    named = {
        node.value
        for node in alike
        if next(store.quads_for_pattern(node, _LABEL, None, graph), None) is not None
    }
    return tuple(sorted(mapped | named))


def _title(store: Store, iri: str) -> str:
    titles = store.quads_for_pattern(NamedNode(iri), _TITLE, None, None)
    return next((str(getattr(quad.object, "value", "")) for quad in titles), "")


def _most(values: Iterable[str]) -> str:
    """Return the value that comes most often; the first in order of those that do."""
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value), default="")
