"""A small change of the graph, sent to the processes that hold it."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph
from pyoxigraph import RdfFormat

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
    for quad in removed:
        image.store.remove(quad)
    image.store.extend(added)
    # A new one, so that nothing derived from the store before outlives it.
    return Image(image.store, delta.generation)
