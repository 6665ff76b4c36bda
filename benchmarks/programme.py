"""The smallest programme on made-up graphs of 2,000 units and 1,000 skills for three profiles.

    python benchmarks/programme.py [--seconds 10] [--seeds 3] [--ortools PYTHON]

Each row is a process of its own. With ``--ortools``, the Python of an environment that has
OR-tools, CP-SAT solves the same instances on two threads: minimum of units, then of hours.
(OR-tools and highspy cannot be imported into one process.)

Kinds of instance, all with 3 to 25 skills for a unit and three profiles of 40 to 400 skills:

- ``subjects``: a unit has one of 40 subjects and takes four fifths of its skills from it; few units
  are large; a profile draws on some subjects. Skills are drawn by Zipf's law.
- ``popularity``: no subjects; few units are large; skills are drawn by Zipf's law.
- ``uniform``: every size and every skill is as likely as any other. No curriculum is like that.

70 of 100 units state their hours. The gap is that of the stage in which the time ran out; 0 means
proven. The pause is the longest that another thread of the process had to wait.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import threading
import time
from decimal import Decimal
from random import Random
from typing import Any

UNITS, SKILLS, SUBJECTS = 2_000, 1_000, 40
COLUMNS = (
    "instance",
    "needed",
    "covered",
    "solver",
    "s",
    "CPU s",
    "units",
    "hours + unstated",
    "gap %",
    "MB",
    "pause ms",
)


def instance(kind: str, seed: int) -> dict[str, Any]:
    """Return an instance: the skills needed, and for each unit its hours and those it covers."""
    draw = Random(f"{kind} {seed}")  # noqa: S311
    skills = list(range(SKILLS))
    draw.shuffle(skills)
    subjects = [skills[subject::SUBJECTS] for subject in range(SUBJECTS)]

    def by_rank(pool: list[int], number: int) -> set[int]:
        weights = [1 / rank for rank in range(1, len(pool) + 1)]
        found: set[int] = set()
        while len(found) < min(number, len(pool)):
            found.update(draw.choices(pool, weights, k=number - len(found)))
        return found

    def unit() -> set[int]:
        if kind == "uniform":
            return set(draw.sample(skills, draw.randint(3, 25)))
        size = draw.choices(range(3, 26), [1 / rank for rank in range(1, 24)])[0]
        if kind == "popularity":
            return by_rank(skills, size)
        weights = [rank**-0.5 for rank in range(1, SUBJECTS + 1)]
        own = by_rank(draw.choices(subjects, weights)[0], round(size * 0.8))
        return own | by_rank(skills, size - len(own))

    def profile() -> set[int]:
        size = draw.randint(40, 400)
        if kind == "uniform":
            return set(draw.sample(skills, size))
        if kind == "popularity":
            return by_rank(skills, size)
        chosen = draw.sample(subjects, max(4, size // 12))
        pool = [skill for subject in chosen for skill in subject]
        return set(draw.sample(pool, min(size, len(pool))))

    needed = set().union(*(profile() for _ in range(3)))
    units = [sorted(unit() & needed) for _ in range(UNITS)]
    hours = [draw.randint(4, 160) / 2 if draw.random() < 0.7 else None for _ in units]
    return {"needed": sorted(needed), "units": units, "hours": hours}


def solved_here(made: dict[str, Any], seconds: float, objective: str) -> dict[str, Any]:
    """Solve with the project, and watch how long another thread has to wait meanwhile."""
    from symbiograph.coverage.programme import Objective, Problem, Skill, Unit, solve

    asked = Problem(
        tuple(Skill(f"skill:{skill:04}") for skill in made["needed"]),
        tuple(
            Unit(
                f"unit:{number:04}",
                covers=frozenset(f"skill:{skill:04}" for skill in covered),
                hours=None if hours is None else Decimal(str(hours)),
            )
            for number, (covered, hours) in enumerate(
                zip(made["units"], made["hours"], strict=True)
            )
        ),
    )
    pauses, ended = [0.0], threading.Event()

    def tick() -> None:
        last = time.perf_counter()
        while not ended.wait(0.005):
            now = time.perf_counter()
            pauses.append(now - last)
            last = now

    watching = threading.Thread(target=tick)
    watching.start()
    started = time.perf_counter()
    programme = solve(asked, Objective(objective), seconds=seconds)
    taken = time.perf_counter() - started
    ended.set()
    watching.join()
    return {
        "covered": programme.covered,
        "seconds": taken,
        "units": len(programme.selection.units),
        "hours": float(programme.selection.hours.stated),
        "unstated": programme.selection.hours.unstated,
        "gap": programme.proof.gap,
        "pause": max(pauses),
    }


def solved_by_cp_sat(made: dict[str, Any], seconds: float, objective: str) -> dict[str, Any]:
    """Solve with CP-SAT: two models, one after the other, as the objective says."""
    from ortools.sat.python import cp_model

    started = time.perf_counter()
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in made["units"]]
    covering: dict[int, list[Any]] = {}
    for variable, covered in zip(chosen, made["units"], strict=True):
        for skill in covered:
            covering.setdefault(skill, []).append(variable)
    for variables in covering.values():
        model.add_bool_or(variables)
    halves = [None if hours is None else round(hours * 2) for hours in made["hours"]]
    unknown = 1 + sum(sorted(filter(None, halves), reverse=True)[: len(covering)])
    hours = sum(
        (unknown if half is None else half) * variable
        for half, variable in zip(halves, chosen, strict=True)
    )
    totals = {"units": sum(chosen), "hours": hours}
    gap, values = 0.0, [True] * len(chosen)
    for criterion in objective.split("-"):
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 2
        solver.parameters.max_time_in_seconds = max(0.01, seconds - (time.perf_counter() - started))
        model.minimize(totals[criterion])
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            gap = 1.0
            break
        values = [bool(solver.value(variable)) for variable in chosen]
        if status != cp_model.OPTIMAL:
            gap = 1 - solver.best_objective_bound / solver.objective_value
            break
        model.add(totals[criterion] <= round(solver.objective_value))
        model.clear_hints()
        for variable, value in zip(chosen, values, strict=True):
            model.add_hint(variable, value)
    stated = [hours for hours, value in zip(made["hours"], values, strict=True) if value]
    return {
        "covered": len(covering),
        "seconds": time.perf_counter() - started,
        "units": sum(values),
        "hours": sum(filter(None, stated)),
        "unstated": stated.count(None),
        "gap": gap,
        "pause": None,
    }


def _run(python: str, solver: str, kind: str, seed: int, options: argparse.Namespace) -> str:
    command = [python, __file__, "--run", solver, kind, str(seed)]
    command += ["--seconds", str(options.seconds), "--objective", options.objective]
    told = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    row = json.loads(told)
    pause = "" if row["pause"] is None else f"{1000 * row['pause']:.0f}"
    return (
        f"| {kind} {seed} | {row['needed']} | {row['covered']} | {solver} | "
        f"{row['seconds']:.1f} | {row['cpu']:.1f} | {row['units']} | "
        f"{row['hours']:g} + {row['unstated']} | {100 * row['gap']:.1f} | "
        f"{row['memory']:.0f} | {pause} |"
    )


def main() -> None:
    """Print a table, or, as a process of its own, one row as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--kinds", nargs="+", default=["subjects", "popularity", "uniform"])
    parser.add_argument(
        "--objective", default="units-hours", choices=["units-hours", "hours-units"]
    )
    parser.add_argument("--ortools", metavar="PYTHON")
    parser.add_argument("--run", nargs=3, metavar=("SOLVER", "KIND", "SEED"))
    options = parser.parse_args()
    if options.run:
        solver, kind, seed = options.run
        made = instance(kind, int(seed))
        solve = solved_by_cp_sat if solver == "CP-SAT" else solved_here
        row = solve(made, options.seconds, options.objective)
        used = resource.getrusage(resource.RUSAGE_SELF)
        memory = used.ru_maxrss / 1024
        cpu = used.ru_utime + used.ru_stime
        json.dump({**row, "needed": len(made["needed"]), "memory": memory, "cpu": cpu}, sys.stdout)
        return
    print(f"| {' | '.join(COLUMNS)} |")
    print(f"| --- | ---: | ---: | --- |{' ---: |' * (len(COLUMNS) - 4)}")
    pythons = {"symbiograph": sys.executable}
    if options.ortools:
        pythons["CP-SAT"] = options.ortools
    for kind in options.kinds:
        for seed in range(options.seeds):
            for solver, python in pythons.items():
                print(_run(python, solver, kind, seed, options), flush=True)


if __name__ == "__main__":
    main()
