"""Making the index of a target's concepts in one language; equal triples give equal bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from symbiograph.alignment.arrays import Array, joined, packed
from symbiograph.alignment.gathering import INVERSE, Gathered
from symbiograph.alignment.model import Predicate
from symbiograph.alignment.postings import Numbers, Postings, Vocabulary, counted
from symbiograph.alignment.targets import TARGETS
from symbiograph.alignment.tokens import grams, tokens
from symbiograph.search.concepts import PREFERRED, Concept

FOLDER: Final = "alignment"
PREDICATES: Final = tuple(Predicate)
_ENGLISH: Final = "en"
# Words that so many of all concepts have say nothing of one.
_SATURATION: Final = 1.2
# What a concept is joined to, at most: some skills are needed by a thousand occupations.
_NEIGHBOURS: Final = 30


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
            named = {iri: c for iri, c in mine.items() if language in c.labels}
            if any(_preferred(c, language) for c in named.values()):
                content = packed(_index(graph, named, language))
                files[f"{FOLDER}/{target.name}/{language or 'und'}.npy"] = content
    return files


def _index(graph: Gathered, concepts: Mapping[str, Concept], language: str) -> dict[str, Array]:
    iris = [iri for iri in concepts if _preferred(concepts[iri], language)]
    number = {iri: place for place, iri in enumerate(iris)}
    labels = [_labels(concepts[iri], language) for iri in iris]
    texts = [text for mine in labels for text in mine]
    starts = np.cumsum([0, *map(len, labels)], dtype=np.int32)
    concept_of = np.repeat(np.arange(len(iris), dtype=np.int32), np.diff(starts))
    vocabulary = Vocabulary()
    words, rows = vocabulary.pairs(map(tokens, texts))
    in_labels = len(vocabulary.numbers)
    definitions = [_definition(concepts[iri], language) for iri in iris]
    defining, defined = vocabulary.pairs(map(tokens, definitions))
    around = list(_around(graph, iris, language))
    naming, named = vocabulary.pairs(around)
    size = len(vocabulary.numbers)

    by_label = counted(words, rows, size, len(texts))
    rarity = _rarity(counted(words, concept_of[rows], size, len(iris)), len(iris))
    described = _scaled(counted(defining, defined, size, len(iris)), len(iris))
    beside = _scaled(counted(naming, named, size, len(iris)), len(iris))
    weighted = _by_cosine(by_label, rarity, len(texts))
    spelt = [*vocabulary.numbers][:in_labels]
    arrays: dict[str, Array] = {
        "starts": starts,
        "concept_of": concept_of,
        "rarity": rarity,
        "prior": _prior(graph, iris),
        **_named("label", weighted),
        **_named("description", described),
        **_named("beside", beside),
        **_spelling(spelt),
    }
    for name, listed in (
        ("iri", iris),
        ("text", texts),
        ("word", [*vocabulary.numbers]),
    ):
        arrays |= {f"{name}_{part}": array for part, array in joined(listed).items()}
    return arrays | _mapped(graph, number, language)


def _preferred(concept: Concept, language: str) -> bool:
    return any(rank == PREFERRED for rank, _ in concept.labels[language])


def _labels(concept: Concept, language: str) -> list[str]:
    """Return its labels, the preferred first, none twice."""
    return list(dict.fromkeys(text for _, text in sorted(concept.labels[language])))


def _definition(concept: Concept, language: str) -> str:
    found = concept.definitions.get(language)
    return found[1].text if found else ""


def _around(graph: Gathered, iris: Sequence[str], language: str) -> Iterator[list[str]]:
    """Yield for each concept the words of the names of what is broader or joined to it."""
    names: dict[str, list[str]] = {}

    def name(iri: str) -> list[str]:
        if iri not in names:
            concept = graph.concepts.get(iri)
            labels = concept.labels.get(language, ()) if concept else ()
            names[iri] = next((tokens(t) for rank, t in sorted(labels) if rank == PREFERRED), [])
        return names[iri]

    for iri in iris:
        neighbours = [*graph.broader.get(iri, ()), *graph.joined.get(iri, ())[:_NEIGHBOURS]]
        yield [word for neighbour in neighbours for word in name(neighbour)]


def _rarity(words: Postings, number: int) -> Numbers:
    """Return what each word tells; words of no label tell as much as the rarest."""
    having = np.maximum(np.diff(words.starts), 0.5)
    return np.log1p(number / having).astype(np.float32)


def _by_cosine(words: Postings, rarity: Numbers, number: int) -> Postings:
    """Return the weight of each word in each text, so that a text's squares add up to one."""
    weights = np.repeat(rarity, np.diff(words.starts))
    squares = np.bincount(words.texts, weights.astype(np.float64) ** 2, number)
    return Postings(
        words.starts,
        words.texts,
        (weights / np.sqrt(squares)[words.texts]).astype(np.float32),
    )


def _scaled(words: Postings, number: int) -> Postings:
    """Return Okapi BM25's value of each word in each text."""
    lengths = np.bincount(words.texts, words.values, number)
    mean = lengths.sum() / max(np.count_nonzero(lengths), 1)
    having = np.diff(words.starts)
    tells = np.repeat(np.log1p((number - having + 0.5) / (having + 0.5)), having)
    long = 0.25 + 0.75 * lengths[words.texts] / max(mean, 1)
    values = tells * words.values * (_SATURATION + 1) / (words.values + _SATURATION * long)
    return Postings(words.starts, words.texts, values.astype(np.float32))


def _prior(graph: Gathered, iris: Iterable[str]) -> Numbers:
    """Return how widely each concept is used, as a logarithm."""
    return np.log1p([len(graph.joined.get(iri, ())) for iri in iris]).astype(np.float32)


def _spelling(words: Sequence[str]) -> dict[str, Array]:
    """Return which words have an n-gram, weighted so that a word's squares add up to one."""
    spelt = Vocabulary()
    pairs = spelt.pairs(map(grams, words))
    found = counted(*pairs, len(spelt.numbers), len(words))
    weighted = _by_cosine(found, _rarity(found, len(words)), len(words))
    parts = joined([*spelt.numbers])
    return {
        **_named("gram", weighted),
        "gram_rarity": _rarity(found, len(words)),
        **{f"gram_{part}": array for part, array in parts.items()},
    }


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
            for name in dict.fromkeys(
                " ".join(tokens(text)) for _, text in sorted(concept.labels[language])
            ):
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
