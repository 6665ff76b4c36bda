"""How alike two words or two texts are, by their letters."""

from __future__ import annotations

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


class Typed:
    """A typed word, to be compared with many; letter by letter, by bits of whole numbers.

    The method is Hyyrö's, "A bit-vector algorithm for computing Levenshtein and Damerau edit
    distances" (2003): bits stand for the places of the typed word, a row of the table is one step.
    """

    def __init__(self, word: str) -> None:
        self._length = len(word)
        self._places: dict[str, int] = {}
        for place, letter in enumerate(word):
            self._places[letter] = self._places.get(letter, 0) | 1 << place

    def errors(self, meant: str) -> int:
        """Return how many letters were left out, added, changed or swapped with the next."""
        every = (1 << self._length) - 1
        last = 1 << (self._length - 1)
        more, less, diagonal, before = every, 0, 0, 0
        errors = self._length
        for letter in meant:
            here = self._places.get(letter, 0)
            swapped = ((~diagonal & here) << 1) & before
            diagonal = (((here & more) + more) ^ more) | here | less | swapped
            across_more = less | (~(diagonal | more) & every)
            across_less = diagonal & more
            if across_more & last:
                errors += 1
            elif across_less & last:
                errors -= 1
            across_more = across_more << 1 | 1
            more = (across_less << 1 | ~(diagonal | across_more)) & every
            less = across_more & diagonal & every
            before = here
        return errors


def trigrams(text: str) -> set[str]:
    """Return the runs of three letters of ``text``, the blanks around it included."""
    padded = f"  {text} "
    return set(map("".join, zip(padded, padded[1:], padded[2:], strict=False)))


def dice(one: set[str], other: set[str]) -> float:
    """Return the share of what two sets have in common, from 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other))
