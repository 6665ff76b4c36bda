"""The table of ESCO's mapping platform: read into a mapping set, and written as it was.

The platform exports one CSV file a national classification: a preamble about the project and both
classifications, a line of column names, a row for each relation. Layouts differ in columns, quotes
and line ends; what a table has of its own stays in slots beyond SSSOM's, so that the same file
comes out again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from symbiograph.errors import UnreadableInput
from symbiograph.mappings.exchange.esco_head import EXTENSIONS, LAYOUT, ROW, TEXT, head_of_table
from symbiograph.mappings.exchange.esco_layout import Layout
from symbiograph.mappings.exchange.esco_rows import RELATION, Columns, Rows, is_header
from symbiograph.mappings.exchange.records import Dialect, Record, records
from symbiograph.mappings.row import MappingSet
from symbiograph.mappings.slots import SKOS, Slot
from symbiograph.prefixes import TABLE

_LAST: Final = 1 << 40
# So many rows must be broad or narrow before they tell how they are read.
_TELLING: Final = 50


def is_esco_table(text: str) -> bool:
    """Tell whether a text has the line of column names that such a table has."""
    return any(is_header(line) for line in text.splitlines()[:100])


def has_table(mappings: MappingSet) -> bool:
    """Tell whether a set came from such a table."""
    return LAYOUT in mappings.head


def read_esco_table(
    text: str, source: str, name: str, namespace: str = "", *, inverse: bool = False
) -> tuple[MappingSet, list[UnreadableInput]]:
    """Return the mapping set ``name`` that a table holds, and a fault for each row that is none.

    ``namespace`` is put before identifiers that are no IRIs. With ``inverse`` broad and narrow tell
    what the concept of classification 1 is, beside that of classification 2. Raises
    :class:`UnreadableInput` where the table lacks columns.
    """
    # A line feed alone ends lines, too, unless it stands in a cell of a file that has both.
    lone = text.count("\n") > text.count("\r\n")
    read = []
    for newline in ("\r\n", "\n") if "\r\n" in text and lone else (_newline(text),):
        read.append(_read(text, source, name, namespace, newline, inverse=inverse))
        if not read[-1][1]:
            break
    return min(read, key=lambda found: len(found[1]))


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _read(
    text: str, source: str, name: str, namespace: str, newline: str, *, inverse: bool
) -> tuple[MappingSet, list[UnreadableInput]]:
    lines = text.removeprefix("\ufeff").split(newline)
    at = next((n for n, line in enumerate(lines) if is_header(line)), None)
    if at is None:
        reason = f"no line has the columns of ESCO's table, among them {RELATION!r}"
        raise UnreadableInput(source, reason)
    delimiter = max(",;\t", key=lines[at].count)
    [header] = records([lines[at]], 0, 0, Dialect(delimiter, newline))
    columns = Columns.of(header.values, source, at + 1)
    ends = lines[-1] == ""
    found = list(
        records(lines[:-1] if ends else lines, at + 1, len(columns), Dialect(delimiter, newline))
    )
    rows = [record for record in found if not _is_blank(record)]
    blank = tuple((n, record.text) for n, record in enumerate(found) if _is_blank(record))
    layout = Layout(
        tuple(lines[:at]), lines[at], tuple(header.values), (), delimiter, newline, ends,
        text.startswith("\ufeff"), columns.repeating(rows), blank=blank,
    )  # fmt: skip
    layout = replace(layout, quoting=layout.quoting_of(rows), inverse=inverse)
    head, prefixes, shared = head_of_table(layout, columns, name, namespace)
    reader = Rows(source, columns, layout, prefixes)
    mappings = []
    faults: list[UnreadableInput] = []
    for place, record in enumerate(rows, 1):
        try:
            row = reader.read(record)
        except UnreadableInput as fault:
            faults.append(fault)
            continue
        kept = record.text if reader.write(row) != record.text else None
        mappings.append(row.but(**shared, **{ROW: str(place), TEXT: kept}))
    extensions = {**EXTENSIONS, **_columns(columns)}
    return MappingSet(source, head, mappings, prefixes, extensions), faults


def write_esco_table(mappings: MappingSet) -> str:
    """Return a set that :func:`read_esco_table` read as the table that it was.

    Rows come in the order in which they came, new ones last. Raises :class:`UnreadableInput` for a
    row that the table has no place for.
    """
    layout = Layout.from_json(str(mappings.one(LAYOUT)))
    columns = Columns.of(layout.columns, mappings.source, 1)
    rows = Rows(mappings.source, columns, layout, mappings.prefixes)
    ordered = sorted(mappings.mappings, key=lambda row: int(row.text(ROW) or _LAST))
    written = []
    for row in ordered:
        kept = row.text(TEXT)
        if kept:
            # As it was, as long as that still says what the row says.
            text = kept.split(layout.newline)
            [record] = records(text, 0, len(columns), layout.dialect)
            said = rows.read(Record(row.line, record.text, record.cells))
            if all(row.values.get(name) == said.values.get(name) for name in rows.slots):
                written.append(kept)
                continue
        written.append(rows.write(row))
    return layout.write(written)


def looks_inverse(mappings: MappingSet) -> bool:
    """Tell whether the broad and narrow mappings of a table seem to be read the other way round.

    A broader concept has several narrower ones: where concepts on the left that are said to have a
    broader one have more of them than those on the right are said to be, the left is broader.
    """
    broad = [row.key for row in mappings.mappings if row.key[1] == f"{SKOS}broadMatch"]
    narrow = [row.key for row in mappings.mappings if row.key[1] == f"{SKOS}narrowMatch"]
    lefts = len({key[0] for key in broad}) + len({key[2] for key in narrow})
    rights = len({key[2] for key in broad}) + len({key[0] for key in narrow})
    return len(broad) + len(narrow) >= _TELLING and lefts < rights


def _columns(columns: Columns) -> dict[str, Slot]:
    return {name: Slot(f"{TABLE}{name}", "text") for name in columns.others.values()}


def _is_blank(record: Record) -> bool:
    return not any(value.strip() for value in record.values) and bool(record.cells)
