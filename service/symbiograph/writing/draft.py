"""A change in the making: done in the writer's own store, and undone unless it is committed.

The draft knows at every moment what it has changed, so a commit records exactly that, whatever the
request said. The operations of one request see what those before them did, in the default graph as
well: it gets each triple of a published graph once, and loses it with the last one that had it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from symbiograph.engine.delta import Delta, drop_empty_graphs, of_default
from symbiograph.errors import BadRequest
from symbiograph.writing.ledger import Change, as_lines
from symbiograph.writing.territory import GraphName, Territory

_MERGE = DefaultGraph()


class Draft:
    """Changes of ``store`` that can still be taken back."""

    def __init__(self, store: Store, territory: Territory) -> None:
        self.store = store
        self.territory = territory
        # Asserted quads, and those of the merge that follow from them.
        self._own = _Net(store)
        self._merged = _Net(store)

    def add(self, quads: Iterable[Quad]) -> None:
        """Add ``quads``; raises :class:`ReadOnlyGraph` for a graph that cannot be written."""
        fresh = [quad for quad in self._permitted(quads) if quad not in self.store]
        self._own.add(fresh)
        published = (q for q in fresh if self.territory.publishes(q.graph_name))
        merged = dict.fromkeys(_in_merge(quad) for quad in published)
        self._merged.add([quad for quad in merged if quad not in self.store])

    def remove(self, quads: Iterable[Quad]) -> None:
        """Remove ``quads``; raises :class:`ReadOnlyGraph` for a graph that cannot be written."""
        present = [quad for quad in self._permitted(quads) if quad in self.store]
        self._own.remove(present)
        published = (q for q in present if self.territory.publishes(q.graph_name))
        merged = dict.fromkeys(_in_merge(quad) for quad in published)
        unheld = (quad for quad in merged if not self._is_published(quad))
        self._merged.remove([quad for quad in unheld if quad in self.store])
        drop_empty_graphs(self.store, (quad.graph_name for quad in present))

    def clear(self, graph: GraphName) -> None:
        """Remove all of a graph; raises :class:`ReadOnlyGraph`."""
        self.territory.require_writable(graph)
        self.remove(self.quads(graph))

    def quads(self, graph: GraphName) -> list[Quad]:
        """Return what ``graph`` holds at the moment."""
        return list(self.store.quads_for_pattern(None, None, None, graph))

    def holds(self, graph: GraphName) -> bool:
        """Tell whether there is such a graph; one without triples does not count as one."""
        return next(self.store.quads_for_pattern(None, None, None, graph), None) is not None

    def change(self) -> Change:
        """Return what the draft has changed of the asserted graphs."""
        return Change(frozenset(self._own.added), frozenset(self._own.removed))

    def change_of_default(self) -> tuple[list[Quad], list[Quad]]:
        """Return the quads removed from the unnamed graph, and those added to it."""
        removed = of_default(self._own.removed | self._merged.removed)
        return removed, of_default(self._own.added | self._merged.added)

    def delta(self, generation: str) -> Delta:
        """Return what the readers have to change, the merge included."""
        return Delta(
            generation,
            as_lines({*self._own.added, *self._merged.added}),
            as_lines({*self._own.removed, *self._merged.removed}),
        )

    def judged(self) -> set[NamedNode]:
        """Return the graphs that the draft has changed and the shapes judge."""
        names = {quad.graph_name for part in self.change() for quad in part}
        return {
            name for name in names if isinstance(name, NamedNode) and self.territory.judges(name)
        }

    def undo(self) -> None:
        """Bring the store back to where it was."""
        names = {quad.graph_name for quad in self._own.added}
        self._merged.undo()
        self._own.undo()
        drop_empty_graphs(self.store, names)

    def _permitted(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        allowed: set[GraphName] = set()
        for quad in _as_stored(quads):
            if quad.graph_name not in allowed:
                self.territory.require_writable(quad.graph_name)
                allowed.add(quad.graph_name)
            if isinstance(quad.object, Triple) or isinstance(quad.subject, Triple):
                raise BadRequest("Triple terms (RDF 1.2) cannot be written here.")
            yield quad

    def _is_published(self, merged: Quad) -> bool:
        """Tell whether a published graph holds the triple of ``merged``."""
        holders = self.store.quads_for_pattern(merged.subject, merged.predicate, merged.object)
        return any(self.territory.publishes(quad.graph_name) for quad in holders)


class _Net:
    """The difference that additions and removals make in the end."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.added: set[Quad] = set()
        self.removed: set[Quad] = set()

    def add(self, quads: list[Quad]) -> None:
        """Add quads that are not in the store."""
        self._store.extend(quads)
        self.added.update(quad for quad in quads if quad not in self.removed)
        self.removed.difference_update(quads)

    def remove(self, quads: list[Quad]) -> None:
        """Remove quads that are in the store."""
        for quad in quads:
            self._store.remove(quad)
        self.removed.update(quad for quad in quads if quad not in self.added)
        self.added.difference_update(quads)

    def undo(self) -> None:
        """Take all of it back."""
        for quad in self.added:
            self._store.remove(quad)
        self._store.extend(self.removed)
        self.added, self.removed = set(), set()


def _as_stored(quads: Iterable[Quad]) -> list[Quad]:
    """Return ``quads``, each once, as the engine gives them back: it stores "01" as 1."""
    scratch = Store()
    scratch.extend(quads)
    return list(scratch)


def _in_merge(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, _MERGE)
