"""Jobs of a thread that waits for everything at once, where a thread for each costs too much.

A web process hands over a job and goes on; the outcome comes by a call. What could take time, as
hiring a worker, catching up with the image or looking into the death of a worker, is done by other
threads.
"""

from __future__ import annotations

import select
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from threading import get_ident
from time import monotonic
from typing import Final

from symbiograph.engine.pool.hired import PARTING, Event, HasDescriptor, Hired
from symbiograph.engine.pool.job import Gone, Job, Outcome
from symbiograph.engine.pool.places import SHORT, Waiting
from symbiograph.engine.pool.pool import Pool
from symbiograph.engine.pool.task import Place, Task, replied

_NEVER: Final = float("inf")


@dataclass(eq=False, slots=True)
class _Pending:
    """A task, who wants to hear of its end, and its place in the queue."""

    task: Task
    done: Callable[[Outcome], None]
    waiting: Waiting


@dataclass(eq=False, slots=True)
class _Running:
    """A task that a worker has: what is to be done about it next, and when."""

    pending: _Pending
    place: Place
    worker: Hired
    deadline: float
    alarm: float
    event: Event = Event.LATE


class Dispatcher:
    """Runs jobs of ``pool`` for one thread, which made it and waits on ``epoll``.

    That thread calls :meth:`attend` for the descriptors in ``workers`` that are ready, and
    :meth:`look` at the latest when :meth:`alarm` says. ``threads`` do what takes time, and ``wake``
    has the thread call a function soon, from any other.
    """

    def __init__(
        self,
        pool: Pool,
        epoll: select.epoll,
        threads: Executor,
        wake: Callable[[Callable[[], None]], None],
    ) -> None:
        self.workers: dict[int, _Running] = {}
        self._pool = pool
        self._epoll = epoll
        self._threads = threads
        self._wake = wake
        self._home = get_ident()
        self._queue: deque[_Pending] = deque()
        self._of_clients: dict[int, _Pending | _Running] = {}
        self._next_try = _NEVER

    def submit(self, job: Job, target: HasDescriptor, done: Callable[[Outcome], None]) -> None:
        """Run ``job`` on ``target`` as :meth:`Pool.run` does, and call ``done`` with the outcome.

        It is called by this thread, not before this method has returned.
        """
        waiting = self._pool.places.line_up(self._called)
        pending = _Pending(Task(job, target, waiting.since), done, waiting)
        self._of_clients[target.fileno()] = pending
        self._queue.append(pending)
        self._fill()

    def _called(self) -> None:
        """Take note of a place that became free; this thread finds those it frees by itself."""
        if get_ident() != self._home:
            self._wake(self._fill)

    def _fill(self) -> None:
        """Start as many tasks as have their turn."""
        self._next_try = _NEVER
        while self._queue:
            found = self._pool.places.try_turn(self._queue[0].waiting)
            if not isinstance(found, Place):
                if found is not None:
                    self._next_try = found
                return
            self._start(self._queue.popleft(), found)

    def _start(self, pending: _Pending, place: Place) -> None:
        task = pending.task
        worker = self._pool.begin(task, place)
        if worker is None:
            del self._of_clients[task.target.fileno()]
            self._in_thread(pending, partial(self._pool.serve, task, place))
            return
        now = monotonic()
        deadline = now + task.job.seconds
        running = _Running(pending, place, worker, deadline, min(now + SHORT, deadline))
        self._of_clients[task.target.fileno()] = running
        self.workers[worker.fileno()] = running
        self._epoll.register(worker.fileno(), select.EPOLLIN)

    def attend(self, descriptor: int) -> None:
        """Hear what the worker behind ``descriptor`` has to say."""
        running = self._taken(descriptor)
        event = running.worker.heard()
        pending, place = running.pending, running.place
        if event is Event.REPLY and not running.worker.reply[2]:
            outcome = replied(pending.task, place, running.worker)
            self._pool.leave(place)
            pending.done(outcome)
            self._fill()
        else:
            self._conclude(running, event)

    def _taken(self, descriptor: int) -> _Running:
        self._epoll.unregister(descriptor)
        running = self.workers.pop(descriptor)
        del self._of_clients[running.pending.task.target.fileno()]
        return running

    def _conclude(self, running: _Running, event: Event) -> None:
        pending = running.pending
        self._in_thread(pending, partial(self._pool.serve, pending.task, running.place, event))

    def _in_thread(self, pending: _Pending, serve: Callable[[], Outcome]) -> None:
        def perform() -> None:
            outcome = serve()
            self._wake(partial(pending.done, outcome))

        self._threads.submit(perform)

    def client_gone(self, target: HasDescriptor) -> None:
        """End what runs for ``target``, whose client has hung up; threads notice by themselves."""
        found = self._of_clients.get(target.fileno())
        if isinstance(found, _Pending):
            self._leave_queue(found, Gone(found.task.seconds()))
        elif found is not None and found.event is Event.LATE:
            found.event = Event.CLIENT_GONE
            # One that was writing has a moment to say how that ended.
            found.alarm = monotonic() if found.worker.silence() else monotonic() + PARTING

    def _leave_queue(self, pending: _Pending, outcome: Outcome) -> None:
        self._queue.remove(pending)
        del self._of_clients[pending.task.target.fileno()]
        self._pool.places.give_up(pending.waiting)
        self._wake(partial(pending.done, outcome))

    def alarm(self) -> float:
        """Return when to :meth:`look` at the latest, in the time of :func:`monotonic`."""
        alarm = self._next_try
        if self._queue:
            alarm = min(alarm, self._queue[0].task.started + self._pool.patience)
        for running in self.workers.values():
            alarm = min(alarm, running.alarm)
        return alarm

    def look(self) -> None:
        """Do what the time has come for."""
        now = monotonic()
        for descriptor, running in list(self.workers.items()):
            if running.alarm > now:
                continue
            if running.event is Event.CLIENT_GONE or now >= running.deadline:
                # What came to its end in time was answered, though it is heard of late.
                if running.worker.has_spoken():
                    self.attend(descriptor)
                else:
                    self._conclude(self._taken(descriptor), running.event)
            elif running.worker.step_back(self._pool.places.have_short_jobs()):
                running.alarm = running.deadline
            else:
                running.alarm = min(now + SHORT, running.deadline)
        while self._queue and self._queue[0].task.started + self._pool.patience <= now:
            pending = self._queue[0]
            found = self._pool.places.try_turn(pending.waiting, last_chance=True)
            if isinstance(found, Place):
                self._queue.popleft()
                self._start(pending, found)
            else:
                self._leave_queue(pending, pending.task.without_place())
        if now >= self._next_try:
            self._fill()
