"""The addresses of ``/coverage``: a page for people, and each question for programs.

What comes with a POST is read in memory, answered from a store made for it, and let go.
"""

from __future__ import annotations

import json
from typing import Final

from flask import Blueprint, Response, render_template, request

from symbiograph.coverage.curriculum.template import template_csv, template_xlsx
from symbiograph.coverage.programme import document
from symbiograph.coverage.questions import (
    MATRIX_GRAPH,
    PROGRAMME,
    QUERIES,
    read_options,
)
from symbiograph.errors import SymbiographError
from symbiograph.negotiation import choose
from symbiograph.queries import find
from symbiograph.queries.formats import GRAPHS, ROWS
from symbiograph.web import errors
from symbiograph.web.coverage.asked import Asked, read
from symbiograph.web.coverage.page import page_of
from symbiograph.web.coverage.reading import told
from symbiograph.web.coverage.turn import searched
from symbiograph.web.coverage.uploads import recogniser_of_graph
from symbiograph.web.queries import preferences, respond
from symbiograph.web.reader import image

blueprint = Blueprint("coverage", __name__)
_METHODS: Final = ("GET", "POST")
_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/coverage", methods=_METHODS)
def page() -> Response:
    """Show coverage to a person: a form, and below it the report."""
    named = [find(name) for name in QUERIES.values()]
    asked = read(PROGRAMME, *named)
    response = Response(render_template("coverage/page.html", **page_of(asked)))
    return _private(response, asked)


def answered(name: str) -> Response:
    """Answer one question of the graph, or of the curricula that come with it."""
    query = find(QUERIES[name])
    asked = read(query)
    if name == "matrix" and _wants_rdf():
        query = find(MATRIX_GRAPH)
    wanted = preferences(query)
    arguments = asked.arguments(query)
    response = respond(query, arguments, asked.image, wanted, keep=not asked.uploads)
    return told(response, asked.uploads)


for _name in QUERIES:
    blueprint.add_url_rule(
        f"/coverage/{_name}", _name, answered, defaults={"name": _name}, methods=_METHODS
    )


@blueprint.route("/coverage/programme", methods=_METHODS)
def smallest() -> Response:
    """Choose the smallest programme; the curricula that come along are taken already."""
    asked = read(PROGRAMME)
    found = searched(read_options(asked.of_programme, asked.image), asked.image)
    body = json.dumps(document(found), ensure_ascii=False)
    return _private(told(Response(body, mimetype="application/json"), asked.uploads), asked)


@blueprint.errorhandler(SymbiographError)
def fault(error: SymbiographError) -> Response:
    """Show a person the fault above the form; answer a program as everywhere."""
    if request.path != "/coverage" or not errors.wants_html():
        return errors.answer(error)
    nothing = Asked(image(), {}, (), {})
    body = render_template("coverage/page.html", **page_of(nothing), error=error)
    return Response(body, error.status, mimetype="text/html")


@blueprint.get("/coverage/template.<any(csv, xlsx):ending>")
def template(ending: str) -> Response:
    """Send the template for curricula, made from the names that the graph knows."""
    recogniser = recogniser_of_graph()
    if ending == "csv":
        response = Response(template_csv(recogniser), mimetype="text/csv")
    else:
        response = Response(template_xlsx(recogniser), mimetype=_EXCEL)
    response.headers["Content-Disposition"] = f"attachment; filename=curriculum.{ending}"
    return response


def _wants_rdf() -> bool:
    """Tell whether a format of RDF is asked for, by its name or by the Accept header."""
    name = request.values.get("format")
    if name:
        return name in {known.extension for known in GRAPHS}
    of_rows = [media_type for known in ROWS for media_type in known.media_types]
    of_rdf = [media_type for known in GRAPHS for media_type in known.media_types]
    only_rdf = [media_type for media_type in of_rdf if media_type not in of_rows]
    offers = ("text/html", *of_rows, *only_rdf)
    return choose(request.headers.get("Accept"), offers) in only_rdf


def _private(response: Response, asked: Asked) -> Response:
    response.vary.update(["Accept", "Accept-Language"])
    response.headers["Cache-Control"] = "no-store" if asked.uploads else "no-cache"
    return response
