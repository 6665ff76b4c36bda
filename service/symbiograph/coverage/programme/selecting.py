"""What a set of units brings and leaves open, told unit by unit and skill by skill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from decimal import Decimal
from functools import cached_property

from symbiograph.coverage.programme.limits import Exclusions, Field
from symbiograph.coverage.programme.problem import Problem, Skill
from symbiograph.coverage.programme.solution import Chosen, Excluded, Open, Selection, Total, Why
from symbiograph.coverage.programme.structure import Structure, sequence


class Ground:
    """What all sets of units of one problem have in common."""

    def __init__(self, problem: Problem, structure: Structure, left_out: Exclusions) -> None:
        self._problem = problem
        self._structure = structure
        self._left_out = left_out
        self._skills = sorted(problem.skills, key=lambda skill: skill.iri)

    @cached_property
    def covered_by_taken(self) -> frozenset[str]:
        """The needed skills that the taken units cover."""
        covers = self._structure.covers
        taken = (covers[iri] for iri in self._problem.taken & covers.keys())
        return frozenset().union(*taken) & {skill.iri for skill in self._skills}

    @cached_property
    def excluded(self) -> tuple[Excluded, ...]:
        """The candidates left out that cover a skill which the taken units do not cover."""
        wanted = {skill.iri for skill in self._skills} - self.covered_by_taken
        return tuple(
            Excluded(self._structure.units[iri], reasons)
            for iri, reasons in self._left_out.items()
            if reasons[0].field is not Field.CANDIDATES and self._structure.covers[iri] & wanted
        )

    def selection(self, chosen: Collection[str]) -> Selection:
        """Return a set of units in the order to take them, with all that is to be told of it."""
        structure = self._structure
        order, _ = sequence(chosen, structure.needs, structure.units)
        wanted = {skill.iri for skill in self._skills}
        brings = {iri: structure.covers[iri] & wanted for iri in order}
        times = Counter(skill for iri in order for skill in brings[iri])
        times.update(self.covered_by_taken)
        before = {
            iri: frozenset().union(*structure.needs[iri].values()).intersection(order)
            for iri in order
        }
        units = [structure.units[iri] for iri in order]
        hours = [unit.hours for unit in units if unit.hours is not None]
        credits_: dict[str | None, Decimal] = {}
        for unit in units:
            if unit.credits is not None:
                sum_ = credits_.get(unit.credit_scheme, Decimal(0)) + unit.credits
                credits_[unit.credit_scheme] = sum_
        return Selection(
            units=tuple(
                Chosen(
                    unit,
                    brings=tuple(sorted(brings[unit.iri])),
                    alone=tuple(sorted(s for s in brings[unit.iri] if times[s] == 1)),
                    after=tuple(iri for iri in order if iri in before[unit.iri]),
                    before=tuple(iri for iri in order if unit.iri in before[iri]),
                )
                for unit in units
            ),
            uncovered=tuple(self._open(skill) for skill in self._skills if not times[skill.iri]),
            hours=Total(sum(hours, Decimal(0)), len(units) - len(hours)),
            credits=tuple(sorted(credits_.items(), key=lambda item: item[0] or "")),
            credits_unstated=sum(unit.credits is None for unit in units),
        )

    def _open(self, skill: Skill) -> Open:
        covers = self._structure.covers
        teaching = [iri for iri in covers if skill.iri in covers[iri]]
        within = [iri for iri in teaching if iri not in self._left_out]
        if within:
            return Open(skill, Why.LIMITS, tuple(within))
        return Open(skill, Why.EXCLUDED if teaching else Why.NOBODY, tuple(teaching))
