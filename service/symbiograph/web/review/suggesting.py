"""Candidates for texts, as the page asks for them: a few texts at a time, so that it can count."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from flask import current_app, request

from symbiograph.alignment import TARGETS, Asked, Suggestions, aligner, targets
from symbiograph.errors import AlignmentUnavailable, BadRequest
from symbiograph.search import LabelIndex

MOST_TEXTS: Final = 50
_MOST_CANDIDATES: Final = 20
_DEFAULT: Final = 8
_LONGEST: Final = {
    "text": 500,
    "definition": 2_000,
    "context": 2_000,
    "language": 40,
    "concept": 500,
}


def suggestions() -> dict[str, object]:
    """Return candidates for each text of the request, in their order.

    Raises :class:`BadRequest` for what is no such request, :class:`BadArgument` for an unknown
    target and :class:`AlignmentUnavailable` for one that the release does not have.
    """
    document = request.get_json(silent=True)
    if not isinstance(document, dict):
        raise BadRequest('Send a JSON object {"target": …, "asked": […]}.')
    target, given = document.get("target"), document.get("asked")
    limit = document.get("limit", _DEFAULT)
    if not isinstance(target, str) or not isinstance(given, list):
        raise BadRequest("target is a text, asked a list of objects.")
    if len(given) > MOST_TEXTS:
        raise BadRequest(f"There are {len(given)} texts; ask for at most {MOST_TEXTS} at a time.")
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= _MOST_CANDIDATES:
        raise BadRequest(f"limit is a whole number from 1 to {_MOST_CANDIDATES}.")
    asked = [_asked(one) for one in given]
    found = aligner(_folder(), target).suggest_all(asked, limit)
    return {"target": target, "suggestions": [_document(each) for each in found]}


def _folder() -> Path:
    """Return the folder of the release that is served."""
    index: LabelIndex | None = current_app.extensions["symbiograph.index"]
    if index is None:
        raise AlignmentUnavailable("This server serves no release; build one: symbiograph build")
    return index.folder


def _asked(given: object) -> Asked:
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise BadRequest("Each of asked is an object with a text.")
    return Asked(**{name: _text(given, name, most) for name, most in _LONGEST.items()})


def _text(given: dict[str, Any], name: str, most: int) -> str:
    value = given.get(name, "en" if name == "language" else "")
    if not isinstance(value, str):
        raise BadRequest(f"{name} is a text.")
    return value[:most]


def _document(found: Suggestions) -> dict[str, object]:
    return {
        "none": round(found.none, 3),
        "candidates": [
            {
                "iri": candidate.iri,
                "label": candidate.label,
                "kind": candidate.kind,
                "predicate": str(candidate.predicate),
                "confidence": round(candidate.confidence, 3),
                "reasons": [
                    {"kind": reason.kind, "text": reason.text, "share": round(reason.share, 3)}
                    for reason in candidate.reasons
                ],
            }
            for candidate in found.candidates
        ],
    }


def targets_here() -> dict[str, str]:
    """Return the titles of the targets that the release served here has concepts of, by name."""
    try:
        return {name: TARGETS[name].title for name in targets(_folder())}
    except AlignmentUnavailable:
        return {}
