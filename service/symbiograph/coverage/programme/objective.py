"""What is made as small as possible, and then what.

Hours that a unit does not state are never counted as nought. They count as more than any sum of
stated hours: of two sets of units, the one with fewer units that state none has the fewer hours,
and only between equals the stated hours decide. So a unit without hours is chosen only where no
set without it covers as much. The same holds for credits.
"""

from __future__ import annotations

from enum import StrEnum


class Criterion(StrEnum):
    """A number that a stage of the search makes as small as possible."""

    UNCOVERED = "uncovered"
    UNITS = "units"
    HOURS = "hours"
    CREDITS = "credits"
    PLACES = "places"


class Objective(StrEnum):
    """The order of the criteria, after the greatest coverage."""

    UNITS_HOURS = "units-hours"
    UNITS_CREDITS = "units-credits"
    HOURS_UNITS = "hours-units"
    CREDITS_UNITS = "credits-units"

    @property
    def in_credits(self) -> bool:
        """Whether it speaks of credits, and of hours otherwise."""
        return self.amount is Criterion.CREDITS

    @property
    def amount(self) -> Criterion:
        """The criterion beside the number of units."""
        return next(criterion for criterion in self.criteria if criterion is not Criterion.UNITS)

    @property
    def criteria(self) -> tuple[Criterion, Criterion]:
        """The criteria, first things first."""
        first, second = self.value.split("-")
        return Criterion(first), Criterion(second)
