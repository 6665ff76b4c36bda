"""Decisions as RDF: a graph for each curator and mapping set, with a mapping for each decision.

Such a graph lies below ``…/graph/review/``. It is judged by the shapes and stays out of the default
graph, because what one curator thinks is no mapping of the project yet. A decision is a
``sssom:Mapping``; what was rejected has the predicate modifier ``Not``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from symbiograph.mappings.slots import MAPPING_SLOTS, NO_TERM_FOUND, SSSOM
from symbiograph.prefixes import PREFIXES, REVIEW_GRAPH
from symbiograph.review.decision import Decision, Verdict

_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_MAPPINGS: Final = NamedNode(SSSOM + "mappings")
_MAPPING: Final = NamedNode(SSSOM + "Mapping")
_SET: Final = NamedNode(SSSOM + "MappingSet")
# The exact moment; mapping_date has the day alone.
_MODIFIED: Final = NamedNode(PREFIXES["dcterms"] + "modified")
_DECIMAL: Final = NamedNode(PREFIXES["xsd"] + "decimal")
_DATE: Final = NamedNode(PREFIXES["xsd"] + "date")
_NOT: Final = "Not"
_MANUAL: Final = PREFIXES["semapv"] + "ManualMappingCuration"
_IRIS: Final = {"subject": "subject_id", "predicate": "predicate_id", "object": "object_id"}
_SOURCES: Final = ("subject_source", "object_source")
_TEXTS: Final = (
    "subject_label",
    "object_label",
    "object_category",
    "object_source_version",
    "comment",
)


def graph_name(mapping_set: str, curator: str) -> str:
    """Return the IRI of the graph in which a curator's decisions on a mapping set stand."""
    return f"{REVIEW_GRAPH}{mapping_set}/{curator}"


def node_of(graph: str, subject: str, target: str) -> NamedNode:
    """Return the IRI of a decision, which a later one on the same subject and object has, too."""
    digest = hashlib.sha256(f"{subject}\n{target}".encode()).hexdigest()[:16]
    return NamedNode(f"{graph}#{digest}")


def quads_of(decision: Decision, mapping_set: str) -> Iterator[Quad]:
    """Yield what stands in the graph for a decision of its curator."""
    graph = NamedNode(graph_name(mapping_set, decision.curator))
    node = node_of(graph.value, *decision.key)
    yield Quad(graph, _TYPE, _SET, graph)
    yield Quad(graph, _MAPPINGS, node, graph)
    said: list[tuple[NamedNode, NamedNode | Literal]] = [
        (_TYPE, _MAPPING),
        (_slot("mapping_justification"), NamedNode(_MANUAL)),
        (_slot("author_label"), Literal(decision.curator)),
        (_slot("confidence"), Literal(str(decision.confidence), datatype=_DECIMAL)),
        (_slot("mapping_date"), Literal(decision.date.isoformat(), datatype=_DATE)),
        (_MODIFIED, Literal(decision.decided)),
    ]
    said += [(_slot(slot), NamedNode(getattr(decision, own))) for own, slot in _IRIS.items()]
    said += [
        (_slot(name), NamedNode(getattr(decision, name)))
        for name in _SOURCES
        if getattr(decision, name)
    ]
    said += [
        (_slot(name), Literal(getattr(decision, name)))
        for name in _TEXTS
        if getattr(decision, name)
    ]
    if decision.verdict == Verdict.REJECTED:
        said.append((_slot("predicate_modifier"), Literal(_NOT)))
    for predicate, value in said:
        yield Quad(node, predicate, value, graph)


def decisions_in(store: Store, mapping_set: str) -> list[Decision]:
    """Return all curators' decisions on a mapping set, by curator and subject."""
    start = graph_name(mapping_set, "")
    found: list[Decision] = []
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode) and graph.value.startswith(start):
            found += read_decisions(store.quads_for_pattern(None, None, None, graph))
    return sorted(found, key=_order)


def reviewed_sets(quads: Iterable[Quad]) -> dict[str, list[Decision]]:
    """Return the decisions in ``quads``, which may hold anything else, by mapping set."""
    by_graph: dict[str, list[Quad]] = {}
    for quad in quads:
        name = quad.graph_name
        if isinstance(name, NamedNode) and name.value.startswith(REVIEW_GRAPH):
            by_graph.setdefault(name.value, []).append(quad)
    found: dict[str, list[Decision]] = {}
    for graph, part in sorted(by_graph.items()):
        mapping_set = graph.removeprefix(REVIEW_GRAPH).partition("/")[0]
        found.setdefault(mapping_set, []).extend(read_decisions(part))
    return {name: sorted(decisions, key=_order) for name, decisions in found.items()}


def read_decisions(quads: Iterable[Quad]) -> Iterator[Decision]:
    """Yield the decisions that the quads of one curator's graph state.

    The curator is whom the graph is named after. What lacks a part is no decision.
    """
    described: dict[str, dict[str, str]] = {}
    graph = ""
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.graph_name, NamedNode):
            graph = quad.graph_name.value
            said = described.setdefault(quad.subject.value, {})
            if isinstance(quad.object, NamedNode | Literal):
                said[quad.predicate.value] = quad.object.value
    curator = graph.rpartition("/")[2]
    for said in described.values():
        slots = {name: said.get(slot.iri, "") for name, slot in MAPPING_SLOTS.items()}
        if not (slots["subject_id"] and slots["object_id"] and slots["predicate_id"]):
            continue
        verdict = Verdict.REJECTED if slots["predicate_modifier"] == _NOT else Verdict.ACCEPTED
        if slots["object_id"] == NO_TERM_FOUND:
            verdict = Verdict.NO_MATCH
        yield Decision(
            slots["subject_id"],
            slots["object_id"],
            verdict,
            slots["predicate_id"],
            Decimal(slots["confidence"] or 0),
            said.get(_MODIFIED.value, slots["mapping_date"]),
            slots["comment"],
            curator,
            *(slots[name] for name in ("subject_label", "object_label", "object_category")),
            *(slots[name] for name in (*_SOURCES, "object_source_version")),
        )


def _slot(name: str) -> NamedNode:
    return NamedNode(MAPPING_SLOTS[name].iri)


def _order(decision: Decision) -> tuple[str, str, str]:
    return decision.subject, decision.object, decision.curator
