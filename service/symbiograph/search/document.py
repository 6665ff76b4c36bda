"""Hits as a document of JSON."""

from __future__ import annotations

from typing import Any

from symbiograph.search.hits import Hit, Hits, LanguageText


def as_document(found: Hits) -> dict[str, Any]:
    """Return ``found`` as JSON's own kinds of values, the same for every way to ask."""
    return {
        "searched": found.searched,
        "total": found.total,
        "more": found.more,
        "beyond": found.beyond,
        "hits": [_hit(hit) for hit in found.hits],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "iri": hit.iri,
        "label": _text(hit.label),
        "kind": hit.kind,
        "schemes": list(hit.schemes),
        "definition": _text(hit.definition) if hit.definition else None,
        "licence": hit.licence,
        "matched": {
            "text": hit.matched.text,
            "language": hit.matched.language,
            "kind": hit.matched.kind,
            "spans": [list(span) for span in hit.matched.spans],
        },
        "score": hit.score,
    }


def _text(text: LanguageText) -> dict[str, str]:
    return {"text": text.text, "language": text.language}
