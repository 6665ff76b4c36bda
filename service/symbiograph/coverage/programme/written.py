"""A programme as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeAlias

from symbiograph.coverage.programme.limits import Reason
from symbiograph.coverage.programme.problem import Unit
from symbiograph.coverage.programme.solution import (
    Chosen,
    Excluded,
    Open,
    Programme,
    Proof,
    Reached,
    Selection,
    Stage,
)

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


def document(programme: Programme) -> dict[str, Json]:
    """Return a programme as JSON objects, lists and plain values.

    A thing is an object with its ``iri`` and, where it has one, its ``label``. A number that is
    not stated is ``null``; sums tell beside them how many units state nothing.
    """
    return _Document(programme).whole()


class _Document:
    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        problem = programme.problem
        self._labels = {
            **problem.labels,
            **{unit.iri: unit.label for unit in problem.units},
            **{skill.iri: skill.label for skill in problem.skills},
        }

    def whole(self) -> dict[str, Json]:
        programme = self._programme
        return {
            "status": programme.status.value,
            "objective": programme.objective.value,
            "counting": programme.problem.counting.value,
            "needed": len(programme.problem.skills),
            "covered": programme.covered,
            "covered_by_taken": programme.covered_by_taken,
            "taken": self._things(sorted(programme.problem.taken)),
            "limits": self._limits(),
            **self._selection(programme.selection),
            "excluded": [self._excluded(excluded) for excluded in programme.excluded],
            "alternatives": [self._selection(other) for other in programme.alternatives],
            "all_alternatives": programme.all_alternatives,
            "proof": _proof(programme.proof),
        }

    def _thing(self, iri: str) -> dict[str, Json]:
        label = self._labels.get(iri)
        return {"iri": iri, "label": label} if label else {"iri": iri}

    def _things(self, iris: Iterable[str]) -> list[Json]:
        return [self._thing(iri) for iri in iris]

    def _limits(self) -> dict[str, Json]:
        limits = self._programme.limits
        return {
            "hours": _number(limits.hours),
            "credits": _number(limits.credits),
            "credit_scheme": limits.credit_scheme and self._thing(limits.credit_scheme),
            "units": limits.units,
            "eqf_from": limits.eqf_from,
            "eqf_to": limits.eqf_to,
            "providers": self._things(sorted(limits.providers)),
            "languages": self._things(sorted(limits.languages)),
            "modes": self._things(sorted(limits.modes)),
            "wholes": limits.wholes,
        }

    def _selection(self, selection: Selection) -> dict[str, Json]:
        return {
            "units": [self._chosen(chosen) for chosen in selection.units],
            "hours": {
                "stated": _number(selection.hours.stated),
                "unstated": selection.hours.unstated,
            },
            "credits": {
                "stated": [
                    {"scheme": scheme and self._thing(scheme), "points": _number(points)}
                    for scheme, points in selection.credits
                ],
                "unstated": selection.credits_unstated,
            },
            "uncovered": [self._open(open_) for open_ in selection.uncovered],
        }

    def _chosen(self, chosen: Chosen) -> dict[str, Json]:
        return {
            **self._unit(chosen.unit),
            "brings": self._things(chosen.brings),
            "alone": self._things(chosen.alone),
            "after": self._things(chosen.after),
            "before": self._things(chosen.before),
        }

    def _unit(self, unit: Unit) -> dict[str, Json]:
        return {
            **self._thing(unit.iri),
            "hours": _number(unit.hours),
            "credits": _number(unit.credits),
            "credit_scheme": unit.credit_scheme and self._thing(unit.credit_scheme),
            "eqf_levels": list[Json](sorted(unit.eqf_levels)),
            "providers": self._things(sorted(unit.providers)),
            "languages": self._things(sorted(unit.languages)),
            "modes": self._things(sorted(unit.modes)),
        }

    def _open(self, open_: Open) -> dict[str, Json]:
        return {
            "skill": self._thing(open_.skill.iri),
            "needed_by": self._things(open_.skill.needed_by),
            "why": open_.why.value,
            "units": self._things(open_.units),
        }

    def _excluded(self, excluded: Excluded) -> dict[str, Json]:
        return {
            "unit": self._unit(excluded.unit),
            "reasons": [self._reason(reason) for reason in excluded.reasons],
        }

    def _reason(self, reason: Reason) -> dict[str, Json]:
        return {
            "field": reason.field.value,
            "unstated": reason.unstated,
            "units": self._things(reason.units),
        }


def _proof(proof: Proof) -> dict[str, Json]:
    return {
        "gap": proof.gap,
        "seconds": round(proof.seconds, 3),
        "nodes": proof.nodes,
        "stages": [_stage(stage) for stage in proof.stages],
    }


def _stage(stage: Stage) -> dict[str, Json]:
    return {
        "criterion": stage.criterion.value,
        "value": _reached(stage.value),
        "bound": _reached(stage.bound),
        "proven": stage.proven,
        "gap": stage.gap,
        "seconds": round(stage.seconds, 3),
        "nodes": stage.nodes,
    }


def _reached(reached: Reached) -> dict[str, Json]:
    return {"number": _number(reached.number), "unstated": reached.unstated}


def _number(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
