"""How alike texts are by their words, rare words weighing more: TF-IDF and cosine.

Words are compared by their first letters, which joins "recycle", "recycled" and "recycling" in
any language with endings, without a dictionary.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

Vector = Mapping[str, float]

_WORD: Final = re.compile(r"\w+")
_LETTERS: Final = 6
# The labels of a release in one language, each of which is asked for several times.
_REMEMBERED: Final = 250_000


def folded(text: str) -> str:
    """Return ``text`` without capitals, accents and superfluous blanks: labels equal but for them
    are the same.
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


@lru_cache(maxsize=_REMEMBERED)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared, in their order."""
    return tuple(word[:_LETTERS] for word in _WORD.findall(folded(text)))


class Weights:
    """What each word weighs: the fewer of ``texts`` have it, the more."""

    def __init__(self, texts: Iterable[str]) -> None:
        having: Counter[str] = Counter()
        number = 0
        for text in texts:
            number += 1
            having.update(set(words(text)))
        self._heaviest = math.log(number + 1)
        self._weights = {w: math.log((number + 1) / n) for w, n in having.items()}

    def vector(self, text: str) -> Vector:
        """Return the words of a text with their weights, in a vector of length one, or of none."""
        weights = {
            word: times * self._weights.get(word, self._heaviest)
            for word, times in Counter(words(text)).items()
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {word: weight / length for word, weight in weights.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """Return how alike two vectors are, from 0 for no common word to 1."""
    if len(one) > len(other):
        one, other = other, one
    return min(1.0, sum(weight * other.get(word, 0.0) for word, weight in one.items()))
