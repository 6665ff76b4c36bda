"""The smallest programme, held against every subset of the units."""

from __future__ import annotations

import doctest
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import symbiograph.coverage.programme
from symbiograph.coverage.programme import (
    Counting,
    Field,
    Limits,
    Objective,
    Problem,
    Programme,
    Reason,
    Selection,
    Skill,
    Status,
    Unit,
    Why,
    document,
    problem,
    solve,
)
from symbiograph.coverage.programme.solution import Total
from symbiograph.engine.image import Image
from symbiograph.errors import BadArgument, CircularUnits, NotFound, ProblemTooLarge
from symbiograph.prefixes import expand

ECTS, ECVET = "scheme:ects", "scheme:ecvet"


# --- Every subset -------------------------------------------------------------------------------


class Judge(NamedTuple):
    """What the rules say of a set of units, written down anew and without haste."""

    problem: Problem
    objective: Objective
    limits: Limits
    scheme: str | None

    def unit(self, iri: str) -> Unit:
        return next(unit for unit in self.problem.units if unit.iri == iri)

    def inside(self, iri: str) -> set[str]:
        found: set[str] = set()
        for part in self.unit(iri).parts:
            found |= {part} | self.inside(part)
        return found

    def fulfils(self, iri: str) -> set[str]:
        return {iri} | self.inside(iri)

    def covers(self, iri: str) -> set[str]:
        return set().union(*(self.unit(each).covers for each in self.fulfils(iri)))

    def needs(self, iri: str) -> set[str]:
        stated = set().union(*(self.unit(each).prerequisites for each in self.fulfils(iri)))
        return stated - self.fulfils(iri)

    def credits(self, iri: str) -> Decimal | None:
        unit = self.unit(iri)
        return unit.credits if unit.credit_scheme == self.scheme else None

    def fits(self, iri: str) -> bool:
        unit, limits = self.unit(iri), self.limits
        taken = set().union(*(self.fulfils(each) for each in self.problem.taken))
        levels = set(range(limits.eqf_from or 1, (limits.eqf_to or 8) + 1))
        level_counts = limits.eqf_from is not None or limits.eqf_to is not None
        return (
            iri not in taken
            and (self.problem.candidates is None or iri in self.problem.candidates)
            and (limits.wholes or not unit.parts)
            and (limits.hours is None or unit.hours is not None)
            and (limits.credits is None or self.credits(iri) is not None)
            and (not level_counts or bool(unit.eqf_levels & levels))
            and (not limits.providers or bool(unit.providers & limits.providers))
            and (not limits.languages or bool(unit.languages & limits.languages))
            and (not limits.modes or bool(unit.modes & limits.modes))
        )

    def can_be_ordered(self, chosen: Iterable[str]) -> bool:
        left = set(chosen)
        done = set().union(*(self.fulfils(each) for each in self.problem.taken))
        while ready := {iri for iri in left if self.needs(iri) <= done}:
            left -= ready
            done |= set().union(*(self.fulfils(iri) for iri in ready))
        return not left

    def allows(self, chosen: tuple[str, ...]) -> bool:
        limits = self.limits
        return (
            all(self.fits(iri) for iri in chosen)
            and not any(part in chosen for iri in chosen for part in self.inside(iri))
            and (limits.units is None or len(chosen) <= limits.units)
            and (limits.hours is None or self.hours(chosen)[1] <= limits.hours)
            and (limits.credits is None or self.points(chosen)[1] <= limits.credits)
            and self.can_be_ordered(chosen)
        )

    def hours(self, chosen: Iterable[str]) -> tuple[int, Decimal]:
        return amount(self.unit(iri).hours for iri in chosen)

    def points(self, chosen: Iterable[str]) -> tuple[int, Decimal]:
        return amount(self.credits(iri) for iri in chosen)

    def covered(self, chosen: Iterable[str]) -> set[str]:
        needed = {skill.iri for skill in self.problem.skills}
        return needed & set().union(*(self.covers(i) for i in {*chosen, *self.problem.taken}))

    def worth(self, chosen: tuple[str, ...]) -> tuple[object, ...]:
        """The smaller, the better."""
        units = len(chosen)
        unstated, stated = self.points(chosen) if self.objective.in_credits else self.hours(chosen)
        first = -len(self.covered(chosen))
        if self.objective in (Objective.UNITS_HOURS, Objective.UNITS_CREDITS):
            return first, units, unstated, stated
        return first, unstated, stated, units

    def places(self, chosen: Iterable[str]) -> int:
        names = sorted(unit.iri for unit in self.problem.units)
        return sum(names.index(iri) + 1 for iri in chosen)

    def best(self) -> list[tuple[str, ...]]:
        """Every best set of units, first those that stand first in the order of identifiers."""
        names = sorted(unit.iri for unit in self.problem.units)
        sets = [s for n in range(len(names) + 1) for s in combinations(names, n) if self.allows(s)]
        least = min(self.worth(s) for s in sets)
        return sorted((s for s in sets if self.worth(s) == least), key=self.places)


