"""Fits what candidates are ranked and judged by, to development data, and writes the file.

    python benchmarks/alignment/fit.py [--embeddings] [--keep FOLDER]

The questions are those of the benchmark; of SkillSkape a sample of the training split is used, and
none of the development split. Nothing but numpy is needed; the same data give the same figures.
With ``--embeddings`` what is used with these is fitted. Their layer has learned SkillSkape's
training split by heart, so a sample of the development split takes its place.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import cases
import indexes
import numpy as np
import numpy.typing as npt

import symbiograph.alignment
from symbiograph.alignment import judging
from symbiograph.alignment.evidence import KINDS, Evidence, gather_evidence
from symbiograph.alignment.index import Index
from symbiograph.alignment.model import Predicate
from symbiograph.alignment.parameters import FILE, Parameters

Matrix = npt.NDArray[np.float32]
_SENTENCES = 800
_FEW_SENTENCES = 300
_ROUNDS = 800
# National tables list what somebody found: what is not there may be right as well, and what they
# found nothing for they do not list.
_INCOMPLETE = ("german-skills", "slovenian-occupations")
# The sets of whole sentences.
_LONG = ("skillskape", "tech-sentences", "house-sentences")
# What the evidence weighs before anything is fitted: enough to find what may be right.
_FIRST = {"preferred": 4.0, "likest": 5.0, "labels": 3.0, "named": 1.5, "same-preferred": 2.5}
_FIRST |= {"same-other": 2.5, "described": 1.0, "occupations": 2.0, "context": 0.7}
_FIRST |= {"phrase": 2.0, "phrase-preferred": 1.0, "within": 4.0}
_FIRST |= {"literal": 1.0, "used": 1.0, "reuse": 1.5, "mapped": 3.0, "embedding": 15.0}
# Not to be learnt from questions to which our own mappings are hidden, or that no index was for.
_STATED = {"mapped": 6.0}
# What is named the same comes first, and what prefers that name before what does not; among equals
# a label that has the text in it as it is. The data have few such cases; a curator expects it.
_LEAST = {"same-preferred": 4.0, "same-other": 2.5, "literal": 1.0}


@dataclass
class Asked:
    """The evidence about a question's best concepts, which of them are right, and all the rest."""

    name: str
    case: cases.Case
    evidence: Evidence
    index: Index
    chosen: npt.NDArray[np.intp]
    rows: Matrix
    right: npt.NDArray[np.bool_]


