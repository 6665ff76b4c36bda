"""The shapes before a commit: a published graph is judged as it would be afterwards.

The whole new state of each published graph that changes is judged, and so is that of a review; the
rest of the default graph takes part, because what a partner's graph refers to is described there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple

from symbiograph.errors import ShapesViolated
from symbiograph.validation import as_text, as_turtle, results_as_json, validate_in_graph
from symbiograph.validation.shapes import Node
from symbiograph.writing.draft import Draft


def judge(draft: Draft) -> None:
    """Raise :class:`ShapesViolated` where the draft would leave a judged graph in the wrong."""
    graphs = sorted(draft.judged(), key=str)
    judged = [quad.triple for graph in graphs for quad in draft.quads(graph)]
    if not judged:
        return
    apart = [graph for graph in graphs if not draft.territory.publishes(graph)]
    report = validate_in_graph(judged, partial(_among, draft.store, (DefaultGraph(), *apart)))
    if report.accepted:
        return
    count = "1 violation" if report.violations == 1 else f"{report.violations} violations"
    names = ", ".join(map(str, graphs))
    raise ShapesViolated(
        f"{count} of the shapes in {names}; nothing was stored.",
        report=as_text(report),
        results=results_as_json(report),
        turtle=as_turtle(report).decode(),
    )


def _among(
    store: Store,
    graphs: Iterable[NamedNode | DefaultGraph],
    subject: Node | None,
    predicate: NamedNode | None,
    value: Node | Literal | None,
) -> Iterator[Triple]:
    for graph in graphs:
        for quad in store.quads_for_pattern(subject, predicate, value, graph):
            yield quad.triple
