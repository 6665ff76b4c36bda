"""A sentence taken apart: it names several things, and each in a few words that stand together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from symbiograph.alignment.postings import Integers, Numbers

# So many words that tell something make the longest phrase.
_LONGEST: Final = 5


class Gain(NamedTuple):
    """What one word of a text adds to the products of labels that have it or one like it.

    ``square`` is what it adds to the square of the text's length; divided by the lengths, products
    are cosines. A label may come twice, with the same value.
    """

    labels: Integers
    values: Numbers
    square: float


def likest_phrases(text: Sequence[Sequence[Gain]], labels: Integers, number: int) -> Numbers:
    """Return for each of ``number`` labels the cosine with the phrase that is most like it.

    ``text`` has for each of its words what that gains, and its parts; ``labels`` are those that are
    compared, the others get zero. A phrase has from one to five neighbouring words.
    """
    found = np.zeros(number, np.float32)
    if not len(labels) or not text:
        return found
    place = np.full(number, -1, np.int32)
    place[labels] = np.arange(len(labels), dtype=np.int32)
    # Sums up to each word: the sum over a phrase is the difference of two.
    products = np.zeros((len(text) + 1, len(labels)), np.float32)
    squares = np.zeros(len(text) + 1, np.float32)
    for row, gains in enumerate(text, 1):
        for gain in gains:
            where = place[gain.labels]
            some = where >= 0
            products[row, where[some]] += gain.values[some]
            squares[row] += gain.square
    products, squares = products.cumsum(0), squares.cumsum()
    best = np.zeros(len(labels), np.float32)
    for size in range(1, min(_LONGEST, len(text)) + 1):
        lengths = np.sqrt(squares[size:] - squares[:-size])
        np.maximum(best, ((products[size:] - products[:-size]) / lengths[:, None]).max(0), out=best)
    found[labels] = np.minimum(best, 1)
    return found
