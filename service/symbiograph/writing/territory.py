"""Which graphs can be written here, and which of those are published.

With a release, the graphs it brings are made elsewhere: from files in git, an ESCO download or
inference. They are read-only, and so is the default graph, the merge of all published graphs. Every
other graph can be written. Those named below ``https://w3id.org/symbiograph/graph/`` are published:
the shapes judge them before a commit, and the default graph holds their triples. Of these, the
graphs of reviews are judged only: what a curator thinks is no mapping of the project yet. A
contribution, below ``…/graph/contribution/<name>/``, is written by the token of that name alone.
Others, such as those addressed directly below ``/graphs/``, stay apart and are not judged.

Without a release (``serve --empty``) there is nothing to protect: every graph can be written, the
default graph is a graph of its own, and nothing is judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode

from symbiograph.engine.release import GraphEntry
from symbiograph.errors import NotYours, ReadOnlyGraph
from symbiograph.prefixes import CONTRIBUTION_GRAPH, GRAPH, REVIEW_GRAPH

GraphName = NamedNode | BlankNode | DefaultGraph
# Describes the default graph in the catalogue.
_DEFAULT: Final = GRAPH + "default"


class Territory:
    """The rules for the graphs of one release, or of none."""

    def __init__(self, graphs: Mapping[str, GraphEntry] | None) -> None:
        self._graphs = graphs

    def refusal(self, graph: GraphName) -> ReadOnlyGraph | None:
        """Return why ``graph`` cannot be written, or ``None`` where it can."""
        if self._graphs is None:
            return None
        if isinstance(graph, DefaultGraph):
            return ReadOnlyGraph(
                "The default graph is the merge of the published graphs; write to a named graph: "
                "GRAPH <…> { … } in an update, ?graph=… at /graphs."
            )
        entry = self._graphs.get(graph.value)
        if entry is not None and entry.source is not None:
            where = f"{entry.source} and run symbiograph build"
        elif entry is not None or graph.value == _DEFAULT:
            where = "the files in ontology/, shapes/ and mappings/ and run symbiograph build"
        else:
            return None
        return ReadOnlyGraph(
            f"{graph} is made from files and cannot be written here; change {where}.",
            graph=graph.value,
            source=entry.source if entry else None,
        )

    def require_writable(self, graph: GraphName) -> None:
        """Raise :class:`ReadOnlyGraph` where ``graph`` cannot be written."""
        refusal = self.refusal(graph)
        if refusal is not None:
            raise refusal

    def require_author(self, graph: GraphName, author: str) -> None:
        """Raise :class:`NotYours` where ``graph`` is a contribution of somebody else.

        Its name has the contributor's after ``…/graph/contribution/``.
        """
        if isinstance(graph, DefaultGraph) or not graph.value.startswith(CONTRIBUTION_GRAPH):
            return
        contributor = graph.value.removeprefix(CONTRIBUTION_GRAPH).partition("/")[0]
        if contributor != author:
            raise NotYours(
                f"{graph} is a contribution of {contributor!r}, who alone changes or withdraws it; "
                f"the token that was sent is that of {author!r}.",
                graph=graph.value,
                contributor=contributor,
            )

    def publishes(self, graph: GraphName) -> bool:
        """Tell whether the default graph holds the triples of ``graph``."""
        if self._graphs is None or isinstance(graph, DefaultGraph):
            return False
        entry = self._graphs.get(graph.value)
        if entry is None:
            return graph.value.startswith(GRAPH) and not graph.value.startswith(REVIEW_GRAPH)
        return entry.published

    def judges(self, graph: GraphName) -> bool:
        """Tell whether the shapes have to allow what ``graph`` holds."""
        if self._graphs is None or isinstance(graph, DefaultGraph):
            return False
        return self.publishes(graph) or graph.value.startswith(REVIEW_GRAPH)
