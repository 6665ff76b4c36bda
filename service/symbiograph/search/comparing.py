"""Candidates compared with a text label by label: in the reader's languages, then in all others.

So many are compared at first as the first pages show. The others come after them, compared only
when a page reaches them, so that whatever page is asked for, it is of the same list.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from symbiograph.search.candidates import candidates, elsewhere
from symbiograph.search.completion import Completion
from symbiograph.search.expansion import Expansion, Meaning
from symbiograph.search.meaning import found_so, in_order
from symbiograph.search.ranking import LabelRow, Match, Query

# What is shown first of what was compared, in each of the reader's languages and in all others.
_MANY, _FEW = 30, 20
# Of equal matches the one in a language of the reader comes first.
_STRANGE: Final = 2.0


class _Compared(NamedTuple):
    """Concepts that are compared in one language, with what of the query their definitions have."""

    language: int
    query: Query
    penalty: float
    concepts: Mapping[int, float]


class Comparing:
    """What fits ``typed`` in the labels of candidates; ``sizes`` is of concepts by language.

    ``facets`` is a condition on kind and scheme, such as `` AND (…)``, or empty. ``completed`` are
    candidates, too, and those that are ``near`` in meaning, for which is not asked where a word
    seems mistyped.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        sizes: dict[int, int],
        typed: list[str],
        readers: Sequence[int],
        facets: str,
        completed: Sequence[Completion],
        near: Callable[[], list[int]],
    ) -> None:
        self._connection = connection
        self._best: dict[int, tuple[int, Match]] = {}
        self._compared: list[_Compared] = []
        expansion = Expansion(connection, sizes, readers)
        meant = expansion.meanings(typed)
        for language in readers:
            expansion.take_kin(language, meant[language])
            found = candidates(connection, language, meant[language], facets)
            for one in completed:
                if one.language == language:
                    found.at_first.setdefault(one.concept, 0.0)
            query = Query(meant[language])
            labels = self._labels(language, found.at_first)
            _take(self._best, language, query.matches(labels, found.at_first, _MANY), 0.0)
            concepts = {**found.further, **found.at_first}
            self._compared.append(_Compared(language, query, 0.0, concepts))
        first = meant[readers[0]] if readers else []
        mistyped = any(meaning.is_corrected for meaning in first)
        self._near = [] if mistyped or not readers else self._take_near(near)
        strange = {n: meanings for n, meanings in meant.items() if n not in readers}
        self._take_strange(strange, facets)
        self._waiting = self._left()

    @property
    def number(self) -> int:
        """How many concepts fit, counted until they are more than can be shown."""
        return len(self._best) + len(self._waiting)

    def ordered(self, end: int) -> list[tuple[int, int, Match]]:
        """Return at least the first ``end`` concepts, each with its language and match."""
        ranked = in_order(self._best, self._near)
        if end > len(ranked) and self._waiting:
            least = ranked[-1][1][1].score
            for number, (language, match) in in_order(self._further(), ()):
                ranked.append((number, (language, match._replace(score=min(match.score, least)))))
        return [(number, language, match) for number, (language, match) in ranked]

    def _take_near(self, near: Callable[[], list[int]]) -> list[int]:
        """Take the concepts that are near in meaning, and return them."""
        nearest = near()
        language, query, penalty, _ = self._compared[0]
        lacking = self._labels(language, [number for number in nearest if number not in self._best])
        by_letters = {number for one in self._compared for number in one.concepts}
        matches = found_so(query.matches(lacking, {}, len(lacking)), but=by_letters)
        _take(self._best, language, matches, penalty)
        return nearest

    def _take_strange(self, meant: dict[int, list[Meaning]], facets: str) -> None:
        """Take what has all words in languages that are not the reader's."""
        first: dict[int, dict[int, list[LabelRow]]] = {}
        further: dict[int, dict[int, float]] = {}
        found = elsewhere(self._connection, meant.values(), facets)
        for place, (concept, language, row) in enumerate(found):
            if language in meant:
                further.setdefault(language, {})[concept] = 0.0
                if place < _FEW:
                    first.setdefault(language, {}).setdefault(concept, []).append(row)
        for language, concepts in further.items():
            query = Query(meant[language])
            labels = first.get(language, {})
            _take(self._best, language, query.matches(labels, {}, _FEW), _STRANGE)
            self._compared.append(_Compared(language, query, _STRANGE, concepts))

    def _left(self) -> set[int]:
        """Return the concepts that come after the best."""
        left: set[int] = set()
        for one in self._compared:
            numbers = one.concepts.keys() - self._best.keys() - left
            rows = self._connection.execute(
                f"SELECT DISTINCT concept FROM label WHERE concept IN ({marks(numbers)}) "  # noqa: S608
                "AND language = ?",
                (*numbers, one.language),
            )
            left.update(number for (number,) in rows)
        return left

    def _further(self) -> dict[int, tuple[int, Match]]:
        further: dict[int, tuple[int, Match]] = {}
        for language, query, penalty, concepts in self._compared:
            labels = self._labels(language, concepts.keys() & self._waiting)
            _take(further, language, query.matches(labels, concepts, len(labels)), penalty)
        return further

    def _labels(self, language: int, concepts: Iterable[int]) -> dict[int, list[LabelRow]]:
        numbers = [*concepts]
        rows = self._connection.execute(
            f"SELECT concept, rank, weight, text FROM label "  # noqa: S608
            f"WHERE concept IN ({marks(numbers)}) AND language = ? "
            "ORDER BY concept, rank, place",
            (*numbers, language),
        )
        labels: dict[int, list[LabelRow]] = {}
        for concept, *row in rows:
            labels.setdefault(concept, []).append(LabelRow(*row))
        return labels


def _take(
    best: dict[int, tuple[int, Match]],
    language: int,
    matches: Iterable[tuple[int, Match]],
    penalty: float,
) -> None:
    """Take into ``best`` what fits better in this language than in those before."""
    for number, match in matches:
        ordered = match._replace(score=match.score - penalty)
        if number not in best or ordered.score > best[number][1].score:
            best[number] = (language, ordered)


def marks(values: Collection[object]) -> str:
    """Return places for ``values`` in a statement of SQL."""
    return ",".join("?" * len(values))
