"""The search for the smallest programme, stage by stage, within a deadline."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from symbiograph.coverage.programme.cover import cheap_cover, small_cover
from symbiograph.coverage.programme.highs import Row, minimise
from symbiograph.coverage.programme.limits import Limits
from symbiograph.coverage.programme.model import Amounts, in_order, not_again, rows, totals
from symbiograph.coverage.programme.objective import Criterion, Objective
from symbiograph.coverage.programme.reduction import Cost, better_units, harder_skills
from symbiograph.coverage.programme.solution import Reached, Stage
from symbiograph.coverage.programme.structure import Structure, sequence
from symbiograph.errors import SymbiographError

# With more units the order of equally good sets takes longer to prove than the objective.
MOST_ORDERED: Final = 400


@dataclass(frozen=True)
class Question:
    """What is searched: units that may be chosen, with the skills that each of them covers.

    A unit that does not state the amount weighs as much as ``unstated``, which is more than the
    best programme states in sum.
    """

    structure: Structure
    covers: Mapping[str, frozenset[str]]
    places: Mapping[str, int]
    objective: Objective
    limits: Limits
    hours: Amounts
    credits: Amounts
    unstated: int

    @property
    def amounts(self) -> Amounts:
        """What the objective makes small."""
        return self.credits if self.objective.in_credits else self.hours

    @property
    def teachable(self) -> frozenset[str]:
        """The skills that at least one of the units covers."""
        return frozenset().union(*self.covers.values())

    @property
    def coverage_in_doubt(self) -> bool:
        """Whether covering one skill can exclude covering another."""
        limits = self.limits
        limited = any(most is not None for most in (limits.hours, limits.credits, limits.units))
        return limited or any(self.structure.needs[iri] for iri in self.covers)

    def value(self, criterion: Criterion, chosen: Collection[str]) -> int:
        """Return what a set of units comes to, in whole numbers."""
        if criterion is Criterion.UNCOVERED:
            covered = frozenset[str]().union(*(self.covers[iri] for iri in chosen))
            return len(self.teachable - covered)
        return sum(self.weight(criterion, iri) for iri in chosen)

    def weight(self, criterion: Criterion, iri: str) -> int:
        """Return what choosing a unit adds to a criterion, other than what it covers."""
        if criterion is Criterion.UNITS:
            return 1
        if criterion is Criterion.PLACES:
            return self.places[iri]
        return self.amounts.stated.get(iri, self.unstated)

    def reached(self, criterion: Criterion, value: int) -> Reached:
        """Return what a value in whole numbers stands for."""
        if criterion is not self.objective.amount:
            return Reached(Decimal(value))
        unstated, stated = divmod(value, self.unstated)
        return Reached(stated * self.amounts.step, unstated)

    def costs(self, units: Collection[str]) -> dict[str, Cost]:
        """Return what choosing each of the units costs."""
        limited = [
            amounts.stated
            for most, amounts in (
                (self.limits.hours, self.hours),
                (self.limits.credits, self.credits),
            )
            if most is not None
        ]
        amount = self.objective.amount
        return {
            iri: Cost(self.weight(amount, iri), tuple(stated[iri] for stated in limited))
            for iri in units
        }


class Search:
    """The rows of one question; what a stage has decided is a limit for those that follow.

    Without ``open_skills`` every skill has to be covered. With ``keep_equals`` units that are as
    good as others stay, so that every best set of units can be found.
    """

    def __init__(
        self, question: Question, deadline: float, *, open_skills: bool, keep_equals: bool = False
    ) -> None:
        self._question = question
        self._deadline = deadline
        covers, covering = _reduced(question, open_skills=open_skills, keep_equals=keep_equals)
        self._covers = covers
        self._units = sorted(covers)
        self._skills = sorted(covering) if open_skills else []
        self._rows = [
            *rows(
                self._units,
                [covering[skill] for skill in sorted(covering)],
                question.structure,
                may_stay_open=open_skills,
            ),
            *totals(self._units, question.limits, question.hours, question.credits),
        ]

    def decide(self, criterion: Criterion, value: int) -> None:
        """Let no later stage exceed a value."""
        self._rows.append(Row(_entries(self._weights(criterion)), upper=value))

    def forbid(self, chosen: frozenset[str]) -> None:
        """Let no later stage find this set of units again."""
        columns = [index for index, iri in enumerate(self._units) if iri in chosen]
        self._rows.append(not_again(columns, len(self._units)))

    @property
    def breaks_ties(self) -> bool:
        """Whether equally good sets are put in the order of identifiers."""
        return len(self._units) <= MOST_ORDERED

    def cover(self) -> frozenset[str]:
        """Return a good set of units that covers all skills, where nothing but that counts."""
        first = self._question.objective.criteria[0]
        if first is Criterion.UNITS:
            return small_cover(self._covers)
        costs = {iri: self._question.weight(first, iri) for iri in self._units}
        return cheap_cover(self._covers, costs)

    def improve(self, criterion: Criterion, start: frozenset[str]) -> tuple[frozenset[str], Stage]:
        """Return the best set of units found in the time, ``start`` or a better one."""
        started = time.monotonic()
        question = self._question
        if question.value(criterion, start) == 0:
            return start, Stage(criterion, Reached(Decimal(0)), Reached(Decimal(0)), 0.0, 0)
        found, bound, nodes = self._run(criterion, start)
        chosen = found or start
        value = question.value(criterion, chosen)
        reached, proven = (question.reached(criterion, n) for n in (value, min(bound or 0, value)))
        return chosen, Stage(criterion, reached, proven, time.monotonic() - started, nodes)

    def another(self) -> tuple[frozenset[str] | None, bool]:
        """Return a set of units that is not forbidden, and whether it is known that none is left.

        It is the first by the order of identifiers where ties are broken and the time suffices.
        """
        found, bound, _ = self._run(Criterion.PLACES, None)
        return found, bound is None

    def _run(
        self, criterion: Criterion, start: frozenset[str] | None
    ) -> tuple[frozenset[str] | None, int | None, int]:
        """Return the best set found, a bound for all of them (``None``: no set), and the nodes."""
        weights, structure = self._weights(criterion), self._question.structure
        columns = None if start is None else self._columns(start)
        bound, nodes = 0, 0
        while True:
            outcome = minimise(weights, self._rows, self._deadline - time.monotonic(), columns)
            nodes += outcome.nodes
            if outcome.infeasible:
                return None, None, nodes
            bound = max(bound, outcome.bound)
            if outcome.chosen is None:
                return None, bound, nodes
            self._check(outcome.chosen)
            chosen = frozenset(self._units[i] for i in outcome.chosen if i < len(self._units))
            _, stuck = sequence(chosen, structure.needs, structure.units)
            if not stuck:
                return chosen, bound, nodes
            self._rows.append(in_order(stuck, self._units, structure, chosen))

    def _weights(self, criterion: Criterion) -> list[int]:
        question = self._question
        if criterion is Criterion.UNCOVERED:
            return [0] * len(self._units) + [1] * len(self._skills)
        if criterion is Criterion.PLACES and not self.breaks_ties:
            return [0] * (len(self._units) + len(self._skills))
        own = [question.weight(criterion, iri) for iri in self._units]
        return own + [0] * len(self._skills)

    def _columns(self, chosen: frozenset[str]) -> set[int]:
        covered = frozenset[str]().union(*(self._question.covers[iri] for iri in chosen))
        units = {index for index, iri in enumerate(self._units) if iri in chosen}
        open_ = enumerate(self._skills, start=len(self._units))
        return units | {index for index, skill in open_ if skill not in covered}

    def _check(self, chosen: frozenset[int]) -> None:
        """Count anew, in whole numbers, whether the rows hold."""
        for row in self._rows:
            total = sum(factor for column, factor in row.weights if column in chosen)
            if (row.lower is not None and total < row.lower) or (
                row.upper is not None and total > row.upper
            ):
                raise SymbiographError("The solver's answer does not keep the limits.")


def _reduced(
    question: Question, *, open_skills: bool, keep_equals: bool
) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Return the units with their skills and the skills with their units, without needless ones."""
    covers = dict(question.covers)
    while True:
        covering: dict[str, set[str]] = {}
        for iri, skills in covers.items():
            for skill in skills:
                covering.setdefault(skill, set()).add(iri)
        left = {skill: frozenset(units) for skill, units in covering.items()}
        if not open_skills:
            left = harder_skills(left)
            covers = {iri: skills & left.keys() for iri, skills in covers.items()}
        kept = better_units(
            covers, question.costs(covers), question.structure, keep_equals=keep_equals
        )
        if len(kept) == len(covers):
            return covers, left
        covers = {iri: covers[iri] for iri in kept}


def _entries(weights: Sequence[int]) -> tuple[tuple[int, int], ...]:
    return tuple((column, factor) for column, factor in enumerate(weights) if factor)