def main() -> None:
    """Fit, write, and tell what was fitted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="folder of the indexes, made where they lack")
    parser.add_argument("--embeddings", action="store_true", help="fit what is used with these")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = arguments.keep or Path(folder)
        asked = [
            one
            for each in _sets(arguments.embeddings)
            for one in _gathered(each, place, arguments.embeddings)
        ]
    fitted = fit(asked)
    path = Path(symbiograph.alignment.__path__[0]) / FILE
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    known["embedding" if arguments.embeddings else "lexical"] = fitted
    path.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(fitted, indent=1))


def _sets(embeddings: bool) -> list[cases.Cases]:
    iris = indexes.iris()
    if embeddings:
        return [
            cases.decorte("tech", iris),
            cases.decorte("house", iris),
            cases.sentences("tech", iris),
            cases.sentences("house", iris),
            cases.skillskape("dev", iris, _FEW_SENTENCES),
            cases.curated("skills-esco", "esco-skills"),
            cases.curated("profiles-esco", "esco-occupations"),
        ]
    return [
        cases.decorte("tech", iris),
        cases.decorte("house", iris),
        cases.skillskape("train", iris, _SENTENCES),
        cases.curated("skills-esco", "esco-skills"),
        cases.curated("profiles-esco", "esco-occupations"),
        cases.german(),
        cases.slovenian(),
    ]


def _gathered(asked: cases.Cases, place: Path, embeddings: bool) -> list[Asked]:
    folder = indexes.index(asked.index, place) / "alignment" / asked.target
    file = next(folder.glob("*.npy"))
    index = Index(file)
    semantics = indexes.vectors(file, place) if embeddings else None
    first = np.array([_FIRST.get(kind, 0.0) for kind in KINDS], np.float32)
    found = []
    for case in asked.cases:
        evidence = gather_evidence(index, case.asked, semantics)
        chosen = judging.best(evidence, first @ evidence.rows, judging.COMPETING)
        right = np.isin(chosen, [index.numbers[iri] for iri in case.right if iri in index.numbers])
        rows = evidence.rows[:, chosen].T.copy()
        found.append(Asked(asked.name, case, evidence, index, chosen, rows, right))
    return found


def fit(asked: list[Asked]) -> dict[str, object]:
    """Return the parameters as the file states them."""
    short = [one for one in asked if one.evidence.length < 0.5]
    # Sets count alike: nine long names of occupations would weigh as much as all sentences.
    long = [one for one in asked if one.evidence.length >= 0.5 and one.name.startswith(_LONG)]
    weights = {"label": _ranking(short), "sentence": _ranking(long)}
    stated: dict[str, object] = {
        "fitted": date.today().isoformat(),
        "to": sorted({one.name for one in asked}),
        "weights": {
            name: {kind: round(float(w), 3) for kind, w in zip(KINDS, row, strict=True) if w}
            for name, row in weights.items()
        },
    }
    zero = np.zeros(1, np.float32)
    known = Parameters(weights["label"], weights["sentence"], zero, zero, {}, 0.5)
    right, none = _probabilities(asked, known)
    stated["right"] = _named(judging.RIGHT, right)
    stated["none"] = _named(judging.NONE, none)
    stated["threshold"] = _threshold(asked, known, none)
    stated["predicates"] = {
        name: _named(judging.PREDICATE, row) for name, row in _predicates(asked).items()
    }
    return stated


def _named(names: Sequence[str], row: Matrix) -> dict[str, float]:
    return {name: round(float(value), 3) for name, value in zip(names, row, strict=True)}


def _ranking(asked: list[Asked]) -> Matrix:
    """Return the weights under which the right concepts have most of the probability."""
    useful = [one for one in asked if one.right.any()]
    counts = {name: sum(one.name == name for one in useful) for name in {o.name for o in useful}}
    most = max(len(one.chosen) for one in useful)
    rows = np.zeros((len(useful), most, len(KINDS)), np.float32)
    absent = np.full((len(useful), most), -1e9, np.float32)
    right = np.zeros((len(useful), most), np.float32)
    share = np.zeros((len(useful), 1), np.float32)
    for place, one in enumerate(useful):
        size = len(one.chosen)
        rows[place, :size], absent[place, :size], right[place, :size] = one.rows, 0, one.right
        share[place] = 1 / counts[one.name] / len(counts)
    fixed = np.array([_STATED.get(kind, 0.0) for kind in KINDS], np.float32)

    def slope(weights: Matrix) -> Matrix:
        worth = rows @ weights + absent
        whole = _softmax(worth)
        wanted = _softmax(np.where(right > 0, worth, -1e9)) * right
        return np.einsum("qc,qck->k", (whole - wanted) * share, rows) + 0.001 * weights

    weights = _descended(slope, np.zeros(len(KINDS), np.float32), fixed, least=0.0)
    for kind, least in _LEAST.items():
        weights[KINDS.index(kind)] = max(weights[KINDS.index(kind)], least)
    return weights


def _probabilities(asked: list[Asked], known: Parameters) -> tuple[Matrix, Matrix]:
    """Return the coefficients of the probabilities that a candidate is right, and that none is."""
    figures, right, none_figures, none = [], [], [], []
    shares, none_shares = [], []
    sizes = Counter(one.name for one in asked)
    for one in asked:
        if one.name in _INCOMPLETE:
            continue
        worth = judging.scores(one.evidence, known)
        ranked = judging.best(one.evidence, worth, judging.COMPETING)
        if not len(ranked):
            continue
        mine = judging.of_right(one.evidence, worth, ranked)
        iris = [one.index.iris[int(concept)] for concept in ranked[:10]]
        figures.append(mine[:10])
        right += [iri in one.case.right for iri in iris]
        shares += [1 / sizes[one.name] for _ in iris]
        none_figures.append(mine[:1])
        none.append(not one.case.right)
        none_shares.append(1 / sizes[one.name])
    return (
        _logistic(np.concatenate(figures), right, shares),
        _logistic(np.concatenate(none_figures), none, none_shares),
    )


def _threshold(asked: list[Asked], known: Parameters, none: Matrix) -> float:
    """Return from where on it is best to say "none", for texts of a label's length.

    That is where most questions are answered rightly, whether there is a concept; each set of
    questions counts the same.
    """
    said, true, shares = [], [], []
    sizes = Counter(one.name for one in asked)
    for one in asked:
        if one.name in _INCOMPLETE or one.evidence.length == 1:
            continue
        worth = judging.scores(one.evidence, known)
        ranked = judging.best(one.evidence, worth, judging.COMPETING)
        figures = judging.of_right(one.evidence, worth, ranked) if len(ranked) else None
        said.append(1.0 if figures is None else float(judging.probability(figures[:1], none)[0]))
        true.append(not one.case.right)
        shares.append(1 / sizes[one.name])
    best, accuracy = 0.5, 0.0
    for threshold in np.linspace(0.05, 0.95, 91):
        right = (np.array(said) >= threshold) == np.array(true)
        found = float(np.average(right, weights=shares))
        if found > accuracy:
            best, accuracy = float(threshold), found
    return round(best, 2)


def _predicates(asked: list[Asked]) -> dict[str, Matrix]:
    """Return the coefficients of each predicate, of right answers whose predicate is known."""
    names = [predicate for predicate in Predicate if predicate != Predicate.NONE]
    figures, which, share = [], [], []
    for one in asked:
        known = {
            one.index.numbers[iri]: predicate
            for iri, predicate in one.case.right.items()
            if predicate and iri in one.index.numbers
        }
        chosen = [int(c) for c in one.chosen[:20] if int(c) in known]
        figures.append(judging.of_predicate(one.index, one.evidence, chosen))
        which += [names.index(known[concept]) for concept in chosen]
        share += [_OURS if one.name.endswith("-esco") else 1.0 for _ in chosen]
    rows = np.concatenate(figures)
    wanted = np.eye(len(names), dtype=np.float32)[which]
    weight = np.array(share, np.float32)[:, None] / sum(share)

    def slope(flat: Matrix) -> Matrix:
        found = flat.reshape(len(names), rows.shape[1])
        wrong = (_softmax(rows @ found.T) - wanted) * weight
        return (wrong.T @ rows + 0.001 * found).reshape(-1)

    size = len(names) * rows.shape[1]
    fitted = _descended(slope, np.zeros(size, np.float32), np.zeros(size, np.float32))
    return {
        name.value: row for name, row in zip(names, fitted.reshape(len(names), -1), strict=True)
    }


# Our own rows say what we mean by a predicate; there are few of them.
_OURS = 4.0


def _logistic(figures: Matrix, right: list[bool], shares: list[float]) -> Matrix:
    true = np.array(right, np.float32)
    share = np.array(shares, np.float32) / sum(shares)

    def slope(weights: Matrix) -> Matrix:
        return figures.T @ ((judging.probability(figures, weights) - true) * share)

    zero = np.zeros(figures.shape[1], np.float32)
    return _descended(slope, zero, zero)


def _softmax(worth: Matrix) -> Matrix:
    powers = np.exp(worth - worth.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def _descended(
    slope: Callable[[Matrix], Matrix], start: Matrix, fixed: Matrix, *, least: float = -np.inf
) -> Matrix:
    """Return where Adam comes down from ``start``; what is ``fixed`` to a value stays there.

    Nothing goes below ``least``: evidence does not speak against a concept.
    """
    weights = np.where(fixed != 0, fixed, start)
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for turn in range(1, _ROUNDS + 1):
        down = np.where(fixed != 0, 0, slope(weights))
        mean = 0.9 * mean + 0.1 * down
        spread = 0.99 * spread + 0.01 * down * down
        rate = 0.05 if turn < 0.6 * _ROUNDS else 0.01
        step = mean / (1 - 0.9**turn) / (np.sqrt(spread / (1 - 0.99**turn)) + 1e-7)
        weights = np.maximum(weights - np.float32(rate) * step, np.float32(least))
    return weights.astype(np.float32)


if __name__ == "__main__":
    main()
