"""The addresses of the reconciliation services, each with and without an edition in its path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from symbiograph.reconciliation import SERVICES
from symbiograph.reconciliation.manifest import BATCH, DRAFT
from symbiograph.web.openapi.parts import (
    COUNT,
    HTML,
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
    shared,
)
from symbiograph.web.reconcile.asked import DRAFT_TYPE

_TAG: Final = "reconciliation"
_FORM: Final = "application/x-www-form-urlencoded"
_ANY: Final[Object] = {"type": "object"}
_LINK: Final = "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/"
_SAID: Final = (
    f"The Reconciliation Service API, version 0.2 ({_LINK}) and the draft of 1.0. "
    "`edition` is a language, such as `de`, or the version `1.0-draft`; the same addresses are "
    "there without it. 404 where the release has nothing of it."
)
_FAULTS: Final = (400, 404, 503)
_SENT: Final = (400, 404, 413, 415, 503)
_CANDIDATE: Final = record(
    {"id": TEXT, "name": TEXT, "score": {"type": "number"}, "match": {"type": "boolean"}}
)
_EXTENSION: Final = record({"ids": listed(TEXT), "properties": listed(record({"id": TEXT}))})
_SUGGESTED: Final = record({"result": listed(record({"id": TEXT, "name": TEXT}))})
_PROPOSED: Final = record({"properties": listed(record({"id": TEXT, "name": TEXT}))})
_NAMES: Final = list(SERVICES)
_NAME: Final = parameter(
    "name", {"enum": _NAMES}, "The service.", place="path", example="waste-codes"
)
_EDITION: Final = parameter(
    "edition",
    {**TEXT, "pattern": f"^([a-z]{{2,3}}|{DRAFT.replace('.', '[.]')})$"},
    "A language, or the version of the API.",
    place="path",
    example="de",
)
_QUERIES: Final = parameter("queries", TEXT, f"At most {BATCH} queries of version 0.2, as JSON.")
_EXTEND: Final = parameter("extend", TEXT, "A data extension query of version 0.2, as JSON.")
_ID: Final = parameter("id", TEXT, "An identifier.", required=True)
_OF_ENTITY: Final = {**_ID, "example": "20 03 01"}
_PAGES: Final = [
    parameter("prefix", TEXT, "What is being typed."),
    parameter("limit", COUNT, "The most suggestions; 10 where it is not said."),
    parameter("offset", COUNT, "The suggestions to pass over."),
    parameter("cursor", COUNT, "The same in version 0.2."),
]


def _answers(description: str, schema: Object, *faults: int) -> Object:
    return responses(description, {JSON: {"schema": schema}}, *faults)


def _post(operation: str, summary: str, body: Object, answers: Object) -> Object:
    return {
        "operationId": operation,
        "tags": [_TAG],
        "summary": summary,
        "description": _SAID,
        "requestBody": {"required": True, "content": body},
        "responses": answers,
    }


def _below() -> Iterator[tuple[str, str, Object]]:
    """Yield path, operation and path item of each address below a service."""
    manifest = responses(
        "The manifest, or the answer to `queries` or `extend`.",
        {JSON: {"schema": _ANY}, DRAFT_TYPE: {"schema": _ANY}},
        *_SENT,
    )
    of_service = get(
        "", _TAG, "The manifest of a reconciliation service", _SAID, manifest, [_QUERIES, _EXTEND]
    )
    form = {"type": "object", "properties": {"queries": TEXT, "extend": TEXT}}
    of_service["post"] = _post(
        "match_by_form", "Match a batch of queries", {_FORM: {"schema": form}}, manifest
    )
    yield "", "service", of_service
    batch = record({"queries": listed(record({"conditions": listed(_ANY)}))})
    results = record({"results": listed(record({"candidates": listed(_CANDIDATE)}))})
    summary = "Match a batch of queries of the draft"
    found = _answers("The candidates.", results, *_SENT)
    yield "/match", "", {"post": _post("match", summary, {JSON: {"schema": batch}}, found)}
    rows = _answers("The values.", record({"meta": listed(_ANY), "rows": listed(_ANY)}), *_SENT)
    summary = "Values of properties of entities, for the draft"
    yield "/extend", "", {"post": _post("extend", summary, {JSON: {"schema": _EXTENSION}}, rows)}
    proposed = _answers("The properties.", _PROPOSED, *_FAULTS)
    parameters = [
        parameter("type", TEXT, "A type of entities."),
        parameter("limit", COUNT, "The most properties; 0 for all."),
    ]
    summary = "Properties that can be fetched"
    yield "/extend/propose", "propose", get("", _TAG, summary, _SAID, proposed, parameters)
    for kind in ("entity", "property", "type"):
        suggested = _answers("The suggestions.", _SUGGESTED, *_FAULTS)
        summary = f"Suggest: {kind}"
        yield (
            f"/suggest/{kind}",
            f"suggest_{kind}",
            get("", _TAG, summary, _SAID, suggested, _PAGES),
        )
        told = _answers("What is told.", record({"id": TEXT, "html": TEXT}), *_FAULTS)
        example = {"entity": _OF_ENTITY, "property": {**_ID, "example": "label"}}.get(
            kind, {**_ID, "example": "waste-code"}
        )
        summary = f"Told beside a suggestion: {kind}"
        yield f"/flyout/{kind}", f"flyout_{kind}", get("", _TAG, summary, _SAID, told, [example])
    shown = responses("The preview.", PAGE, *_FAULTS)
    summary = "An entity in the small window of a client"
    yield "/preview", "preview", get("", _TAG, summary, _SAID, shown, [_OF_ENTITY])


def _placed(item: Object, operation: str, place: str, parameters: Sequence[Object]) -> Object:
    """Return a path item with its path's parameters, and operations that are named once."""
    found = {}
    for method, said in item.items():
        name = said["operationId"] or operation
        found[method] = {
            **said,
            "operationId": f"reconcile_{place}{name}",
            "parameters": [*parameters, *said.get("parameters", []), shared("lang")],
        }
    return found


def _services() -> Object:
    service: dict[str, Any] = {"name": TEXT, "title": TEXT, "url": TEXT, "draft_url": TEXT}
    service["available"] = {"type": "boolean"}
    answers = responses(
        "The services.",
        {JSON: {"schema": record({"services": listed(record(service))})}, HTML: {"schema": TEXT}},
        400,
        406,
        503,
    )
    summary = "The reconciliation services"
    return get("reconcile", _TAG, summary, _SAID, answers, [shared("lang")])


def paths() -> Paths:
    """Return a path item for each address."""
    found = {"/reconcile": _services()}
    for path, operation, item in _below():
        found[f"/reconcile/{{name}}{path}"] = _placed(item, operation, "", [_NAME])
        edition = f"/reconcile/{{edition}}/{{name}}{path}"
        found[edition] = _placed(item, operation, "edition_", [_EDITION, _NAME])
    return found
