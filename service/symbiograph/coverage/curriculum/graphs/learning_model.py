"""A curriculum in the European Learning Model 3: opportunities, achievements and qualifications.

An opportunity and the achievement it leads to are one unit; what either states counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from symbiograph.coverage.curriculum.drafts import Draft, OutcomeDraft, SkillText, UnitDraft
from symbiograph.coverage.curriculum.graphs.description import (
    Description,
    Node,
    key_of,
    place_of,
)
from symbiograph.coverage.curriculum.graphs.providers import Providers
from symbiograph.coverage.curriculum.limits import MOST_UNITS
from symbiograph.coverage.curriculum.model import Provider
from symbiograph.coverage.curriculum.names import Names, Vocabulary, folded
from symbiograph.coverage.curriculum.tables import fields
from symbiograph.coverage.curriculum.tables.languages import language_iri
from symbiograph.errors import PayloadTooLarge
from symbiograph.prefixes import PREFIXES
from symbiograph.spreadsheets import Problem

_ELM: Final = PREFIXES["elm"]
_DC: Final = PREFIXES["dcterms"]
_OPPORTUNITY: Final = _ELM + "LearningOpportunity"
_ACHIEVEMENTS: Final = (_ELM + "LearningAchievementSpecification", _ELM + "Qualification")
_SPECIFIED: Final = _ELM + "learningAchievementSpecification"
_ACTIVITY: Final = (_ELM + "learningActivitySpecification", _ELM + "influencedBy")
_TITLES: Final = (_DC + "title", PREFIXES["skos"] + "prefLabel", _ELM + "title")
_PROVIDER_NAMES: Final = (
    "http://www.w3.org/ns/regorg#legalName",
    PREFIXES["skos"] + "prefLabel",
    PREFIXES["skos"] + "altLabel",
)
_DURATION: Final = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)


def learning_units(description: Description) -> list[Node]:
    """Return the opportunities, and the achievements and qualifications that none leads to."""
    opportunities = description.of_class(_OPPORTUNITY)
    led_to = {end for node in opportunities for end in description.nodes(node, _SPECIFIED)}
    others = [node for node in description.of_class(*_ACHIEVEMENTS) if node not in led_to]
    return [*opportunities, *others]


def read_learning_model(
    description: Description, base: str, vocabulary: Vocabulary, language: str
) -> Draft:
    """Return the units that ``description`` holds in the European Learning Model.

    Raises :class:`PayloadTooLarge` for too many units.
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
        self._unit_of: dict[Node, Node] = {}

    def draft(self) -> Draft:
        """Return the units."""
        nodes = learning_units(self._graph)
        if len(nodes) > MOST_UNITS:
            raise PayloadTooLarge(f"There are more than {MOST_UNITS:,} learning opportunities.")
        for node in nodes:
            for one in self._faces(node):
                self._unit_of.setdefault(one, node)
        return Draft([self._unit(node) for node in nodes], self.problems)

    def _faces(self, node: Node) -> list[Node]:
        """Return a unit with the achievement and the activity that belong to it."""
        achievements = self._graph.nodes(node, _SPECIFIED)
        activities = [
            a for one in (node, *achievements) for a in self._graph.nodes(one, *_ACTIVITY)
        ]
        return list(dict.fromkeys([node, *achievements, *activities]))

    def _unit(self, node: Node) -> UnitDraft:
        faces = self._faces(node)
        names = self._first_names(faces)
        unit = UnitDraft(key_of(node), place_of(node, names), names)
        if not names:
            self._tell(node, "This has no title. Add dcterms:title with its language.", "warning")
            unit.names = fields.named(unit.key, self._language)
        unit.part_of = self._whole(node, faces)
        unit.provider = self._provider(faces)
        unit.hours = self._hours(node, faces)
        unit.levels = tuple(
            dict.fromkeys(
                iri
                for iri in self._iris(faces, _ELM + "EQFLevel", _ELM + "educationLevel")
                if iri in fields.LEVELS
            )
        )
        # Of an opportunity or an achievement it is the language of the description.
        activities = self._nodes(faces, *_ACTIVITY)
        taught_in = self._iris(activities, _DC + "language")
        unit.languages = tuple(iri for iri in taught_in if language_iri(iri))
        known = self._vocabulary
        modes = [self._concept(n, known.modes) for n in self._nodes(faces, _ELM + "mode")]
        unit.modes = tuple(dict.fromkeys(filter(None, modes)))
        types = [self._concept(n, known.types) for n in self._nodes(faces, _DC + "type")]
        unit.type = next(filter(None, types), None)
        self._credits(node, faces, unit)
        for outcome in self._nodes(faces, _ELM + "learningOutcome"):
            unit.outcomes.append(self._outcome(outcome))
        return unit

    def _outcome(self, node: Node) -> OutcomeDraft:
        graph = self._graph
        names = graph.names(node, self._language, *_TITLES)
        place = place_of(node, names)
        skills = graph.iris(node, _ELM + "relatedESCOSkill", _ELM + "relatedSkill")
        kinds = [
            self._concept(n, self._vocabulary.outcome_types)
            for n in graph.nodes(node, _DC + "type")
        ]
        # An outcome that names no skill may be called as one.
        texts = skills or [name.value for name in names[:1]]
        said = [SkillText(text, place) for text in texts]
        return OutcomeDraft(names, next(filter(None, kinds), None), said, place)

    def _whole(self, node: Node, faces: Iterable[Node]) -> str | None:
        for one in faces:
            wholes = [
                *self._graph.nodes(one, _ELM + "isPartOf"),
                *self._graph.back(one, _ELM + "hasPart"),
            ]
            for whole in wholes:
                unit = self._unit_of.get(whole)
                if unit is not None and unit != node:
                    return key_of(unit)
        return None

    def _provider(self, faces: Iterable[Node]) -> Provider | None:
        links = (_ELM + "providedBy", _ELM + "awardingBody", _DC + "publisher")
        for link in links:
            for node in self._nodes(faces, link):
                names = self._graph.names(node, self._language, *_PROVIDER_NAMES)
                provider = self._providers.of_node(node, names)
                if provider is not None:
                    return provider
        return None

    def _hours(self, node: Node, faces: Iterable[Node]) -> Decimal | None:
        for literal in self._literals(faces, _ELM + "volumeOfLearning"):
            hours = hours_of(literal.value)
            if hours is None:
                message = (
                    f"The volume of learning {literal.value!r} is no duration in hours. Write it "
                    "such as PT30H; a month or a year has no number of hours."
                )
                self._tell(node, message)
                continue
            return hours
        return None

    def _credits(self, node: Node, faces: Iterable[Node], unit: UnitDraft) -> None:
        for points in self._nodes(faces, _ELM + "creditPoint"):
            frameworks = self._graph.nodes(points, _ELM + "framework")
            scheme = next((self._scheme(framework) for framework in frameworks), None)
            stated = self._graph.literals(points, _ELM + "point")
            if scheme is None or not stated:
                known = self._vocabulary.schemes
                allowed = ", ".join(known.short(iri) for iri in known)
                message = f"These credit points have no framework that is known: {allowed}."
                self._tell(node, message, "warning")
                continue
            try:
                unit.credits, unit.credit_scheme = fields.exact(stated[0].value), scheme
            except fields.Misread as fault:
                self._tell(node, f"elm:point: {fault}")

    def _scheme(self, node: Node) -> str | None:
        return self._concept(node, self._vocabulary.schemes)

    def _concept(self, node: Node, names: Names) -> str | None:
        """Return the concept of ours that this is, or that is called the same."""
        if isinstance(node, NamedNode) and node.value in names.labels:
            return node.value
        skos = PREFIXES["skos"]
        called = self._graph.literals(node, skos + "prefLabel", skos + "notation")
        found = {iri for name in called for iri in names.iris.get(folded(name.value), ())}
        return next(iter(found)) if len(found) == 1 else None

    def _first_names(self, faces: Iterable[Node]) -> tuple[Literal, ...]:
        named = (self._graph.names(node, self._language, *_TITLES) for node in faces)
        return next(filter(None, named), ())

    def _nodes(self, faces: Iterable[Node], *predicates: str) -> list[Node]:
        found = (node for one in faces for node in self._graph.nodes(one, *predicates))
        return list(dict.fromkeys(found))

    def _iris(self, faces: Iterable[Node], *predicates: str) -> list[str]:
        return [n.value for n in self._nodes(faces, *predicates) if isinstance(n, NamedNode)]

    def _literals(self, faces: Iterable[Node], *predicates: str) -> list[Literal]:
        return [one for node in faces for one in self._graph.literals(node, *predicates)]

    def _tell(self, node: Node, message: str, severity: Any = "error") -> None:
        self.problems.append(Problem(place_of(node), message, severity))


def hours_of(duration: str) -> Decimal | None:
    """Return the hours of an ``xsd:duration``, ``None`` for none or one of months and years.

    A day has 24 hours, as XML Schema has it: systems write PT30H as P1DT6H.
    """
    match = _DURATION.fullmatch(duration.strip())
    if not match or match[1] or match[2] or duration.strip().endswith(("P", "T")):
        return None
    days, hours, minutes, seconds = (Decimal(part or 0) for part in match.groups()[2:])
    total = days * 24 + hours + minutes / 60 + seconds / 3600
    return fields.plain(round(total, 4)) if total else None
