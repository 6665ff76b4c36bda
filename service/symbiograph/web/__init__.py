"""The web service: one Flask application over one image of the graph."""

from __future__ import annotations

from flask import Flask, Response, current_app

from symbiograph.engine.endpoint import Endpoint
from symbiograph.engine.federation import Federated, Federation
from symbiograph.engine.image import Image
from symbiograph.engine.live import LiveImage
from symbiograph.engine.pool import Inline, Pool
from symbiograph.search import LabelIndex
from symbiograph.settings import Settings
from symbiograph.web import (
    align,
    catalog,
    changes,
    context,
    contributing,
    coverage,
    crawling,
    dumps,
    errors,
    esco_api,
    graph_store,
    headers,
    health,
    ontology,
    pages,
    queries,
    reader,
    reconcile,
    request_id,
    review,
    search,
    shapes,
    sparql,
    things,
    update,
    validating,
    void,
)
from symbiograph.web.counters import Counters
from symbiograph.web.coverage.uploads import RequestInMemory
from symbiograph.web.direct import DirectAnswers
from symbiograph.web.evaluator import Evaluator
from symbiograph.web.openapi import routes as openapi
from symbiograph.web.slashes import without_slash
from symbiograph.writing import Desk, ForwardingDesk


def create_app(
    image: Image,
    settings: Settings,
    pool: Pool | None = None,
    desk: Desk | ForwardingDesk | None = None,
    index: LabelIndex | None = None,
) -> Flask:
    """Return the WSGI application that answers from ``image``, and queries by way of ``pool``.

    Without a pool queries run in this process, under no limit of time. Blueprints reach the image
    by :func:`reader.image`. Writes go to ``desk``; without one they are refused. With an endpoint
    in ``settings`` the pool's workers, ``/graphs`` and ``desk`` reach that store, all else the
    image. Labels are searched in ``index``; without one, searches are refused.
    """
    app = Flask(__name__)
    app.request_class = RequestInMemory
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions["symbiograph.image"] = image
    app.extensions["symbiograph.live"] = LiveImage(image)
    app.extensions["symbiograph.desk"] = desk
    app.extensions["symbiograph.index"] = index
    app.extensions["symbiograph.settings"] = settings
    app.extensions["symbiograph.endpoint"] = Endpoint.of(settings) if settings.endpoint else None
    counters = Counters()
    federated = Federated(image, Federation.of(settings))
    evaluator = Evaluator(pool or Inline(federated), settings, counters)
    app.extensions["symbiograph.counters"] = counters
    app.extensions["symbiograph.evaluator"] = evaluator
    errors.register(app)
    app.before_request(without_slash)
    app.teardown_appcontext(reader.let_go)
    app.after_request(_with_common_headers)
    app.register_blueprint(sparql.blueprint)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(things.blueprint)
    app.register_blueprint(ontology.blueprint)
    app.register_blueprint(shapes.blueprint)
    app.register_blueprint(update.blueprint)
    app.register_blueprint(graph_store.blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(search.blueprint)
    app.register_blueprint(align.blueprint)
    app.register_blueprint(esco_api.blueprint)
    app.register_blueprint(openapi.blueprint)
    app.register_blueprint(queries.blueprint)
    app.register_blueprint(coverage.blueprint)
    app.register_blueprint(crawling.blueprint)
    app.register_blueprint(context.blueprint)
    app.register_blueprint(void.blueprint)
    app.register_blueprint(catalog.blueprint)
    app.register_blueprint(dumps.blueprint)
    app.register_blueprint(changes.blueprint)
    app.register_blueprint(review.blueprint)
    app.register_blueprint(review.decisions)
    app.register_blueprint(reconcile.blueprint)
    app.register_blueprint(validating.blueprint)
    app.register_blueprint(contributing.blueprint)
    app.wsgi_app = DirectAnswers(app.wsgi_app, evaluator, settings, counters)  # type: ignore[method-assign]
    return app


def enter(app: Flask, process: int) -> None:
    """Let ``app`` count as the web process with this number, from its start on."""
    app.extensions["symbiograph.counters"].enter(process)
    accounts = app.extensions["symbiograph.evaluator"].fair_use
    if accounts:
        accounts.enter(process)


def _with_common_headers(response: Response) -> Response:
    response.headers.extend(headers.COMMON)
    response.headers[request_id.HEADER] = request_id.current()
    current_app.extensions["symbiograph.counters"].response(response.status_code)
    return response
