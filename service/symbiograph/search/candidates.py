"""Concepts that may be meant, fetched from the full-text table of one language."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from itertools import islice
from typing import Final, NamedTuple

from symbiograph.search.expansion import Meaning
from symbiograph.search.ranking import LabelRow

_MOST_ROWS: Final = 3000
# A word in more concepts than this says too little to fetch them all.
_COMMON: Final = 4000
_TEXT_SHARE: Final = 0.3
# Forms of one word that are looked for in all languages at once.
_MOST_FORMS: Final = 40
# How many more candidates are looked at that have some of the words only; fewer while somebody is
# still typing a word, because the next letter asks anew.
_OF_PARTS: Final = 6
_OF_PARTS_UNFINISHED: Final = 2


class Candidates(NamedTuple):
    """Numbers of concepts with the share of the query found in their definition.

    ``cut`` tells that there were more.
    """

    concepts: dict[int, float]
    cut: bool


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
    most: int,
) -> Candidates:
    """Return up to about ``most`` candidates; some may have part of the words only.

    ``facets`` is a condition on kind and scheme, such as `` AND (…)``, or empty.
    """
    table = f"labels_{language}"
    select = f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?"  # noqa: S608

    def rows(condition: str, limit: int) -> list[int]:
        return [number for (number,) in connection.execute(select, (condition + facets, limit))]

    ordered = sorted((m for m in meanings if m.likeness), key=lambda m: -m.weight)
    found: dict[int, None] = {}
    if len(ordered) == len(meanings):
        found = dict.fromkeys(rows(" AND ".join(map(_condition, meanings)), most))
    if len(meanings) == 1 and len(found) >= most:
        return Candidates(dict.fromkeys(found, 0.0), cut=True)
    scores: dict[int, float] = defaultdict(float)
    if len(meanings) > 1:
        for place, meaning in enumerate(ordered):
            if place and sum(meaning.concepts.values()) > _COMMON:
                continue
            for number in rows(_condition(meaning), _MOST_ROWS):
                scores[number] += meaning.weight
    texts = _in_texts(connection, language, ordered) if ordered else {}
    whole = sum(meaning.weight for meaning in meanings) or 1.0
    if not facets:
        for number, sum_ in texts.items():
            scores[number] += _TEXT_SHARE * sum_
    most *= _OF_PARTS_UNFINISHED if any(map(_is_unfinished, meanings)) else _OF_PARTS
    best = nsmallest(most, scores, key=lambda number: (-scores[number], number))
    found.update(dict.fromkeys(best))
    cut = len(scores) > most
    return Candidates({n: texts.get(n, 0.0) / whole for n in found}, cut)


def elsewhere(
    connection: sqlite3.Connection,
    meant: Iterable[Sequence[Meaning]],
    facets: str,
    most: int,
) -> list[Elsewhere]:
    """Return up to ``most`` labels that have all words, whatever their languages.

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
        (" AND ".join(conditions) + facets, most),
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
