"""Which worker has the next job: rather one that has just worked than one that must warm up.

Short queries run a few at a time, as many as there are processors, and in the same few workers;
more at a time would only share the processors. A job that has run for a while no longer counts, so
that long queries hold up nobody as long as there are places.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Condition
from time import monotonic
from typing import Final, Generic, TypeVar

Place = TypeVar("Place")

# A job that has run for as many seconds is not a short one.
_SHORT: Final = 0.02


class Places(Generic[Place]):
    """Places for jobs, taken by many threads."""

    def __init__(self, places: list[Place], at_once: int | None = None) -> None:
        self._idle = places
        self._at_once = at_once or os.cpu_count() or 1
        self._starts: dict[int, float] = {}
        self._changed = Condition()

    def take(self, patience: float) -> Place | None:
        """Return a place, or ``None`` where there is none within ``patience`` seconds."""
        latest = monotonic() + patience
        with self._changed:
            while True:
                now = monotonic()
                short = [start for start in self._starts.values() if now - start < _SHORT]
                # No more than what is left of the patience, but the last chance is not missed.
                if self._idle and (len(short) < self._at_once or now >= latest):
                    place = self._idle.pop()
                    self._starts[id(place)] = now
                    return place
                if now >= latest:
                    return None
                until = min(latest, min(short) + _SHORT) if self._idle else latest
                self._changed.wait(max(until - now, 0))

    def give_back(self, place: Place) -> None:
        """Make ``place`` the next to be taken."""
        with self._changed:
            del self._starts[id(place)]
            self._idle.append(place)
            self._changed.notify()

    def for_idle(self, act: Callable[[Place], None]) -> None:
        """Call ``act`` with every place that nobody has; nobody takes one meanwhile."""
        with self._changed:
            for place in self._idle:
                act(place)
