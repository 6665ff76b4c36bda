"""Finding the concepts that a text may mean, with a predicate, a confidence and the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from symbiograph.alignment.building import FOLDER
from symbiograph.alignment.embedding.model import GAIN, NOT_EMBEDDED, installed
from symbiograph.alignment.embedding.vectors import FOLDER as EMBEDDINGS
from symbiograph.alignment.embedding.vectors import LANGUAGE, meanings
from symbiograph.alignment.evidence import Semantics, gather_evidence
from symbiograph.alignment.index import Index
from symbiograph.alignment.judging import (
    COMPETING,
    best,
    of_predicate,
    of_right,
    predicates,
    probability,
    scores,
    weights_for,
)
from symbiograph.alignment.model import Asked, Candidate, Predicate, Suggestions
from symbiograph.alignment.parameters import parameters
from symbiograph.alignment.reasons import reasons
from symbiograph.alignment.targets import TARGETS, Target
from symbiograph.alignment.tokens import tokens
from symbiograph.engine.release import Release
from symbiograph.errors import BadArgument, TargetMissing

MOST_CANDIDATES: Final = 100
# A candidate that is less probable is proposed as none: twenty of them have one right one.
LEAST: Final = 0.05
_ENGLISH: Final = "en"
# The language of the labels that have none.
_NONE: Final = "und"


class Aligner:
    """Finds concepts of one target; threads and forked processes may share the object."""

    def __init__(
        self, target: Target, files: dict[str, Path], semantics: Mapping[str, Semantics]
    ) -> None:
        """``files`` are its indexes by language, ``semantics`` what compares by meaning, if any."""
        self.target = target
        self.files = files
        self._semantics = semantics
        self._indexes = {tag: Index(path) for tag, path in files.items()}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which its concepts have labels."""
        return tuple(self._indexes)

    @property
    def by_meaning(self) -> tuple[str, ...]:
        """The languages in which texts are compared by what they mean, and not by words alone."""
        return tuple(self._semantics)

    def gain(self, language: str = LANGUAGE) -> str:
        """Return a line on what comparing by meaning would take and gain; empty where it is done.

        It is empty, too, where labels are compared that are not English.
        """
        if self._language(language) != LANGUAGE or LANGUAGE in self._semantics:
            return ""
        return f"{NOT_EMBEDDED if installed() else GAIN}\n"

    def suggest(self, asked: Asked, limit: int = 10) -> Suggestions:
        """Return at most ``limit`` candidates, from 1 to 100, the best first.

        Labels in another language are compared where none are in the one asked for: English ones,
        if there are any. Raises :class:`BadArgument` for a limit out of range.
        """
        if not 1 <= limit <= MOST_CANDIDATES:
            reason = f"limit={limit} is not between 1 and {MOST_CANDIDATES}."
            raise BadArgument(reason, "limit")
        language = self._language(asked.language)
        index = self._indexes[language]
        if not tokens(asked.text):
            return Suggestions((), 1.0, language)
        semantics = self._semantics.get(language)
        known = parameters("lexical" if semantics is None else "embedding")
        evidence = gather_evidence(index, asked, semantics)
        worth = scores(evidence, known)
        competing = best(evidence, worth, COMPETING)
        # A thing is not suggested for itself.
        competing = competing[competing != index.numbers.get(asked.concept, -1)]
        if not len(competing):
            return Suggestions((), 1.0, language)
        figures = of_right(evidence, worth, competing)
        confidences = probability(figures, known.right)
        none = float(probability(figures[:1], known.none)[0])
        ranked = [int(concept) for concept in competing[:limit]]
        related = predicates(of_predicate(index, evidence, ranked), known)
        weights = weights_for(evidence, known)
        found = []
        for concept, confidence, predicate in zip(ranked, confidences, related, strict=False):
            through = evidence.through.get(concept)
            if confidence < LEAST:
                predicate = Predicate.NONE
            found.append(
                Candidate(
                    index.iris[concept],
                    index.label(concept),
                    self.target.kind,
                    through.predicate if through else predicate,
                    round(float(confidence), 3),
                    reasons(index, asked, evidence, weights, concept),
                )
            )
        return Suggestions(tuple(found), round(none, 3), language, known.threshold)

    def nearest(self, text: str) -> Iterator[tuple[float, str]]:
        """Return nearness and IRI of all concepts, the nearest to what a text means first.

        The aligner must compare by meaning.
        """
        nearness = self._semantics[LANGUAGE].nearness(text)
        iris = self._indexes[LANGUAGE].iris
        return ((float(nearness[n]), iris[n]) for n in np.argsort(-nearness, kind="stable"))

    def suggest_all(self, asked: Sequence[Asked], limit: int = 10) -> list[Suggestions]:
        """Return what :meth:`suggest` does for each."""
        return [self.suggest(one, limit) for one in asked]

    def described(self, iris: Sequence[str], language: str = "en") -> dict[str, tuple[str, str]]:
        """Return labels and definitions of those of ``iris`` that are concepts of the target."""
        index = self._indexes[self._language(language)]
        numbers = {iri: index.numbers[iri] for iri in iris if iri in index.numbers}
        return {iri: (index.label(n), index.definitions[n]) for iri, n in numbers.items()}

    def _language(self, wanted: str) -> str:
        wanted = wanted.lower()
        for tag in (wanted, wanted.partition("-")[0], _ENGLISH, _NONE):
            if tag in self._indexes:
                return tag
        return next(iter(self._indexes))


def aligner(release: Release | Path, target: str, *, by_words: bool = False) -> Aligner:
    """Return the aligner of a release, or of its folder, that finds concepts of ``target``.

    It is made once for each release. Where vectors have been made it compares by meaning, too,
    which takes several times as long, unless it is to do so ``by_words`` alone.

    Raises :class:`BadArgument` for an unknown target, and
    :class:`TargetMissing` for one that the release has no concepts of.
    """
    folder = release.folder if isinstance(release, Release) else release
    if target not in TARGETS:
        reason = f"{target!r} is no target; these are: {', '.join(TARGETS)}."
        raise BadArgument(reason, "target", [*TARGETS])
    return _aligner(folder, target, by_words)


def targets(release: Release | Path) -> list[str]:
    """Return the targets that a release, or its folder, has concepts of."""
    folder = release.folder if isinstance(release, Release) else release
    return [name for name in TARGETS if _files(folder, name)]


def without_vectors(release: Release) -> list[str]:
    """Return the targets of a release that ``symbiograph mappings embed`` has not made vectors of.

    None where the extra ``embeddings`` is not installed.
    """
    if not installed():
        return []
    found = {name: aligner(release, name) for name in targets(release)}
    return [name for name, one in found.items() if LANGUAGE in one.files and not one.by_meaning]


@lru_cache(maxsize=16)
def _aligner(folder: Path, target: str, by_words: bool) -> Aligner:
    files = _files(folder, target)
    if not files:
        raise TargetMissing(
            f"This release has no {TARGETS[target].title}. "
            + (
                "Import ESCO and build again: symbiograph esco import FOLDER --current, "
                "symbiograph build"
                if target.startswith("esco-")
                else "It was built before texts were aligned; build again: symbiograph build"
            )
        )
    # A release lies in <data folder>/releases/<id>; vectors outlive it.
    found = {} if by_words else meanings(files, folder.parents[1] / EMBEDDINGS)
    return Aligner(TARGETS[target], files, found)


def _files(folder: Path, target: str) -> dict[str, Path]:
    return {path.stem: path for path in sorted((folder / FOLDER / target).glob("*.npy"))}
