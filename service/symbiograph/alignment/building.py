"""Making the index of a target's concepts in one language; equal triples give equal bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import chain, pairwise
from typing import Final

import numpy as np

from symbiograph.alignment.arrays import Array, joined, packed
from symbiograph.alignment.compounds import parts
from symbiograph.alignment.gathering import INVERSE, Gathered
from symbiograph.alignment.model import Predicate
from symbiograph.alignment.postings import (
    Integers,
    Postings,
    Vocabulary,
    by_bm25,
    by_cosine,
    counted,
    rarity,
)
from symbiograph.alignment.targets import TARGETS
from symbiograph.alignment.tokens import grams, tokens
from symbiograph.search.concepts import PREFERRED, Concept
from symbiograph.search.substitution import substitutes

FOLDER: Final = "alignment"
PREDICATES: Final = tuple(Predicate)
# What a concept is joined to, at most: some skills are needed by a thousand occupations.
_NEIGHBOURS: Final = 30
# Labels that must have a word for it to be a part of compounds.
_LABELS_WITH_PART: Final = 3


def build_alignment(graph: Gathered) -> dict[str, bytes]:
    """Return the files of a release by which texts are aligned, by their names.

    A target that has no concepts has no file.
    """
    files = {}
    for target in TARGETS.values():
        mine = {
            iri: concept
            for iri, concept in graph.concepts.items()
            if target.has(iri, concept) and iri not in graph.obsolete
        }
        for language in sorted({tag for concept in mine.values() for tag in concept.labels}):
            iris = [iri for iri, concept in mine.items() if _preferred(concept, language)]
            if iris:
                content = packed(_index(graph, iris, language))
                files[f"{FOLDER}/{target.name}/{language or 'und'}.npy"] = content
    return files


def _index(graph: Gathered, iris: Sequence[str], language: str) -> dict[str, Array]:
    concepts = [graph.concepts[iri] for iri in iris]
    labels = [_labels(concept, language) for concept in concepts]
    texts = [text for mine in labels for text in mine]
    starts = np.cumsum([0, *map(len, labels)], dtype=np.int32)
    concept_of = np.repeat(np.arange(len(iris), dtype=np.int32), np.diff(starts))
    in_texts = [tokens(text) for text in texts]
    known = _known_parts(in_texts)
    whole = _with_parts(in_texts, known)
    vocabulary = Vocabulary()
    words, rows = vocabulary.pairs(whole)
    spelt = [*vocabulary.numbers]
    names = _Names(graph, language)
    around = {
        "described": vocabulary.pairs(tokens(_definition(c, language)) for c in concepts),
        "broader": vocabulary.pairs(names.of(graph.broader.get(iri, ())) for iri in iris),
        "joined": vocabulary.pairs(names.of(graph.joined.get(iri, ())) for iri in iris),
    }
    size = len(vocabulary.numbers)
    named = counted(words, concept_of[rows], size, len(iris))
    tells = rarity(named, len(iris))
    arrays: dict[str, Array] = {
        "starts": starts,
        "rarity": tells,
        "part": np.array([word in known for word in spelt], np.bool_),
        "sizes": np.array([max(len(text), 1) for text in in_texts], np.float32),
        "used": np.log1p([len(graph.joined.get(iri, ())) for iri in iris]).astype(np.float32),
        "reuse": np.array([graph.reuse.get(iri, 0.0) for iri in iris], np.float32),
        **_named("label", by_cosine(counted(words, rows, size, len(texts)), tells, len(texts))),
        **_named("named", by_bm25(named, len(iris))),
        **_spelling(spelt),
        **_exchanged(in_texts, starts, vocabulary.numbers),
        **_mapped(graph, {iri: place for place, iri in enumerate(iris)}, language),
    }
    for name, pairs in around.items():
        arrays |= _named(name, by_bm25(counted(*pairs, size, len(iris)), len(iris)))
    for name, listed in (
        ("iri", iris),
        ("text", texts),
        ("definition", [_definition(concept, language) for concept in concepts]),
        ("word", [*vocabulary.numbers]),
    ):
        arrays |= {f"{name}_{part}": array for part, array in joined(listed).items()}
    return arrays


def _preferred(concept: Concept, language: str) -> bool:
    return any(rank == PREFERRED for rank, _ in concept.labels.get(language, ()))


def _labels(concept: Concept, language: str) -> list[str]:
    """Return its labels, the preferred first, none twice."""
    return list(dict.fromkeys(text for _, text in sorted(concept.labels[language])))


def _definition(concept: Concept, language: str) -> str:
    found = concept.definitions.get(language)
    return found[1].text if found else ""


def _known_parts(texts: Sequence[list[str]]) -> set[str]:
    """Return the words that may be parts of a compound."""
    counts = Counter(word for text in texts for word in text)
    return {word for word, count in counts.items() if count >= _LABELS_WITH_PART}


def _with_parts(texts: Sequence[list[str]], known: Collection[str]) -> list[list[str]]:
    """Return texts with the parts of their compounds behind their words."""
    words = {word for text in texts for word in text}
    apart = {word: found for word in words if (found := parts(word, known))}
    return [
        text + [part for word in text if word in apart for part in apart[word]] for text in texts
    ]


class _Names:
    """The words of concepts' preferred labels."""

    def __init__(self, graph: Gathered, language: str) -> None:
        self._concepts = graph.concepts
        self._language = language
        self._known: dict[str, list[str]] = {}

    def of(self, iris: Sequence[str]) -> list[str]:
        """Return the words of the names of some concepts."""
        return [*chain.from_iterable(map(self._name, iris[:_NEIGHBOURS]))]

    def _name(self, iri: str) -> list[str]:
        if iri not in self._known:
            concept = self._concepts.get(iri)
            labels = concept.labels.get(self._language, ()) if concept else ()
            preferred = (text for rank, text in labels if rank == PREFERRED)
            self._known[iri] = tokens(min(preferred, default=""))
        return self._known[iri]


