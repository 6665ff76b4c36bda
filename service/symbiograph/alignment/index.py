"""The index of one target in one language, read from its file, and what it says of a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from symbiograph.alignment.abbreviations import spelled_out
from symbiograph.alignment.arrays import Array, Texts, unpacked
from symbiograph.alignment.building import PREDICATES
from symbiograph.alignment.compounds import parts
from symbiograph.alignment.model import Predicate
from symbiograph.alignment.phrases import Gain, likest_phrases
from symbiograph.alignment.postings import Integers, Numbers, Postings, telling
from symbiograph.alignment.tokens import grams, tokens
from symbiograph.search.folding import fold

# Of the words spelt most like one, so many are taken for it, if they are as like as this.
_ALIKE, _LIKENESS = 12, 0.45
# In a text of so many words the few most like are enough; it takes long as it is.
_LONG, _ALIKE_IN_LONG = 12, 8
# What BM25 gives to a word that a text of usual length has once.
_ONCE: Final = 2.2
# Words that tell less, which a fifth of all texts have, take longer than they are worth.
_LEAST: Final = 1.5
_CLEARLY: Final = 0.05
# All words of a text are in a label; so many such labels are read for whether they stand together.
_WHOLE, _READ = 0.999, 200
# A phrase is looked for where a label has that much of its words in the text, and only words that
# tell so much count: those that fewer than a fourteenth of all concepts have.
_WITHIN, _TELLING = 0.5, 2.0
# What has been found out of words is kept for so many of them.
_REMEMBERED: Final = 10_000
# The share of what words that stand for each other have of being the same.
_EXCHANGED: Final = 1.6


class Through(NamedTuple):
    """An accepted mapping by which a name leads to a concept."""

    subject: str
    predicate: Predicate
    concept: int


class Likeness(NamedTuple):
    """How like each label is to a text: the cosine of their words, and how much it has of it.

    ``within`` is how much of the label the text has; ``gains`` is what each word gave.
    """

    cosine: Numbers
    covered: Numbers
    within: Numbers
    gains: dict[str, Gain]


class Index:
    """The concepts of a target that have a label in a language; numbers stand for them."""

    def __init__(self, path: Path) -> None:
        """Open the file; raises :class:`AlignmentUnavailable` where it is none."""
        arrays = unpacked(path)
        self._arrays = arrays
        self.iris = Texts(arrays["iri_text"], arrays["iri_ends"])
        self.texts = Texts(arrays["text_text"], arrays["text_ends"])
        self.starts: Integers = arrays["starts"]
        self.sizes: Numbers = arrays["sizes"]
        self.definitions = Texts(arrays["definition_text"], arrays["definition_ends"])
        self.used: Numbers = arrays["used"]
        self.reuse: Numbers = arrays["reuse"]
        self._rarity: Numbers = arrays["rarity"]
        self._labels = _postings(arrays, "label")
        self._grams = _postings(arrays, "gram")
        self._gram_rarity: Numbers = arrays["gram_rarity"]
        self._exchanged = _postings(arrays, "exchanged")
        self._about = {
            name: _postings(arrays, name) for name in ("named", "described", "broader", "joined")
        }
        self._known: dict[str, list[tuple[int, np.float32]]] = {}

    def __len__(self) -> int:
        return len(self.iris)

    @cached_property
    def concept_of(self) -> Integers:
        """The concept of each label."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The concepts' numbers by IRI."""
        return _numbers(self.iris)

    @cached_property
    def _word_numbers(self) -> dict[str, int]:
        return _numbers(Texts(self._arrays["word_text"], self._arrays["word_ends"]))

    @cached_property
    def _gram_numbers(self) -> dict[str, int]:
        return _numbers(Texts(self._arrays["gram_text"], self._arrays["gram_ends"]))

    @cached_property
    def _in_labels(self) -> int:
        """How many words labels have; they come first among the words."""
        return int(self._grams.texts.max(initial=-1)) + 1

    @cached_property
    def _telling(self) -> dict[str, Numbers]:
        return {name: telling(p.starts, len(self)) for name, p in self._about.items()}

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

    def joined_to(self, concept: int) -> int:
        """Return to how many a concept is joined: skills to occupations, and the other way."""
        return round(float(np.expm1(self.used[concept])))

    def shared(self, name: str, text: Sequence[str], concept: int) -> list[str]:
        """Return the words of ``text`` that :meth:`about` found for a concept."""
        postings, tells = self._about[name], self._telling[name]
        found = []
        for word in dict.fromkeys(text):
            number = self._word_numbers.get(word)
            if number is not None and tells[number] >= _LEAST:
                where, _ = postings.of(number)
                place = int(np.searchsorted(where, concept))
                if place < len(where) and where[place] == concept:
                    found.append(word)
        return found

    def likest(self, concept: int, labels: Numbers) -> int:
        """Return which of a concept's labels has the best value, by its place among them.

        It is the preferred one unless another is clearly better.
        """
        values = labels[self.starts[concept] : self.starts[concept + 1]]
        return int(np.argmax(values)) if values[0] < values.max() - _CLEARLY else 0

    def through(self, text: str) -> list[Through]:
        """Return the accepted mappings of what has just this name."""
        return self._mapped.get(" ".join(tokens(text)), [])

    def read(self, text: str) -> list[str]:
        """Return the words of a text, abbreviations such as ``R&D`` spelled out."""
        words = tokens(text)
        return spelled_out(words, self._folded) if any("&" in word for word in words) else words

    @cached_property
    def _folded(self) -> str:
        return fold("\n".join(self.texts[number] for number in range(len(self.texts))))

    def likeness(self, text: Sequence[str]) -> Likeness:
        """Return how like each label is to ``text``, given as words."""
        size = len(self.texts)
        cosine, covered = np.zeros(size, np.float32), np.zeros(size, np.float32)
        # What the word at hand gives to each label that has it or one like it.
        weights, shares = np.empty(size, np.float32), np.empty(size, np.float32)
        squares = whole = 0.0
        gains: dict[str, Gain] = {}
        # A slice from minus zero on is all of it.
        most = _ALIKE_IN_LONG if len(text) >= _LONG else 0
        for word in self._with_parts(text):
            number = self._label_word(word)
            # A word of no label tells as much as the rarest.
            tells = float(self._rarity[number] if number is not None else self._rarest)
            squares += tells * tells
            whole += tells
            # Of those in one label the likest, which comes last, counts.
            places = []
            for other, share in self._alike(word)[-most:]:
                where, value = self._labels.of(other)
                weights[where] = value * share
                shares[where] = share
                places.append(where)
            if places:
                having = np.concatenate(places)
                gained = weights[having] * np.float32(tells)
                # Where a label is there twice, it is set twice to the same.
                cosine[having] += gained
                covered[having] += shares[having] * np.float32(tells)
                gains[word] = Gain(having, gained, tells * tells)
        within = np.minimum(cosine / self._lengths, np.float32(1))
        if squares:
            cosine /= np.float32(np.sqrt(squares))
            covered /= np.float32(whole)
        return Likeness(cosine, covered, within, gains)

    def phrases(self, text: Sequence[str], likeness: Likeness) -> Numbers:
        """Return for each label how like it is to the phrase of ``text`` that is most like it."""
        said = [
            [gain for part in self._with_parts([word]) if (gain := likeness.gains.get(part))]
            for word in text
            if self._tells(word)
        ]
        some = np.flatnonzero(likeness.within >= _WITHIN).astype(np.int32)
        return likest_phrases([gains for gains in said if gains], some, len(self.texts))

    @cached_property
    def _lengths(self) -> Numbers:
        """The length of each label, as a vector of what its words tell."""
        lengths = np.ones(len(self.texts), np.float32)
        tells = np.repeat(self._rarity, np.diff(self._labels.starts))
        lengths[self._labels.texts] = tells / self._labels.values
        return lengths

    def _tells(self, word: str) -> bool:
        number = self._label_word(word)
        return number is not None and bool(self._rarity[number] >= _TELLING)

    def literal(self, text: Sequence[str], likeness: Likeness) -> Numbers:
        """Return for each label which share of its words ``text`` is, where it stands in it."""
        found = np.zeros(len(self.texts), np.float32)
        whole = np.flatnonzero(likeness.covered > _WHOLE)
        if len(text) > 1:
            # The likest, for those that have all words in another order are many.
            whole = whole[np.argsort(-likeness.cosine[whole], kind="stable")][:_READ]
            wanted = f" {' '.join(text)} "
            standing = [wanted in f" {' '.join(tokens(self.texts[int(n)]))} " for n in whole]
            whole = whole[np.array(standing, np.bool_)] if len(whole) else whole
        found[whole] = len(text) / self.sizes[whole]
        return np.minimum(found, np.float32(1))

    def best_of(self, labels: Numbers) -> Numbers:
        """Return the best value of each concept's labels; no value is below zero."""
        best = np.zeros(len(self), np.float32)
        some = np.flatnonzero(labels > 0)
        np.maximum.at(best, self.concept_of[some], labels[some])
        return best

    def mean_of(self, labels: Numbers) -> Numbers:
        """Return the root of the mean square of each concept's labels."""
        some = np.flatnonzero(labels > 0)
        squares = np.bincount(self.concept_of[some], labels[some] ** 2, len(self))
        mean: Numbers = np.sqrt(squares / np.diff(self.starts)).astype(np.float32)
        return mean

    def about(self, name: str, text: Sequence[str]) -> Numbers:
        """Return for each concept how well ``text`` fits what is said of it, about 0 to 1.

        ``name`` is ``named`` (all its labels), ``described``, ``broader`` or ``joined``.
        """
        postings, tells = self._about[name], self._telling[name]
        total = np.zeros(len(self), np.float32)
        most = 0.0
        for word in dict.fromkeys(text):
            number = self._word_numbers.get(word)
            if number is None:
                most += self._strange
                continue
            if tells[number] < _LEAST:
                continue
            most += float(tells[number])
            where, value = postings.of(number)
            total[where] += value
        return total / np.float32(most * _ONCE) if most else total

    def _with_parts(self, text: Sequence[str]) -> list[str]:
        words = dict.fromkeys(text)
        for word in text:
            if found := parts(word, self._parts):
                words.update(dict.fromkeys(found))
        return [*words]

    @cached_property
    def _parts(self) -> frozenset[str]:
        """The words that may be parts of a compound."""
        may = self._arrays["part"]
        words = Texts(self._arrays["word_text"], self._arrays["word_ends"])
        return frozenset(words[int(number)] for number in np.flatnonzero(may))

    @cached_property
    def _rarest(self) -> float:
        return float(self._rarity.max(initial=1.0))

    @cached_property
    def _strange(self) -> float:
        return float(np.log1p(2 * len(self)))

    def _label_word(self, word: str) -> int | None:
        number = self._word_numbers.get(word)
        return number if number is not None and number < self._in_labels else None

    def _alike(self, word: str) -> list[tuple[int, np.float32]]:
        """Return the words of labels that may be meant by ``word``, and how much, rising."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            spelt, shares = self._spelt_like(word)
            found = dict(zip(spelt.tolist(), shares.tolist(), strict=True))
            number = self._label_word(word)
            if number is not None:
                for other, likeness in zip(*self._exchanged.of(number), strict=True):
                    share = min(float(likeness) * _EXCHANGED, 1.0)
                    found[int(other)] = max(found.get(int(other), 0.0), share)
            rising = sorted(found.items(), key=lambda item: (item[1], item[0]))
            known = self._known[word] = [(other, np.float32(share)) for other, share in rising]
        return known

    def _spelt_like(self, word: str) -> tuple[Integers, Numbers]:
        total = np.zeros(self._in_labels, np.float32)
        square = 0.0
        for gram in dict.fromkeys(grams(word)):
            place = self._gram_numbers.get(gram)
            tells = float(self._gram_rarity[place]) if place is not None else self._rarest_gram
            square += tells * tells
            if place is not None:
                where, value = self._grams.of(place)
                total[where] += value * np.float32(tells)
        total /= np.float32(np.sqrt(square))
        found = np.flatnonzero(total >= _LIKENESS)
        order = found[np.argsort(-total[found], kind="stable")][:_ALIKE].astype(np.int32)
        return order, total[order]

    @cached_property
    def _rarest_gram(self) -> float:
        return float(self._gram_rarity.max(initial=1.0))


def _postings(arrays: dict[str, Array], name: str) -> Postings:
    return Postings(*(arrays[f"{name}_{field}"] for field in Postings._fields))


def _numbers(texts: Texts) -> dict[str, int]:
    return {texts[number]: number for number in range(len(texts))}
