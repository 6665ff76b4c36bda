"""The shapes before a commit: a published graph is judged as it would be afterwards.

The whole new state of each published graph that changes is judged, and the rest of the default
graph takes part, because what a partner's graph refers to is described there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple

from symbiograph.errors import ShapesViolated
from symbiograph.validation import as_json, as_text, as_turtle, validate_in_graph
from symbiograph.validation.shapes import Node
from symbiograph.writing.draft import Draft


def judge(draft: Draft) -> None:
    """Raise :class:`ShapesViolated` where the draft would leave a published graph in the wrong."""
    graphs = sorted(draft.published(), key=str)
    judged = [quad.triple for graph in graphs for quad in draft.quads(graph)]
    if not judged:
        return
    report = validate_in_graph(judged, partial(_in_default_graph, draft.store))
    if report.accepted:
        return
    count = "1 violation" if report.violations == 1 else f"{report.violations} violations"
    names = ", ".join(map(str, graphs))
    raise ShapesViolated(
        f"{count} of the shapes in {names}; nothing was stored.",
        report=as_text(report),
        results=json.loads(as_json(report))["results"],
        turtle=as_turtle(report).decode(),
    )


def _in_default_graph(
    store: Store,
    subject: Node | None,
    predicate: NamedNode | None,
    value: Node | Literal | None,
) -> Iterator[Triple]:
    for quad in store.quads_for_pattern(subject, predicate, value, DefaultGraph()):
        yield quad.triple
