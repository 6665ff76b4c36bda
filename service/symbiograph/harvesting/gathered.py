"""What a harvest has brought in: documents, where each came from, and under which terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, NamedNode, Quad

from symbiograph.harvesting.reading import Piece


@dataclass(frozen=True)
class Origin:
    """A source that was read: its address or file name, and what was had from it.

    ``size`` is in bytes, ``checksum`` a SHA-256; both are of what was sent. ``query`` is what an
    endpoint was asked. ``graph`` is the dataset or graph that it is of, where there are several.
    """

    address: str
    size: int = 0
    checksum: str = ""
    media_type: str = ""
    licence: str = ""
    title: str = ""
    query: str = ""
    graph: str = ""

    @property
    def is_address(self) -> bool:
        """Whether it can be looked up by anybody."""
        return self.address.startswith(("http://", "https://"))


@dataclass(frozen=True)
class Gathered:
    """The statements of one partner with their origins, and what was passed over and why.

    ``pieces`` are the documents that they stand in; an endpoint has none.
    """

    statements: list[Quad]
    origins: list[Origin]
    pieces: list[Piece] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, pieces: Iterable[Piece], origin: Origin) -> Gathered:
        """Return the documents of one origin; what is in no graph of its own is in the origin's."""
        pieces = list(pieces)
        quads = [quad for piece in pieces for quad in piece.quads]
        if origin.graph:
            name = NamedNode(origin.graph)
            quads = [_moved(quad, name) for quad in quads]
        return cls(quads, [origin], pieces)

    def with_more(self, more: Gathered) -> Gathered:
        """Return both together."""
        return Gathered(
            self.statements + more.statements,
            self.origins + more.origins,
            self.pieces + more.pieces,
            self.notes + more.notes,
        )

    def quads(self) -> Iterator[Quad]:
        """Yield all statements."""
        return iter(self.statements)


def _moved(quad: Quad, graph: NamedNode) -> Quad:
    if not isinstance(quad.graph_name, DefaultGraph):
        return quad
    return Quad(quad.subject, quad.predicate, quad.object, graph)
