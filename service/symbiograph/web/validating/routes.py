"""The address ``/validate``: a page for people, and the same for programs."""

from __future__ import annotations

import json
from functools import cache
from io import BytesIO
from typing import Final

import pyoxigraph
from flask import Blueprint, Response, current_app, render_template, request
from markupsafe import Markup
from pyoxigraph import RdfFormat

from symbiograph.errors import SymbiographError, UnreadableInput, UnsupportedMediaType
from symbiograph.negotiation import choose
from symbiograph.prefixes import PREFIXES
from symbiograph.results import GRAPH_FORMATS, write_triples
from symbiograph.settings import Settings
from symbiograph.validation import data_shapes
from symbiograph.validation.aside import Judged, Report
from symbiograph.validation.findings import findings_as_html, findings_as_json, findings_as_text
from symbiograph.web import authority, errors
from symbiograph.web.validating.asked import FORMATS, MEDIA_TYPES, Asked, admit, asked
from symbiograph.web.validating.turn import judged, served

blueprint = Blueprint("validating", __name__)
_RULE: Final = "/validate"
_JSON: Final = "application/json"
_TEXT: Final = "text/plain"
_HTML: Final = "text/html"
_GRAPHS: Final = {
    name: form for form in GRAPH_FORMATS for name in form.media_types if name != _JSON
}
OFFERS: Final = (_JSON, _HTML, _TEXT, *_GRAPHS)
_PREFIXES: Final = ("dcterms", "org", "owl", "rdf", "rdfs", "sg", "sgs", "sh", "skos", "xsd")
_NOTHING: Final = Asked((), alone=False)


@blueprint.get(_RULE)
def form() -> Response:
    """Show the page on which data is sent."""
    return Response(_page(_NOTHING), mimetype=_HTML)


@blueprint.post(_RULE)
def validate() -> Response:
    """Judge what was sent; the answer is a page, JSON, text, or the report of SHACL as RDF."""
    admit()
    wanted = choose(request.headers.get("Accept"), OFFERS)
    sent = asked()
    report: Report = "turtle" if wanted in _GRAPHS else "results" if wanted == _JSON else ""
    verdict = judged(sent.documents, None if sent.alone else served(), report)
    body: str | bytes
    if wanted == _HTML:
        body = _page(sent, verdict)
    elif wanted == _TEXT:
        body = findings_as_text(verdict.findings)
    elif wanted == _JSON:
        body = json.dumps(
            {**findings_as_json(verdict.findings), "results": verdict.results}, ensure_ascii=False
        )
    else:
        body = _report(verdict, wanted)
    return _private(Response(body, mimetype=wanted))


@blueprint.get(_RULE + "/shapes.ttl")
def shapes() -> Response:
    """Send the shapes that data is judged by, for other validators.

    Those of ``/shapes`` that judge the ontology's own terms are not among them.
    """
    response = Response(_shapes(), mimetype="text/turtle")
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def _shapes() -> bytes:
    known = {name: PREFIXES[name] for name in _PREFIXES}
    triples = sorted(data_shapes().triples, key=str)
    return pyoxigraph.serialize(triples, format=RdfFormat.TURTLE, prefixes=known) or b""


@blueprint.errorhandler(SymbiographError)
def fault(error: SymbiographError) -> Response:
    """Show a person the fault above the form, with what was pasted; answer a program as ever."""
    if errors.wants_html() and request.method == "POST":
        text = "" if error.status == 413 else request.form.get("text", "")
        response = Response(_page(Asked((), False, text), error=error), error.status)
    else:
        response = errors.answer(error)
        if isinstance(error, UnreadableInput) and error.position and response.is_json:
            place = {"line": error.position.line, "column": error.position.column}
            response.set_data(json.dumps({**(response.get_json() or {}), **place}))
    if isinstance(error, UnsupportedMediaType):
        response.headers["Accept-Post"] = ", ".join(MEDIA_TYPES)
    return _private(response)


def _page(sent: Asked, verdict: Judged | None = None, error: SymbiographError | None = None) -> str:
    settings: Settings = current_app.extensions["symbiograph.settings"]
    position = error.position if isinstance(error, UnreadableInput) else None
    lines = sent.text.splitlines()
    return render_template(
        "validate/page.html",
        sent=sent,
        verdict=verdict,
        # Whatever comes from outside is escaped in it.
        findings=Markup(findings_as_html(verdict.findings)) if verdict else None,  # noqa: S704
        error=error,
        line=lines[position.line - 1] if position and position.line <= len(lines) else None,
        position=position,
        formats=FORMATS,
        fetches=bool(settings.validate_fetch),
        most=settings.validate_max_bytes,
        seconds=settings.validate_timeout,
    )


def _report(verdict: Judged, media_type: str) -> bytes:
    body = BytesIO()
    triples = (quad.triple for quad in pyoxigraph.parse(verdict.turtle, RdfFormat.TURTLE))
    write_triples(triples, _GRAPHS[media_type], body)
    return body.getvalue()


def _private(response: Response) -> Response:
    response.vary.update(["Accept", "Accept-Language"])
    response.headers["Cache-Control"] = "no-store"
    return response


authority.register_options(blueprint, _RULE, "GET, HEAD, POST")
