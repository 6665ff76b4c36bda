"""A file that somebody brings becomes a table, whatever program made it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Final

from symbiograph.errors import UnreadableInput, UnsupportedMediaType
from symbiograph.spreadsheets.delimited import read_delimited
from symbiograph.spreadsheets.grid import Grid
from symbiograph.spreadsheets.workbook import read_workbook

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_ARCHIVES: Final = (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xfd7zXZ")
_COPY: Final = "Copy the text into a table, and send that."
_OTHER_ENDINGS: Final = {
    ".ods": "Save it as .xlsx or as CSV UTF-8.",
    ".numbers": "Export it as .xlsx or as CSV UTF-8.",
    ".pdf": _COPY,
    ".docx": _COPY,
    ".doc": _COPY,
    ".xlsb": "Save it as .xlsx.",
}


def read_spreadsheet(
    data: bytes, name: str, is_column: Callable[[str], bool], sheet: str = ""
) -> Grid:
    """Return the table in a CSV or an Excel file, called ``name``.

    ``is_column`` tells whether a text may be the name of a column; ``sheet`` is read where an Excel
    file has it. Raises :class:`UnreadableInput` and :class:`PayloadTooLarge`.
    """
    if data.startswith(_ZIP):
        return read_workbook(data, name, is_column, sheet)
    return read_delimited(data, name, is_column)


def refuse_other_kinds(data: bytes, name: str) -> None:
    """Raise :class:`UnsupportedMediaType` for what is known not to be read, saying what is.

    Raises :class:`UnreadableInput` for an empty file.
    """
    ending = PurePath(name).suffix.lower()
    if not data.strip():
        raise UnreadableInput(name, "the file is empty")
    if data.startswith(_OLE):
        raise UnsupportedMediaType(
            f"{name} is an Excel file of the kind before 2007 (.xls), or one with a password. "
            "Save it as “Excel workbook (.xlsx)” without a password."
        )
    if ending in _OTHER_ENDINGS or data.startswith((b"%PDF", *_OTHER_ARCHIVES)):
        how = _OTHER_ENDINGS.get(ending, "Send the file itself.")
        raise UnsupportedMediaType(f"{name} is of a kind that is not read here. {how}")
