"""Graphs that were written here, of partners and contributors, in the words of DCAT-AP 3.0.

Each says of itself what DCAT needs, or the graph about partners does; it is repeated here with the
address at which it is read as it stands at the moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, QueryTriples, Triple

from symbiograph.dcat import AVAILABILITY, AVAILABLE, CATALOGUE, SERVICE
from symbiograph.description import term
from symbiograph.engine.image import Image
from symbiograph.prefixes import BASE, CONTRIBUTION_GRAPH, GRAPH, PREFIXES
from symbiograph.provenance import provenance

_PARTNERS: Final = GRAPH + "partner"
_GENERATED: Final = term("prov:wasGeneratedBy")
_FORM: Final = NamedNode("http://publications.europa.eu/resource/authority/file-type/RDF_TURTLE")
_TURTLE: Final = NamedNode("https://www.iana.org/assignments/media-types/text/turtle")
# As of the graphs of a release, sources are things that a dataset was made from.
_DATASETS: Final = f"""PREFIX dcat: <{PREFIXES["dcat"]}> PREFIX dcterms: <{PREFIXES["dcterms"]}>
PREFIX prov: <{PREFIXES["prov"]}> PREFIX void: <{PREFIXES["void"]}>
CONSTRUCT {{ ?dataset ?as ?value }} WHERE {{
  GRAPH ?in {{ ?dataset a dcat:Dataset ; ?property ?value }}
  FILTER(?in = <{_PARTNERS}> && STRSTARTS(STR(?dataset), "{_PARTNERS}/")
    || ?in = ?dataset && STRSTARTS(STR(?in), "{CONTRIBUTION_GRAPH}"))
  FILTER(?property IN (<{PREFIXES["rdf"]}type>, dcterms:title, dcterms:description,
    dcterms:modified, dcterms:license, dcterms:publisher, dcterms:source, dcterms:identifier,
    prov:generatedAtTime, prov:wasGeneratedBy, void:triples))
  BIND(IF(?property = dcterms:source, prov:wasDerivedFrom, ?property) AS ?as)
}}"""
# What a harvest says of itself.
_ACTIVITIES: Final = f"""PREFIX prov: <{PREFIXES["prov"]}>
CONSTRUCT {{ ?activity ?property ?value . ?agent a ?kind }} WHERE {{
  GRAPH <{_PARTNERS}> {{
    ?dataset prov:wasGeneratedBy ?activity . ?activity ?property ?value
    FILTER(STRSTARTS(STR(?dataset), "{_PARTNERS}/"))
    OPTIONAL {{ ?activity prov:wasAssociatedWith ?agent . ?agent a ?kind }}
  }}
}}"""
_NAMES: Final = f"""PREFIX foaf: <{PREFIXES["foaf"]}> PREFIX dcterms: <{PREFIXES["dcterms"]}>
CONSTRUCT {{ ?publisher foaf:name ?name }} WHERE {{
  ?dataset dcterms:publisher ?publisher . ?publisher foaf:name ?name
  FILTER(STRSTARTS(STR(?publisher), "{_PARTNERS}/")
    || STRSTARTS(STR(?dataset), "{CONTRIBUTION_GRAPH}"))
}}"""


def describe_written(image: Image) -> Iterator[Triple]:
    """Yield the datasets that were written here, each with the address of its graph."""
    said = _constructed(image, _DATASETS)
    if not said:
        return
    yield from said
    yield from _constructed(image, _NAMES)
    yield from _constructed(image, _ACTIVITIES)
    kinds = {"dcterms:publisher": "foaf:Agent", "dcterms:license": "dcterms:LicenseDocument"}
    for triple in said:
        for name, kind in kinds.items():
            if triple.predicate == term(name) and isinstance(triple.object, NamedNode):
                yield Triple(triple.object, term("rdf:type"), term(kind))
    by_dataset: dict[NamedNode, list[Triple]] = {}
    for triple in said:
        if isinstance(triple.subject, NamedNode):
            by_dataset.setdefault(triple.subject, []).append(triple)
    for dataset, own in by_dataset.items():
        yield Triple(CATALOGUE, term("dcat:dataset"), dataset)
        yield Triple(SERVICE, term("dcat:servesDataset"), dataset)
        yield Triple(dataset, term("rdf:type"), term("prov:Entity"))
        if not any(triple.predicate == _GENERATED for triple in own):
            yield from provenance(dataset, own, "Sending of a contribution")
        yield from _distribution(dataset, own)
    yield Triple(_TURTLE, term("rdf:type"), term("dcterms:MediaType"))
    yield Triple(_FORM, term("rdf:type"), term("dcterms:MediaTypeOrExtent"))


def _distribution(dataset: NamedNode, own: list[Triple]) -> Iterator[Triple]:
    node = NamedNode(f"{BASE}graphs?graph={quote(dataset.value, safe=':/')}")
    told = "The whole graph as it is at the moment."
    yield Triple(dataset, term("dcat:distribution"), node)
    yield Triple(node, term("rdf:type"), term("dcat:Distribution"))
    yield Triple(node, term("dcat:accessURL"), node)
    yield Triple(node, term("dcat:downloadURL"), node)
    yield Triple(node, term("dcat:mediaType"), _TURTLE)
    yield Triple(node, term("dcterms:format"), _FORM)
    yield Triple(node, term("dcat:accessService"), SERVICE)
    yield Triple(node, AVAILABILITY, AVAILABLE)
    yield Triple(node, term("dcterms:description"), Literal(told, language="en"))
    for triple in own:
        if triple.predicate == term("dcterms:license"):
            yield Triple(node, triple.predicate, triple.object)


def _constructed(image: Image, query: str) -> list[Triple]:
    found = image.query(query)
    if not isinstance(found, QueryTriples):
        raise TypeError("CONSTRUCT gave no triples")
    return list(found)
