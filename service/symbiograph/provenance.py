"""Where each graph comes from, in the words of PROV: the activity that made it, whose, when.

The catalogue of a release states publisher, day and sources; here they become an activity. What is
computed was made from the graphs it was computed from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from symbiograph.description import term
from symbiograph.prefixes import GRAPH

_DEFAULT: Final = NamedNode(GRAPH + "default")
_COMPUTED: Final = {
    NamedNode(GRAPH + "inferred"): "Reasoning by the rules of the ontology",
    NamedNode(GRAPH + "catalog"): "Description of the graphs of a release",
    _DEFAULT: "Merge of the published graphs",
}


def provenance(graph: NamedNode, said: Sequence[Triple], made: str = "") -> Iterator[Triple]:
    """Yield how ``graph`` came about, from what a catalogue has ``said`` of all graphs.

    ``made`` names the activity; by default, it is what a graph of a release is made by.
    """
    own = [triple for triple in said if triple.subject == graph]
    activity = NamedNode(f"{graph.value}#generation")
    yield Triple(graph, term("rdf:type"), term("prov:Entity"))
    yield Triple(graph, term("prov:wasGeneratedBy"), activity)
    yield Triple(activity, term("rdf:type"), term("prov:Activity"))
    label = made or _COMPUTED.get(graph) or f"Curation of {_edited(own)}"
    yield Triple(activity, term("rdfs:label"), Literal(label, language="en"))
    for source in _sources(graph, own, said):
        yield Triple(graph, term("prov:wasDerivedFrom"), source)
        yield Triple(activity, term("prov:used"), source)
    for triple in own:
        if triple.predicate == term("dcterms:publisher"):
            agent = triple.object
            yield Triple(graph, term("dcterms:creator"), agent)
            yield Triple(graph, term("prov:wasAttributedTo"), agent)
            yield Triple(activity, term("prov:wasAssociatedWith"), agent)
            if isinstance(agent, NamedNode):
                yield Triple(agent, term("rdf:type"), term("prov:Agent"))
        elif triple.predicate == term("dcterms:modified") and isinstance(triple.object, Literal):
            yield Triple(graph, term("dcterms:issued"), triple.object)
            moment = _moment(triple.object, own)
            yield Triple(graph, term("prov:generatedAtTime"), moment)
            yield Triple(activity, term("prov:endedAtTime"), moment)


def _sources(
    graph: NamedNode, own: Sequence[Triple], said: Sequence[Triple]
) -> Iterator[NamedNode]:
    """Yield what ``graph`` was made from, as far as it has an IRI."""
    if graph in _COMPUTED:
        for triple in said:
            if triple.subject == _DEFAULT and triple.predicate == term("void:subset"):
                part = triple.object
                if isinstance(part, NamedNode) and part not in _COMPUTED:
                    yield part
        return
    for triple in own:
        if triple.predicate == term("prov:wasDerivedFrom") and isinstance(triple.object, NamedNode):
            yield triple.object


def _edited(own: Sequence[Triple]) -> str:
    """Return the file in which a graph is edited."""
    files = [t.object for t in own if t.predicate == term("dcterms:identifier")]
    return next((file.value for file in files if isinstance(file, Literal)), "the graph")


def _moment(day: Literal, own: Sequence[Triple]) -> Literal:
    """Return when a graph was made: where only the day is known, its beginning in UTC."""
    for triple in own:
        if triple.predicate == term("prov:generatedAtTime") and isinstance(triple.object, Literal):
            return triple.object
    return Literal(f"{day.value[:10]}T00:00:00Z", datatype=term("xsd:dateTime"))
