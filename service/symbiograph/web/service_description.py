"""What ``/sparql`` says of itself (SPARQL 1.1 Service Description), read from the graph served."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, QuerySolutions, Triple

from symbiograph.description import select, term
from symbiograph.engine.federation import HEADER, Federation
from symbiograph.engine.image import Image
from symbiograph.prefixes import GRAPH, PREFIXES
from symbiograph.results import GRAPH_FORMATS, SOLUTION_FORMATS
from symbiograph.settings import Settings

_CATALOGUE: Final = NamedNode(GRAPH + "catalog")
_DEFAULT: Final = NamedNode(GRAPH + "default")
_NAMED_GRAPHS: Final = f"""
PREFIX dcterms: <{PREFIXES["dcterms"]}>
PREFIX void: <{PREFIXES["void"]}>
SELECT ?graph ?triples ?title WHERE {{
  GRAPH ?graph {{}}
  OPTIONAL {{ GRAPH {_CATALOGUE} {{ ?graph void:triples ?triples }} }}
  OPTIONAL {{ GRAPH {_CATALOGUE} {{ ?graph dcterms:title ?title FILTER(LANG(?title) = "en") }} }}
}}
ORDER BY STR(?graph)
"""


def describe(
    image: Image, endpoint: str, settings: Settings, root: str, taken: frozenset[str]
) -> Iterator[Triple]:
    """Yield the service description of ``image``, served at ``endpoint`` under ``settings``.

    ``root`` is the address of the home page, ``taken`` what can be written below it: ``update``,
    ``graphs``. Sizes come from the catalogue; what it does not list is counted.
    """
    service, dataset, default = NamedNode(endpoint), BlankNode(), BlankNode()
    yield Triple(service, term("rdf:type"), term("sd:Service"))
    yield Triple(service, term("sd:endpoint"), service)
    yield Triple(service, term("dcterms:title"), Literal("symbiograph", language="en"))
    yield Triple(service, term("sd:supportedLanguage"), term("sd:SPARQL11Query"))
    yield Triple(
        service,
        term("sd:defaultEntailmentRegime"),
        NamedNode("http://www.w3.org/ns/entailment/Simple"),
    )
    for limit in _limits(settings):
        yield Triple(service, term("dcterms:description"), Literal(limit, language="en"))
    endpoints = Federation.of(settings).endpoints
    if endpoints:
        yield Triple(service, term("sd:feature"), term("sd:BasicFederatedQuery"))
    for allowed in endpoints:
        # The vocabulary has no term for it; the description says what it means.
        yield Triple(service, term("dcterms:references"), NamedNode(allowed.iri))
    for written in (*SOLUTION_FORMATS, *GRAPH_FORMATS):
        yield Triple(service, term("sd:resultFormat"), NamedNode(written.iri))
    yield Triple(service, term("sd:defaultDataset"), dataset)
    yield Triple(service, term("sd:availableGraphs"), dataset)
    yield Triple(dataset, term("rdf:type"), term("sd:Dataset"))
    yield Triple(dataset, term("rdf:type"), term("sd:GraphCollection"))
    yield Triple(dataset, term("sd:defaultGraph"), default)
    yield Triple(default, term("rdf:type"), term("sd:Graph"))
    yield Triple(default, term("void:triples"), _size(image, DefaultGraph(), _DEFAULT))
    # Its classes, properties and links are counted there, when they are asked for.
    yield Triple(default, term("rdfs:seeAlso"), NamedNode(root + ".well-known/void"))
    yield from _named_graphs(image, dataset)
    if "update" in taken:
        yield from _updates(service, NamedNode(root + "update"))
    yield from _graph_store(service, NamedNode(root + "graphs"), writable="graphs" in taken)


def _updates(service: NamedNode, updates: NamedNode) -> Iterator[Triple]:
    """Yield the service that takes updates: an endpoint of its own, so a service of its own."""
    yield Triple(service, term("rdfs:seeAlso"), updates)
    yield Triple(updates, term("rdf:type"), term("sd:Service"))
    yield Triple(updates, term("sd:endpoint"), updates)
    yield Triple(updates, term("sd:supportedLanguage"), term("sd:SPARQL11Update"))
    told = "Updates need a token, sent in the header Authorization: Bearer TOKEN."
    yield Triple(updates, term("dcterms:description"), Literal(told, language="en"))


def _graph_store(service: NamedNode, graphs: NamedNode, *, writable: bool) -> Iterator[Triple]:
    """Yield where whole graphs are; the vocabulary has no term for a graph store."""
    told = f"Whole graphs are read at {graphs} by the SPARQL 1.1 Graph Store HTTP Protocol"
    told += ", and written there with a token." if writable else "."
    yield Triple(service, term("rdfs:seeAlso"), graphs)
    yield Triple(service, term("dcterms:description"), Literal(told, language="en"))


def _limits(settings: Settings) -> Iterator[str]:
    """Yield what a client must reckon with; the vocabulary has no terms for it."""
    yield f"A query is ended after {settings.query_timeout:g} seconds, with status 504."
    yield f"A query may use {settings.query_memory} megabytes; beyond, it is ended with status 503."
    yield (
        f"A query has at most {settings.max_query_length} characters and nests brackets at most "
        f"{settings.max_query_depth} deep; others are refused with status 400."
    )
    endpoints = ", ".join(f"<{each.iri}>" for each in Federation.of(settings).endpoints)
    if endpoints:
        yield (
            f"SERVICE may ask {endpoints}, each for {settings.service_timeout:g} seconds of a "
            f"query, for at most {settings.service_max_bytes} bytes; other endpoints are refused "
            f"with status 400. The header {HEADER} tells which of them answered."
        )
    else:
        yield "SERVICE is refused with status 400."
    if settings.fair_use_queries:
        yield f"One address may run {settings.fair_use_queries} queries at a time; then status 429."
    if settings.fair_use_seconds:
        yield (
            f"Queries of one address may take {settings.fair_use_seconds} seconds in a minute; "
            "then status 429."
        )
    if settings.row_limit:
        yield (
            f"A result has at most {settings.row_limit} rows or triples. Where more were left "
            "out, the header X-SPARQL-MaxRows tells so before the first of them, and on GET the "
            "header Link with rel=next leads to those that follow."
        )
    if settings.byte_limit:
        yield (
            f"A result has at most {settings.byte_limit} bytes. A longer one is refused with "
            "status 400 or, once it has begun, broken off without its last chunk."
        )


def _named_graphs(image: Image, dataset: BlankNode) -> Iterator[Triple]:
    found = image.query(_NAMED_GRAPHS)
    if not isinstance(found, QuerySolutions):
        raise TypeError("SELECT gave no solutions")
    for name, triples, title in found:
        entry, graph = BlankNode(), BlankNode()
        yield Triple(dataset, term("sd:namedGraph"), entry)
        yield Triple(entry, term("rdf:type"), term("sd:NamedGraph"))
        yield Triple(entry, term("sd:name"), name)
        yield Triple(entry, term("sd:graph"), graph)
        yield Triple(graph, term("rdf:type"), term("sd:Graph"))
        yield Triple(graph, term("void:triples"), triples or _size(image, name, name))
        if title is not None:
            yield Triple(graph, term("dcterms:title"), title)


def _size(image: Image, graph: NamedNode | DefaultGraph, listed_as: NamedNode) -> Literal:
    entry = image.store.quads_for_pattern(listed_as, term("void:triples"), None, _CATALOGUE)
    for quad in entry:
        if isinstance(quad.object, Literal):
            return quad.object
    counts = _counts(image)
    if graph not in counts:
        pattern = "?s ?p ?o" if isinstance(graph, DefaultGraph) else f"GRAPH {graph} {{ ?s ?p ?o }}"
        # The engine counts ten times as fast as we could.
        [row] = select(image.store, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        counts[graph] = cast(Literal, row["n"])
    return counts[graph]


@lru_cache(maxsize=2)
def _counts(image: Image) -> dict[NamedNode | DefaultGraph, Literal]:  # noqa: ARG001
    """Return what has been counted of an image, which never changes."""
    return {}
