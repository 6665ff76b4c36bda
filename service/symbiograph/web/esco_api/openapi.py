"""The addresses of ESCO's API, as far as they are answered here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symbiograph.web.esco_api.parameters import MOST
from symbiograph.web.openapi.parts import (
    COUNT,
    IRI,
    LANGUAGE,
    TEXT,
    Object,
    Paths,
    get,
    listed,
    parameter,
    record,
    responses,
)

_TAG: Final = "ESCO API"
_FLAG: Final = {"type": "boolean"}
_NUMBER: Final = {"type": "integer"}
_LINKS: Final = {"type": "object"}
_THING: Final = record(
    {"className": TEXT, "classId": TEXT, "uri": TEXT, "title": TEXT, "_links": _LINKS}
)
_LISTED: Final = record(
    {
        "total": _NUMBER,
        "offset": _NUMBER,
        "limit": _NUMBER,
        "text": TEXT,
        "language": TEXT,
        "type": listed(TEXT),
        "isInScheme": listed(TEXT),
        "_links": _LINKS,
        "_embedded": record({"results": listed(_THING)}),
    }
)
_COLLECTION: Final = record(
    {
        "count": _NUMBER,
        "language": TEXT,
        "concepts": listed({"type": "object"}),
        "_embedded": {"type": "object", "additionalProperties": _THING},
    }
)
_RELATED: Final = record(
    {
        "total": _NUMBER,
        "offset": _NUMBER,
        "limit": _NUMBER,
        "language": TEXT,
        "uri": TEXT,
        "relation": TEXT,
        "_links": _LINKS,
        "_embedded": {"type": "object", "additionalProperties": listed(_THING)},
    }
)
_METHODS: Final = record(
    {"notice": TEXT, "currentVersion": TEXT, "versions": listed(TEXT), "_links": _LINKS}
)
_NEEDS: Final = "Needs a release of ESCO that was imported; 404 where there is none."
_KINDS: Final = ["skill", "occupation", "concept"]
_SKILL: Final = "http://data.europa.eu/esco/skill/74aa00bc-db99-4984-8817-7df2ca954ea1"

_LANGUAGE: Final = [
    parameter("language", LANGUAGE, "The language, before `Accept-Language`.", example="en")
]
_OF_ALL: Final = [
    *_LANGUAGE,
    parameter("selectedVersion", TEXT, "An imported release, or `latest`.", example="latest"),
    parameter("viewObsolete", _FLAG, "Whether obsolete concepts are shown."),
]
_PAGES: Final = [
    parameter("offset", COUNT, "The number of the page, from nought."),
    parameter("limit", {**COUNT, "minimum": 1}, f"What a page holds: 20, at most {MOST}."),
]
_SCHEMES: Final = parameter("isInScheme", listed(IRI), "Concept schemes.")
_SOUGHT: Final = [
    parameter("text", TEXT, "What is looked for; without it all concepts by label."),
    parameter("type", listed({"enum": _KINDS}), "Types of concepts."),
    _SCHEMES,
]
_FULL: Final = parameter("full", _FLAG, "Whether each result has all its links.")


def _method(name: str, summary: str, answer: Object, parameters: Sequence[Object]) -> Object:
    content = {media: {"schema": answer} for media in ("application/json", "application/hal+json")}
    faults = (400, 404, 406)
    answers = responses(summary + ".", content, *faults)
    return get(f"esco_{name}", _TAG, summary, _NEEDS, answers, parameters)


PATHS: Final[Paths] = {
    "/esco/api": _method("methods", "The imported releases and the methods", _METHODS, []),
    "/esco/api/search": _method(
        "search",
        "Find concepts by a text",
        _LISTED,
        [
            *_SOUGHT,
            parameter("facet", listed({"enum": ["type", "isInScheme"]}), "What is counted."),
            _FULL,
            *_PAGES,
            *_OF_ALL,
        ],
    ),
    "/esco/api/suggest2": _method(
        "suggest2",
        "Find concepts by a label as it is being typed",
        _LISTED,
        [
            *_SOUGHT,
            parameter("alt", _FLAG, "Whether labels that are not preferred count."),
            *_PAGES,
            *_OF_ALL,
        ],
    ),
    "/esco/api/resource/{kind}": _method(
        "resource",
        "A thing, several, or those of a scheme",
        {"anyOf": [_THING, _COLLECTION]},
        [
            parameter("kind", {"enum": [*_KINDS, "taxonomy"]}, "What is asked for.", place="path"),
            parameter("uri", IRI, "The IRI of one thing.", example=_SKILL),
            parameter("uris", listed(IRI), "Several IRIs; each may also be several with commas."),
            parameter("curie", TEXT, "What goes before each of `uris`."),
            _SCHEMES,
            *_PAGES,
            *_OF_ALL,
        ],
    ),
    "/esco/api/resource/related": _method(
        "related",
        "What a thing is related to",
        _RELATED,
        [
            parameter("uri", IRI, "The IRI of the thing.", required=True, example=_SKILL),
            parameter(
                "relation",
                {**TEXT, "minLength": 1},
                "The name of a link.",
                required=True,
                example="isEssentialForOccupation",
            ),
            _FULL,
            *_PAGES,
            *_OF_ALL,
        ],
    ),
}
