"""The addresses of ``/review``: what its pages read and write, for programs as well."""

from __future__ import annotations

from typing import Any, Final

from symbiograph.review import Verdict
from symbiograph.review.decision import PREDICATES
from symbiograph.review.sources import SOURCE_OF
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
)
from symbiograph.web.review.handing_in import MOST
from symbiograph.web.review.lists import FILE, NAME
from symbiograph.web.review.lists import TEXT as LINES

_TAG: Final = "review"
_TOKEN: Final[list[Object]] = [{"token": []}]
_NUMBER: Final[Object] = {"type": "number", "minimum": 0, "maximum": 1}
_SET: Final = parameter("name", TEXT, "A mapping set.", place="path", example="skills-esco")
_SAID: Final = {
    "subject": TEXT,
    "object": TEXT,
    "verdict": {"enum": [*Verdict]},
    "predicate": {"enum": [*PREDICATES]},
    "confidence": _NUMBER,
    "decided": {**TEXT, "format": "date-time"},
    "comment": TEXT,
}
_DECISION: Final = record(
    {
        **_SAID,
        "curator": TEXT,
        "subject_label": TEXT,
        "object_label": TEXT,
        "object_category": TEXT,
        "subject_source": TEXT,
        "object_source": TEXT,
        "object_source_version": TEXT,
    }
)
_DECISIONS: Final = record(
    {
        "set": TEXT,
        "decisions": listed(_DECISION),
        "disagreements": listed(
            record({"subject": TEXT, "decisions": listed({"type": "object"})}),
        ),
    }
)
_SENT: Final = record(
    {**_SAID, "replaces": nullable("string"), "withdrawn": {"type": "boolean"}},
    optional=["object", "predicate", "comment", "replaces", "withdrawn"],
)
_KEY: Final = {"subject": TEXT, "object": TEXT}
_OUTCOME: Final = record(
    {
        "stored": listed(record(_KEY)),
        "conflicts": listed(record({**_KEY, "decision": {"anyOf": [_DECISION, {"type": "null"}]}})),
    }
)
_WORK: Final = record(
    {
        "name": TEXT,
        "title": TEXT,
        "target": nullable("string"),
        "language": TEXT,
        "subject_source": TEXT,
        "object_source": TEXT,
        "object_source_version": TEXT,
        "subjects": listed({"type": "object"}),
    }
)
_CONCEPT: Final = record(
    {
        "iri": TEXT,
        "label": TEXT,
        "alternative": listed(TEXT),
        "definition": TEXT,
        "scope": TEXT,
        "code": TEXT,
        "related": {"type": "object"},
    }
)
_TARGET: Final = {"enum": [*SOURCE_OF]}
_ITEMS: Final = record(
    {
        "name": TEXT,
        "items": listed(
            record(
                {
                    **dict.fromkeys(("iri", "text", "definition", "context"), TEXT),
                    "row": {"type": "integer"},
                }
            )
        ),
        "problems": listed(record({"row": {"type": ["integer", "null"]}, "message": TEXT})),
    }
)
_EXPORTED: Final = record(
    {
        "decisions": listed(_SENT),
        "set": TEXT,
        "target": _TARGET,
        "title": TEXT,
        "curator": TEXT,
        "rejected": {"type": "boolean"},
    },
    optional=["set", "target", "title", "curator", "rejected"],
)


def _json(schema: Object) -> Object:
    return {JSON: {"schema": schema}}


def _post(operation: str, summary: str, said: str, body: Object, answers: Object) -> Object:
    found: dict[str, Any] = {
        "operationId": operation,
        "tags": [_TAG],
        "summary": summary,
        "description": said,
        "parameters": [],
        "responses": answers,
    }
    if body:
        found["requestBody"] = {"required": True, "content": body}
    return found


_PAGES: Final = responses("A page.", PAGE, 400, 404)
PATHS: Final[Paths] = {
    "/review": get(
        "review", _TAG, "Choose what to review", "A page for people.", _PAGES, [shared("lang")]
    ),
    "/review/own": get(
        "review_own", _TAG, "Review a list of one's own", "A page for people.", _PAGES
    ),
    "/review/{name}": get(
        "review_set",
        _TAG,
        "Review a mapping set",
        "A page for people.",
        _PAGES,
        [_SET, shared("lang")],
    ),
    "/review/{name}/work": get(
        "work_of_review",
        _TAG,
        "What a mapping set maps",
        "All that the set maps or could map, with its rows: accepted, candidates and rejected.",
        responses("The work.", _json(_WORK), 400, 404),
        [_SET, shared("lang")],
    ),
    "/review/decisions": get(
        "decisions",
        _TAG,
        "What curators have decided",
        "Of every mapping set. `symbiograph mappings apply --from ADDRESS` reads this.",
        responses("The decisions.", _json(record({"sets": listed(_DECISIONS)})), 400),
    ),
    "/review/{name}/decisions": {
        **get(
            "decisions_on",
            _TAG,
            "What curators have decided of a mapping set",
            "And where two of them judged differently.",
            responses("The decisions.", _json(_DECISIONS), 400, 404),
            [_SET],
        ),
        "post": {
            **_post(
                "decide",
                "Decide",
                f"Stores up to {MOST} decisions in one commit, in the name of the token. "
                "`decided` is the moment of a decision, `replaces` that of the decision known "
                "before, null for none: where another one is stored it stays, and is among the "
                "conflicts. `withdrawn` takes a decision back. Sending again changes nothing.",
                _json(record({"decisions": listed(_SENT)})),
                responses(
                    "What became of each.",
                    _json(_OUTCOME),
                    *(400, 401, 403, 404, 413, 415, 422, 503, 507),
                ),
            ),
            "parameters": [_SET],
            "security": _TOKEN,
        },
    },
    "/review/decisions/curator": {
        "post": {
            **_post(
                "curator",
                "Whose token this is",
                "The name that decisions will carry.",
                {},
                responses("The name.", _json(record({"name": TEXT})), 401, 403),
            ),
            "security": _TOKEN,
        }
    },
    "/review/concept": get(
        "concept_in_review",
        _TAG,
        "What helps to judge a concept",
        "Names, definition, what is above and below it and who needs it.",
        responses("The concept.", _json(_CONCEPT), 400, 404),
        [
            parameter(
                "iri",
                TEXT,
                "The concept.",
                required=True,
                example="https://w3id.org/symbiograph/id/skill/waste-heat-recovery",
            ),
            shared("lang"),
        ],
    ),
    "/review/own/items": {
        "post": _post(
            "items_of_own_list",
            "Read a list of one's own",
            f"A CSV or Excel file as `{FILE}`, or text as `{LINES}`, one item a line. Nothing of "
            "it is kept.",
            {
                "multipart/form-data": {
                    "schema": record(
                        {
                            FILE: {"type": "string", "contentMediaType": "text/csv"},
                            LINES: TEXT,
                            NAME: TEXT,
                        },
                        optional=[FILE, LINES, NAME],
                    )
                }
            },
            responses("The items.", _json(_ITEMS), 400, 413, 415, 422),
        )
    },
    "/review/decisions/sssom": {
        "post": _post(
            "decisions_as_sssom",
            "Decisions as SSSOM",
            "Decisions that the caller holds, on `set` or on a list of one's own that is aligned "
            "with `target`. Labels are those of the release. Nothing of it is kept.",
            _json(_EXPORTED),
            responses(
                "A mapping set.",
                {"text/tab-separated-values": {"schema": TEXT}},
                *(400, 404, 413, 415),
            ),
        )
    },
}
