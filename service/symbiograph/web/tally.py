"""What operators learn of every write: numbers at ``/metrics``, and a line in the log.

Neither tells what was written, nor the token: only the name it was given.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from flask import Blueprint, Response, current_app, g, request

from symbiograph.web.counters import Counters
from symbiograph.writing import Done, Forwarded

_log = logging.getLogger(__name__)
_METHODS: Final = ("PUT", "POST", "DELETE", "PATCH")
_INVALID: Final = 422
_REFUSED: Final = 400
_FAILED: Final = 500


@dataclass
class _Write:
    """A write that is under way; ``author`` is empty until the token is known."""

    kind: str
    began: float
    author: str = ""
    done: Done | Forwarded | None = None


def register(blueprint: Blueprint) -> None:
    """Have the writes that come to ``blueprint`` counted and logged."""
    blueprint.before_request(_begin)
    blueprint.after_request(_end)


def note_author(name: str) -> None:
    """Take down the name of the token of this request's write."""
    g.write.author = name


def note_done(done: Done | Forwarded) -> None:
    """Take down what became of this request's write."""
    g.write.done = done


def _begin() -> None:
    if request.method in _METHODS:
        own = request.blueprint in ("update", "decisions")
        kind = str(request.blueprint) if own else request.method.lower()
        g.write = _Write(kind, perf_counter())


def _end(response: Response) -> Response:
    write: _Write | None = g.get("write")
    if write is None:
        return response
    outcome = _outcome(response.status_code)
    seconds = perf_counter() - write.began
    event: dict[str, object] = {"status": response.status_code, "seconds": round(seconds, 6)}
    if write.author:
        event["token"] = write.author
    added = removed = 0
    if write.done is not None:
        event["graphs"] = write.done.graphs
    if isinstance(write.done, Done):
        added, removed = write.done.added, write.done.removed
        event.update(triples_added=added, triples_removed=removed)
    counters: Counters = current_app.extensions["symbiograph.counters"]
    counters.write(write.kind, outcome, seconds, added, removed)
    level = logging.WARNING if outcome == "failed" else logging.INFO
    _log.log(level, "%s: %s", write.kind, outcome, extra={"event": event})
    return response


def _outcome(status: int) -> str:
    """Return which of :data:`~.counters.WRITE_OUTCOMES` an answer of this status tells of."""
    if status == _INVALID:
        return "invalid"
    if status < _REFUSED:
        return "done"
    return "refused" if status < _FAILED else "failed"
