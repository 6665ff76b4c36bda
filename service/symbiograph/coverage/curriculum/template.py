"""The template for curricula: made from the columns that are read and the names that are known."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from symbiograph.coverage.curriculum.names import Names
from symbiograph.coverage.curriculum.recogniser import Recogniser
from symbiograph.coverage.curriculum.tables.columns import COLUMNS, SHEET
from symbiograph.coverage.curriculum.tables.languages import LANGUAGES
from symbiograph.prefixes import PREFIXES
from symbiograph.queries.formats.separated import harmless

_SKILL: Final = PREFIXES["skill"]
_TYPE: Final = PREFIXES["training-unit-type"]
_MODE: Final = PREFIXES["delivery-mode"]
_ALLOWED: Final = "Allowed values"
_NOTES: Final = "Notes"
_WIDE: Final = {"title": 34, "outcome": 44, "skill": 34, "provider": 22}
# Rows for which a spreadsheet program offers the allowed values.
_OFFERED: Final = 2_000
_HINTS: Final = (
    "One row for each skill of a unit. What is said of the unit need stand in its first row only.",
    "Replace the example on the sheet “Curriculum” by your own curriculum; keep the first row.",
    "Leave a cell empty where you do not know. Nothing is then assumed, and never nought.",
    "A unit that all others are part of is the curriculum itself.",
    "A skill may be given by its name, also in another language, by its identifier or IRI, or by "
    "the name or IRI of an ESCO skill. You are asked where it is not certain what is meant.",
    "Formulas are not worked out: their saved values are read.",
)


def template_csv(recogniser: Recogniser, separator: str = ",") -> bytes:
    """Return the template as CSV in UTF-8 with its mark, which Excel needs; with an example."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=separator, lineterminator="\r\n")
    writer.writerow(column.name for column in COLUMNS)
    writer.writerows([harmless(cell) for cell in row] for row in _example(recogniser))
    return output.getvalue().encode("utf-8-sig")


def template_xlsx(recogniser: Recogniser) -> bytes:
    """Return the template as an Excel file: an example, notes, and the values that are allowed."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    curriculum = workbook.create_sheet(SHEET)
    _fill(curriculum, [[column.name for column in COLUMNS], *_example(recogniser)])
    for place, column in enumerate(COLUMNS, 1):
        width = _WIDE.get(column.name, 14)
        curriculum.column_dimensions[get_column_letter(place)].width = width
    notes = workbook.create_sheet(_NOTES)
    rows = [["column", "what to write"], *([column.name, column.note] for column in COLUMNS)]
    _fill(notes, [*rows, [], *(["", hint] for hint in _HINTS)])
    notes.column_dimensions["A"].width = 16
    notes.column_dimensions["B"].width = 100
    _offer(workbook.create_sheet(_ALLOWED), curriculum, recogniser)
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def _offer(sheet: Worksheet, curriculum: Worksheet, recogniser: Recogniser) -> None:
    """List the allowed values, and offer the short lists of them in the cells of their columns."""
    known = recogniser.vocabulary
    lists: dict[str, list[str]] = {
        "type": _all(known.types),
        "credit scheme": _all(known.schemes),
        "EQF level": [str(level) for level in range(1, 9)],
        "language": [*LANGUAGES],
        "mode": _all(known.modes),
    }
    skills = sorted(recogniser.skills, key=recogniser.skills.label)
    columns = [[name, *values] for name, values in lists.items()]
    columns += [
        ["name of language", *(name for _, name in LANGUAGES.values())],
        ["skill", *(recogniser.skills.label(iri) for iri in skills)],
        ["identifier", *(recogniser.skills.short(iri) for iri in skills)],
        ["IRI", *skills],
    ]
    length = max(map(len, columns))
    filled = [column + [""] * (length - len(column)) for column in columns]
    _fill(sheet, [list(row) for row in zip(*filled, strict=True)])
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = min(50, max(map(len, column)) + 2)
    names = [column.name for column in COLUMNS]
    for place, (name, values) in enumerate(lists.items(), 1):
        letter = get_column_letter(place)
        area = f"'{_ALLOWED}'!${letter}$2:${letter}${len(values) + 1}"
        # Other values stay possible: 5-6 is two levels.
        offered = DataValidation(type="list", formula1=area, showErrorMessage=False)
        at = get_column_letter(names.index(name) + 1)
        offered.add(f"{at}2:{at}{_OFFERED}")
        curriculum.add_data_validation(offered)


def _all(names: Names) -> list[str]:
    return [names.short(iri) for iri in names]


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(vertical="top", wrap_text=sheet.title == _NOTES)
    sheet.freeze_panes = "A2"


def _example(recogniser: Recogniser) -> list[list[str]]:
    """Return a small curriculum; what it calls things by is what the graph calls them."""
    skill = recogniser.skills.label
    known = recogniser.vocabulary
    scheme = known.schemes.short(PREFIXES["credit-scheme"] + "ects")
    module, programme = (known.types.label(_TYPE + name) for name in ("module", "programme"))
    online, blended = (known.modes.label(_MODE + name) for name in ("online", "blended"))
    heat = "Find out where a plant gives off heat and how much of it a neighbour can use"
    rows = [
        {"unit": "P", "title": "Sharing heat between neighbours (example)", "type": programme},
        {
            "unit": "1",
            "title": "Heat that is left over",
            "part of": "P",
            "type": module,
            "provider": "Your organisation",
            "hours": "12",
            "credits": "0.5",
            "credit scheme": scheme,
            "EQF level": "5; 6",
            "language": "en",
            "mode": online,
            "outcome": heat,
            "skill": skill(_SKILL + "waste-heat-recovery"),
        },
        {"outcome": heat, "skill": skill(_SKILL + "conduct-energy-audits")},
        {
            "unit": "2",
            "title": "Agreeing with a neighbour",
            "part of": "P",
            "type": module,
            "hours": "7.5",
            "EQF level": "5",
            "language": "en; de",
            "mode": blended,
            "prerequisites": "1",
            "outcome": "Settle who delivers what, when and at which price",
            "skill": skill(_SKILL + "negotiate-exchange-terms"),
        },
    ]
    return [[row.get(column.name, "") for column in COLUMNS] for row in rows]
