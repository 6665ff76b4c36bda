"""The addresses of ``/contributions``."""

from __future__ import annotations

from typing import Any, Final

from symbiograph.contributing import KINDS
from symbiograph.web.contributing.sent import TYPES
from symbiograph.web.openapi.parts import (
    HTML,
    IRI,
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
)
from symbiograph.web.openapi.validating import FINDINGS

_TAG: Final = "data in"
_TOKEN: Final[list[Object]] = [{"token": []}]
_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NUMBER: Final[Object] = {"type": "integer", "minimum": 0}
_SLUG: Final = parameter(
    "slug",
    {**TEXT, "pattern": "^[a-z0-9][a-z0-9-]{0,63}$"},
    "The name of the contribution.",
    place="path",
    example="heat-courses",
)
_CONTRIBUTOR: Final = parameter(
    "contributor", TEXT, "The name of the token.", place="path", example="college"
)
_LISTED: Final = {
    "contributor": TEXT,
    "slug": TEXT,
    "graph": IRI,
    "href": TEXT,
    "title": TEXT,
    "description": TEXT,
    "licence": TEXT,
    "sent": TEXT,
    "triples": _NUMBER,
}
_ENTRY: Final = record(
    {
        "sequence": _NUMBER,
        "time": TEXT,
        "author": TEXT,
        "triples_added": _NUMBER,
        "triples_removed": _NUMBER,
    }
)
_OUTCOME: Final = record(
    {
        "contributor": TEXT,
        "slug": TEXT,
        "graph": IRI,
        "kind": nullable("string"),
        "stored": {"type": "boolean"},
        "sequence": nullable("integer"),
        "visible": nullable("boolean"),
        **FINDINGS,
    }
)
_COMMIT: Final = record(
    {
        "sequence": _NUMBER,
        "triples_added": _NUMBER,
        "triples_removed": _NUMBER,
        "visible": {"anyOf": [{"type": "boolean"}, TEXT]},
    },
    optional=["sequence", "triples_added", "triples_removed", "visible"],
)
_PARAMETERS: Final = [
    parameter("check", TEXT, "Given, nothing is stored: what there is to say is told."),
    parameter("kind", {"enum": ["", *KINDS]}, "What a table holds; else its columns tell."),
    parameter("name", TEXT, "How the file is called, in what is told of it."),
    parameter("title", TEXT, "A title in English."),
    parameter("licence", TEXT, "The address of its licence; CC BY 4.0 without."),
]
_FAULTS: Final = (400, 401, 403, 406, 413, 415, 422, 429, 503, 504, 507)


def _send(operation: str, of: list[Object]) -> Object:
    return {
        "operationId": operation,
        "tags": [_TAG],
        "summary": "Send a contribution",
        "description": "RDF, or a table in CSV or Excel as the templates have it. It takes the "
        "place of what was there under the same name. Where something is to mend, nothing is "
        "stored, and `findings` say where, what and how.",
        "parameters": [*of, *_PARAMETERS],
        "security": _TOKEN,
        "requestBody": {
            "required": True,
            "content": {
                **{name: {"schema": TEXT} for name in TYPES},
                "multipart/form-data": {
                    "schema": record({"file": {**TEXT, "format": "binary"}}),
                },
            },
        },
        "responses": {
            **responses("Stored in place of another, or checked.", _stated(), *_FAULTS),
            "201": {"description": "Stored, and new.", "content": _stated()},
        },
    }


def _stated() -> dict[str, Any]:
    return {JSON: {"schema": _OUTCOME}, HTML: PAGE[HTML]}


def _withdraw(operation: str, of: list[Object]) -> Object:
    return {
        "operationId": operation,
        "tags": [_TAG],
        "summary": "Withdraw a contribution",
        "description": "Only the token by which it was sent withdraws it. Its history stays.",
        "parameters": of,
        "security": _TOKEN,
        "responses": responses(
            "The commit.", {JSON: {"schema": _COMMIT}}, 400, 401, 403, 404, 422, 503, 507
        ),
    }


_ONE: Final[Object] = {
    JSON: {"schema": record({**_LISTED, "things": listed(IRI), "history": listed(_ENTRY)})},
    **PAGE,
    **RDF,
}
PATHS: Final[Paths] = {
    "/contributions": get(
        "contributions",
        _TAG,
        "What partners have sent",
        "For people with a form that takes another.",
        responses(
            "The contributions.",
            {JSON: {"schema": record({"contributions": listed(record(_LISTED))})}, **PAGE},
            406,
        ),
    ),
    "/contributions/{slug}": {
        "put": _send("contribute", [_SLUG]),
        "post": _send("contribute_by_post", [_SLUG]),
        "delete": _withdraw("withdraw_own_contribution", [_SLUG]),
    },
    "/contributions/{contributor}/{slug}": {
        **get(
            "contribution",
            _TAG,
            "One contribution",
            "Its page, its graph as RDF, or what it says of itself with its history as JSON.",
            responses("The contribution.", _ONE, 400, 404, 406),
            [_CONTRIBUTOR, _SLUG],
        ),
        "put": _send("contribute_as", [_CONTRIBUTOR, _SLUG]),
        "post": _send("contribute_as_by_post", [_CONTRIBUTOR, _SLUG]),
        "delete": _withdraw("withdraw_contribution", [_CONTRIBUTOR, _SLUG]),
    },
    **{
        f"/contributions/templates/{{kind}}.{ending}": get(
            f"template_{ending}",
            _TAG,
            f"A template as {name}",
            "The columns of a kind of table, with an example that is valid.",
            responses("The template.", {media_type: {"schema": TEXT}}, 404),
            [parameter("kind", {"enum": [*KINDS]}, "What the table holds.", place="path")],
        )
        for ending, name, media_type in (("csv", "CSV", "text/csv"), ("xlsx", "Excel", _EXCEL))
    },
}
