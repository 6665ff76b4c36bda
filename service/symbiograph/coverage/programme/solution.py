"""A programme as it comes out: what to take, in which order, what stays open, what is proven."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from symbiograph.coverage.programme.limits import Limits, Reason
from symbiograph.coverage.programme.objective import Criterion, Objective
from symbiograph.coverage.programme.problem import Problem, Skill, Unit


class Status(StrEnum):
    """How good a programme is.

    ``OPTIMAL``: no better one exists, and that is proven. ``FEASIBLE``: it keeps all limits; the
    time ran out before a proof. ``INFEASIBLE``: skills stay open, and no programme within the
    limits covers any of them.
    """

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


class Why(StrEnum):
    """Why a needed skill stays open."""

    NOBODY = "nobody"
    EXCLUDED = "excluded"
    LIMITS = "limits"


@dataclass(frozen=True)
class Chosen:
    """A unit of a programme.

    ``brings`` are the needed skills it covers, ``alone`` those that no other chosen or taken unit
    covers. ``after`` are the chosen units that fulfil one of its prerequisites, ``before`` those
    that have it as one.
    """

    unit: Unit
    brings: tuple[str, ...]
    alone: tuple[str, ...]
    after: tuple[str, ...]
    before: tuple[str, ...]


@dataclass(frozen=True)
class Open:
    """A needed skill that a programme does not cover.

    Nobody teaches it: no unit of the problem does. Excluded: only ``units`` do, and the limits
    leave them out. Limits: ``units`` do, and with them the programme would exceed its limits or
    cover fewer skills.
    """

    skill: Skill
    why: Why
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Excluded:
    """A unit that covers a needed skill and is left out, with the reasons."""

    unit: Unit
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Total:
    """The sum of what is stated, and how many units state nothing: those are not in the sum."""

    stated: Decimal
    unstated: int


@dataclass(frozen=True)
class Selection:
    """Units in the order to take them, and what they leave open.

    ``credits`` holds a sum for each credit scheme: points of two schemes do not add up.
    """

    units: tuple[Chosen, ...]
    uncovered: tuple[Open, ...]
    hours: Total
    credits: tuple[tuple[str | None, Decimal], ...]
    credits_unstated: int


class Reached(NamedTuple):
    """A number of units, skills, hours or credits, and of units that do not state theirs.

    The latter count more: between two the one with fewer of them is the smaller, and only then the
    one with the smaller number.
    """

    number: Decimal
    unstated: int = 0


@dataclass(frozen=True)
class Stage:
    """One stage of the search: the value reached, and the bound below which there is none."""

    criterion: Criterion
    value: Reached
    bound: Reached
    seconds: float
    nodes: int

    @property
    def proven(self) -> bool:
        """Whether no smaller value exists."""
        return self.value == self.bound

    @property
    def gap(self) -> float:
        """The distance of value and bound as a share of the value.

        Where units do not state the amount and their least number is not proven, it is theirs.
        """
        if self.value.unstated != self.bound.unstated:
            return (self.value.unstated - self.bound.unstated) / self.value.unstated
        if self.proven:
            return 0.0
        return float((self.value.number - self.bound.number) / self.value.number)


@dataclass(frozen=True)
class Proof:
    """The stages in their order: each decides before the next one is begun."""

    stages: tuple[Stage, ...]
    seconds: float

    @property
    def nodes(self) -> int:
        """The nodes of all searches."""
        return sum(stage.nodes for stage in self.stages)

    @property
    def unproven(self) -> Stage | None:
        """The stage in which the time ran out; none follows it."""
        return next((stage for stage in self.stages if not stage.proven), None)

    @property
    def gap(self) -> float:
        """The gap of the unproven stage, nought where there is none."""
        return 0.0 if self.unproven is None else self.unproven.gap


@dataclass(frozen=True)
class Programme:
    """The smallest programme, with its alternatives.

    ``alternatives`` are other sets of units that are equally good, ``all_alternatives`` tells
    that there are no more; it is false where none were asked for. ``covered`` counts the needed
    skills that are covered, ``covered_by_taken`` those of them that the taken units cover.
    """

    problem: Problem
    objective: Objective
    limits: Limits
    status: Status
    selection: Selection
    alternatives: tuple[Selection, ...]
    all_alternatives: bool
    covered: int
    covered_by_taken: int
    excluded: tuple[Excluded, ...]
    proof: Proof
