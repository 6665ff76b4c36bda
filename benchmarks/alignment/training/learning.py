"""Learning a square matrix by which texts come near the concepts they mean, with numpy alone.

A vector ``x`` becomes ``x + x m``, scaled to length one, for texts and concepts alike. The loss is
the cross entropy of the right concepts under the softmax of all cosines, the contrastive loss of
bi-encoders; the encoder below is not touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

STEPS: Final = 300
RATE: Final = 1e-3
TEMPERATURE: Final = 0.05
# Beside the right concepts of a step so many others are wrong answers, drawn anew each time.
OTHERS: Final = 2000
_DECAYS: Final = (0.9, 0.999)
_SMALL: Final = 1e-8


@dataclass(frozen=True)
class Pairs:
    """Texts and, for each, the numbers of the concepts it means.

    A step takes ``at_once`` of them. ``to_labels`` and ``to_descriptions`` are the shares of the
    loss that come from comparing them with the concepts' labels and descriptions.
    """

    vectors: Matrix
    right: list[list[int]]
    at_once: int
    to_labels: float
    to_descriptions: float = 0.0


def learn(kinds: list[Pairs], labels: Matrix, descriptions: Matrix, seed: int) -> Matrix:
    """Return the matrix; equal arguments give the same one on the same processor."""
    random = np.random.default_rng(seed)
    size = labels.shape[1]
    matrix = np.zeros((size, size), np.float32)
    first, second = np.zeros_like(matrix), np.zeros_like(matrix)
    for step in range(STEPS):
        gradient, loss = _step(matrix, kinds, labels, descriptions, random)
        first = _DECAYS[0] * first + (1 - _DECAYS[0]) * gradient
        second = _DECAYS[1] * second + (1 - _DECAYS[1]) * gradient**2
        # Adam (Kingma and Ba 2015), its rate falling to nothing in a straight line.
        mean = first / (1 - _DECAYS[0] ** (step + 1))
        spread = np.sqrt(second / (1 - _DECAYS[1] ** (step + 1)))
        matrix -= RATE * (1 - step / STEPS) * mean / (spread + _SMALL)
        if step % 50 == 0:
            print(f"step {step}: loss {loss:.3f}", flush=True)
    return matrix


def _step(
    matrix: Matrix,
    kinds: list[Pairs],
    labels: Matrix,
    descriptions: Matrix,
    random: np.random.Generator,
) -> tuple[Matrix, float]:
    chosen = [random.choice(len(kind.right), kind.at_once, replace=False) for kind in kinds]
    others = random.choice(len(labels), OTHERS, replace=False)
    right = {c for kind, some in zip(kinds, chosen, strict=True) for c in _of(kind, some)}
    concepts = np.array(sorted({*right, *others.tolist()}))
    gradient, loss = np.zeros_like(matrix), 0.0
    for kind, some in zip(kinds, chosen, strict=True):
        wanted = _wanted([kind.right[number] for number in some], concepts)
        texts = kind.vectors[some]
        for share, vectors in ((kind.to_labels, labels), (kind.to_descriptions, descriptions)):
            if share:
                slope, value = _slope(matrix, texts, vectors[concepts], wanted)
                gradient += share * slope
                loss += share * value
    return gradient, loss


def _of(kind: Pairs, some: Integers) -> Iterator[int]:
    for number in some:
        yield from kind.right[number]


def _wanted(right: list[list[int]], concepts: Integers) -> Matrix:
    """Return what the softmax should be: equal shares for the right concepts of each text."""
    wanted = np.zeros((len(right), len(concepts)), np.float32)
    for row, some in enumerate(right):
        wanted[row, np.searchsorted(concepts, some)] = 1 / len(some)
    return wanted


def _slope(matrix: Matrix, texts: Matrix, concepts: Matrix, wanted: Matrix) -> tuple[Matrix, float]:
    """Return the gradient of the cross entropy by ``matrix``, and the cross entropy itself."""
    moved, length = _moved(matrix, texts)
    moved_concepts, length_of_concepts = _moved(matrix, concepts)
    scores = moved @ moved_concepts.T / TEMPERATURE
    scores -= scores.max(axis=1, keepdims=True)
    logarithms = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    loss = -float((wanted * logarithms).sum()) / len(texts)
    error = (np.exp(logarithms) - wanted) / (len(texts) * TEMPERATURE)
    by_texts = _before_scaling(error @ moved_concepts, moved, length)
    by_concepts = _before_scaling(error.T @ moved, moved_concepts, length_of_concepts)
    return texts.T @ by_texts + concepts.T @ by_concepts, loss


def _moved(matrix: Matrix, vectors: Matrix) -> tuple[Matrix, Matrix]:
    moved = vectors + vectors @ matrix
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    return moved / length, length


def _before_scaling(slope: Matrix, scaled: Matrix, length: Matrix) -> Matrix:
    along = (slope * scaled).sum(axis=1, keepdims=True)
    return (slope - along * scaled) / length
