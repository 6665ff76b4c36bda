"""The rows of the binary programme.

A column stands for a unit that may be chosen; after these, where not all skills can be covered, a
column for each skill stands for leaving it open.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from symbiograph.coverage.programme.highs import Row
from symbiograph.coverage.programme.limits import Limits, points
from symbiograph.coverage.programme.problem import Unit
from symbiograph.coverage.programme.structure import Structure


@dataclass(frozen=True)
class Amounts:
    """Stated amounts of units, counted in steps: the largest amount that divides all of them."""

    stated: Mapping[str, int]
    step: Decimal

    @classmethod
    def of(cls, amounts: Mapping[str, Decimal | None]) -> Amounts:
        """Return the amounts of units by IRI, without those not stated."""
        known = {iri: Fraction(amount) for iri, amount in amounts.items() if amount is not None}
        parts = math.lcm(*(amount.denominator for amount in known.values()))
        whole = {iri: int(amount * parts) for iri, amount in known.items()}
        divisor = math.gcd(*whole.values()) or 1
        stated = {iri: amount // divisor for iri, amount in whole.items()}
        return cls(stated, Decimal(divisor) / parts)


def hours(units: Iterable[Unit]) -> Amounts:
    """Return the hours of units."""
    return Amounts.of({unit.iri: unit.hours for unit in units})


def credit_points(units: Iterable[Unit], scheme: str | None) -> Amounts:
    """Return the credits of units in one scheme."""
    return Amounts.of({unit.iri: points(unit, scheme) for unit in units})


def rows(
    candidates: Sequence[str],
    skills: Sequence[frozenset[str]],
    structure: Structure,
    *,
    may_stay_open: bool,
) -> list[Row]:
    """Return the rows for coverage, prerequisites, and programmes beside their parts.

    ``skills`` holds for each skill the candidates that cover it.
    """
    column = {iri: index for index, iri in enumerate(candidates)}
    found = []
    for index, covering in enumerate(skills):
        columns = {column[iri] for iri in covering}
        if may_stay_open:
            columns.add(len(candidates) + index)
        found.append(Row.of(columns, lower=1))
    for iri in candidates:
        for need in structure.needs[iri].values():
            fulfilling = tuple((column[other], 1) for other in sorted(need & column.keys()))
            found.append(Row((*fulfilling, (column[iri], -1)), lower=0))
        parts = sorted(structure.inside[iri] & column.keys())
        found.extend(Row.of((column[iri], column[part]), upper=1) for part in parts)
    return found


def totals(
    candidates: Sequence[str], limits: Limits, hours_: Amounts, credits_: Amounts
) -> list[Row]:
    """Return the rows for the most units, hours and credits."""
    found = []
    if limits.units is not None:
        found.append(Row.of(range(len(candidates)), upper=limits.units))
    for most, amounts in ((limits.hours, hours_), (limits.credits, credits_)):
        if most is not None:
            weights = tuple((i, amounts.stated[iri]) for i, iri in enumerate(candidates))
            found.append(Row(weights, upper=int(most // amounts.step)))
    return found


def in_order(
    stuck: Collection[str], candidates: Sequence[str], structure: Structure, chosen: Collection[str]
) -> Row:
    """Return the row that forbids ``stuck``, chosen units of which none can come first.

    Each of them has a prerequisite that among the chosen only others of them fulfil. Whoever
    chooses all of them has to choose one more unit that fulfils one of those prerequisites.
    """
    column = {iri: index for index, iri in enumerate(candidates)}
    first = set(chosen) - set(stuck)
    helping: set[str] = set()
    for iri in stuck:
        unmet = next(need for need in structure.needs[iri].values() if not need & first)
        helping |= unmet & column.keys()
    helping -= set(stuck)
    weights = {column[iri]: 1 for iri in stuck} | {column[iri]: -1 for iri in helping}
    return Row(tuple(sorted(weights.items())), upper=len(stuck) - 1)


def not_again(chosen: Collection[int], candidates: int) -> Row:
    """Return the row that allows every set of units except for this one."""
    weights = tuple((i, 1 if i in chosen else -1) for i in range(candidates))
    return Row(weights, upper=len(chosen) - 1)
