"""What a harvest has brought in: documents, where each came from, and under which terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import Quad

from symbiograph.harvesting.reading import Piece


@dataclass(frozen=True)
class Origin:
    """A source that was read: its address or file name, and what was had from it.

    ``size`` is in bytes, ``checksum`` a SHA-256; both are of what was sent. ``query`` is what an
    endpoint was asked.
    """

    address: str
    size: int = 0
    checksum: str = ""
    media_type: str = ""
    licence: str = ""
    title: str = ""
    query: str = ""

    @property
    def is_address(self) -> bool:
        """Whether it can be looked up by anybody."""
        return self.address.startswith(("http://", "https://"))


@dataclass(frozen=True)
class Gathered:
    """The documents of one partner with their origins, and what was passed over and why."""

    pieces: list[Piece]
    origins: list[Origin]
    passed_over: list[str] = field(default_factory=list)

    def quads(self) -> Iterator[Quad]:
        """Yield the statements of all documents."""
        for piece in self.pieces:
            yield from piece.quads
