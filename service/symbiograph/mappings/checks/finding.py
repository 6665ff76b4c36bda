"""A fault of a mapping set: where it is, what is wrong, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from symbiograph.errors import Position, UnreadableInput
from symbiograph.mappings.reading import survey
from symbiograph.mappings.row import Mapping, MappingSet
from symbiograph.prefixes import shorten

Kind = Literal[
    "unreadable",
    "gone",
    "obsolete",
    "kind",
    "category",
    "contradiction",
    "cycle",
    "no match",
    "duplicate",
    "label",
    "value",
    "padding",
    "order",
    "form",
]
# The most pressing first.
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True)
class Change:
    """What mends a row without a judgement: texts of some of its slots, or that it goes."""

    slots: tuple[tuple[str, tuple[str, ...]], ...] = ()
    removes: bool = False


@dataclass(frozen=True)
class Finding:
    """One fault: ``row`` tells subject, predicate and object of the row in ``line``, where one is.

    ``change`` mends the row safely, where that can be; faults of the kinds order and form are
    mended by writing the file anew.
    """

    source: str
    line: int
    kind: Kind
    row: str
    fault: str
    todo: str
    change: Change | None = None

    @property
    def safe(self) -> bool:
        """Whether mending it takes no judgement."""
        return self.change is not None or self.kind in ("order", "form")


@dataclass(frozen=True)
class Examined:
    """A file as it was read: its text, the rows that can be read, and what is wrong with others."""

    text: str
    mappings: MappingSet
    unreadable: list[Finding]


def examine(text: str, source: str) -> Examined:
    """Return the rows of ``text`` and a finding for each that cannot be read.

    Raises :class:`UnreadableInput` where nothing of it can: no head, columns that are unknown or
    missing.
    """
    mappings, faults = survey(text, source)
    return Examined(text, mappings, [_unreadable(fault) for fault in faults])


def finding(
    source: str, row: Mapping, kind: Kind, fault: str, todo: str, change: Change | None = None
) -> Finding:
    """Return a finding about one row."""
    return Finding(source, row.line, kind, told(row), fault, todo, change)


def told(row: Mapping) -> str:
    """Return a row in words: labels where it has some, else shortened identifiers."""
    subject, predicate, target = row.key
    return " ".join(
        (
            row.text("subject_label") or shorten(subject),
            shorten(predicate).removeprefix("skos:"),
            row.text("object_label") or shorten(target),
        )
    )


def _unreadable(fault: UnreadableInput) -> Finding:
    position = fault.position or Position(1, 1)
    return Finding(
        fault.source,
        position.line,
        "unreadable",
        "",
        f"column {position.column}: {fault.reason}",
        "correct this line by hand; until then other programs drop or refuse the row",
    )
