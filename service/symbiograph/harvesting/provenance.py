"""What is said of a partner's graphs: whose they are, from where, when and how they came in.

In the words of PROV-O and DCAT, in the graph that describes all partners' graphs.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from symbiograph.description import term
from symbiograph.harvesting.gathered import Origin
from symbiograph.harvesting.partners import PARTNER_GRAPH, Partner
from symbiograph.harvesting.placing import Placed

_IN: Final = NamedNode(PARTNER_GRAPH)
_OF_THE_MOMENT: Final = frozenset(
    map(
        term,
        (
            "prov:startedAtTime",
            "prov:endedAtTime",
            "dcterms:modified",
            "spdx:checksumValue",
            "dcat:byteSize",
            "dcat:version",
        ),
    )
)


def described(
    partner: Partner,
    placed: Placed,
    origins: Iterable[Origin],
    begun: datetime,
    ended: datetime,
) -> set[Quad]:
    """Return what is said of the partner's graphs, as quads of the graph for that.

    The licence is what the operator has said, else the one of all that a graph was made from.
    """
    origins = list(origins)
    triples = {
        *_activity(partner, origins, begun, ended),
        *(t for number, origin in enumerate(origins, 1) for t in _origin(partner, number, origin)),
        *(t for graph in placed.graphs for t in _graph(partner, placed, graph, origins, ended)),
    }
    return {Quad(t.subject, t.predicate, t.object, _IN) for t in triples}


def is_about(partner: Partner, quad: Quad) -> bool:
    """Tell whether a quad is part of the description of the partner's graphs."""
    if quad.graph_name != _IN or not isinstance(quad.subject, NamedNode):
        return False
    return partner.owns(quad.subject.value.partition("#")[0])


def lasting(quads: Iterable[Quad]) -> set[Quad]:
    """Return what a description says beside when and by which bytes it was made."""
    return {quad for quad in quads if quad.predicate not in _OF_THE_MOMENT}


def _graph(
    partner: Partner,
    placed: Placed,
    graph: str,
    origins: list[Origin],
    ended: datetime,
) -> Iterator[Triple]:
    node = NamedNode(graph)
    own = [o for o in origins if not o.graph or o.graph == placed.origins.get(graph)] or origins
    licences = {origin.licence for origin in own if origin.licence}
    licence = partner.licence or (licences.pop() if len(licences) == 1 else "")
    part = graph.removeprefix(partner.graph).strip("/")
    title = partner.label + (f": {part}" if part else "")
    told = f"Data of {partner.label}, harvested and judged by the shapes."
    publisher = NamedNode(partner.publisher or f"{partner.graph}#publisher")
    for kind in ("dcat:Dataset", "void:Dataset", "prov:Entity"):
        yield Triple(node, term("rdf:type"), term(kind))
    yield Triple(node, term("dcterms:title"), Literal(title, language="en"))
    yield Triple(node, term("dcterms:description"), Literal(told, language="en"))
    yield Triple(
        node, term("dcterms:modified"), Literal(ended.date().isoformat(), datatype=term("xsd:date"))
    )
    yield Triple(node, term("dcterms:publisher"), publisher)
    if licence:
        yield Triple(node, term("dcterms:license"), NamedNode(licence))
    yield Triple(node, term("void:triples"), Literal(len(placed.graphs[graph])))
    yield Triple(node, term("prov:wasGeneratedBy"), _activity_of(partner))
    for origin in own:
        number = origins.index(origin) + 1
        address = NamedNode(origin.address) if origin.is_address else _source(partner, number)
        yield Triple(node, term("dcterms:source"), address)
        yield Triple(node, term("prov:wasDerivedFrom"), _source(partner, number))
    if graph in placed.origins:
        yield Triple(node, term("dcterms:identifier"), Literal(placed.origins[graph]))
    if not partner.publisher:
        yield Triple(publisher, term("rdf:type"), term("foaf:Agent"))
        yield Triple(publisher, term("foaf:name"), Literal(partner.label))


def _activity(
    partner: Partner, origins: list[Origin], begun: datetime, ended: datetime
) -> Iterator[Triple]:
    node = _activity_of(partner)
    yield Triple(node, term("rdf:type"), term("prov:Activity"))
    yield Triple(node, term("prov:startedAtTime"), _moment(begun))
    yield Triple(node, term("prov:endedAtTime"), _moment(ended))
    agent = NamedNode(f"{partner.graph}#agent")
    yield Triple(node, term("prov:wasAssociatedWith"), agent)
    for number in range(1, len(origins) + 1):
        yield Triple(node, term("prov:used"), _source(partner, number))
    version = importlib.metadata.version("symbiograph")
    yield Triple(agent, term("rdf:type"), term("prov:SoftwareAgent"))
    yield Triple(agent, term("rdfs:label"), Literal("symbiograph"))
    yield Triple(agent, term("dcat:version"), Literal(version))


def _origin(partner: Partner, number: int, origin: Origin) -> Iterator[Triple]:
    node = _source(partner, number)
    yield Triple(node, term("rdf:type"), term("prov:Entity"))
    if origin.is_address:
        yield Triple(node, term("prov:atLocation"), NamedNode(origin.address))
    else:
        yield Triple(node, term("rdfs:label"), Literal(origin.address))
    if origin.title:
        yield Triple(node, term("dcterms:title"), Literal(origin.title))
    if origin.licence:
        yield Triple(node, term("dcterms:license"), NamedNode(origin.licence))
    if origin.media_type:
        yield Triple(node, term("dcterms:format"), Literal(origin.media_type))
    if origin.query:
        yield Triple(node, term("prov:value"), Literal(origin.query))
    if origin.checksum:
        check = NamedNode(f"{partner.graph}#checksum-{number}")
        size = Literal(str(origin.size), datatype=term("xsd:nonNegativeInteger"))
        value = Literal(origin.checksum, datatype=term("xsd:hexBinary"))
        yield Triple(node, term("dcat:byteSize"), size)
        yield Triple(node, term("spdx:checksum"), check)
        yield Triple(check, term("rdf:type"), term("spdx:Checksum"))
        yield Triple(check, term("spdx:algorithm"), term("spdx:checksumAlgorithm_sha256"))
        yield Triple(check, term("spdx:checksumValue"), value)


def _activity_of(partner: Partner) -> NamedNode:
    return NamedNode(f"{partner.graph}#harvest")


def _source(partner: Partner, number: int) -> NamedNode:
    return NamedNode(f"{partner.graph}#source-{number}")


def _moment(time: datetime) -> Literal:
    return Literal(
        time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=term("xsd:dateTime")
    )
