"""Header fields that every answer has."""

from __future__ import annotations

from typing import Final

# Pages of other sites may read the answers: all of it is open data and no cookie is used.
COMMON: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Content-Disposition, Curriculum-Problems, ESCO-Notice, ESCO-Release, ETag, Link, "
        "Location, Retry-After, SPARQL-Sources, X-Request-ID, X-SPARQL-MaxRows, X-Total-Count"
    ),
    # Pages load nothing from elsewhere, and run no script that stands in a page.
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'"
    ),
    "Vary": "Accept",
    "X-Content-Type-Options": "nosniff",
}
