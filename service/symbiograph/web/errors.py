"""Every error as a problem document (RFC 9457), or as a page where the client wants HTML."""

from __future__ import annotations

import json
import logging

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.http import HTTP_STATUS_CODES

from symbiograph.errors import NotAcceptable, PayloadTooLarge, SymbiographError
from symbiograph.negotiation import choose

PROBLEM = "application/problem+json"

_log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Make ``app`` answer the errors of the project, of HTTP, and defects alike."""
    app.register_error_handler(SymbiographError, _known)
    app.register_error_handler(HTTPException, _protocol)
    app.register_error_handler(Exception, _defect)


def _known(error: SymbiographError) -> Response:
    return problem(error.status, error.title, error.message, **error.members)


def _protocol(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        return _known(PayloadTooLarge("The request body is above the limit of this service."))
    status = error.code or 500
    response = problem(status, HTTP_STATUS_CODES.get(status, "Error"), error.description or "")
    for name, value in error.get_headers(request.environ):
        if name != "Content-Type":
            response.headers[name] = value
    return response


def _defect(error: Exception) -> Response:
    _log.error("%s %s", request.method, request.path, exc_info=error)
    return problem(500, "Internal error", "A defect of this service; it has been logged.")


def problem(status: int, title: str, detail: str, **members: object) -> Response:
    """Return the response for a fault: JSON, or a page for a client that prefers HTML."""
    if wants_html():
        page = render_template("error.html", status=status, title=title, detail=detail, **members)
        return Response(page, status, mimetype="text/html")
    document = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    body = json.dumps(document | members, ensure_ascii=False)
    return Response(body, status, mimetype=PROBLEM)


def wants_html() -> bool:
    """Tell whether the client prefers HTML to JSON."""
    try:
        wanted = choose(request.headers.get("Accept"), (PROBLEM, "application/json", "text/html"))
    except NotAcceptable:
        return False
    return wanted == "text/html"
