"""Reports for machines: JSON, and the RDF that SHACL itself defines, as Turtle."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from symbiograph.prefixes import PREFIXES
from symbiograph.validation.report import Term, ValidationReport, ValidationResult
from symbiograph.validation.shapes import SH

_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"


def as_json(report: ValidationReport) -> bytes:
    """Return the report as one JSON object: counts, then ``results`` in a fixed order.

    Terms are written as in the SPARQL results format: ``type``, ``value``, ``datatype``,
    ``xml:lang``.
    """
    document = {
        "accepted": report.accepted,
        "conforms": report.conforms,
        "triples": report.triples,
        "violations": report.violations,
        "warnings": report.warnings,
        "infos": report.infos,
        "results": results_as_json(report),
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def results_as_json(report: ValidationReport) -> list[Any]:
    """Return the ``results`` of :func:`as_json` as data."""
    return [_json_result(result) for result in report.results]


def _json_result(result: ValidationResult) -> dict[str, Any]:
    return {
        "severity": result.severity.value,
        "constraint": result.constraint,
        "component": result.component,
        "focus": _json_term(result.focus),
        "path": result.path,
        "value": None if result.value is None else _json_term(result.value),
        "message": result.message,
        "source": result.place and result.place.source,
        "line": result.place and result.place.line,
    }


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def as_turtle(report: ValidationReport) -> bytes:
    """Return the report as a ``sh:ValidationReport`` graph in Turtle."""
    triples = list(_renamed(_triples(report)))
    iris = {term.value for triple in triples for term in triple if isinstance(term, NamedNode)}
    used = {p: name for p, name in PREFIXES.items() if any(iri.startswith(name) for iri in iris)}
    return pyoxigraph.serialize(triples, format=RdfFormat.TURTLE, prefixes=used) or b""


def _renamed(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Name blank nodes by their turn: those of the shapes have another name in every process."""
    names: dict[object, BlankNode] = {}

    def renamed(term: Any) -> Any:
        if not isinstance(term, BlankNode):
            return term
        return names.setdefault(term, BlankNode(f"b{len(names)}"))

    for triple in triples:
        yield Triple(renamed(triple.subject), triple.predicate, renamed(triple.object))


def _triples(report: ValidationReport) -> Iterator[Triple]:
    node = BlankNode("report")
    yield Triple(node, _TYPE, _sh("ValidationReport"))
    yield Triple(node, _sh("conforms"), Literal(report.conforms))
    result_nodes = [BlankNode(f"result{number}") for number in range(len(report.results))]
    for result_node in result_nodes:
        yield Triple(node, _sh("result"), result_node)
    spelt: dict[Triple, None] = {}
    for result_node, result in zip(result_nodes, report.results, strict=True):
        yield Triple(result_node, _TYPE, _sh("ValidationResult"))
        yield Triple(result_node, _sh("resultSeverity"), _sh(result.severity.value))
        yield Triple(result_node, _sh("focusNode"), result.focus)
        if result.constraint in report.shapes.paths:
            path = report.shapes.paths[result.constraint]
            spelt.update(dict.fromkeys(path.triples))
            yield Triple(result_node, _sh("resultPath"), path.node)
        elif result.path:
            yield Triple(result_node, _sh("resultPath"), NamedNode(result.path.strip("<>")))
        if result.value is not None:
            yield Triple(result_node, _sh("value"), result.value)
        yield Triple(result_node, _sh("resultMessage"), Literal(result.message, language="en"))
        yield Triple(result_node, _sh("sourceShape"), NamedNode(result.constraint))
        component = NamedNode(result.component)
        yield Triple(result_node, _sh("sourceConstraintComponent"), component)
    yield from spelt


def _sh(name: str) -> NamedNode:
    return NamedNode(SH + name)
