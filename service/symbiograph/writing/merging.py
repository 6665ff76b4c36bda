"""The unnamed graph as the merge of others, where there is no release that says so: in a mirror."""

from __future__ import annotations

from collections.abc import Collection

from pyoxigraph import DefaultGraph, Quad

from symbiograph.writing.draft import Draft
from symbiograph.writing.territory import GraphName


def keep_merged(draft: Draft, merged: Collection[GraphName], *, anew: bool) -> None:
    """Let the unnamed graph hold each triple of the graphs ``merged`` once, and no other.

    Unless it is to be made ``anew`` it was their merge before the draft, whose changes decide.
    """
    if anew:
        wanted = {_alone(quad) for graph in merged for quad in draft.quads(graph)}
        present = set(draft.quads(DefaultGraph()))
        draft.remove(present - wanted)
        draft.add(wanted - present)
        return
    change = draft.change()
    draft.add(_alone(quad) for quad in change.added if quad.graph_name in merged)
    gone = {_alone(quad) for quad in change.removed if quad.graph_name in merged}
    draft.remove(quad for quad in gone if not _is_held(draft, quad, merged))


def _alone(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object)


def _is_held(draft: Draft, quad: Quad, merged: Collection[GraphName]) -> bool:
    holders = draft.store.quads_for_pattern(quad.subject, quad.predicate, quad.object)
    return any(holder.graph_name in merged for holder in holders)
