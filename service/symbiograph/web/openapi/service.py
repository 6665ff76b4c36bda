"""The addresses of the search, of what operators ask, and of this description itself."""

from __future__ import annotations

from typing import Final

from symbiograph.web.openapi.parts import (
    COUNT,
    HTML,
    JSON,
    PAGE,
    RDF,
    TEXT,
    Object,
    Paths,
    get,
    listed,
    nullable,
    parameter,
    record,
    responses,
    schema,
    shared,
)

_NAMED: Final = record({"text": TEXT, "language": TEXT})
_SPAN: Final = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
_HIT: Final = record(
    {
        "iri": TEXT,
        "label": _NAMED,
        "kind": TEXT,
        "schemes": listed(TEXT),
        "definition": {"anyOf": [_NAMED, {"type": "null"}]},
        "licence": nullable("string"),
        "matched": record(
            {"text": TEXT, "language": TEXT, "kind": TEXT, "spans": listed(_SPAN)},
        ),
        "score": {"type": "number"},
    }
)
_FOUND: Final = record(
    {
        "query": TEXT,
        "limit": {"type": "integer"},
        "offset": {"type": "integer"},
        "searched": TEXT,
        "total": {"type": "integer"},
        "more": {"type": "boolean"},
        "beyond": {"type": "boolean"},
        "hits": listed(_HIT),
        "next": nullable("string"),
    }
)
_RELEASE: Final = record({"release": TEXT, "current": {"type": "boolean"}, "href": TEXT})
_FILE: Final = record(
    {"file": TEXT, "href": TEXT, "bytes": nullable("integer"), "sha256": nullable("string")}
)
_RELEASE_NAME: Final = parameter(
    "release", {**TEXT, "minLength": 1}, "A release, or latest.", place="path", example="latest"
)
_HEALTH: Final = record(
    {
        "live": {"const": True},
        "ready": {"type": "boolean"},
        "store": TEXT,
        "generation": TEXT,
        "inferred": TEXT,
    },
    optional=["store"],
)
_QUERIES: Final = record(
    {
        "queries": listed(
            record(
                {
                    "query": TEXT,
                    "title": TEXT,
                    "description": TEXT,
                    "href": TEXT,
                    "parameters": listed({"type": "object"}),
                    "columns": listed(schema("Column")),
                }
            )
        )
    }
)
_SICK: Final[Object] = {
    "503": {
        "description": "Queries cannot be answered at the moment.",
        "content": {JSON: {"schema": _HEALTH}},
    }
}

PATHS: Final[Paths] = {
    "/search": get(
        "search",
        "search",
        "Find concepts by their labels",
        "Without regard to case and accents, with typing errors forgiven; the last word may be "
        "unfinished.",
        responses("The hits.", {JSON: {"schema": _FOUND}, **PAGE}, 400, 406, 503),
        [
            parameter("q", TEXT, "What is looked for.", example="waste heat"),
            parameter("kind", listed(TEXT), "Kinds of concepts.", example=["skill"]),
            parameter("scheme", listed(TEXT), "Schemes, by short name or IRI."),
            parameter("limit", COUNT, "The most hits; 10 where it is not said."),
            parameter("offset", COUNT, "The hits to pass over."),
            shared("lang"),
        ],
    ),
    "/queries": get(
        "queries",
        "queries",
        "The named queries, with what each asks and takes",
        "As RDF, in the words of SIB's SPARQL examples and of SHACL.",
        responses("The list.", {JSON: {"schema": _QUERIES}, **PAGE, **RDF}, 406),
        [shared("lang")],
    ),
    "/queries/{group}": get(
        "group_of_queries",
        "queries",
        "The named queries of a group",
        "Each query has an address of its own below.",
        responses("The list.", {JSON: {"schema": _QUERIES}, **PAGE}, 404, 406, 308),
        [
            parameter(
                "group", {**TEXT, "minLength": 1}, "A group.", place="path", example="regions"
            ),
            shared("lang"),
        ],
    ),
    "/dumps": get(
        "releases",
        "service",
        "The releases that can be taken away as files",
        "`latest` stands for the one in force.",
        responses(
            "The list.",
            {JSON: {"schema": record({"releases": listed(_RELEASE)})}, **PAGE},
            406,
        ),
    ),
    "/dumps/{release}": get(
        "dumps",
        "service",
        "The files of a release",
        "Each graph in N-Quads, TriG and Turtle, the merge of the published ones, and all of them. "
        "A file is made when it is first asked for; then it has a size and a checksum.",
        responses(
            "The list.",
            {
                JSON: {
                    "schema": record({"release": TEXT, "licence": TEXT, "files": listed(_FILE)})
                },
                **PAGE,
            },
            302,
            404,
            406,
            308,
        ),
        [_RELEASE_NAME],
    ),
    "/dumps/{release}/{file}": get(
        "dump",
        "service",
        "A file of a release",
        "Compressed with gzip; ranges of bytes can be asked for.",
        responses(
            "The file.",
            {"application/gzip": {"schema": {"type": "string", "format": "binary"}}},
            302,
            304,
            404,
            308,
            headers=["ETag"],
        ),
        [
            _RELEASE_NAME,
            parameter(
                "file",
                {**TEXT, "minLength": 1},
                "A file, as the list names it.",
                place="path",
                example="skills.ttl.gz",
            ),
        ],
    ),
    "/health": get(
        "health",
        "service",
        "Whether queries can be answered, and from which content",
        "`generation` names what is visible now, `inferred` the release of inferences and labels.",
        responses("Queries can be answered.", {JSON: {"schema": _HEALTH}}) | _SICK,
    ),
    "/metrics": get(
        "metrics",
        "service",
        "Counters of all web processes",
        "In the text format of Prometheus.",
        responses("The counters.", {"text/plain": {"schema": TEXT}}),
    ),
    "/openapi.json": get(
        "openapi",
        "service",
        "This description",
        "OpenAPI 3.1.",
        responses("The document.", {JSON: {"schema": {"type": "object"}}}, 304, headers=["ETag"]),
    ),
    "/docs": get(
        "docs",
        "service",
        "This description, to read",
        "The addresses with their parameters, and a form for each that is read.",
        responses("The page.", {HTML: PAGE[HTML]}, 304, headers=["ETag"]),
    ),
}
