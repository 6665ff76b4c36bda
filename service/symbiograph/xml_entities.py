"""XML entities: abbreviations of IRIs, as editors of ontologies write them, and nothing that grows.

The engine's parser of RDF/XML writes entities out without a limit: of 600 bytes, in which each
entity holds ten of the one before, it makes a literal of a gigabyte. It takes declarations from
places where a parser of XML sees an error or is silent: behind the first element, in what is not
well-formed, after a parameter entity that nobody knows. So the bytes are looked at, as it does
itself; it reads UTF-8 alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import IO, Final

from symbiograph.errors import UnreadableInput

DECLARATION: Final = b"<!ENTITY"
# What declares something else than an abbreviation, or in another way, is refused.
_ABBREVIATION: Final = re.compile(
    DECLARATION + rb'\s{1,100}[^\s<>&%"\']{1,100}\s{1,100}"([^"<&%]{0,1000})"\s{0,100}>'
)
# No abbreviation is longer.
_REACH: Final = 1_500
_MOST_WRITTEN_OUT: Final = 100_000_000
_BLOCK: Final = 65_536


def require_harmless_entities(opened: Callable[[], IO[bytes]], source: str) -> None:
    """Raise :class:`UnreadableInput` for entities that hold others, come from afar or are long.

    ``opened`` gives the document from its beginning; ``source`` is how errors call it.
    """
    longest = used = 0
    text, more = b"", True
    with opened() as file:
        while more:
            block = file.read(_BLOCK)
            more = bool(block)
            used += block.count(b"&")
            text += block
            # What may go on in the next block is looked at with it.
            end = max(len(text) - _REACH, 0) if more else len(text)
            at = text.find(DECLARATION)
            while 0 <= at < end:
                longest = max(longest, _length(source, text, at))
                at = text.find(DECLARATION, at + 1)
            text = text[end:]
    if used * longest > _MOST_WRITTEN_OUT:
        raise UnreadableInput(source, "its XML entities are used too often; write them out")


def _length(source: str, text: bytes, at: int) -> int:
    """Return the length in bytes of what the entity that is declared there stands for."""
    found = _ABBREVIATION.match(text, at)
    if found is not None:
        return len(found[1])
    called = b"".join(text[at : at + 200].split()[1:2]).decode("utf-8", "replace")
    raise UnreadableInput(
        source,
        f"it declares the XML entity {called!r}, which is no abbreviation of an IRI; write "
        "out what it stands for",
    )
