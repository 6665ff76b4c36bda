"""How much a word tells: rare words tell more."""

from __future__ import annotations

import math
from typing import Final

# Above one, so that the one rare word of a long text is not outvoted by its common words.
_STEEPNESS: Final = 1.5


def weight(concepts_with: int, concepts: int) -> float:
    """Return the weight of a word that so many of all ``concepts`` of a language have."""
    return math.pow(math.log(1 + concepts / (concepts_with + 0.5)), _STEEPNESS)