def _spelling(words: Sequence[str]) -> dict[str, Array]:
    """Return which words have an n-gram, weighted so that a word's squares add up to one."""
    spelt = Vocabulary()
    pairs = spelt.pairs(map(grams, words))
    found = counted(*pairs, len(spelt.numbers), len(words))
    tells = rarity(found, len(words))
    parts = joined([*spelt.numbers])
    return {
        **_named("gram", by_cosine(found, tells, len(words))),
        "gram_rarity": tells,
        **{f"gram_{part}": array for part, array in parts.items()},
    }


def _exchanged(
    texts: Sequence[list[str]], starts: Integers, numbers: Mapping[str, int]
) -> dict[str, Array]:
    """Return which words of labels stand for each other, and how much alike they are."""
    of_concepts = [texts[start:end] for start, end in pairwise(starts.tolist())]
    having = Counter(word for mine in of_concepts for word in {w for text in mine for w in text})
    found = substitutes(of_concepts, having)
    one = np.array([numbers[s.word] for s in found], np.int32)
    order = np.argsort(one, kind="stable")
    stops = np.zeros(len(numbers) + 1, np.int32)
    np.cumsum(np.bincount(one, minlength=len(numbers)), out=stops[1:])
    others = np.array([numbers[s.other] for s in found], np.int32)
    likeness = np.array([s.likeness for s in found], np.float32)
    return _named("exchanged", Postings(stops, others[order], likeness[order]))


def _named(name: str, postings: Postings) -> dict[str, Array]:
    return {f"{name}_{field}": array for field, array in postings._asdict().items()}


def _mapped(graph: Gathered, number: Mapping[str, int], language: str) -> dict[str, Array]:
    """Return the labels that lead to a concept by an accepted mapping."""
    names: list[str] = []
    subjects: list[str] = []
    objects: list[int] = []
    predicates: list[int] = []
    for subject, predicate, target in graph.mapped:
        for iri, related, place in (
            (subject, predicate, number.get(target)),
            (target, INVERSE[predicate], number.get(subject)),
        ):
            concept = graph.concepts.get(iri)
            if place is None or concept is None or language not in concept.labels:
                continue
            folded = (" ".join(tokens(text)) for text in _labels(concept, language))
            for name in dict.fromkeys(folded):
                names.append(name)
                subjects.append(iri)
                objects.append(place)
                predicates.append(PREDICATES.index(related))
    found: dict[str, Array] = {
        "mapped_object": np.array(objects, np.int32),
        "mapped_predicate": np.array(predicates, np.int8),
    }
    for part, texts in (("mapped_name", names), ("mapped_subject", subjects)):
        found |= {f"{part}_{key}": array for key, array in joined(texts).items()}
    return found
