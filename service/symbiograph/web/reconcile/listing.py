"""``/reconcile``: which services there are, and what to paste into OpenRefine."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, render_template, request

from symbiograph.alignment import targets
from symbiograph.negotiation import choose
from symbiograph.reconciliation import SERVICES, Entities, Service
from symbiograph.reconciliation.manifest import DRAFT, VERSION
from symbiograph.reconciliation.writing import property_described, type_described
from symbiograph.web.reader import image, languages
from symbiograph.web.reconcile.addresses import as_json, blueprint
from symbiograph.web.reconcile.asked import JSON, index, root

_HTML: Final = "text/html"


@blueprint.get("/reconcile")
def services() -> Response:
    """List the services as a page or as JSON; those without entities here say so."""
    here = targets(index().folder)
    listed = [_described(service, service.name in here) for service in SERVICES.values()]
    if choose(request.headers.get("Accept"), (_HTML, JSON)) == JSON:
        return as_json({"services": listed})
    response = Response(
        render_template("reconcile/services.html", services=listed, draft=DRAFT), mimetype=_HTML
    )
    response.vary.update(["Accept", "Accept-Language"])
    return response


def _described(service: Service, available: bool) -> dict[str, Any]:
    entities = Entities(image().store, service, [tag for tag in languages() if tag != "*"])
    return {
        "name": service.name,
        "title": service.title,
        "description": service.description,
        "available": available,
        "url": f"{root()}/reconcile/{service.name}",
        "draft_url": f"{root()}/reconcile/{DRAFT}/{service.name}",
        "versions": [VERSION, DRAFT],
        "types": [type_described(entities, one) for one in service.types],
        "properties": [property_described(entities, one) for one in service.properties],
    }
