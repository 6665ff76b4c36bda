"""``/health`` and ``/metrics``: what an operator, and what stands before the service, must know."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app

from symbiograph.engine.endpoint import Endpoint
from symbiograph.engine.live import LiveImage
from symbiograph.web.counters import Counters
from symbiograph.web.evaluator import Evaluator
from symbiograph.web.stored import ANSWERS, state_of_store

blueprint = Blueprint("health", __name__)


@blueprint.route("/health")
def health() -> Response:
    """Tell whether queries can be answered, and from which generation; 503 where they cannot.

    ``generation`` names what is visible now, ``inferred`` the release whose inferences and labels
    it has. ``store`` tells of a store behind this service, which is asked for it.
    """
    evaluator: Evaluator = current_app.extensions["symbiograph.evaluator"]
    live: LiveImage = current_app.extensions["symbiograph.live"]
    desk = current_app.extensions["symbiograph.desk"]
    endpoint: Endpoint | None = current_app.extensions["symbiograph.endpoint"]
    store = {} if endpoint is None else {"store": state_of_store(endpoint)}
    ready = evaluator.is_ready() and store.get("store", ANSWERS) == ANSWERS
    document = {
        "live": True,
        "ready": ready,
        **store,
        "generation": live.generation,
        "inferred": desk.identity if desk else live.generation,
    }
    response = Response(json.dumps(document), 200 if ready else 503, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/metrics")
def metrics() -> Response:
    """Return the counters of all web processes in Prometheus' text format."""
    counters: Counters = current_app.extensions["symbiograph.counters"]
    live: LiveImage = current_app.extensions["symbiograph.live"]
    text = "\n".join(
        [
            *counters.lines(),
            "# HELP symbiograph_generation_info The content that is visible now.",
            "# TYPE symbiograph_generation_info gauge",
            f'symbiograph_generation_info{{generation="{live.generation}"}} 1',
        ]
    )
    response = Response(text + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
