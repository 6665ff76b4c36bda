"""What all faults have: a name, an HTTP status, and a message that says what to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class SymbiographError(Exception):
    """A fault that has a name, an HTTP status and a message that says what to change.

    ``members`` holds further members of the problem document (RFC 9457, section 3.2),
    ``retry_after`` the seconds after which the same request may fare better, where it may.
    """

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Internal error"
    retry_after: int | None = None

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
