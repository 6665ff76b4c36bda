"""The pool of a web process: a fixed number of places, each with a worker that can be killed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any, Final

from symbiograph.engine.delta import Delta
from symbiograph.engine.pool.channel import Channel, Closed
from symbiograph.engine.pool.clock import Clock
from symbiograph.engine.pool.door import Door
from symbiograph.engine.pool.hired import Event, HasDescriptor, Hired
from symbiograph.engine.pool.job import Failed, Gone, Job, Outcome, Reason
from symbiograph.engine.pool.places import Places
from symbiograph.engine.pool.verdict import broken, cause, of_reply
from symbiograph.errors import UnreadableInput

# A worker that was killed while it had nothing to do is not the fault of the job that finds it so.
_ATTEMPTS: Final = 3


@dataclass(slots=True)
class _Place:
    """Room for one job at a time; ``former`` is the worker that the next one hired replaces."""

    worker: Hired | None = None
    former: int | None = None

    def clear(self) -> None:
        """Leave the place without a worker: whoever waits for an answer must not wait for one."""
        if self.worker is not None:
            self.worker.close()
            self.former = self.worker.pid
            self.worker = None


class Pool:
    """Runs jobs of many threads at a time, each in a worker of its own.

    ``size`` jobs run at a time, of short ones ``at_once`` as :class:`Places` has them; one more
    waits ``patience`` seconds for a place. A pool may be made
    before a fork; the process that first uses it has it for itself.
    """

    def __init__(self, door: Door, size: int, patience: float, at_once: int | None = None) -> None:
        self._door = door
        self._patience = patience
        self._places = Places([_Place() for _ in range(size)], at_once)
        self._keeper: Channel | None = None
        self._clock: Clock | None = None
        self._asking = Lock()

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
            return self._run(place, job, target, started)
        finally:
            self._places.give_back(place)

    def _run(self, place: _Place, job: Job, target: HasDescriptor, started: float) -> Outcome:
        try:
            worker = self._start(place, job, target)
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
            reason, detail = cause(self._fate(worker.pid), worker.trace())
        else:
            worker.kill()
            reason, detail = Reason.DEADLINE, f"killed after {job.seconds:g} s"
        place.clear()
        if event is Event.CLIENT_GONE:
            return Gone(monotonic() - started)
        if silent or job.http is None:
            return Failed(reason, detail, monotonic() - started)
        return broken(reason, detail, job, target, monotonic() - started)

    def _start(self, place: _Place, job: Job, target: HasDescriptor) -> Hired:
        """Hand ``job`` to a worker whose image is up to date; raise :class:`Closed` without one."""
        for _ in range(_ATTEMPTS):
            worker = self._up_to_date(place)
            try:
                worker.hand(job, target)
            except Closed:
                place.clear()
            else:
                return worker
        raise Closed("workers end before they have a job")

    def _up_to_date(self, place: _Place) -> Hired:
        worker = place.worker
        if worker and self._clock and worker.moment != self._clock.now:
            (now, deltas), _ = self._ask("since", worker.moment)
            if deltas is None or not worker.catch_up(now, deltas):
                place.clear()
        if place.worker is None:
            place.worker = self._hire(place.former)
        return place.worker

    def _hire(self, replaced: int | None) -> Hired:
        (kind, found), descriptors = self._ask("hire", replaced)
        if kind != "worker":
            raise Closed(f"no worker can be started: {found}")
        pid, moment = found
        return Hired(pid, moment, descriptors)

    def _fate(self, pid: int) -> int | None:
        """Return the exit code of a worker that has hung up, or None where nobody can tell."""
        try:
            code: int | None = self._ask("fate", pid)[0]
        except Closed:
            return None
        return code

    def is_open(self) -> bool:
        """Tell whether the keeper lives."""
        try:
            os.kill(self._door.keeper, 0)
        except ProcessLookupError:
            return False
        return True

    def apply(self, delta: Delta) -> None:
        """Change the image for every job that is run from now on, of any process.

        Raises :class:`Closed` where the keeper is gone, :class:`UnreadableInput` for a delta that
        is not N-Quads.
        """
        (kind, text), _ = self._ask("apply", *delta)
        if kind == "invalid":
            raise UnreadableInput("delta", text)

    def _ask(self, kind: str, *values: Any) -> tuple[Any, list[int]]:
        """Return the keeper's answer; raise :class:`Closed` where there is none."""
        with self._asking:
            if self._keeper is None:
                self._keeper, self._clock = self._door.enter()
            try:
                self._keeper.send((kind, values))
                return self._keeper.receive_with_files()
            except Closed as error:
                self._keeper.close()
                self._keeper = None
                raise Closed(f"the keeper does not answer: {error}") from error

    def close(self) -> None:
        """End the workers that are idle, and leave the keeper."""
        for place in self._places.idle():
            if place.worker is not None:
                place.worker.close()
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None
