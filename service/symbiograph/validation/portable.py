"""The pySHACL engine: where the Rust one has no wheel, and the second opinion in the tests."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from symbiograph.validation.report import Severity, Term, ValidationResult
from symbiograph.validation.shapes import SH, Node, Shapes

if TYPE_CHECKING:
    import rdflib

_XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_SHACL_PARTS: Final = (
    "resultPath",
    "value",
    "sourceShape",
    "sourceConstraintComponent",
    "resultSeverity",
    "resultMessage",
)


def judge(
    shapes: Shapes, triples: frozenset[Triple], focus: frozenset[Node] | None
) -> Iterator[ValidationResult]:
    """Yield what the engine finds about the nodes in ``focus``, or about all nodes.

    pySHACL's own option for focus nodes also cuts off nested shapes and leaves out blank nodes,
    so the targets are narrowed here, shape by shape.
    """
    from pyshacl.graph_abstraction import DataGraph
    from pyshacl.monkey import apply_patches
    from pyshacl.validator import Validator

    # What rdflib says of a value that does not fit its datatype, the shapes say better.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    apply_patches()  # type: ignore[no-untyped-call]
    data = DataGraph.from_rdflib(_graph(triples))
    validator = Validator(data, shacl_graph=_graph(shapes.triples), options={"inplace": True})
    executor = validator.make_executor()
    wanted = None if focus is None else {_to_rdflib(node) for node in focus}
    reports = []
    for shape in validator.shacl_graph.shapes:
        targets = shape.focus_nodes(data)
        if wanted is not None:
            targets &= wanted
        if targets:
            reports += shape.validate(executor, data, focus=targets)[1]
    graph, _ = validator.create_validation_report(validator.shacl_graph, not reports, reports)
    yield from _results(graph, shapes)


def _results(graph: rdflib.Graph, shapes: Shapes) -> Iterator[ValidationResult]:
    from rdflib import URIRef

    for result in graph.objects(predicate=URIRef(SH + "result")):
        node = _from_rdflib(graph.value(result, URIRef(SH + "focusNode")))
        if not isinstance(node, NamedNode | BlankNode):
            continue
        path, value, shape, component, severity, message = (
            graph.value(result, URIRef(SH + part)) for part in _SHACL_PARTS
        )
        own_path = shapes.paths.get(str(shape))
        yield ValidationResult(
            focus=node,
            path=own_path.text if own_path else _bracketed(path),
            value=None if value is None else _from_rdflib(value),
            constraint=str(shape),
            component=str(component),
            severity=Severity(str(severity).removeprefix(SH)),
            message=str(message),
        )


def _bracketed(iri: object) -> str | None:
    return None if iri is None else f"<{iri}>"


def _graph(triples: Iterable[Triple]) -> rdflib.Graph:
    import rdflib
    from rdflib.plugins.sparql import prepareQuery
    from rdflib.plugins.sparql.sparql import Query

    class PreparingGraph(rdflib.Graph):
        """A graph that reads each query text once: pySHACL asks the same for every focus node."""

        prepared: dict[str, Query]

        def query(self, query_object: Any, *arguments: Any, **options: Any) -> Any:
            if isinstance(query_object, str):
                if query_object not in self.prepared:
                    self.prepared[query_object] = prepareQuery(query_object)
                query_object = self.prepared[query_object]
            return super().query(query_object, *arguments, **options)

    graph = PreparingGraph()
    graph.prepared = {}
    for triple in triples:
        terms = (triple.subject, triple.predicate, triple.object)
        graph.add(tuple(_to_rdflib(cast(Term, term)) for term in terms))
    return graph


def _to_rdflib(term: Term) -> Any:
    """Return the term for rdflib, its lexical form untouched."""
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = None if term.datatype.value == _XSD_STRING else term.datatype.value
    return rdflib.Literal(
        term.value, datatype=datatype and rdflib.URIRef(datatype), normalize=False
    )


def _from_rdflib(term: Any) -> Term:
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return BlankNode(str(term))
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)
