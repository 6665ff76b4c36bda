"""What all requests that write have in common: the token before them, the answer after them."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any, Final

import pyoxigraph
from flask import Blueprint, Response, current_app, request
from pyoxigraph import RdfFormat

from symbiograph.errors import (
    NotAcceptable,
    ShapesViolated,
    SymbiographError,
    TokenRequired,
    WritingOff,
)
from symbiograph.negotiation import choose
from symbiograph.results import GRAPH_FORMATS, write_triples
from symbiograph.settings import Settings
from symbiograph.web import errors, tally
from symbiograph.writing import Desk, Done, Forwarded, ForwardingDesk, tokens

_SCHEME: Final = "bearer"
_GRAPHS: Final = {name: form for form in GRAPH_FORMATS for name in form.media_types}


def hand_in(kind: str, *values: Any) -> Done | Forwarded:
    """Have the writer do something in the name of the request's token.

    Raises :class:`WritingOff`, :class:`TokenRequired`, and what the writer raises.
    """
    done = _desk().hand_in(kind, author(), *values)
    tally.note_done(done)
    return done


def author() -> str:
    """Return the name of the token of a request that writes; raises like :func:`holder`."""
    name = holder()
    tally.note_author(name)
    return name


def holder() -> str:
    """Return the name of the request's token; raises :class:`WritingOff`, :class:`TokenRequired`.

    The token is looked up for each request, so that a revoked one ends at once.
    """
    data_dir = _desk().data_dir
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    given = token.strip() if scheme.lower() == _SCHEME else ""
    name = tokens.holder(data_dir, given) if given else None
    if name is not None:
        return name
    if not tokens.exists(data_dir):
        raise WritingOff(
            "Nobody may write here yet. Make a token with: symbiograph token create NAME"
        )
    if given:
        raise TokenRequired("This token is not in force.")
    raise TokenRequired("Send a token in the header Authorization: Bearer TOKEN.")


def taken() -> frozenset[str]:
    """Return what who has a token can write at present: ``update``, ``graphs``, both or neither."""
    desk: Desk | ForwardingDesk | None = current_app.extensions["symbiograph.desk"]
    return desk.takes if desk and tokens.exists(desk.data_dir) else frozenset()


def admit_uploads() -> None:
    """Let the body of this request be as large as that of a write may be."""
    settings: Settings = current_app.extensions["symbiograph.settings"]
    request.max_content_length = request.max_form_memory_size = settings.max_upload


def answer(done: Done | Forwarded, status: int = 200) -> Response:
    """Return the response that tells of a commit, as JSON; of a store's commit little is known."""
    document: dict[str, object] = {"done_by": "the store behind this service"}
    if isinstance(done, Done):
        document = {
            "sequence": done.sequence,
            "triples_added": done.added,
            "triples_removed": done.removed,
            "visible": done.visible or "at next image",
        }
    return Response(json.dumps(document) + "\n", status, mimetype="application/json")


def fault(error: SymbiographError) -> Response:
    """Return the response for an error: what is missing for a token, or a report in RDF."""
    if isinstance(error, ShapesViolated):
        as_rdf = _report(error)
        if as_rdf is not None:
            return as_rdf
    response = errors.answer(error)
    if isinstance(error, TokenRequired):
        detail = ', error="invalid_token"' if "Authorization" in request.headers else ""
        response.headers["WWW-Authenticate"] = f'Bearer realm="symbiograph"{detail}'
    return response


def register_options(blueprint: Blueprint, rule: str, methods: str) -> None:
    """Let pages of every site send these methods with a token."""

    def options(**_: str) -> Response:
        response = Response(status=204)
        response.headers["Allow"] = f"{methods}, OPTIONS"
        response.headers["Access-Control-Allow-Methods"] = methods
        response.headers["Access-Control-Allow-Headers"] = (
            "Accept, Authorization, Content-Type, If-Match, If-None-Match"
        )
        response.headers["Access-Control-Max-Age"] = "86400"
        return response

    blueprint.add_url_rule(rule, f"options {rule}", options, methods=["OPTIONS"])


def _desk() -> Desk | ForwardingDesk:
    desk: Desk | ForwardingDesk | None = current_app.extensions["symbiograph.desk"]
    if desk is None:
        raise WritingOff("This process was started without a writer; use symbiograph serve.")
    return desk


def _report(error: ShapesViolated) -> Response | None:
    """Return the validation report in the RDF format asked for, if one was."""
    offers = (errors.PROBLEM, "application/json", "text/html", *_GRAPHS)
    try:
        wanted = choose(request.headers.get("Accept"), offers)
    except NotAcceptable:
        return None
    if wanted not in _GRAPHS or wanted == "application/json":
        return None
    body = BytesIO()
    triples = (q.triple for q in pyoxigraph.parse(error.turtle, RdfFormat.TURTLE))
    write_triples(triples, _GRAPHS[wanted], body)
    return Response(body.getvalue(), error.status, mimetype=wanted)
