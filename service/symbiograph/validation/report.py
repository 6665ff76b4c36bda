"""What a validation found, as values that every kind of report is written from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from pyoxigraph import Literal

from symbiograph.validation.shapes import Node, Shapes

Term: TypeAlias = Node | Literal


class Severity(Enum):
    """How much a result matters: a violation breaks use, a warning is thin data, an info a hint."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


@dataclass(frozen=True)
class Place:
    """Where a thing is first described: the source's name and, where it could be told, the line."""

    source: str
    line: int | None

    def __str__(self) -> str:
        return self.source if self.line is None else f"{self.source}:{self.line}"


@dataclass(frozen=True)
class ValidationResult:
    """One fault of one thing.

    ``path`` is a SPARQL property path; ``constraint`` and ``component`` are IRIs. ``place`` is
    filled by who knows the files.
    """

    focus: Node
    path: str | None
    value: Term | None
    constraint: str
    component: str
    severity: Severity
    message: str
    place: Place | None = None

    def sort_key(self) -> tuple[int, str, str, str, str, str]:
        """Order results by weight, constraint, thing, path, value and component."""
        weight = list(Severity).index(self.severity)
        value = "" if self.value is None else str(self.value)
        return (weight, self.constraint, str(self.focus), self.path or "", value, self.component)


@dataclass(frozen=True)
class ValidationReport:
    """All results, in a fixed order, the number of triples judged, and the shapes that judged."""

    results: tuple[ValidationResult, ...]
    triples: int
    shapes: Shapes

    @property
    def conforms(self) -> bool:
        """SHACL's sense of conforming: no result at all."""
        return not self.results

    @property
    def accepted(self) -> bool:
        """Whether the data can be used: no violation, whatever else there is to say."""
        return self.violations == 0

    @property
    def violations(self) -> int:
        """The number of violations."""
        return self._count(Severity.VIOLATION)

    @property
    def warnings(self) -> int:
        """The number of warnings."""
        return self._count(Severity.WARNING)

    @property
    def infos(self) -> int:
        """The number of hints."""
        return self._count(Severity.INFO)

    def _count(self, severity: Severity) -> int:
        return sum(result.severity is severity for result in self.results)
