"""Which texts have a word, and how often: sparse matrices by column, as three arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.float32]

# Okapi BM25: how soon more of a word tells no more, and how much long texts are held back.
_SATURATION: Final = 1.2
_LENGTH: Final = 0.75
# Below one, so that one rare word does not outvote two that are common.
_STEEPNESS: Final = 0.7


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


def rarity(words: Postings, number: int) -> Numbers:
    """Return how much each word tells of one among ``number`` texts."""
    having = np.maximum(np.diff(words.starts), 0.5)
    return (np.log1p(number / having) ** _STEEPNESS).astype(np.float32)


def by_cosine(words: Postings, tells: Numbers, number: int) -> Postings:
    """Return the weight of each word in each text, so that a text's squares add up to one."""
    weights = np.repeat(tells, np.diff(words.starts))
    squares = np.bincount(words.texts, weights.astype(np.float64) ** 2, number)
    values = weights / np.sqrt(squares)[words.texts]
    return Postings(words.starts, words.texts, values.astype(np.float32))


def by_bm25(words: Postings, number: int) -> Postings:
    """Return Okapi BM25's value of each word in each text."""
    lengths = np.bincount(words.texts, words.values, number)
    mean = lengths.sum() / max(np.count_nonzero(lengths), 1)
    long = 1 - _LENGTH + _LENGTH * lengths[words.texts] / max(mean, 1)
    tells = np.repeat(telling(words.starts, number), np.diff(words.starts))
    values = tells * words.values * (_SATURATION + 1) / (words.values + _SATURATION * long)
    return Postings(words.starts, words.texts, values.astype(np.float32))


def telling(starts: Integers, number: int) -> Numbers:
    """Return the weight that BM25 gives to each word."""
    having = np.diff(starts)
    return np.log1p((number - having + 0.5) / (having + 0.5)).astype(np.float32)


class Vocabulary:
    """Numbers for words, in the order in which they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def pairs(self, texts: Iterable[Sequence[str]]) -> tuple[Integers, Integers]:
        """Return all pairs of word and text, as two arrays."""
        words: list[str] = []
        lengths: list[int] = []
        for text in texts:
            lengths.append(len(text))
            words += text
        for word in dict.fromkeys(words):
            self.numbers.setdefault(word, len(self.numbers))
        return (
            np.fromiter(map(self.numbers.__getitem__, words), np.int32, len(words)),
            np.repeat(np.arange(len(lengths), dtype=np.int32), lengths),
        )
