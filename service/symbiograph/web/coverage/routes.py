"""The addresses of ``/coverage``: a page for people, and each question for programs.

What comes with a POST is read in memory, answered from a store made for it, and let go.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, render_template

from symbiograph.coverage.programme import document
from symbiograph.coverage.questions import PROGRAMME, QUERIES, programme, read_options
from symbiograph.queries import find
from symbiograph.web.coverage.asked import Asked, read
from symbiograph.web.coverage.page import page_of
from symbiograph.web.queries import preferences, respond

blueprint = Blueprint("coverage", __name__)
_METHODS = ("GET", "POST")


@blueprint.route("/coverage", methods=_METHODS)
def page() -> Response:
    """Show coverage to a person: a form, and below it the report."""
    named = [find(name) for name in QUERIES.values()]
    asked = read(PROGRAMME, *named)
    response = Response(render_template("coverage/page.html", **page_of(asked)))
    return _private(response, asked)


@blueprint.route(f"/coverage/<any({', '.join(QUERIES)}):name>", methods=_METHODS)
def answered(name: str) -> Response:
    """Answer one question of the graph, or of the curricula that come with it."""
    query = find(QUERIES[name])
    asked = read(query)
    wanted = preferences(query)
    return respond(query, asked.arguments(query), asked.image, wanted, keep=not asked.uploads)


@blueprint.route("/coverage/programme", methods=_METHODS)
def smallest() -> Response:
    """Choose the smallest programme; the curricula that come along are taken already."""
    asked = read(PROGRAMME)
    found = programme(read_options(asked.of_programme, asked.image), asked.image)
    body = json.dumps(document(found), ensure_ascii=False)
    return _private(Response(body, mimetype="application/json"), asked)


def _private(response: Response, asked: Asked) -> Response:
    response.vary.update(["Accept", "Accept-Language"])
    response.headers["Cache-Control"] = "no-store" if asked.uploads else "no-cache"
    return response
