"""Asking an endpoint: one query, its rows or its triples, by POST or where need be by GET."""

from __future__ import annotations

from io import BytesIO
from typing import Final

import pyoxigraph
import requests
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Triple,
)

from symbiograph.errors import PartnerFailed, PartnerTooBusy
from symbiograph.harvesting.conversation import Conversation, body_blocks, whole_number
from symbiograph.xml_entities import require_harmless_entities

_ROWS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
_TRIPLES: Final = (
    "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8, "
    "application/ld+json;q=0.7, text/plain;q=0.1"
)
# The endpoint may take queries by GET alone; 415 is said by some of forms.
_NO_POST: Final = frozenset({405, 415, 501})
# It was asked for more than it gives at once.
_TOO_MUCH: Final = frozenset({400, 413, 414, 431})

Row = dict[str, NamedNode | BlankNode | Literal]


class Endpoint:
    """A SPARQL endpoint that is read; ``most_rows`` is the limit that it has told, if any."""

    def __init__(self, conversation: Conversation, address: str) -> None:
        self._conversation = conversation
        self.address = address
        self.most_rows: int | None = None
        self._method = "POST"

    def rows(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT; raises :class:`PartnerFailed`."""
        body, media_type = self._asked(query, _ROWS)
        form = QueryResultsFormat.from_media_type(media_type)
        if form is None:
            raise self._no_answer(media_type)
        try:
            found = pyoxigraph.parse_query_results(body, form)
            solutions = None if isinstance(found, QueryBoolean) else list(found)
        except SyntaxError as error:
            raise PartnerFailed(f"{self.address} gave rows that cannot be read: {error}") from error
        if solutions is None or isinstance(found, QueryBoolean):
            raise self._no_answer("true or false")
        names = [variable.value for variable in found.variables]
        rows = (zip(names, solution, strict=True) for solution in solutions)
        return [{name: value for name, value in row if value is not None} for row in rows]

    def triples(self, query: str) -> list[Triple]:
        """Return the triples of a CONSTRUCT.

        Raises :class:`PartnerFailed`, and :class:`UnreadableInput` for XML entities that grow.
        """
        body, media_type = self._asked(query, _TRIPLES)
        form = RdfFormat.from_media_type(media_type)
        if media_type == "text/plain":
            form = RdfFormat.N_TRIPLES
        if form is None:
            raise self._no_answer(media_type)
        if form == RdfFormat.RDF_XML:
            require_harmless_entities(lambda: BytesIO(body), self.address)
        try:
            found = pyoxigraph.parse(BytesIO(body), form, rename_blank_nodes=True)
            return list({quad.triple: None for quad in found})
        except SyntaxError as error:
            raise PartnerFailed(f"{self.address} gave RDF that cannot be read: {error}") from error

    def show(self, text: str, number: int) -> None:
        """Show how far the reading is."""
        self._conversation.progress(text, number, None)

    def _asked(self, query: str, accept: str) -> tuple[bytes, str]:
        return self._conversation.tried(lambda: self._attempt(query, accept))

    def _attempt(self, query: str, accept: str) -> tuple[bytes, str]:
        with self._answer(query, accept) as response:
            if response.status_code in _TOO_MUCH:
                raise PartnerTooBusy(
                    f"{self.address} refuses a query (status {response.status_code})"
                )
            told = whole_number(response.headers.get("X-SPARQL-MaxRows"))
            self.most_rows = self.most_rows if told is None else told
            if "X-SQL-State" in response.headers:
                raise PartnerTooBusy(f"{self.address} ran out of its time and gave only a part")
            blocks: list[bytes] = []
            size = 0
            for block in body_blocks(self._conversation, response):
                size += len(block)
                self._conversation.require_room(self.address, size)
                blocks.append(block)
            self._conversation.spend(size)
            media_type = response.headers.get("Content-Type", "none").partition(";")[0].strip()
            return b"".join(blocks), media_type.lower()

    def _answer(self, query: str, accept: str) -> requests.Response:
        form = [("query", query)]
        fields = {"Accept": accept}
        also = _TOO_MUCH | (_NO_POST if self._method == "POST" else frozenset())
        response = self._conversation.opened(
            self._method, self.address, fields, form=form, also=also
        )
        if self._method == "POST" and response.status_code in _NO_POST:
            response.close()
            self._method = "GET"
            return self._answer(query, accept)
        return response

    def _no_answer(self, what: str) -> PartnerFailed:
        return PartnerFailed(
            f"{self.address} answered with {what}, which is no result of the query; is it the "
            "address of a SPARQL endpoint?"
        )
