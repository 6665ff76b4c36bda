"""Which concept of a release may take the place of one that it no longer has: proposals.

A proposal is a guess with its reasons, for a person to judge. ESCO publishes no list of what
replaces what, and nothing here states one.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from symbiograph.esco.concepts import OBSOLETE, Classification, Concept, Kind
from symbiograph.esco.wording import Vector, Weights, cosine, folded, words

# How much each sort of evidence counts; what is not known of the old concept does not count.
WEIGHTS: Final[Mapping[str, float]] = {
    "label": 0.5,
    "description": 0.25,
    "occupations": 0.15,
    "hierarchy": 0.1,
}
# From which score on a concept is proposed. benchmarks/esco_replacements.py shows the choice.
THRESHOLD: Final = 0.5
MOST: Final = 3
# An alternative label says less than the preferred one.
_ALTERNATIVE: Final = 0.9
# A likeness below this is no reason that a person would accept.
_TOLD: Final = 0.3
# How many concepts are looked at closely: the first by common words, and by common occupations.
_CLOSER: Final = 50
# A word that more than one concept in so many has brings none into question, where there are
# more than a few concepts.
_COMMON: Final = 20
_FEW: Final = 1000


@dataclass(frozen=True)
class Proposal:
    """A concept that may take another's place: a score from 0 to 1, and why, in sentences' parts.

    ``parts`` gives the likeness by sort of evidence, each from 0 to 1.
    """

    concept: str
    name: str
    score: float
    parts: Mapping[str, float]
    reasons: tuple[str, ...]


class Replacements:
    """Proposes concepts of ``new``; ``old`` is the release that the removed concepts are of.

    Without ``old`` nothing is known of who used a concept, and labels alone decide. Texts are
    compared in ``language``.
    """

    def __init__(
        self, new: Classification, old: Classification | None = None, language: str = "en"
    ) -> None:
        self._new, self._old, self._language = new, old, language
        self._live = {
            iri: concept
            for iri, concept in new.concepts.items()
            if concept.status != OBSOLETE and language in concept.preferred
        }
        self._label_weights = Weights(
            label for concept in self._live.values() for label in _labels(concept, language)
        )
        self._text_weights = Weights(
            concept.description.get(language, "") for concept in self._live.values()
        )
        self._records: dict[str, _Record] = {}
        self._with_word: dict[str, set[str]] = defaultdict(set)
        for iri, concept in self._live.items():
            for label in _labels(concept, language):
                for word in words(label):
                    self._with_word[word].add(iri)

    def propose(self, gone: Concept, hidden: Collection[str] = ()) -> list[Proposal]:
        """Return what may take the place of ``gone``, best first; nothing where nothing is good.

        ``hidden`` concepts are not proposed.
        """
        proposals = [p for p in self.ranked(gone, hidden) if p.score >= THRESHOLD]
        return proposals[:MOST]

    def ranked(self, gone: Concept, hidden: Collection[str] = ()) -> list[Proposal]:
        """Return the concepts that come into question, best first, however bad."""
        of_gone = self._record(gone, self._old)
        proposals = [
            self._judged(of_gone, self._record(self._live[iri], self._new))
            for iri in sorted(self._in_question(of_gone))
            if iri not in hidden
        ]
        return sorted(proposals, key=lambda proposal: (-proposal.score, proposal.concept))

    def _in_question(self, gone: _Record) -> set[str]:
        """Return the concepts of the same kind with the most in common: words, and relations."""
        kind = gone.concept.kind
        by_words: dict[str, float] = defaultdict(float)
        for word in sorted(gone.words):
            having = self._with_word.get(word, set())
            if len(having) * _COMMON > len(self._live) > _FEW:
                continue
            for iri in having:
                by_words[iri] += math.log(1 + len(self._live) / len(having))
        by_relations: dict[str, float] = defaultdict(float)
        for other in gone.related:
            for iri in self._relating(kind, other):
                by_relations[iri] += 1
        found: set[str] = set()
        for common in (by_words, by_relations):
            alike = [
                (-much, iri)
                for iri, much in common.items()
                if iri in self._live and self._live[iri].kind == kind and iri != gone.concept.iri
            ]
            found.update(iri for _, iri in heapq.nsmallest(_CLOSER, alike))
        return found

    def _relating(self, kind: Kind, other: str) -> Collection[str]:
        """Return what an occupation needs, or which occupations need a skill."""
        if kind == "occupation":
            return self._new.users.get(other, ())
        return self._new.concepts[other].essential | self._new.concepts[other].optional

    def _record(self, concept: Concept, release: Classification | None) -> _Record:
        known = self._records.get(concept.iri) if release is self._new else None
        if known is not None:
            return known
        preferred = folded(concept.preferred.get(self._language, ""))
        labels = [folded(label) for label in _labels(concept, self._language)]
        description = concept.description.get(self._language)
        record = _Record(
            concept,
            preferred,
            {label: self._label_weights.vector(label) for label in labels},
            self._text_weights.vector(description) if description else None,
            frozenset(_related(concept, release) & self._new.concepts.keys()),
            frozenset(concept.broader & self._new.concepts.keys()),
        )
        if release is self._new:
            self._records[concept.iri] = record
        return record

    def _took_over(self, gone: _Record, other: _Record) -> bool:
        """Tell whether a concept that was there before got the label of ``gone`` since."""
        before = self._old and self._old.concepts.get(other.concept.iri)
        if gone.preferred not in other.labels or not before:
            return False
        return gone.preferred not in map(folded, _labels(before, self._language))

    def _judged(self, gone: _Record, other: _Record) -> Proposal:
        parts: dict[str, float] = {}
        reasons: list[str] = []
        parts["label"], reason = _label_likeness(gone, other)
        if gone.preferred != other.preferred and self._took_over(gone, other):
            parts["label"], reason = 1.0, "its label became an alternative label of this one"
        reasons.append(reason)
        if gone.text is not None:
            parts["description"] = likeness = cosine(gone.text, other.text or {})
            reasons.append(f"descriptions alike: {likeness:.2f}" if likeness >= _TOLD else "")
        if gone.related:
            common = len(gone.related & other.related)
            total = len(gone.related)
            parts["occupations"] = common / math.sqrt(total * len(other.related) or 1)
            if gone.concept.kind == "occupation":
                reasons.append(f"{common} of {total} skills in common" if common else "")
            else:
                reasons.append(f"{common} of {total} occupations use it" if common else "")
        if gone.broader:
            common = len(gone.broader & other.broader)
            parts["hierarchy"] = common / len(gone.broader | other.broader)
            reasons.append("neighbours in the hierarchy" if common else "")
        known = sum(WEIGHTS[part] for part in parts)
        score = sum(WEIGHTS[part] * likeness for part, likeness in parts.items()) / known
        return Proposal(
            other.concept.iri,
            other.concept.name(self._language),
            round(score, 3),
            {part: round(likeness, 3) for part, likeness in parts.items()},
            tuple(filter(None, reasons)),
        )


@dataclass(frozen=True)
class _Record:
    """What is compared of a concept: folded labels, texts as vectors, relations within ``new``."""

    concept: Concept
    preferred: str
    labels: Mapping[str, Vector]
    text: Vector | None
    related: frozenset[str]
    broader: frozenset[str]

    @property
    def words(self) -> set[str]:
        return {word for vector in self.labels.values() for word in vector}


def _label_likeness(gone: _Record, other: _Record) -> tuple[float, str]:
    """Return how alike labels are, and the reason in words where they are at all."""
    if gone.preferred == other.preferred:
        return 1.0, "the same label"
    if gone.preferred in other.labels:
        return _ALTERNATIVE, "its label is an alternative label of this one"
    if other.preferred in gone.labels:
        return _ALTERNATIVE, "this label was an alternative label of it"
    both = sorted(gone.labels.keys() & other.labels.keys())
    own, others = gone.labels.get(gone.preferred, {}), other.labels.get(other.preferred, {})
    between = [cosine(own, vector) for vector in other.labels.values()]
    between += [cosine(vector, others) for vector in gone.labels.values()]
    likeness = max(cosine(own, others), _ALTERNATIVE * max(between, default=0.0))
    if both and likeness < _ALTERNATIVE**2:
        return _ALTERNATIVE**2, f"a common alternative label: {both[0]!r}"
    return likeness, f"labels alike: {likeness:.2f}" if likeness >= _TOLD else ""


def _labels(concept: Concept, language: str) -> list[str]:
    preferred = concept.preferred.get(language)
    first = [] if preferred is None else [preferred]
    return [*first, *sorted(concept.alternative.get(language, ()))]


def _related(concept: Concept, release: Classification | None) -> AbstractSet[str]:
    if concept.kind == "occupation":
        return concept.essential | concept.optional
    return frozenset() if release is None else release.users.get(concept.iri, frozenset())
