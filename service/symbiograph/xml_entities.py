"""XML entities: abbreviations of IRIs, as editors of ontologies write them, and nothing that grows.

The engine's parser of RDF/XML writes entities out without a limit: of 600 bytes, in which each
entity holds ten of the one before, it makes a literal of a gigabyte.
"""

from __future__ import annotations

import xml.parsers.expat
from collections.abc import Callable
from typing import IO, Final

from symbiograph.errors import UnreadableInput

_LONGEST: Final = 1_000
_MOST_WRITTEN_OUT: Final = 100_000_000
_BLOCK: Final = 65_536


class _Begun(Exception):
    """The first element has come: no entity is declared after it."""


def require_harmless_entities(opened: Callable[[], IO[bytes]], source: str) -> None:
    """Raise :class:`UnreadableInput` for entities that hold others, come from afar or are long.

    ``opened`` gives the document from its beginning; ``source`` is how errors call it.
    """
    with opened() as file:
        lengths = _declared(source, file)
    if not lengths:
        return
    with opened() as file:
        used = sum(block.count(b"&") for block in iter(lambda: file.read(_BLOCK), b""))
    if used * max(lengths) > _MOST_WRITTEN_OUT:
        raise UnreadableInput(source, "its XML entities are used too often; write them out")


def _declared(source: str, file: IO[bytes]) -> list[int]:
    """Return the length of each entity that is declared."""
    lengths: list[int] = []

    def declared(name: str, _: bool, value: str | None, *__: str | None) -> None:
        if value is None or "&" in value or "%" in value or len(value) > _LONGEST:
            raise UnreadableInput(
                source,
                f"it declares the XML entity {name!r}, which is no abbreviation of an IRI; write "
                "out what it stands for",
            )
        lengths.append(len(value))

    def begun(*_: object) -> None:
        raise _Begun

    parser = xml.parsers.expat.ParserCreate()
    parser.EntityDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        parser.ParseFile(file)
    except (_Begun, xml.parsers.expat.ExpatError):
        # What is no XML is told by who reads it as RDF.
        return lengths
    return lengths