def amount(numbers: Iterable[Decimal | None]) -> tuple[int, Decimal]:
    listed = list(numbers)
    return listed.count(None), sum((number for number in listed if number is not None), Decimal(0))


def judge(programme: Programme) -> Judge:
    schemes = {unit.credit_scheme for unit in programme.problem.units if unit.credits is not None}
    scheme = programme.limits.credit_scheme or next(iter(schemes), None)
    return Judge(programme.problem, programme.objective, programme.limits, scheme)


def names(selection: Selection) -> tuple[str, ...]:
    return tuple(sorted(chosen.unit.iri for chosen in selection.units))


def check(programme: Programme) -> None:
    """Hold a programme against every subset, and what it tells of itself against the rules."""
    rules = judge(programme)
    best = rules.best()
    assert programme.status in (Status.OPTIMAL, Status.INFEASIBLE)
    assert rules.worth(names(programme.selection)) == rules.worth(best[0])
    assert rules.places(names(programme.selection)) == rules.places(best[0])
    found = [names(s) for s in (programme.selection, *programme.alternatives)]
    assert len(set(found)) == len(found)
    assert set(found) <= set(best)
    assert [rules.places(s) for s in found] == sorted(rules.places(s) for s in found)
    assert programme.all_alternatives == (len(best) == len(found))
    for selection in (programme.selection, *programme.alternatives):
        check_told(selection, rules)
    assert programme.covered == len(rules.covered(found[0]))
    nothing = not found[0] and programme.covered < len(programme.problem.skills)
    assert (programme.status is Status.INFEASIBLE) == nothing
    assert programme.proof.gap == 0


def check_told(selection: Selection, rules: Judge) -> None:
    order = [chosen.unit.iri for chosen in selection.units]
    done = set().union(*(rules.fulfils(iri) for iri in rules.problem.taken))
    for iri in order:
        assert rules.needs(iri) <= done
        done |= rules.fulfils(iri)
    needed = {skill.iri for skill in rules.problem.skills}
    for chosen in selection.units:
        others = set(order) - {chosen.unit.iri}
        brings = rules.covers(chosen.unit.iri) & needed
        assert set(chosen.brings) == brings
        assert set(chosen.alone) == brings - rules.covered(others)
        assert set(chosen.after) == {
            iri for iri in others if rules.fulfils(iri) & rules.needs(chosen.unit.iri)
        }
    assert {open_.skill.iri for open_ in selection.uncovered} == needed - rules.covered(order)
    for open_ in selection.uncovered:
        teaching = {u.iri for u in rules.problem.units if open_.skill.iri in rules.covers(u.iri)}
        if open_.why is Why.NOBODY:
            assert not teaching
        else:
            assert set(open_.units) <= teaching
            assert open_.units
    assert (selection.hours.unstated, selection.hours.stated) == rules.hours(order)


# --- Problems -----------------------------------------------------------------------------------


def amounts() -> st.SearchStrategy[Decimal | None]:
    return st.none() | st.sampled_from([Decimal("0"), Decimal("0.5"), Decimal(3), Decimal("7.25")])


