"""Drafts made into a curriculum: IRIs given, skills recognised, circles opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from pyoxigraph import Literal

from symbiograph.coverage.curriculum.drafts import Draft, OutcomeDraft, SkillText, UnitDraft
from symbiograph.coverage.curriculum.limits import MOST_PROBLEMS, MOST_SEARCHES
from symbiograph.coverage.curriculum.model import (
    Curriculum,
    Outcome,
    Uncertain,
    Unit,
)
from symbiograph.coverage.curriculum.names import PROGRAMME_TYPE, UNIT_TYPE
from symbiograph.coverage.curriculum.recogniser import Recognised, Recogniser
from symbiograph.prefixes import PREFIXES
from symbiograph.spreadsheets import Place, Problem

_UNIT: Final = PREFIXES["unit"]
_NO_MORE: Final = (
    f"Something near was looked for {MOST_SEARCHES} times already, and is not for what follows. "
    "Settle what is uncertain above, or write identifiers."
)


def assemble(
    draft: Draft, base: str, title: Sequence[Literal], recogniser: Recogniser
) -> Curriculum:
    """Return the curriculum of a draft, its things named under ``base``.

    A unit that all others are part of is the curriculum itself; else the whole is called as the
    file names it, and without that ``title``.
    """
    problems = list(draft.problems)
    known = {unit.key: unit for unit in draft.units}
    _open_circles(known, "part of", problems)
    _open_circles(known, "prerequisites", problems)
    whole = _whole(draft.units)
    iris = _iris(draft.units, base, whole)
    reading = _Assembly(base, iris, recogniser)
    if whole is None:
        whole = UnitDraft("", Place(), draft.title or tuple(title))
    whole.type = whole.type or PROGRAMME_TYPE
    programme = reading.unit(whole, f"{base}#curriculum", None)
    units = tuple(
        reading.unit(unit, iris[unit.key], iris.get(unit.part_of or "", programme.iri))
        for unit in draft.units
        if unit is not whole
    )
    if not draft.units and not problems:
        problems.append(Problem(Place(), "There is no training unit in the file."))
    problems += reading.problems
    questions = list(reading.questions())
    uncertain = tuple(one for one in questions if one.candidates)
    unknown = tuple(one for one in questions if not one.candidates)
    return Curriculum(programme, units, uncertain, unknown, _told(problems))


class _Assembly:
    """The units as they are made, and the questions that come up."""

    def __init__(self, base: str, iris: Mapping[str, str], recogniser: Recogniser) -> None:
        self.problems: list[Problem] = []
        self._base = base
        self._iris = iris
        self._recogniser = recogniser
        self._recognised: dict[str, Recognised] = {}
        self._asked: dict[str, list[Place]] = {}
        self._searches = 0
        self._is_told = False
        self._outcomes = 0

    def unit(self, draft: UnitDraft, iri: str, part_of: str | None) -> Unit:
        """Return a unit under its IRI."""
        return Unit(
            iri=iri,
            names=draft.names,
            type=draft.type or UNIT_TYPE,
            part_of=part_of,
            prerequisites=tuple(self._prerequisites(draft)),
            provider=draft.provider,
            hours=draft.hours,
            credits=draft.credits,
            credit_scheme=draft.credit_scheme,
            levels=draft.levels,
            languages=draft.languages,
            modes=draft.modes,
            outcomes=tuple(one for outcome in draft.outcomes for one in self._of(outcome)),
        )

    def _prerequisites(self, draft: UnitDraft) -> Iterable[str]:
        """Yield the units that come before, of this file or of the graph."""
        for key in dict.fromkeys(draft.prerequisites):
            if key in self._iris:
                yield self._iris[key]
            elif key.startswith(_UNIT):
                yield key
            else:
                message = f"The unit that comes before, {key}, is not in the file."
                self.problems.append(Problem(draft.place, message))

    def _of(self, draft: OutcomeDraft) -> Iterable[Outcome]:
        """Yield an outcome; one without a name is called as each of its skills is."""
        found = [self._skill(text) for text in draft.skills]
        if draft.names:
            if not draft.skills:
                message = "No skill is named for this outcome, so it covers nothing."
                self.problems.append(Problem(draft.place, message, "warning"))
            yield Outcome(
                self._next(),
                draft.names,
                _unique(iri for one in found for iri in one.skills),
                _unique(iri for one in found for iri in one.esco_skills),
                draft.type,
            )
            return
        for skills, esco, names in dict.fromkeys((f.skills, f.esco_skills, f.names) for f in found):
            if skills or esco:
                yield Outcome(self._next(), names, skills, esco, draft.type)

    def _next(self) -> str:
        self._outcomes += 1
        return f"{self._base}#outcome-{self._outcomes}"

    def _skill(self, said: SkillText) -> Recognised:
        """Return what a text means, and note it where somebody has to be asked."""
        key = " ".join(said.text.split())
        recognised = self._recognised.get(key)
        if recognised is None:
            may_search = self._searches < MOST_SEARCHES
            recognised = self._recogniser.recognise(key, search=may_search)
            self._recognised[key] = recognised
            self._searches += recognised.is_searched
            if not (may_search or recognised.is_certain or self._is_told):
                self._is_told = True
                self.problems.append(Problem(said.place, _NO_MORE, "warning"))
        if not recognised.is_certain:
            self._ask(key, said.place, recognised)
        return recognised

    def _ask(self, text: str, place: Place, recognised: Recognised) -> None:
        places = self._asked.setdefault(text, [])
        places.append(place)
        if recognised.note and len(places) == 1:
            self.problems.append(Problem(place, recognised.note))

    def questions(self) -> Iterable[Uncertain]:
        """Yield what somebody has to be asked, in the order of the file."""
        for text, places in self._asked.items():
            found = self._recognised[text]
            counted = (*found.skills, *found.esco_skills)
            yield Uncertain(text, tuple(places), found.candidates, counted)


def _whole(units: Sequence[UnitDraft]) -> UnitDraft | None:
    """Return the one unit that is part of no other, where all others are within it."""
    keys = {unit.key for unit in units}
    tops = [unit for unit in units if unit.part_of not in keys]
    return tops[0] if len(tops) == 1 and len(units) > 1 else None


def _iris(units: Sequence[UnitDraft], base: str, whole: UnitDraft | None) -> dict[str, str]:
    parts = [unit for unit in units if unit is not whole]
    iris = {unit.key: f"{base}#unit-{number}" for number, unit in enumerate(parts, 1)}
    return iris if whole is None else {**iris, whole.key: f"{base}#curriculum"}


def _open_circles(units: Mapping[str, UnitDraft], what: str, problems: list[Problem]) -> None:
    """Leave out each link by which a unit comes back to itself, and tell of it."""
    following: Callable[[UnitDraft], list[str]] = (
        (lambda unit: [unit.part_of] if unit.part_of else [])
        if what == "part of"
        else (lambda unit: unit.prerequisites)
    )
    done: set[str] = set()
    for start in units:
        path: list[str] = []
        waiting = [(start, iter(list(following(units[start]))))] if start not in done else []
        path += [start] if waiting else []
        while waiting:
            key, rest = waiting[-1]
            other = next(rest, None)
            if other is None:
                done.add(key)
                waiting.pop()
                path.pop()
            elif other in path:
                _leave_out(units[key], other, what)
                names = " → ".join(_name(units[one]) for one in path[path.index(other) :])
                message = f"This leads back to where it began: {names} → {_name(units[other])}."
                place = Place(units[key].place.row, what, units[key].place.subject)
                problems.append(Problem(place, message))
            elif other in units and other not in done:
                path.append(other)
                waiting.append((other, iter(list(following(units[other])))))


def _leave_out(unit: UnitDraft, other: str, what: str) -> None:
    if what == "part of":
        unit.part_of = None
    else:
        unit.prerequisites = [key for key in unit.prerequisites if key != other]


def _name(unit: UnitDraft) -> str:
    return unit.names[0].value if unit.names else unit.key


def _unique(iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(iris))


def _told(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return the problems in the order of the file, and how many there are beyond what is told."""
    problems.sort(key=lambda problem: (problem.row or 0, problem.severity))
    if len(problems) <= MOST_PROBLEMS:
        return tuple(problems)
    more = f"There are {len(problems) - MOST_PROBLEMS:,} more problems after these."
    return (*problems[:MOST_PROBLEMS], Problem(Place(), more))
