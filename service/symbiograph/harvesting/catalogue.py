"""A DCAT catalogue: its datasets, and of each the distribution that is RDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple
from requests.utils import requote_uri

from symbiograph.description import term

_Node = NamedNode | BlankNode
_FORMATS: Final = (
    RdfFormat.N_QUADS,
    RdfFormat.TRIG,
    RdfFormat.N_TRIPLES,
    RdfFormat.TURTLE,
    RdfFormat.JSON_LD,
    RdfFormat.RDF_XML,
)
# The EU's list of file types (http://publications.europa.eu/resource/authority/file-type), and
# what people write; the engine knows media types and endings.
_WORDS: Final = {
    "RDF_N_QUADS": RdfFormat.N_QUADS,
    "N-QUADS": RdfFormat.N_QUADS,
    "RDF_TRIG": RdfFormat.TRIG,
    "TRIG": RdfFormat.TRIG,
    "RDF_N_TRIPLES": RdfFormat.N_TRIPLES,
    "N-TRIPLES": RdfFormat.N_TRIPLES,
    "RDF_TURTLE": RdfFormat.TURTLE,
    "TURTLE": RdfFormat.TURTLE,
    "TTL": RdfFormat.TURTLE,
    "JSON_LD": RdfFormat.JSON_LD,
    "JSON-LD": RdfFormat.JSON_LD,
    "RDF_XML": RdfFormat.RDF_XML,
    "RDF/XML": RdfFormat.RDF_XML,
    "RDF": RdfFormat.RDF_XML,
}
_MEDIA_TYPES: Final = re.compile(r"^https?://(?:www\.)?iana\.org/assignments/media-types/")
# The engine takes them for RDF; in a catalogue they are more often something else.
_SAY_NOTHING: Final = frozenset({"application/json", "application/xml", "text/plain", "text/xml"})
_ANYTHING: Final = frozenset({"json", "txt", "xml"})
_COMPRESSED: Final = (".gz", ".gzip", ".zip")
_NEXT: Final = tuple(
    NamedNode(f"http://www.w3.org/ns/hydra/core#{name}") for name in ("next", "nextPage")
)
_TYPE: Final = term("rdf:type")
_SIGNS: Final = frozenset({term("dcat:Catalog"), term("sd:Service")})


@dataclass(frozen=True)
class Choice:
    """The distribution of a dataset that is to be read.

    ``dataset`` is the dataset's IRI, and ``address`` again for one that has none.
    """

    dataset: str
    title: str
    licence: str
    address: str
    rdf_format: RdfFormat


class Catalogue:
    """What a document says of datasets."""

    def __init__(self, triples: Iterable[Triple], language: str = "en") -> None:
        self._language = language
        self._triples = set(triples)
        self._values: dict[tuple[object, NamedNode], list[object]] = {}
        self._subjects: dict[tuple[NamedNode, object], list[_Node]] = {}
        for triple in sorted(self._triples, key=str):
            self._values.setdefault((triple.subject, triple.predicate), []).append(triple.object)
            if isinstance(triple.subject, _Node):
                key = (triple.predicate, triple.object)
                self._subjects.setdefault(key, []).append(triple.subject)

    @property
    def is_one(self) -> bool:
        """Whether a catalogue is described, and a dataset with distributions."""
        catalogues = self._subjects.get((_TYPE, term("dcat:Catalog")), [])
        return bool(catalogues) and any(self._distributions(each) for each in self._datasets())

    @property
    def endpoints(self) -> list[str]:
        """The SPARQL endpoints that are described by SPARQL's own service description."""
        services = self._subjects.get((_TYPE, term("sd:Service")), [])
        return self._iris(services, term("sd:endpoint"))

    def with_pages(self, pages: Iterable[Catalogue]) -> Catalogue:
        """Return what this and its further pages say together."""
        more = (page._triples for page in pages)
        return Catalogue(self._triples.union(*more), self._language)

    def next_pages(self) -> list[str]:
        """Return the pages of the catalogue that come next (Hydra)."""
        subjects = {subject for subject, _ in self._values}
        return sorted({iri for name in _NEXT for iri in self._iris(subjects, name)})

    def choices(self) -> tuple[list[Choice], list[str]]:
        """Return the distributions to read, and what is said of datasets that have none."""
        choices, without = [], []
        for dataset in self._datasets():
            found = self._choice(dataset)
            if isinstance(found, Choice):
                choices.append(found)
            else:
                without.append(found)
        return choices, without

    def _datasets(self) -> list[_Node]:
        found = self._subjects.get((_TYPE, term("dcat:Dataset")), [])
        catalogues = self._subjects.get((_TYPE, term("dcat:Catalog")), [])
        return sorted({*found} - {*catalogues}, key=str)

    def _distributions(self, dataset: _Node) -> list[_Node]:
        found = self._values.get((dataset, term("dcat:distribution")), [])
        return [node for node in found if isinstance(node, _Node)]

    def _choice(self, dataset: _Node) -> Choice | str:
        offers: list[tuple[int, str, _Node, RdfFormat]] = []
        others: set[str] = set()
        for node in self._distributions(dataset):
            address = self._address(node)
            rdf_format = self._format(node, address)
            if rdf_format is not None and address:
                offers.append((_FORMATS.index(rdf_format), address, node, rdf_format))
            else:
                others.update(self._told(node))
                others.update(f"the endpoint {each}" for each in self._endpoints_of(node))
        title = self._text(dataset, term("dcterms:title"))
        name = dataset.value if isinstance(dataset, NamedNode) else ""
        if not offers:
            offered = ", ".join(sorted(others)) or "nothing to download"
            return f"{title or name or 'a dataset'}: no RDF among what it offers ({offered})"
        _, address, node, rdf_format = min(offers, key=lambda offer: offer[:2])
        licence = next(
            (
                iri
                for each in (node, dataset, *self._catalogues_of(dataset))
                for iri in self._iris([each], term("dcterms:license"))
            ),
            "",
        )
        return Choice(name or address, title, licence, address, rdf_format)

    def _catalogues_of(self, dataset: _Node) -> Sequence[_Node]:
        return self._subjects.get((term("dcat:dataset"), dataset), [])

    def _endpoints_of(self, node: _Node) -> list[str]:
        services = self._values.get((node, term("dcat:accessService")), [])
        return self._iris(services, term("dcat:endpointURL"))

    def _address(self, node: _Node) -> str:
        for name in ("dcat:downloadURL", "dcat:accessURL"):
            for value in self._values.get((node, term(name)), []):
                text = _written(value) if isinstance(value, Literal) else ""
                text = value.value if isinstance(value, NamedNode) else text
                if text.startswith(("http://", "https://")):
                    return text
        return ""

    def _format(self, node: _Node, address: str) -> RdfFormat | None:
        for word in self._told(node):
            found = _WORDS.get(word.upper())
            if found is None and word.lower() not in _SAY_NOTHING:
                found = RdfFormat.from_media_type(word)
            if found in _FORMATS:
                return found
        path = urlsplit(address).path.lower()
        for ending in _COMPRESSED:
            path = path.removesuffix(ending)
        ending = PurePosixPath(path).suffix.lstrip(".")
        found = None if ending in _ANYTHING else RdfFormat.from_extension(ending)
        return found if found in _FORMATS else None

    def _told(self, node: _Node) -> Iterator[str]:
        """Yield the media types and formats that are said of a distribution, as plain words."""
        for name in ("dcat:mediaType", "dcterms:format"):
            for value in self._values.get((node, term(name)), []):
                if isinstance(value, NamedNode) and _MEDIA_TYPES.match(value.value):
                    yield _MEDIA_TYPES.sub("", value.value)
                elif isinstance(value, NamedNode):
                    yield value.value.rstrip("/").rpartition("/")[2]
                elif isinstance(value, Literal):
                    yield value.value.strip()
                elif isinstance(value, BlankNode):
                    label = self._text(value, term("rdfs:label")) or self._text(
                        value, term("rdf:value")
                    )
                    if label:
                        yield label

    def _iris(self, nodes: Iterable[object], name: NamedNode) -> list[str]:
        found = (value for node in nodes for value in self._values.get((node, name), []))
        return [value.value for value in found if isinstance(value, NamedNode)]

    def _text(self, node: _Node, name: NamedNode) -> str:
        """Return a text in the language asked for, else in English, else any."""
        texts = [v for v in self._values.get((node, name), []) if isinstance(v, Literal)]
        for language in (self._language, "en"):
            for text in texts:
                if text.language == language:
                    return text.value
        return texts[0].value if texts else ""


def _written(address: Literal) -> str:
    """Return an address that is given as a text, its spaces encoded; "" where it is no IRI."""
    try:
        return NamedNode(requote_uri(address.value.strip())).value
    except ValueError:
        return ""


def speaks_of_datasets(triple: Triple) -> bool:
    """Tell whether a triple is a sign of a catalogue, or of an endpoint that describes itself."""
    return triple.object in _SIGNS and triple.predicate == _TYPE
