"""What a programme is made from: skills that are needed, and training units that cover them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Counting(StrEnum):
    """What counts as covered: the skill, also a narrower one, or also its ESCO equivalent."""

    EXACT = "exact"
    NARROWER = "narrower"
    ESCO = "esco"


@dataclass(frozen=True)
class Skill:
    """A skill that is needed, and the IRIs of the profiles, sectors or groups that need it."""

    iri: str
    label: str = ""
    needed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """A training unit with what is stated of it; ``None`` and an empty set mean: not stated.

    ``covers`` are the IRIs of the needed skills that it covers by the way of counting, ``parts``
    the units it directly contains, ``prerequisites`` those to be completed before it. Hours and
    credits are of the unit with all of its parts.
    """

    iri: str
    label: str = ""
    covers: frozenset[str] = frozenset()
    hours: Decimal | None = None
    credits: Decimal | None = None
    credit_scheme: str | None = None
    eqf_levels: frozenset[int] = frozenset()
    providers: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    prerequisites: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Problem:
    """Skills to cover and the units to choose from.

    ``taken`` are units of the problem that stand already in the programme: what they cover is
    covered, the prerequisites they fulfil are fulfilled, and they cost nothing. ``labels`` names
    the other things of the problem: profiles, providers, languages, modes, credit schemes. Only
    ``candidates`` may be chosen; ``None`` means every unit.
    """

    skills: tuple[Skill, ...]
    units: tuple[Unit, ...]
    counting: Counting = Counting.EXACT
    taken: frozenset[str] = frozenset()
    candidates: frozenset[str] | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
