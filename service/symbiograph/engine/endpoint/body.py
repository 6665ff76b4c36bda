"""The body of a store's answer as a file for the engine's parsers, its oddities put right.

Virtuoso 7 calls blank nodes ``nodeID://b1`` and writes booleans as 1 and 0 in JSON. A quotation
mark within a JSON string is escaped, so what is replaced can stand nowhere else.
"""

from __future__ import annotations

from typing import Final

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from symbiograph.errors import StoreFailed

_BLOCK: Final = 65_536
_BOOLEAN: Final = b'"datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": '
_ODDITIES: Final = (
    (b'"type": "bnode", "value": "nodeID://', b'"type": "bnode", "value": "'),
    (_BOOLEAN + b'"1"', _BOOLEAN + b'"true"'),
    (_BOOLEAN + b'"0"', _BOOLEAN + b'"false"'),
)
# One of them may be cut by the end of a block.
_HELD_BACK: Final = max(len(odd) for odd, _ in _ODDITIES) - 1


class Body:
    """A file that is read once, in blocks; raises :class:`StoreFailed` where the store ends it."""

    def __init__(self, raw: BaseHTTPResponse) -> None:
        self._raw = raw
        self._ready = memoryview(b"")
        self._held = b""
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, at least one unless the body has ended."""
        while not self._ready and not self._ended:
            self._fill()
        block = self._ready if size < 0 else self._ready[:size]
        self._ready = self._ready[len(block) :]
        return bytes(block)

    def _fill(self) -> None:
        try:
            block = self._raw.read(_BLOCK, decode_content=True)
        except (HTTPError, OSError) as error:
            raise StoreFailed("The store behind this service broke off its answer.") from error
        text = self._held + block
        for odd, right in _ODDITIES:
            text = text.replace(odd, right)
        self._ended = not block
        end = len(text) if self._ended else max(len(text) - _HELD_BACK, 0)
        self._ready, self._held = memoryview(text)[:end], text[end:]
