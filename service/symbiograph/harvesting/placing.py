"""Where a partner's statements go: into the partner's graph and its parts, and nowhere else."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from symbiograph.errors import UnreadableInput
from symbiograph.harvesting.partners import Partner

_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 40


@dataclass
class Placed:
    """What a partner's graphs are to hold; ``origins`` tells what a part was called before."""

    graphs: dict[str, set[Triple]] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many triples there are, graph by graph."""
        return sum(map(len, self.graphs.values()))

    def quads(self) -> set[Quad]:
        """Return all statements with their graphs."""
        return {
            Quad(triple.subject, triple.predicate, triple.object, NamedNode(graph))
            for graph, triples in self.graphs.items()
            for triple in triples
        }

    def holding(self, quads: Iterable[Quad]) -> Placed:
        """Return the same graphs with ``quads`` in them, without those that would be empty."""
        graphs: dict[str, set[Triple]] = {}
        for quad in quads:
            if isinstance(quad.graph_name, NamedNode):
                graphs.setdefault(quad.graph_name.value, set()).add(quad.triple)
        return Placed(graphs, self.origins)


def placed(partner: Partner, quads: Iterable[Quad], source: str) -> Placed:
    """Return ``quads`` by the graph that they are for; ``source`` is how errors call them.

    What is in no named graph is for the partner's own graph, and a named one becomes a part of
    that. Values are as the engine stores them. Raises :class:`UnreadableInput` for a graph without
    a name.
    """
    scratch = Store()
    scratch.bulk_extend(quads)
    found: dict[NamedNode | DefaultGraph, set[Triple]] = {}
    for quad in scratch:
        if isinstance(quad.graph_name, BlankNode):
            raise UnreadableInput(
                source,
                "a graph in it is named by a blank node, which is another one each time it is "
                "read; name it by an IRI",
            )
        found.setdefault(quad.graph_name, set()).add(quad.triple)
    names = _parts(partner, [graph.value for graph in found if isinstance(graph, NamedNode)])
    result = Placed()
    for graph, triples in found.items():
        origin = graph.value if isinstance(graph, NamedNode) else ""
        name = names.get(origin, partner.graph)
        result.graphs.setdefault(name, set()).update(triples)
        if origin and name != origin:
            result.origins[name] = origin
    return result


def _parts(partner: Partner, graphs: list[str]) -> dict[str, str]:
    """Return the part that each graph becomes: by its last word, with a mark where two have one."""
    words = {graph: _word(partner, graph) for graph in graphs}
    uses = Counter(words.values())
    parts = {}
    for graph, word in words.items():
        if not word:
            parts[graph] = partner.graph
            continue
        mark = "" if uses[word] == 1 else f"-{hashlib.sha256(graph.encode()).hexdigest()[:8]}"
        parts[graph] = f"{partner.graph}/{word}{mark}"
    return parts


def _word(partner: Partner, graph: str) -> str:
    """Return what a part is called; nothing for the partner's own graph."""
    if partner.owns(graph):
        rest = graph.removeprefix(partner.graph).strip("/")
        return _slug(rest) if rest else ""
    last = re.split(r"[/#:?=]", graph.rstrip("/#:?="))[-1]
    return _slug(last) or hashlib.sha256(graph.encode()).hexdigest()[:8]


def _slug(text: str) -> str:
    return _NOT_IN_NAMES.sub("-", text.lower()).strip("-")[:_LONGEST].strip("-")
