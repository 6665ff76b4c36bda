"""The Rust engine: whole graphs in seconds."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from symbiograph.validation.report import Severity, Term, ValidationResult
from symbiograph.validation.shapes import SH, Shapes

if TYPE_CHECKING:
    import shacl

# The engine renames blank nodes. Each therefore carries its own name, and one shape that no value
# satisfies makes the engine report new name and old name together.
_NAME: Final = "urn:symbiograph:blank-node-name"
_NAME_SHAPE: Final = "urn:symbiograph:blank-node-name-shape"
_NAMING: Final = (
    f"<{_NAME_SHAPE}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SH}PropertyShape> .\n"
    f"<{_NAME_SHAPE}> <{SH}targetSubjectsOf> <{_NAME}> .\n"
    f"<{_NAME_SHAPE}> <{SH}path> <{_NAME}> .\n"
    f"<{_NAME_SHAPE}> <{SH}nodeKind> <{SH}IRI> .\n"
)

_compiled: weakref.WeakKeyDictionary[Shapes, shacl.Shapes] = weakref.WeakKeyDictionary()


def judge(shapes: Shapes, triples: frozenset[Triple]) -> Iterator[ValidationResult]:
    """Yield what the engine finds about the nodes that the shapes target."""
    return judge_text(shapes, _text(triples) + _names(triples))


def judge_text(shapes: Shapes, text: str) -> Iterator[ValidationResult]:
    """Yield the same of the N-Triples ``text``; its blank nodes get other names than they have."""
    report = _engine(shapes).validate_text(text, "ntriples")
    names = {
        result.focus_node: BlankNode(result.value_plain or "")
        for result in report.results
        if result.source_shape == f"<{_NAME_SHAPE}>"
    }
    for result in report.results:
        constraint = (result.source_shape or "").strip("<>")
        node = _term(result.focus_node, names)
        if constraint == _NAME_SHAPE or not isinstance(node, NamedNode | BlankNode):
            continue
        path = shapes.paths.get(constraint)
        yield ValidationResult(
            focus=node,
            path=path.text if path else result.path,
            value=None if result.value is None else _term(result.value, names),
            constraint=constraint,
            component=result.component_iri,
            severity=Severity(result.severity),
            message=result.message or "",
        )


def _engine(shapes: Shapes) -> shacl.Shapes:
    if shapes not in _compiled:
        import shacl

        _compiled[shapes] = shacl.Shapes.from_text(_text(shapes.triples) + _NAMING, "ntriples")
    return _compiled[shapes]


def _text(triples: Iterable[Triple]) -> str:
    written = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
    return "" if written is None else written.decode()


def _names(triples: Iterable[Triple]) -> str:
    nodes = {node for t in triples for node in (t.subject, t.object) if isinstance(node, BlankNode)}
    return "".join(f'{node} <{_NAME}> "{node.value}" .\n' for node in nodes)


def _term(text: str, names: dict[str, BlankNode]) -> Term:
    """Return the term that a piece of N-Triples stands for, with its blank node's own name."""
    if text in names:
        return names[text]
    if text.startswith("<"):
        return NamedNode(text[1:-1])
    if text.startswith("_:"):
        return BlankNode(text[2:])
    (quad,) = pyoxigraph.parse(f"<urn:s> <urn:p> {text} .", RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, Literal)  # noqa: S101 (nothing else is left)
    return quad.object
