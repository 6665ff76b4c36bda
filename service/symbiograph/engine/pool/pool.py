"""The pool of a web process: a fixed number of places, each with a worker that can be killed."""

from __future__ import annotations

from threading import Condition
from time import monotonic
from typing import Final

from symbiograph.engine.delta import Delta
from symbiograph.engine.pool.channel import Closed
from symbiograph.engine.pool.door import Door
from symbiograph.engine.pool.hired import Event, HasDescriptor, Hired
from symbiograph.engine.pool.job import Gone, Job, Outcome, Reason
from symbiograph.engine.pool.neighbours import Neighbours
from symbiograph.engine.pool.places import SHORT, Places
from symbiograph.engine.pool.task import Place, Task, replied
from symbiograph.engine.pool.verdict import broken, cause
from symbiograph.engine.pool.visit import Visit

# A worker that was killed while it had nothing to do is not the fault of the job that finds it so.
_ATTEMPTS: Final = 3


class Pool:
    """Runs jobs of many threads at a time, each in a worker of its own.

    ``size`` jobs run at a time, of short ones ``at_once`` among ``neighbours`` as :class:`Places`
    has them; one more waits ``patience`` seconds for a place. A pool may be made before a fork; the
    process that first uses it has it for itself. Without a ``door`` it is given one by
    :meth:`move`, and when a keeper is gone its jobs wait for the next, within their patience.
    """

    def __init__(
        self,
        door: Door | None,
        size: int,
        patience: float,
        at_once: int | None = None,
        neighbours: Neighbours | None = None,
    ) -> None:
        self._moves = door is None
        self._visit = None if door is None else Visit(door)
        self._moved = Condition()
        self.patience = patience
        self._neighbours = neighbours
        self.places = Places([Place() for _ in range(size)], at_once, neighbours)

    def enter(self, process: int) -> None:
        """Be the web process with this number among the neighbours."""
        if self._neighbours is not None:
            self._neighbours.enter(process)

    def run(self, job: Job, target: HasDescriptor) -> Outcome:
        """Answer ``job`` on ``target`` and return what became of it.

        With ``job.http`` the target is the client's socket. A worker writes the response there;
        after :class:`Refused` and :class:`Failed` nothing is written and the caller answers. After
        :class:`Broken` the caller closes the socket, which is shut down already, and reset where
        the client could not notice otherwise. Without ``job.http`` the target is a file, and what
        is in it counts after :class:`Completed` only.
        """
        task = Task(job, target, monotonic())
        place = self.places.take(self.patience)
        if place is None:
            return task.without_place()
        return self.serve(task, place)

    def serve(self, task: Task, place: Place, event: Event | None = None) -> Outcome:
        """Return what became of ``task``, which has ``place`` up to then.

        With an ``event`` the worker there has it already, and that has happened to it.
        """
        try:
            for _ in range(_ATTEMPTS):
                outcome = self._run(task, place, event)
                if outcome is not None:
                    return outcome
                event = None
            return task.failed(Reason.NO_WORKER, "workers and keepers end")
        finally:
            self.leave(place)

    def leave(self, place: Place) -> None:
        """Give ``place`` back."""
        self.places.give_back(place)
        if place.visit is not self._visit:
            self._clear_out()

    def _run(self, task: Task, place: Place, event: Event | None) -> Outcome | None:
        """Return what became of ``task``, or ``None`` where a worker was lost with its keeper.

        Then nothing has been written, and the task is not to blame as far as anybody knows.
        """
        worker = place.worker
        if event is None or worker is None:
            try:
                worker = self._start(task, place)
            except Closed as error:
                return task.failed(Reason.NO_WORKER, str(error))
            places = self.places
            event = worker.wait(task.target, task.job.seconds, SHORT, places.have_short_jobs)
        if event is Event.REPLY:
            return replied(task, place, worker)
        silent = worker.silence()
        if event is Event.DIED:
            code = place.visit.fate(worker.pid) if place.visit else None
            if code is None and silent and self._moves:
                place.clear()
                return None
            reason, detail = cause(code, worker.trace())
        else:
            worker.kill()
            reason, detail = Reason.DEADLINE, f"killed after {task.job.seconds:g} s"
        place.clear()
        if event is Event.CLIENT_GONE:
            return Gone(task.seconds())
        if silent or task.job.http is None:
            return task.failed(reason, detail)
        return broken(reason, detail, task.job, task.target, task.seconds())

    def begin(self, task: Task, place: Place) -> Hired | None:
        """Hand ``task`` to the worker in ``place``; return ``None`` where that would take time.

        Then :meth:`serve` does it. It takes time where there is no worker, or one that has to catch
        up with the image.
        """
        worker, visit = place.worker, self._visit
        if worker is None or visit is None or place.visit is not visit or visit.is_late(worker):
            return None
        try:
            worker.hand(task.job, task.target)
        except Closed:
            place.clear()
            return None
        return worker

    def _start(self, task: Task, place: Place) -> Hired:
        """Hand ``task`` to an up-to-date worker, return it; raise :class:`Closed` without one."""
        for _ in range(_ATTEMPTS):
            worker = self._up_to_date(place, task.started + self.patience)
            try:
                worker.hand(task.job, task.target)
            except Closed:
                place.clear()
            else:
                return worker
        raise Closed("workers end before they have a job")

    def _up_to_date(self, place: Place, latest: float) -> Hired:
        """Return the worker of ``place``, or another one; wait until ``latest`` for a keeper."""
        while True:
            visit = self._visit
            fault = "there is no keeper yet"
            if visit is not None:
                try:
                    return place.up_to_date(visit)
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

        def let_go(place: Place) -> None:
            if place.visit is not self._visit:
                place.clear()

        self.places.for_idle(let_go)

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
        self.places.for_idle(Place.clear)
        if self._visit is not None:
            self._visit.leave()
