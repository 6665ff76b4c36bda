"""The concepts of a release that mean what a text means, for label search."""

from __future__ import annotations

from functools import lru_cache, partial
from heapq import nlargest
from pathlib import Path
from typing import Final

from symbiograph.alignment.aligner import Aligner, aligner, targets
from symbiograph.alignment.embedding.vectors import LANGUAGE
from symbiograph.search import Meanings

# The further ones would hardly be seen.
_MOST: Final = 20


@lru_cache(maxsize=4)
def meanings_of(folder: Path) -> Meanings | None:
    """Return what finds the concepts of the release in ``folder`` by what a text means.

    There is nothing where ``symbiograph mappings embed`` has made no vectors for it, or the extra
    ``embeddings`` is not installed.
    """
    found = [one for one in (aligner(folder, name) for name in targets(folder)) if one.by_meaning]
    return Meanings(LANGUAGE, partial(_nearest, found)) if found else None


def _nearest(aligners: list[Aligner], text: str) -> list[str]:
    """Return the IRIs of the concepts that are nearest to ``text``."""
    nearest = (one for aligned in aligners for one in aligned.nearest(text, _MOST))
    return [iri for _, iri in nlargest(_MOST, nearest)]
