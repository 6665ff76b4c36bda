"""Words that stand for each other, learnt from the labels themselves.

Where two labels of one concept differ in one word alone, ``wash windows`` and ``clean windows``,
those words meant the same there. Words for which that happened in several concepts help to find
labels that nobody wrote down.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import sqrt
from typing import Final, NamedTuple

# In fewer concepts than this it may be chance.
_LEAST: Final = 2
_MOST_PER_WORD: Final = 8
# Concepts that a word is taken to be in besides those it is in, against rash conclusions.
_DOUBT: Final = 3
_SHARE: Final = 0.5


class Substitute(NamedTuple):
    """``other`` may stand for ``word``; ``likeness`` is between 0 and 1."""

    word: str
    other: str
    likeness: float


def substitutes(
    concepts: Iterable[Sequence[Sequence[str]]], concepts_with: Counter[str]
) -> list[Substitute]:
    """Return the substitutes found in ``concepts``, each its labels as words.

    ``concepts_with`` counts the concepts that have a word.
    """
    pairs: Counter[tuple[str, str]] = Counter()
    for labels in concepts:
        if len(labels) > 1:
            pairs.update(set(_exchanged(labels)))
    by_word: dict[str, list[Substitute]] = defaultdict(list)
    for (one, other), count in pairs.items():
        if count >= _LEAST:
            for word, stand_in in ((one, other), (other, one)):
                share = count / (concepts_with[word] + _DOUBT)
                by_word[word].append(Substitute(word, stand_in, _SHARE * sqrt(share)))
    return [
        substitute
        for word in sorted(by_word)
        for substitute in sorted(by_word[word], key=lambda s: (-s.likeness, s.other))[
            :_MOST_PER_WORD
        ]
    ]


def _exchanged(labels: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of words, in alphabetical order, in which alone two labels differ."""
    of_length: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for label in labels:
        of_length[len(label)].append(tuple(label))
    for length, alike in of_length.items():
        if length < 2 or len(alike) < 2:
            continue
        for place in range(length):
            gaps: dict[tuple[str, ...], set[str]] = defaultdict(set)
            for whole in alike:
                gaps[whole[:place] + whole[place + 1 :]].add(whole[place])
            for found in gaps.values():
                if len(found) > 1:
                    yield from combinations(sorted(found), 2)
