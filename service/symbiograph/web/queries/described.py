"""The named queries as RDF, at the same addresses: what each asks, its text and its parameters.

Rows have no RDF form, so who asks for RDF at the address of such a query gets its description. A
query that constructs a graph answers with that graph, unless it needs arguments and gets none. All
descriptions have an address of their own, too, with the suffix of a format.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Final

from flask import Response, request
from pyoxigraph import NamedNode, Triple

from symbiograph.negotiation import choose
from symbiograph.queries import NamedQuery
from symbiograph.queries.body import constructs
from symbiograph.queries.description import QUERIES, describe, iri, prefixes
from symbiograph.web import data
from symbiograph.web.freshness import validated
from symbiograph.web.queries.preferences import HTML, formats_of

SUFFIXES: Final = "<any('.ttl', '.jsonld', '.nt', '.rdf'):suffix>"
_SUFFIX_OF: Final = {data.MEDIA_TYPES[suffix]: suffix for suffix in data.NAMES}


def of_all(queries: Iterable[NamedQuery], suffix: str) -> Response:
    """Return the description of queries, and the prefixes that are theirs."""
    said = [*prefixes(), *chain.from_iterable(describe(query) for query in queries)]
    return _document(said, QUERIES, "/queries", suffix)


def of_query(query: NamedQuery, suffix: str) -> Response:
    """Return the description of one query."""
    return _document([*describe(query)], iri(query), f"/queries/{query.name}", suffix)


def wanted_of_all() -> str | None:
    """Return the suffix of the RDF format asked for instead of the list, ``None`` for the list.

    Raises :class:`NotAcceptable`.
    """
    return _wanted(("application/json", HTML))


def wanted_of(query: NamedQuery) -> str | None:
    """Return the suffix of the RDF format asked for instead of rows, ``None`` for the answer.

    Raises :class:`NotAcceptable`.
    """
    if request.values.get("format"):
        return None
    if constructs(query.text) and (request.args or not query.head.needs_arguments):
        return None
    media_types = (name for format_ in formats_of(query) for name in format_.media_types)
    return _wanted((*media_types, HTML))


def _wanted(others: tuple[str, ...]) -> str | None:
    return _SUFFIX_OF.get(choose(request.headers.get("Accept"), (*others, *_SUFFIX_OF)))


def _document(said: list[Triple], topic: str, path: str, suffix: str) -> Response:
    about = data.about(NamedNode(topic + suffix), NamedNode(topic))
    return validated(data.response(data.written([*about, *said], suffix), path, suffix))
