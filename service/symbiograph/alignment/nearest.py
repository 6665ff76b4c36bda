"""The concepts of a release that mean what a text means, for label search."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from heapq import merge
from pathlib import Path

from symbiograph.alignment.aligner import Aligner, aligner, targets
from symbiograph.alignment.embedding.vectors import LANGUAGE
from symbiograph.search import Meanings


@lru_cache(maxsize=4)
def meanings_of(folder: Path) -> Meanings | None:
    """Return what finds the concepts of the release in ``folder`` by what a text means.

    There is nothing where ``symbiograph mappings embed`` has made no vectors for it, or the extra
    ``embeddings`` is not installed.
    """
    found = [one for one in (aligner(folder, name) for name in targets(folder)) if one.by_meaning]
    return Meanings(LANGUAGE, partial(_nearest, found)) if found else None


def _nearest(aligners: list[Aligner], text: str) -> Iterator[str]:
    """Return the IRIs of all concepts, the nearest to ``text`` first."""
    by_nearness = merge(*(one.nearest(text) for one in aligners), reverse=True)
    return (iri for _, iri in by_nearness)
