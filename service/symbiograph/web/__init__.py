"""The web service: one Flask application over one image of the graph."""

from __future__ import annotations

from flask import Flask, Response

from symbiograph.engine.image import Image
from symbiograph.settings import Settings
from symbiograph.web import errors, ontology, pages, sparql, things


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
    app.after_request(_open_to_every_origin)
    app.register_blueprint(sparql.blueprint)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(things.blueprint)
    app.register_blueprint(ontology.blueprint)
    return app


def _open_to_every_origin(response: Response) -> Response:
    """Let pages of other sites read the answer: all of it is open data and no cookie is used."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Content-Disposition, Link, Location"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.vary.add("Accept")
    return response
