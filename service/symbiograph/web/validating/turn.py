"""Judgements one at a time in each web process, and no more of one client than is fair."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from threading import Lock
from typing import Final

from flask import current_app
from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple

from symbiograph.errors import Overloaded
from symbiograph.settings import Settings
from symbiograph.validation.aside import Judged, Sent, judged_aside
from symbiograph.validation.shapes import Node
from symbiograph.web.evaluator import Evaluator
from symbiograph.web.reader import image, languages

_PATIENCE: Final = 10.0
_TURN: Final = Lock()


def judged(documents: Sequence[Sent], *, alone: bool = False) -> Judged:
    """Return the judgement on documents, in the graph that is served here or ``alone``.

    Raises :class:`TooManyRequests`, :class:`Overloaded`, and like :func:`judged_aside`.
    """
    evaluator: Evaluator = current_app.extensions["symbiograph.evaluator"]
    settings: Settings = current_app.extensions["symbiograph.settings"]
    find = None if alone else partial(_found, image().store)
    with evaluator.fair_use.turn() if evaluator.fair_use else nullcontext():
        if not _TURN.acquire(timeout=_PATIENCE):
            raise Overloaded("Others' data is being judged. Send yours again in a few seconds.")
        try:
            return judged_aside(
                documents,
                find,
                languages=languages(),
                seconds=settings.validate_timeout,
                most_bytes=settings.validate_max_bytes,
            )
        finally:
            _TURN.release()


def _found(
    store: Store,
    subject: Node | None,
    predicate: NamedNode | None,
    value: Node | Literal | None,
) -> list[Triple]:
    quads = store.quads_for_pattern(subject, predicate, value, DefaultGraph())
    return [quad.triple for quad in quads]
