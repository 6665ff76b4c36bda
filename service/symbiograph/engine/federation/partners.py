"""The other endpoints as one query meets them: whom it has asked, and how long it still waits.

A query waits for each endpoint for a set time in all, however many requests and clauses ask it, so
that one that is slow or dead costs that time and no more; and for all of them together so long
that time is left to evaluate what they gave.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from time import monotonic
from typing import NamedTuple

from symbiograph.engine.federation.client import Client, NoAnswer
from symbiograph.engine.federation.consultation import Consultation, Outcome
from symbiograph.engine.federation.endpoints import Endpoint, Federation


class Found(NamedTuple):
    """The solutions of an endpoint as a ``pattern`` of a query, and how many ``rows`` it has."""

    pattern: str
    rows: int


class Partners:
    """Those that one query asks, within ``limits``; its time runs from now on."""

    def __init__(self, limits: Federation) -> None:
        self._limits = limits
        self._end = monotonic() + limits.together
        self._waited: dict[str, float] = {}
        self._consultations: list[Consultation] = []

    @property
    def consultations(self) -> tuple[Consultation, ...]:
        """What has become of the clauses so far, in their order."""
        return tuple(self._consultations)

    def consult(self, endpoint: Endpoint, ask: Callable[[Client], Found]) -> Found:
        """Return what ``ask`` gets from ``endpoint``, and take down what it took.

        Raises :class:`NoAnswer`.
        """
        before = self._waited.get(endpoint.iri, 0.0)
        started = monotonic()
        seconds = min(self._limits.seconds - before, self._end - started)
        rows, outcome, said = 0, Outcome.ANSWERED, ""
        with closing(Client(endpoint, seconds, self._limits)) as client:
            try:
                found = ask(client)
                rows = found.rows
            except NoAnswer as error:
                outcome, said = error.outcome, str(error)
                raise
            finally:
                took = monotonic() - started
                self._waited[endpoint.iri] = before + took
                self._consultations.append(
                    Consultation(endpoint.iri, outcome.value, rows, client.requests, took, said)
                )
        return found
