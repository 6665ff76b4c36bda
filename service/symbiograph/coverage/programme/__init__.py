"""The smallest programme: the fewest training units that cover what people need, with its proof."""

from __future__ import annotations

from symbiograph.coverage.programme.limits import Field, Limits, Reason
from symbiograph.coverage.programme.objective import Criterion, Objective
from symbiograph.coverage.programme.problem import Counting, Problem, Skill, Unit
from symbiograph.coverage.programme.reading import problem
from symbiograph.coverage.programme.solution import Programme, Selection, Status, Why
from symbiograph.coverage.programme.solving import solve
from symbiograph.coverage.programme.written import document

__all__ = [
    "Counting",
    "Criterion",
    "Field",
    "Limits",
    "Objective",
    "Problem",
    "Programme",
    "Reason",
    "Selection",
    "Skill",
    "Status",
    "Unit",
    "Why",
    "document",
    "problem",
    "solve",
]
