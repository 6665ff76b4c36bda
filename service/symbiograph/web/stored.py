"""What pages of the embedded store read from memory, asked of a store behind this service."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Final

from flask import Response, current_app

from symbiograph.engine.endpoint import Endpoint, Exchange
from symbiograph.engine.image import named_node
from symbiograph.engine.pool import Job, Offer
from symbiograph.errors import NotFound, SymbiographError
from symbiograph.results import Format
from symbiograph.settings import Settings
from symbiograph.web.evaluator import Evaluator
from symbiograph.web.offers import Choice, Choices
from symbiograph.web.written import performed, written

ANSWERS: Final = "answers"
# Whoever asks for the state of health does not wait long for it.
_SECONDS: Final = 3.0
_NO: Final = b"false"


def state_of_store(endpoint: Endpoint) -> str:
    """Return ``answers``, or else why a query of nothing gets no answer."""
    exchange = Exchange(endpoint, _SECONDS)
    try:
        exchange.post(endpoint.query, [("query", "ASK {}")], "application/sparql-results+json")
    except SymbiographError as error:
        return error.title
    finally:
        exchange.close()
    return ANSWERS


def read_from_store(graph: str | None, media_type: str, form: Format) -> Response:
    """Return a graph of the store, ``None`` for the default graph, under the limits of a query.

    Raises :class:`NotFound` for a graph that holds no triple, and the errors of a query.
    """
    evaluator: Evaluator = current_app.extensions["symbiograph.evaluator"]
    settings: Settings = current_app.extensions["symbiograph.settings"]
    offer = Offer(form.extension)
    job = Job(
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        settings.query_timeout,
        Offer("json"),
        offer,
        default_graphs=None if graph is None else [named_node(graph).value],
        named_graphs=None if graph is None else [],
        byte_limit=settings.byte_limit or None,
    )
    if graph is not None:
        with TemporaryFile() as body:
            performed(evaluator, job._replace(text="ASK { ?s ?p ?o }"), body)
            body.seek(0)
            if _NO in body.read():
                raise NotFound(f"There is no graph <{graph}>.")
    return written(evaluator, job, Choices(None, Choice(media_type, form), None, offer))
