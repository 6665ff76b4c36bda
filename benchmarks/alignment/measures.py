"""Figures of rankings: what published work on linking skills with ESCO calls them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

DEPTH = 100
FIRST = (1, 5, 10)


def reciprocal_rank(found: Sequence[str], right: Collection[str]) -> float:
    """Return one divided by the rank of the first right answer, zero where none is there."""
    return next((1 / rank for rank, iri in enumerate(found, 1) if iri in right), 0.0)


def r_precision(found: Sequence[str], right: Collection[str], first: int) -> float:
    """Return how many of the ``first`` answers are right, of as many as can be."""
    return sum(iri in right for iri in found[:first]) / min(first, len(right))


def recall(found: Sequence[str], right: Collection[str], first: int = DEPTH) -> float:
    """Return the share of right answers that are among the ``first``."""
    return sum(iri in right for iri in found[:first]) / len(right)
