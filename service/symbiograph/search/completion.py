"""Labels that begin as typed, or have a word that does, read in the order of the index.

Rows are numbered by how much a label is worth: preferred before other labels, short before long.
The full-text table gives them in that order, so that the first rows are the best and no more need
be read, whatever was typed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final, NamedTuple

from symbiograph.search.concepts import PREFERRED
from symbiograph.search.schema import language_term, start_term

# Labels that are read in one step; several may be of one concept.
_MOST_ROWS: Final = 150
EXACT, BEGINS, BEGINS_ELSEWHERE, HAS, HAS_ELSEWHERE = range(5)


class Completion(NamedTuple):
    """A label: how it was found, the better the lower; its number; whose it is."""

    stage: int
    id: int
    concept: int
    language: int
    rank: int
    place: int

    @property
    def order(self) -> tuple[int, int, int]:
        """What comes first: exact preferred labels, other exact ones, then stage by stage."""
        return self.stage, self.rank != PREFERRED if self.stage == EXACT else 0, self.id


class Completions:
    """The labels that complete what was typed, of each concept the best, found stage by stage.

    ``facets`` is a condition on kind and scheme, such as `` AND (…)``, or empty.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        typed: Sequence[str],
        readers: Sequence[int],
        facets: str,
        most: int,
    ) -> None:
        self._connection = connection
        self._most = most
        self._facets = facets
        self._readers = f" AND ({' OR '.join(map(language_term, readers))})" if readers else ""
        self._start = start_term(typed)
        self._words = _all_words(typed)
        self.of_concept: dict[int, Completion] = {}

    @property
    def full(self) -> bool:
        """Whether there are as many concepts as can be shown."""
        return len(self.of_concept) >= self._most

    def begin(self) -> None:
        """Find labels that are what was typed, and those of the reader's that begin so."""
        self.be()
        self._take(BEGINS, f'"{self._start}"*{self._readers}')

    def be(self) -> None:
        """Find labels that are what was typed; of very long ones the start is."""
        self._take(EXACT, f'"{self._start}"')

    def begin_elsewhere(self) -> None:
        """Find labels in other languages that begin as typed."""
        self._take(BEGINS_ELSEWHERE, f'"{self._start}"*')

    def have(self) -> None:
        """Find labels of the reader's with all words typed, the last of which may be a start."""
        if self._words:
            self._take(HAS, self._words + self._readers)

    def have_elsewhere(self) -> None:
        """Find labels in other languages with all words typed."""
        if self._words:
            self._take(HAS_ELSEWHERE, self._words)

    def ordered(self) -> list[Completion]:
        """Return the concepts' labels, the best first."""
        return sorted(self.of_concept.values(), key=lambda one: one.order)

    def _take(self, stage: int, condition: str) -> None:
        if self.full:
            return
        rows = self._connection.execute(
            "SELECT id, concept, language, rank, place FROM place WHERE id IN "
            "(SELECT rowid FROM every WHERE every MATCH ? LIMIT ?) ORDER BY id",
            (condition + self._facets, _MOST_ROWS),
        )
        for row in rows:
            found = Completion(stage, *row)
            known = self.of_concept.get(found.concept)
            if known is None or found.order < known.order:
                self.of_concept[found.concept] = found


def _all_words(typed: Sequence[str]) -> str:
    """Return the condition that a label has all words; none for a single letter."""
    *whole, last = typed
    if len(last) == 1 and not whole:
        return ""
    return " AND ".join([*(f'"{word}"' for word in whole), f'"{last}"*'])
