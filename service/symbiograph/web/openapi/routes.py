"""The addresses of the description itself: as OpenAPI for programs, as a page for people."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Final

from flask import Blueprint, Response, render_template, request

from symbiograph.web.openapi.document import document
from symbiograph.web.openapi.page import sections
from symbiograph.web.openapi.parts import HTML, JSON
from symbiograph.web.queries.routes import known

blueprint = Blueprint("openapi", __name__)

# RFC 8631: where a service is described, for programs and for people.
LINKS: Final = {"service-desc": "/openapi.json", "service-doc": "/docs"}


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Return the OpenAPI 3.1 document."""
    body = _written(request.script_root)
    response = Response(body, mimetype=JSON)
    return _named(response, body)


@blueprint.get("/docs")
def docs() -> Response:
    """Show the same as a page, with a form for every address that is read."""
    body = render_template("openapi/docs.html", sections=_sections(request.script_root))
    return _named(Response(body, mimetype=HTML), body.encode())


def links(root: str) -> str:
    """Return the value of a ``Link`` header that leads to the descriptions."""
    return ", ".join(f'<{root}{path}>; rel="{name}"' for name, path in LINKS.items())


@lru_cache(maxsize=8)
def _written(root: str) -> bytes:
    return json.dumps(document(known().values(), root), ensure_ascii=False).encode()


@lru_cache(maxsize=8)
def _sections(root: str) -> object:
    return sections(document(known().values(), root))


def _named(response: Response, body: bytes) -> Response:
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
