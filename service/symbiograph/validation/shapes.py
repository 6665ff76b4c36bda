"""The shapes: read from their files, with the paths that their constraints judge."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias, cast

from pyoxigraph import BlankNode, Dataset, NamedNode, Quad, Triple

from symbiograph.engine.reading import read_quads
from symbiograph.resources import folder

Node: TypeAlias = NamedNode | BlankNode

SH: Final = "http://www.w3.org/ns/shacl#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PATH: Final = NamedNode(SH + "path")
_FIRST: Final = NamedNode(_RDF + "first")
_REST: Final = NamedNode(_RDF + "rest")
_MODIFIERS: Final = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
# Judges the ontology's own terms and is no business of data.
_HOUSE_STYLE: Final = "house-style"


@dataclass(frozen=True)
class PropertyPath:
    """A SHACL property path: its node, the triples that spell it, and its SPARQL form."""

    node: Node
    triples: tuple[Triple, ...]
    text: str


@dataclass(frozen=True, eq=False)
class Shapes:
    """A shapes graph with the paths of its named property shapes.

    Two objects are the same only if they are one: engines keep what they compiled of each.
    """

    triples: tuple[Triple, ...]
    paths: Mapping[str, PropertyPath]


def read_shapes(files: Iterable[Path]) -> Shapes:
    """Return the shapes of some files; raises :class:`UnreadableInput` where one cannot be read."""
    graph = Dataset()
    for file in files:
        for quad in read_quads(file, one_graph=True):
            graph.add(Quad(quad.subject, quad.predicate, quad.object))
    paths = {
        quad.subject.value: _property_path(graph, cast(Node, quad.object))
        for quad in graph.quads_for_predicate(_PATH)
        if isinstance(quad.subject, NamedNode)
    }
    return Shapes(tuple(quad.triple for quad in graph), paths)


def data_shapes(root: Path | None = None) -> Shapes:
    """Return the shapes for data of the folder ``root``, by default the project's own.

    Raises :class:`ResourceMissing` without that folder, :class:`UnreadableInput` for a bad file.
    """
    return _project_shapes() if root is None else _data_shapes(root)


@functools.cache
def _project_shapes() -> Shapes:
    return _data_shapes(folder("shapes"))


def _data_shapes(root: Path) -> Shapes:
    files = sorted(root.glob("*.shapes.ttl"))
    return read_shapes(file for file in files if not file.name.startswith(_HOUSE_STYLE))


def _property_path(graph: Dataset, node: Node) -> PropertyPath:
    return PropertyPath(node, tuple(_spelling(graph, node)), _text(graph, node))


def _spelling(graph: Dataset, node: Node) -> Iterator[Triple]:
    if isinstance(node, BlankNode):
        for quad in sorted(graph.quads_for_subject(node), key=lambda q: q.predicate.value):
            yield quad.triple
            yield from _spelling(graph, cast(Node, quad.object))


def _text(graph: Dataset, node: Node) -> str:
    if isinstance(node, NamedNode):
        return str(node)
    if _object(graph, node, _FIRST):
        return "/".join(_operand(graph, step) for step in _members(graph, node))
    (statement,) = graph.quads_for_subject(node)
    kind, operand = statement.predicate.value.removeprefix(SH), cast(Node, statement.object)
    if kind == "alternativePath":
        return "|".join(_operand(graph, choice) for choice in _members(graph, operand))
    if kind == "inversePath":
        return "^" + _operand(graph, operand)
    return _operand(graph, operand) + _MODIFIERS[kind]


def _operand(graph: Dataset, node: Node) -> str:
    """Return a path as part of another; ``^<p>`` binds closely enough to need no brackets."""
    text = _text(graph, node)
    return text if text.count("<") == 1 and text.endswith(">") else f"({text})"


def _members(graph: Dataset, head: Node) -> Iterator[Node]:
    while head.value != _RDF + "nil":
        yield cast(Node, _object(graph, head, _FIRST))
        head = cast(Node, _object(graph, head, _REST))


def _object(graph: Dataset, subject: Node, predicate: NamedNode) -> Node | None:
    quads = graph.quads_for_subject(subject)
    return next((cast(Node, q.object) for q in quads if q.predicate == predicate), None)
