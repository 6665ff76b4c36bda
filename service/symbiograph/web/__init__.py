"""The web service: one Flask application over one image of the graph."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response

from symbiograph.engine.image import Image
from symbiograph.settings import Settings
from symbiograph.web import errors, ontology, pages, sparql, things

_COMMON_HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, Link, Location",
    # Pages load nothing from elsewhere, and run no script that stands in a page.
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'"
    ),
    "Vary": "Accept",
    "X-Content-Type-Options": "nosniff",
}


def create_app(image: Image, settings: Settings) -> Flask:
    """Return the WSGI application that answers from ``image``.

    Blueprints reach the image by ``current_app.extensions["symbiograph.image"]``.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions["symbiograph.image"] = image
    app.extensions["symbiograph.settings"] = settings
    errors.register(app)
    app.after_request(_with_common_headers)
    app.register_blueprint(sparql.blueprint)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(things.blueprint)
    app.register_blueprint(ontology.blueprint)
    return app


def _with_common_headers(response: Response) -> Response:
    """Let pages of other sites read the answer: all of it is open data and no cookie is used."""
    response.headers.extend(_COMMON_HEADERS)
    return response
