"""Where the web service has its queries run, and what it tells where one was not finished."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from contextvars import copy_context
from threading import BoundedSemaphore
from typing import Final, Protocol

from symbiograph.engine.complexity import refuse_complexity
from symbiograph.engine.pool import (
    Broken,
    Completed,
    Dispatcher,
    Failed,
    Gone,
    Job,
    Outcome,
    Pool,
    Reason,
    Refused,
)
from symbiograph.errors import (
    DeadlineExceeded,
    EngineFailed,
    MemoryExceeded,
    Overloaded,
    QuerySyntaxError,
    QueryTooComplex,
    ResultTooLarge,
    SymbiographError,
    TooManyRequests,
)
from symbiograph.settings import Settings
from symbiograph.web.counters import Counters
from symbiograph.web.fair_use import FairUse

_log = logging.getLogger(__name__)
# A query of as many seconds is told in the log.
_SLOW: Final = 1.0
_SERVER_ERROR: Final = 500
# Threads of a web process that are left for pages while queries wait or run.
_FOR_PAGES: Final = 4


class HasDescriptor(Protocol):
    """A socket or a file."""

    def fileno(self) -> int:
        """Return the descriptor."""


class Runner(Protocol):
    """What runs jobs: the pool, or in its place this process."""

    def run(self, job: Job, target: HasDescriptor) -> Outcome:
        """Answer ``job`` on ``target`` and return what became of it."""

    def is_open(self) -> bool:
        """Tell whether jobs can be run at all."""


class Evaluator:
    """Runs the queries of a web process under the limits of its settings."""

    def __init__(self, runner: Runner, settings: Settings, counters: Counters) -> None:
        self.fair_use = FairUse.of(settings)
        self._runner = runner
        self._counters = counters
        self._settings = settings
        self._free = BoundedSemaphore(max(settings.threads - _FOR_PAGES, 1))

    def is_ready(self) -> bool:
        """Tell whether queries can be answered at all."""
        return self._runner.is_open()

    def run(self, job: Job, target: HasDescriptor) -> Outcome:
        """Answer ``job`` on ``target`` and return what became of it; count and log it."""
        outcome: Outcome
        try:
            with self.fair_use.turn() if self.fair_use else nullcontext():
                outcome = self._refused(job) or self._outcome(job, target)
        except TooManyRequests as error:
            outcome = Refused(error, 0)
        self._note(job, outcome)
        return outcome

    @property
    def pool(self) -> Pool | None:
        """The pool of a dispatcher, which :meth:`submit` needs; jobs may also run in none."""
        return self._runner if isinstance(self._runner, Pool) else None

    def submit(
        self,
        dispatcher: Dispatcher,
        job: Job,
        target: HasDescriptor,
        done: Callable[[Outcome], None],
    ) -> Refused | None:
        """Have ``dispatcher`` answer ``job`` on ``target`` and call ``done``; count and log it.

        Return at once, with the reason where it is refused; then ``done`` is never called.
        """
        refused = self._refused(job)
        turn = ExitStack()
        if self.fair_use and not refused:
            try:
                turn.enter_context(self.fair_use.turn())
            except TooManyRequests as error:
                refused = Refused(error, 0)
        if refused:
            self._note(job, refused)
            return refused

        def end(outcome: Outcome) -> None:
            turn.close()
            self._note(job, outcome)
            done(outcome)

        # What is logged at the end is about this request.
        context = copy_context()
        dispatcher.submit(job, target, lambda outcome: context.run(end, outcome))
        return None

    def _note(self, job: Job, outcome: Outcome) -> None:
        """Count and log what became of ``job``."""
        kind, detail, size = "completed", "", 0
        match outcome:
            case Completed():
                size = outcome.bytes
                # What SERVICE SILENT passes over is the operator's concern, too.
                silent = (asked for asked in outcome.consultations if not asked.answered)
                detail = ", ".join(f"<{asked.endpoint}> {asked.outcome}" for asked in silent)
            case Refused():
                kind = "refused"
                # Another store's or endpoint's fault is the operator's concern. What it said may
                # repeat the query.
                detail = outcome.error.title if outcome.error.status >= _SERVER_ERROR else ""
            case Gone():
                kind = "gone"
            case Failed() | Broken():
                kind, detail = outcome.reason.value, outcome.detail
        self._counters.query(kind, outcome.seconds, size)
        level = logging.DEBUG
        if detail:
            level = logging.WARNING
        elif outcome.seconds >= _SLOW or kind == "gone":
            level = logging.INFO
        if _log.isEnabledFor(level):
            broken = isinstance(outcome, Broken)
            said = f"result broken off: {kind}" if broken else f"query: {kind}"
            event = {"seconds": round(outcome.seconds, 6), "bytes": size, "detail": detail}
            _log.log(level, said, extra={"event": event})
            _log.debug("%s", job.text)

    def _refused(self, job: Job) -> Refused | None:
        """Return the refusal of a query that looks as if the engine could not bear it."""
        settings = self._settings
        try:
            refuse_complexity(job.text, settings.max_query_length, settings.max_query_depth)
        except QueryTooComplex as error:
            return Refused(error, 0)
        except QuerySyntaxError:
            # The engine tells it better, and reads some texts that have no tokens.
            pass
        return None

    def _outcome(self, job: Job, target: HasDescriptor) -> Outcome:
        if not self._free.acquire(blocking=False):
            return Failed(Reason.NO_WORKER, "too many queries wait", 0)
        try:
            return self._runner.run(job, target)
        finally:
            self._free.release()

    def fault(self, failed: Failed) -> SymbiographError:
        """Return what to tell the client of a query that met a limit."""
        settings = self._settings
        match failed.reason:
            case Reason.DEADLINE:
                return DeadlineExceeded(
                    f"The query ran for {settings.query_timeout:g} seconds, the most that one "
                    "query may take here, and was ended. Ask for less at a time: name more of "
                    "the pattern, aggregate in a sub-SELECT, or add a LIMIT.",
                    limit="time",
                    seconds=settings.query_timeout,
                )
            case Reason.MEMORY:
                return MemoryExceeded(
                    f"The query needed more than {settings.query_memory} megabytes, the most "
                    "that one query may use here, and was ended. Sort, group or collect fewer "
                    "values at a time.",
                    limit="memory",
                    megabytes=settings.query_memory,
                )
            case Reason.BYTES:
                return ResultTooLarge(
                    f"The result is longer than {settings.byte_limit} bytes, the most that one "
                    "query is answered with here. Add a LIMIT, and fetch the rest by OFFSET.",
                    limit="bytes",
                    bytes=settings.byte_limit,
                )
            case Reason.NO_WORKER:
                return Overloaded(
                    "Every process for queries was busy. Try again in a few seconds.",
                    limit="queries at a time",
                )
            case _:
                return EngineFailed(
                    "The query ended the process it ran in, by a fault of the engine. It would "
                    "do so again; write it in another way, or with less nesting.",
                    limit="engine",
                )
