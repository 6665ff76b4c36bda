"""What the engine writes as XML, made readable: it puts every character of a literal as it is.

XML 1.0 (section 2.2) has no place for most control characters and for two others, not even as
references, so such a literal cannot be written. A carriage return can, but as a reference only:
readers take a plain one for a line feed (section 2.11).
"""

from __future__ import annotations

from typing import IO, Final

from symbiograph.errors import NotAcceptable

_FORBIDDEN: Final = bytes(code for code in range(0x20) if chr(code) not in "\t\n\r")
# U+FFFE and U+FFFF in UTF-8.
_NO_CHARACTERS: Final = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")


class XmlText:
    """A file that writes on to ``output`` what the engine writes as XML.

    Raises :class:`NotAcceptable`, with the ``others`` to ask for, at a character that XML lacks.
    """

    def __init__(self, output: IO[bytes], others: list[str]) -> None:
        self._output = output
        self._others = others
        self._end = b""

    def write(self, block: bytes) -> int:
        """Take a block of the document."""
        if len(block.translate(None, _FORBIDDEN)) < len(block):
            raise self._refusal()
        # One of these may stand across two blocks.
        text = self._end + block
        if b"\xef\xbf" in text and any(letter in text for letter in _NO_CHARACTERS):
            raise self._refusal()
        self._end = text[-2:]
        self._output.write(block.replace(b"\r", b"&#13;"))
        return len(block)

    def flush(self) -> None:
        """Do nothing: whoever made ``output`` flushes it."""

    def _refusal(self) -> NotAcceptable:
        return NotAcceptable(
            "The result holds a character that XML has no place for. Ask for another format.",
            available=self._others,
        )
