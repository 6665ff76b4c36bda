"""Which triples a SPARQL constraint can come upon, read off its patterns.

SHACL (section 5.3.1) puts the thing to judge in place of ``$this`` wherever that stands. From there
the patterns are gone through as a join would, with all values that a variable can have in place of
one. A variable's values hold for another pattern only where SPARQL joins the two, so that nothing
is left out; what has no connection to ``$this`` cannot be told. MINUS, VALUES and SERVICE must not
stand beside what is put in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias, cast

import rdflib
from pyoxigraph import NamedNode
from rdflib import BNode, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern, translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from symbiograph.validation.portable import from_rdflib
from symbiograph.validation.report import Term
from symbiograph.validation.surroundings.neighbourhood import Neighbourhood
from symbiograph.validation.surroundings.paths import (
    Choice,
    Path,
    Repeated,
    Sequence,
    Step,
    Untold,
    reverse,
)

# The values that a variable can have at most.
Values: TypeAlias = Mapping[str, frozenset[Term]]
_Pattern: TypeAlias = tuple[Any, Any, Any]

_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_THROUGH: Final = (
    "AggregateJoin",
    "Distinct",
    "Group",
    "OrderBy",
    "Project",
    "Reduced",
    "SelectQuery",
)


def read(text: str) -> CompValue:
    """Return the pattern of a SELECT query; raises :class:`Untold` where there is no such query."""
    query = translateQuery(parseQuery(text)).algebra
    if query.name != "SelectQuery" or query.datasetClause:
        raise Untold
    return query


def look(query: CompValue, around: Neighbourhood, this: frozenset[Term]) -> None:
    """Fetch what ``query`` can come upon with ``$this`` being any of ``this``.

    Raises :class:`Untold`.
    """
    _Reading(around).read(query, {"this": this})


class _Reading:
    """Reads patterns. Each reader returns the values of the variables bound in any case.

    ``fixed`` holds values that are put into a pattern, all its parts included.
    """

    def __init__(self, around: Neighbourhood) -> None:
        self._around = around

    def read(self, part: CompValue, fixed: Values) -> Values:
        """Fetch what a pattern can come upon."""
        reader = _READERS.get(part.name)
        if reader is None:
            raise Untold
        return reader(self, part, fixed)

    def through(self, part: CompValue, fixed: Values) -> Values:
        """Read what only passes solutions on; raises :class:`Untold` where it has patterns."""
        if any(_patterns_in([part.A, part.expr])):
            raise Untold
        return self.read(part.p, fixed)

    def filter(self, part: CompValue, fixed: Values) -> Values:
        """Read a pattern, and those of the expression with its solutions put in."""
        bound = self.read(part.p, fixed)
        self._expression(part.expr, {**bound, **fixed})
        return bound

    def join(self, part: CompValue, fixed: Values) -> Values:
        """Read two patterns that are joined."""
        left = self.read(part.p1, fixed)
        return {**left, **self._beside(part.p2, fixed, left)}

    def left_join(self, part: CompValue, fixed: Values) -> Values:
        """Read a pattern and an optional one."""
        left = self.read(part.p1, fixed)
        right = self._beside(part.p2, fixed, left)
        self._expression(part.expr, {**right, **left, **fixed})
        return left

    def union(self, part: CompValue, fixed: Values) -> Values:
        """Read both patterns."""
        one, other = self.read(part.p1, fixed), self.read(part.p2, fixed)
        return {name: one[name] | other[name] for name in one.keys() & other.keys()}

    def sub_select(self, part: CompValue, fixed: Values) -> Values:
        """Read a sub-SELECT: what is put in must be projected, and be what it groups by."""
        if part.p is None:
            raise Untold
        names = {str(variable) for variable in _projected(part.p)}
        for group in _groups(part.p):
            names &= {str(term) for term in group.expr or [] if isinstance(term, Variable)}
        bound = self.read(part.p, {name: fixed[name] for name in names & fixed.keys()})
        return {name: bound[name] for name in names & bound.keys()}

    def triples(self, part: CompValue, fixed: Values) -> Values:
        """Follow the triple patterns, always one of those that something is known of."""
        values = dict(fixed)
        todo: list[_Pattern] = list(part.triples)
        while todo:
            pattern = min(todo, key=lambda each: _reluctance(each, values))
            todo.remove(pattern)
            self._follow(pattern, values)
        return values

    def _beside(self, part: CompValue, fixed: Values, joined: Values) -> Values:
        """Read what is joined: triple patterns alone are certain to have the values joined with."""
        return self.read(part, {**joined, **fixed} if part.name == "BGP" else fixed)

    def _follow(self, pattern: _Pattern, values: dict[str, frozenset[Term]]) -> None:
        subject, predicate, object_ = pattern
        starts, ends = _known(subject, values), _known(object_, values)
        if starts is None and ends is None:
            raise Untold
        if isinstance(predicate, Variable | BNode):
            if starts is not None:
                found = [triple for node in starts for triple in self._around.about(node)]
            else:
                found = [t for node in ends or () for t in self._around.towards(node, None)]
            _narrow(values, subject, {cast(Term, triple.subject) for triple in found})
            _narrow(values, predicate, {triple.predicate for triple in found})
            _narrow(values, object_, {cast(Term, triple.object) for triple in found})
        elif starts is not None:
            _narrow(values, object_, self._around.reached(_path(predicate), starts))
        else:
            _narrow(values, subject, self._around.reached(reverse(_path(predicate)), ends or ()))

    def _expression(self, expression: Any, values: Values) -> None:
        """Fetch for the patterns in an expression, into which ``values`` are put."""
        for pattern in _patterns_in(expression):
            self.read(pattern, values)


_READERS: Final[dict[str, Callable[[_Reading, CompValue, Values], Values]]] = {
    **dict.fromkeys(_THROUGH, _Reading.through),
    "BGP": _Reading.triples,
    # What is computed is not followed.
    "Extend": _Reading.filter,
    "Filter": _Reading.filter,
    "Join": _Reading.join,
    "LeftJoin": _Reading.left_join,
    "ToMultiSet": _Reading.sub_select,
    "Union": _Reading.union,
}


def _known(term: Any, values: Values) -> frozenset[Term] | None:
    """Return what a term of a pattern can be, or ``None`` where anything."""
    if isinstance(term, Variable | BNode):
        return values.get(_name(term))
    # A literal is written in one way here, and may be in another one in the graph.
    return None if isinstance(term, rdflib.Literal) else frozenset((from_rdflib(term),))


def _narrow(values: dict[str, frozenset[Term]], term: Any, found: set[Term]) -> None:
    if isinstance(term, Variable | BNode):
        name = _name(term)
        values[name] = values[name] & found if name in values else frozenset(found)


def _name(term: Variable | BNode) -> str:
    return str(term) if isinstance(term, Variable) else f"_:{term}"


def _reluctance(pattern: _Pattern, values: Values) -> int:
    """Put first what leads to the fewest: on from subjects, then back, from classes last."""
    subject, predicate, object_ = pattern
    if _known(subject, values) is not None:
        return 0
    if _known(object_, values) is None:
        return 3
    return 2 if predicate == URIRef(_TYPE.value) else 1


def _path(path: Any) -> Path:
    """Return a path of SPARQL; raises :class:`Untold` for one that negates."""
    if isinstance(path, URIRef):
        return Step(NamedNode(str(path)))
    if isinstance(path, InvPath):
        return reverse(_path(path.arg))
    if isinstance(path, SequencePath):
        return Sequence(tuple(_path(part) for part in path.args))
    if isinstance(path, AlternativePath):
        return Choice(tuple(_path(part) for part in path.args))
    if isinstance(path, MulPath):
        return Repeated(_path(path.path))
    raise Untold


def _patterns_in(expression: Any) -> Iterator[CompValue]:
    """Yield the patterns of EXISTS and NOT EXISTS in an expression."""
    if isinstance(expression, CompValue):
        if expression.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            graph = expression.graph
            grouped = graph.name.startswith("GroupGraphPattern")
            yield translateGroupGraphPattern(graph) if grouped else graph
            return
        for value in expression.values():
            yield from _patterns_in(value)
    elif isinstance(expression, list | tuple):
        for value in expression:
            yield from _patterns_in(value)


def _projected(part: CompValue) -> list[Variable]:
    while part.name != "Project":
        if part.name not in _THROUGH:
            raise Untold
        part = part.p
    return list(part.PV)


def _groups(part: Any) -> Iterator[CompValue]:
    """Yield the groupings of a sub-SELECT itself, and not of those in it."""
    while isinstance(part, CompValue) and part.name in (*_THROUGH, "Extend", "Filter"):
        if part.name == "Group":
            yield part
        part = part.p
