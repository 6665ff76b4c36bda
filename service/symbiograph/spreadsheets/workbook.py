"""Excel files: values only, from an archive that was looked through before it is opened."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from symbiograph.errors import PayloadTooLarge, UnreadableInput
from symbiograph.spreadsheets.grid import Grid, Place, Problem
from symbiograph.spreadsheets.limits import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ENTRIES,
    MOST_ROWS,
    MOST_UNPACKED,
    check_rows,
)

# What it warns of names cells and their values, and goes where a log goes.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")

_BLOCK: Final = 1 << 16
_WORKBOOK: Final = "xl/workbook.xml"


def read_workbook(
    data: bytes, name: str, is_column: Callable[[str], bool], sheet: str = ""
) -> Grid:
    """Return the table in an Excel file. Formulas are not worked out, macros are not looked at.

    It is in the sheet of this name; without it the first one that can be seen is read.
    ``is_column`` tells whether a text may be the name of a column.

    Raises :class:`PayloadTooLarge` for what unpacks to too much, and :class:`UnreadableInput` for
    a file that is damaged, encrypted, or whose XML declares entities.
    """
    has_formulas = _look_through(data, name)
    try:
        return _read(data, name, is_column, sheet, has_formulas=has_formulas)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, ParseError) as error:
        reason = "this Excel file is damaged. Open it, save it anew as .xlsx, and send that"
        raise UnreadableInput(name, reason) from error


def _look_through(data: bytes, name: str) -> bool:
    """Unpack everything once, without keeping it, and see that it is small and plain XML.

    Tells whether there are formulas in it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            declared = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_ENTRIES or declared > MOST_UNPACKED:
                raise _too_large(name)
            if any(entry.flag_bits & 1 for entry in entries):
                raise UnreadableInput(name, "it is encrypted. Save it without a password")
            if _WORKBOOK not in archive.namelist():
                raise UnreadableInput(name, "this is an archive, but no Excel file (.xlsx)")
            real = 0
            seen = _Elements()
            for entry in entries:
                real += _unpacked(archive, entry, name, MOST_UNPACKED - real, seen)
                if seen.cells > MOST_CELLS:
                    message = f"{name} has more than {MOST_CELLS:,} cells. Leave out other sheets."
                    raise PayloadTooLarge(message)
            return seen.formulas > 0
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error) as error:
        raise UnreadableInput(name, "this Excel file is damaged. Save it anew as .xlsx") from error


def _unpacked(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, most: int, seen: _Elements
) -> int:
    """Return the size of an entry, having seen that no XML in it declares anything."""
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    parser = DefusedXMLParser(target=seen, forbid_dtd=True) if is_xml else None
    size = 0
    try:
        with archive.open(entry) as stream:
            while block := stream.read(_BLOCK):
                size += len(block)
                if size > most:
                    raise _too_large(name)
                if parser is not None:
                    parser.feed(block)
        if parser is not None:
            parser.close()
    except DefusedXmlException as error:
        reason = f"{entry.filename} in it declares entities, as no spreadsheet program does"
        raise UnreadableInput(name, reason) from error
    except ParseError as error:
        reason = f"{entry.filename} in it is no XML. Save the file anew as .xlsx"
        raise UnreadableInput(name, reason) from error
    return size


class _Elements:
    """A reader of XML that counts cells and formulas, and keeps nothing."""

    def __init__(self) -> None:
        self.cells = 0
        self.formulas = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002
        """Count an element."""
        if tag.endswith("}c"):
            self.cells += 1
        elif tag.endswith("}f"):
            self.formulas += 1

    def close(self) -> None:
        """Return nothing."""


def _too_large(name: str) -> PayloadTooLarge:
    return PayloadTooLarge(
        f"{name} unpacks to more than {MOST_UNPACKED:,} bytes in {MOST_ENTRIES:,} parts. Leave out "
        "pictures and other sheets."
    )


def _read(
    data: bytes, name: str, is_column: Callable[[str], bool], sheet: str, *, has_formulas: bool
) -> Grid:
    values = _opened(data, data_only=True)
    # What is written in a cell differs from its value only where that is a formula's.
    formulas = _opened(data, data_only=False) if has_formulas else None
    try:
        title = _sheet(values, name, sheet)
        rows: list[list[str]] = []
        problems: list[Problem] = []
        header: Sequence[str] = ()
        both = _pairs(values[title], formulas[title] if formulas else None)
        for number, (cells, written) in enumerate(both, 1):
            check_rows(number - 1, name)
            row: list[str] = []
            if written.count(None) == len(written):
                rows.append(row)
                continue
            for place, (value, formula) in enumerate(zip(cells, written, strict=True)):
                column = header[place] if place < len(header) and header[place] else ""
                at = Place(number, column or get_column_letter(place + 1))
                text, fault = _text(value, formula)
                row.append(text)
                if fault:
                    problems.append(Problem(at, fault))
            if not header and any(map(is_column, row)):
                header = row
            rows.append(row)
        while rows and not any(rows[-1]):
            rows.pop()
        return Grid(rows, tuple(problems))
    finally:
        values.close()
        if formulas:
            formulas.close()


def _opened(data: bytes, *, data_only: bool) -> Workbook:
    return openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False
    )


def _pairs(
    values: Any, written: Any | None
) -> Iterator[tuple[tuple[object, ...], tuple[object, ...]]]:
    if written is None:
        return ((row, row) for row in _cells(values))
    return zip(_cells(values), _cells(written), strict=True)


def _sheet(workbook: Workbook, name: str, wanted: str) -> str:
    by_name = {title.casefold(): title for title in workbook.sheetnames}
    visible = [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    if wanted.casefold() in by_name:
        return by_name[wanted.casefold()]
    if not visible:
        raise UnreadableInput(name, "it has no sheet with cells")
    return visible[0]


def _cells(sheet: Any) -> Iterator[tuple[object, ...]]:
    """Yield the values of each row, all of the same width."""
    # The size that the file states is not always true.
    sheet.reset_dimensions()
    yield from sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)


def _text(value: object, written: object) -> tuple[str, str]:
    """Return what a cell says as text, and what is wrong with it."""
    if value is None and written is not None:
        return "", (
            "This is a formula whose result is not in the file; formulas are not worked out here. "
            "Open the file in a spreadsheet program and save it, or write the value."
        )
    if value is None:
        return "", ""
    if isinstance(value, bool):
        return str(value).lower(), ""
    if isinstance(value, int | float | Decimal):
        return _number(value), ""
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return "", (
            f"The spreadsheet program has made a date or time of this ({value}). Format the cell "
            "as text, and write it again."
        )
    text = str(value)
    if text.startswith("#") and text.rstrip("!?").isupper():
        return "", f"The formula of this cell gives the error {text}. Write the value."
    return text, ""


def _number(value: float | Decimal) -> str:
    """Return a number without the noise of binary fractions.

    Three digits behind the point could be taken for thousands.
    """
    text = f"{value:.12g}" if isinstance(value, float) else str(value)
    return text + "0" if len(text.partition(".")[2]) == 3 else text
