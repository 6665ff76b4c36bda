"""Going through the shapes that judge some things, for what these look at."""

from __future__ import annotations

import weakref
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final, cast

from pyoxigraph import NamedNode, Triple

from symbiograph.validation.report import Term
from symbiograph.validation.shapes import SH, Node, Shapes
from symbiograph.validation.surroundings.constraints import Constraints
from symbiograph.validation.surroundings.neighbourhood import Find, Neighbourhood
from symbiograph.validation.surroundings.paths import Untold

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

# What judges the values themselves, or says who is judged and what is reported.
_AT_HAND: Final = frozenset(
    {
        "datatype", "deactivated", "description", "flags", "hasValue", "in", "languageIn",
        "maxCount", "maxExclusive", "maxInclusive", "maxLength", "message", "minCount",
        "minExclusive", "minInclusive", "minLength", "name", "nodeKind", "order", "path", "pattern",
        "qualifiedMaxCount", "qualifiedMinCount", "severity", "targetClass", "targetNode",
        "targetObjectsOf", "targetSubjectsOf", "uniqueLang",
    }
)  # fmt: skip
# What judges by further properties of the thing.
_BESIDE: Final = frozenset(
    {"closed", "disjoint", "equals", "ignoredProperties", "lessThan", "lessThanOrEquals"}
)
_SHAPE: Final = ("node", "not", "property", "qualifiedValueShape")
_SHAPES: Final = ("and", "or", "xone")
_TOLD: Final = _AT_HAND | _BESIDE | {"class", "sparql", *_SHAPE, *_SHAPES}
# What has parts of its own that judge or aim: constraint components and SPARQL-based targets.
_UNTOLD: Final = frozenset({SH + "parameter", SH + "target"})
_TARGETS: Final = ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf")


def surroundings(shapes: Shapes, focus: Collection[Node], find: Find) -> frozenset[Triple] | None:
    """Return the triples of a graph that decide what ``shapes`` say of the nodes in ``focus``.

    ``find`` looks into the graph. ``None`` means that it cannot be told, and that all of it may be
    looked at. What is returned holds every triple about a node in ``focus``.
    """
    plan = _plan_of(shapes)
    around = Neighbourhood(find)
    try:
        plan.survey(around, focus)
    except Untold:
        return None
    return frozenset(around.triples)


class _Plan:
    """What is read of the shapes once."""

    def __init__(self, shapes: Shapes) -> None:
        self._says = Constraints(shapes)
        self._is_untold = any(triple.predicate.value in _UNTOLD for triple in shapes.triples)
        self._queries: dict[Node, CompValue] = {}
        self._targets: dict[str, dict[Term, list[Node]]] = {
            kind: defaultdict(list) for kind in _TARGETS
        }
        for shape in dict.fromkeys(cast(Node, triple.subject) for triple in shapes.triples):
            for kind in _TARGETS:
                for target in self._says.values(shape, kind):
                    self._targets[kind][target].append(shape)

    def survey(self, around: Neighbourhood, focus: Iterable[Node]) -> None:
        """Fetch what the shapes look at that target nodes in ``focus``; raises :class:`Untold`."""
        if self._is_untold:
            raise Untold
        judged: dict[Node, set[Term]] = defaultdict(set)
        for node in focus:
            for shape in self._targeting(around, node):
                judged[shape].add(node)
        seen: dict[Node, set[Term]] = defaultdict(set)
        for shape, nodes in judged.items():
            self._look(around, shape, nodes, seen)

    def _targeting(self, around: Neighbourhood, node: Node) -> set[Node]:
        targets = self._targets
        shapes = set(targets["targetNode"].get(node, ()))
        for triple in around.about(node):
            shapes.update(targets["targetSubjectsOf"].get(triple.predicate, ()))
        for kind in around.classes([node]):
            shapes.update(targets["targetClass"].get(kind, ()))
        for predicate, aimed in targets["targetObjectsOf"].items():
            if around.towards(node, cast(NamedNode, predicate)):
                shapes.update(aimed)
        return shapes

    def _look(
        self,
        around: Neighbourhood,
        shape: Node,
        nodes: set[Term],
        seen: dict[Node, set[Term]],
    ) -> None:
        new = nodes - seen[shape]
        if not new:
            return
        seen[shape] |= new
        says = self._says
        names = says.names(shape)
        if names - _TOLD:
            raise Untold
        path = says.path(shape)
        values = new if path is None else around.reached(path, new)
        if names & _BESIDE:
            for node in new | values:
                around.about(node)
        if "class" in names:
            around.classes(values)
        if "sparql" in names:
            if path is not None:
                raise Untold
            self._ask(around, shape, new)
        further = [each for name in _SHAPE for each in says.nodes(shape, name)]
        for name in _SHAPES:
            for head in says.values(shape, name):
                further += says.members(head)
        for each in further:
            self._look(around, each, values, seen)

    def _ask(self, around: Neighbourhood, shape: Node, nodes: set[Term]) -> None:
        # Here, because rdflib takes long to load and most commands need no shapes.
        from symbiograph.validation.surroundings.patterns import look, read

        for constraint in self._says.nodes(shape, "sparql"):
            if constraint not in self._queries:
                self._queries[constraint] = read(self._says.query(constraint))
            look(self._queries[constraint], around, frozenset(nodes))


_plans: weakref.WeakKeyDictionary[Shapes, _Plan] = weakref.WeakKeyDictionary()


def _plan_of(shapes: Shapes) -> _Plan:
    if shapes not in _plans:
        _plans[shapes] = _Plan(shapes)
    return _plans[shapes]
