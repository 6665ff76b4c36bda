"""Judgements one at a time in each web process, and no more of one client than is fair."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from threading import Lock
from typing import Final

from flask import current_app
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from symbiograph.engine.live import LiveImage
from symbiograph.errors import Overloaded
from symbiograph.settings import Settings
from symbiograph.validation.aside import Judged, Report, Sent, judged_aside
from symbiograph.validation.shapes import Node
from symbiograph.validation.surroundings import Find
from symbiograph.web.evaluator import Evaluator
from symbiograph.web.reader import languages

_PATIENCE: Final = 10.0
_TURN: Final = Lock()


def judged(documents: Sequence[Sent], find: Find | None, report: Report = "") -> Judged:
    """Return the judgement on documents in the graph that ``find`` looks into, or alone.

    Raises :class:`TooManyRequests`, :class:`Overloaded`, and like :func:`judged_aside`.
    """
    settings: Settings = current_app.extensions["symbiograph.settings"]
    with fair_turn():
        if not _TURN.acquire(timeout=_PATIENCE):
            raise Overloaded("Others' data is being judged. Send yours again in a few seconds.")
        try:
            return judged_aside(
                documents,
                find,
                languages=languages(),
                seconds=settings.validate_timeout,
                most_bytes=settings.validate_max_bytes,
                report=report,
            )
        finally:
            _TURN.release()


def fair_turn() -> AbstractContextManager[None]:
    """Return a turn of the client's, within its share; raises :class:`TooManyRequests`."""
    evaluator: Evaluator = current_app.extensions["symbiograph.evaluator"]
    return evaluator.fair_use.turn() if evaluator.fair_use else nullcontext()


def served(without: NamedNode | None = None) -> Find:
    """Return what looks into the graph that is served here; not at what one graph alone says.

    It takes the present content for each look: a judgement may take seconds, and a commit does not
    wait for whoever keeps to one content.
    """
    live: LiveImage = current_app.extensions["symbiograph.live"]
    return partial(_found, live, without)


def _found(
    live: LiveImage,
    without: NamedNode | None,
    subject: Node | None,
    predicate: NamedNode | None,
    value: Node | Literal | None,
) -> list[Triple]:
    image = live.enter()
    try:
        store = image.store
        quads = store.quads_for_pattern(subject, predicate, value, DefaultGraph())
        triples = [quad.triple for quad in quads]
        return [t for t in triples if without is None or not _is_only_in(store, t, without)]
    finally:
        live.leave(image)


def _is_only_in(store: Store, triple: Triple, graph: NamedNode) -> bool:
    if Quad(triple.subject, triple.predicate, triple.object, graph) not in store:
        return False
    holders = store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
    return all(quad.graph_name in (graph, DefaultGraph()) for quad in holders)
