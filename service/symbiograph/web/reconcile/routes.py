"""What the services are, and what they match and extend tables with."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, request

from symbiograph.errors import BadRequest
from symbiograph.reconciliation import draft_queries, queries
from symbiograph.reconciliation.extension import Extension, cells, extension, meta
from symbiograph.reconciliation.manifest import draft_manifest, manifest
from symbiograph.reconciliation.writing import candidate, draft_candidate
from symbiograph.web.reader import whole_number
from symbiograph.web.reconcile.addresses import answers, as_json
from symbiograph.web.reconcile.asked import (
    DRAFT_TYPE,
    JSON,
    Asked,
    body,
    form_member,
    root,
    within_batch,
)


@answers("", "GET", "POST")
def service(of: Asked) -> Response:
    """Answer the manifest, or what version 0.2 asks by ``queries`` or ``extend``."""
    batch = form_member("queries")
    if batch is not None:
        read = queries(batch, of.language)
        within_batch(len(read))
        found = of.matching().matches([*read.values()])
        write = partial(candidate, of.entities)
        results = ([*map(write, matches)] for matches in found)
        return as_json({name: {"result": one} for name, one in zip(read, results, strict=True)})
    query = form_member("extend")
    if query is not None:
        wanted = extension(query, of.entities)
        rows = {id_: {one["id"]: one["values"] for one in row} for id_, row in _rows(of, wanted)}
        return as_json({"meta": _meta(of, wanted), "rows": rows})
    if request.method == "POST":
        raise BadRequest("The form has neither queries=… nor extend=…, each with JSON.")
    if of.wants_draft:
        media_type = JSON if of.edition else DRAFT_TYPE
        return as_json(draft_manifest(of.entities, root()), media_type)
    return as_json(manifest(of.entities, root(), of.address))


@answers("/match", "POST")
def match(of: Asked) -> Response:
    """Answer a batch of queries of the draft."""
    read = draft_queries(body(), of.language)
    within_batch(len(read))
    found = of.matching().matches(read)
    write = partial(draft_candidate, of.entities)
    return as_json({"results": [{"candidates": [*map(write, matches)]} for matches in found]})


@answers("/extend", "POST")
def extend(of: Asked) -> Response:
    """Answer a data extension query of the draft."""
    wanted = extension(body(), of.entities)
    rows = [{"id": id_, "properties": row} for id_, row in _rows(of, wanted)]
    return as_json({"meta": _meta(of, wanted), "rows": rows})


@answers("/extend/propose")
def propose(of: Asked) -> Response:
    """List the properties that can be fetched."""
    limit = whole_number("limit", 0)
    properties = [
        {"id": named.id, "name": named.name, "description": one.description}
        for one in of.entities.service.properties
        for named in [of.entities.named_property(one)]
    ]
    document: dict[str, Any] = {"properties": properties[: limit or None]}
    if "type" in request.args:
        document["type"] = request.args["type"]
    if limit:
        document["limit"] = limit
    return as_json(document)


def _rows(of: Asked, wanted: Extension) -> list[tuple[str, list[dict[str, Any]]]]:
    return [
        (
            id_,
            [
                {"id": one.property.id, "values": cells(one, of.entities, id_)}
                for one in wanted.wanted
            ],
        )
        for id_ in wanted.ids
    ]


def _meta(of: Asked, wanted: Extension) -> list[dict[str, Any]]:
    return [meta(one, of.entities, of.address_of) for one in wanted.wanted]
