"""Cells that do not agree with each other: told before a shape would say it less plainly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from symbiograph.contributing.rows import Row
from symbiograph.validation.findings import Finding, Where
from symbiograph.validation.report import Severity

# In each kind of table a column that means nothing without another one.
_NEEDS: Final = {
    "units": (("credits", "credit scheme", "Write ECTS or ECVET there."),),
    "offers": (("amount", "unit", "Write the unit of the amount there, for example tonne."),),
    "needs": (("amount", "unit", "Write the unit of the amount there, for example tonne."),),
    "observations": (
        ("lowest value", "of what", "Write what the figure counts, for example vacancies."),
        ("highest value", "of what", "Write what the figure counts, for example vacancies."),
    ),
}
_ORDERED: Final = (("lowest value", "highest value"), ("from year", "to year"))


def disagreements(kind: str, source: str, rows: list[Row]) -> Iterator[Finding]:
    """Yield a finding for each cell that another cell makes wrong."""
    ids = {row.text("id") for row in rows}
    for row in rows:
        for column, needed, how in _NEEDS.get(kind, ()):
            if row.all(column) and not row.all(needed):
                what = f"“{column}” is {row.text(column)}, and “{needed}” is empty."
                yield _finding(source, row, needed, what, how)
                break
        for lower, upper in _ORDERED:
            yield from _order(source, row, lower, upper)
        whole = row.text("part of")
        if whole and whole not in ids:
            how = "Write the id of the row of the larger unit, or leave the cell empty."
            yield _finding(source, row, "part of", f"No row has the id “{whole}”.", how)
        if whole and whole == row.text("id"):
            how = "Leave the cell empty, or write the id of a larger unit."
            yield _finding(source, row, "part of", "A unit is no part of itself.", how)
        stream = row.one("stream")
        if isinstance(stream, str) and not row.all("kind"):
            what = f"“{stream}” is no stream that this graph knows, so its kind is needed."
            how = (
                "Choose a kind of stream, for example material; or correct the name of the stream."
            )
            yield _finding(source, row, "kind", what, how)


def doubles(source: str, rows: Mapping[int, int]) -> Iterator[Finding]:
    """Yield a finding for each row that would be the same thing as one before it."""
    for row, first in rows.items():
        what = (
            f"This row would be the same thing as row {first}: their ids, or their names where "
            "there is no id, do not differ in their first 60 letters and digits."
        )
        how = "Give each of the two rows an id of its own, or remove one."
        yield Finding(Severity.VIOLATION, Where(source, row=row, column="id"), what, how)


def _order(source: str, row: Row, lower: str, upper: str) -> Iterator[Finding]:
    low, high = row.one(lower), row.one(upper)
    if isinstance(low, Decimal | int) and isinstance(high, Decimal | int) and low > high:
        what = f"“{lower}” is {low} and “{upper}” is {high}, which is less."
        yield _finding(source, row, upper, what, "Exchange the two, or correct one of them.")


def _finding(source: str, row: Row, column: str, what: str, how: str) -> Finding:
    return Finding(Severity.VIOLATION, Where(source, row=row.number, column=column), what, how)
