"""A table as it stands in a file, before anybody knows what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands in a file.

    In a table ``row`` counts from one, the row of column names being the first, and ``column`` is
    the name that stands there; in RDF ``subject`` is the IRI or label of what is described.
    """

    row: int | None = None
    column: str | None = None
    subject: str | None = None

    def __str__(self) -> str:
        parts = [f"row {self.row}" if self.row else "", f"column {self.column}" * bool(self.column)]
        return ", ".join(filter(None, parts)) or self.subject or ""


@dataclass(frozen=True)
class Problem:
    """What is wrong at a place, and how to mend it.

    What an error is about was left out, what a warning is about was taken as told.
    """

    place: Place
    message: str
    severity: Severity = "error"

    @property
    def row(self) -> int | None:
        """The row of a table, from one."""
        return self.place.row

    @property
    def column(self) -> str | None:
        """The column of a table, by its name."""
        return self.place.column

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if str(self.place) else self.message


@dataclass(frozen=True)
class Grid:
    """Rows of texts, from the first of the file on; ``problems`` are what reading met."""

    rows: Sequence[Sequence[str]]
    problems: tuple[Problem, ...] = ()
