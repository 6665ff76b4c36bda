"""A programme as it comes out: what to take, in which order, what stays open, what is proven."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from symbiograph.coverage.programme.limits import Limits, Reason
from symbiograph.coverage.programme.objective import Criterion, Objective
from symbiograph.coverage.programme.problem import Problem, Skill, Unit


class Status(StrEnum):
    """How good a programme is.

    ``OPTIMAL``: no better one exists, and that is proven. ``FEASIBLE``: it keeps all limits; the
    time ran out before a proof. ``INFEASIBLE``: no unit within the limits covers a needed skill.
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


@dataclass(frozen=True)
class Stage:
    """One stage of the search: the value reached, and the bound below which there is none.

    ``scale`` of a value are one hour or one credit where the criterion is an amount, else one.
    """

    criterion: Criterion
    value: int
    bound: int
    seconds: float
    nodes: int
    scale: int = 1

    @property
    def proven(self) -> bool:
        """Whether no smaller value exists."""
        return self.value == self.bound


@dataclass(frozen=True)
class Proof:
    """The stages in their order; each but the last one shown is proven.

    ``unproven`` is the stage in which the time ran out, with its gap.
    """

    stages: tuple[Stage, ...]
    seconds: float

    @property
    def nodes(self) -> int:
        """The nodes of all searches."""
        return sum(stage.nodes for stage in self.stages)

    @property
    def unproven(self) -> Stage | None:
        """The first stage that is not proven; where there is one, it is the last one, too."""
        return next((stage for stage in self.stages if not stage.proven), None)

    @property
    def gap(self) -> float:
        """The distance of value and bound in the unproven stage as a share of the value, or 0."""
        stage = self.unproven
        return 0.0 if stage is None else (stage.value - stage.bound) / stage.value


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
