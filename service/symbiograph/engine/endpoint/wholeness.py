"""No result is passed on that the store has cut.

Virtuoso cuts at its ``ResultSetMaxRows`` and says so in a header of SELECT alone. A CONSTRUCT ends
one triple behind the limit without a word; so where that could be, the store is asked for as many
rows, and tells its limit. ``X-SQL-State`` marks what it gave when its own time was up.
"""

from __future__ import annotations

import shutil
from tempfile import SpooledTemporaryFile
from typing import IO, Final, cast

import requests

from symbiograph.engine.endpoint.exchange import Exchange
from symbiograph.errors import ResultCut

_MAX_ROWS: Final = "X-SPARQL-MaxRows"
_SQL_STATE: Final = "X-SQL-State"
# Nobody sets a limit below.
_SURELY_WHOLE: Final = 100
_IN_MEMORY: Final = 4_000_000
# Every store has some triples, of which any number of rows can be made.
_MANY_ROWS: Final = "SELECT ?s {{ ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }} LIMIT {}"


class Wholeness:
    """What is known of the limits of the store at ``address``."""

    def __init__(self, exchange: Exchange, address: str) -> None:
        self._exchange = exchange
        self._address = address
        self._seen = _SURELY_WHOLE
        self._limit: int | None = None

    def require_solutions(self, response: requests.Response) -> None:
        """Raise :class:`ResultCut` where ``response`` may not have all rows."""
        if _MAX_ROWS in response.headers or _SQL_STATE in response.headers:
            response.close()
            raise _cut(response.headers.get(_MAX_ROWS))

    def required_triples(
        self, response: requests.Response, body: IO[bytes], *, limited: bool
    ) -> IO[bytes]:
        """Return the lines of ``body``, or raise :class:`ResultCut` where some may be missing.

        From Virtuoso they come whole before they are passed on. ``limited`` tells that the form of
        the query is one whose triples it limits.
        """
        self.require_solutions(response)
        if not limited or not response.headers.get("Server", "").startswith("Virtuoso"):
            return body
        kept = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the reader's, who ends with it
        shutil.copyfileobj(body, kept)
        kept.seek(0)
        triples = sum(1 for _ in kept)
        kept.seek(0)
        if self._reaches_limit(triples):
            kept.close()
            raise _cut(str(self._limit))
        return cast(IO[bytes], kept)

    def _reaches_limit(self, number: int) -> bool:
        if self._limit is None and number > self._seen:
            fields = [("query", _MANY_ROWS.format(number))]
            response = self._exchange.post(self._address, fields, "text/csv")
            told = response.headers.get(_MAX_ROWS)
            response.close()
            self._seen = number
            self._limit = int(told) if told else None
        return self._limit is not None and number >= self._limit


def _cut(limit: str | None) -> ResultCut:
    if limit is None:
        return ResultCut(
            "The store behind this service ran out of the time it gives itself and had only part "
            "of the result, which is not passed on. Ask for less at a time."
        )
    return ResultCut(
        f"The store behind this service gives at most {limit} rows or triples. This result has as "
        "many or more, and a cut one is not passed on. Ask for fewer by LIMIT, or aggregate.",
        rows=int(limit),
    )
