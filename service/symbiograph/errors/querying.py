"""Faults of queries, and of those that answer them."""

from __future__ import annotations

from symbiograph.errors.error import Position, SymbiographError
from symbiograph.errors.requests import BadRequest


class QuerySyntaxError(BadRequest):
    """A query that the SPARQL grammar does not allow."""

    title = "The query is not valid SPARQL 1.1"

    def __init__(self, message: str, position: Position | None = None) -> None:
        members = {} if position is None else {"line": position.line, "column": position.column}
        super().__init__(message, **members)
        self.position = position


class UpdateSyntaxError(QuerySyntaxError):
    """An update that the SPARQL grammar does not allow."""

    title = "The update is not valid SPARQL 1.1"


class RemoteAccessRefused(BadRequest):
    """A query that would make this service fetch from another host."""

    title = "Remote access is refused"


class QueryTooComplex(BadRequest):
    """A query that is longer or nested deeper than this service reads."""

    title = "The query is too long or too deep"


class ResultTooLarge(BadRequest):
    """A query whose result is larger than this service sends."""

    title = "The result is too large"


class DeadlineExceeded(SymbiographError):
    """A query that took longer than this service allows; it has been ended."""

    status = 504
    title = "The query took too long"


class MemoryExceeded(SymbiographError):
    """A query that needed more memory than this service allows; it has been ended."""

    status = 503
    title = "The query needed too much memory"


class RemoteServiceFailed(SymbiographError):
    """An endpoint that a query asked by ``SERVICE`` has given no result; ``endpoint`` is its IRI.

    ``SERVICE SILENT`` goes on without it. ``sources`` tells of all endpoints that were asked.
    """

    status = 502
    title = "Another endpoint gave no result"

    def __init__(self, message: str, *, endpoint: str, sources: list[dict[str, object]]) -> None:
        super().__init__(message, endpoint=endpoint, sources=sources)
        self.sources = sources


class EngineFailed(SymbiographError):
    """A query that ended the process it ran in; other queries were not touched."""

    status = 503
    title = "The query could not be finished"


class Overloaded(SymbiographError):
    """A query that found no free worker in time."""

    status = 503
    title = "Too many queries at the moment"
    retry_after = 5
