"""The formats in which a named query is answered; the command line and the service share them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Final

import pyoxigraph
from pyoxigraph import QueryResultsFormat

from symbiograph.queries.answer import Part
from symbiograph.queries.formats import document, separated, workbook
from symbiograph.results import GRAPH_FORMATS, SOLUTION_FORMATS, Format, write, write_triples


@dataclass(frozen=True)
class AnswerFormat:
    """A format by its name, the ending of its files and its media types, its own one first.

    ``attached`` tells that a browser should save it as a file.
    """

    name: str
    extension: str
    media_types: tuple[str, ...]
    write: Callable[[Part, IO[bytes]], None]
    attached: bool = False


def written(part: Part, chosen: AnswerFormat) -> bytes:
    """Return a part of an answer in a format; raises :class:`NotAcceptable` where it has no room.

    ``chosen`` is of the kind of the answer: one of ``ROWS`` or one of ``GRAPHS``.
    """
    output = BytesIO()
    chosen.write(part, output)
    return output.getvalue()


def _of_sparql(format_: Format) -> Callable[[Part, IO[bytes]], None]:
    def write_rows(part: Part, output: IO[bytes]) -> None:
        rows = part.answer.solutions(part.rows)
        write(pyoxigraph.parse_query_results(rows, QueryResultsFormat.JSON), format_, output)

    return write_rows


def _of_rdf(format_: Format) -> Callable[[Part, IO[bytes]], None]:
    def write_graph(part: Part, output: IO[bytes]) -> None:
        write_triples(part.answer.triples(part.rows), format_, output)

    return write_graph


_SPARQL: Final = {format_.name: format_ for format_ in SOLUTION_FORMATS}

ROWS: Final[tuple[AnswerFormat, ...]] = (
    AnswerFormat("JSON", "json", ("application/json",), document.write),
    AnswerFormat("CSV", "csv", ("text/csv",), separated.write, attached=True),
    AnswerFormat("Excel", "xlsx", (workbook.MEDIA_TYPE,), workbook.write, attached=True),
    AnswerFormat(
        "SPARQL JSON",
        "srj",
        ("application/sparql-results+json",),
        _of_sparql(_SPARQL["JSON"]),
    ),
    AnswerFormat(
        "SPARQL XML",
        "srx",
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        _of_sparql(_SPARQL["XML"]),
    ),
    AnswerFormat(
        "TSV",
        "tsv",
        ("text/tab-separated-values",),
        _of_sparql(_SPARQL["TSV"]),
        attached=True,
    ),
)
GRAPHS: Final[tuple[AnswerFormat, ...]] = tuple(
    AnswerFormat(f.name, f.extension, f.media_types, _of_rdf(f)) for f in GRAPH_FORMATS
)
