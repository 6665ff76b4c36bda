"""A small cover to start from: HiGHS proves bounds, and finds good covers late.

A local search with row weights, after Gao, Weise and Li, "RWLS: a row weighting local search for
the unicost set covering problem" (2014). Whenever all skills are covered, a unit is taken out; then
units are swapped, and skills that stay open weigh more and more, until all are covered again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Final

_MOST_STEPS: Final = 10_000
_STEPS_FOR_UNIT: Final = 10


def small_cover(covers: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return few units that together cover every skill that one of them covers.

    The same units come back for the same problem.
    """
    units = sorted(covers)
    skills = {skill: row for row, skill in enumerate(sorted(frozenset().union(*covers.values())))}
    columns = [sorted(skills[skill] for skill in covers[iri]) for iri in units]
    cover = _Cover(columns, len(skills))
    steps = min(_MOST_STEPS, _STEPS_FOR_UNIT * len(units))
    return frozenset(units[column] for column in cover.improved(steps))


def cheap_cover(covers: Mapping[str, frozenset[str]], costs: Mapping[str, int]) -> frozenset[str]:
    """Return units at a small cost that together cover every skill that one of them covers.

    The unit that costs least for each skill it adds comes next; what is needless then goes again.
    """
    left = set[str]().union(*covers.values())
    chosen: list[str] = []
    while left:
        added = {iri: len(skills & left) for iri, skills in covers.items()}
        best = min(
            (iri for iri in covers if added[iri]),
            key=lambda iri: (Fraction(costs[iri], added[iri]), -added[iri], iri),
        )
        chosen.append(best)
        left -= covers[best]
    times = Counter(skill for iri in chosen for skill in covers[iri])
    for iri in sorted(chosen, key=lambda iri: (-costs[iri], iri)):
        if all(times[skill] > 1 for skill in covers[iri]):
            chosen.remove(iri)
            times.subtract(covers[iri])
    return frozenset(chosen)


class _Cover:
    """Columns that are in, and for each column what it changes.

    ``score`` is the weight of the rows that a column would cover when it came in, or, negative,
    of those that would be left open when it went out.
    """

    def __init__(self, columns: Sequence[Sequence[int]], rows: int) -> None:
        self._columns = columns
        self._of_row: list[list[int]] = [[] for _ in range(rows)]
        for column, covered in enumerate(columns):
            for row in covered:
                self._of_row[row].append(column)
        self._weight = [1] * rows
        self._times = [0] * rows
        self._score = [len(covered) for covered in columns]
        self._changed = [0] * len(columns)
        # A column that went out stays out until a row of it changed, so that swaps do not circle.
        self._may_enter = [True] * len(columns)
        self._in: set[int] = set()
        self._open = set(range(rows))
        # Not a secret: any numbers do, but always the same.
        self._random = Random(0)  # noqa: S311

    def improved(self, steps: int) -> set[int]:
        """Return the smallest cover found in so many swaps."""
        while self._open:
            self._enter(max(range(len(self._columns)), key=self._score.__getitem__))
        best = set(self._in)
        last = -1
        for step in range(1, steps + 1):
            while not self._open:
                best = set(self._in)
                if not best:
                    return best
                self._leave(max(self._in, key=self._rank))
            if not self._in:
                return best
            leaving = max(self._in, key=lambda column: (column != last, *self._rank(column)))
            self._leave(leaving)
            row = self._random.choice(sorted(self._open))
            entering = max(
                self._of_row[row],
                key=lambda column: (self._may_enter[column], *self._rank(column)),
            )
            self._enter(entering)
            self._changed[leaving] = self._changed[entering] = step
            last = entering
            for row in self._open:
                self._weight[row] += 1
                for column in self._of_row[row]:
                    self._score[column] += 1
        return set(self._in) if not self._open else best

    def _rank(self, column: int) -> tuple[int, int, int]:
        """Prefer the best score, then what did not change for long, then the first."""
        return self._score[column], -self._changed[column], -column

    def _enter(self, entering: int) -> None:
        score, of_row, times = self._score, self._of_row, self._times
        self._in.add(entering)
        score[entering] = -score[entering]
        for row in self._columns[entering]:
            times[row] += 1
            if times[row] == 1:
                self._open.discard(row)
                for column in of_row[row]:
                    if column != entering:
                        score[column] -= self._weight[row]
                        self._may_enter[column] = True
            elif times[row] == 2:
                other = next(c for c in of_row[row] if c in self._in and c != entering)
                score[other] += self._weight[row]

    def _leave(self, leaving: int) -> None:
        score, of_row, times = self._score, self._of_row, self._times
        self._in.discard(leaving)
        score[leaving] = -score[leaving]
        self._may_enter[leaving] = False
        for row in self._columns[leaving]:
            times[row] -= 1
            if times[row] == 0:
                self._open.add(row)
                for column in of_row[row]:
                    if column != leaving:
                        score[column] += self._weight[row]
                        self._may_enter[column] = True
            elif times[row] == 1:
                other = next(c for c in of_row[row] if c in self._in)
                score[other] -= self._weight[row]
