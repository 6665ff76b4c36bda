"""How schemathesis sends queries and updates, which it has no way of its own for."""

from __future__ import annotations

import schemathesis
from schemathesis import SerializationContext


@schemathesis.serializer("application/sparql-query", "application/sparql-update")
def as_text(_: SerializationContext, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")
