"""``/sparql``: the query operation of the SPARQL 1.1 Protocol, and a page to write queries on."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from flask import Blueprint, Response, current_app, g, request

from symbiograph.errors import SymbiographError, UnsupportedMediaType
from symbiograph.results import GRAPH_FORMATS, write_triples
from symbiograph.settings import Settings
from symbiograph.web import authority, editor, errors, service_description
from symbiograph.web.direct import asked_before
from symbiograph.web.evaluator import Evaluator
from symbiograph.web.offers import choices, job, wanted
from symbiograph.web.protocol import FORM, QUERY, read_request
from symbiograph.web.reader import image
from symbiograph.web.written import page_table, written

blueprint = Blueprint("sparql", __name__)

ACCEPT_POST: Final = f"{QUERY}, {FORM}"


@blueprint.route(
    "/sparql", methods=["GET", "POST"], strict_slashes=False, provide_automatic_options=False
)
def sparql() -> Response:
    """Answer a query; without one, describe the service or show the page to write one on.

    What :class:`DirectAnswers` has answered does not come here.
    """
    before = asked_before(request.environ)
    asked = before.asked or read_request(request)
    if asked.query is None:
        return _without_query()
    g.query = asked.query
    if before.fault:
        raise before.fault
    evaluator: Evaluator = current_app.extensions["symbiograph.evaluator"]
    chosen = choices(request.headers.get("Accept"), asked.format)
    asked_job = job(asked, chosen, current_app.extensions["symbiograph.settings"])
    if chosen.with_page:
        shown = page_table(evaluator, asked_job, chosen)
        if shown is not None:
            return editor.page(asked.query, found=shown.table, sources=shown.consultations)
    return written(evaluator, asked_job, chosen)


@blueprint.errorhandler(SymbiographError)
def fault(error: SymbiographError) -> Response:
    """Show a person the fault beside the query; answer a program as everywhere."""
    if "query" in g and errors.wants_html():
        return editor.page(g.query, error=error, status=error.status)
    response = errors.answer(error)
    if isinstance(error, UnsupportedMediaType):
        response.headers["Accept-Post"] = ACCEPT_POST
    return response


def _without_query() -> Response:
    choice = wanted(GRAPH_FORMATS, request.headers.get("Accept"), None)
    if choice.format is None:
        return editor.page(editor.example(request.args.get("example")))
    body = BytesIO()
    settings: Settings = current_app.extensions["symbiograph.settings"]
    described = service_description.describe(
        image(), request.base_url, settings, request.url_root, authority.taken()
    )
    write_triples(described, choice.format, body)
    return Response(body.getvalue(), mimetype=choice.media_type)


@blueprint.route("/sparql", methods=["OPTIONS"], strict_slashes=False)
def options() -> Response:
    """Tell browsers that pages of every site may query."""
    response = Response(status=204)
    response.headers["Allow"] = "GET, HEAD, POST, OPTIONS"
    response.headers["Accept-Post"] = ACCEPT_POST
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST"
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response
