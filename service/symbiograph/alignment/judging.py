"""What is made of the evidence: probabilities that a candidate is right, and what it is to a text.

Each is a logistic regression on a few figures with names; what they weigh was fitted to
development data by ``benchmarks/alignment/fit.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from symbiograph.alignment.evidence import KINDS, ROW, Evidence
from symbiograph.alignment.index import Index
from symbiograph.alignment.model import Predicate
from symbiograph.alignment.parameters import Parameters
from symbiograph.alignment.postings import Numbers

# So many of the best compete; a probability is a share of what these have.
COMPETING: Final = 100
RIGHT: Final = ("one", "score", "share", "same", "sentence")
NONE: Final = ("one", "score", "share", "same", "sentence")
PREDICATE: Final = (
    "one",
    "same-preferred",
    "same-other",
    "likest",
    "preferred",
    "covered",
    "longer",
    "described",
    "sentence",
)
_Matrix = npt.NDArray[np.float32]


def scores(evidence: Evidence, known: Parameters) -> Numbers:
    """Return the worth of each concept: the weighted sum of what speaks for it."""
    worth: Numbers = weights_for(evidence, known) @ evidence.rows
    return worth


def weights_for(evidence: Evidence, known: Parameters) -> Numbers:
    """Return the weight of each kind of evidence, which depends on how long the text is."""
    length = np.float32(evidence.length)
    weights: Numbers = known.label * (1 - length) + known.sentence * length
    return weights


def best(evidence: Evidence, worth: Numbers, number: int) -> npt.NDArray[np.intp]:
    """Return the best concepts, best first; those that nothing speaks for are left out."""
    some = np.flatnonzero((evidence.rows[ROW["likest"]] > 0) | (evidence.rows[_BESIDE] > 0).any(0))
    if len(some) > number:
        some = some[np.argpartition(-worth[some], number - 1)[:number]]
    return some[np.argsort(-worth[some], kind="stable")]


_BESIDE: Final = [ROW["described"], ROW["definition"], ROW["mapped"], ROW["embedding"]]


def of_right(evidence: Evidence, worth: Numbers, ranked: npt.NDArray[np.intp]) -> _Matrix:
    """Return the figures of ``RIGHT`` for the concepts ``ranked``, a row each."""
    strength = worth[ranked]
    share = strength - strength.max() - np.log(np.exp(strength - strength.max()).sum())
    same = evidence.rows[ROW["same-preferred"], ranked] + evidence.rows[ROW["same-other"], ranked]
    length = np.full(len(ranked), evidence.length)
    one = np.ones(len(ranked))
    return np.stack([one, strength, share, same, length], 1).astype(np.float32)


def of_predicate(index: Index, evidence: Evidence, ranked: Sequence[int]) -> _Matrix:
    """Return the figures of ``PREDICATE`` for concepts, a row each."""
    rows = []
    for concept in ranked:
        place = int(index.starts[concept]) + index.likest(concept, evidence.likeness.cosine)
        words = len(index.texts[place].split())
        have = dict(zip(KINDS, evidence.rows[:, concept].tolist(), strict=True))
        have |= {
            "one": 1.0,
            "covered": float(evidence.likeness.covered[place]),
            "longer": float(np.log(max(len(evidence.words), 1) / max(words, 1))),
            "sentence": evidence.length,
        }
        rows.append([have[name] for name in PREDICATE])
    return np.array(rows, np.float32).reshape(len(rows), len(PREDICATE))


def probability(figures: _Matrix, coefficients: Numbers) -> Numbers:
    """Return the probabilities of a logistic regression."""
    found: Numbers = 1 / (1 + np.exp(-np.clip(figures @ coefficients, -30, 30)))
    return found


def predicates(figures: _Matrix, known: Parameters) -> list[Predicate]:
    """Return the most probable predicate for each row."""
    names = [*known.predicates]
    worth = figures @ np.stack([known.predicates[name] for name in names], 1)
    return [Predicate(names[number]) for number in worth.argmax(1)]
