"""Reading SSSOM/TSV: nothing is dropped and nothing guessed; a fault names line and column."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import yaml

from symbiograph.errors import Position, UnreadableInput
from symbiograph.mappings.row import Mapping, MappingSet, Value
from symbiograph.mappings.slots import (
    BUILT_IN_PREFIXES,
    MAPPING_SLOTS,
    PROPAGATED,
    REQUIRED,
    SET_SLOTS,
    Kind,
    Slot,
)

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]+")
# A bar parts values, unless a backslash stands before it; so a backslash may need one, too.
_PIECE: Final = re.compile(r"\\[\\|]|[|]|[^\\|]+|\\")
_EXTENSION_KINDS: Final[dict[str, Kind]] = {
    "http://www.w3.org/2001/XMLSchema#date": "date",
    "https://w3id.org/linkml/Uriorcurie": "entity",
}


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


def survey(text: str, source: str) -> tuple[MappingSet, list[UnreadableInput]]:
    """Return the rows that can be read, like :func:`read_mapping_set`, and what those lack.

    Raises :class:`UnreadableInput` where the head or the line of column names cannot be read.
    """
    lines = text.split("\n")
    head_length = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    reader = _Reader(source, lines[:head_length])
    header = lines[head_length] if head_length < len(lines) else ""
    columns = reader.columns(header.rstrip("\r").split("\t"), head_length + 1)
    mappings = []
    faults: list[UnreadableInput] = []
    for number, cells in _cells(lines, head_length + 1, source, faults):
        try:
            mappings.append(reader.row(cells, columns, number))
        except UnreadableInput as fault:
            faults.append(fault)
    return MappingSet(source, reader.head, mappings, reader.prefixes, reader.extensions), faults


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
    """Turns cells into values under the prefixes and extensions of one head."""

    def __init__(self, source: str, lines: list[str]) -> None:
        self._source = source
        said = _yaml(lines, source)
        self.prefixes: dict[str, str] = said.pop("curie_map", {}) or {}
        if not isinstance(self.prefixes, dict):
            raise UnreadableInput(source, "curie_map must give an IRI for each prefix")
        self._prefixes = {**BUILT_IN_PREFIXES, **self.prefixes}
        self._known: dict[str, str] = {}
        self.extensions = dict(map(self._extension, said.pop("extension_definitions", [])))
        self._slots = {**MAPPING_SLOTS, **self.extensions}
        self.head = {name: self._said(name, value, lines) for name, value in said.items()}
        self._inherited = {name: values for name, values in self.head.items() if name in PROPAGATED}

    def _extension(self, entry: dict[str, str]) -> tuple[str, Slot]:
        if not {"slot_name", "property"} <= entry.keys():
            raise UnreadableInput(self._source, "an extension needs a slot_name and a property")
        hint = self._entity(entry["type_hint"], None) if "type_hint" in entry else ""
        kind = _EXTENSION_KINDS.get(hint, "text")
        return entry["slot_name"], Slot(self._entity(entry["property"], None), kind, hint=hint)

    def _said(self, name: str, value: Any, lines: list[str]) -> tuple[Value, ...]:
        number = next((n for n, line in enumerate(lines, 1) if _starts(line, name)), 1)
        place = Position(number, 2)
        slot = {**SET_SLOTS, **self.extensions}.get(name)
        if slot is None:
            raise UnreadableInput(self._source, f"SSSOM has no set slot {name!r}", place)
        texts = value if isinstance(value, list) else [value]
        if not all(isinstance(text, str) for text in texts):
            raise UnreadableInput(self._source, f"{name} must be text or a list of texts", place)
        if len(texts) > 1 and not slot.many:
            raise UnreadableInput(self._source, f"{name} takes one value", place)
        return tuple(self._value(name, slot.kind, text, place) for text in texts)

    def columns(self, names: list[str], line: int) -> list[str]:
        """Return the header's column names, once they are known, single and complete."""
        for i, name in enumerate(names):
            position = Position(line, _column(names, i))
            if name not in self._slots:
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
            if cell and not cell.isspace():
                values[name] = self._values(name, cell, Position(number, _column(cells, i)))
            elif name in REQUIRED:
                position = Position(number, _column(cells, i))
                raise UnreadableInput(self._source, f"{name} is empty", position)
        return Mapping(values, number)

    def _values(self, name: str, cell: str, position: Position) -> tuple[Value, ...]:
        slot = self._slots[name]
        if not slot.many:
            return (self._value(name, slot.kind, cell, position),)
        return tuple(self._value(name, slot.kind, part, position) for part in _parts(cell))

    def _value(self, name: str, kind: Kind, text: str, position: Position) -> Value:
        if kind == "text":
            return text
        text = text.strip()
        if kind in ("entity", "uri"):
            return self._entity(text, position)
        try:
            return _share(text) if kind == "number" else datetime.date.fromisoformat(text)
        except (ValueError, InvalidOperation):
            wanted = "a number from 0 to 1" if kind == "number" else "a date such as 2026-01-31"
            reason = f"{name} is {text!r}, not {wanted}"
            raise UnreadableInput(self._source, reason, position) from None

    def _entity(self, text: str, position: Position | None) -> str:
        if text in self._known:
            return self._known[text]
        prefix, _, local = text.partition(":")
        namespace = self._prefixes.get(prefix)
        iri = text if namespace is None else namespace + local
        known = namespace is not None or local.startswith("//") or prefix == "urn"
        if not (known and _IRI.fullmatch(iri)):
            reason = f"{text!r} is neither an IRI nor a name under a prefix of the curie_map"
            raise UnreadableInput(self._source, reason, position)
        self._known[text] = iri
        return iri


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


def _share(text: str) -> Decimal:
    number = Decimal(text)
    if not 0 <= number <= 1:
        raise ValueError
    return number


def _column(cells: list[str], index: int) -> int:
    return sum(len(cell) + 1 for cell in cells[:index]) + 1
