"""Faults of a request or of what comes with it."""

from __future__ import annotations

from symbiograph.errors.error import Position, SymbiographError


class BadRequest(SymbiographError):
    """A request that does not follow its protocol."""

    status = 400
    title = "Bad request"


class BadArgument(BadRequest):
    """A value that a parameter does not take; ``allowed`` lists those it takes, or close ones."""

    title = "A parameter's value cannot be used"

    def __init__(self, message: str, parameter: str, allowed: list[str] | None = None) -> None:
        super().__init__(message, parameter=parameter, allowed=allowed or [])
        self.parameter = parameter
        self.allowed = allowed or []


class NotFound(SymbiographError):
    """A thing nobody here describes; ``suggestions`` are IRIs or paths close to the wanted one."""

    status = 404
    title = "Not found"

    def __init__(self, message: str, suggestions: list[str] | None = None) -> None:
        super().__init__(message, suggestions=suggestions or [])
        self.suggestions = suggestions or []


class CursorExpired(SymbiographError):
    """A cursor into an answer that is not the present one; ask again without it."""

    status = 410
    title = "The cursor is out of date"


class MethodNotAllowed(SymbiographError):
    """A method that an address does not take; the header ``Allow`` lists those it does."""

    status = 405
    title = "The method is not allowed here"


class NotAcceptable(SymbiographError):
    """None of the formats asked for can be written; ``available`` lists those that can."""

    status = 406
    title = "No acceptable format"

    def __init__(self, message: str, available: list[str]) -> None:
        super().__init__(message, available=available)
        self.available = available


class PayloadTooLarge(SymbiographError):
    """A request body above the limit."""

    status = 413
    title = "The request is too large"


class UnsupportedMediaType(SymbiographError):
    """A request body in a format this service does not read."""

    status = 415
    title = "Unsupported media type"


class UnreadableInput(SymbiographError):
    """A file or stream that is not what it says; names the file and, where known, the place."""

    status = 422
    title = "The input cannot be read"

    def __init__(self, source: str, reason: str, position: Position | None = None) -> None:
        place = source if position is None else f"{source}, {position}"
        super().__init__(f"{place}: {reason}")
        self.source = source
        self.reason = reason
        self.position = position


class PrefixMissing(SymbiographError):
    """An identifier that no prefix shortens, in a format that takes shortened ones only."""

    status = 422
    title = "A prefix is missing"

    def __init__(self, source: str, iri: str) -> None:
        super().__init__(
            f"{source}: no prefix fits <{iri}>. Add one for its namespace to the curie_map."
        )


class TooManyRequests(SymbiographError):
    """A client that asks for more than its share; ``retry_after`` says when to go on."""

    status = 429
    title = "More than a fair share"

    def __init__(self, message: str, retry_after: int, **members: object) -> None:
        super().__init__(message, **members)
        self.retry_after = retry_after


class CircularUnits(BadRequest):
    """Training units whose parts or prerequisites run in a circle; ``units`` are the IRIs in it."""

    title = "The training units cannot be ordered"


class ProblemTooLarge(BadRequest):
    """A problem with more units or skills than this service solves."""

    title = "The problem is too large"
