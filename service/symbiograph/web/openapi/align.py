"""The addresses of ``/align``."""

from __future__ import annotations

from typing import Final

from symbiograph.alignment import TARGETS, Predicate
from symbiograph.web.align.asked import (
    CANDIDATES,
    LONGEST,
    MOST_CANDIDATES,
    MOST_TEXTS,
)
from symbiograph.web.openapi.parts import (
    JSON,
    PAGE,
    TEXT,
    Object,
    Paths,
    get,
    listed,
    parameter,
    record,
    responses,
)

_TAG: Final = "search"
_SHARE: Final[Object] = {"type": "number", "minimum": 0, "maximum": 1}
_PREDICATE: Final[Object] = {"enum": [predicate.value for predicate in Predicate]}
_FOUND: Final = record(
    {
        **dict.fromkeys(LONGEST, TEXT),
        "target": TEXT,
        "compared": TEXT,
        "none": _SHARE,
        "answer": _PREDICATE,
        "candidates": listed(
            record(
                {
                    "iri": TEXT,
                    "label": TEXT,
                    "kind": TEXT,
                    "predicate": _PREDICATE,
                    "confidence": _SHARE,
                    "reasons": listed(record({"kind": TEXT, "text": TEXT, "share": _SHARE})),
                }
            )
        ),
    }
)
_TARGET: Final[Object] = {"enum": [*TARGETS]}
_LIMIT: Final[Object] = {
    "type": "integer",
    "minimum": 1,
    "maximum": MOST_CANDIDATES,
    "default": CANDIDATES,
}
_SAID: Final = (
    "Each candidate has a predicate of SKOS from the text to it, the probability that it is right, "
    "and the reasons with their shares. `none` is the probability that nothing fits, `answer` what "
    "is proposed, which may be `none`. Nothing is proposed that is not in the release."
)
_MEANINGS: Final = {
    "text": "A label, or a sentence.",
    "definition": "What it means.",
    "context": "The sentence that it stands in.",
    "language": "Its language; the reader's where it is not said.",
}


def _text(name: str) -> Object:
    if name == "language":
        return {
            **TEXT,
            "pattern": "^([A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)?$",
            "maxLength": LONGEST[name],
        }
    return {**TEXT, "maxLength": LONGEST[name]}


_QUERY: Final = record({name: _text(name) for name in LONGEST}, [*LONGEST][1:])
_BODY: Final = record(
    {"queries": {**listed(_QUERY), "maxItems": MOST_TEXTS}, "target": _TARGET, "limit": _LIMIT},
    ["target", "limit"],
)
_ITEM: Final = get(
    "align",
    _TAG,
    "Find the concepts that a text may mean",
    _SAID,
    responses(
        "The candidates, best first.", {JSON: {"schema": _FOUND}, **PAGE}, 400, 404, 406, 414, 503
    ),
    [
        *(
            parameter(name, _text(name), meaning, example="heat pumps" if name == "text" else None)
            for name, meaning in _MEANINGS.items()
        ),
        parameter("target", _TARGET, "Where to look: ESCO's skills if here, else ours."),
        parameter("limit", _LIMIT, "The most candidates."),
    ],
)
PATHS: Final[Paths] = {
    "/align": {
        **_ITEM,
        "post": {
            "operationId": "align_all",
            "tags": [_TAG],
            "summary": "Find the concepts that each of some texts may mean",
            "description": _SAID,
            "requestBody": {"required": True, "content": {JSON: {"schema": _BODY}}},
            "responses": responses(
                "The candidates for each, in the order of the queries.",
                {JSON: {"schema": record({"results": listed(_FOUND)})}},
                400,
                404,
                413,
                415,
                503,
            ),
        },
    }
}
