"""Every error the project raises on purpose, each with the HTTP status a client sees for it.

The tree is flat where it can be: a class per fault a caller may want to treat apart. Whatever is
not in this tree is a defect, is answered with status 500 and is logged with its traceback.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class SymbiographError(Exception):
    """A fault that has a name, an HTTP status and a message that says what to change.

    ``members`` holds further members of the problem document (RFC 9457, section 3.2).
    """

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Internal error"

    def __init__(self, message: str, **members: object) -> None:
        super().__init__(message)
        self.message = message
        self.members = members


@dataclass(frozen=True)
class Position:
    """A place in a text: line and column count from one."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


class BadRequest(SymbiographError):
    """A request that does not follow its protocol."""

    status = 400
    title = "Bad request"


class QuerySyntaxError(BadRequest):
    """A query that the SPARQL grammar does not allow."""

    title = "The query is not valid SPARQL 1.1"

    def __init__(self, message: str, position: Position | None = None) -> None:
        members = {} if position is None else {"line": position.line, "column": position.column}
        super().__init__(message, **members)
        self.position = position


class BadArgument(BadRequest):
    """A value that a parameter does not take; ``allowed`` lists those it takes, or close ones."""

    title = "A parameter's value cannot be used"

    def __init__(self, message: str, parameter: str, allowed: list[str] | None = None) -> None:
        super().__init__(message, parameter=parameter, allowed=allowed or [])
        self.parameter = parameter
        self.allowed = allowed or []


class RemoteAccessRefused(BadRequest):
    """A query that would make this service fetch from another host."""

    title = "Remote access is refused"


class UpdateRefused(SymbiographError):
    """An update sent to a service that does not take it."""

    status = 403
    title = "Updates are refused"


class NotFound(SymbiographError):
    """A thing nobody here describes; ``suggestions`` are IRIs or paths close to the wanted one."""

    status = 404
    title = "Not found"

    def __init__(self, message: str, suggestions: list[str] | None = None) -> None:
        super().__init__(message, suggestions=suggestions or [])
        self.suggestions = suggestions or []


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


class SettingError(SymbiographError):
    """A setting whose value cannot be used."""

    title = "A setting cannot be used"


class ResourceMissing(SymbiographError):
    """A data folder that the package needs and cannot find."""

    title = "A data folder is missing"


class ReleaseError(SymbiographError):
    """A release that is absent, incomplete or altered."""

    status = 503
    title = "No usable release"


class BuildError(SymbiographError):
    """Sources from which no release can be made."""

    title = "The build stopped"