def some(*texts: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(texts), max_size=2)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    skills = [f"skill:{n}" for n in range(draw(st.integers(1, 6)))]
    iris = [f"unit:{n}" for n in range(draw(st.integers(0, 7)))]
    # What comes before in these orders contains or precedes what comes after: there is no circle.
    holding, before = draw(st.permutations(iris)), draw(st.permutations(iris))
    units = []
    for iri in iris:
        smaller = holding[holding.index(iri) + 1 :] if draw(st.booleans()) else []
        earlier = before[: before.index(iri)] if draw(st.booleans()) else []
        units.append(
            Unit(
                iri,
                covers=draw(st.frozensets(st.sampled_from(skills), max_size=4)),
                hours=draw(amounts()),
                credits=draw(amounts()),
                credit_scheme=ECTS,
                eqf_levels=draw(st.frozensets(st.integers(4, 6), max_size=2)),
                providers=draw(some("provider:a", "provider:b")),
                languages=draw(some("language:a", "language:b")),
                modes=draw(some("mode:a", "mode:b")),
                prerequisites=draw(subset([*earlier, "unit:unknown"], 1)),
                parts=draw(subset(smaller, 2)),
            )
        )
    return Problem(
        tuple(Skill(iri) for iri in skills),
        tuple(draw(st.permutations(units))),
        taken=draw(st.just(frozenset()) | subset(iris, 1)),
        candidates=draw(st.none() | subset(iris, len(iris))),
    )


def subset(texts: list[str], most: int) -> st.SearchStrategy[frozenset[str]]:
    if not texts:
        return st.just(frozenset())
    return st.frozensets(st.sampled_from(texts), max_size=most)


def limits() -> st.SearchStrategy[Limits]:
    most = st.none() | st.sampled_from([Decimal(0), Decimal("3.5"), Decimal(8), Decimal("10.25")])
    level = st.none() | st.integers(4, 6)
    rare = st.just(frozenset[str]())
    return st.builds(
        Limits,
        hours=most,
        credits=most,
        units=st.none() | st.integers(0, 4),
        eqf_from=level,
        eqf_to=level,
        providers=rare | some("provider:a"),
        languages=rare | some("language:a"),
        modes=rare | some("mode:a"),
        wholes=st.booleans(),
    )


def solved(*arguments: object, **options: object) -> Iterator[Programme]:
    try:
        yield solve(*arguments, **options)  # type: ignore[arg-type]
    except CircularUnits:
        return


@settings(deadline=None, max_examples=60)
@given(problems(), st.sampled_from(Objective), limits())
def test_no_subset_within_the_limits_is_better(
    problem_: Problem, objective: Objective, limits_: Limits
) -> None:
    for programme in solved(problem_, objective, limits_, alternatives=200):
        check(programme)


@settings(deadline=None, max_examples=30)
@given(problems(), st.sampled_from(Objective))
def test_no_subset_is_better(problem_: Problem, objective: Objective) -> None:
    free = replace(problem_, candidates=None, taken=frozenset())
    for programme in solved(free, objective, Limits(wholes=True), alternatives=200):
        check(programme)


# --- What is told -------------------------------------------------------------------------------


def needing(*skills: str) -> tuple[Skill, ...]:
    return tuple(Skill(iri) for iri in skills)


def unit(iri: str, *skills: str, hours: float | None = None, **stated: object) -> Unit:
    known = None if hours is None else Decimal(str(hours))
    return Unit(iri, covers=frozenset(skills), hours=known, **stated)  # type: ignore[arg-type]


def test_unknown_hours_are_more_than_any_known_ones() -> None:
    short, long = unit("silent", "a", "b"), [unit("x", "a", hours=900), unit("y", "b", hours=900)]
    programme = solve(Problem(needing("a", "b"), (short, *long)), Objective.HOURS_UNITS)
    assert names(programme.selection) == ("x", "y")
    programme = solve(Problem(needing("a", "b"), (short, *long)), Objective.UNITS_HOURS)
    assert names(programme.selection) == ("silent",)
    assert programme.selection.hours == Total(Decimal(0), 1)


