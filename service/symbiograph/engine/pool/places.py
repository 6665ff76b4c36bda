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
from threading import Condition, Lock
from time import monotonic
from typing import Final, Generic, TypeVar

from symbiograph.engine.pool.neighbours import Neighbours

Place = TypeVar("Place")

# A job that has run for as many seconds is not a short one.
SHORT: Final = 0.01
# Who has waited for as many seconds comes before all who ask anew.
LONG: Final = 0.02
# Where a short job has ended within as many seconds, there will be more.
_LATELY: Final = 0.1


class Waiting:
    """Somebody in the queue: since when, and how to tell that it may be their turn."""

    __slots__ = ("call", "since")

    def __init__(self, since: float, call: Callable[[], None]) -> None:
        self.since = since
        self.call = call


class Places(Generic[Place]):
    """Places for jobs, taken by many threads.

    ``at_once`` short jobs run at a time, those of all ``neighbours`` together; one may run here
    whatever they do.
    """

    def __init__(
        self, places: list[Place], at_once: int | None = None, neighbours: Neighbours | None = None
    ) -> None:
        self._idle = places
        self._at_once = at_once or os.cpu_count() or 1
        self._neighbours = neighbours
        self._starts: dict[int, float] = {}
        self._last_short = 0.0
        self._lock = Lock()
        self._queue: deque[Waiting] = deque()

    def take(self, patience: float) -> Place | None:
        """Return a place, or ``None`` where there is none within ``patience`` seconds."""
        with self._lock:
            now = monotonic()
            waits_long = self._queue and now - self._queue[0].since > LONG
            if not waits_long and self._is_free(now):
                return self._taken(now)
            turn = Condition(self._lock)
            waiting = Waiting(now, turn.notify)
            self._queue.append(waiting)
            try:
                return self._in_turn(waiting, turn, now + patience)
            finally:
                self._queue.remove(waiting)
                self._call()

    def _in_turn(self, waiting: Waiting, turn: Condition, latest: float) -> Place | None:
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
                until = min(latest, self._next_chance(now))
            turn.wait(until - now)

    def line_up(self, call: Callable[[], None]) -> Waiting:
        """Join the queue without waiting; ``call`` tells that :meth:`try_turn` may succeed.

        It is called with the lock held and must not come back here.
        """
        waiting = Waiting(monotonic(), call)
        with self._lock:
            self._queue.append(waiting)
        return waiting

    def try_turn(self, waiting: Waiting, last_chance: bool = False) -> Place | float | None:
        """Return a place where it is the turn of ``waiting``, who has left the queue by that.

        Otherwise return when to try again, in the time of :func:`monotonic`, or ``None`` where a
        call will tell. The last chance is not missed, however many short jobs there are.
        """
        with self._lock:
            if waiting is not self._queue[0] or not self._idle:
                return None
            now = monotonic()
            if not last_chance and not self._is_free(now):
                return self._next_chance(now)
            self._queue.popleft()
            place = self._taken(now)
            self._call()
            return place

    def give_up(self, waiting: Waiting) -> None:
        """Leave the queue without a place."""
        with self._lock:
            self._queue.remove(waiting)
            self._call()

    def _is_free(self, now: float) -> bool:
        if not self._idle:
            return False
        short = len(self._short(now))
        if short == 0 or self._neighbours is None:
            return short < self._at_once
        return short + self._neighbours.short_jobs(now, SHORT) < self._at_once

    def _next_chance(self, now: float) -> float:
        """Return when one of the short jobs here is short no longer."""
        return min((start + SHORT for start in self._short(now)), default=now + SHORT)

    def _short(self, now: float) -> list[float]:
        return [start for start in self._starts.values() if now - start < SHORT]

    def _taken(self, now: float) -> Place:
        place = self._idle.pop()
        self._starts[id(place)] = now
        self._tell(now)
        return place

    def give_back(self, place: Place) -> None:
        """Make ``place`` the next to be taken."""
        with self._lock:
            now = monotonic()
            if now - self._starts.pop(id(place)) < SHORT:
                self._last_short = now
            self._idle.append(place)
            self._tell(now)
            self._call()

    def have_short_jobs(self) -> bool:
        """Tell whether short jobs come and go, here or with the neighbours.

        Then long ones are to step back, so that those are answered as fast beside them.
        """
        last = self._last_short
        if self._neighbours is not None:
            last = max(last, self._neighbours.last_short_job())
        return monotonic() - last < _LATELY

    def _tell(self, now: float) -> None:
        if self._neighbours is not None:
            self._neighbours.tell(now, len(self._short(now)), self._last_short)

    def _call(self) -> None:
        if self._queue:
            self._queue[0].call()

    def for_idle(self, act: Callable[[Place], None]) -> None:
        """Call ``act`` with every place that nobody has; nobody takes one meanwhile."""
        with self._lock:
            for place in self._idle:
                act(place)
