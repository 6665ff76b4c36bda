"""The background: what any data may refer to, read from the project's own files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from pyoxigraph import Triple

from symbiograph.engine.reading import read_quads
from symbiograph.prefixes import GRAPH
from symbiograph.resources import folder

_ONTOLOGY: Final = ("symbiograph.ttl", "modules/*.ttl")
_GRAPHS: Final = ("vocabularies/*.ttl", "facts/*.ttl")


def background(replaced: Collection[str] = ()) -> frozenset[Triple]:
    """Return the ontology, the vocabularies and the facts.

    ``replaced`` names graphs to leave out, by IRI: those that the data to judge is a new state of.
    Raises :class:`UnreadableInput` where a file cannot be read.
    """
    return frozenset(_triples(replaced))


def _triples(replaced: Collection[str]) -> Iterator[Triple]:
    root = folder("ontology")
    for pattern in (*_ONTOLOGY, *_GRAPHS):
        for path in sorted(root.glob(pattern)):
            if pattern in _ONTOLOGY or GRAPH + path.stem not in replaced:
                for quad in read_quads(path, one_graph=True):
                    yield quad.triple
