"""The address ``/validate``, for programs as well as for people."""

from __future__ import annotations

from typing import Final

from symbiograph.web.openapi.parts import (
    JSON,
    PAGE,
    TEXT,
    Object,
    Paths,
    get,
    listed,
    nullable,
    parameter,
    record,
    responses,
    shared,
    written_in,
)
from symbiograph.web.validating.asked import ALONE, FORMATS, GRAPH, MEDIA_TYPES, SURROUNDINGS
from symbiograph.web.validating.routes import OFFERS

_TAG: Final = "data in"
_COUNT: Final[Object] = {"type": "integer", "minimum": 0}
_WHERE: Final = record(
    {
        "source": nullable("string"),
        "line": nullable("integer"),
        "row": nullable("integer"),
        "column": nullable("string"),
        "subject": nullable("string"),
        "label": nullable("string"),
    }
)
_EDIT: Final = record(
    {
        "before": TEXT,
        "after": TEXT,
        "removed": TEXT,
        "added": TEXT,
        "certain": {"type": "boolean"},
    }
)
_FINDING: Final = record(
    {
        "severity": {"enum": ["Violation", "Warning", "Info"]},
        "where": _WHERE,
        "what": TEXT,
        "how": TEXT,
        "triple": nullable("string"),
        "edit": {"anyOf": [_EDIT, {"type": "null"}]},
        "constraint": nullable("string"),
    }
)
FINDINGS: Final = {
    "accepted": {"type": "boolean"},
    "triples": _COUNT,
    "violations": _COUNT,
    "warnings": _COUNT,
    "infos": _COUNT,
    "left_out": _COUNT,
    "findings": listed(_FINDING),
    "consequences": listed(_FINDING),
}
_ANSWER: Final[Object] = {
    **written_in(OFFERS),
    JSON: {"schema": record({**FINDINGS, "results": listed({"type": "object"})})},
}
_FORM: Final[Object] = {
    "type": "object",
    "properties": {
        "text": {**TEXT, "description": "RDF that was pasted."},
        "file": {**TEXT, "format": "binary"},
        "url": {**TEXT, "description": "Fetched, where the operator lets the service do that."},
        "format": {"enum": ["", *FORMATS], "description": "Without it the format is found out."},
        SURROUNDINGS: {"enum": [GRAPH, ALONE]},
    },
}
_BODY: Final[Object] = {
    "required": True,
    "content": {
        **{name: {"schema": TEXT} for name in MEDIA_TYPES},
        "multipart/form-data": {"schema": _FORM},
    },
}
_SURROUNDINGS: Final = parameter(
    SURROUNDINGS,
    {"enum": [GRAPH, ALONE], "default": GRAPH},
    "Whether links may lead to things of this graph, or to things of the data alone.",
)

PATHS: Final[Paths] = {
    "/validate": {
        **get(
            "validateForm",
            _TAG,
            "The page on which data is checked",
            "A form for a text or a file.",
            {"200": {"description": "The page.", "content": PAGE}},
            [shared("lang")],
        ),
        "post": {
            "operationId": "validate",
            "tags": [_TAG],
            "summary": "Check data",
            "description": "Judges RDF by the shapes and says where something is wrong, what it "
            "is and how to mend it, with the triple and, where it can be worked out, the edit. "
            "The answer is JSON, a page, text, or a `sh:ValidationReport`. Nothing is kept.",
            "parameters": [_SURROUNDINGS, shared("lang")],
            "requestBody": _BODY,
            "responses": responses(
                "What there is to say.", _ANSWER, 400, 403, 406, 413, 415, 422, 429, 502, 503, 504
            ),
        },
    },
    "/validate/shapes.ttl": get(
        "dataShapes",
        _TAG,
        "The shapes that data is judged by",
        "In one file, for other validators; with the ontology beside the data.",
        responses("The shapes.", {"text/turtle": {"schema": TEXT}}),
    ),
}
