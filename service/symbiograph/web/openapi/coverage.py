"""The addresses of ``/coverage``: the same for the graph, and for curricula that come along."""

from __future__ import annotations

from typing import Final

from symbiograph.coverage.questions import MATRIX_GRAPH, PROGRAMME, QUERIES
from symbiograph.queries import NamedQuery, find
from symbiograph.queries.formats import GRAPHS, ROWS
from symbiograph.queries.formats.workbook import MEDIA_TYPE
from symbiograph.web.coverage.uploads import CHOICE, FILE, MOST_FILES
from symbiograph.web.coverage.uploads import TEXT as UNCERTAIN
from symbiograph.web.openapi.named_queries import content, of_answer, parameters
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
    schema,
    written_in,
)

_TAG: Final = "coverage"
_UPLOAD: Final = (
    "The same for curricula that come along, in CSV, Excel, JSON-LD, Turtle or as a file of the "
    "European Learning Model. They are read in memory, and gone when the request is answered. What "
    "was not understood stands in the member `curricula` of a JSON answer; the header field "
    "`Curriculum-Problems` counts it in any."
)
_FILE: Final = {"type": "string", "contentMediaType": "application/octet-stream"}
_BODY: Final[Object] = {
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    FILE: {**listed(_FILE), "maxItems": MOST_FILES},
                    UNCERTAIN: listed(TEXT),
                    CHOICE: listed(TEXT),
                },
                "description": f"`{FILE}` is a file; for a text that was uncertain, `{UNCERTAIN}` "
                f"is the text and `{CHOICE}` the IRI of the skill that it stands for.",
            }
        }
    },
}
_FORMAT: Final = parameter(
    "format",
    {"enum": [*(known.extension for known in (*ROWS, *GRAPHS)), "html"]},
    "The format, before the header `Accept`.",
)
_TEMPLATES: Final = ("text/csv", MEDIA_TYPE)
_FAULTS: Final = (400, 406, 413, 415, 422)
_THINGS: Final = listed(schema("Thing"))
_PROGRAMME: Final = record(
    {
        "status": TEXT,
        "objective": TEXT,
        "counting": TEXT,
        "needed": {"type": "integer"},
        "covered": {"type": "integer"},
        "covered_by_taken": {"type": "integer"},
        "taken": _THINGS,
        "limits": {"type": "object"},
        "excluded": listed({"type": "object"}),
        "alternatives": listed({"type": "object"}),
        "all_alternatives": {"type": "boolean"},
        "proof": {"type": ["object", "null"]},
    }
)


def _item(
    name: str, query: NamedQuery, content: Object, set_here: list[Object], *codes: int
) -> Object:
    """Return the path item of a question that is asked with and without curricula."""
    said = {"tags": [_TAG], "summary": query.head.title, "parameters": set_here}
    answers = responses("The answer.", content, *codes, *_FAULTS)
    asked = {"operationId": f"of_coverage_{name}", "description": query.head.description}
    brought = {"operationId": f"of_own_coverage_{name}", "description": _UPLOAD}
    return {
        "get": {**said, **asked, "responses": answers},
        "post": {**said, **brought, "requestBody": _BODY, "responses": answers},
    }


def paths() -> Paths:
    """Return a path item for each address."""
    questions = {name: find(query_name) for name, query_name in QUERIES.items()}
    of_questions = {said["name"]: said for q in questions.values() for said in parameters(q)}
    # The options of a programme have no examples of their own.
    options = {said["name"]: said for said in parameters(PROGRAMME)}
    for name in options.keys() & of_questions.keys():
        if "example" in of_questions[name]:
            options[name]["example"] = of_questions[name]["example"]
    every = {**of_questions, **options}.values()
    page = _item("page", PROGRAMME, PAGE, [{**said, "required": False} for said in every], 503)
    for method in page.values():
        method["summary"] = "Coverage of profiles, sectors and skill groups by training: the page"
    return {
        "/coverage": page,
        "/coverage/programme": _item(
            "programme", PROGRAMME, {JSON: {"schema": _PROGRAMME}}, [*options.values()], 503
        ),
        "/coverage/template.{ending}": get(
            "coverage_template",
            _TAG,
            "The template for a curriculum",
            "What to fill in, with the names that the graph knows.",
            responses("The file.", written_in(_TEMPLATES), 404),
            [parameter("ending", {"enum": ["csv", "xlsx"]}, "The format.", place="path")],
        ),
        **{f"/coverage/{name}": _question(name, query) for name, query in questions.items()},
    }


def _question(name: str, query: NamedQuery) -> Object:
    answered = content(query)
    of_this = of_answer(query)
    if name == "matrix":
        # As RDF it is answered by another query.
        answered = {**content(find(MATRIX_GRAPH)), **answered}
        of_this = [said for said in of_this if said.get("name") != "format"] + [_FORMAT]
    return _item(name, query, answered, [*parameters(query), *of_this], 304, 410)
