"""Learns the layer of the embeddings anew: ``python benchmarks/alignment/training FOLDER``.

FOLDER keeps the texts' vectors: making them takes some ten minutes the first time, learning one.
Needs the extra ``embeddings`` and ``../shared``. Writes the weights into the package; the README
beside them says what they were learned from.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import Final

import numpy as np
import texts
from learning import Pairs, learn

from symbiograph.alignment.embedding import layer
from symbiograph.alignment.embedding.cache import VectorCache

SEED: Final = 0
WEIGHTS: Final = Path(layer.__file__).with_name(layer.FILE)


def main() -> None:
    """Encode, learn and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where vectors are kept")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="where the layer is written")
    arguments = parser.parse_args()
    cache = VectorCache(arguments.folder)
    skills = texts.skills()
    number = {skill.label: place for place, skill in enumerate(skills)}
    labels = cache.vectors([skill.label for skill in skills])
    descriptions = cache.vectors([skill.description or skill.label for skill in skills])
    sentences = texts.sentences()
    chance = random.Random(1)  # noqa: S311
    others = [
        (chance.sample(skill.others, 1)[0], place)
        for place, skill in enumerate(skills)
        if skill.others
    ]
    kinds = [
        Pairs(
            cache.vectors([sentence for sentence, _ in sentences]),
            [[number[label] for label in names] for _, names in sentences],
            at_once=96,
            to_labels=1,
            to_descriptions=0.5,
        ),
        Pairs(
            cache.vectors([name for name, _ in others]),
            [[place] for _, place in others],
            at_once=128,
            to_labels=1,
        ),
        Pairs(descriptions, [[place] for place in range(len(skills))], at_once=64, to_labels=0.5),
    ]
    matrix = learn(kinds, labels, descriptions, SEED)
    np.save(arguments.weights, matrix.astype(np.float16))
    print(f"{arguments.weights}: {arguments.weights.stat().st_size:,} bytes")


main()
