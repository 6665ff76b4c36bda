"""What a store takes for calls of its own functions, though it is valid SPARQL 1.1.

Virtuoso runs ``<bif:http_get>("http://…")`` for anybody, by default, and Jena loads the class that
``<java:…>`` names. So no text that holds such a name anywhere goes to a store: stores differ in
where they see a string or a comment end, and this must not hang on it.
"""

from __future__ import annotations

import re
from typing import Final

from symbiograph.errors import BadRequest

_CALL: Final = re.compile(r"(?<![A-Za-z0-9_-])(bif|sql|java):", re.IGNORECASE)
_CODE_POINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U000([0-9A-Fa-f]{5})")


def refuse_calls(text: str) -> None:
    """Raise :class:`BadRequest` where ``text`` names functions of a store's own."""
    plain = _CODE_POINT.sub(lambda escape: chr(int(escape[1] or escape[2], 16)), text)
    found = _CALL.search(plain)
    if found:
        raise BadRequest(
            f"The text has {found[0]!r}, by which some stores call functions of their own, "
            "outside of SPARQL. The store behind this service does not get to see it; write it in "
            "another way, in a string as well: CONCAT('bi', 'f:')."
        )
