"""Finding the concepts that a text may mean, with a predicate, a confidence and the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from symbiograph.alignment.building import FOLDER
from symbiograph.alignment.index import MOST_WORDS, Index
from symbiograph.alignment.model import Asked, Candidate, Predicate, Reason, Suggestions
from symbiograph.alignment.targets import TARGETS, Target
from symbiograph.alignment.tokens import tokens
from symbiograph.engine.release import Release
from symbiograph.errors import AlignmentUnavailable, BadArgument

MOST_CANDIDATES: Final = 100
_ENGLISH: Final = "en"
# The language of the labels that have none.
_NONE: Final = "und"


class Aligner:
    """Finds concepts of one target; threads and forked processes may share the object."""

    def __init__(self, target: Target, files: dict[str, Path]) -> None:
        """``files`` are its indexes by language."""
        self.target = target
        self._indexes = {tag: Index(path) for tag, path in files.items()}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which its concepts have labels."""
        return tuple(self._indexes)

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
        words = tokens(asked.text)[:MOST_WORDS]
        if not words:
            return Suggestions((), 1.0, language)
        labels = index.likeness(words)
        score = index.of_concepts(labels)
        score += index.described(words) / np.float32(100)
        for through in index.through(asked.text):
            if through.subject != asked.concept:
                score[through.concept] += 1
        best = np.argsort(-score, kind="stable")[:limit]
        found = tuple(
            Candidate(
                index.iris[number],
                index.label(number),
                self.target.kind,
                Predicate.CLOSE,
                float(min(score[number], 1.0)),
                (Reason("words", index.label(number), 1.0),),
            )
            for number in map(int, best)
            if score[number] > 0
        )
        none = 1 - max((candidate.confidence for candidate in found), default=0.0)
        return Suggestions(found, none, language)

    def suggest_all(self, asked: Sequence[Asked], limit: int = 10) -> list[Suggestions]:
        """Return what :meth:`suggest` does for each."""
        return [self.suggest(one, limit) for one in asked]

    def _language(self, wanted: str) -> str:
        wanted = wanted.lower()
        for tag in (wanted, wanted.partition("-")[0], _ENGLISH, _NONE):
            if tag in self._indexes:
                return tag
        return next(iter(self._indexes))


def aligner(release: Release | Path, target: str) -> Aligner:
    """Return the aligner of a release, or of its folder, that finds concepts of ``target``.

    It is made once for each release. Raises :class:`BadArgument` for an unknown target, and
    :class:`AlignmentUnavailable` for one that the release has no concepts of.
    """
    folder = release.folder if isinstance(release, Release) else release
    if target not in TARGETS:
        reason = f"{target!r} is no target; these are: {', '.join(TARGETS)}."
        raise BadArgument(reason, "target", [*TARGETS])
    return _aligner(folder, target)


def targets(release: Release | Path) -> list[str]:
    """Return the targets that a release, or its folder, has concepts of."""
    folder = release.folder if isinstance(release, Release) else release
    return [name for name in TARGETS if _files(folder, name)]


@lru_cache(maxsize=16)
def _aligner(folder: Path, target: str) -> Aligner:
    files = _files(folder, target)
    if not files:
        raise AlignmentUnavailable(
            f"This release has no {TARGETS[target].title}. "
            + (
                "Import ESCO and build again: symbiograph esco import FOLDER --current, "
                "symbiograph build"
                if target.startswith("esco-")
                else "It was built before texts were aligned; build again: symbiograph build"
            )
        )
    return Aligner(TARGETS[target], files)


def _files(folder: Path, target: str) -> dict[str, Path]:
    return {path.stem: path for path in sorted((folder / FOLDER / target).glob("*.npy"))}
