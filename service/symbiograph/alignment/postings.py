"""Which texts have a word, and how often: sparse matrices by column, as three arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.float32]


class Postings(NamedTuple):
    """For word ``w`` the texts ``texts[starts[w]:starts[w + 1]]``, each with its value."""

    starts: Integers
    texts: Integers
    values: Numbers

    def of(self, word: int) -> tuple[Integers, Numbers]:
        """Return the texts that have a word, and their values."""
        start, end = self.starts[word], self.starts[word + 1]
        return self.texts[start:end], self.values[start:end]


def counted(words: Integers, texts: Integers, vocabulary: int, number: int) -> Postings:
    """Return how often each of ``number`` texts has each word, given all pairs of word and text."""
    keys, counts = np.unique(words.astype(np.int64) * number + texts, return_counts=True)
    found, where = np.divmod(keys, number)
    starts = np.zeros(vocabulary + 1, np.int32)
    np.cumsum(np.bincount(found, minlength=vocabulary), out=starts[1:])
    return Postings(starts, where.astype(np.int32), counts.astype(np.float32))


class Vocabulary:
    """Numbers for words, in the order in which they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def pairs(self, texts: Iterable[Sequence[str]]) -> tuple[Integers, Integers]:
        """Return all pairs of word and text, as two arrays."""
        words: list[int] = []
        lengths: list[int] = []
        numbers = self.numbers
        for text in texts:
            lengths.append(len(text))
            words += [numbers.setdefault(word, len(numbers)) for word in text]
        return (
            np.array(words, np.int32),
            np.repeat(np.arange(len(lengths), dtype=np.int32), lengths),
        )
