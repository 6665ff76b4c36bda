"""An answer as a page shows it: a table with links, its downloads, the query, and a chart."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from pyoxigraph import Literal, NamedNode

from symbiograph.engine.image import Image
from symbiograph.queries import Answer
from symbiograph.queries.body import without_head
from symbiograph.queries.formats.document import number
from symbiograph.results import Term
from symbiograph.web.queries.chart import Chart, chart
from symbiograph.web.queries.paging import Paging, address
from symbiograph.web.queries.preferences import formats_of
from symbiograph.web.reader import path_to
from symbiograph.web.reading.values import Value, Values, values_from


@dataclass(frozen=True)
class Heading:
    """The top of a column; ``number`` tells that it holds numbers."""

    name: str
    title: str
    unit: str
    number: bool


@dataclass(frozen=True)
class Cell:
    """What a cell shows, ``None`` where nothing is bound; ``key`` sorts it among its column."""

    value: Value | None
    key: str


@dataclass(frozen=True)
class Download:
    """Another format of the same answer, all rows of it."""

    name: str
    address: str
    media_type: str


@dataclass(frozen=True)
class Shown:
    """A part of an answer as a page shows it; ``links`` lead to the parts around it.

    A column that holds the names of the things in the column before it is folded into that.
    """

    answer: Answer
    headings: list[Heading]
    rows: list[list[Cell]]
    first: int
    links: dict[str, str]
    downloads: list[Download]
    sparql: str
    editor: str
    chart: Chart | None

    @property
    def total(self) -> int:
        """Return the number of rows of the whole answer."""
        return self.answer.total

    @property
    def last(self) -> int:
        """Return the number of the last row that is shown, counted from one."""
        return self.first + len(self.rows) - 1

    @property
    def is_whole(self) -> bool:
        """Tell whether all rows are shown."""
        return len(self.rows) == self.total


def shown(answer: Answer, image: Image, part: Paging) -> Shown:
    """Return a part of an answer from ``image`` as the current reader sees it."""
    values = values_from(image.store)
    rows = answer.table.rows[part.rows]
    folded = answer.places_of_names
    places = [place for place in range(len(answer.columns)) if place not in folded.values()]
    sparql = without_head(answer.query.bound(answer.arguments))
    return Shown(
        answer=answer,
        headings=[_heading(answer, rows, place) for place in places],
        rows=[[_cell(values, row, place, folded) for place in places] for row in rows],
        first=part.start + 1,
        links=part.links(answer.total),
        downloads=[
            Download(f.name, address(format=f.extension, cursor=None, limit=None), f.media_types[0])
            for f in formats_of(answer.query)
        ],
        sparql=sparql,
        editor=path_to("/sparql", query=sparql),
        chart=chart(answer, values),
    )


def answer_page(found: Shown) -> str:
    """Return a page with an answer and nothing around it."""
    return render_template("queries/answer.html", found=found)


def _heading(answer: Answer, rows: list[tuple[Term | None, ...]], place: int) -> Heading:
    column = answer.columns[place]
    terms = [row[place] for row in rows if row[place] is not None]
    numbers = [isinstance(term, Literal) and number(term) is not None for term in terms]
    return Heading(column.name, column.title, column.unit, bool(numbers) and all(numbers))


def _cell(values: Values, row: tuple[Term | None, ...], place: int, folded: dict[int, int]) -> Cell:
    term = row[place]
    name = row[folded[place]] if place in folded else None
    if term is None:
        return Cell(values.of(name), str(name)) if name else Cell(None, "")
    if isinstance(term, NamedNode) and isinstance(name, Literal):
        return Cell(values.called(term, name), name.value)
    value = values.of(term)
    return Cell(value, term.value if isinstance(term, Literal) else value.text.value)
