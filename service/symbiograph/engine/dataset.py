"""The RDF dataset a query speaks of: its default graph and the named graphs it can reach.

Several default graphs are one graph, their merge (SPARQL 1.1 Query Language, section 13.2): a
triple that two of them hold is there once. The engine lays such graphs side by side and counts it
twice, so a merge is made here, in a store of its own, and kept for the next query.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, RdfFormat, Store

from symbiograph.engine.outline import outline

# About 0.4 KB each: what the merges of one process may hold together.
_MOST_TRIPLES: Final = 500_000

GraphName = NamedNode | BlankNode


class Dataset(NamedTuple):
    """Where to evaluate a query, and of which graphs; ``None`` leaves that to the query."""

    store: Store
    default_graph: list[GraphName | DefaultGraph] | None = None
    named_graphs: list[GraphName] | None = None


class Datasets:
    """The datasets that queries compose from the graphs of one store.

    ``default`` is a store with nothing but the unnamed graph, if there is one.
    """

    def __init__(
        self, store: Store, default: Store | None = None, most_triples: int = _MOST_TRIPLES
    ) -> None:
        self._store = store
        self._default = default
        self._most_triples = most_triples
        self._merges: OrderedDict[tuple[frozenset[str], frozenset[str]], Store] = OrderedDict()
        self._lock = Lock()

    def of_query(self, text: str, base_iri: str | None) -> Dataset:
        """Return the dataset that ``text`` asks for, which without ``FROM`` is the whole store."""
        words = text.lower()
        # A text without these words cannot speak of a named graph.
        if self._default is not None and "from" not in words and "graph" not in words:
            return Dataset(self._default)
        if "from" in words:
            clause = outline(text, base_iri)
            if clause.default_graphs:
                return self.of_graphs(
                    [NamedNode(iri) for iri in clause.default_graphs],
                    [NamedNode(iri) for iri in clause.named_graphs],
                )
        return Dataset(self._store)

    def of_graphs(
        self, default: Sequence[GraphName] | None, named: Sequence[GraphName] | None
    ) -> Dataset:
        """Return the dataset of these graphs, whatever the query says.

        Without ``default`` the store's unnamed graph is the default graph; without ``named`` every
        named graph can be reached.
        """
        names: list[GraphName] | None = None if named is None else list(named)
        if default is None:
            return Dataset(self._store, [DefaultGraph()], names)
        parts = list(dict.fromkeys(default))
        if len(parts) < 2:
            return Dataset(self._store, [*parts], names)
        if names is None:
            names = list(self._store.named_graphs())
        return Dataset(self._merge(parts, names), [DefaultGraph()], names)

    def _merge(self, parts: list[GraphName], names: list[GraphName]) -> Store:
        key = (frozenset(part.value for part in parts), frozenset(name.value for name in names))
        with self._lock:
            if key in self._merges:
                self._merges.move_to_end(key)
                return self._merges[key]
        merge = self._copy(parts, names)
        with self._lock:
            self._merges[key] = merge
            while sum(map(len, self._merges.values())) > self._most_triples:
                self._merges.popitem(last=False)
        return merge

    def _copy(self, parts: list[GraphName], names: list[GraphName]) -> Store:
        """Copy in one load, because blank nodes keep their identity within a load only."""
        triples = (self._lines(part) for part in parts)
        # In N-Triples a line end is never part of a term.
        quads = (self._lines(name).replace(b" .\n", f" {name} .\n".encode()) for name in names)
        merge = Store()
        # As fast as a bulk load, which takes 200 MB for however few triples.
        merge.load(b"".join((*triples, *quads)), RdfFormat.N_QUADS, lenient=True)
        return merge

    def _lines(self, graph: GraphName) -> bytes:
        return self._store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph) or b""
