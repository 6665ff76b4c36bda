"""The phrases of a text that may each name a concept: a sentence often asks for several skills."""

from __future__ import annotations

import re
from typing import Final

# So many of a text are compared; a longer text is likely a paragraph, and each costs time.
MOST_PHRASES: Final = 16
# Where one phrase ends: marks of a sentence or list, brackets, and dashes that stand alone.
_BETWEEN: Final = re.compile(r"[.,;:!?•|]+(?:\s|$)|[()\[\]\"]|\s[-–—*/&•|]+(?:\s|$)")
_EDGES: Final = ".,;:!?'/&-–—*"
# No phrase begins or ends with a word of grammar, or with one that every advert has.
_GRAMMAR: Final = """
    a ability able about across all also an and any are as at be been both by can each either
    else ensure etc excellent for from good great had has have having how if in including into
    is it its least may more most must not of on one or other our per should so some strong such
    than that the their them these they this those through to use used using very via we well
    what when where which while who will with within without would you your
"""
_EMPTY: Final = frozenset(_GRAMMAR.split())


def phrases(text: str) -> list[str]:
    """Return the pairs of neighbouring words of ``text`` that say something, then its words.

    None twice, 16 at most.
    """
    pairs: dict[str, None] = {}
    alone: dict[str, None] = {}
    for part in _BETWEEN.split(text):
        words = [word for word in (each.strip(_EDGES) for each in part.split()) if word]
        say = [word.lower() not in _EMPTY for word in words]
        alone |= dict.fromkeys(word for word, says in zip(words, say, strict=True) if says)
        for start in range(len(words) - 1):
            if say[start] and say[start + 1]:
                pairs[f"{words[start]} {words[start + 1]}"] = None
    return list(pairs | alone)[:MOST_PHRASES]
