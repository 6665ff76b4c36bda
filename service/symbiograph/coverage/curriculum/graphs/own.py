"""A curriculum in our own model: training units, outcomes and the skills they develop."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from symbiograph.coverage.curriculum.drafts import Draft, OutcomeDraft, SkillText, UnitDraft
from symbiograph.coverage.curriculum.graphs.description import (
    Description,
    Node,
    key_of,
    place_of,
)
from symbiograph.coverage.curriculum.graphs.providers import Providers
from symbiograph.coverage.curriculum.limits import MOST_UNITS
from symbiograph.coverage.curriculum.names import Names, Vocabulary
from symbiograph.coverage.curriculum.tables import fields
from symbiograph.coverage.curriculum.tables.languages import LANGUAGE, language_iri
from symbiograph.errors import PayloadTooLarge
from symbiograph.prefixes import PREFIXES, SG, shorten
from symbiograph.spreadsheets import Problem

_CLASSES: Final = tuple(
    SG + name for name in ("TrainingUnit", "TrainingProgramme", "TrainingModule", "LearningUnit")
)
_MODE: Final = SG + "hasDeliveryMode"
_NAME: Final = PREFIXES["skos"] + "prefLabel"
_TITLE: Final = PREFIXES["dcterms"] + "title"
_LANGUAGE: Final = PREFIXES["dcterms"] + "language"


def own_units(description: Description) -> list[Node]:
    """Return the training units of our model that are described."""
    return description.of_class(*_CLASSES)


def read_own(description: Description, base: str, vocabulary: Vocabulary, language: str) -> Draft:
    """Return the units that ``description`` holds in our model.

    A value that does not fit our shapes is left out, and told of with its subject. Raises
    :class:`PayloadTooLarge` for too many units.
    """
    return _Reading(description, Providers(vocabulary, base), vocabulary, language).draft()


class _Reading:
    """One graph, and what has been wrong with it."""

    def __init__(
        self,
        description: Description,
        providers: Providers,
        vocabulary: Vocabulary,
        language: str,
    ) -> None:
        self.problems: list[Problem] = []
        self._graph = description
        self._providers = providers
        self._vocabulary = vocabulary
        self._language = language

    def draft(self) -> Draft:
        """Return the units."""
        nodes = own_units(self._graph)
        if len(nodes) > MOST_UNITS:
            raise PayloadTooLarge(f"There are more than {MOST_UNITS:,} training units.")
        return Draft([self._unit(node) for node in nodes], self.problems)

    def _unit(self, node: Node) -> UnitDraft:
        graph = self._graph
        names = graph.names(node, self._language, _NAME, _TITLE)
        unit = UnitDraft(key_of(node), place_of(node, names), names)
        if not names:
            self._tell(node, "This unit has no name. Add skos:prefLabel.", "warning")
            unit.names = fields.named(unit.key, self._language)
        wholes = [
            *graph.nodes(node, SG + "isPartOfUnit"),
            *graph.back(node, SG + "hasPartUnit"),
        ]
        unit.part_of = key_of(wholes[0]) if wholes else None
        unit.prerequisites = [key_of(n) for n in graph.nodes(node, SG + "hasPrerequisite")]
        by = [*graph.nodes(node, SG + "isProvidedBy"), *graph.back(node, SG + "provides")]
        if by:
            provider_names = graph.names(by[0], self._language, _NAME)
            unit.provider = self._providers.of_node(by[0], provider_names)
        known = self._vocabulary
        unit.hours = self._number(node, "hasHours", fields.exact_hours)
        unit.credits = self._number(node, "hasCreditPoints", fields.exact)
        unit.credit_scheme = self._concept(node, "hasCreditScheme", known.schemes)
        unit.type = self._concept(node, "hasUnitType", known.types)
        modes = [self._known(node, iri, known.modes) for iri in graph.iris(node, _MODE)]
        unit.modes = tuple(filter(None, modes))
        unit.levels = self._levels(node)
        unit.languages = self._languages(node)
        self._check_credits(node, unit)
        self._teaches(node, unit)
        return unit

    def _teaches(self, node: Node, unit: UnitDraft) -> None:
        graph = self._graph
        outcomes = [*graph.nodes(node, SG + "hasOutcome"), *graph.back(node, SG + "isOutcomeOf")]
        for outcome in dict.fromkeys(outcomes):
            names = graph.names(outcome, self._language, _NAME, _TITLE)
            place = place_of(outcome, names)
            skills = [
                *graph.iris(outcome, SG + "developsSkill", PREFIXES["elm"] + "relatedESCOSkill"),
                *(n.value for n in graph.back(outcome, SG + "isDevelopedBy")),
            ]
            kind = self._concept(outcome, "hasOutcomeType", self._vocabulary.outcome_types)
            texts = [SkillText(iri, place) for iri in dict.fromkeys(skills)]
            unit.outcomes.append(OutcomeDraft(names, kind, texts, place))
        if outcomes or graph.back(node, SG + "isPartOfUnit"):
            return
        # Inferred links say what outcomes and parts say; without those they say it alone.
        taught = graph.iris(node, SG + "teachesSkill", SG + "teachesEscoSkill")
        if taught:
            texts = [SkillText(iri, unit.place) for iri in taught]
            unit.outcomes.append(OutcomeDraft(skills=texts, place=unit.place))

    def _number(self, node: Node, name: str, read: Callable[[str], Decimal]) -> Decimal | None:
        stated = self._graph.literals(node, SG + name)
        if not stated:
            return None
        if len(stated) > 1:
            self._tell(node, f"Several numbers are stated for sg:{name}. Keep one.")
            return None
        try:
            return read(stated[0].value)
        except fields.Misread as fault:
            self._tell(node, f"sg:{name}: {fault}")
            return None

    def _concept(self, node: Node, name: str, names: Names) -> str | None:
        iris = self._graph.iris(node, SG + name)
        return self._known(node, iris[0], names) if iris else None

    def _known(self, node: Node, iri: str, names: Names) -> str | None:
        if iri in names.labels:
            return iri
        allowed = ", ".join(shorten(one) for one in names)
        self._tell(node, f"{shorten(iri)} is not known here. Take one of: {allowed}.")
        return None

    def _levels(self, node: Node) -> tuple[str, ...]:
        found = self._graph.iris(node, SG + "hasEqfLevel")
        levels = tuple(iri for iri in found if iri in fields.LEVELS)
        if len(levels) < len(found):
            self._tell(node, "An EQF level is one of eqf:1 to eqf:8.")
        return levels

    def _languages(self, node: Node) -> tuple[str, ...]:
        found = self._graph.iris(node, _LANGUAGE)
        languages = tuple(iri for iri in found if language_iri(iri))
        if len(languages) < len(found):
            self._tell(node, f"A language of teaching is an IRI such as <{LANGUAGE}ENG>.")
        return languages

    def _check_credits(self, node: Node, unit: UnitDraft) -> None:
        if unit.credits is not None and unit.credit_scheme is None:
            unit.credits = None
            self._tell(node, "Points mean nothing without sg:hasCreditScheme. Add it.")
        elif unit.credits is None:
            unit.credit_scheme = None

    def _tell(self, node: Node, message: str, severity: Any = "error") -> None:
        self.problems.append(Problem(place_of(node), message, severity))
