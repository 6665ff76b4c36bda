"""A job on its way: who waits for it, since when, and the place where a worker has it."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from symbiograph.engine.pool.hired import HasDescriptor, Hired
from symbiograph.engine.pool.job import Failed, Job, Outcome, Reason
from symbiograph.engine.pool.verdict import of_reply
from symbiograph.engine.pool.visit import Visit


@dataclass(eq=False, slots=True)
class Task:
    """A job, where its answer goes, and when it was ``started``, by :func:`monotonic`."""

    job: Job
    target: HasDescriptor
    started: float

    def seconds(self) -> float:
        """Return how long ago it was started."""
        return monotonic() - self.started

    def failed(self, reason: Reason, detail: str) -> Failed:
        """Return that it met a limit."""
        return Failed(reason, detail, self.seconds())

    def without_place(self) -> Failed:
        """Return that no place became free in time."""
        return self.failed(Reason.NO_WORKER, "all workers are busy")


@dataclass(eq=False, slots=True)
class Place:
    """Room for one job at a time; ``former`` is the worker that the next one hired replaces."""

    worker: Hired | None = None
    visit: Visit | None = None
    former: int | None = None

    def up_to_date(self, visit: Visit) -> Hired:
        """Return a worker of ``visit`` that has its image; raises :class:`Closed`."""
        worker = self.worker
        if worker is not None:
            if self.visit is visit and not (visit.is_late(worker) and not visit.catch_up(worker)):
                return worker
            self.clear()
        self.worker = visit.hire(self.former if visit is self.visit else None)
        self.visit = visit
        return self.worker

    def clear(self) -> None:
        """Leave the place without a worker: whoever waits for an answer must not wait for one."""
        if self.worker is not None and self.visit is not None:
            self.former = self.worker.pid
            self.visit.give_back(self.worker)
            self.worker = None


def replied(task: Task, place: Place, worker: Hired) -> Outcome:
    """Return what the reply of the worker in ``place`` means, and let go of one that is worn."""
    kind, end, is_last = worker.reply
    if is_last:
        place.clear()
    return of_reply(kind, end, task.job, task.target, task.seconds())
