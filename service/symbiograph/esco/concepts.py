"""The concepts of an imported release as records: what releases are compared by.

A release's graph is a million lines, sorted by subject; they are read one by one into records that
hold what a comparison asks for, and nothing else.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, get_args

from symbiograph.esco import model
from symbiograph.esco.graph import unescaped
from symbiograph.esco.shelf import Held

Kind = Literal["skill", "occupation", "skill group", "ISCO-08 group"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
# The table of the distribution that lists the concepts of a kind.
TABLE_OF: Final[Mapping[Kind, str]] = {
    "skill": "skills",
    "occupation": "occupations",
    "skill group": "skillGroups",
    "ISCO-08 group": "ISCOGroups",
}
Relation = Literal["broader", "essential", "optional"]
RELATIONS: Final[tuple[Relation, ...]] = get_args(Relation)
# The tables that hold the relations of a kind of concept.
RELATION_TABLES: Final[Mapping[tuple[Relation, Kind], str]] = {
    ("broader", "skill"): "broaderRelationsSkillPillar",
    ("broader", "skill group"): "broaderRelationsSkillPillar",
    ("broader", "occupation"): "broaderRelationsOccPillar",
    ("broader", "ISCO-08 group"): "broaderRelationsOccPillar",
    ("essential", "occupation"): "occupationSkillRelations",
    ("optional", "occupation"): "occupationSkillRelations",
    ("essential", "skill"): "skillSkillRelations",
    ("optional", "skill"): "skillSkillRelations",
}
# What ESCO says of a concept that is no longer to be used.
OBSOLETE: Final = "obsolete"
_ENGLISH: Final = "en"


@dataclass(slots=True)
class Concept:
    """What a release says of one concept; labels and descriptions by language.

    ``broader``, ``essential`` and ``optional`` are IRIs; the last two are what ESCO relates the
    concept to, an occupation to its skills or a skill to other skills. ``skill_type``,
    ``reuse_level`` and ``isco_group`` are the last part of ESCO's IRIs, such as ``knowledge``.
    """

    iri: str
    kind: Kind
    preferred: dict[str, str] = field(default_factory=dict)
    alternative: dict[str, set[str]] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    broader: set[str] = field(default_factory=set)
    essential: set[str] = field(default_factory=set)
    optional: set[str] = field(default_factory=set)
    skill_type: str | None = None
    reuse_level: str | None = None
    isco_group: str | None = None
    status: str | None = None

    def name(self, language: str = _ENGLISH) -> str:
        """Return its label in ``language``, else in English or any other, else its IRI."""
        for chosen in (language, _ENGLISH, *sorted(self.preferred)):
            if chosen in self.preferred:
                return self.preferred[chosen]
        return self.iri


@dataclass(frozen=True)
class Classification:
    """The concepts of one release by IRI, and the tables of a whole release that it lacks."""

    release: str
    concepts: Mapping[str, Concept]
    missing: frozenset[str] = frozenset()

    def of(self, kind: Kind) -> Iterator[Concept]:
        """Yield the concepts of a kind."""
        return (concept for concept in self.concepts.values() if concept.kind == kind)

    def lists(self, kind: Kind) -> bool:
        """Tell whether this release was imported with all its concepts of a kind."""
        return TABLE_OF[kind] not in self.missing and any(self.of(kind))

    def relates(self, relation: Relation, kind: Kind) -> bool:
        """Tell whether this release was imported with all such relations of a kind's concepts."""
        return RELATION_TABLES.get((relation, kind)) not in self.missing

    def name(self, iri: str, language: str = _ENGLISH) -> str:
        """Return the label of a concept, or its IRI where this release does not describe it."""
        concept = self.concepts.get(iri)
        return iri if concept is None else concept.name(language)

    @cached_property
    def users(self) -> Mapping[str, frozenset[str]]:
        """The occupations that need a skill, essential or optional, by the skill's IRI."""
        found: dict[str, set[str]] = defaultdict(set)
        for occupation in self.of("occupation"):
            for skill in occupation.essential | occupation.optional:
                found[skill].add(occupation.iri)
        return {skill: frozenset(users) for skill, users in found.items()}


def read_classification(held: Held) -> Classification:
    """Return the concepts of an imported release; raises :class:`ReleaseError` for a bad file."""
    concepts = read_concepts(held.graph())
    return Classification(held.release, concepts, frozenset(held.manifest.missing))


def read_concepts(document: bytes) -> dict[str, Concept]:
    """Return the concepts that a release's N-Triples describe, by IRI.

    What is only referred to is left out. The lines must be sorted by subject.
    """
    reader = _Reader()
    for line in io.BytesIO(document):
        subject, predicate, value = line.split(b" ", 2)
        take = reader.taken.get(predicate)
        if take is not None:
            take(subject, predicate, value[:-3])
    return reader.finished()


