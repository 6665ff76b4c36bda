"""What a web process asks of the pool, and what becomes of it.

Everything here goes through a :class:`Channel` as JSON, so the types are tuples of plain values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, TypeAlias

from symbiograph import errors
from symbiograph.errors import Position, QuerySyntaxError, SymbiographError

Headers: TypeAlias = Sequence[tuple[str, str]]


class Offer(NamedTuple):
    """How to write one kind of results: the extension of the format, and its header fields."""

    format: str
    headers: Headers = ()


class Http(NamedTuple):
    """The HTTP exchange a job answers.

    ``limited_headers`` are added where the row limit leaves rows out.
    """

    method: str = "GET"
    version: tuple[int, int] = (1, 1)
    keep_alive: bool = True
    headers: Headers = ()
    limited_headers: Headers = ()


class Job(NamedTuple):
    """A query with all that is needed to answer it.

    ``seconds`` is the time it may take once a worker has it. ``solutions`` and ``triples`` say how
    to write either kind of results, whichever the query turns out to give; ``None`` refuses it.
    With ``http`` the whole response goes to the client, otherwise the results alone to a file.
    ``byte_limit`` counts the bytes of the results.
    """

    text: str
    seconds: float
    solutions: Offer | None
    triples: Offer | None
    http: Http | None = None
    base_iri: str | None = None
    default_graphs: Sequence[str] | None = None
    named_graphs: Sequence[str] | None = None
    row_limit: int | None = None
    byte_limit: int | None = None

    @classmethod
    def from_message(cls, values: list[Any]) -> Job:
        """Return the job that was sent as JSON."""
        job = cls(*values)
        return job._replace(
            solutions=job.solutions and Offer(*job.solutions),
            triples=job.triples and Offer(*job.triples),
            http=job.http and Http(*job.http),
        )


class Reason(Enum):
    """Why a query got no answer, or not all of it."""

    DEADLINE = "deadline"
    MEMORY = "memory"
    CRASH = "crash"
    BYTES = "bytes"
    FAULT = "fault"
    NO_WORKER = "no worker"


@dataclass(frozen=True, slots=True)
class Completed:
    """The answer is out; the connection serves another request where ``keep_alive`` says so.

    ``format`` is the extension of the format written. ``rows`` is known where a row limit was set,
    and ``limited`` tells that it left rows out. ``bytes`` counts the results without their head.
    """

    format: str
    rows: int | None
    limited: bool
    bytes: int
    keep_alive: bool
    seconds: float
    status: int = 200


@dataclass(frozen=True, slots=True)
class Refused:
    """The query is at fault; nothing is written, and ``error`` is to be raised or shown."""

    error: SymbiographError
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """The query met a limit; nothing is written. ``detail`` is for the log, not for the client."""

    reason: Reason
    detail: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Broken:
    """The query met a limit midway; the connection is broken off and serves no more requests."""

    reason: Reason
    detail: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Gone:
    """The client went away; the connection serves no more requests."""

    seconds: float


Outcome: TypeAlias = Completed | Refused | Failed | Broken | Gone


def error_message(error: SymbiographError) -> list[Any]:
    """Return ``error`` as a message."""
    return [type(error).__name__, error.message, error.members]


def error_of(message: list[Any]) -> SymbiographError:
    """Return the error that was sent by :func:`error_message`."""
    name, text, members = message
    if name == QuerySyntaxError.__name__ and members:
        return QuerySyntaxError(text, Position(**members))
    error: SymbiographError = getattr(errors, name)(text, **members)
    return error
