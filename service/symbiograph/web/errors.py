"""Every error as a problem document (RFC 9457), or as a page where the client wants HTML."""

from __future__ import annotations

import inspect
import json
import logging
import re
import traceback
from typing import Final

from flask import Blueprint, Flask, Response, render_template, request
from werkzeug import exceptions
from werkzeug.exceptions import BadHost, HTTPException, RequestEntityTooLarge
from werkzeug.http import HTTP_STATUS_CODES

from symbiograph.errors import (
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    PayloadTooLarge,
    SymbiographError,
)
from symbiograph.negotiation import choose
from symbiograph.prefixes import BASE

PROBLEM: Final = "application/problem+json"

blueprint = Blueprint("errors", __name__)
_log = logging.getLogger(__name__)
_LIMITS: Final = {
    "update": "MAX_UPLOAD",
    "graph_store": "MAX_UPLOAD",
    "contributing": "MAX_UPLOAD",
    "validating": "VALIDATE_MAX_BYTES",
}
_TAKING_FILES: Final = ("coverage", "review")
# Of what comes with these requests nothing is logged.
_PRIVATE: Final = (*_TAKING_FILES, "align", "contributing", "validating")
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def register(app: Flask) -> None:
    """Make ``app`` answer the errors of the project, of HTTP, and defects alike."""
    app.register_error_handler(SymbiographError, answer)
    app.register_error_handler(HTTPException, _protocol)
    app.register_error_handler(Exception, _defect)
    app.register_blueprint(blueprint)


def answer(error: SymbiographError) -> Response:
    """Return the response for an error of the project."""
    response = _problem(
        BASE + "problem/" + _name(type(error)),
        error.status,
        error.title,
        error.message,
        **error.members,
    )
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def wants_html() -> bool:
    """Tell whether the client prefers HTML to JSON."""
    try:
        wanted = choose(request.headers.get("Accept"), (PROBLEM, "application/json", "text/html"))
    except NotAcceptable:
        return False
    return wanted == "text/html"


@blueprint.route("/problem/<name>")
def meaning(name: str) -> Response:
    """Explain a problem type, whose IRI leads here."""
    kinds = {_name(kind): kind for kind in _descendants(SymbiographError)}
    if name not in kinds:
        raise NotFound(f"There is no problem type {name!r}.", [f"/problem/{k}" for k in kinds])
    kind = kinds[name]
    text = inspect.cleandoc(kind.__doc__ or "")
    if wants_html():
        page = render_template(
            "error.html", status=kind.status, title=kind.title, detail=text.replace("``", "")
        )
        return Response(page, mimetype="text/html")
    document = {"title": kind.title, "status": kind.status, "description": text}
    return Response(json.dumps(document), mimetype="application/json")


def _protocol(error: HTTPException) -> Response:
    """Answer an error of HTTP; one we cannot tell more of has the type ``about:blank``."""
    if isinstance(error, RequestEntityTooLarge) and request.blueprint in _TAKING_FILES:
        return answer(PayloadTooLarge("A file is too large. Leave out pictures and other sheets."))
    if isinstance(error, RequestEntityTooLarge):
        setting = _LIMITS.get(request.blueprint or "", "MAX_BODY")
        return answer(
            PayloadTooLarge(
                f"The body of such a request has at most {request.max_content_length} bytes here. "
                f"Send it in parts; operators set the limit by SYMBIOGRAPH_{setting}."
            )
        )
    if isinstance(error, exceptions.MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        refused = answer(MethodNotAllowed(f"{request.path} takes {allowed}; not {request.method}."))
        refused.headers["Allow"] = allowed
        return refused
    status = error.code or 500
    phrase = HTTP_STATUS_CODES.get(status, "Error")
    # Without a host that can be read there are no addresses for the links of a page.
    written = _document if isinstance(error, BadHost) else _problem
    response = written("about:blank", status, phrase, error.description or "")
    for name, value in error.get_headers(request.environ):
        if name != "Content-Type":
            response.headers[name] = value
    return response


def _defect(error: Exception) -> Response:
    if request.blueprint in _PRIVATE:
        # What somebody brought may stand in the message; where it happened says enough.
        told = type(error).__name__, "".join(traceback.format_tb(error.__traceback__))
        _log.error("%s %s: %s\n%s", request.method, request.path, *told)
    else:
        _log.error("%s %s", request.method, request.path, exc_info=error)
    detail = "A defect of this service; it has been logged."
    return _problem("about:blank", 500, "Internal Server Error", detail)


def _problem(kind: str, status: int, title: str, detail: str, **members: object) -> Response:
    if wants_html():
        page = render_template("error.html", status=status, title=title, detail=detail, **members)
        return Response(page, status, mimetype="text/html")
    return _document(kind, status, title, detail, **members)


def _document(kind: str, status: int, title: str, detail: str, **members: object) -> Response:
    document = {"type": kind, "title": title, "status": status, "detail": detail}
    body = json.dumps(document | members, ensure_ascii=False)
    return Response(body, status, mimetype=PROBLEM)


def _name(kind: type[SymbiographError]) -> str:
    return _CAPITAL.sub("-", kind.__name__).lower()


def _descendants(kind: type[SymbiographError]) -> list[type[SymbiographError]]:
    return [d for child in kind.__subclasses__() for d in (child, *_descendants(child))]