def test_every_equally_good_set_is_found_and_no_other() -> None:
    units = [unit(iri, "a", hours=2) for iri in "xyz"] + [unit("w", "a", hours=3), unit("v", "b")]
    programme = solve(Problem(needing("a", "b"), tuple(units)), alternatives=3)
    found = [names(selection) for selection in (programme.selection, *programme.alternatives)]
    assert found == [("v", "x"), ("v", "y"), ("v", "z")]
    assert programme.all_alternatives
    few = solve(programme.problem, alternatives=1)
    assert [names(selection) for selection in few.alternatives] == [("v", "y")]
    assert not few.all_alternatives


def test_cheaper_unit_does_not_push_out_one_that_keeps_a_limit() -> None:
    # Of equally many points, the longer unit comes first by identifier and exceeds the hours.
    points = {"credits": Decimal(1), "credit_scheme": ECTS}
    units = (unit("a", "s", hours=9, **points), unit("b", "s", hours=1, **points))
    asked = Problem(needing("s", "t"), (*units, unit("c", "t", hours=1, **points)))
    programme = solve(asked, Objective.UNITS_CREDITS, Limits(hours=Decimal(9)))
    assert names(programme.selection) == ("b", "c")


def test_unit_without_prerequisite_is_not_pushed_out_by_one_with_it() -> None:
    others = [unit(f"m{n}") for n in range(5)]  # so that z has the last place by far
    units = (unit("0"), unit("a", "s", prerequisites=frozenset({"0"})), *others, unit("z", "s"))
    assert names(solve(Problem(needing("s"), units)).selection) == ("z",)


def test_limit_leaves_out_a_unit_that_states_nothing_and_says_so() -> None:
    units = (
        unit("long", "a", hours=41),
        unit("silent", "b", modes=frozenset({"online"})),
        unit("right", "c", hours=40, modes=frozenset({"online"})),
    )
    limits_ = Limits(hours=Decimal(40), modes=frozenset({"online"}))
    programme = solve(Problem(needing("a", "b", "c", "d"), units), limits=limits_)
    assert names(programme.selection) == ("right",)
    assert {each.unit.iri: each.reasons for each in programme.excluded} == {
        "long": (Reason(Field.HOURS), Reason(Field.MODE, unstated=True)),
        "silent": (Reason(Field.HOURS, unstated=True),),
    }
    assert [(o.skill.iri, o.why, o.units) for o in programme.selection.uncovered] == [
        ("a", Why.EXCLUDED, ("long",)),
        ("b", Why.EXCLUDED, ("silent",)),
        ("d", Why.NOBODY, ()),
    ]


def test_limits_of_the_whole_programme_tell_what_would_exceed_them() -> None:
    units = (unit("x", "a", "b", hours=30), unit("y", "c", hours=20))
    programme = solve(Problem(needing("a", "b", "c"), units), limits=Limits(hours=Decimal(40)))
    assert (programme.status, programme.covered) == (Status.OPTIMAL, 2)
    assert [(o.skill.iri, o.why, o.units) for o in programme.selection.uncovered] == [
        ("c", Why.LIMITS, ("y",))
    ]


def test_prerequisites_come_first_and_low_levels_before_high_ones() -> None:
    units = (
        unit("a", "s", prerequisites=frozenset({"b"})),
        unit("b", prerequisites=frozenset({"c"})),
        unit("c", eqf_levels=frozenset({6})),
        unit("d", "t", eqf_levels=frozenset({7, 4})),
    )
    programme = solve(Problem(needing("s", "t"), units))
    assert [chosen.unit.iri for chosen in programme.selection.units] == ["d", "c", "b", "a"]
    assert [chosen.after for chosen in programme.selection.units] == [(), (), ("c",), ("b",)]
    assert [chosen.before for chosen in programme.selection.units] == [(), ("b",), ("a",), ()]


