"""CSV files as spreadsheet programs write them: any of their separators and encodings."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable
from typing import Final

from symbiograph.errors import Position, UnreadableInput
from symbiograph.spreadsheets.grid import Grid, Place, Problem
from symbiograph.spreadsheets.limits import MOST_COLUMNS, check_rows

_SEPARATORS: Final = ";,\t"
# Excel writes and reads this line; it is no row of the table.
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_UNICODE_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_delimited(data: bytes, name: str, is_column: Callable[[str], bool]) -> Grid:
    """Return the table in a CSV file, separated by semicolons, commas or tabs.

    ``is_column`` tells whether a text may be the name of a column.

    Raises :class:`UnreadableInput` for what is no text or no CSV, and :class:`PayloadTooLarge`.
    """
    text, problems = _decoded(data, name)
    stated = _SEPARATOR_LINE.match(text)
    if stated:
        text = text[stated.end() :]
    separator = stated[1] if stated else _separator(text, is_column)
    return Grid(_rows(text, separator, name, 1 if stated else 0), tuple(problems))


def _decoded(data: bytes, name: str) -> tuple[str, list[Problem]]:
    for mark, encoding in _UNICODE_MARKS:
        if data.startswith(mark):
            return _checked(data[len(mark) :], encoding, name), []
    if b"\x00" in data[:400]:
        encoding = "utf-16-be" if data[:1] == b"\x00" else "utf-16-le"
        return _checked(data, encoding, name), []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _checked(data, "cp1252", name)
        message = (
            "The file is not in UTF-8 and was read as Windows-1252, Western European. Check the "
            "accented letters; Excel saves others as “CSV UTF-8”."
        )
        return text, [Problem(Place(), message, "warning")]
    return _checked(text.encode(), "utf-8", name), []


def _checked(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = (
            f"this is no text in {encoding.upper()} (byte {error.start + 1}). Save it as CSV "
            "UTF-8, or as an Excel file"
        )
        raise UnreadableInput(name, reason) from error
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        reason = f"there is a control character U+{ord(found[0]):04X}; this is no CSV file"
        raise UnreadableInput(name, reason, Position(line, 1))
    return text


def _separator(text: str, is_column: Callable[[str], bool]) -> str:
    """Return what separates the names of the columns: most of them are known then."""
    first = next((line for line in text.splitlines() if line.strip(" \t;,")), "")
    if not first:
        return ","

    def known(separator: str) -> tuple[int, int]:
        cells = first.split(separator)
        return sum(is_column(cell.strip(' "')) for cell in cells), len(cells)

    return max(_SEPARATORS, key=known)


def _rows(text: str, separator: str, name: str, before: int) -> list[list[str]]:
    # A row each for the lines before, so that rows count as a spreadsheet program counts them.
    rows: list[list[str]] = [[] for _ in range(before)]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            rows.append(row[:MOST_COLUMNS])
            check_rows(len(rows) - 1, name)
    except csv.Error as error:
        reason = (
            f"{error}; a cell that holds the separator, a quotation mark or a line break stands in "
            "quotation marks, and those within it are doubled"
        )
        raise UnreadableInput(name, reason, Position(reader.line_num, 1)) from error
    return rows
