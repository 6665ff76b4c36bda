"""Texts as words and words as n-grams of characters: what texts are compared by."""

from __future__ import annotations

import re
from typing import Final

from symbiograph.search.folding import fold

# C++, C# and F# are words of their own, and so is R&D.
_TOKEN: Final = re.compile(r"\b[^\W_]&[^\W_]\b|[^\W_]+(?:\+\+|#)?")
_SIZES: Final = (3, 4)


def tokens(text: str) -> list[str]:
    """Return the words of ``text`` without case and accents, in their order."""
    return _TOKEN.findall(fold(text))


def grams(word: str) -> list[str]:
    """Return the n-grams of a word's characters, its beginning and its end marked."""
    marked = f"<{word}>"
    return [
        marked[start : start + size] for size in _SIZES for start in range(len(marked) - size + 1)
    ]
