"""What contains what, and what has to be taken before what.

A programme covers what its parts cover, and is never chosen beside one of its parts. A prerequisite
is fulfilled by the unit itself or by one that contains it. A unit has the prerequisites of its
parts, except for those it contains. A part has not those of the programme around it: the source
states them for the programme as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from symbiograph.coverage.programme.problem import Problem, Unit
from symbiograph.errors import CircularUnits

Need = frozenset[str]


@dataclass(frozen=True)
class Structure:
    """The units of a problem by IRI, with their relations closed.

    ``inside`` are all parts of a unit and their parts, ``around`` all units that contain it,
    ``covers`` the skills of a unit and of its parts. ``needs`` holds for each prerequisite of a
    unit, by its IRI, the units that fulfil it; one that is fulfilled by a taken unit is left out.
    ``taken`` are the taken units and all their parts.
    """

    units: Mapping[str, Unit]
    inside: Mapping[str, frozenset[str]]
    around: Mapping[str, frozenset[str]]
    covers: Mapping[str, frozenset[str]]
    needs: Mapping[str, Mapping[str, Need]]
    taken: frozenset[str]


def structure(problem: Problem) -> Structure:
    """Return the structure of a problem.

    Raises :class:`CircularUnits` with the units in a circle of parts or of prerequisites, also
    where a unit has a programme it belongs to as its prerequisite.
    """
    units = {unit.iri: unit for unit in sorted(problem.units, key=lambda unit: unit.iri)}
    parts = {iri: sorted(unit.parts & units.keys()) for iri, unit in units.items()}
    inside: dict[str, frozenset[str]] = {}
    for iri in _ordered(parts, "is part of"):
        inside[iri] = frozenset(parts[iri]).union(*(inside[part] for part in parts[iri]))
    around = _inverse(inside)
    before = {iri: sorted(unit.prerequisites & units.keys()) for iri, unit in units.items()}
    _ordered(before, "is a prerequisite of")
    for iri, prerequisites in before.items():
        if circle := around[iri].intersection(prerequisites):
            raise _circular([min(circle), iri, min(circle)], "is a prerequisite of its part")
    taken = frozenset(problem.taken).union(*(inside.get(iri, ()) for iri in problem.taken))
    return Structure(
        units=units,
        inside=inside,
        around=around,
        covers={
            iri: unit.covers.union(*(units[part].covers for part in inside[iri]))
            for iri, unit in units.items()
        },
        needs={iri: _needs(iri, units, inside, around, taken) for iri in units},
        taken=taken,
    )


def _needs(
    iri: str,
    units: Mapping[str, Unit],
    inside: Mapping[str, frozenset[str]],
    around: Mapping[str, frozenset[str]],
    taken: frozenset[str],
) -> dict[str, Need]:
    own = inside[iri] | {iri}
    stated = frozenset[str]().union(*(units[part].prerequisites for part in own))
    needs = {}
    for prerequisite in sorted(stated - own - taken):
        fulfilling = {prerequisite} & units.keys() | around.get(prerequisite, frozenset())
        # Nothing is chosen beside a unit that contains it.
        needs[prerequisite] = frozenset(fulfilling - around[iri] - own)
    return needs


def sequence(
    chosen: Iterable[str], needs: Mapping[str, Mapping[str, Need]], units: Mapping[str, Unit]
) -> tuple[list[str], list[str]]:
    """Return ``chosen`` in an order that puts prerequisites first, and what cannot be ordered.

    Among those that may come next, the one with the lowest stated EQF level does, a unit that
    states none after those, then the first by its IRI.
    """
    left = sorted(chosen, key=lambda iri: (min(units[iri].eqf_levels, default=math.inf), iri))
    order: list[str] = []
    while left:
        done = set(order)
        ready = (iri for iri in left if all(done & need for need in needs[iri].values()))
        following = next(ready, None)
        if following is None:
            break
        order.append(following)
        left.remove(following)
    return order, left


def _inverse(inside: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    around: dict[str, set[str]] = {iri: set() for iri in inside}
    for whole, parts in inside.items():
        for part in parts:
            around[part].add(whole)
    return {iri: frozenset(wholes) for iri, wholes in around.items()}


def _ordered(before: Mapping[str, Iterable[str]], relation: str) -> list[str]:
    try:
        return list(TopologicalSorter(before).static_order())
    except CycleError as error:
        raise _circular(list(error.args[1]), relation) from None


def _circular(circle: list[str], relation: str) -> CircularUnits:
    told = "; ".join(f"<{a}> {relation} <{b}>" for a, b in pairwise(circle))
    return CircularUnits(
        f"The training units cannot be ordered: {told}. Correct one of these statements.",
        units=circle[:-1],
    )
