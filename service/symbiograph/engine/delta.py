"""A small change of the graph, sent to the processes that hold it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store

# Changed triples up to which a change is made in place: some milliseconds.
MOST_IN_PLACE: Final = 1_000


class Delta(NamedTuple):
    """The step to ``generation``: quads to add and to remove, each as N-Quads.

    No quad is in both. Blank nodes are those of the same label.
    """

    generation: str
    added: str
    removed: str

    @property
    def size(self) -> int:
        """How many quads it changes."""
        return self.added.count("\n") + self.removed.count("\n")


def change(delta: Delta, store: Store, default: Store | None = None) -> None:
    """Do what ``delta`` says in ``store``, and in ``default``, a copy of its unnamed graph.

    Raises :class:`SyntaxError` before any change where a part is not N-Quads.
    """
    removed = list(pyoxigraph.parse(delta.removed, RdfFormat.N_QUADS, lenient=True))
    added = list(pyoxigraph.parse(delta.added, RdfFormat.N_QUADS, lenient=True))
    exchange(store, removed, added)
    drop_empty_graphs(store, (quad.graph_name for quad in removed))
    if default is not None:
        exchange(default, of_default(removed), of_default(added))


def exchange(store: Store, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
    """Remove some quads and add others."""
    for quad in removed:
        store.remove(quad)
    store.extend(added)


def of_default(quads: Iterable[Quad]) -> list[Quad]:
    """Return those of ``quads`` that are in the unnamed graph."""
    return [quad for quad in quads if isinstance(quad.graph_name, DefaultGraph)]


def drop_empty_graphs(store: Store, names: Iterable[NamedNode | BlankNode | DefaultGraph]) -> None:
    """Remove those of ``names`` from the named graphs of ``store`` that hold no triple."""
    for name in set(names) - {DefaultGraph()}:
        if next(store.quads_for_pattern(None, None, None, name), None) is None:
            store.remove_graph(name)
