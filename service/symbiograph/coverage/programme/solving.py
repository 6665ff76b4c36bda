"""The smallest programme.

1. Cover as many needed skills as the limits allow.
2. Make the criteria of the objective as small as possible, one after the other; what a stage has
   reached is a limit for those after it.
3. Of equally good sets of units take the one whose units stand first in the order of identifiers:
   the sum of their places in it is the smallest.
   Where more than some hundred units come into question the solver decides, alike for equal
   problems.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from symbiograph.coverage.programme.limits import Exclusions, Limits, credit_scheme, excluded
from symbiograph.coverage.programme.model import Amounts, credit_points, hours
from symbiograph.coverage.programme.objective import Criterion, Objective
from symbiograph.coverage.programme.problem import Problem
from symbiograph.coverage.programme.reduction import useful
from symbiograph.coverage.programme.search import Question, Search
from symbiograph.coverage.programme.selecting import Ground
from symbiograph.coverage.programme.solution import Programme, Proof, Stage, Status
from symbiograph.coverage.programme.structure import Structure, structure
from symbiograph.errors import ProblemTooLarge

MOST_UNITS: Final = 10_000
# Of units with the skills they cover: HiGHS takes some hundred bytes for each.
MOST_PAIRS: Final = 250_000


def solve(
    problem: Problem,
    objective: Objective = Objective.UNITS_HOURS,
    limits: Limits | None = None,
    *,
    alternatives: int = 0,
    seconds: float = 10.0,
) -> Programme:
    """Return the smallest programme, and up to ``alternatives`` other ones that are equally good.

    The search ends after ``seconds``; what is not proven by then is told in the proof. Raises
    :class:`CircularUnits` for parts or prerequisites in a circle, :class:`ProblemTooLarge`, and
    :class:`BadArgument` where credits matter and are stated in several schemes.
    """
    started = time.monotonic()
    limits = limits or Limits()
    _refuse_large(problem)
    relations = structure(problem)
    in_credits = objective.in_credits or limits.credits is not None
    scheme = credit_scheme(relations.units, limits) if in_credits else None
    left_out = excluded(relations, problem.candidates, limits, scheme)
    question = _question(problem, relations, objective, limits, scheme, left_out)
    answer = _answered(question, started + seconds, alternatives)
    ground = Ground(problem, relations, left_out)
    selection = ground.selection(answer.chosen)
    if answer.unproven:
        status = Status.FEASIBLE
    elif selection.uncovered and not selection.units:
        status = Status.INFEASIBLE
    else:
        status = Status.OPTIMAL
    return Programme(
        problem=problem,
        objective=objective,
        limits=limits,
        status=status,
        selection=selection,
        alternatives=tuple(ground.selection(chosen) for chosen in answer.others),
        all_alternatives=answer.all_others,
        covered=len(problem.skills) - len(selection.uncovered),
        covered_by_taken=len(ground.covered_by_taken),
        excluded=ground.excluded,
        proof=Proof(tuple(answer.stages), time.monotonic() - started),
    )


@dataclass
class _Answer:
    chosen: frozenset[str]
    others: list[frozenset[str]] = field(default_factory=list)
    all_others: bool = False
    stages: list[Stage] = field(default_factory=list)

    @property
    def unproven(self) -> bool:
        return any(
            not stage.proven for stage in self.stages if stage.criterion is not Criterion.PLACES
        )


def _refuse_large(problem: Problem) -> None:
    pairs = sum(len(unit.covers) for unit in problem.units)
    if len(problem.units) > MOST_UNITS or pairs > MOST_PAIRS:
        raise ProblemTooLarge(
            f"The problem has {len(problem.units)} units that cover {pairs} skills in sum; at most "
            f"{MOST_UNITS} and {MOST_PAIRS} are solved. Choose fewer units or fewer skills."
        )


def _question(
    problem: Problem,
    relations: Structure,
    objective: Objective,
    limits: Limits,
    scheme: str | None,
    left_out: Exclusions,
) -> Question:
    covered = frozenset[str]().union(*(relations.covers.get(iri, ()) for iri in problem.taken))
    wanted = {skill.iri for skill in problem.skills} - covered
    eligible = [i for i in relations.units if i not in left_out and i not in relations.taken]
    covers = {iri: relations.covers[iri] & wanted for iri in eligible}
    units = [relations.units[iri] for iri in useful(eligible, covers, relations)]
    stated_hours, stated_credits = hours(units), credit_points(units, scheme)
    counted = stated_credits if objective.in_credits else stated_hours
    return Question(
        structure=relations,
        covers={unit.iri: covers[unit.iri] for unit in units},
        places={iri: place for place, iri in enumerate(relations.units, start=1)},
        objective=objective,
        limits=limits,
        hours=stated_hours,
        credits=stated_credits,
        unstated=1 + _most(counted, relations, covers),
    )


def _most(counted: Amounts, relations: Structure, covers: Mapping[str, frozenset[str]]) -> int:
    """Return what a best programme can state at most: no unit of it is without use."""
    amounts = sorted(counted.stated.values(), reverse=True)
    if any(relations.needs[iri] for iri in covers):
        return sum(amounts)
    return sum(amounts[: len(frozenset().union(*covers.values()))])


def _answered(question: Question, deadline: float, alternatives: int) -> _Answer:
    may_stay_open = question.coverage_in_doubt
    search = Search(question, deadline, open_skills=may_stay_open)
    answer = _Answer(frozenset() if may_stay_open else search.cover())
    decided: list[tuple[Criterion, int]] = []
    for criterion in (
        *((Criterion.UNCOVERED,) if may_stay_open else ()),
        *question.objective.criteria,
    ):
        stage = _stage(search, criterion, answer)
        if not stage.proven:
            return answer
        value = question.value(criterion, answer.chosen)
        if criterion is Criterion.UNCOVERED and value == 0:
            may_stay_open = False
            search = Search(question, deadline, open_skills=False)
        else:
            decided.append((criterion, value))
            search.decide(criterion, value)
    search = Search(question, deadline, open_skills=may_stay_open, keep_equals=True)
    for criterion, value in decided:
        search.decide(criterion, value)
    if search.breaks_ties:
        _stage(search, Criterion.PLACES, answer)
    if alternatives:
        _find_others(search, answer, alternatives)
    return answer


def _stage(search: Search, criterion: Criterion, answer: _Answer) -> Stage:
    answer.chosen, stage = search.improve(criterion, answer.chosen)
    answer.stages.append(stage)
    return stage


def _find_others(search: Search, answer: _Answer, wanted: int) -> None:
    """Find other sets that are as good, and one more to know whether these are all."""
    search.forbid(answer.chosen)
    while True:
        other, answer.all_others = search.another()
        if other is None or len(answer.others) == wanted:
            return
        answer.others.append(other)
        search.forbid(other)
