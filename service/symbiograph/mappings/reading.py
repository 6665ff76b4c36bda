"""Reading SSSOM/TSV: nothing is dropped and nothing guessed; a fault names line and column."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from symbiograph.errors import Position, UnreadableInput
from symbiograph.mappings.row import Mapping, MappingSet, Value
from symbiograph.mappings.slots import PROPAGATED, REQUIRED
from symbiograph.mappings.values import Values

# A bar parts values, unless a backslash stands before it; so a backslash may need one, too.
_PIECE: Final = re.compile(r"\\[\\|]|[|]|[^\\|]+|\\")


def read_mapping_file(path: Path) -> MappingSet:
    """Return the mapping set of a file; raises :class:`UnreadableInput` with line and column."""
    return read_mapping_set(decoded(path.read_bytes(), path.name), path.name)


def decoded(content: bytes, source: str) -> str:
    """Return ``content`` as text; raises :class:`UnreadableInput` where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableInput(source, "this is not UTF-8", Position(line, 1)) from error


def read_mapping_set(text: str, source: str) -> MappingSet:
    """Return the mapping set that ``text``, an SSSOM/TSV document with its head, holds.

    Values that the head gives for all rows are written into each row. ``source`` is how errors
    call the document. Raises :class:`UnreadableInput` with line and column.
    """
    mappings, faults = survey(text, source)
    if faults:
        raise faults[0]
    return mappings


def survey(
    text: str, source: str, metadata: str | None = None
) -> tuple[MappingSet, list[UnreadableInput]]:
    """Return the rows that can be read, like :func:`read_mapping_set`, and what those lack.

    ``metadata`` is the head, where that stands in a file of its own.
    Raises :class:`UnreadableInput` where the head or the line of column names cannot be read.
    """
    lines = text.split("\n")
    head_length = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head = lines[:head_length]
    if metadata is not None and not head:
        head = [f"#{line}" for line in metadata.splitlines()]
    reader = _Reader(source, head)
    header = lines[head_length] if head_length < len(lines) else ""
    columns = reader.columns(header.rstrip("\r").split("\t"), head_length + 1)
    mappings = []
    faults: list[UnreadableInput] = []
    for number, cells in _cells(lines, head_length + 1, source, faults):
        try:
            mappings.append(reader.row(cells, columns, number))
        except UnreadableInput as fault:
            faults.append(fault)
    known = reader.values
    return MappingSet(source, reader.head, mappings, known.prefixes, known.extensions), faults


def _cells(
    lines: list[str], start: int, source: str, faults: list[UnreadableInput]
) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each row from line ``start`` on; add to ``faults`` what is none."""
    at = start
    while at < len(lines):
        number, line, taken = at + 1, lines[at].removesuffix("\r"), 1
        if '"' in line:
            # A cell in quotes may go on over line breaks.
            following = (f"{lines[i]}\n" for i in range(at, len(lines)))
            reader = csv.reader(following, delimiter="\t", strict=True)
            try:
                yield number, next(reader)
                taken = reader.line_num
            except csv.Error as error:
                reason = f"{error}; a cell with a quote stands in quotes, and its quote is doubled"
                faults.append(UnreadableInput(source, reason, Position(number, 1)))
        elif line and not line.isspace():
            yield number, line.split("\t")
        at += taken


class _Reader:
    """Turns the lines of a file into rows, under the prefixes and extensions of its head."""

    def __init__(self, source: str, lines: list[str]) -> None:
        self._source = source
        said = _yaml(lines, source)
        prefixes = said.pop("curie_map", {}) or {}
        if not isinstance(prefixes, dict):
            raise UnreadableInput(source, "curie_map must give an IRI for each prefix")
        self.values = Values(source, prefixes, said.pop("extension_definitions", []))
        self.head: dict[str, tuple[Value, ...]] = {}
        for name, value in said.items():
            number = next((n for n, line in enumerate(lines, 1) if _starts(line, name)), 1)
            self.head[name] = self.values.said(name, value, Position(number, 2))
        self._inherited = {name: values for name, values in self.head.items() if name in PROPAGATED}

    def columns(self, names: list[str], line: int) -> list[str]:
        """Return the header's column names, once they are known, single and complete."""
        for i, name in enumerate(names):
            position = Position(line, _column(names, i))
            if name not in self.values.slots:
                raise UnreadableInput(self._source, f"unknown column {name!r}", position)
            if name in names[:i]:
                raise UnreadableInput(self._source, f"column {name!r} comes twice", position)
        for name in REQUIRED:
            if name not in names:
                raise UnreadableInput(self._source, f"no column {name!r}", Position(line, 1))
        return names

    def row(self, cells: list[str], columns: list[str], number: int) -> Mapping:
        """Return the mapping of one line."""
        if len(cells) != len(columns):
            reason = f"{len(cells)} cells where the header has {len(columns)}"
            end = Position(number, _column(cells, len(cells)) - 1)
            raise UnreadableInput(self._source, reason, end)
        values = dict(self._inherited)
        for i, (name, cell) in enumerate(zip(columns, cells, strict=True)):
            try:
                if cell and not cell.isspace():
                    values[name] = self._values(name, cell)
                elif name in REQUIRED:
                    raise UnreadableInput(self._source, f"{name} is empty")  # noqa: TRY301
            except UnreadableInput as fault:
                position = Position(number, _column(cells, i))
                raise UnreadableInput(self._source, fault.reason, position) from None
        return Mapping(values, number)

    def _values(self, name: str, cell: str) -> tuple[Value, ...]:
        if not self.values.slots[name].many:
            return (self.values.value(name, cell, None),)
        return tuple(self.values.value(name, part, None) for part in _parts(cell))


def _yaml(lines: list[str], source: str) -> dict[str, Any]:
    try:
        # Texts stay texts: a version such as 1.10 is no number.
        head = yaml.load("\n".join(line[1:] for line in lines), yaml.BaseLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        position = Position(mark.line + 1, mark.column + 2) if mark else None
        raise UnreadableInput(source, f"the head is not YAML: {error.problem}", position) from error
    if not isinstance(head, dict):
        raise UnreadableInput(source, "it has no head: '#' lines with YAML", Position(1, 1))
    return head


def _starts(line: str, name: str) -> bool:
    return line.lstrip("# ").startswith(f"{name}:")


def _parts(cell: str) -> list[str]:
    """Return the values of a cell that takes many."""
    if "|" not in cell and "\\" not in cell:
        return [cell]
    parts = [""]
    for piece in _PIECE.findall(cell):
        if piece == "|":
            parts.append("")
        else:
            parts[-1] += piece[-1] if piece in ("\\|", "\\\\") else piece
    return parts


def _column(cells: list[str], index: int) -> int:
    return sum(len(cell) + 1 for cell in cells[:index]) + 1
