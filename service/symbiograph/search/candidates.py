"""Concepts that may be meant, fetched from the full-text table of one language."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from heapq import nsmallest
from typing import Final, NamedTuple

from symbiograph.search.expansion import Meaning
from symbiograph.search.schema import start_term

_MOST_ROWS: Final = 3000
# A word in more concepts than this says too little to fetch them all.
_COMMON: Final = 4000
_TEXT_SHARE: Final = 0.3
# How many more candidates are looked at that have some of the words only.
_OF_PARTS: Final = 2
# A shorter word is taken for the start of one, although it may be one too.
_WORD: Final = 3


class Candidates(NamedTuple):
    """Numbers of concepts with the share of the query found in their definition.

    ``cut`` tells that there were more.
    """

    concepts: dict[int, float]
    cut: bool


def candidates(
    connection: sqlite3.Connection,
    language: int,
    meanings: list[Meaning],
    facets: str,
    most: int,
) -> Candidates:
    """Return up to about ``most`` candidates; some may have part of the words only.

    ``facets`` is a condition on kind and scheme, such as `` AND facet:("k1")``, or empty.
    """
    table = f"labels_{language}"
    select = f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?"  # noqa: S608

    def rows(condition: str, limit: int) -> list[int]:
        return [number for (number,) in connection.execute(select, (condition + facets, limit))]

    start = start_term([meaning.typed for meaning in meanings])
    found = dict.fromkeys(rows(f'{{preferred other}}:"{start}"', most))
    found.update(dict.fromkeys(rows(f'preferred:"{start}"*', most)))
    if len(found) < most:
        found.update(dict.fromkeys(rows(f'other:"{start}"*', most)))
    last = meanings[-1]
    unfinished = last.is_start and (last.typed not in last.likeness or len(last.typed) < _WORD)
    if unfinished and len(found) >= most:
        return Candidates(dict.fromkeys(found, 0.0), cut=True)
    every = rows(_all_of(meanings), most)
    found.update(dict.fromkeys(every))
    if unfinished and len(found) >= most:
        return Candidates(dict.fromkeys(found, 0.0), cut=True)
    most *= _OF_PARTS
    scores: dict[int, float] = defaultdict(float)
    ordered = sorted((m for m in meanings if m.likeness), key=lambda m: -m.weight)
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
    best = nsmallest(most, scores, key=lambda number: (-scores[number], number))
    found.update(dict.fromkeys(best))
    return Candidates({n: texts.get(n, 0.0) / whole for n in found}, len(scores) > most)


def whole_candidates(
    connection: sqlite3.Connection,
    by_language: Mapping[int, list[Meaning]],
    facets: str,
    most: int,
) -> tuple[dict[int, list[int]], bool]:
    """Return up to ``most`` candidates of several languages that have all words, by language.

    Of each language up to half of them are looked at. Labels that begin as typed come first. Also
    tells whether there were more.
    """
    begin: list[tuple[int, int]] = []
    have: list[tuple[int, int]] = []
    each = max(most // 2, 1)
    for language, meanings in by_language.items():
        table = f"labels_{language}"
        select = f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?"  # noqa: S608
        start = start_term([meaning.typed for meaning in meanings])
        condition = f'{{preferred other}}:"{start}"*{facets}'
        begin += ((n, language) for (n,) in connection.execute(select, (condition, each)))
        if len(begin) < most and (len(meanings) > 1 or meanings[0].typed not in start):
            condition = _all_of(meanings) + facets
            have += ((n, language) for (n,) in connection.execute(select, (condition, each)))
    found = list(dict.fromkeys([*sorted(begin), *sorted(have)]))
    chosen: dict[int, list[int]] = {}
    for number, language in found[:most]:
        chosen.setdefault(language, []).append(number)
    return chosen, len(found) > most


def _all_of(meanings: list[Meaning]) -> str:
    return " AND ".join(map(_condition, meanings))


def _condition(meaning: Meaning) -> str:
    typed, is_start = meaning.typed, meaning.is_start
    terms = [f'"{w}"' for w in meaning.likeness if not (is_start and w.startswith(typed))]
    if is_start or not terms:
        terms.append(f'"{typed}"' + "*" * is_start)
    return f"word:({' OR '.join(terms)})"


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
