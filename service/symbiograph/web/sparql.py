"""``/sparql``: the query operation of the SPARQL 1.1 Protocol."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request
from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat

from symbiograph.engine.image import Image
from symbiograph.prefixes import BASE

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"], strict_slashes=False)
def sparql() -> Response:
    """Answer a query."""
    image: Image = current_app.extensions["symbiograph.image"]
    results = image.query(request.values.get("query", "ASK {}"), base_iri=BASE)
    if isinstance(results, QueryTriples):
        body = results.serialize(format=RdfFormat.TURTLE)
        return Response(body, mimetype="text/turtle")
    body = results.serialize(format=QueryResultsFormat.JSON)
    return Response(body, mimetype="application/sparql-results+json")
