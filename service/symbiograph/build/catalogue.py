"""The catalogue graph: every graph of a release with title, licence, date, size and source file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from symbiograph.build.esco import EscoGraph
from symbiograph.build.sources import SourceGraph
from symbiograph.engine.release import GraphEntry
from symbiograph.prefixes import GRAPH, ID, PREFIXES

CATALOGUE: Final = GRAPH + "catalog"
INFERRED: Final = GRAPH + "inferred"
DEFAULT: Final = GRAPH + "default"

_LICENCE: Final = NamedNode("https://creativecommons.org/licenses/by/4.0/")
_PUBLISHER: Final = NamedNode(ID + "organisation/symbiograph")

# Graphs that no file of their own describes.
_TITLES: Final = {
    GRAPH + "ontology": (
        "Ontology",
        "The classes and properties of symbiograph: its header and all of its modules.",
    ),
    GRAPH + "shapes": (
        "Shapes",
        "The SHACL shapes that judge every graph before it is published. Not in the default graph.",
    ),
    GRAPH + "queries": (
        "Named queries",
        "The queries of the project with what they ask, their text and their parameters, in the "
        "words of SIB's SPARQL examples and of SHACL.",
    ),
    INFERRED: (
        "Inferred statements",
        "What follows from the published graphs by the rules of the ontology and is stated in none "
        "of them.",
    ),
    CATALOGUE: (
        "Catalogue",
        "Every graph of this release with its title, licence, date, number of triples and, as "
        "dcterms:identifier, the file or folder of the project in which it is edited.",
    ),
    DEFAULT: (
        "Default graph",
        "What a query sees that names no graph: the published graphs merged, each triple once.",
    ),
}


Statement = tuple[str, str, NamedNode | Literal]


def catalogue(
    graphs: Iterable[SourceGraph],
    entries: Mapping[str, GraphEntry],
    *,
    merged: int,
    version: str,
    modified: str,
    esco: Sequence[EscoGraph] = (),
) -> list[Triple]:
    """Return the catalogue of the named graphs in ``entries`` and of their merge.

    ``graphs`` bring what their files say of them; the other graphs are described here and dated
    ``modified``. ``merged`` is the size of the default graph. Those of ``esco`` have the version
    of their own release.
    """
    described = {graph.plan.iri: graph.description for graph in graphs if graph.plan.described}
    described |= {graph.iri: graph.description for graph in esco}
    versions = {graph.iri: graph.release for graph in esco}
    statements: list[Statement] = [(CATALOGUE, "rdf:type", _node("dcat:Catalog"))]
    for iri, entry in sorted(entries.items()):
        statements += _measures(iri, entry.triples, versions.get(iri, version))
        statements.append((CATALOGUE, "dcat:dataset", NamedNode(iri)))
        if entry.source is not None:
            statements.append((iri, "dcterms:identifier", Literal(entry.source)))
        if entry.published:
            statements.append((DEFAULT, "void:subset", NamedNode(iri)))
        if iri not in described:
            statements += _own_description(iri, modified)
    statements += _measures(DEFAULT, merged, version)
    statements += _own_description(DEFAULT, modified)
    triples = [Triple(NamedNode(s), _node(p), o) for s, p, o in statements]
    for iri in entries:
        triples += described.get(iri, ())
    return triples


def _measures(iri: str, triples: int, version: str) -> list[Statement]:
    return [
        (iri, "rdf:type", _node("void:Dataset")),
        (iri, "void:triples", Literal(str(triples), datatype=_node("xsd:integer"))),
        (iri, "dcat:version", Literal(version)),
    ]


def _own_description(iri: str, modified: str) -> list[Statement]:
    title, description = _TITLES[iri]
    return [
        (iri, "rdf:type", _node("dcat:Dataset")),
        (iri, "dcterms:title", Literal(title, language="en")),
        (iri, "dcterms:description", Literal(description, language="en")),
        (iri, "dcterms:license", _LICENCE),
        (iri, "dcterms:publisher", _PUBLISHER),
        (iri, "dcterms:modified", Literal(modified, datatype=_node("xsd:date"))),
    ]


def _node(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)
