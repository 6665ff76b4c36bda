"""What a named query answered, as the engine wrote it: read, cut into parts, and written anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

import pyoxigraph
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QueryTriples, RdfFormat, Triple

from symbiograph.engine.image import Image
from symbiograph.prefixes import BASE
from symbiograph.queries.binding import Argument
from symbiograph.queries.catalogue import NamedQuery
from symbiograph.queries.head import Column
from symbiograph.results import Table, Term, table

Arguments = Mapping[str, Sequence[Argument]]
# The name a reader knows a thing by, where it has one.
Naming = Callable[[NamedNode], str | None]

_TRIPLE: Final = ("subject", "predicate", "object")


@dataclass(frozen=True)
class Answer:
    """The rows or triples that a query gave with its arguments, from one content of the graph.

    ``written`` is SPARQL Results JSON, or sorted N-Triples where the query constructs a graph.
    """

    query: NamedQuery
    arguments: Arguments
    generation: str
    written: bytes
    is_graph: bool

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the rows; a triple has three, a boolean one."""
        known = {column.name: column for column in self.query.head.columns}
        return tuple(known.get(name, Column(name, name)) for name in self.table.columns)

    @cached_property
    def places_of_names(self) -> dict[int, int]:
        """Return for each column of things whose names stand in the next one the place of that.

        That is a column called ``label``, or as the things with ``_label``.
        """
        columns, rows, _ = self.table
        return {
            place: place + 1
            for place, (name, after) in enumerate(pairwise(columns))
            if after in ("label", f"{name}_label")
            and all(row[place] is None or isinstance(row[place], NamedNode) for row in rows)
        }

    @cached_property
    def table(self) -> Table:
        """Return all rows."""
        if self.is_graph:
            rows = [(t.subject, t.predicate, t.object) for t in self.triples(slice(None))]
            return Table(_TRIPLE, list(rows), complete=True)
        return table(pyoxigraph.parse_query_results(self.written, QueryResultsFormat.JSON))

    @property
    def total(self) -> int:
        """Return the number of rows or triples."""
        return len(self._lines) if self.is_graph else len(self.table.rows)

    def triples(self, part: slice) -> list[Triple]:
        """Return triples of a graph, in their order."""
        quads = pyoxigraph.parse(b"\n".join(self._lines[part]), RdfFormat.N_TRIPLES, lenient=True)
        return [quad.triple for quad in quads]

    def solutions(self, part: slice) -> bytes:
        """Return rows as SPARQL Results JSON."""
        if part == slice(None):
            return self.written
        document = json.loads(self.written)
        if "results" in document:
            document["results"]["bindings"] = document["results"]["bindings"][part]
        return json.dumps(document, ensure_ascii=False).encode()

    @cached_property
    def _lines(self) -> list[bytes]:
        return self.written.splitlines()


@dataclass(frozen=True)
class Part:
    """Rows of an answer that are written together: all of them, or a page.

    ``following`` is the address of the rows after them, ``name_of`` gives things their names, and
    ``notes`` are lines that tell of the sources, where a format has room for them.
    """

    answer: Answer
    rows: slice = field(default_factory=lambda: slice(None))
    following: str | None = None
    name_of: Naming = lambda _: None
    notes: Sequence[Sequence[str]] = ()

    @property
    def terms(self) -> list[tuple[Term | None, ...]]:
        """Return the rows."""
        return self.answer.table.rows[self.rows]

    def name(self, row: Sequence[Term | None], place: int) -> str | None:
        """Return the name of the thing at ``place``: the one in the row, or else any it has."""
        beside = self.answer.places_of_names.get(place)
        named = row[beside] if beside is not None else None
        thing = row[place]
        if isinstance(named, Literal):
            return named.value
        return self.name_of(thing) if isinstance(thing, NamedNode) else None


def ask(query: NamedQuery, arguments: Arguments, image: Image) -> Answer:
    """Return what ``image`` answers; raises :class:`BadArgument` like :meth:`NamedQuery.bound`."""
    results = image.query(query.bound(arguments), base_iri=BASE)
    if isinstance(results, QueryTriples):
        lines = results.serialize(format=RdfFormat.N_TRIPLES) or b""
        # An order, and each triple once: a template may give one several times.
        written = b"\n".join(sorted(set(lines.splitlines())))
        return Answer(query, arguments, image.generation, written, is_graph=True)
    written = results.serialize(format=QueryResultsFormat.JSON) or b""
    return Answer(query, arguments, image.generation, written, is_graph=False)
