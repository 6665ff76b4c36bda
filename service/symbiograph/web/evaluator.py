"""Where the web service has its queries run, and what it tells where one was not finished."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Final, Protocol

from symbiograph.engine.complexity import refuse_complexity
from symbiograph.engine.pool import Failed, Job, Outcome, Reason, Refused
from symbiograph.errors import (
    DeadlineExceeded,
    EngineFailed,
    MemoryExceeded,
    Overloaded,
    QuerySyntaxError,
    QueryTooComplex,
    ResultTooLarge,
    SymbiographError,
)
from symbiograph.settings import Settings

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


class Evaluator:
    """Runs the queries of a web process under the limits of its settings."""

    def __init__(self, runner: Runner, settings: Settings) -> None:
        self._runner = runner
        self._settings = settings
        self._free = BoundedSemaphore(max(settings.threads - _FOR_PAGES, 1))

    def run(self, job: Job, target: HasDescriptor) -> Outcome:
        """Answer ``job`` on ``target`` and return what became of it."""
        settings = self._settings
        try:
            refuse_complexity(job.text, settings.max_query_length, settings.max_query_depth)
        except QueryTooComplex as error:
            return Refused(error, 0)
        except QuerySyntaxError:
            # The engine tells it better, and reads some texts that have no tokens.
            pass
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
