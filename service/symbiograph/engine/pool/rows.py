"""The first rows of results, and whether there are more, known before anything is answered.

The engine writes the results in a format of one line a row (TSV, N-Triples) and is stopped after
the line that is too many; the lines kept are read back as results. That holds for every query,
where adding LIMIT to its text would have to understand the text, and it costs no time per row here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Final, NamedTuple, cast

import pyoxigraph
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Triple

from symbiograph.engine.pool.source import Triples

# Beyond this the rows kept are on disk.
_IN_MEMORY: Final = 4_000_000


class FirstRows(NamedTuple):
    """Rows kept, how many they are, and whether more were left out."""

    results: QuerySolutions | Iterator[Triple]
    number: int
    limited: bool


@contextmanager
def first_rows(results: QuerySolutions | Triples, limit: int) -> Iterator[FirstRows]:
    """Yield the first ``limit`` rows of ``results``, which are used up by it.

    The rows can be read within the context only. Raises :class:`RuntimeError` like the engine.
    """
    with SpooledTemporaryFile(_IN_MEMORY) as kept:
        if not isinstance(results, QuerySolutions):
            lines = _Lines(kept, limit)
            with suppress(_Enough):
                pyoxigraph.serialize(results, cast(IO[bytes], lines), RdfFormat.N_TRIPLES)
            kept.seek(0)
            quads = pyoxigraph.parse(kept, RdfFormat.N_TRIPLES, lenient=True)
            triples = (quad.triple for quad in quads)
            yield FirstRows(triples, lines.count, lines.more)
        else:
            lines = _Lines(kept, limit + 1)
            with suppress(_Enough):
                # The engine calls no more of a file than write and flush.
                results.serialize(cast(IO[bytes], lines), QueryResultsFormat.TSV)
            kept.seek(0)
            rows = pyoxigraph.parse_query_results(kept, QueryResultsFormat.TSV)
            yield FirstRows(cast(QuerySolutions, rows), lines.count - 1, lines.more)


class _Enough(Exception):
    """A line too many was written."""


class _Lines:
    """A file that keeps the first lines written to it and stops the writer at the next."""

    def __init__(self, kept: IO[bytes], most: int) -> None:
        self.count = 0
        self.more = False
        self._kept = kept
        self._most = most

    def write(self, block: bytes) -> int:
        ends = block.count(b"\n")
        if self.count + ends < self._most:
            self.count += ends
            return self._kept.write(block)
        place = 0
        while self.count < self._most:
            place = block.index(b"\n", place) + 1
            self.count += 1
        self._kept.write(block[:place])
        if place < len(block):
            self.more = True
            raise _Enough
        return len(block)

    def flush(self) -> None:
        """Do nothing: the lines are read by the process that wrote them."""
