"""A description as data: the document that says what we know of one IRI, in five formats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from flask import Response
from pyoxigraph import Literal, NamedNode, QueryTriples, RdfFormat, Store, Triple, serialize

from symbiograph import json_ld
from symbiograph.description import Description, term, triples
from symbiograph.negotiation import choose
from symbiograph.prefixes import BASE, GRAPH, PREFIXES
from symbiograph.web.context import context_of
from symbiograph.web.reader import image, path_to
from symbiograph.web.record import of_document

# Links that arrive by one property; beyond it the document names the query for the rest.
CAP: Final = 1000
# Beyond, JSON-LD has whole IRIs, as the engine writes it in a tenth of the time.
_COMPACT_UP_TO: Final = 100_000
HTML: Final = ".html"
_FORMATS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".jsonld": RdfFormat.JSON_LD,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
}
MEDIA_TYPES: Final = {HTML: "text/html", **{s: f.media_type for s, f in _FORMATS.items()}}
NAMES: Final = {".ttl": "Turtle", ".jsonld": "JSON-LD", ".nt": "N-Triples", ".rdf": "RDF/XML"}
_SUFFIX_OF: Final = {media_type: suffix for suffix, media_type in MEDIA_TYPES.items()}
_DEFAULT: Final = NamedNode(GRAPH + "default")


def split(path: str) -> tuple[str, str]:
    """Return ``path`` without its format suffix, and the suffix: empty where there is none."""
    for suffix in MEDIA_TYPES:
        if path.endswith(suffix):
            return path[: -len(suffix)], suffix
    return path, ""


def wanted(accept: str | None) -> str:
    """Return the suffix of the format that ``accept`` asks for; raises ``NotAcceptable``.

    Who does not mind gets the page.
    """
    return _SUFFIX_OF[choose(accept, tuple(_SUFFIX_OF))]


def document(store: Store, description: Description, address: str, suffix: str) -> bytes:
    """Return the description in the format of ``suffix``, with what the document says of itself.

    ``address`` is the IRI of the document.
    """
    node = NamedNode(address)
    of_itself = [*about(node, description.iri), *_cut(description, node)]
    return written([*of_itself, *triples(store, description)], suffix)


def whole_graph(store: Store, graph: NamedNode, suffix: str) -> bytes:
    """Return everything in a graph of the catalogue, and its entry there."""
    inside = "?s ?p ?o" if graph == _DEFAULT else f"GRAPH {graph} {{ ?s ?p ?o }}"
    entry = f"{graph} ?p ?o BIND({graph} AS ?s)"
    found = store.query(f"CONSTRUCT {{ ?s ?p ?o }} {{ {{ {inside} }} UNION {{ {entry} }} }}")
    if not isinstance(found, QueryTriples):
        raise TypeError("CONSTRUCT gave no triples")
    return written(list(found), suffix)


def response(body: bytes, path: str, suffix: str) -> Response:
    """Return the response with a document that has an address of its own, ``path`` and suffix."""
    found = Response(body, mimetype=MEDIA_TYPES[suffix])
    found.headers["Content-Location"] = path_to(path + suffix)
    return found


def query_for(link: NamedNode, iri: NamedNode) -> str:
    """Return the query that lists every link to ``iri`` by property ``link``."""
    return f"SELECT ?thing WHERE {{ ?thing {link} {iri} }}"


def about(address: NamedNode, topic: NamedNode) -> Iterator[Triple]:
    """Yield what the document at ``address`` says of itself."""
    yield from of_document(image(), address, topic)


def _cut(description: Description, address: NamedNode) -> Iterator[Triple]:
    """Yield what the document at ``address`` says of links that it has no room for."""
    for incoming in description.incoming:
        given = len(incoming.subjects)
        if given < incoming.count:
            query = quote(query_for(incoming.property, description.iri))
            note = (
                f"{incoming.count} things link here by {incoming.property.value}; this document "
                f"gives {given} of them. All: {BASE}sparql?query={query}"
            )
            yield Triple(address, term("rdfs:comment"), Literal(note, language="en"))


def written(statements: list[Triple], suffix: str) -> bytes:
    """Return triples in the format of ``suffix``, with the prefixes they use."""
    if suffix == ".jsonld" and len(statements) <= _COMPACT_UP_TO:
        return json_ld.written(statements, context_of(image()))
    plain = serialize(statements, format=RdfFormat.N_TRIPLES) or b""
    used = {prefix: iri for prefix, iri in PREFIXES.items() if iri.encode() in plain}
    return serialize(statements, format=_FORMATS[suffix], prefixes=used) or b""
