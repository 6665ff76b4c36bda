"""Concepts found by what they mean, put in one order with those found by their letters."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from symbiograph.search.ranking import EXACT_OTHER, Match

# The rank of a label whose concept was found by what it means.
BY_MEANING: Final = 3
# Set on labels that no published figure is measured on: benchmarks/search/ranking.py --embeddings.
_AFTER: Final = 2.0
_SHARE: Final = 0.5
_SCALE: Final = 100.0


class Meanings(NamedTuple):
    """What finds concepts by what a text means: ``nearest`` gives all IRIs, the nearest first.

    It knows texts in ``language`` only.
    """

    language: str
    nearest: Callable[[str], Iterable[str]]


def found_so(
    matches: Iterable[tuple[int, Match]], but: Container[int]
) -> Iterator[tuple[int, Match]]:
    """Yield ``matches``, all ``but`` these marked as found by what they mean."""
    for number, match in matches:
        so = match._replace(label=match.label._replace(rank=BY_MEANING))
        yield number, match if number in but else so


def in_order(
    matches: Mapping[int, tuple[int, Match]], near: Sequence[int]
) -> list[tuple[int, tuple[int, Match]]]:
    """Return ``matches``, each by the number of its concept with language and match, best first.

    Where there are concepts ``near`` in meaning, the nearest first, the two orders are fused by
    reciprocal rank (Cormack, Clarke and Büttcher 2009); exact labels stay before all others.
    """
    ranked = sorted(matches.items(), key=lambda item: (-item[1][1].score, item[0]))
    if not near:
        return ranked
    places = {number: place for place, number in enumerate(near)}
    exact = [item for item in ranked if item[1][1].score >= EXACT_OTHER]
    others = []
    for place, (number, (language, match)) in enumerate(ranked[len(exact) :], len(exact)):
        worth = 1 / (_AFTER + place)
        if number in places:
            worth += _SHARE / (_AFTER + places[number])
        others.append((number, (language, match._replace(score=round(_SCALE * worth, 6)))))
    return exact + sorted(others, key=lambda item: (-item[1][1].score, item[0]))
