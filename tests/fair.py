"""What a machine reads at a landing page: headers, signposts, embedded and negotiated metadata.

IRIs are those of w3id; they are resolved here as w3id's redirects would, to the service under test.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin, urlsplit

import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROV, RDF
from werkzeug.http import parse_options_header

from server import Reply, send
from symbiograph.prefixes import BASE

SCHEMA = "https://schema.org/"
RELATED = {
    *(DCTERMS.isPartOf, DCTERMS.hasPart, DCTERMS.source, DCTERMS.references, DCTERMS.requires),
    *(PROV.wasDerivedFrom, PROV.wasGeneratedBy, DCAT.dataset, DCAT.distribution, DCAT.service),
}
_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_LINK = re.compile(r"<[^>]*>[^<]*")


@dataclass(frozen=True)
class Link:
    target: str
    relation: str
    media_type: str


class Machine:
    """Reads addresses of one service at ``address``, as a harvester of metadata does."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._read: dict[str, rdflib.Graph] = {}

    def turtle(self, iri: str) -> rdflib.Graph:
        """Return what ``iri`` answers who wants Turtle; asked once for each document."""
        address, reply = self.get(iri, "text/turtle")
        assert (reply.status, reply.media_type) == (200, "text/turtle")
        if self.resolved(address) not in self._read:
            read = rdflib.Graph().parse(data=reply.text, format="turtle", publicID=iri)
            self._read[self.resolved(address)] = read
        return self._read[self.resolved(address)]

    def get(self, iri: str, accept: str, method: str = "GET") -> tuple[str, Reply]:
        """Follow ``iri`` to a document; return where that is, and what it answers."""
        for _ in range(5):
            path = urlsplit(self.resolved(iri))
            target = path.path + (f"?{path.query}" if path.query else "")
            reply = send(self.address, target, method=method, headers={"Accept": accept})
            if reply.status not in (301, 302, 303, 307, 308):
                return iri, reply
            iri = urljoin(self.resolved(iri), reply.headers["Location"])
        raise AssertionError(f"{iri} redirects without end")

    def resolved(self, iri: str) -> str:
        """Return the address here of an IRI of ours."""
        return self.address + "/" + iri[len(BASE) :] if iri.startswith(BASE) else iri


class Landing:
    """The metadata of the object that ``iri`` identifies."""

    def __init__(self, machine: Machine, iri: str) -> None:
        self.iri = iri
        self.machine = machine
        self.address, self.page = machine.get(iri, "text/html")
        assert self.page.status == 200, iri
        self.links = [
            Link(
                urljoin(machine.resolved(self.address), target.strip("<>")),
                parameters["rel"],
                parameters.get("type", ""),
            )
            for text in _LINK.findall(self.page.headers.get("Link", ""))
            for target, parameters in [parse_options_header(text.rstrip(", "))]
        ]

    def targets(self, relation: str) -> list[str]:
        return [link.target for link in self.links if link.relation == relation]

    @cached_property
    def embedded(self) -> dict[str, object]:
        """The JSON-LD in the page; of a page about something else, with what is of the page."""
        [block] = _BLOCK.findall(self.page.text)
        members = json.loads(block)
        assert members["@context"] == SCHEMA
        return {**members.get("mainEntityOfPage", {}), **members}

    @cached_property
    def negotiated(self) -> rdflib.Graph:
        """The RDF at the object's own address, and what signposts say describes it."""
        addresses = [
            link.target
            for link in self.links
            if link.relation == "describedby" and link.media_type == "text/turtle"
        ]
        graph = rdflib.Graph()
        for address in [self.iri, *addresses]:
            graph += self.machine.turtle(address)
        return graph

    @cached_property
    def nodes(self) -> set[rdflib.URIRef]:
        """The object in the negotiated RDF, and the documents about it."""
        object_ = rdflib.URIRef(str(self.embedded["@id"]))
        return {object_, *self.negotiated.subjects(FOAF.primaryTopic, object_)}

    def stated(self, *properties: rdflib.URIRef) -> set[rdflib.term.Node]:
        """What the negotiated RDF says of the object, or of the document about it."""
        found = self.negotiated
        return {o for node in self.nodes for p in properties for o in found.objects(node, p)}

    @cached_property
    def files(self) -> list[dict[str, object]]:
        """Where the embedded metadata say that the data are."""
        key = "distribution" if "distribution" in self.embedded else "encoding"
        found = self.embedded[key]
        return found if isinstance(found, list) else [found]

    @property
    def kinds(self) -> set[rdflib.term.Node]:
        return {o for node in self.nodes for o in self.negotiated.objects(node, RDF.type)}
