"""How alike two words or two texts are, by their letters."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

# Beyond the letters they share, two forms of one word have an ending of at most so many letters.
_LONGEST_ENDING: Final = 3
_SAME_WORD: Final = 0.9
_SHORTEST_STEM: Final = 4
_STEM_SHARE: Final = 0.6


def same_stem(one: str, other: str) -> float:
    """Return how likely these are forms of one word, such as ``manage`` and ``managing``."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    longer, shorter = max(len(one), len(other)), min(len(one), len(other))
    if shared == 3 == shorter and longer == 4 and "s" in (one[-1], other[-1]):
        return _SAME_WORD
    if shared < _SHORTEST_STEM or shared < _STEM_SHARE * longer:
        return 0.0
    if longer - shared <= _LONGEST_ENDING:
        return _SAME_WORD
    return 0.7 * shared / longer


def typing_errors(typed: str, meant: str, most: int) -> int:
    """Return how many letters were left out, added, changed or swapped; ``most`` + 1 for more."""
    if abs(len(typed) - len(meant)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(meant) + 1))
    for i, a in enumerate(typed, 1):
        row = [i]
        for j, b in enumerate(meant, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == meant[j - 2] and typed[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


@lru_cache(maxsize=4096)
def trigrams(text: str) -> frozenset[str]:
    """Return the runs of three letters of ``text``, the blanks around it included."""
    padded = f"  {text} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def dice(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of what two sets have in common, from 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other))
