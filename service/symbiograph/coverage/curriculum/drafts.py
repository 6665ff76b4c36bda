"""What every reader makes of its file: units with fields that are read, and texts for skills."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from pyoxigraph import Literal

from symbiograph.coverage.curriculum.model import Provider
from symbiograph.spreadsheets import Place, Problem


@dataclass(frozen=True)
class SkillText:
    """What a file says for a skill, and where."""

    text: str
    place: Place


@dataclass
class OutcomeDraft:
    """An outcome; without a name each of its skills is an outcome of that name."""

    names: tuple[Literal, ...] = ()
    type: str | None = None
    skills: list[SkillText] = field(default_factory=list)
    place: Place = field(default_factory=Place)


@dataclass
class UnitDraft:
    """A unit; ``part_of`` and ``prerequisites`` are keys of units in the same file, or IRIs."""

    key: str
    place: Place
    names: tuple[Literal, ...] = ()
    type: str | None = None
    part_of: str | None = None
    prerequisites: list[str] = field(default_factory=list)
    provider: Provider | None = None
    hours: Decimal | None = None
    credits: Decimal | None = None
    credit_scheme: str | None = None
    levels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    outcomes: list[OutcomeDraft] = field(default_factory=list)


@dataclass
class Draft:
    """All that a file holds. ``title`` names the whole where the file does."""

    units: list[UnitDraft]
    problems: list[Problem]
    title: tuple[Literal, ...] = ()


def names_in(language: str, texts: Iterable[str]) -> tuple[Literal, ...]:
    """Return texts as names in one language, with one blank between words."""
    tidied = (" ".join(text.split()) for text in texts)
    return tuple(Literal(text, language=language) for text in tidied if text)
