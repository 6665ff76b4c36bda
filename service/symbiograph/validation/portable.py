"""The pySHACL engine: where the Rust one has no wheel, and the second opinion in the tests."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from symbiograph.validation.report import Severity, Term, ValidationResult
from symbiograph.validation.shapes import SH, Shapes

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


def judge(shapes: Shapes, triples: frozenset[Triple]) -> Iterator[ValidationResult]:
    """Yield what the engine finds about the nodes that the shapes target."""
    import pyshacl

    # What rdflib says of a value that does not fit its datatype, the shapes say better.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    data, constraints = _graph(triples), _graph(shapes.triples)
    _, report, _ = pyshacl.validate(data, shacl_graph=constraints, inplace=True)
    yield from _results(report, shapes)


def _results(graph: rdflib.Graph, shapes: Shapes) -> Iterator[ValidationResult]:
    from rdflib import URIRef

    for result in graph.objects(predicate=URIRef(SH + "result")):
        node = from_rdflib(graph.value(result, URIRef(SH + "focusNode")))
        if not isinstance(node, NamedNode | BlankNode):
            continue
        path, value, shape, component, severity, message = (
            graph.value(result, URIRef(SH + part)) for part in _SHACL_PARTS
        )
        own_path = shapes.paths.get(str(shape))
        yield ValidationResult(
            focus=node,
            path=own_path.text if own_path else _bracketed(path),
            value=None if value is None else from_rdflib(value),
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


def from_rdflib(term: Any) -> Term:
    """Return a term of rdflib as one of the engine."""
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return BlankNode(str(term))
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)
