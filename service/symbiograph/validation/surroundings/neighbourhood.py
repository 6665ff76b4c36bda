"""The part of a graph that has been come upon, and the ways on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias, cast

from pyoxigraph import Literal, NamedNode, Triple

from symbiograph.validation.report import Term
from symbiograph.validation.shapes import Node
from symbiograph.validation.surroundings.paths import Choice, Path, Sequence, Step

# What finds the triples with this subject, predicate and object, each of which may be left open.
Find: TypeAlias = Callable[[Node | None, NamedNode | None, Term | None], Iterable[Triple]]

_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SUB_CLASS_OF: Final = Step(NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf"))


class Neighbourhood:
    """Collects in ``triples`` whatever is looked at; each place is looked at once."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._out: dict[Node, list[Triple]] = {}
        self._in: dict[tuple[NamedNode | None, Term], list[Triple]] = {}
        self.triples: set[Triple] = set()

    def about(self, node: Term) -> list[Triple]:
        """Return the triples whose subject is ``node``."""
        if isinstance(node, Literal):
            return []
        if node not in self._out:
            self._out[node] = list(self._find(node, None, None))
            self.triples.update(self._out[node])
        return self._out[node]

    def towards(self, node: Term, predicate: NamedNode | None) -> list[Triple]:
        """Return the triples whose object is ``node``, with ``predicate`` or any other."""
        if (predicate, node) not in self._in:
            self._in[predicate, node] = list(self._find(None, predicate, node))
            self.triples.update(self._in[predicate, node])
        return self._in[predicate, node]

    def reached(self, path: Path, nodes: Iterable[Term]) -> set[Term]:
        """Return where ``path`` leads from any of ``nodes``."""
        if isinstance(path, Step):
            return {end for node in nodes for end in self._stepped(path, node)}
        if isinstance(path, Sequence):
            ends = set(nodes)
            for part in path.parts:
                ends = self.reached(part, ends)
            return ends
        if isinstance(path, Choice):
            starts = set(nodes)
            return {end for part in path.parts for end in self.reached(part, starts)}
        ends = set(nodes)
        new = ends
        while new:
            new = self.reached(path.part, new) - ends
            ends |= new
        return ends

    def classes(self, nodes: Iterable[Term]) -> set[Term]:
        """Return the classes of ``nodes`` with all that are above them."""
        above = self.reached(Step(_TYPE), nodes)
        while new := self.reached(_SUB_CLASS_OF, above) - above:
            above |= new
        return above

    def _stepped(self, step: Step, node: Term) -> Iterable[Term]:
        if step.back:
            return [cast(Term, t.subject) for t in self.towards(node, step.predicate)]
        return [cast(Term, t.object) for t in self.about(node) if t.predicate == step.predicate]
