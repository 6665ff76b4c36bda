"""What descriptions of addresses are made of: OpenAPI 3.1 objects as plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from symbiograph.queries.values import LANGUAGE_TAG
from symbiograph.web import data

# An object of OpenAPI or of JSON Schema.
Object = dict[str, Any]
# Path item objects by their path.
Paths = Mapping[str, Object]

JSON: Final = "application/json"
HTML: Final = "text/html"
PROBLEM: Final = "application/problem+json"
TEXT: Final[Object] = {"type": "string"}
IRI: Final[Object] = {"type": "string", "format": "iri"}
LANGUAGE: Final[Object] = {"type": "string", "pattern": f"^({LANGUAGE_TAG})?$"}
# A number as addresses have it; more digits are refused.
COUNT: Final[Object] = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
PAGE: Final[Object] = {HTML: {"schema": TEXT}}
_PARSED: Final[Object] = {"type": ["object", "array"]}


def written_in(media_types: Iterable[str]) -> Object:
    """Return the content object of a text in one of these media types, some of which are JSON."""
    return {name: {"schema": _PARSED if name.endswith("json") else TEXT} for name in media_types}


RDF: Final[Object] = written_in(data.MEDIA_TYPES[suffix] for suffix in data.NAMES)

_MEANINGS: Final = {
    304: "What `If-None-Match` names is still the answer.",
    302: "The same, where it is now.",
    308: "The same without needless slashes.",
    400: "The request does not follow its protocol, or a parameter does not take its value.",
    401: "A token is required, or this one is not in force.",
    403: "This cannot be written here.",
    404: "There is no such thing; `suggestions` lists what is close.",
    406: "None of the formats that are accepted can be written; `available` lists those that can.",
    409: "The write does not fit the state it meets.",
    410: "The cursor is out of date: the graph or the arguments have changed.",
    412: "The graph is not in the state that the request asks for.",
    413: "The body is too large.",
    414: "The address is too long; what takes POST takes longer texts so.",
    415: "The body is in a format that is not read here.",
    422: "The shapes do not allow this; `report` says what to change.",
    429: "More than a fair share of one address; `Retry-After` says when to go on.",
    502: "Another endpoint, or the store behind this service, gave no result.",
    503: "This cannot be answered at the moment.",
    504: "The query took too long and was ended.",
    507: "The disk did not take the commit.",
}


def parameter(
    name: str,
    schema: Object,
    description: str,
    *,
    place: str = "query",
    required: bool = False,
    example: object = None,
) -> Object:
    """Return a parameter object; one of several values is repeated in the address."""
    found: Object = {
        "name": name,
        "in": place,
        "required": required or place == "path",
        "description": description,
        "schema": schema,
    }
    if schema.get("type") == "array":
        found |= {"style": "form", "explode": True}
    if example is not None:
        found["example"] = example
    return found


def shared(name: str) -> Object:
    """Return a reference to a parameter of the components."""
    return {"$ref": f"#/components/parameters/{name}"}


def schema(name: str) -> Object:
    """Return a reference to a schema of the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(items: Object) -> Object:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def record(properties: Mapping[str, Object], optional: Sequence[str] = ()) -> Object:
    """Return the schema of an object that has these members, all but the ``optional`` ones."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
    }


def nullable(type_: str) -> Object:
    """Return the schema of a value that may be null."""
    return {"type": [type_, "null"]}


def responses(
    description: str,
    content: Object,
    *faults: int,
    status: int = 200,
    headers: Sequence[str] = (),
) -> Object:
    """Return the responses object of an operation: what it answers, and how it may fail."""
    answer: Object = {"description": description, "content": content}
    if headers:
        answer["headers"] = {
            name: {"$ref": f"#/components/headers/{name}"} for name in sorted(headers)
        }
    return {str(status): answer, **{str(code): response(code) for code in faults}}


def response(code: int) -> Object:
    """Return a reference to the response for a fault, or for a redirect."""
    return {"$ref": f"#/components/responses/{code}"}


def get(
    operation: str,
    tag: str,
    summary: str,
    description: str,
    answers: Object,
    parameters: Sequence[Object] = (),
) -> Object:
    """Return a path item whose only method is GET."""
    found = {
        "operationId": operation,
        "tags": [tag],
        "summary": summary,
        "description": description,
        "parameters": list(parameters),
        "responses": answers,
    }
    return {"get": found}


def _responses() -> Object:
    faults = {PROBLEM: {"schema": schema("Problem")}, **PAGE}
    found: Object = {}
    for code, meaning in _MEANINGS.items():
        found[str(code)] = {"description": meaning}
        if code >= 400:
            found[str(code)]["content"] = faults
    for redirect in ("302", "308"):
        found[redirect]["content"] = PAGE
    return found


COMPONENTS: Final[Object] = {
    "schemas": {
        "Problem": {
            **record({"type": IRI, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT}),
            "description": "A problem document (RFC 9457); its type is an address that explains it",
        },
        "Thing": {
            **record({"iri": TEXT, "label": TEXT}, optional=["label"]),
            "description": "A thing, named in the language of the reader where it has a name",
        },
        "Cell": {
            "anyOf": [{"type": ["null", "number", "boolean", "string"]}, schema("Thing")],
            "description": "A number or a boolean where the graph has one, else a text; a thing; "
            "or null where nothing is known",
        },
        "SparqlResults": {
            "type": "object",
            "required": ["head"],
            "properties": {
                "head": {"type": "object"},
                "results": {"type": "object"},
                "boolean": {"type": "boolean"},
            },
            "description": "SPARQL 1.1 Query Results JSON Format",
        },
    },
    "parameters": {
        "lang": parameter("lang", TEXT, "Tag of the language of names, before `Accept-Language`."),
    },
    "headers": {
        "ETag": {"description": "Names this answer, for `If-None-Match`.", "schema": TEXT},
        "Last-Modified": {
            "description": "Since when this content is served, for `If-Modified-Since`.",
            "schema": TEXT,
        },
        "Link": {
            "description": "Leads to other parts of an answer, or to other documents on a thing.",
            "schema": TEXT,
        },
        "SPARQL-Sources": {
            "description": "The endpoints that `SERVICE` has asked, and what became of each.",
            "schema": TEXT,
        },
        "X-Total-Count": {
            "description": "The number of rows of all parts.",
            "schema": {"type": "integer"},
        },
        "Location": {"description": "The address of what was made.", "schema": TEXT},
        "Content-Location": {"description": "The address of this format.", "schema": TEXT},
    },
    "securitySchemes": {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "What `symbiograph token create NAME` prints.",
        }
    },
    "responses": _responses(),
}
