"""A curriculum as it was read: units, what they teach, what is to be confirmed, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal, Triple

from symbiograph.coverage.curriculum.statements import statements
from symbiograph.spreadsheets import Place, Problem


@dataclass(frozen=True)
class Candidate:
    """A skill that a text may mean.

    ``score`` is between 0 and 1, the likeness of the letters; ``reason`` says what speaks for it.
    """

    iri: str
    label: str
    reason: str
    score: float


@dataclass(frozen=True)
class Uncertain:
    """A text for a skill that somebody has to confirm, with the places where it stands.

    ``candidates`` are the best first, none where nothing is near. ``counted`` are the IRIs that it
    stands for until then: an ESCO skill stays one while a skill of ours is only close to it.
    """

    text: str
    places: tuple[Place, ...]
    candidates: tuple[Candidate, ...]
    counted: tuple[str, ...] = ()

    @property
    def row(self) -> int | None:
        """The first row in which it stands."""
        return self.places[0].row if self.places else None


@dataclass(frozen=True)
class Outcome:
    """What a learner can do after a unit.

    ``names`` have a language each, ``skills`` are IRIs of ours, ``esco_skills`` those of ESCO
    skills that no skill of ours matches exactly. ``type`` is an IRI of the scheme outcome-type.
    """

    iri: str
    names: tuple[Literal, ...]
    skills: tuple[str, ...] = ()
    esco_skills: tuple[str, ...] = ()
    type: str | None = None


@dataclass(frozen=True)
class Unit:
    """A part of a curriculum. What a file does not state is ``None`` or empty, never nought.

    All links are IRIs: ``part_of`` and ``prerequisites`` of units, ``type``, ``credit_scheme``,
    ``levels`` and ``modes`` of concepts, ``languages`` of the EU's list.
    """

    iri: str
    names: tuple[Literal, ...]
    type: str
    part_of: str | None = None
    prerequisites: tuple[str, ...] = ()
    provider: Provider | None = None
    hours: Decimal | None = None
    credits: Decimal | None = None
    credit_scheme: str | None = None
    levels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True)
class Provider:
    """Who provides a unit: one that the graph knows, or one that only the file names."""

    iri: str
    names: tuple[Literal, ...]
    is_known: bool


@dataclass(frozen=True)
class Curriculum:
    """A curriculum that was read.

    ``programme`` is the whole, and ``units`` are its parts, in the order of the file.
    ``uncertain`` are texts to confirm; ``unknown`` those that no skill is near to.
    """

    programme: Unit
    units: tuple[Unit, ...]
    uncertain: tuple[Uncertain, ...] = ()
    unknown: tuple[Uncertain, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def iri(self) -> str:
        """The IRI of the whole."""
        return self.programme.iri

    @property
    def title(self) -> str:
        """The name of the whole."""
        return self.programme.names[0].value

    @property
    def skills(self) -> frozenset[str]:
        """The IRIs of all skills that are taught, ours and ESCO's."""
        outcomes = [one for unit in (self.programme, *self.units) for one in unit.outcomes]
        return frozenset(iri for one in outcomes for iri in (*one.skills, *one.esco_skills))

    def triples(self) -> list[Triple]:
        """Return the curriculum in our model, as far as the file states it.

        Links that our rules infer are left to them, but for ``sg:teachesEscoSkill`` of ESCO skills
        that no skill of ours matches: no rule could know of those.
        """
        return statements(self)
