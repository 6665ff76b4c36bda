"""The addresses of the SPARQL 1.1 Protocol and of the Graph Store HTTP Protocol."""

from __future__ import annotations

from typing import Final

from symbiograph.results import GRAPH_FORMATS, SOLUTION_FORMATS
from symbiograph.web.openapi.parts import (
    JSON,
    PAGE,
    TEXT,
    Object,
    Paths,
    listed,
    parameter,
    record,
    responses,
    schema,
    written_in,
)
from symbiograph.web.protocol import FORM, QUERY, UPDATE

_TAG: Final = "SPARQL"
_GRAPH: Final = written_in(name for f in GRAPH_FORMATS for name in f.media_types)
_RESULTS: Final[Object] = {
    **written_in(name for f in SOLUTION_FORMATS for name in f.media_types),
    **_GRAPH,
    **PAGE,
    "application/sparql-results+json": {"schema": schema("SparqlResults")},
}
_ENDINGS: Final = sorted({f.extension for f in (*SOLUTION_FORMATS, *GRAPH_FORMATS)})
_DATASET: Final = {
    "default-graph-uri": "A graph of which the default graph is to be made.",
    "named-graph-uri": "A graph that is to be one of the named ones.",
}
_USING: Final = {
    "using-graph-uri": "A graph of which the default graph of every WHERE is to be made.",
    "using-named-graph-uri": "A graph that is to be one of the named ones of every WHERE.",
}
_EXAMPLE: Final = (
    "SELECT ?profile ?name WHERE { ?profile a <https://w3id.org/symbiograph/ontology#JobProfile> ; "
    "<http://www.w3.org/2004/02/skos/core#prefLabel> ?name } ORDER BY ?profile LIMIT 5"
)
_FAULTS: Final = (400, 403, 406, 413, 415, 429, 502, 503, 504)
_READ_FAULTS: Final = (304, 400, 404, 406, 502, 503)
_WRITE_FAULTS: Final = (400, 401, 403, 404, 409, 412, 413, 415, 422, 502, 503, 507)


def _lists(named: dict[str, str]) -> list[Object]:
    return [parameter(name, listed(TEXT), said) for name, said in named.items()]


def _form(name: str, graphs: dict[str, str]) -> Object:
    members = {graph: listed(TEXT) for graph in graphs}
    return {"schema": record({name: TEXT, **members}, optional=list(members))}


_FORMAT: Final = parameter(
    "format", TEXT, f"The ending of a format: {', '.join(_ENDINGS)}. It stands before `Accept`."
)
_OFFSET: Final = parameter(
    "offset",
    {"type": "integer", "minimum": 0, "maximum": 999_999_999_999_999},
    "Rows to pass over, for the next page of a result that met the limit of rows.",
)
_COMMIT: Final = record(
    {
        "sequence": {"type": "integer"},
        "triples_added": {"type": "integer"},
        "triples_removed": {"type": "integer"},
        "visible": TEXT,
        "done_by": TEXT,
    },
    optional=["sequence", "triples_added", "triples_removed", "visible", "done_by"],
)
_TOKEN: Final = [{"token": list[str]()}]
_MATCH: Final = [
    parameter("If-Match", TEXT, "Write only if the graph is in this state.", place="header"),
    parameter("If-None-Match", TEXT, "Write only if it is not: `*` for none yet.", place="header"),
]
_SENT: Final = (
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
)
_PAYLOAD: Final[Object] = {
    "required": True,
    "content": {name: {"schema": TEXT} for name in _SENT},
}


def _operation(name: str, summary: str, description: str, **more: object) -> Object:
    said = {"operationId": name, "tags": [_TAG], "summary": summary, "description": description}
    return said | more


def _store(name: str, which: str, parameters: list[Object]) -> Object:
    """Return the path item of graphs that are named in one of the two ways."""
    wrote = responses("The commit.", {JSON: {"schema": _COMMIT}}, *_WRITE_FAULTS)
    made = responses("The commit that made the graph.", {JSON: {"schema": _COMMIT}}, status=201)
    said = f"The graph is {which}."
    return {
        "parameters": parameters,
        "get": _operation(
            f"read_{name}",
            "Read a graph",
            said,
            responses=responses(
                "The graph.", _GRAPH, 304, 400, 404, 406, 502, 503, headers=["ETag"]
            ),
        ),
        "put": _operation(
            f"replace_{name}",
            "Replace or make a graph",
            said,
            security=_TOKEN,
            parameters=_MATCH,
            requestBody=_PAYLOAD,
            responses=wrote | made,
        ),
        "post": _operation(
            f"add_to_{name}",
            "Add to a graph",
            said + ("" if parameters[0]["in"] == "path" else " Without one a new graph is made."),
            security=_TOKEN,
            parameters=_MATCH,
            requestBody=_PAYLOAD,
            responses=wrote | made,
        ),
        "patch": _operation(
            f"change_{name}",
            "Change a graph by an update",
            said,
            security=_TOKEN,
            parameters=_MATCH,
            requestBody={"required": True, "content": {UPDATE: {"schema": TEXT}}},
            responses=wrote,
        ),
        "delete": _operation(
            f"delete_{name}",
            "Delete a graph",
            said,
            security=_TOKEN,
            parameters=_MATCH,
            responses=responses("The commit.", {JSON: {"schema": _COMMIT}}, *_WRITE_FAULTS),
        ),
    }


PATHS: Final[Paths] = {
    "/sparql": {
        "get": _operation(
            "query",
            "Ask a query",
            "SPARQL 1.1 Protocol. Without a query, the service description, or a page to write a "
            "query on.",
            parameters=[
                parameter("query", TEXT, "The query.", example=_EXAMPLE),
                *_lists(_DATASET),
                _FORMAT,
                _OFFSET,
            ],
            responses=responses("The results.", _RESULTS, *_FAULTS, headers=["SPARQL-Sources"]),
        ),
        "post": _operation(
            "query_by_post",
            "Ask a long query",
            "The query is the body, or a field of a form.",
            parameters=[*_lists(_DATASET), _FORMAT, _OFFSET],
            requestBody={
                "required": True,
                "content": {
                    QUERY: {"schema": TEXT, "example": _EXAMPLE},
                    FORM: _form("query", _DATASET),
                },
            },
            responses=responses("The results.", _RESULTS, *_FAULTS, headers=["SPARQL-Sources"]),
        ),
    },
    "/update": {
        "post": _operation(
            "update",
            "Change graphs",
            "SPARQL 1.1 Update, all of it or nothing.",
            security=_TOKEN,
            parameters=_lists(_USING),
            requestBody={
                "required": True,
                "content": {UPDATE: {"schema": TEXT}, FORM: _form("update", _USING)},
            },
            responses=responses("The commit.", {JSON: {"schema": _COMMIT}}, *_WRITE_FAULTS),
        )
    },
    "/graphs": _store(
        "named_graph",
        "named by `graph`, or the default graph by `default`",
        [
            parameter("graph", TEXT, "The IRI of a graph."),
            parameter("default", TEXT, "The default graph."),
        ],
    ),
    "/graphs/{name}": _store(
        "graph",
        "that whose IRI is this address",
        [parameter("name", TEXT, "The end of the graph's IRI.", place="path")],
    ),
}
