"""A smaller problem with the same answer.

**A skill is left out** where another one is harder: every unit that covers the other covers it as
well. Covering the other covers both.

**A unit is left out** where another one is at least as good: it covers as much, has no more
prerequisites, takes no more of what a limit counts, and comes first by the amount that is made
small (units that state none after those that do). Whoever chooses the one left out can choose the
other instead. Units that fulfil a prerequisite, and programmes beside their parts, are left alone.
Between equals the first by identifier stays, or both where equally good answers are looked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from symbiograph.coverage.programme.structure import Structure


class Cost(NamedTuple):
    """What choosing a unit costs: ``amount`` decides, ``limited`` is counted by limits."""

    amount: int
    limited: tuple[int, ...]


def harder_skills(covering: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return the skills, each with the units that cover it, that no other one is harder than.

    Of skills that the same units cover, the first by IRI stays.
    """
    kept: dict[str, frozenset[str]] = {}
    by_unit: dict[str, list[str]] = {}
    for skill in sorted(covering, key=lambda iri: (len(covering[iri]), iri)):
        units = covering[skill]
        # A harder skill is covered by some of the same units only, so each of them meets it.
        if any(kept[other] <= units for unit in sorted(units) for other in by_unit.get(unit, ())):
            continue
        kept[skill] = units
        for unit in units:
            by_unit.setdefault(unit, []).append(skill)
    return kept


def better_units(
    covers: Mapping[str, frozenset[str]],
    costs: Mapping[str, Cost],
    structure: Structure,
    *,
    keep_equals: bool,
) -> list[str]:
    """Return the units, in their order by IRI, that no other one is at least as good as."""
    bound = _bound(covers.keys(), structure)
    by_skill: dict[str, list[str]] = {}
    for iri, skills in covers.items():
        for skill in skills:
            by_skill.setdefault(skill, []).append(iri)
    kept = []
    for iri in sorted(covers):
        if iri in bound:
            kept.append(iri)
        elif covers[iri]:
            rarest = min(covers[iri], key=lambda skill: len(by_skill[skill]))
            rivals = (other for other in by_skill[rarest] if other != iri and other not in bound)
            if not any(
                _beats(other, iri, covers, costs, structure, keep_equals=keep_equals)
                for other in rivals
            ):
                kept.append(iri)
    return kept


def _beats(
    one: str,
    other: str,
    covers: Mapping[str, frozenset[str]],
    costs: Mapping[str, Cost],
    structure: Structure,
    *,
    keep_equals: bool,
) -> bool:
    if not covers[other] <= covers[one] or costs[one].amount > costs[other].amount:
        return False
    if keep_equals:
        first = costs[one].amount < costs[other].amount
    else:
        first = (costs[one].amount, one) < (costs[other].amount, other)
    mine, theirs = structure.needs[one], structure.needs[other]
    return (
        first
        and all(a <= b for a, b in zip(costs[one].limited, costs[other].limited, strict=True))
        and all(prerequisite in theirs for prerequisite in mine)
    )


def _bound(candidates: Set[str], structure: Structure) -> set[str]:
    """Return the candidates on which others depend, or that stand beside a part or a whole."""
    bound = set[str]()
    for iri in candidates:
        bound = bound.union(*structure.needs[iri].values())
        if parts := structure.inside[iri] & candidates:
            bound |= {iri, *parts}
    return bound & candidates


def useful(
    eligible: Sequence[str], covers: Mapping[str, frozenset[str]], structure: Structure
) -> list[str]:
    """Return the eligible units that cover a skill, or can fulfil a prerequisite of such a one."""
    free = set(eligible)
    found = {iri for iri in eligible if covers[iri]}
    waiting = list(found)
    while waiting:
        for need in structure.needs[waiting.pop()].values():
            new = (need & free) - found
            found |= new
            waiting.extend(new)
    return sorted(found)
