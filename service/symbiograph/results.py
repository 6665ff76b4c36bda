"""The results of a query: the formats they are written in, and the table a person reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Final, NamedTuple, TypeAlias, cast

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
)

from symbiograph.prefixes import PREFIXES, shorten
from symbiograph.xml_text import XmlText

Results: TypeAlias = QuerySolutions | QueryBoolean | QueryTriples
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

_STRING: Final = NamedNode("http://www.w3.org/2001/XMLSchema#string")


@dataclass(frozen=True)
class Format:
    """A format to write results in.

    The first media type is its own, the others are asked for; ``iri`` is its name in the W3C's
    list of file formats.
    """

    name: str
    extension: str
    media_types: tuple[str, ...]
    engine: QueryResultsFormat | RdfFormat
    iri: str


_FORMATS: Final = "http://www.w3.org/ns/formats/"

SOLUTION_FORMATS: Final[tuple[Format, ...]] = (
    Format(
        "JSON",
        "json",
        ("application/sparql-results+json", "application/json"),
        QueryResultsFormat.JSON,
        _FORMATS + "SPARQL_Results_JSON",
    ),
    Format(
        "XML",
        "xml",
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        QueryResultsFormat.XML,
        _FORMATS + "SPARQL_Results_XML",
    ),
    Format("CSV", "csv", ("text/csv",), QueryResultsFormat.CSV, _FORMATS + "SPARQL_Results_CSV"),
    Format(
        "TSV",
        "tsv",
        ("text/tab-separated-values",),
        QueryResultsFormat.TSV,
        _FORMATS + "SPARQL_Results_TSV",
    ),
)
GRAPH_FORMATS: Final[tuple[Format, ...]] = (
    Format("Turtle", "ttl", ("text/turtle",), RdfFormat.TURTLE, _FORMATS + "Turtle"),
    # The engine's own name for JSON-LD is not the registered one.
    Format(
        "JSON-LD",
        "jsonld",
        ("application/ld+json", "application/json"),
        RdfFormat.JSON_LD,
        _FORMATS + "JSON-LD",
    ),
    Format(
        "N-Triples", "nt", ("application/n-triples",), RdfFormat.N_TRIPLES, _FORMATS + "N-Triples"
    ),
    Format("N-Quads", "nq", ("application/n-quads",), RdfFormat.N_QUADS, _FORMATS + "N-Quads"),
    Format("TriG", "trig", ("application/trig",), RdfFormat.TRIG, _FORMATS + "TriG"),
    Format(
        "RDF/XML",
        "rdf",
        ("application/rdf+xml", "application/xml", "text/xml"),
        RdfFormat.RDF_XML,
        _FORMATS + "RDF_XML",
    ),
)
_XML: Final = (QueryResultsFormat.XML, RdfFormat.RDF_XML)
_WITH_PREFIXES: Final = (RdfFormat.TURTLE, RdfFormat.TRIG)
# Triples that decide which prefixes are worth a line; what comes later is right without them.
_SAMPLE: Final = 1000


def formats_of(results: Results) -> tuple[Format, ...]:
    """Return the formats that ``results`` can be written in, ours by preference first."""
    return GRAPH_FORMATS if isinstance(results, QueryTriples) else SOLUTION_FORMATS


def write(results: Results, chosen: Format, output: IO[bytes]) -> None:
    """Write ``results`` to ``output`` in the ``chosen`` format, one of :func:`formats_of`.

    Must run on the thread that made the query. Raises :class:`NotAcceptable` where XML has no place
    for a character.
    """
    if isinstance(results, QueryTriples):
        write_triples(results, chosen, output)
    elif isinstance(chosen.engine, QueryResultsFormat):
        results.serialize(_file(output, chosen), chosen.engine)
    else:
        raise TypeError(f"{chosen.name} is no format for solutions")


def write_triples(triples: Iterable[Triple], chosen: Format, output: IO[bytes]) -> None:
    """Write ``triples`` to ``output`` in one of ``GRAPH_FORMATS``, short names where it can.

    Raises :class:`NotAcceptable` like :func:`write`.
    """
    if not isinstance(chosen.engine, RdfFormat):
        raise TypeError(f"{chosen.name} is no format for triples")
    rest = iter(triples)
    head = list(islice(rest, _SAMPLE)) if chosen.engine in _WITH_PREFIXES else []
    prefixes = _prefixes_for(head) if head else None
    pyoxigraph.serialize(chain(head, rest), _file(output, chosen), chosen.engine, prefixes=prefixes)


def _file(output: IO[bytes], chosen: Format) -> IO[bytes]:
    """Return what the engine writes ``chosen`` to; it calls no more of it than write and flush."""
    if chosen.engine not in _XML:
        return output
    same_kind = SOLUTION_FORMATS if chosen in SOLUTION_FORMATS else GRAPH_FORMATS
    others = [other.media_types[0] for other in same_kind if other != chosen]
    return cast(IO[bytes], XmlText(output, others))


def _prefixes_for(triples: list[Triple]) -> dict[str, str]:
    """Return the prefixes that shorten something in ``triples``."""
    lines = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return {
        prefix: namespace
        for prefix, namespace in PREFIXES.items()
        if b"<" + namespace.encode() in lines
    }


class Table(NamedTuple):
    """Results as rows of terms; an unbound variable is ``None``.

    ``complete`` is false where rows beyond the limit were left out.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]
    complete: bool


def table(results: Results, limit: int | None = None) -> Table:
    """Return ``results`` as a table of at most ``limit`` rows.

    Triples have the columns subject, predicate and object; a boolean is one row of the column
    ``answer``. Must run on the thread that made the query.
    """
    if isinstance(results, QueryBoolean):
        return Table(("answer",), [(Literal(bool(results)),)], complete=True)
    if isinstance(results, QueryTriples):
        columns: tuple[str, ...] = ("subject", "predicate", "object")
    else:
        columns = tuple(variable.value for variable in results.variables)
    rows = [tuple(row) for row in islice(results, limit)]
    complete = limit is None or next(iter(results), None) is None
    return Table(columns, rows, complete)


def shown(term: Term | None) -> str:
    """Return a term as a person reads it in a table: short names, plain literals with language."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return shorten(term.value)
    if isinstance(term, Literal):
        return f"{term.value} @{term.language}" if term.language else term.value
    return str(term)
