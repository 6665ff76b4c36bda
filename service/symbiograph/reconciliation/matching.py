"""The candidates for queries: found by identifier, by name or by property, and scored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Protocol

from pyoxigraph import Literal

from symbiograph.alignment import MOST_CANDIDATES, Asked, Candidate, Predicate, Suggestions
from symbiograph.engine.image import Image
from symbiograph.errors import BadArgument
from symbiograph.reconciliation.conditions import Test, prepared
from symbiograph.reconciliation.entities import Entities
from symbiograph.reconciliation.identifiers import identified
from symbiograph.reconciliation.services import EntityType, Holds
from symbiograph.reconciliation.sought import Quantifier, Sought, Strictness

# benchmarks/sure_matches.py tells how often such a match is what curators of ours found.
_SURE, _MARGIN = 0.8, 0.3
_SAFE: Final = frozenset({"same-label", "accepted-mapping"})
# A property that holds multiplies the odds of a candidate by so much, one that fails divides them.
_ODDS: Final = 3.0
_WRONG_TYPE: Final = 9.0
_WHOLE: Final = 100.0
# Not even the same identifier stands against all other evidence.
_CERTAIN: Final = 99.9
# What a property alone says of an entity.
_UNKNOWN: Final = 50.0
# From below this place nothing is raised to the first ones.
_RAISED: Final = 30
# Of a text, in characters.
_LONGEST: Final = 1_000
# The aligner may find groups, which are no entities.
_SPARE: Final = 2


class Finder(Protocol):
    """What finds concepts for texts: an aligner."""

    def suggest_all(self, asked: Sequence[Asked], limit: int = 10) -> list[Suggestions]:
        """Return the candidates for each."""


@dataclass(frozen=True)
class Feature:
    """What speaks for a candidate, as a number."""

    id: str
    name: str
    value: float | bool


@dataclass(frozen=True)
class Match:
    """A candidate: ``score`` from 0 to 100; ``sure`` where it can be taken without a look.

    ``candidate`` is what a name has found. ``holds`` is the share of the properties asked for that
    hold, ``None`` where none are.
    """

    iri: str
    score: float
    sure: bool = False
    candidate: Candidate | None = None
    holds: float | None = None

    def features(self) -> list[Feature]:
        """Return what speaks for it."""
        found = []
        if self.candidate:
            confidence = self.candidate.confidence
            found.append(Feature("confidence", "probability that it is right", confidence))
            shares: dict[str, float] = {}
            for reason in self.candidate.reasons:
                shares[reason.kind] = shares.get(reason.kind, 0.0) + reason.share
            found += [Feature(k, k.replace("-", " "), round(v, 4)) for k, v in shares.items()]
        elif self.score == _WHOLE:
            found.append(Feature("identifier", "same identifier", value=True))
        if self.holds is not None:
            found.append(Feature("properties", "share of the properties that hold", self.holds))
        return found


class Matching:
    """Matches queries with the entities of a service."""

    def __init__(self, image: Image, entities: Entities, finder: Finder) -> None:
        self._image = image
        self._entities = entities
        self._finder = finder

    def matches(self, queries: Sequence[Sought]) -> list[list[Match]]:
        """Return the candidates for each query, the best first.

        Raises :class:`BadArgument` for an unknown type or property.
        """
        prepared_ = [_Prepared.of(self._image, self._entities, query) for query in queries]
        asked = {text: None for one in prepared_ if not one.identified for text in one.asked}
        found: dict[Asked, Suggestions] = {}
        if asked:
            wide = max(one.wide for one in prepared_)
            suggestions = self._finder.suggest_all([*asked], wide)
            found = dict(zip(asked, suggestions, strict=True))
        return [self._of(one, found) for one in prepared_]

    def _of(self, query: _Prepared, found: dict[Asked, Suggestions]) -> list[Match]:
        if query.identified:
            is_one = len(query.identified) == 1
            candidates: Iterable[Match] = (Match(iri, _WHOLE, is_one) for iri in query.identified)
        elif query.sought.names:
            candidates = self._named([found[asked] for asked in query.asked])
        else:
            candidates = self._of_properties(query)
        weighed = (match for one in candidates if (match := query.weighed(one)) is not None)
        if query.keeps_order:
            return [*islice(weighed, query.sought.limit)]
        # Equal ones stay in the order of the aligner.
        return sorted(weighed, key=lambda one: -one.score)[: query.sought.limit]

    def _named(self, suggestions: Sequence[Suggestions]) -> Iterator[Match]:
        """Yield the candidates for names, the best first and each once."""
        sure = {
            of_name.candidates[0].iri
            for of_name in suggestions
            if of_name.candidates and is_sure(of_name.candidates)
        }
        each = (candidate for of_name in suggestions for candidate in of_name.candidates)
        # One name has them in order.
        ordered = sorted(each, key=lambda c: -c.confidence) if len(suggestions) > 1 else each
        seen = set()
        for candidate in ordered:
            if candidate.iri not in seen and self._entities.has(candidate.iri):
                seen.add(candidate.iri)
                score = round(_WHOLE * candidate.confidence, 2)
                yield Match(candidate.iri, score, candidate.iri in sure, candidate)

    def _of_properties(self, query: _Prepared) -> list[Match]:
        """Return what meets a condition, where no name is asked for."""
        found: set[str] = set()
        for test in query.tests:
            if test.condition.quantifier is not Quantifier.NONE:
                found.update(self._meeting(test))
        return [Match(iri, _UNKNOWN) for iri in sorted(found)]

    def _meeting(self, test: Test) -> list[str]:
        entities = self._entities
        if test.of.holds is Holds.THING:
            nodes = [node for nodes in test.nodes for node in nodes]
            return [iri for node in nodes for iri in entities.related_to(test.paths, node)]
        texts = [value.id or value.text for value in test.condition.values]
        if test.of.id in ("id", "code"):
            return [iri for text in texts for iri in identified(entities, text)]
        language = self._entities.languages[0] if self._entities.languages else "en"
        literals = [Literal(text, language=tag) for text in texts for tag in {language, "en"}]
        literals += [Literal(text) for text in texts]
        return [iri for one in literals for iri in entities.related_to(test.paths, one)]


@dataclass(frozen=True)
class _Prepared:
    """A query with what it names looked up."""

    sought: Sought
    entities: Entities
    types: tuple[EntityType, ...]
    tests: tuple[Test, ...]
    identified: tuple[str, ...]

    @classmethod
    def of(cls, image: Image, entities: Entities, sought: Sought) -> _Prepared:
        types = tuple(_type(entities, id_) for id_ in sought.types)
        tests = tuple(prepared(image, entities.service, one) for one in sought.conditions)
        texts = sought.ids or sought.names
        found = dict.fromkeys(iri for text in texts for iri in identified(entities, text))
        return cls(sought, entities, types, tests, tuple(found))

    @property
    def asked(self) -> list[Asked]:
        """The texts to find concepts for; a code that nothing has is no name."""
        names = (name[:_LONGEST] for name in self.sought.names if any(map(str.isalpha, name)))
        return [Asked(name, language=self.sought.language) for name in names]

    @property
    def keeps_order(self) -> bool:
        """Whether nothing is known of the entity but its name, and so candidates are as found."""
        everything = self.entities.service.types[0]
        return not self.tests and all(type_ is everything for type_ in self.types)

    @property
    def wide(self) -> int:
        """How many candidates are to be looked at so that enough are left."""
        if self.keeps_order:
            return min(self.sought.limit + _SPARE, MOST_CANDIDATES)
        filters = any(test.condition.required for test in self.tests)
        if filters or (self.types and self.sought.strictness is not Strictness.SHOULD):
            return MOST_CANDIDATES
        return max(self.sought.limit, _RAISED)

    def weighed(self, match: Match) -> Match | None:
        """Return a candidate with its score for all that is known; ``None`` where it is none."""
        if self.keeps_order:
            return match
        of_type = self._is_of_types(match.iri)
        if not of_type and self.sought.strictness is not Strictness.SHOULD:
            return None
        odds = 1.0 if of_type else 1 / _WRONG_TYPE
        holding = [test.holds(self.entities, match.iri) for test in self.tests]
        if not all(
            held for held, test in zip(holding, self.tests, strict=True) if test.condition.required
        ):
            return None
        for held in holding:
            odds *= _ODDS if held else 1 / _ODDS
        return replace(
            match,
            score=_raised(match.score, odds),
            sure=match.sure and of_type and all(holding),
            holds=sum(holding) / len(holding) if holding else None,
        )

    def _is_of_types(self, iri: str) -> bool:
        everything = self.entities.service.types[0]
        held = [t is everything or self.entities.is_of(iri, t) for t in self.types]
        return not held or (all(held) if self.sought.strictness is Strictness.ALL else any(held))


def _type(entities: Entities, id_: str) -> EntityType:
    found = entities.service.type(id_)
    if found is None:
        known = [type_.id for type_ in entities.service.types]
        message = f"{entities.service.name} has no type {id_!r}; it has {', '.join(known)}."
        raise BadArgument(message, "type", known)
    return found


def is_sure(candidates: Sequence[Candidate]) -> bool:
    """Tell whether the first is meant: named just so, or mapped by a curator, and no other near."""
    first, others = candidates[0], candidates[1:2]
    return (
        first.predicate is Predicate.EXACT
        and first.confidence >= _SURE
        and not _SAFE.isdisjoint(reason.kind for reason in first.reasons)
        and all(first.confidence - other.confidence >= _MARGIN for other in others)
    )


def _raised(score: float, odds: float) -> float:
    """Return a score after evidence that multiplies its odds."""
    if odds == 1.0 or (odds > 1.0 and score >= _WHOLE):
        return score
    share = min(score, _CERTAIN)
    weight = share * odds
    return round(_WHOLE * weight / (weight + _WHOLE - share), 2)
