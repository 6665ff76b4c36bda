"""A note in results of which rows were left out, in the formats that have room for one.

JSON and XML results have links in their head (SPARQL 1.1 Query Results JSON Format, section 3.1.2;
XML Format, section 2.3.1), Turtle and its relatives have comments.
"""

from __future__ import annotations

import json
from xml.sax.saxutils import quoteattr

from symbiograph.engine.pool.response import Response


class Noted:
    """A file that writes on to ``response``, with a link to ``address`` at its place in the head.

    ``address`` is an IRI reference. Formats without a place for it are left as they are.
    """

    def __init__(self, response: Response, extension: str, address: str) -> None:
        self._response = response
        self._extension = extension
        self._address = address
        self._written = False

    def write(self, block: bytes) -> int:
        """Take a block of the results."""
        length = len(block)
        if not self._written:
            self._written = True
            # The engine writes the head, and more, in the first block.
            block = self._noted(block)
        self._response.write(block)
        return length

    def flush(self) -> None:
        """Do nothing, like the response."""

    def _noted(self, block: bytes) -> bytes:
        if self._extension == "json":
            link = json.dumps([self._address])
            return block.replace(b'{"head":{', f'{{"head":{{"link":{link},'.encode(), 1)
        if self._extension == "xml":
            link = f"<link href={quoteattr(self._address)}/></head>"
            return block.replace(b"</head>", link.encode(), 1)
        if self._extension in ("ttl", "trig", "nt", "nq"):
            return f"# Rows were left out; the next: <{self._address}>\n".encode() + block
        return block
