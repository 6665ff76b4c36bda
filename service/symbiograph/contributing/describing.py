"""What a contribution's graph says of itself: who sent what, when, and under which licence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from symbiograph.contributing.names import Contribution
from symbiograph.prefixes import PREFIXES

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_XSD: Final = PREFIXES["xsd"]


@dataclass(frozen=True)
class Sending:
    """One sending: ``moment`` is in UTC, ``source`` how the file was called."""

    moment: str
    source: str
    content: bytes
    title: str = ""
    licence: str = LICENCE


def description(of: Contribution, sending: Sending) -> Iterator[Triple]:
    """Yield what is said of a contribution, in the words of DCAT and PROV."""
    graph = of.graph
    agent, checksum = about_itself(of)
    title = sending.title or f"{of.slug.replace('-', ' ')}, a contribution of {of.contributor}"
    about = f"Sent by {of.contributor} as {sending.source}."
    digest = hashlib.sha256(sending.content).hexdigest()
    yield Triple(graph, _n("rdf", "type"), _n("dcat", "Dataset"))
    yield Triple(graph, _n("dcterms", "title"), Literal(title, language="en"))
    yield Triple(graph, _n("dcterms", "description"), Literal(about, language="en"))
    yield Triple(graph, _n("dcterms", "license"), NamedNode(sending.licence))
    yield Triple(graph, _n("dcterms", "modified"), _typed(sending.moment[:10], "date"))
    yield Triple(graph, _n("dcterms", "publisher"), agent)
    yield Triple(graph, _n("prov", "wasAttributedTo"), agent)
    yield Triple(graph, _n("prov", "generatedAtTime"), _typed(sending.moment, "dateTime"))
    yield Triple(graph, _n("spdx", "checksum"), checksum)
    yield Triple(checksum, _n("rdf", "type"), _n("spdx", "Checksum"))
    yield Triple(checksum, _n("spdx", "algorithm"), _n("spdx", "checksumAlgorithm_sha256"))
    yield Triple(checksum, _n("spdx", "checksumValue"), _typed(digest, "hexBinary"))
    yield Triple(agent, _n("rdf", "type"), _n("prov", "Agent"))
    yield Triple(agent, _n("rdf", "type"), _n("foaf", "Agent"))
    yield Triple(agent, _n("foaf", "name"), Literal(of.contributor))


def about_itself(of: Contribution) -> tuple[NamedNode, NamedNode]:
    """Return the things that belong to the description: the contributor and the checksum."""
    return of.thing("organisation", "contributor"), of.thing("source", "checksum of what was sent")


def _n(prefix: str, name: str) -> NamedNode:
    return NamedNode(PREFIXES[prefix] + name)


def _typed(text: str, name: str) -> Literal:
    return Literal(text, datatype=NamedNode(_XSD + name))
