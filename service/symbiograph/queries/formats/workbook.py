"""An answer as an Excel workbook: the rows on one sheet, where they come from on another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import IO, TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from symbiograph.errors import NotAcceptable
from symbiograph.queries.answer import Part
from symbiograph.queries.formats.document import plain
from symbiograph.queries.formats.separated import BEGINS_FORMULA
from symbiograph.results import Term

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | bool | None

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The limits that Microsoft states for a worksheet.
_MOST_ROWS: Final = 1_048_576
_MOST_CHARACTERS: Final = 32_767
# XML 1.0 has no place for them.
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDEST: Final = 60


def write(part: Part, output: IO[bytes]) -> None:
    """Write rows as a workbook; raises :class:`NotAcceptable` where a sheet has no room for them.

    A thing whose name does not stand in the column after it gets a column with its name before.
    Text that looks like a formula stays text.
    """
    # It takes a tenth of a second to import, and few requests need it.
    from openpyxl import Workbook

    terms = part.terms
    if len(terms) >= _MOST_ROWS:
        raise _no_room(f"a sheet has {_MOST_ROWS} rows")
    named = _named_apart(part, terms)
    book = Workbook(write_only=True)
    rows = [_row(part, row, named) for row in terms]
    _fill(book.create_sheet("Rows"), [_heading(part, named), *rows], headed=True)
    _fill(book.create_sheet("About"), _about(part), headed=False)
    book.save(output)


def _named_apart(part: Part, terms: Sequence[Sequence[Term | None]]) -> list[bool]:
    """Tell for each column whether it holds things that need a column with their names."""
    return [
        place not in part.answer.places_of_names
        and any(isinstance(row[place], NamedNode) for row in terms)
        for place in range(len(part.answer.columns))
    ]


def _heading(part: Part, named: Sequence[bool]) -> list[Value]:
    titles: list[Value] = []
    for column, apart in zip(part.answer.columns, named, strict=True):
        title = f"{column.title} ({column.unit})" if column.unit else column.title
        titles += [title, f"{title}: IRI"] if apart else [title]
    return titles


def _row(part: Part, row: Sequence[Term | None], named: Sequence[bool]) -> list[Value]:
    cells: list[Value] = []
    for term, apart in zip(row, named, strict=True):
        if apart:
            cells.append(part.name_of(term) if isinstance(term, NamedNode) else None)
        cells.append(_value(term))
    return cells


def _value(term: Term | None) -> Value:
    if term is None:
        return None
    if isinstance(term, Literal):
        return plain(term)
    return term.value if isinstance(term, NamedNode) else str(term)


def _about(part: Part) -> list[list[Value]]:
    answer = part.answer
    head = answer.query.head
    lines: list[list[Value]] = [
        ["Query", answer.query.name],
        ["Title", head.title],
        ["Description", head.description],
        ["Rows", answer.total],
        ["State of the graph", answer.generation],
    ]
    for parameter in head.parameters:
        for term in answer.arguments.get(parameter.name, ()):
            name = part.name_of(term) if isinstance(term, NamedNode) else None
            lines.append([parameter.label, term.value, name])
    lines += [list[Value](note) for note in part.notes]
    return lines


def _fill(sheet: Worksheet, rows: Sequence[Sequence[Value]], *, headed: bool) -> None:
    """Write rows onto a sheet, under a heading that stays in sight or beside one."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for place, column in enumerate(zip_longest(*rows), 1):
        longest = max((len(str(value)) for value in column if value is not None), default=0)
        sheet.column_dimensions[get_column_letter(place)].width = min(longest + 2, _WIDEST)
    if headed:
        sheet.freeze_panes = "A2"
    bold = Font(bold=True)
    for line, row in enumerate(rows):
        cells = []
        for place, value in enumerate(row):
            cell = WriteOnlyCell(sheet, _text(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                # Whatever the text looks like, it is one, and stays one when it is edited.
                cell.data_type = "s"
                cell.quotePrefix = value.startswith(BEGINS_FORMULA)
            if (line if headed else place) == 0:
                cell.font = bold
            cells.append(cell)
        sheet.append(cells)


def _text(value: str) -> str:
    if len(value) > _MOST_CHARACTERS:
        raise _no_room(f"a cell has {_MOST_CHARACTERS} characters")
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", value)


def _no_room(limit: str) -> NotAcceptable:
    return NotAcceptable(
        f"The answer does not fit into a workbook: {limit}. Take another format, or parts of the "
        "answer by limit=.",
        available=["application/json", "text/csv"],
    )
