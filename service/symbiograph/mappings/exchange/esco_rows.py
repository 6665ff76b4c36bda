"""Rows of a table of the ESCO mapping platform as mappings, and mappings as such rows."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import quote, unquote

from symbiograph.errors import Position, UnreadableInput
from symbiograph.mappings.exchange.esco_layout import Layout
from symbiograph.mappings.exchange.records import Record
from symbiograph.mappings.row import Mapping
from symbiograph.mappings.slots import NO_TERM_FOUND, SKOS
from symbiograph.prefixes import PREFIXES

Side = Literal["subject", "object"]
SIDES: Final[tuple[tuple[Side, int], ...]] = (("subject", 1), ("object", 2))
RELATION: Final = "Mapping relation"
_NOTE: Final = "editorial note"
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^\s<>\"{}|^`\\%]|%[0-9A-Fa-f]{2})+")
_RELATIONS: Final = {
    name.casefold(): f"{SKOS}{name}"
    for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
}
_WANTED: Final = "skos:exactMatch, closeMatch, broadMatch, narrowMatch or relatedMatch"
_JUSTIFICATION: Final = PREFIXES["semapv"] + "UnspecifiedMatching"
# What a row without relation would relate by.
_NOTHING: Final = SKOS + "exactMatch"


INVERSE: Final = {
    f"{SKOS}broadMatch": f"{SKOS}narrowMatch",
    f"{SKOS}narrowMatch": f"{SKOS}broadMatch",
}


def is_header(line: str) -> bool:
    """Tell whether a line names the columns of such a table."""
    folded = " ".join(line.casefold().split())
    return RELATION.casefold() in folded and "classification 1 " in folded


@dataclass(frozen=True)
class Columns:
    """Where a table has what: the place of each column that is known, slots of the others.

    ``iri`` tells for a side whether its concepts are named by IRIs, else by codes.
    """

    places: Dictionary[str, int]
    others: Dictionary[int, str]
    iri: Dictionary[Side, bool]
    length: int = field(default=0)

    def __len__(self) -> int:
        return self.length

    @classmethod
    def of(cls, names: Sequence[str], source: str, line: int) -> Columns:
        """Return where these columns are; raises :class:`UnreadableInput` if some are missing."""
        folded = [" ".join(name.split()).casefold() for name in names]
        places: dict[str, int] = {}
        iri: dict[Side, bool] = {}
        for side, number in SIDES:
            kinds = [kind for kind in ("uri", "id") if f"classification {number} {kind}" in folded]
            if not kinds:
                reason = f"no column 'Classification {number} URI' or 'Classification {number} ID'"
                raise UnreadableInput(source, reason, Position(line, 1))
            iri[side] = kinds[0] == "uri"
            for slot, heading in (("id", kinds[0]), ("label", "preflabel"), ("url", "url")):
                if f"classification {number} {heading}" in folded:
                    places[f"{side}_{slot}"] = folded.index(f"classification {number} {heading}")
        places["predicate_id"] = next(
            n for n, name in enumerate(folded) if name.startswith(RELATION.casefold())
        )
        if _NOTE in folded:
            places["comment"] = folded.index(_NOTE)
        taken = set(places.values())
        others = {n: f"table_column_{n + 1}" for n in range(len(names)) if n not in taken}
        return cls(places, others, iri, len(names))

    def repeating(self, rows: Sequence[Record]) -> tuple[Side, ...]:
        """Return the sides whose column with a page repeats the IRI in most rows."""
        full = [row.values for row in rows if len(row.cells) == self.length]
        return tuple(
            side
            for side, _ in SIDES
            if (url := self.places.get(f"{side}_url")) is not None
            and 2 * sum(row[url] == row[self.places[f"{side}_id"]] for row in full) > len(full)
        )


class Rows:
    """Reads and writes the rows of one table."""

    def __init__(
        self, source: str, columns: Columns, layout: Layout, prefixes: Dictionary[str, str]
    ) -> None:
        self._source, self._columns, self._layout = source, columns, layout
        self._namespaces = {side: prefixes.get(f"{side}_code", "") for side, _ in SIDES}
        # What a row of the table tells of a mapping.
        self.slots = [
            "subject_id", "subject_label", "predicate_id", "object_id", "object_label", "comment",
            "table_subject_page", "table_object_page", *columns.others.values(),
        ]  # fmt: skip

    def read(self, record: Record) -> Mapping:
        """Return the mapping of a record; raises :class:`UnreadableInput` with line and column."""
        # What is blank says nothing in SSSOM: such a row's text is kept.
        values = [value if value.strip() else "" for value in record.values]
        if len(values) != len(self._columns):
            reason = (
                f"{len(values) or 'it cannot be told how many'} cells where the table has "
                f"{len(self._columns)} columns; put a cell with a {self._layout.delimiter!r} or a "
                "quote in quotes, and double its quotes"
            )
            raise UnreadableInput(self._source, reason, Position(record.line, 1))
        said = {slot: values[place] for slot, place in self._columns.places.items()}
        subject, target = (self._concept(record, side, said[f"{side}_id"]) for side, _ in SIDES)
        relation = said["predicate_id"].strip()
        none = NO_TERM_FOUND in (subject, target)
        if subject == target:
            raise self._fault(record, "subject_id", "and the other concept are both empty")
        predicate = _RELATIONS.get(relation.rpartition("#")[2].rpartition(":")[2].casefold())
        if none:
            predicate = _NOTHING if predicate is None else predicate
        elif predicate is None:
            raise self._fault(record, "predicate_id", f"is {relation!r}: write {_WANTED}")
        if self._layout.inverse:
            predicate = INVERSE.get(predicate, predicate)
        others = {slot: values[place] for place, slot in self._columns.others.items()}
        if none and relation:
            others["table_relation"] = relation
        row = Mapping.of(
            subject_id=subject,
            subject_label=said.get("subject_label"),
            predicate_id=predicate,
            object_id=target,
            object_label=said.get("object_label"),
            mapping_justification=_JUSTIFICATION,
            comment=said.get("comment"),
            table_subject_page=self._page(said, "subject"),
            table_object_page=self._page(said, "object"),
            **others,
        )
        return Mapping(row.values, record.line)

    def write(self, row: Mapping) -> str:
        """Return a mapping as text of a record; raises :class:`UnreadableInput` if it is none."""
        subject, predicate, target = row.key
        if predicate not in _RELATIONS.values() or "predicate_modifier" in row.values:
            reason = "ESCO's table has SKOS mapping relations only, and no negation"
            raise UnreadableInput(self._source, reason, Position(row.line, 1))
        none = NO_TERM_FOUND in (subject, target)
        if self._layout.inverse:
            predicate = INVERSE.get(predicate, predicate)
        cells = {
            "subject_id": self._code(row, "subject", subject),
            "subject_label": row.text("subject_label"),
            "subject_url": row.text("table_subject_page"),
            "object_id": self._code(row, "object", target),
            "object_label": row.text("object_label"),
            "object_url": row.text("table_object_page"),
            "predicate_id": row.text("table_relation")
            if none
            else f"skos:{predicate[len(SKOS) :]}",
            "comment": row.text("comment"),
        }
        for side in self._layout.repeats:
            cells[f"{side}_url"] = cells[f"{side}_url"] or cells[f"{side}_id"]
        values = [""] * len(self._columns)
        for slot, place in self._columns.places.items():
            values[place] = cells[slot]
        for place, slot in self._columns.others.items():
            values[place] = row.text(slot)
        return self._layout.record(values)

    def _concept(self, record: Record, side: Side, cell: str) -> str:
        if not cell.strip():
            return NO_TERM_FOUND
        if not self._columns.iri[side]:
            return self._namespaces[side] + quote(cell, safe="")
        if not _IRI.fullmatch(cell.strip()):
            raise self._fault(record, f"{side}_id", f"is {cell!r}, which is no IRI")
        return cell.strip()

    def _code(self, row: Mapping, side: Side, iri: str) -> str:
        if iri == NO_TERM_FOUND:
            return ""
        if self._columns.iri[side]:
            return iri
        namespace = self._namespaces[side]
        if not namespace or not iri.startswith(namespace):
            reason = f"{side}_id <{iri}> is not below {namespace}, where this table's codes are"
            raise UnreadableInput(self._source, reason, Position(row.line, 1))
        return unquote(iri.removeprefix(namespace))

    def _page(self, said: Dictionary[str, str], side: Side) -> str:
        page = said.get(f"{side}_url", "")
        return "" if side in self._layout.repeats and page == said[f"{side}_id"] else page

    def _fault(self, record: Record, slot: str, reason: str) -> UnreadableInput:
        place = self._columns.places[slot]
        name = self._layout.columns[place]
        position = Position(record.line, place + 1)
        return UnreadableInput(self._source, f"{name} {reason}", position)
