"""The index of one target in one language, read from its file, and what it says of a text."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from symbiograph.alignment.arrays import Array, Texts, unpacked
from symbiograph.alignment.building import PREDICATES
from symbiograph.alignment.model import Predicate
from symbiograph.alignment.postings import Integers, Numbers, Postings
from symbiograph.alignment.tokens import grams, tokens

# Of the words spelt most like one, so many are taken for it, if they are as like as this.
_ALIKE, _LIKENESS = 12, 0.45
# Longer texts are cut: no label has as many words.
MOST_WORDS: Final = 60


class Through(NamedTuple):
    """An accepted mapping by which a name leads to a concept."""

    subject: str
    predicate: Predicate
    concept: int


class Index:
    """The concepts of a target that have a label in a language; numbers stand for them."""

    def __init__(self, path: Path) -> None:
        """Open the file; raises :class:`AlignmentUnavailable` where it is none."""
        arrays = unpacked(path)
        self.iris = Texts(arrays["iri_text"], arrays["iri_ends"])
        self.texts = Texts(arrays["text_text"], arrays["text_ends"])
        self.starts: Integers = arrays["starts"]
        self.prior: Numbers = arrays["prior"]
        self._rarity: Numbers = arrays["rarity"]
        self._labels = _postings(arrays, "label")
        self._descriptions = _postings(arrays, "description")
        self._beside = _postings(arrays, "beside")
        self._grams = _postings(arrays, "gram")
        self._gram_rarity: Numbers = arrays["gram_rarity"]
        self._arrays = arrays
        self._words: dict[str, tuple[Integers, Numbers]] = {}

    def __len__(self) -> int:
        return len(self.iris)

    @cached_property
    def _word_numbers(self) -> dict[str, int]:
        return _numbers(Texts(self._arrays["word_text"], self._arrays["word_ends"]))

    @cached_property
    def _gram_numbers(self) -> dict[str, int]:
        return _numbers(Texts(self._arrays["gram_text"], self._arrays["gram_ends"]))

    @cached_property
    def _mapped(self) -> dict[str, list[Through]]:
        names = Texts(self._arrays["mapped_name_text"], self._arrays["mapped_name_ends"])
        subjects = Texts(self._arrays["mapped_subject_text"], self._arrays["mapped_subject_ends"])
        found: dict[str, list[Through]] = defaultdict(list)
        for place in range(len(names)):
            predicate = PREDICATES[self._arrays["mapped_predicate"][place]]
            concept = int(self._arrays["mapped_object"][place])
            found[names[place]].append(Through(subjects[place], predicate, concept))
        return dict(found)

    def label(self, concept: int) -> str:
        """Return a concept's preferred label."""
        return self.texts[int(self.starts[concept])]

    def labels(self, concept: int) -> list[str]:
        """Return a concept's labels, the preferred first."""
        return [self.texts[n] for n in range(self.starts[concept], self.starts[concept + 1])]

    def through(self, text: str) -> list[Through]:
        """Return the accepted mappings of what has just this name."""
        return self._mapped.get(" ".join(tokens(text)), [])

    def likeness(self, text: list[str]) -> Numbers:
        """Return for each label the cosine of its words and those of ``text``, spelt alike."""
        total = np.zeros(len(self.texts), np.float32)
        square = 0.0
        for word in dict.fromkeys(text):
            alike, how = self._alike(word)
            best = np.zeros(len(self.texts), np.float32)
            weight = 0.0
            # The most alike comes last, so that it is what a label keeps.
            for one, share in zip(alike[::-1], how[::-1], strict=True):
                where, value = self._labels.of(one)
                best[where] = np.maximum(best[where], value * share)
                weight = float(self._rarity[one])
            weight = weight or float(np.log1p(len(self) * 2))
            total += best * weight
            square += weight * weight
        return total / np.sqrt(square) if square else total

    def of_concepts(self, labels: Numbers) -> Numbers:
        """Return the best value of each concept's labels."""
        return np.maximum.reduceat(labels, self.starts[:-1])

    def described(self, text: list[str]) -> Numbers:
        """Return for each concept how well its description fits ``text``."""
        return self._fit(self._descriptions, text)

    def beside(self, text: list[str]) -> Numbers:
        """Return for each concept how well what it is joined to fits ``text``."""
        return self._fit(self._beside, text)

    def _fit(self, postings: Postings, text: list[str]) -> Numbers:
        total = np.zeros(len(self), np.float32)
        known = [n for n in map(self._word_numbers.get, dict.fromkeys(text)) if n is not None]
        for word in known:
            where, value = postings.of(word)
            total[where] += value
        return total

    def _alike(self, word: str) -> tuple[Integers, Numbers]:
        """Return the words of labels that are spelt like ``word``, the most alike first."""
        known = self._words.get(word)
        if known is None:
            if len(self._words) > 10_000:
                self._words.clear()
            known = self._words[word] = self._spelt_like(word)
        return known

    def _spelt_like(self, word: str) -> tuple[Integers, Numbers]:
        number = len(self._gram_words)
        total = np.zeros(number, np.float32)
        square = 0.0
        for gram in dict.fromkeys(grams(word)):
            place = self._gram_numbers.get(gram)
            if place is None:
                square += float(np.log1p(number * 2)) ** 2
                continue
            rarity = float(self._gram_rarity[place])
            where, value = self._grams.of(place)
            total[where] += value * rarity
            square += rarity * rarity
        total /= np.sqrt(square)
        found = np.flatnonzero(total >= _LIKENESS)
        order = found[np.argsort(-total[found], kind="stable")][:_ALIKE].astype(np.int32)
        return order, total[order]

    @cached_property
    def _gram_words(self) -> range:
        return range(int(self._grams.texts.max(initial=-1)) + 1)


def _postings(arrays: dict[str, Array], name: str) -> Postings:
    return Postings(*(arrays[f"{name}_{field}"] for field in Postings._fields))


def _numbers(texts: Texts) -> dict[str, int]:
    return {texts[number]: number for number in range(len(texts))}
