"""Which worker has the next job: rather one that has just worked than one that must warm up.

Short queries run a few at a time, as many as there are processors, and in the same few workers;
more at a time would only share the processors. A job that has run for a while no longer counts, so
that long queries hold up nobody as long as there are places. A thread that has just given a place
back may take it again at once, which costs least, unless somebody has waited for long by then.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Lock
from time import monotonic
from typing import Final, Generic, TypeVar

Place = TypeVar("Place")

# A job that has run for as many seconds is not a short one.
_SHORT: Final = 0.02
# Who has waited for as many seconds comes before all who ask anew.
_LONG: Final = 0.02


@dataclass(eq=False, slots=True)
class _Waiting:
    """A thread that waits, and since when."""

    since: float
    turn: Condition


class Places(Generic[Place]):
    """Places for jobs, taken by many threads."""

    def __init__(self, places: list[Place], at_once: int | None = None) -> None:
        self._idle = places
        self._at_once = at_once or os.cpu_count() or 1
        self._starts: dict[int, float] = {}
        self._lock = Lock()
        self._queue: deque[_Waiting] = deque()

    def take(self, patience: float) -> Place | None:
        """Return a place, or ``None`` where there is none within ``patience`` seconds."""
        with self._lock:
            now = monotonic()
            waits_long = self._queue and now - self._queue[0].since > _LONG
            if not waits_long and self._is_free(now):
                return self._taken(now)
            waiting = _Waiting(now, Condition(self._lock))
            self._queue.append(waiting)
            try:
                return self._in_turn(waiting, now + patience)
            finally:
                self._queue.remove(waiting)
                self._call()

    def _in_turn(self, waiting: _Waiting, latest: float) -> Place | None:
        while True:
            now = monotonic()
            first = waiting is self._queue[0]
            # The last chance is not missed, however many short jobs there are.
            if first and self._idle and (now >= latest or self._is_free(now)):
                return self._taken(now)
            if now >= latest:
                return None
            until = latest
            if first and self._idle:
                until = min(latest, *(s + _SHORT for s in self._short(now)))
            waiting.turn.wait(until - now)

    def _is_free(self, now: float) -> bool:
        return bool(self._idle) and len(self._short(now)) < self._at_once

    def _short(self, now: float) -> list[float]:
        return [start for start in self._starts.values() if now - start < _SHORT]

    def _taken(self, now: float) -> Place:
        place = self._idle.pop()
        self._starts[id(place)] = now
        return place

    def give_back(self, place: Place) -> None:
        """Make ``place`` the next to be taken."""
        with self._lock:
            del self._starts[id(place)]
            self._idle.append(place)
            self._call()

    def _call(self) -> None:
        if self._queue:
            self._queue[0].turn.notify()

    def for_idle(self, act: Callable[[Place], None]) -> None:
        """Call ``act`` with every place that nobody has; nobody takes one meanwhile."""
        with self._lock:
            for place in self._idle:
                act(place)
