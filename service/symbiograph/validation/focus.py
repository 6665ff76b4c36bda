"""Narrowing: shapes judge the nodes asked about, and not the background that they stand in.

Both engines judge every node that a shape targets. Most of these are background, so the targets
are worked out here: a node gets a mark for each shape that is to judge it, and each shape targets
the subjects of its mark. A mark works for blank nodes, too, which no shape can name.
"""

from __future__ import annotations

import weakref
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, cast

from pyoxigraph import NamedNode, Triple

from symbiograph.validation.shapes import SH, Node, Shapes

_MARK: Final = "urn:symbiograph:judged-by:"
_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SUB_CLASS_OF: Final = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
_TARGET_NODE: Final = NamedNode(SH + "targetNode")
_TARGET_CLASS: Final = NamedNode(SH + "targetClass")
_SUBJECTS_OF: Final = NamedNode(SH + "targetSubjectsOf")
_OBJECTS_OF: Final = NamedNode(SH + "targetObjectsOf")
_TARGETS: Final = (_TARGET_NODE, _TARGET_CLASS, _SUBJECTS_OF, _OBJECTS_OF)


@dataclass(frozen=True)
class Narrowing:
    """Shapes that target marked nodes only, and which marks the targets they had stand for."""

    shapes: Shapes
    marks: dict[tuple[NamedNode, Node], list[NamedNode]]

    def marked(self, triples: frozenset[Triple], focus: frozenset[Node]) -> Iterator[Triple]:
        """Yield a statement for each node in ``focus`` and each shape that is to judge it."""
        above = _superclasses(triples)
        for triple in triples:
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            if subject in focus:
                yield from self._marks(subject, (_SUBJECTS_OF, predicate))
                if predicate == _TYPE:
                    for kind in _reached(cast(Node, value), above):
                        yield from self._marks(subject, (_TARGET_CLASS, kind))
            if value in focus:
                yield from self._marks(value, (_OBJECTS_OF, predicate))
        for node in focus:
            yield from self._marks(node, (_TARGET_NODE, node))

    def _marks(self, node: object, target: tuple[NamedNode, Node]) -> Iterator[Triple]:
        for mark in self.marks.get(target, ()):
            yield Triple(cast(Node, node), mark, mark)


_known: weakref.WeakKeyDictionary[Shapes, Narrowing] = weakref.WeakKeyDictionary()


def narrowing(shapes: Shapes) -> Narrowing:
    """Return the narrowing of some shapes, made once."""
    if shapes not in _known:
        _known[shapes] = _narrowing(shapes)
    return _known[shapes]


def _narrowing(shapes: Shapes) -> Narrowing:
    targets = [triple for triple in shapes.triples if triple.predicate in _TARGETS]
    owners = dict.fromkeys(triple.subject for triple in targets)
    marks = {shape: NamedNode(f"{_MARK}{number}") for number, shape in enumerate(owners)}
    by_target = defaultdict(list)
    for triple in targets:
        by_target[triple.predicate, cast(Node, triple.object)].append(marks[triple.subject])
    kept = (triple for triple in shapes.triples if triple.predicate not in _TARGETS)
    aimed = (Triple(shape, _SUBJECTS_OF, mark) for shape, mark in marks.items())
    return Narrowing(Shapes((*kept, *aimed), shapes.paths), dict(by_target))


def _superclasses(triples: Iterable[Triple]) -> dict[Node, list[Node]]:
    above = defaultdict(list)
    for triple in triples:
        if triple.predicate == _SUB_CLASS_OF:
            above[cast(Node, triple.subject)].append(cast(Node, triple.object))
    return above


def _reached(kind: Node, above: dict[Node, list[Node]]) -> set[Node]:
    """Return a class with all that are above it."""
    reached = {kind}
    todo = [kind]
    while todo:
        new = [c for c in above.get(todo.pop(), ()) if c not in reached]
        reached.update(new)
        todo += new
    return reached
