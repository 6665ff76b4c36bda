"""A small change of the graph, sent to the processes that hold it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store

from symbiograph.engine.image import Image


class Delta(NamedTuple):
    """The step to ``generation``: quads to add and to remove, each as N-Quads."""

    generation: str
    added: str
    removed: str


def stepped(image: Image, delta: Delta) -> Image:
    """Return the image after ``delta``, which changes the store of ``image``.

    Blank nodes are those of the same label. Raises :class:`SyntaxError` before any change where a
    part is not N-Quads.
    """
    removed = list(pyoxigraph.parse(delta.removed, RdfFormat.N_QUADS, lenient=True))
    added = list(pyoxigraph.parse(delta.added, RdfFormat.N_QUADS, lenient=True))
    _change(image.store, removed, added)
    drop_empty_graphs(image.store, (quad.graph_name for quad in removed))
    if image.default is not None:
        _change(image.default, _of_default(removed), _of_default(added))
    # A new one, so that nothing derived from the store before outlives it.
    return Image(image.store, delta.generation, image.default)


def _change(store: Store, removed: list[Quad], added: list[Quad]) -> None:
    for quad in removed:
        store.remove(quad)
    store.extend(added)


def _of_default(quads: list[Quad]) -> list[Quad]:
    return [quad for quad in quads if quad.graph_name == DefaultGraph()]


def drop_empty_graphs(store: Store, names: Iterable[NamedNode | BlankNode | DefaultGraph]) -> None:
    """Remove those of ``names`` from the named graphs of ``store`` that hold no triple."""
    for name in set(names) - {DefaultGraph()}:
        if next(store.quads_for_pattern(None, None, None, name), None) is None:
            store.remove_graph(name)
