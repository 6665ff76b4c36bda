"""A small cover to start from: HiGHS proves bounds, and finds good covers late."""

from __future__ import annotations

from collections.abc import Mapping


def small_cover(covers: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return units that together cover every skill that one of them covers."""
    left = set[str]().union(*covers.values())
    chosen = set()
    while left:
        best = max(sorted(covers), key=lambda iri: len(covers[iri] & left))
        chosen.add(best)
        left -= covers[best]
    return frozenset(chosen)
