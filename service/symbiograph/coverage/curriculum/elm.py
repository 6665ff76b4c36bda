"""Training units in the European Learning Model, as triples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode, QueryTriples, Triple

from symbiograph.engine.image import Image
from symbiograph.prefixes import BASE
from symbiograph.queries import find

ELM_QUERY: Final = "coverage/elm"


def elm(image: Image, units: Iterable[str]) -> list[Triple]:
    """Return units of a graph, given by their IRIs, and all their parts in terms of ELM 3.1.

    They are the same for a programme of the graph, for an uploaded curriculum laid over it, and
    for the units of a result. An IRI that is no unit adds nothing. What holds is what ELM's own
    shapes for learning opportunities and qualifications ask for.
    """
    text = find(ELM_QUERY).bound({"units": [NamedNode(iri) for iri in units]})
    results = image.query(text, base_iri=BASE)
    if not isinstance(results, QueryTriples):
        raise TypeError(f"{ELM_QUERY} makes no graph")
    return list(dict.fromkeys(results))
