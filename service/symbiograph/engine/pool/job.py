"""What a web process asks of the pool, and what becomes of it.

Jobs and errors go through a :class:`Channel`, so they are tuples of plain values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, TypeAlias

from symbiograph import errors
from symbiograph.engine.federation.consultation import Consultation
from symbiograph.errors import Position, QuerySyntaxError, SymbiographError


class Offer(NamedTuple):
    """How to write one kind of results: the extension of the format, and its header lines."""

    format: str
    lines: str = ""


class Http(NamedTuple):
    """The HTTP exchange a job answers; header lines are those of :func:`header_lines`.

    ``limited_lines`` are added where the row limit leaves rows out.
    """

    method: str = "GET"
    version: tuple[int, int] = (1, 1)
    keep_alive: bool = True
    lines: str = ""
    limited_lines: str = ""


class Job(NamedTuple):
    """A query with all that is needed to answer it.

    ``seconds`` is the time it may take once a worker has it. ``solutions`` and ``triples`` say how
    to write either kind of results, whichever the query turns out to give; ``None`` refuses it.
    With ``http`` the whole response goes to the client, otherwise the results alone to a file.
    ``byte_limit`` counts the bytes of the results, ``offset`` the rows that are passed over.
    ``limited_note``, an address, stands in results of which ``row_limit`` leaves rows out, where
    their format has room for it.
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
    offset: int = 0
    limited_note: str = ""

    def message(self) -> tuple[Any, ...]:
        """Return the job as a message of a :class:`Channel`."""
        text, seconds, solutions, triples, http, base_iri, default, named, *limits = self
        return (
            text,
            seconds,
            solutions and tuple(solutions),
            triples and tuple(triples),
            http and tuple(http),
            base_iri,
            default if default is None else tuple(default),
            named if named is None else tuple(named),
            *limits,
        )

    @classmethod
    def from_message(cls, values: tuple[Any, ...]) -> Job:
        """Return the job of a message."""
        text, seconds, solutions, triples, http, *rest = values
        return cls(
            text,
            seconds,
            solutions and Offer(*solutions),
            triples and Offer(*triples),
            http and Http(*http),
            *rest,
        )


def header_lines(fields: Iterable[tuple[str, str]]) -> str:
    """Return header fields as the lines of a response; raises ValueError for one of many lines."""
    lines = [f"{name}: {value}\r\n" for name, value in fields]
    if any(len(line.splitlines()) > 1 for line in lines):
        raise ValueError("A header field must not span lines.")
    return "".join(lines)


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
    and ``limited`` tells that it left rows out. ``consultations`` tell whom ``SERVICE`` has asked.
    ``bytes`` counts the results without their head.
    """

    format: str
    rows: int | None
    limited: bool
    consultations: tuple[Consultation, ...]
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


def error_message(error: SymbiographError) -> tuple[Any, ...]:
    """Return ``error`` as a message."""
    return type(error).__name__, error.message, error.members


def error_of(message: tuple[Any, ...]) -> SymbiographError:
    """Return the error that was sent by :func:`error_message`."""
    name, text, members = message
    if name == QuerySyntaxError.__name__ and members:
        return QuerySyntaxError(text, Position(**members))
    error: SymbiographError = getattr(errors, name)(text, **members)
    return error