def test_unknown_prerequisite_leaves_a_unit_out() -> None:
    units = (unit("a", "s", prerequisites=frozenset({"elsewhere"})),)
    programme = solve(Problem(needing("s"), units))
    assert programme.status is Status.INFEASIBLE
    [left_out] = programme.excluded
    assert left_out.reasons == (Reason(Field.PREREQUISITE, units=("elsewhere",)),)


def test_programmes_that_wait_for_each_other_are_not_chosen_together() -> None:
    # Each whole needs a part of the other one first. One of them goes with parts of the other.
    units = (
        unit("x", parts=frozenset({"x1", "x2"})),
        unit("x1", "a"),
        unit("x2", "b", prerequisites=frozenset({"y1"})),
        unit("y", parts=frozenset({"y1", "y2"})),
        unit("y1", "c"),
        unit("y2", "d", prerequisites=frozenset({"x1"})),
    )
    found = solve(Problem(needing("a", "b", "c", "d"), units), limits=Limits(wholes=True))
    assert [chosen.unit.iri for chosen in found.selection.units] in (
        ["x1", "y", "x2"],
        ["y1", "x", "y2"],
    )


@pytest.mark.parametrize(
    ("units", "circle"),
    [
        (
            [
                unit("a", prerequisites=frozenset({"b"})),
                unit("b", prerequisites=frozenset({"c"})),
                unit("c", prerequisites=frozenset({"a"})),
            ],
            {"a", "b", "c"},
        ),
        ([unit("a", parts=frozenset({"b"})), unit("b", parts=frozenset({"a"}))], {"a", "b"}),
        (
            [
                unit("a", parts=frozenset({"b"})),
                unit("b", prerequisites=frozenset({"a"})),
            ],
            {"a", "b"},
        ),
    ],
)
def test_circle_is_refused_with_the_units_in_it(units: list[Unit], circle: set[str]) -> None:
    with pytest.raises(CircularUnits) as refused:
        solve(Problem(needing("s"), tuple(units)))
    assert set(refused.value.members["units"]) == circle  # type: ignore[call-overload]
    assert all(f"<{iri}>" in refused.value.message for iri in circle)


def test_points_of_different_schemes_never_add_up() -> None:
    units = (
        unit("a", "s", credits=Decimal(3), credit_scheme=ECTS),
        unit("b", "t", credits=Decimal(2), credit_scheme=ECVET),
    )
    asked = Problem(needing("s", "t"), units)
    with pytest.raises(BadArgument) as refused:
        solve(asked, Objective.UNITS_CREDITS)
    assert refused.value.allowed == [ECTS, ECVET]
    limits_ = Limits(credits=Decimal(5), credit_scheme=ECTS)
    assert names(solve(asked, Objective.UNITS_CREDITS, limits_).selection) == ("a",)
    selection = solve(asked).selection
    assert selection.credits == ((ECTS, Decimal(3)), (ECVET, Decimal(2)))


def test_too_large_a_problem_is_refused() -> None:
    units = tuple(unit(f"u{n}", "s") for n in range(10_001))
    with pytest.raises(ProblemTooLarge, match="10001 units"):
        solve(Problem(needing("s"), units))


def test_equal_problems_have_equal_answers_in_whatever_order() -> None:
    units = [unit(f"u{n}", f"s{n % 5}", f"s{n % 7}", hours=n % 3) for n in range(40)]
    asked = Problem(needing(*(f"s{n}" for n in range(7))), tuple(units))
    turned = replace(asked, skills=asked.skills[::-1], units=asked.units[::-1])
    assert solve(asked, alternatives=3).selection == solve(turned).selection


def test_time_that_runs_out_is_told_with_the_gap() -> None:
    draw = Random(1)  # noqa: S311
    skills = [f"s{n}" for n in range(150)]
    units = tuple(unit(f"u{n}", *draw.sample(skills, 6)) for n in range(400))
    programme = solve(Problem(needing(*skills), units), seconds=0.2)
    assert programme.status is Status.FEASIBLE
    assert programme.covered == 150
    stage = programme.proof.unproven
    assert stage is not None
    assert stage.bound < stage.value
    assert 0 < programme.proof.gap <= 1
    assert not programme.all_alternatives


