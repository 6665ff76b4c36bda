"""The source of answers that asks a store over HTTP, in the place of the image in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from time import monotonic
from typing import IO, Final, cast

import pyoxigraph
import requests
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
)

from symbiograph.engine.delta import Delta
from symbiograph.engine.diagnosis import explained
from symbiograph.engine.endpoint.address import Endpoint
from symbiograph.engine.endpoint.body import Body
from symbiograph.engine.endpoint.dataset import NAMED_GRAPHS, graphs_named, parameters
from symbiograph.engine.endpoint.exchange import Exchange
from symbiograph.engine.endpoint.vendors import refuse_calls
from symbiograph.engine.endpoint.wholeness import Wholeness
from symbiograph.engine.outline import outline
from symbiograph.engine.parsing import parse_error
from symbiograph.engine.remote import refuse_remote_access
from symbiograph.engine.syntax import syntax_error
from symbiograph.engine.tokens import tokenize
from symbiograph.errors import StoreFailed

# JSON, because the engine's parser of XML results drops white space around literals.
_SOLUTIONS: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"
# Seconds after which the named graphs are asked for again.
_LISTED_FOR: Final = 10.0
_BOOLEANS: Final = {
    truth: f'{{"head":{{}},"boolean":{str(truth).lower()}}}'.encode() for truth in (True, False)
}


class EndpointSource:
    """Answers from the store at ``endpoint``, for one thread of a process at a time.

    The connection is made with the first query, so a process that holds this can be forked.
    ``generation`` names the release of the pages; what the store holds it does not tell.
    """

    def __init__(self, endpoint: Endpoint, generation: str) -> None:
        self.generation = generation
        self._endpoint = endpoint
        self._made: tuple[Exchange, Wholeness] | None = None
        self._graphs: list[str] = []
        self._listed = -_LISTED_FOR

    def query(
        self,
        text: str,
        *,
        base_iri: str | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> QuerySolutions | QueryBoolean | Iterator[Triple]:
        """Have the store evaluate one query, and return what it selects, asks or constructs.

        The engine's own parser reads the text first, so the store sees SPARQL 1.1 only. Raises
        :class:`QuerySyntaxError`, :class:`RemoteAccessRefused`, :class:`BadRequest`, what
        :class:`Exchange` raises, and while results are read :class:`StoreFailed` or, for what is
        no answer, :class:`SyntaxError`.
        """
        refuse_remote_access(text, base_iri)
        fault = parse_error(text, base_iri)
        if fault is not None:
            raise explained(text, base_iri, syntax_error(fault)) from fault
        refuse_calls(text)
        asked = outline(text, base_iri)
        dataset = parameters(
            text,
            asked,
            default_graphs,
            named_graphs,
            self._endpoint.default_graph,
            partial(self._named_graphs, text),
        )
        fields = [("query", with_base(text, base_iri)), *dataset]
        if asked.form in ("CONSTRUCT", "DESCRIBE"):
            return self._triples(fields, limited=asked.form == "CONSTRUCT")
        return self._solutions(fields, is_question=asked.form == "ASK")

    def after(self, delta: Delta) -> EndpointSource:  # noqa: ARG002
        """Return this: the store keeps what is written, and no process here holds a copy."""
        return self

    def _solutions(
        self, fields: list[tuple[str, str]], *, is_question: bool
    ) -> QuerySolutions | QueryBoolean:
        exchange, wholeness = self._connection()
        response = exchange.post(self._endpoint.query, fields, _SOLUTIONS)
        wholeness.require_solutions(response)
        try:
            found = pyoxigraph.parse_query_results(_file(response), QueryResultsFormat.JSON)
        except SyntaxError as error:
            raise _no_results(response) from error
        if is_question and isinstance(found, QuerySolutions):
            # Virtuoso 7 answers ASK with one row for yes and none for no.
            return _boolean(next(found, None) is not None)
        return found

    def _triples(self, fields: list[tuple[str, str]], *, limited: bool) -> Iterator[Triple]:
        exchange, wholeness = self._connection()
        response = exchange.post(self._endpoint.query, fields, _TRIPLES)
        found = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if found not in (_TRIPLES, "text/plain"):
            raise _no_results(response)
        body = wholeness.required_triples(response, _file(response), limited=limited)
        # What is outside of RDF 1.1, language tags say, the store has let in.
        quads = pyoxigraph.parse(body, RdfFormat.N_TRIPLES, lenient=True)
        return (quad.triple for quad in quads)

    def _named_graphs(self, text: str) -> list[str]:
        """Return the named graphs of the store, as they were a moment ago.

        They are asked for anew where ``text`` names one that is not known.
        """
        if monotonic() > self._listed + _LISTED_FOR or not graphs_named(text) <= {*self._graphs}:
            found = self._solutions([("query", NAMED_GRAPHS)], is_question=False)
            rows = found if isinstance(found, QuerySolutions) else ()
            self._graphs = [row[0].value for row in rows if isinstance(row[0], NamedNode)]
            self._listed = monotonic()
        return self._graphs

    def _connection(self) -> tuple[Exchange, Wholeness]:
        if self._made is None:
            exchange = Exchange(self._endpoint)
            self._made = exchange, Wholeness(exchange, self._endpoint.query)
        return self._made


def with_base(text: str, base_iri: str | None) -> str:
    """Return ``text`` with ``base_iri`` as its base, unless it has one of its own."""
    if base_iri is None or any(token.is_word("BASE") for token in tokenize(text)):
        return text
    # On the same line, so that places in a store's messages stay right.
    return f"BASE <{base_iri}> {text}"


def _file(response: requests.Response) -> IO[bytes]:
    """Return the body as a file, of which the parsers call no more than read."""
    return cast(IO[bytes], Body(response.raw))


def _boolean(truth: bool) -> QueryBoolean:
    return cast(
        QueryBoolean, pyoxigraph.parse_query_results(_BOOLEANS[truth], QueryResultsFormat.JSON)
    )


def _no_results(response: requests.Response) -> StoreFailed:
    kind = response.headers.get("Content-Type", "no media type")
    response.close()
    return StoreFailed(
        f"The store behind this service answered with {kind}, which is no result of a query. "
        "Its operator must look at SYMBIOGRAPH_ENDPOINT."
    )
