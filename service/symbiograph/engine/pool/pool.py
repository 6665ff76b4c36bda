"""The pool of a web process: a fixed number of places, each with a worker that can be killed."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Condition
from time import monotonic
from typing import Final

from symbiograph.engine.delta import Delta
from symbiograph.engine.pool.channel import Closed
from symbiograph.engine.pool.door import Door
from symbiograph.engine.pool.hired import Event, HasDescriptor, Hired
from symbiograph.engine.pool.job import Failed, Gone, Job, Outcome, Reason
from symbiograph.engine.pool.places import Places
from symbiograph.engine.pool.verdict import broken, cause, of_reply
from symbiograph.engine.pool.visit import Visit

# A worker that was killed while it had nothing to do is not the fault of the job that finds it so.
_ATTEMPTS: Final = 3


@dataclass(slots=True)
class _Place:
    """Room for one job at a time; ``former`` is the worker that the next one hired replaces."""

    worker: Hired | None = None
    visit: Visit | None = None
    former: int | None = None

    def fill(self, visit: Visit) -> Hired:
        """Hire a worker; raises :class:`Closed`."""
        self.worker = visit.hire(self.former if visit is self.visit else None)
        self.visit = visit
        return self.worker

    def clear(self) -> None:
        """Leave the place without a worker: whoever waits for an answer must not wait for one."""
        if self.worker is not None and self.visit is not None:
            self.former = self.worker.pid
            self.visit.give_back(self.worker)
            self.worker = None


class Pool:
    """Runs jobs of many threads at a time, each in a worker of its own.

    ``size`` jobs run at a time, of short ones ``at_once`` as :class:`Places` has them; one more
    waits ``patience`` seconds for a place. A pool may be made before a fork; the process that first
    uses it has it for itself. Without a ``door`` it is given one by :meth:`move`, and when a keeper
    is gone its jobs wait for the next, within their patience.
    """

    def __init__(
        self, door: Door | None, size: int, patience: float, at_once: int | None = None
    ) -> None:
        self._moves = door is None
        self._visit = None if door is None else Visit(door)
        self._patience = patience
        self._places = Places([_Place() for _ in range(size)], at_once)
        self._moved = Condition()

    def run(self, job: Job, target: HasDescriptor) -> Outcome:
        """Answer ``job`` on ``target`` and return what became of it.

        With ``job.http`` the target is the client's socket. A worker writes the response there;
        after :class:`Refused` and :class:`Failed` nothing is written and the caller answers. After
        :class:`Broken` the caller closes the socket, which is shut down already, and reset where
        the client could not notice otherwise. Without ``job.http`` the target is a file, and what
        is in it counts after :class:`Completed` only.
        """
        started = monotonic()
        place = self._places.take(self._patience)
        if place is None:
            return Failed(Reason.NO_WORKER, "all workers are busy", monotonic() - started)
        try:
            for _ in range(_ATTEMPTS):
                outcome = self._run(place, job, target, started)
                if outcome is not None:
                    return outcome
            return Failed(Reason.NO_WORKER, "workers and keepers end", monotonic() - started)
        finally:
            self._places.give_back(place)
            if place.visit is not self._visit:
                self._clear_out()

    def _run(
        self, place: _Place, job: Job, target: HasDescriptor, started: float
    ) -> Outcome | None:
        """Return what became of ``job``, or ``None`` where a worker was lost with its keeper.

        Then nothing has been written, and the job is not to blame as far as anybody knows.
        """
        try:
            worker = self._start(place, job, target, started + self._patience)
        except Closed as error:
            return Failed(Reason.NO_WORKER, str(error), monotonic() - started)
        event = worker.wait(target, job.seconds)
        if event is Event.REPLY:
            kind, end, is_last = worker.reply
            if is_last:
                place.clear()
            return of_reply(kind, end, job, target, monotonic() - started)
        silent = worker.silence()
        if event is Event.DIED:
            code = place.visit.fate(worker.pid) if place.visit else None
            if code is None and silent and self._moves:
                place.clear()
                return None
            reason, detail = cause(code, worker.trace())
        else:
            worker.kill()
            reason, detail = Reason.DEADLINE, f"killed after {job.seconds:g} s"
        place.clear()
        if event is Event.CLIENT_GONE:
            return Gone(monotonic() - started)
        if silent or job.http is None:
            return Failed(reason, detail, monotonic() - started)
        return broken(reason, detail, job, target, monotonic() - started)

    def _start(self, place: _Place, job: Job, target: HasDescriptor, latest: float) -> Hired:
        """Hand ``job`` to a worker whose image is up to date; raise :class:`Closed` without one."""
        for _ in range(_ATTEMPTS):
            worker = self._up_to_date(place, latest)
            try:
                worker.hand(job, target)
            except Closed:
                place.clear()
            else:
                return worker
        raise Closed("workers end before they have a job")

    def _up_to_date(self, place: _Place, latest: float) -> Hired:
        """Return the worker of ``place``, or another one; wait until ``latest`` for a keeper."""
        while True:
            visit = self._visit
            fault = "there is no keeper yet"
            if visit is not None:
                try:
                    return _worker(place, visit)
                except Closed as error:
                    place.clear()
                    if visit.is_open():
                        raise
                    fault = str(error)
            if not self._is_moved_from(visit, latest):
                raise Closed(fault)

    def _is_moved_from(self, visit: Visit | None, latest: float) -> bool:
        """Wait until there is another visit than this one; return whether it came in time."""
        patience = latest - monotonic() if self._moves else 0
        with self._moved:
            return self._moved.wait_for(lambda: self._visit is not visit, max(patience, 0))

    def move(self, door: Door) -> None:
        """Have every job from now on from the keeper behind ``door``, which is the pool's to close.

        Jobs that run end where they are.
        """
        with self._moved:
            before, self._visit = self._visit, Visit(door, owned=True)
            self._moved.notify_all()
        self._clear_out()
        if before is not None:
            before.leave()

    def await_keeper(self, seconds: float) -> None:
        """Wait until there is one, but no longer."""
        self._is_moved_from(None, monotonic() + seconds)

    def _clear_out(self) -> None:
        """Let go of idle workers of former keepers."""

        def let_go(place: _Place) -> None:
            if place.visit is not self._visit:
                place.clear()

        self._places.for_idle(let_go)

    def is_open(self) -> bool:
        """Tell whether there is a keeper."""
        visit = self._visit
        return visit is not None and visit.is_open()

    def apply(self, delta: Delta) -> None:
        """Change the image for every job that is run from now on, of any process.

        Raises :class:`Closed` where the keeper is gone, :class:`UnreadableInput` for a delta that
        is not N-Quads.
        """
        if self._visit is None:
            raise Closed("there is no keeper yet")
        self._visit.apply(delta)

    def close(self) -> None:
        """End the workers that are idle, and leave the keeper."""
        self._places.for_idle(_Place.clear)
        if self._visit is not None:
            self._visit.leave()


def _worker(place: _Place, visit: Visit) -> Hired:
    """Return an up-to-date worker of ``visit`` in ``place``; raises :class:`Closed`."""
    worker = place.worker
    if worker is not None:
        if place.visit is visit and not (visit.is_late(worker) and not visit.catch_up(worker)):
            return worker
        place.clear()
    return place.fill(visit)
