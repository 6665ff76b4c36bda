"""What a programme may not exceed, and which units that leaves out, each with the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from symbiograph.coverage.programme.problem import Unit
from symbiograph.coverage.programme.structure import Structure
from symbiograph.errors import BadArgument


@dataclass(frozen=True)
class Limits:
    """Limits of a programme; ``None`` and an empty set mean: any.

    ``hours``, ``credits`` and ``units`` are the most the whole programme may have; credits are
    counted in ``credit_scheme`` (an IRI). Each unit must state a level between ``eqf_from`` and
    ``eqf_to``, one of the ``providers``, ``languages`` and ``modes`` (IRIs). A unit that has parts
    may be chosen as a whole only with ``wholes``.
    """

    hours: Decimal | None = None
    credits: Decimal | None = None
    credit_scheme: str | None = None
    units: int | None = None
    eqf_from: int | None = None
    eqf_to: int | None = None
    providers: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    wholes: bool = False


class Field(StrEnum):
    """What a limit speaks of."""

    CANDIDATES = "candidates"
    HOURS = "hours"
    CREDITS = "credits"
    EQF = "eqf"
    PROVIDER = "provider"
    LANGUAGE = "language"
    MODE = "mode"
    PARTS = "parts"
    PREREQUISITE = "prerequisite"


@dataclass(frozen=True)
class Reason:
    """Why a unit is left out: what it states of ``field`` does not fit, or it states nothing.

    ``CANDIDATES``: it is not among the units to choose from. ``PARTS``: it has parts, and may not
    be chosen as a whole. ``PREREQUISITE``: no unit within the limits fulfils ``units``.
    """

    field: Field
    unstated: bool = False
    units: tuple[str, ...] = ()


Exclusions = Mapping[str, tuple[Reason, ...]]


def credit_scheme(units: Mapping[str, Unit], limits: Limits) -> str | None:
    """Return the scheme in which credits are counted; points of different schemes never add up.

    It is the one of ``limits``, else the only one that the units state. Raises
    :class:`BadArgument` with the schemes where there are several.
    """
    if limits.credit_scheme is not None:
        return limits.credit_scheme
    schemes = {unit.credit_scheme for unit in units.values() if unit.credits is not None}
    if len(schemes) > 1:
        told = sorted(scheme or "no scheme" for scheme in schemes)
        reason = f"The units count credits in several schemes: choose one of {', '.join(told)}."
        raise BadArgument(reason, "credit_scheme", sorted(filter(None, schemes)))
    return schemes.pop() if schemes else None


def excluded(
    structure: Structure,
    candidates: frozenset[str] | None,
    limits: Limits,
    scheme: str | None,
) -> Exclusions:
    """Return the units that the limits leave out, with the reasons of each.

    A unit that is not left out itself is so where only units left out, or unknown ones, fulfil one
    of its prerequisites. Taken units and their parts are neither chosen nor left out.
    """
    free = [iri for iri in structure.units if iri not in structure.taken]
    found = {
        iri: reasons
        for iri in free
        if (reasons := _reasons(structure.units[iri], structure, limits, scheme))
    }
    if candidates is not None:
        others = set(free) - candidates
        found |= {iri: (Reason(Field.CANDIDATES),) for iri in others}
    while True:
        eligible = {iri for iri in free if iri not in found}
        missing = {
            iri: tuple(p for p, need in structure.needs[iri].items() if not need & eligible)
            for iri in eligible
        }
        new = {
            iri: (Reason(Field.PREREQUISITE, units=units),)
            for iri, units in missing.items()
            if units
        }
        if not new:
            return dict(sorted(found.items()))
        found |= new


def _reasons(
    unit: Unit, structure: Structure, limits: Limits, scheme: str | None
) -> tuple[Reason, ...]:
    reasons = []
    if structure.inside[unit.iri] and not limits.wholes:
        reasons.append(Reason(Field.PARTS))
    for field, most, amount in (
        (Field.HOURS, limits.hours, unit.hours),
        (Field.CREDITS, limits.credits, points(unit, scheme)),
    ):
        if most is not None and (amount is None or amount > most):
            reasons.append(Reason(field, unstated=amount is None))
    if limits.eqf_from is not None or limits.eqf_to is not None:
        levels = range(limits.eqf_from or 1, (limits.eqf_to or 8) + 1)
        if unit.eqf_levels.isdisjoint(levels):
            reasons.append(Reason(Field.EQF, unstated=not unit.eqf_levels))
    for field, allowed, stated in (
        (Field.PROVIDER, limits.providers, unit.providers),
        (Field.LANGUAGE, limits.languages, unit.languages),
        (Field.MODE, limits.modes, unit.modes),
    ):
        if allowed and stated.isdisjoint(allowed):
            reasons.append(Reason(field, unstated=not stated))
    return tuple(reasons)


def points(unit: Unit, scheme: str | None) -> Decimal | None:
    """Return the credits of a unit in a scheme; those of another scheme are as if not stated."""
    return unit.credits if unit.credit_scheme == scheme else None
