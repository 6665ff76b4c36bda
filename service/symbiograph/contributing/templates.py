"""The templates: a table with its columns, an example, what to write, and what is allowed."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from symbiograph.contributing.forms import Language, Term
from symbiograph.contributing.kinds import Column, Kind
from symbiograph.contributing.vocabulary import Vocabulary, tags
from symbiograph.queries.formats.separated import harmless

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_ALLOWED: Final = "Allowed values"
_NOTES: Final = "Notes"
# Rows for which a spreadsheet program offers the allowed values.
_OFFERED: Final = 2_000
_WIDE: Final = 40
_HINTS: Final = (
    "Replace the example below the names of the columns; keep the names.",
    "Leave a cell empty where you do not know. Nothing is then assumed.",
    "Several values in a cell are separated by semicolons.",
    "Formulas are not worked out: their saved values are read.",
)


def template_csv(kind: Kind) -> bytes:
    """Return the template as CSV in UTF-8 with its mark, which Excel needs; with an example."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(column.name for column in kind.columns)
    writer.writerow(harmless(column.example) for column in kind.columns)
    return output.getvalue().encode("utf-8-sig")


def template_xlsx(kind: Kind, vocabulary: Vocabulary) -> bytes:
    """Return the template as an Excel file, with lists to choose from in its cells."""
    # It takes a tenth of a second to import, and few requests need it.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheet = workbook.create_sheet(kind.title)
    sheet.append([column.name + " *" * column.required for column in kind.columns])
    sheet.append([harmless(column.example) for column in kind.columns])
    sheet.freeze_panes = "A2"
    for place, column in enumerate(kind.columns, 1):
        width = min(max(len(column.name), len(column.example)) + 4, _WIDE)
        sheet.column_dimensions[get_column_letter(place)].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    notes = workbook.create_sheet(_NOTES)
    for row in _notes(kind):
        notes.append(row)
    for letter, width in zip("ABCD", (18, 12, 70, 44), strict=True):
        notes.column_dimensions[letter].width = width
    for cells in notes.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.font = Font(bold=cell.row == 1)
    _offer(workbook.create_sheet(_ALLOWED), sheet, kind, vocabulary)
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def _notes(kind: Kind) -> list[list[str]]:
    heading = ["column", "needed?", "what to write", "what is read"]
    rows = [
        [
            column.name,
            "yes" if column.required else "no",
            column.meaning,
            column.form.allowed() + ("; several by semicolons" if column.many else ""),
        ]
        for column in kind.columns
    ]
    return [heading, *rows, [], *(["", "", hint] for hint in _HINTS)]


def _offer(sheet: Worksheet, filled: Worksheet, kind: Kind, vocabulary: Vocabulary) -> None:
    """List the allowed values of each column, and offer them in its cells."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = [(n, column, allowed(column, vocabulary)) for n, column in enumerate(kind.columns, 1)]
    chosen = [(place, column, values) for place, column, values in lists if values]
    for at, (place, column, values) in enumerate(chosen, 1):
        for row, value in enumerate([column.name, *values], 1):
            sheet.cell(row, at, harmless(value))
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = _WIDE
        source = f"'{sheet.title}'!${letter}$2:${letter}${len(values) + 1}"
        validation = DataValidation(type="list", formula1=source, allow_blank=True)
        # Several values, and names or codes that are not listed, are read as well.
        validation.showErrorMessage = False
        target = get_column_letter(place)
        validation.add(f"{target}2:{target}{_OFFERED}")
        filled.add_data_validation(validation)


def allowed(column: Column, vocabulary: Vocabulary) -> Sequence[str]:
    """Return the values that a column takes, where they can be listed."""
    if isinstance(column.form, Language):
        return list(tags())
    if isinstance(column.form, Term):
        return vocabulary.names(column.form.classes)
    return []
