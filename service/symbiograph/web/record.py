"""What is known of the documents on a thing: from which graphs, by whom, of which day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from symbiograph.dcat import KEYWORDS, LICENCE, PUBLIC, PUBLISHER
from symbiograph.description import Labels, select, term
from symbiograph.engine.image import Image
from symbiograph.prefixes import GRAPH

_CATALOGUE: Final = GRAPH + "catalog"
_DEFAULT: Final = NamedNode(GRAPH + "default")


class Record(NamedTuple):
    """The ``graphs`` that say something of a thing, and the ``day`` the newest of them is of.

    ``day`` is a date as in XML Schema, ``None`` where no graph of the catalogue states one.
    """

    graphs: tuple[NamedNode, ...]
    day: Literal | None


def record_of(found: Image, topic: NamedNode) -> Record:
    """Return the record of what ``found`` says of ``topic``: a thing, a graph, or all of it."""
    inside = f"SELECT DISTINCT ?graph {{ GRAPH ?graph {{ {topic} ?p ?o }} }}"
    graphs = [node for (node,) in select(found.store, inside) if isinstance(node, NamedNode)]
    if topic.value.startswith(GRAPH):
        graphs = [topic]
    days = f"""SELECT ?graph ?day {{
      VALUES ?graph {{ {" ".join(map(str, graphs or [_DEFAULT]))} }}
      GRAPH <{_CATALOGUE}> {{ ?graph {term("dcterms:modified")} ?day }}
    }}"""
    dated = {
        graph: day
        for graph, day in select(found.store, days)
        if isinstance(graph, NamedNode) and isinstance(day, Literal)
    }
    newest = max(dated.values(), key=lambda day: day.value, default=None)
    return Record(tuple(sorted(dated, key=str)), newest)


def of_all(found: Image) -> Record:
    """Return the record of the catalogue: all of its graphs."""
    listed = f"SELECT ?graph {{ <{_CATALOGUE}> {term('dcat:dataset')} ?graph }}"
    graphs = [node for (node,) in select(found.store, listed) if isinstance(node, NamedNode)]
    return Record(tuple(sorted(graphs, key=str)), record_of(found, _DEFAULT).day)


def of_document(found: Image, address: NamedNode, topic: NamedNode) -> Iterator[Triple]:
    """Yield what the document at ``address``, which is about ``topic``, says of itself."""
    record = record_of(found, topic)
    yield Triple(address, term("rdf:type"), term("foaf:Document"))
    yield Triple(address, term("foaf:primaryTopic"), topic)
    yield Triple(address, term("dcterms:title"), Literal(Labels(found.store).of(topic).value))
    yield Triple(address, term("dcterms:license"), LICENCE)
    yield Triple(address, term("dcterms:accessRights"), PUBLIC)
    yield Triple(address, term("dcterms:creator"), PUBLISHER)
    yield Triple(address, term("dcterms:publisher"), PUBLISHER)
    for word in KEYWORDS:
        yield Triple(address, term("dcat:keyword"), Literal(word, language="en"))
    if record.day is not None:
        yield Triple(address, term("dcterms:issued"), record.day)
        yield Triple(address, term("dcterms:modified"), record.day)
    for graph in record.graphs:
        yield Triple(address, term("prov:wasDerivedFrom"), graph)
