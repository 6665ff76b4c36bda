"""A table as rows of values: columns found by their names, cells read by their forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from symbiograph.contributing.forms import NotAllowed, Term, Value
from symbiograph.contributing.kinds import Column, Kind
from symbiograph.contributing.vocabulary import Vocabulary
from symbiograph.errors import PayloadTooLarge
from symbiograph.search.folding import words
from symbiograph.search.likeness import Typed
from symbiograph.spreadsheets import Grid
from symbiograph.validation.findings import Edit, Finding, Where
from symbiograph.validation.report import Severity

_LETTERS_PER_ERROR: Final = 3
# What is unlike anything known is compared with all that is; both keep that to a second or two.
MOST_ROWS: Final = 2_000
_MOST_FINDINGS: Final = 100


@dataclass(frozen=True)
class Row:
    """A row by its number in the file, from one; ``values`` by column, without empty cells."""

    number: int
    values: Mapping[str, list[Value]]

    def one(self, column: str) -> Value | None:
        """Return the value of a column, ``None`` where there is none."""
        return next(iter(self.values.get(column, ())), None)

    def all(self, column: str) -> list[Value]:
        """Return all values of a column."""
        return self.values.get(column, [])

    def text(self, column: str) -> str:
        """Return the value of a column as a text, empty where there is none."""
        value = self.one(column)
        return "" if value is None else str(value)


@dataclass
class Table:
    """The rows that could be read, and what is wrong with the others."""

    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_rows(grid: Grid, kind: Kind, source: str, vocabulary: Vocabulary) -> Table:
    """Return the rows of a table of ``kind``, with a finding for each cell that is wrong.

    Raises :class:`PayloadTooLarge` for more than :data:`MOST_ROWS` rows.
    """
    reader = _Reader(kind, source, vocabulary)
    for problem in grid.problems:
        severity = Severity.VIOLATION if problem.severity == "error" else Severity.WARNING
        where = Where(source, row=problem.row, column=problem.column)
        reader.table.findings.append(Finding(severity, where, problem.message, problem.message))
    start = next((n for n, row in enumerate(grid.rows) if any(map(str.strip, row))), None)
    if start is None:
        reader.tell(
            1, None, "The table is empty.", "Take the template: its first row names the columns."
        )
        return reader.table
    places = reader.header(grid.rows[start], start + 1)
    below = grid.rows[start + 1 :]
    if len(below) > MOST_ROWS:
        raise PayloadTooLarge(
            f"{source} has {len(below):,} rows; a contribution has at most {MOST_ROWS:,}. Send it "
            "in parts, each under a name of its own."
        )
    for number, cells in enumerate(below, start + 2):
        if len(reader.table.findings) >= _MOST_FINDINGS:
            what = f"Rows from here on were not looked at: {_MOST_FINDINGS} things are to mend."
            reader.tell(number, None, what, "Mend those before, and check again.")
            break
        if any(map(str.strip, cells)):
            reader.row(number, cells, places)
    return reader.table


class _Reader:
    def __init__(self, kind: Kind, source: str, vocabulary: Vocabulary) -> None:
        self.table = Table()
        self._kind = kind
        self._source = source
        self._vocabulary = vocabulary
        self._ids: dict[str, int] = {}
        self._width = 0
        self._columns = {_folded(column.name): column for column in kind.columns}

    def header(self, cells: Sequence[str], number: int) -> dict[int, Column]:
        """Return the columns by their place, and tell of unknown, double and absent ones."""
        places: dict[int, Column] = {}
        self._width = len(cells)
        for place, cell in enumerate(cells):
            name = " ".join(cell.split()).rstrip("*").strip()
            if not name:
                continue
            column = self._columns.get(_folded(name))
            if column is None:
                column = self._unknown(name, number)
            if column is not None and column in places.values():
                how = "Put all of it into one of the two, and remove the other."
                self.tell(number, name, f"The column “{column.name}” stands there twice.", how)
            elif column is not None:
                places[place] = column
        for column in self._kind.columns:
            if column.required and column not in places.values():
                how = (
                    f"Add a column with the heading “{column.name}”: {column.form.allowed()}. "
                    f"{column.meaning}"
                )
                self.tell(number, column.name, f"The column “{column.name}” is not there.", how)
        return places

    def _unknown(self, name: str, number: int) -> Column | None:
        typed, folded = Typed(_folded(name)), _folded(name)
        near = [(typed.errors(known), known) for known in self._columns]
        errors, best = min(near)
        what = f"There is no column “{name}” in a table of {self._kind.name}."
        if errors <= max(len(folded) // _LETTERS_PER_ERROR, 1):
            column = self._columns[best]
            how = f"Write “{column.name}” instead."
            self.tell(number, name, what, how, name, column.name)
            return column
        names = ", ".join(column.name for column in self._kind.columns)
        self.tell(number, name, what, f"Remove it, or use one of these: {names}.")
        return None

    def row(self, number: int, cells: Sequence[str], places: Mapping[int, Column]) -> None:
        """Read a row."""
        if any(cell.strip() for cell in cells[self._width :]):
            how = (
                "A comma or semicolon within a value makes two cells of it: put the value in "
                'quotation marks, "1,5", or save the table as an Excel file.'
            )
            what = (
                f"This row has {len(cells)} cells, and the first row names {self._width} columns."
            )
            self.tell(number, None, what, how)
            return
        values: dict[str, list[Value]] = {}
        before = self._violations()
        for place, column in places.items():
            cell = cells[place].strip() if place < len(cells) else ""
            parts = [part.strip() for part in cell.split(";")] if column.many else [cell]
            for part in filter(None, parts):
                value = self._value(number, column, part.removeprefix("'"))
                if value is not None:
                    values.setdefault(column.name, []).append(value)
            if column.required and not cell:
                allowed = f"{column.form.allowed()}, for example {column.example}"
                how = f"Write there {allowed}. {column.meaning}"
                self.tell(number, column.name, "This cell must not be empty.", how)
        self._check_id(number, values)
        if self._violations() == before:
            self.table.rows.append(Row(number, values))

    def _value(self, number: int, column: Column, cell: str) -> Value | None:
        try:
            value = column.form.read(cell, self._vocabulary)
        except NotAllowed as fault:
            self._tell_of(fault, number, column, cell, Severity.VIOLATION)
            return None
        doubt = (
            column.form.doubt(value, self._vocabulary) if isinstance(column.form, Term) else None
        )
        if doubt is not None:
            self._tell_of(doubt, number, column, cell, Severity.WARNING)
        return value

    def _tell_of(
        self, fault: NotAllowed, number: int, column: Column, cell: str, severity: Severity
    ) -> None:
        how = fault.how
        if fault.instead is not None:
            meant = f"Write “{fault.instead}”." if fault.certain else None
            how = f"{meant or f'Perhaps you mean “{fault.instead}”?'} {how}"
        edit = None
        if fault.instead is not None:
            edit = Edit(cell, fault.instead, certain=fault.certain)
        where = Where(self._source, row=number, column=column.name)
        self.table.findings.append(Finding(severity, where, fault.what, how, edit=edit))

    def _violations(self) -> int:
        # There are a hundred at most.
        return sum(one.severity is Severity.VIOLATION for one in self.table.findings)

    def _check_id(self, number: int, values: Mapping[str, list[Value]]) -> None:
        for name in values.get("id", ()):
            first = self._ids.setdefault(str(name), number)
            if first != number:
                how = "Give one of the two an id of its own, or remove the row that is there twice."
                self.tell(number, "id", f"The id “{name}” stands in row {first} already.", how)

    def tell(
        self,
        row: int,
        column: str | None,
        what: str,
        how: str,
        before: str = "",
        after: str | None = None,
    ) -> None:
        """Note what is wrong with a cell."""
        edit = None if after is None else Edit(before, after)
        where = Where(self._source, row=row, column=column)
        self.table.findings.append(Finding(Severity.VIOLATION, where, what, how, edit=edit))


def _folded(name: str) -> str:
    return " ".join(words(name))


def is_column_of(kind: Kind) -> set[str]:
    """Return the names of the columns of a kind, folded."""
    return {_folded(column.name) for column in kind.columns}