_TYPES: Final[Mapping[bytes, Kind]] = {
    f"<{model.SKILL}>".encode(): "skill",
    f"<{model.OCCUPATION}>".encode(): "occupation",
}
_TEXT: Final = re.compile(r'"(.*)"(?:@([A-Za-z0-9-]+)|\^\^<[^>]*>)?', re.DOTALL)


class _Reader:
    """Puts statements, which come by subject, into the record of their subject."""

    def __init__(self) -> None:
        self._concepts: dict[bytes, Concept] = {}
        self._described: set[bytes] = set()
        self._last = b""
        self._concept = Concept("", "skill group")
        self._pointing: list[tuple[Concept, str]] = []
        self._texts: dict[bytes, str] = {}
        self._languages: dict[bytes, str] = {}
        by_predicate: dict[str, Callable[[bytes, bytes, bytes], None]] = {
            model.TYPE: self._type,
            model.PREF_LABEL: self._preferred,
            model.ALT_LABEL: self._alternative,
            model.DESCRIPTION: self._points,
            model.BROADER: self._related,
            model.ESSENTIAL[0]: self._related,
            model.OPTIONAL[0]: self._related,
            model.SKILL_TYPE: self._code,
            model.REUSE_LEVEL: self._code,
            model.ISCO_GROUP: self._code,
            model.STATUS: self._status,
            model.NODE_TEXT: self._text,
            model.LANGUAGE: self._language,
        }
        self.taken = {f"<{iri}>".encode(): take for iri, take in by_predicate.items()}

    def finished(self) -> dict[str, Concept]:
        """Return the concepts that are described, with their descriptions."""
        for concept, node in self._pointing:
            key = f"<{node}>".encode()
            if key in self._texts and key in self._languages:
                concept.description.setdefault(self._languages[key], self._texts[key])
        return {
            concept.iri: concept
            for subject, concept in self._concepts.items()
            if subject in self._described
        }

    def _of(self, subject: bytes) -> Concept:
        if subject != self._last:
            self._last = subject
            iri = subject[1:-1].decode()
            isco = model.OF_ISCO_GROUP.fullmatch(iri)
            self._concept = Concept(iri, "ISCO-08 group" if isco else "skill group")
            self._concepts[subject] = self._concept
        return self._concept

    def _type(self, subject: bytes, _: bytes, value: bytes) -> None:
        if value == _CONCEPT:
            self._of(subject)
            self._described.add(subject)
        elif value in _TYPES:
            self._of(subject).kind = _TYPES[value]

    def _preferred(self, subject: bytes, _: bytes, value: bytes) -> None:
        text, language = _literal(value)
        self._of(subject).preferred[language] = text

    def _alternative(self, subject: bytes, _: bytes, value: bytes) -> None:
        text, language = _literal(value)
        self._of(subject).alternative.setdefault(language, set()).add(text)

    def _points(self, subject: bytes, _: bytes, value: bytes) -> None:
        self._pointing.append((self._of(subject), value[1:-1].decode()))

    def _related(self, subject: bytes, predicate: bytes, value: bytes) -> None:
        getattr(self._of(subject), _RELATIONS[predicate]).add(value[1:-1].decode())

    def _code(self, subject: bytes, predicate: bytes, value: bytes) -> None:
        code = value[1:-1].decode().rpartition("/")[2]
        setattr(self._of(subject), _CODES[predicate], code)

    def _status(self, subject: bytes, _: bytes, value: bytes) -> None:
        self._of(subject).status = _literal(value)[0]

    def _text(self, subject: bytes, _: bytes, value: bytes) -> None:
        self._texts[subject] = _literal(value)[0]

    def _language(self, subject: bytes, _: bytes, value: bytes) -> None:
        self._languages[subject] = _literal(value)[0]


_CONCEPT: Final = f"<{model.CONCEPT}>".encode()
_RELATIONS: Final = {
    f"<{model.BROADER}>".encode(): "broader",
    f"<{model.ESSENTIAL[0]}>".encode(): "essential",
    f"<{model.OPTIONAL[0]}>".encode(): "optional",
}
_CODES: Final = {
    f"<{model.SKILL_TYPE}>".encode(): "skill_type",
    f"<{model.REUSE_LEVEL}>".encode(): "reuse_level",
    f"<{model.ISCO_GROUP}>".encode(): "isco_group",
}


def _literal(value: bytes) -> tuple[str, str]:
    """Return the text of a literal, and its language or nothing."""
    match = _TEXT.fullmatch(value.decode())
    if match is None:
        raise ValueError(f"no literal: {value!r}")
    return unescaped(match[1]), match[2] or ""