def test_hundreds_of_units_are_proven() -> None:
    draw = Random(2)  # noqa: S311
    skills = [f"s{n:03}" for n in range(200)]
    units = []
    for n in range(400):
        theme = draw.randrange(20) * 10
        size = draw.choice((3, 3, 3, 4, 5, 8))
        units.append(unit(f"u{n:03}", *draw.sample(skills[theme : theme + 10], size), hours=n % 9))
    asked = Problem(needing(*skills), tuple(units))
    programme = solve(asked, seconds=60)
    assert programme.status is Status.OPTIMAL
    assert programme.covered == len(frozenset().union(*(each.covers for each in units)))


# --- The real graph -----------------------------------------------------------------------------

MANAGER, FACILITATOR = (
    expand(f"profile:{name}") or ""
    for name in ("energy-manager", "industrial-symbiosis-facilitator")
)
INSIGHT = expand("unit:insight-industrial-symbiosis-facilitator-joint-curriculum") or ""


def test_graph_gives_the_problem_of_two_profiles(image: Image) -> None:
    asked = problem(image, [MANAGER, FACILITATOR], language="de")
    assert {by for skill in asked.skills for by in skill.needed_by} == {MANAGER, FACILITATOR}
    insight = next(each for each in asked.units if each.iri == INSIGHT)
    assert (insight.hours, insight.credits) == (Decimal(150), Decimal(6))
    assert insight.eqf_levels == {5, 6}
    assert len(insight.parts) == 5
    modules = [each for each in asked.units if each.iri in insight.parts]
    assert insight.covers >= frozenset().union(*(module.covers for module in modules))
    assert asked.labels[MANAGER] == "Energy manager"
    assert asked.labels[expand("credit-scheme:ecvet") or ""].startswith("Europäisches")


@pytest.mark.parametrize("counting", Counting)
def test_programme_of_two_profiles(image: Image, counting: Counting) -> None:
    asked = problem(image, [MANAGER, FACILITATOR], counting=counting)
    programme = solve(asked, alternatives=2)
    assert programme.status is Status.OPTIMAL
    for selection in (programme.selection, *programme.alternatives):
        check_told(selection, judge(programme))
    assert any(each.reasons == (Reason(Field.PARTS),) for each in programme.excluded)


def test_what_a_curriculum_leaves_open_is_closed(image: Image) -> None:
    asked = problem(image, [MANAGER, FACILITATOR], taken=[INSIGHT])
    programme = solve(asked)
    insight = next(each for each in asked.units if each.iri == INSIGHT)
    assert programme.covered_by_taken == len(insight.covers)
    chosen = set(names(programme.selection))
    assert not chosen & {INSIGHT, *insight.parts}
    assert all(not set(each.brings) <= insight.covers for each in programme.selection.units)


def test_unit_that_nobody_describes_is_refused(image: Image) -> None:
    with pytest.raises(NotFound, match="unit/nothing"):
        problem(image, [MANAGER], [INSIGHT, "https://w3id.org/symbiograph/id/unit/nothing"])


def test_document_is_json_with_the_names_of_things(image: Image) -> None:
    asked = problem(image, [FACILITATOR], counting=Counting.ESCO)
    told = json.loads(json.dumps(document(solve(asked, alternatives=1))))
    assert told["status"] == "optimal"
    assert told["needed"] == told["covered"] + len(told["uncovered"])
    first = told["units"][0]
    assert first["label"]
    assert first["providers"][0]["label"]
    assert [stage["criterion"] for stage in told["proof"]["stages"]][:2] == ["units", "hours"]
    assert told["alternatives"][0]["units"] != told["units"]


def test_readme_says_what_comes_out(image: Image) -> None:
    readme = Path(symbiograph.coverage.programme.__file__).with_name("README.md")
    text = readme.read_text(encoding="utf-8")
    example = doctest.DocTestParser().get_doctest(text, {"image": image}, readme.name, None, 0)
    told: list[str] = []
    assert doctest.DocTestRunner().run(example, out=told.append).failed == 0, "".join(told)
