"""Relations between concepts, stated from both ends as the published model has them."""

from __future__ import annotations

from collections import defaultdict

from symbiograph.esco import model
from symbiograph.esco.graph import Graph


class Relations:
    """Adds relations to a graph, each with its inverse, and what is above each concept."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._above: dict[str, set[str]] = defaultdict(set)

    def broader(self, lower: str, upper: str) -> None:
        """Put a concept below another."""
        self._graph.link(lower, model.BROADER, upper)
        self._graph.link(upper, model.NARROWER, lower)
        self._above[lower].add(upper)

    def top(self, scheme: str, concept: str) -> None:
        """Put a concept at the top of a scheme."""
        self._graph.link(scheme, model.HAS_TOP_CONCEPT, concept)
        self._graph.link(concept, model.TOP_CONCEPT_OF, scheme)

    def skill(self, table: str, subject: str, relation: tuple[str, str], skill: str) -> None:
        """Relate an occupation or a skill to a skill; a new pair counts for ``table``.

        A pair may be both essential and optional: some are in ESCO, and both stay.
        """
        forward, back = relation
        if self._graph.link(subject, forward, skill):
            self._graph.count_one(table)
        self._graph.link(skill, back, subject)

    def finish(self) -> None:
        """State of each concept all that are above it, over every step."""
        for concept in list(self._above):
            for upper in self._all_above(concept):
                self._graph.link(concept, model.BROADER_TRANSITIVE, upper)

    def _all_above(self, concept: str) -> set[str]:
        reached: set[str] = set()
        todo = [concept]
        while todo:
            new = self._above.get(todo.pop(), set()) - reached
            reached |= new
            todo += new
        return reached
