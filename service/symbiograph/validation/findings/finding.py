"""What is told of one fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Triple

from symbiograph.validation.report import Severity


@dataclass(frozen=True)
class Where:
    """Where a fault stands: in a file, in a cell of a table, and about which thing.

    Lines and rows count from one. ``subject`` is the thing's IRI, or ``[]`` for a blank node;
    ``label`` is its name in the reader's language.
    """

    source: str | None = None
    line: int | None = None
    row: int | None = None
    column: str | None = None
    subject: str | None = None
    label: str | None = None

    def __str__(self) -> str:
        parts = [self.source or ""]
        parts += [f"line {self.line}"] if self.line else []
        parts += [f"row {self.row}"] if self.row else []
        parts += [f"column “{self.column}”"] if self.column else []
        parts += [f"“{self.label}”"] if self.label else []
        if self.subject and not self.row:
            parts.append("a thing without an IRI" if self.subject == "[]" else f"<{self.subject}>")
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Edit:
    """A change that mends a fault: what stands there now, and what to put in its place.

    ``before`` and ``after`` are Turtle that can be copied, or the text of a cell; one of them is
    empty where something is added or removed. ``removed`` and ``added`` are the same as triples.
    ``certain`` tells that nothing is left to decide; else it is an example, or one of several.
    """

    before: str
    after: str
    removed: tuple[Triple, ...] = ()
    added: tuple[Triple, ...] = ()
    certain: bool = True


@dataclass(frozen=True)
class Finding:
    """One fault: where it is, what is wrong, how to mend it.

    ``triple`` is the triple at fault, ``None`` where one is missing; ``constraint`` is the IRI of
    the constraint that it breaks, ``None`` for a fault that no shape looks for.
    """

    severity: Severity
    where: Where
    what: str
    how: str
    triple: Triple | None = None
    edit: Edit | None = None
    constraint: str | None = None


@dataclass(frozen=True)
class Findings:
    """All findings, violations first, and those that go away when these are mended.

    ``left_out`` counts results beyond those that are told, the least weighty ones.
    """

    items: tuple[Finding, ...]
    triples: int
    consequences: tuple[Finding, ...] = ()
    left_out: int = 0

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def count(self, severity: Severity) -> int:
        """Return how many findings weigh ``severity``."""
        return sum(finding.severity is severity for finding in self.items)

    @property
    def accepted(self) -> bool:
        """Whether the data can be used: no violation, whatever else there is to say."""
        return self.count(Severity.VIOLATION) == 0
