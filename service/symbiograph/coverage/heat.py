"""The matrix of skills and units as people look at it: a row for a skill, a column for a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from symbiograph.coverage.programme import Counting
from symbiograph.queries import Answer
from symbiograph.results import Term

Row = Mapping[str, Term | None]
# How near what a unit teaches comes to the skill, in the words of the query.
_WAYS: Final = {
    "the skill": Counting.EXACT,
    "a narrower skill": Counting.NARROWER,
    "an ESCO equivalent": Counting.ESCO,
}


@dataclass(frozen=True)
class Taught:
    """That a unit teaches a skill: in which way, and what the statement rests on."""

    way: Counting
    evidence: str

    def counts(self, counting: Counting) -> bool:
        """Tell whether this way of teaching a skill counts in a way of counting."""
        return self.way in (Counting.EXACT, counting)


@dataclass(frozen=True)
class Column:
    """A unit, with what it states of hours and levels."""

    unit: NamedNode
    label: Literal
    hours: str
    levels: str


@dataclass(frozen=True)
class Line:
    """A needed skill, and for each column what is taught there of it."""

    skill: NamedNode
    label: Literal
    group: str
    necessity: str
    level: str
    cells: tuple[Taught | None, ...]

    def is_open(self, counting: Counting) -> bool:
        """Tell whether no unit teaches the skill, as it is counted."""
        return not any(cell and cell.counts(counting) for cell in self.cells)


@dataclass(frozen=True)
class Heat:
    """The whole matrix: lines by group and name, columns in the order of their IRIs."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    @property
    def has_evidence(self) -> bool:
        """Tell whether any cell says what it rests on."""
        return any(cell and cell.evidence for line in self.lines for cell in line.cells)


def rows(answer: Answer) -> list[Row]:
    """Return the rows of an answer, each with its cells by the name of the column."""
    names = answer.table.columns
    return [dict(zip(names, row, strict=True)) for row in answer.table.rows]


def text(term: Term | None) -> str:
    """Return the words of a cell, empty where nothing is stated."""
    return term.value if isinstance(term, (Literal, NamedNode)) else ""


def heat(matrix: Answer) -> Heat:
    """Return the matrix that ``coverage/matrix`` answered."""
    columns: dict[str, Column] = {}
    first: dict[str, Row] = {}
    cells: dict[str, dict[str, Taught]] = {}
    for row in rows(matrix):
        unit, skill = text(row["unit"]), text(row["skill"])
        first.setdefault(skill, row)
        if unit:
            columns.setdefault(unit, _column(row))
            way = _WAYS[text(row["how"])]
            cells.setdefault(skill, {})[unit] = Taught(way, text(row["evidence"]))
    order = sorted(columns)
    lines = [_line(row, cells.get(skill, {}), order) for skill, row in first.items()]
    lines.sort(key=lambda line: (line.group.casefold(), line.label.value.casefold()))
    return Heat(tuple(columns[unit] for unit in order), tuple(lines))


def _column(row: Row) -> Column:
    lowest, highest = text(row["eqf_from"]), text(row["eqf_to"])
    levels = lowest if lowest == highest else f"{lowest}–{highest}"
    return Column(
        NamedNode(text(row["unit"])), _label(row["unit_label"]), text(row["hours"]), levels
    )


def _line(row: Row, taught: Mapping[str, Taught], order: list[str]) -> Line:
    return Line(
        skill=NamedNode(text(row["skill"])),
        label=_label(row["label"]),
        group=text(row["group_label"]),
        necessity=text(row["necessity"]),
        level=text(row["level"]),
        cells=tuple(taught.get(unit) for unit in order),
    )


def _label(term: Term | None) -> Literal:
    return term if isinstance(term, Literal) else Literal("")
