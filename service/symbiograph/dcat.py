"""The catalogue in the words of DCAT-AP 3.0: datasets, their files, and the services on them.

It says what the catalogue graph of the release says, and adds what DCAT-AP asks for: kinds of
neighbours, files to download, and the SPARQL service.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, QueryTriples, Triple

from symbiograph.description import term
from symbiograph.engine.image import Image
from symbiograph.prefixes import BASE, GRAPH, PREFIXES
from symbiograph.provenance import provenance

CATALOGUE: Final = NamedNode(BASE + "catalog")
_ONTOLOGY: Final = NamedNode(BASE + "ontology")
SERVICE: Final = NamedNode(BASE + "sparql")
_CHANGES: Final = NamedNode(BASE + "changes")
LICENCE: Final = NamedNode("https://creativecommons.org/licenses/by/4.0/")
PUBLISHER: Final = NamedNode(BASE + "id/organisation/symbiograph")
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
# Everybody may read everything.
PUBLIC: Final = NamedNode(_AUTHORITY + "access-right/PUBLIC")
_ENGLISH: Final = NamedNode(_AUTHORITY + "language/ENG")
_EUROPE: Final = NamedNode("http://publications.europa.eu/resource/authority/continent/EUROPE")
_THEMES: Final = NamedNode(_AUTHORITY + "data-theme")
_OF_ALL: Final = {
    NamedNode(_AUTHORITY + "data-theme/EDUC"): "Education, culture and sport",
    NamedNode(_AUTHORITY + "data-theme/ENVI"): "Environment",
}
AVAILABILITY: Final = NamedNode("http://data.europa.eu/r5r/availability")
AVAILABLE: Final = NamedNode(_AUTHORITY + "planned-availability/AVAILABLE")
_EVENT_STREAMS: Final = NamedNode("https://w3id.org/ldes/specification")
_PROTOCOL: Final = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
KEYWORDS: Final = ("industrial symbiosis", "skills", "training", "linked data")
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_GZIP: Final = NamedNode(_MEDIA_TYPES + "application/gzip")
# What is said of each dataset; its sources are things that it was made from, not other datasets.
_DATASETS: Final = f"""PREFIX dcat: <{PREFIXES["dcat"]}> PREFIX dcterms: <{PREFIXES["dcterms"]}>
PREFIX prov: <{PREFIXES["prov"]}>
CONSTRUCT {{ ?dataset ?as ?value }} WHERE {{
  GRAPH <{GRAPH}catalog> {{ ?dataset a dcat:Dataset ; ?property ?value }}
  FILTER(?property NOT IN (dcat:dataset, dcterms:rights) && ?value != dcat:Catalog)
  BIND(IF(?property = dcterms:source, prov:wasDerivedFrom, ?property) AS ?as)
}}"""


class File(NamedTuple):
    """A file of a dataset: its address, its form, and what is known once it was made."""

    address: str
    media_type: str
    form: str
    path: Path | None
    checksum: str | None


def describe(
    image: Image, files: Mapping[str, list[File]], title: str, followed: Collection[str]
) -> Iterator[Triple]:
    """Yield the catalogue of ``image``; ``files`` are those of each graph, by its IRI.

    ``title`` names the release, ``followed`` are the graphs whose changes are told. All IRIs are
    those at which the project is cited, whatever the host.
    """
    found = image.query(_DATASETS)
    if not isinstance(found, QueryTriples):
        raise TypeError("CONSTRUCT gave no triples")
    said = list(found)
    datasets = sorted({t.subject for t in said if isinstance(t.subject, NamedNode)}, key=str)
    yield from said
    yield from _catalogue(datasets, title, _modified(said))
    for dataset in datasets:
        yield from _dataset(dataset, files.get(dataset.value, []))
        yield from provenance(dataset, said)
    yield from _changes([dataset for dataset in datasets if dataset.value in followed])
    yield from _neighbours(said)


def _catalogue(datasets: list[NamedNode], title: str, modified: Literal) -> Iterator[Triple]:
    texts = {
        "dcterms:title": "symbiograph",
        "dcterms:description": "Every graph of an open knowledge graph of industrial-symbiosis "
        f"skills, as of {title}.",
    }
    links = {
        "rdf:type": term("dcat:Catalog"),
        "dcterms:accessRights": PUBLIC,
        "dcterms:creator": PUBLISHER,
        "dcterms:publisher": PUBLISHER,
        "dcterms:license": LICENCE,
        "dcterms:language": _ENGLISH,
        "dcterms:spatial": _EUROPE,
        "dcat:themeTaxonomy": _THEMES,
        "foaf:homepage": NamedNode(BASE),
        "dcat:service": SERVICE,
    }
    for name, text in texts.items():
        yield Triple(CATALOGUE, term(name), Literal(text, language="en"))
    for name, node in links.items():
        yield Triple(CATALOGUE, term(name), node)
    yield Triple(CATALOGUE, term("dcterms:issued"), modified)
    yield Triple(CATALOGUE, term("dcterms:modified"), modified)
    for word in KEYWORDS:
        yield Triple(CATALOGUE, term("dcat:keyword"), Literal(word, language="en"))
    yield Triple(NamedNode(BASE), term("rdf:type"), term("foaf:Document"))
    yield Triple(NamedNode(GRAPH + "ontology"), term("foaf:primaryTopic"), _ONTOLOGY)
    for dataset in datasets:
        yield Triple(CATALOGUE, term("dcat:dataset"), dataset)
        yield Triple(SERVICE, term("dcat:servesDataset"), dataset)
    yield from _service(SERVICE, "SPARQL endpoint", _PROTOCOL)


def _changes(datasets: list[NamedNode]) -> Iterator[Triple]:
    """Yield the service that tells the changes of these datasets, if of any."""
    if not datasets:
        return
    yield Triple(CATALOGUE, term("dcat:service"), _CHANGES)
    for dataset in datasets:
        yield Triple(_CHANGES, term("dcat:servesDataset"), dataset)
    yield from _service(_CHANGES, "Changes, as a Linked Data Event Stream", _EVENT_STREAMS)


def _service(service: NamedNode, title: str, standard: NamedNode) -> Iterator[Triple]:
    yield Triple(service, term("rdf:type"), term("dcat:DataService"))
    yield Triple(service, term("dcterms:title"), Literal(title, language="en"))
    yield Triple(service, term("dcat:endpointURL"), service)
    yield Triple(service, term("dcat:endpointDescription"), service)
    yield Triple(service, term("dcterms:license"), LICENCE)
    yield Triple(service, term("dcterms:publisher"), PUBLISHER)
    yield Triple(service, term("dcterms:conformsTo"), standard)
    yield Triple(standard, term("rdf:type"), term("dcterms:Standard"))
    yield Triple(service, term("rdf:type"), term("rdfs:Resource"))
    yield from _subject(service)


def _dataset(dataset: NamedNode, files: list[File]) -> Iterator[Triple]:
    yield Triple(dataset, term("dcterms:accessRights"), PUBLIC)
    yield Triple(dataset, term("dcterms:spatial"), _EUROPE)
    yield from _subject(dataset)
    for file in files:
        node = NamedNode(file.address)
        yield Triple(dataset, term("dcat:distribution"), node)
        yield from _distribution(node, file)


def _subject(node: NamedNode) -> Iterator[Triple]:
    """Yield what a dataset or a service is about, which is the same for all."""
    for theme in _OF_ALL:
        yield Triple(node, term("dcat:theme"), theme)
    for word in KEYWORDS:
        yield Triple(node, term("dcat:keyword"), Literal(word, language="en"))


def _distribution(node: NamedNode, file: File) -> Iterator[Triple]:
    form = NamedNode(f"{_AUTHORITY}file-type/{file.form}")
    media_type = NamedNode(_MEDIA_TYPES + file.media_type)
    yield Triple(node, term("rdf:type"), term("dcat:Distribution"))
    yield Triple(node, term("dcat:accessURL"), node)
    yield Triple(node, term("dcat:downloadURL"), node)
    yield Triple(node, term("dcat:mediaType"), media_type)
    yield Triple(node, term("dcat:compressFormat"), _GZIP)
    yield Triple(node, term("dcterms:format"), form)
    yield Triple(node, term("dcterms:license"), LICENCE)
    yield Triple(node, term("dcat:accessService"), SERVICE)
    yield Triple(node, AVAILABILITY, AVAILABLE)
    told = f"The whole graph as {file.media_type}, compressed with gzip."
    yield Triple(node, term("dcterms:description"), Literal(told, language="en"))
    for kind in (media_type, _GZIP):
        yield Triple(kind, term("rdf:type"), term("dcterms:MediaType"))
    yield Triple(form, term("rdf:type"), term("dcterms:MediaTypeOrExtent"))
    if file.path is not None and file.checksum:
        check = NamedNode(f"{node.value}#checksum")
        size = Literal(str(file.path.stat().st_size), datatype=term("xsd:nonNegativeInteger"))
        value = Literal(file.checksum, datatype=term("xsd:hexBinary"))
        yield Triple(node, term("dcat:byteSize"), size)
        yield Triple(node, term("spdx:checksum"), check)
        yield Triple(check, term("rdf:type"), term("spdx:Checksum"))
        yield Triple(check, term("spdx:algorithm"), term("spdx:checksumAlgorithm_sha256"))
        yield Triple(check, term("spdx:checksumValue"), value)
        yield Triple(
            term("spdx:checksumAlgorithm_sha256"), term("rdf:type"), term("spdx:ChecksumAlgorithm")
        )


def _neighbours(said: list[Triple]) -> Iterator[Triple]:
    """Yield the kinds of what the catalogue names: DCAT-AP asks for them."""
    kinds = {"dcterms:publisher": "foaf:Agent", "dcterms:license": "dcterms:LicenseDocument"}
    for name, kind in kinds.items():
        nodes = {t.object for t in said if t.predicate == term(name)} | (
            {PUBLISHER} if kind == "foaf:Agent" else {LICENCE}
        )
        for node in nodes:
            if isinstance(node, NamedNode):
                yield Triple(node, term("rdf:type"), term(kind))
    yield Triple(PUBLISHER, term("foaf:name"), Literal("symbiograph", language="en"))
    yield Triple(PUBLIC, term("rdf:type"), term("dcterms:RightsStatement"))
    yield Triple(_ENGLISH, term("rdf:type"), term("dcterms:LinguisticSystem"))
    yield Triple(_EUROPE, term("rdf:type"), term("dcterms:Location"))
    yield Triple(_THEMES, term("rdf:type"), term("skos:ConceptScheme"))
    yield Triple(_THEMES, term("dcterms:title"), Literal("Data theme", language="en"))
    yield Triple(AVAILABLE, term("rdf:type"), term("skos:Concept"))
    yield Triple(AVAILABLE, term("skos:prefLabel"), Literal("available", language="en"))
    for theme, label in _OF_ALL.items():
        yield Triple(theme, term("rdf:type"), term("skos:Concept"))
        yield Triple(theme, term("skos:prefLabel"), Literal(label, language="en"))
        yield Triple(theme, term("skos:inScheme"), _THEMES)


def _modified(said: list[Triple]) -> Literal:
    """Return the day on which the newest dataset was changed."""
    days = [
        t.object
        for t in said
        if t.predicate == term("dcterms:modified") and isinstance(t.object, Literal)
    ]
    return max(days, key=lambda day: day.value)
