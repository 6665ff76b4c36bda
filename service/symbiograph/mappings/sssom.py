"""Reading SSSOM/TSV: nothing is dropped and nothing guessed; a fault names line and column."""

from __future__ import annotations

import csv
import datetime
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import yaml

from symbiograph.errors import Position, UnreadableInput
from symbiograph.mappings.slots import (
    BUILT_IN_PREFIXES,
    MAPPING_SLOTS,
    PROPAGATED,
    REQUIRED,
    SET_SLOTS,
    Kind,
    Slot,
)

Value = str | Decimal | datetime.date

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]+")
_BAR: Final = re.compile(r"(?<!\\)\|")
_EXTENSION_KINDS: Final[dict[str, Kind]] = {
    "http://www.w3.org/2001/XMLSchema#date": "date",
    "https://w3id.org/linkml/Uriorcurie": "entity",
}


@dataclass(frozen=True)
class Mapping:
    """One row: slot name to values (entities as IRIs), and the line it stands on."""

    values: dict[str, tuple[Value, ...]]
    line: int

    def one(self, slot: str) -> Value | None:
        """Return the only value of ``slot``, or ``None``."""
        return self.values[slot][0] if slot in self.values else None

    @property
    def key(self) -> tuple[str, str, str]:
        """Subject, predicate and object, as IRIs."""
        subject, predicate, target = (str(self.one(slot)) for slot in REQUIRED[:3])
        return subject, predicate, target


@dataclass(frozen=True)
class MappingSet:
    """A table of mappings: its file, what its head says, its columns of its own, its rows."""

    source: str
    head: dict[str, Any]
    extensions: dict[str, Slot]
    mappings: list[Mapping]


def read_mapping_set(text: str, source: str) -> MappingSet:
    """Return the mapping set that ``text``, an SSSOM/TSV document with its head, holds.

    Values that the head gives for all rows are written into each row. ``source`` is how errors
    call the document. Raises :class:`UnreadableInput` with line and column.
    """
    lines = text.split("\n")
    head_length = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head = _head(lines[:head_length], source)
    reader = _Reader(source, head)
    header = lines[head_length] if head_length < len(lines) else ""
    columns = reader.columns(header.rstrip("\r").split("\t"), head_length + 1)
    mappings = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, line in enumerate(lines[head_length + 1 :], head_length + 2):
        if not line.strip():
            continue
        mapping = reader.row(line.rstrip("\r"), columns, number)
        earlier = seen.setdefault(mapping.key, number)
        if earlier != number:
            reason = f"the same subject, predicate and object stand in line {earlier}"
            raise UnreadableInput(source, reason, Position(number, 1))
        mappings.append(mapping)
    return MappingSet(source, head, reader.extensions, mappings)


def _head(lines: list[str], source: str) -> dict[str, Any]:
    try:
        # Texts stay texts: a version such as 1.10 is no number.
        head = yaml.load("\n".join(line[1:] for line in lines), yaml.BaseLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        position = Position(mark.line + 1, mark.column + 2) if mark else None
        raise UnreadableInput(source, f"the head is not YAML: {error.problem}", position) from error
    if not isinstance(head, dict):
        raise UnreadableInput(source, "it has no head: '#' lines with YAML", Position(1, 1))
    if not isinstance(head.get("curie_map", {}), dict):
        raise UnreadableInput(source, "curie_map must give an IRI for each prefix")
    for slot in head:
        if slot not in SET_SLOTS and slot not in PROPAGATED:
            line = next(n for n, text in enumerate(lines, 1) if text.lstrip("# ").startswith(slot))
            raise UnreadableInput(source, f"SSSOM has no set slot {slot!r}", Position(line, 2))
    return head


class _Reader:
    """Turns cells into values under the prefixes and extensions of one head."""

    def __init__(self, source: str, head: dict[str, Any]) -> None:
        self._source = source
        self._prefixes = {**BUILT_IN_PREFIXES, **head.get("curie_map", {})}
        self.extensions = dict(map(self._extension, head.get("extension_definitions", [])))
        self._slots = {**MAPPING_SLOTS, **self.extensions}
        self._inherited = {
            slot: self._values(slot, text if isinstance(text, str) else "|".join(text), None)
            for slot, text in head.items()
            if slot in PROPAGATED
        }

    def _extension(self, entry: dict[str, str]) -> tuple[str, Slot]:
        kind = self._entity(entry.get("type_hint", "xsd:string"), None)
        if not {"slot_name", "property"} <= entry.keys():
            raise UnreadableInput(self._source, "an extension needs a slot_name and a property")
        slot = Slot(self._entity(entry["property"], None), _EXTENSION_KINDS.get(kind, "text"))
        return entry["slot_name"], slot

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

    def row(self, line: str, columns: list[str], number: int) -> Mapping:
        """Return the mapping of one line."""
        raw = line.split("\t")
        try:
            cells = next(csv.reader([line], delimiter="\t", strict=True))
        except csv.Error as error:
            raise UnreadableInput(self._source, str(error), Position(number, 1)) from error
        if len(cells) != len(columns):
            reason = f"{len(cells)} cells where the header has {len(columns)}"
            raise UnreadableInput(self._source, reason, Position(number, len(line) + 1))
        values = dict(self._inherited)
        for i, (name, cell) in enumerate(zip(columns, cells, strict=True)):
            position = Position(number, _column(raw, i))
            if cell.strip():
                values[name] = self._values(name, cell, position)
            elif name in REQUIRED:
                raise UnreadableInput(self._source, f"{name} is empty", position)
        return Mapping(values, number)

    def _values(self, name: str, cell: str, position: Position | None) -> tuple[Value, ...]:
        slot = self._slots[name]
        parts = _BAR.split(cell) if slot.many else [cell]
        texts = (part.replace("\\|", "|").strip() for part in parts)
        return tuple(self._value(name, slot.kind, text, position) for text in texts)

    def _value(self, name: str, kind: Kind, text: str, position: Position | None) -> Value:
        if kind == "entity":
            return self._entity(text, position)
        try:
            if kind == "number":
                return _share(text)
            if kind == "date":
                return datetime.date.fromisoformat(text)
        except (ValueError, InvalidOperation):
            wanted = "a number from 0 to 1" if kind == "number" else "a date such as 2026-01-31"
            reason = f"{name} is {text!r}, not {wanted}"
            raise UnreadableInput(self._source, reason, position) from None
        return text

    def _entity(self, text: str, position: Position | None) -> str:
        prefix, _, local = text.partition(":")
        namespace = self._prefixes.get(prefix)
        iri = text if namespace is None else namespace + local
        known = namespace is not None or local.startswith("//") or prefix == "urn"
        if not (known and _IRI.fullmatch(iri)):
            reason = f"{text!r} is neither an IRI nor a name under a prefix of the curie_map"
            raise UnreadableInput(self._source, reason, position)
        return iri


def _share(text: str) -> Decimal:
    number = Decimal(text)
    if not 0 <= number <= 1:
        raise ValueError
    return number


def _column(cells: list[str], index: int) -> int:
    return sum(len(cell) + 1 for cell in cells[:index]) + 1
