"""The words of the index that a typed word may mean: itself, its forms, stand-ins, corrections."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil
from typing import Final

from symbiograph.search.likeness import same_stem
from symbiograph.search.spelling import corrections
from symbiograph.search.weight import weight

_MOST_FORMS: Final = 40
_MOST_CORRECTIONS: Final = 6
_MOST_COMPLETIONS: Final = 24
_CORRECTED: Final = 0.85
COMPLETED: Final = 0.9
_PART: Final = 0.6
_LAST: Final = "\U0010ffff"


@dataclass
class Meaning:
    """What a typed word may mean in one language: index words with likeness and rareness.

    It is corrected where the word is none of the reader's languages, but like one with an error.
    """

    typed: str
    likeness: dict[str, float] = field(default_factory=dict)
    concepts: dict[str, int] = field(default_factory=dict)
    weight: float = 0.0
    is_start: bool = False
    is_corrected: bool = False

    def add(self, word: str, likeness: float, concepts: int) -> None:
        """Take in a word of the index, unless it is there and as alike."""
        if self.likeness.get(word, 0.0) < likeness:
            self.likeness[word] = likeness
            self.concepts[word] = concepts


def unfinished(typed: Sequence[str]) -> list[Meaning]:
    """Return the meanings of words that stand for nothing but themselves, the last for a start."""
    meanings = [Meaning(word, {word: 1.0}, {}, 1.0) for word in typed]
    meanings[-1].is_start = True
    return meanings


class Expansion:
    """Finds what typed words mean; ``sizes`` is the number of concepts by language number.

    ``readers`` are the numbers of the languages in which completions are looked at.
    """

    def __init__(
        self, connection: sqlite3.Connection, sizes: dict[int, int], readers: Sequence[int]
    ) -> None:
        self._readers = readers
        self._connection = connection
        self._sizes = sizes

    def meanings(self, typed: list[str]) -> dict[int, list[Meaning]]:
        """Return for each language what the ``typed`` words mean in it, in their order.

        The last word may be the start of one.
        """
        found = {n: [Meaning(word) for word in typed] for n in self._sizes}
        for place, word in enumerate(typed):
            known = self._take_known(found, place, word)
            if place == len(typed) - 1:
                known |= self._take_completions(found, place, word)
            if not known & {*self._readers}:
                self._take_corrections(found, place, word, anywhere=not known)
        self._take_joined(found, typed)
        for language, meanings in found.items():
            for meaning in meanings:
                self._weigh(language, meaning)
        return found

    def take_kin(self, language: int, meanings: list[Meaning]) -> None:
        """Add to each meaning the other forms of its word and the words that stand for it."""
        for meaning in meanings:
            word = meaning.typed
            if len(word) > 2:
                stem = word[: max(3, ceil(len(word) * 0.6))]
                rows = self._connection.execute(
                    "SELECT word, concepts FROM word WHERE word >= ? AND word < ? AND language = ?",
                    (stem, stem + _LAST, language),
                )
                kin = [(same_stem(word, other), other, n) for other, n in rows]
                kin = sorted((k for k in kin if k[0]), key=lambda k: (-k[0], -k[2], k[1]))
                for likeness, other, concepts in kin[:_MOST_FORMS]:
                    meaning.add(other, likeness, concepts)
            for other, likeness, concepts in self._connection.execute(
                "SELECT other, likeness, concepts FROM substitute AS s JOIN word AS w "
                "ON w.word = s.other AND w.language = s.language "
                "WHERE s.language = ? AND s.word = ?",
                (language, word),
            ):
                meaning.add(other, likeness, concepts)

    def _take_known(self, found: dict[int, list[Meaning]], place: int, word: str) -> set[int]:
        """Add the word itself; return the languages that have it."""
        rows = self._connection.execute(
            "SELECT language, concepts FROM word WHERE word = ?", (word,)
        ).fetchall()
        for language, concepts in rows:
            found[language][place].add(word, 1.0, concepts)
        return {language for language, _ in rows}

    def _take_completions(self, found: dict[int, list[Meaning]], place: int, word: str) -> set[int]:
        """Add words of the reader's that begin with ``word``; return languages that have some.

        Of languages that are not the reader's one stands for all. The words tell how rare the
        typed one may be: the full-text tables find all that begin with it.
        """
        span = (word, word + _LAST)
        longer = self._connection.execute(
            "SELECT language FROM word WHERE word > ? AND word < ? LIMIT 1", span
        ).fetchone()
        if longer is None:
            return set()
        known = set(longer)
        for language, meanings in found.items():
            meanings[place].is_start = True
            if language in self._readers:
                for other, concepts in self._connection.execute(
                    "SELECT word, concepts FROM word "
                    "WHERE language = ? AND word > ? AND word < ? LIMIT ?",
                    (language, *span, _MOST_COMPLETIONS),
                ):
                    meanings[place].add(other, COMPLETED, concepts)
                    known.add(language)
        return known

    def _take_corrections(
        self, found: dict[int, list[Meaning]], place: int, word: str, anywhere: bool
    ) -> None:
        """Add words that ``word`` may be with errors; ``anywhere`` beyond the reader's languages.

        Then nobody knows the word, and a second look is worth its while.
        """
        corrected = corrections(self._connection, word, anywhere)
        for errors, other in corrected[: _MOST_CORRECTIONS * 4]:
            likeness = _CORRECTED * (1 - errors / (len(word) + 1))
            for language, concepts in self._connection.execute(
                "SELECT language, concepts FROM word WHERE word = ?", (other,)
            ):
                meaning = found[language][place]
                wanted = anywhere or language in self._readers
                if wanted and len(meaning.likeness) < _MOST_CORRECTIONS:
                    meaning.add(other, likeness, concepts)
                    meaning.is_corrected = True
        if not corrected:
            self._take_parts(found, place, word)

    def _take_parts(self, found: dict[int, list[Meaning]], place: int, word: str) -> None:
        """Add the two words that ``word`` is made of."""
        for cut in range(3, len(word) - 2):
            parts = word[:cut], word[cut:]
            rows = self._connection.execute(
                "SELECT language, word, concepts FROM word WHERE word IN (?, ?)", parts
            ).fetchall()
            for language in {row[0] for row in rows}:
                mine = [row for row in rows if row[0] == language]
                if len(mine) == 2:
                    for _, part, concepts in mine:
                        found[language][place].add(part, _PART, concepts)

    def _take_joined(self, found: dict[int, list[Meaning]], typed: list[str]) -> None:
        """Let neighbours mean the one word that they make together."""
        for place, parts in enumerate(pairwise(typed)):
            joined = "".join(parts)
            for language, concepts in self._connection.execute(
                "SELECT language, concepts FROM word WHERE word = ?", (joined,)
            ):
                for meaning in found[language][place : place + 2]:
                    meaning.add(joined, COMPLETED, concepts)

    def _weigh(self, language: int, meaning: Meaning) -> None:
        size = self._sizes[language]
        exact = meaning.concepts.get(meaning.typed)
        if exact is None:
            exact = min(meaning.concepts.values(), default=0)
        meaning.weight = weight(exact, size)
