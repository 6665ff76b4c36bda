"""The rows of a CSV file, and the values in them, each checked where it is read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeVar

from symbiograph.errors import NotEsco
from symbiograph.esco import cleaning
from symbiograph.esco.sources import SourceFile
from symbiograph.esco.tables import Table

_Value = TypeVar("_Value")
# Descriptions and lists of top concepts are longer than Python's module expects.
_LONGEST_FIELD: Final = 1 << 27


class Row:
    """A row of ``file``: its number, that of the column names being one, and its values."""

    __slots__ = ("file", "number", "values")

    def __init__(self, file: str, number: int, values: Mapping[str, str]) -> None:
        self.file = file
        self.number = number
        self.values = values

    def fault(self, column: str, reason: str) -> NotEsco:
        """Return the error that the value of a column is not ESCO's."""
        return NotEsco(self.file, reason, self.number, column)

    def get(self, column: str) -> str:
        """Return the value of a column, without blanks around it; empty where there is none."""
        return self.values.get(column, "").strip()

    def label(self, column: str) -> str:
        """Return the label in a column, or nothing."""
        return cleaning.clean_label(self.values.get(column, ""))

    def labels(self, column: str) -> list[str]:
        """Return the labels in a column."""
        return cleaning.labels(self.values.get(column, ""))

    def text(self, column: str) -> str:
        """Return the text in a column, or nothing."""
        return cleaning.clean_text(self.values.get(column, ""))

    def iri(self, column: str, form: re.Pattern[str]) -> str:
        """Return the IRI in a column; raises :class:`NotEsco` unless it has ``form``."""
        iri = self.get(column)
        if not form.fullmatch(iri):
            raise self.fault(column, f"{_shown(iri)} is not an IRI that ESCO has there")
        return iri

    def iris(self, column: str, form: re.Pattern[str]) -> list[str]:
        """Return the IRIs in a column; raises :class:`NotEsco` unless all have ``form``."""
        found = cleaning.iris(self.values.get(column, ""))
        for iri in found:
            if not form.fullmatch(iri):
                raise self.fault(column, f"{_shown(iri)} is not an IRI that ESCO has there")
        return found

    def choice(self, column: str, allowed: Mapping[str, _Value]) -> _Value | None:
        """Return what a value stands for, or ``None`` for none; raises :class:`NotEsco`."""
        value = self.get(column)
        if not value:
            return None
        if value not in allowed:
            raise self.fault(column, f"{_shown(value)} is none of: {', '.join(allowed)}")
        return allowed[value]

    def matching(self, column: str, form: re.Pattern[str], meaning: str) -> str:
        """Return the value of a column, or nothing; raises :class:`NotEsco` unless it fits."""
        value = self.get(column)
        if value and not form.fullmatch(value):
            raise self.fault(column, f"{_shown(value)} is not {meaning}")
        return value


def read_rows(source: SourceFile, table: Table) -> Iterator[Row]:
    """Yield the rows of a CSV file; a file without rows gives none.

    Raises :class:`NotEsco` for a file that is not UTF-8, lacks a column of ``table``, or has a row
    with more or fewer values than columns. The hierarchy's rows end with their last value.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    with source.open() as stream:
        reader = csv.reader(io.TextIOWrapper(stream, "utf-8-sig", newline=""), strict=True)
        number = 1
        try:
            header = [name.strip() for name in next(reader, [])]
            _check(source, table, header)
            for number, values in enumerate(reader, 2):
                if not values:
                    continue
                if len(values) != len(header):
                    _check_length(source, table, header, number, values)
                yield Row(source.path, number, dict(zip(header, values, strict=False)))
        except UnicodeDecodeError as error:
            reason = f"this is not UTF-8: byte {error.object[error.start]:#04x}"
            raise NotEsco(source.path, reason, number + 1) from error
        except csv.Error as error:
            raise NotEsco(source.path, f"this is not CSV: {error}", number + 1) from error


def has_columns(source: SourceFile, table: Table) -> bool:
    """Tell whether a file begins with the columns of a table."""
    csv.field_size_limit(_LONGEST_FIELD)
    with source.open() as stream:
        lines = io.TextIOWrapper(stream, "utf-8-sig", newline="", errors="replace")
        header = next(csv.reader(lines), [])
    return set(table.required) <= {name.strip() for name in header}


def _check(source: SourceFile, table: Table, header: list[str]) -> None:
    for column in table.required:
        if column not in header:
            there = ", ".join(header) if any(header) else "none"
            reason = f"a file {table.name}… of ESCO has this column; the columns here: {there}"
            raise NotEsco(source.path, reason, 1, column)


def _check_length(
    source: SourceFile, table: Table, header: list[str], number: int, values: list[str]
) -> None:
    if len(values) > len(header):
        reason = f"{len(values)} values in {len(header)} columns; a quote may be missing"
        raise NotEsco(source.path, reason, number, header[-1])
    if table.name != "skillsHierarchy":
        reason = f"the row ends before this column, after {len(values)} values"
        raise NotEsco(source.path, reason, number, header[len(values)])


def _shown(value: str) -> str:
    return repr(value if len(value) <= 100 else value[:97] + "…")
