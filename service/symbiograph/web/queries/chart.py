"""A bar chart of an answer, as far as its query's head asks for one: lengths and places in SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from symbiograph.queries import Answer
from symbiograph.queries.formats.document import number
from symbiograph.results import Term
from symbiograph.web.reading.values import Values

# More bars than these say less than the table does.
MOST_BARS: Final = 40
_ROW: Final = 38
# Of the width of the drawing; the rest is for the number at the end of the longest bar.
_LONGEST: Final = 85


@dataclass(frozen=True)
class Bar:
    """One bar: what it is of, its value as written, its top in pixels, its length in percent."""

    label: str
    value: str
    y: int
    length: float


@dataclass(frozen=True)
class Chart:
    """Bars from the top down, in the order of the rows; ``left_out`` counts those not drawn."""

    title: str
    unit: str
    bars: list[Bar]
    left_out: int

    @property
    def height(self) -> int:
        """Return the height of the drawing in pixels; it is as wide as there is room."""
        return len(self.bars) * _ROW


def chart(answer: Answer, values: Values) -> Chart | None:
    """Return the chart of an answer, ``None`` where its query has none or a row has no place in it.

    Numbers below zero have no place; a row without a number is not drawn.
    """
    drawn = answer.query.head.chart
    if drawn is None or answer.is_graph:
        return None
    names = answer.table.columns
    label_places = [names.index(name) for name in drawn.label]
    value_place = names.index(drawn.value)
    found: list[tuple[str, str, float]] = []
    for row in answer.table.rows:
        term = row[value_place]
        value = number(term) if isinstance(term, Literal) else None
        if value is None or term is None:
            continue
        if value < 0:
            return None
        label = " · ".join(_text(values, row[place]) for place in label_places)
        found.append((label, values.of(term).text.value, float(value)))
    most = max((value for _, _, value in found), default=0)
    if not most:
        return None
    bars = [
        Bar(label, text, place * _ROW, round(_LONGEST * value / most, 2))
        for place, (label, text, value) in enumerate(found[:MOST_BARS])
    ]
    column = answer.columns[value_place]
    return Chart(drawn.title or column.title, column.unit, bars, max(len(found) - MOST_BARS, 0))


def _text(values: Values, term: Term | None) -> str:
    return "not stated" if term is None else values.of(term).text.value
