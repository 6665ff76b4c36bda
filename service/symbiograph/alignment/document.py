"""Suggestions as a document of JSON, the same for every way to ask."""

from __future__ import annotations

from typing import Any

from symbiograph.alignment.model import Asked, Suggestions


def as_document(asked: Asked, target: str, found: Suggestions) -> dict[str, Any]:
    """Return what was asked of a target, and what was found, as JSON's own kinds of values."""
    return {
        "text": asked.text,
        "definition": asked.definition,
        "context": asked.context,
        "language": asked.language,
        "target": target,
        "compared": found.language,
        "none": found.none,
        "answer": str(found.answer),
        "candidates": [
            {
                "iri": one.iri,
                "label": one.label,
                "kind": one.kind,
                "predicate": str(one.predicate),
                "confidence": one.confidence,
                "reasons": [
                    {"kind": reason.kind, "text": reason.text, "share": round(reason.share, 3)}
                    for reason in one.reasons
                ],
            }
            for one in found.candidates
        ],
    }
