"""Concepts that may be meant, fetched from the full-text table of one language."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from itertools import islice
from typing import Final, NamedTuple

from symbiograph.search.expansion import Meaning
from symbiograph.search.hits import MOST_HITS
from symbiograph.search.ranking import LabelRow

# One more than can be shown tells that there are more.
_MOST: Final = MOST_HITS + 1
_MOST_ROWS: Final = 3000
# A word in more concepts than this says too little to fetch them all.
_COMMON: Final = 4000
_TEXT_SHARE: Final = 0.3
# Forms of one word that are looked for in all languages at once.
_MOST_FORMS: Final = 40
# How many candidates are compared at first that have all words, and that have some; fewer of these
# while somebody is still typing a word, because the next letter asks anew.
_OF_ALL: Final = 30
_OF_PARTS: Final = 180
_OF_PARTS_UNFINISHED: Final = 60


class Candidates(NamedTuple):
    """Numbers of concepts with the share of the query found in their definition.

    Those ``at_first`` are worth to be compared whatever is shown; ``further`` ones come after them.
    """

    at_first: dict[int, float]
    further: dict[int, float]


class Elsewhere(NamedTuple):
    """A label in a language that was not asked for, by the number of its concept."""

    concept: int
    language: int
    label: LabelRow


def candidates(
    connection: sqlite3.Connection,
    language: int,
    meanings: list[Meaning],
    facets: str,
) -> Candidates:
    """Return candidates, some of which may have part of the words only.

    There are more than can be shown if so many fit. ``facets`` is a condition on kind and scheme,
    such as `` AND (…)``, or empty.
    """
    table = f"labels_{language}"
    select = f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?"  # noqa: S608

    def rows(condition: str, limit: int) -> list[int]:
        return [number for (number,) in connection.execute(select, (condition + facets, limit))]

    ordered = sorted((m for m in meanings if m.likeness), key=lambda m: -m.weight)
    whole: list[int] = []
    if len(ordered) == len(meanings):
        whole = rows(" AND ".join(map(_condition, meanings)), _MOST)
    if len(meanings) == 1 and len(whole) >= _OF_ALL:
        return _parted(whole, [], 0, {}, 1.0)
    scores: dict[int, float] = defaultdict(float)
    if len(meanings) > 1:
        for place, meaning in enumerate(ordered):
            if place and sum(meaning.concepts.values()) > _COMMON:
                continue
            for number in rows(_condition(meaning), _MOST_ROWS):
                scores[number] += meaning.weight
    texts = _in_texts(connection, language, ordered) if ordered else {}
    if not facets:
        for number, sum_ in texts.items():
            scores[number] += _TEXT_SHARE * sum_
    first = _OF_PARTS_UNFINISHED if any(map(_is_unfinished, meanings)) else _OF_PARTS
    best = nsmallest(max(first, _MOST), scores, key=lambda number: (-scores[number], number))
    return _parted(whole, best, first, texts, sum(meaning.weight for meaning in meanings) or 1.0)


def _parted(
    whole: list[int], best: list[int], first: int, texts: dict[int, float], weight: float
) -> Candidates:
    """Return concepts that have the ``whole`` text and the ``best`` of the others, parted."""
    at_first = dict.fromkeys([*whole[:_OF_ALL], *best[:first]])
    further = dict.fromkeys(n for n in [*whole[_OF_ALL:], *best[first:]] if n not in at_first)
    return Candidates(
        {n: texts.get(n, 0.0) / weight for n in at_first},
        {n: texts.get(n, 0.0) / weight for n in further},
    )


def elsewhere(
    connection: sqlite3.Connection,
    meant: Iterable[Sequence[Meaning]],
    facets: str,
) -> list[Elsewhere]:
    """Return labels that have all words, whatever their languages, at most one more than are shown.

    ``meant`` is what the typed words mean in each language.
    """
    conditions = []
    for meanings in zip(*meant, strict=True):
        forms = dict.fromkeys(form for meaning in meanings for form in meaning.likeness)
        terms = [f'"{form}"' for form in islice(forms, _MOST_FORMS)]
        if any(meaning.is_start for meaning in meanings):
            terms.append(f'"{meanings[0].typed}"*')
        if not terms:
            return []
        conditions.append(f"({' OR '.join(terms)})")
    if not conditions:
        return []
    rows = connection.execute(
        "SELECT concept, language, rank, weight, text FROM place JOIN label "
        "USING (concept, language, rank, place) "
        "WHERE id IN (SELECT rowid FROM every WHERE every MATCH ? LIMIT ?) ORDER BY id",
        (" AND ".join(conditions) + facets, _MOST),
    )
    return [Elsewhere(concept, language, LabelRow(*row)) for concept, language, *row in rows]


def _is_unfinished(meaning: Meaning) -> bool:
    return meaning.is_start and meaning.typed not in meaning.likeness


def _condition(meaning: Meaning) -> str:
    terms = " OR ".join(f'"{form}"' for form in meaning.likeness)
    return f"({terms})"


def _in_texts(
    connection: sqlite3.Connection, language: int, meanings: list[Meaning]
) -> dict[int, float]:
    """Return by concept the weights of the words that its definition has."""
    table = f"texts_{language}"
    select = f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?"  # noqa: S608
    sums: dict[int, float] = defaultdict(float)
    for meaning in meanings:
        forms = [f'"{w}"' for w, likeness in meaning.likeness.items() if likeness >= 0.9]
        if forms and sum(meaning.concepts.values()) <= _COMMON:
            for (number,) in connection.execute(select, (" OR ".join(forms), _MOST_ROWS)):
                sums[number] += meaning.weight
    return sums
