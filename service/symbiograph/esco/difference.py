"""What one release of ESCO changed against another, one change at a time.

Only what both releases were imported with is compared. What one of them does not hold, such as
the relations of a partial download or a language, is told instead: a table that is missing is no
reason to call 13,000 skills removed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal, get_args

from symbiograph.esco.concepts import (
    KINDS,
    RELATION_TABLES,
    RELATIONS,
    Classification,
    Concept,
    Kind,
    Relation,
)

What = Literal[
    "removed",
    "added",
    "relabelled",
    "alternative label removed",
    "alternative label added",
    "moved",
    "kind changed",
    "reuse level changed",
    "status changed",
    "broader removed",
    "broader added",
    "essential removed",
    "essential added",
    "optional removed",
    "optional added",
]
WHATS: Final[tuple[What, ...]] = get_args(What)
_WHAT: Final = {what: place for place, what in enumerate(WHATS)}
_KIND: Final = {kind: place for place, kind in enumerate(KINDS)}
# Changes whose old and new values are IRIs of concepts.
BETWEEN_CONCEPTS: Final = frozenset(
    {"moved", *(w for w in WHATS if w.partition(" ")[0] in RELATIONS)}
)
_VALUES: Final[dict[What, Callable[[Concept], str | None]]] = {
    "kind changed": lambda concept: concept.skill_type or concept.kind,
    "reuse level changed": lambda concept: concept.reuse_level,
    "status changed": lambda concept: concept.status,
}


@dataclass(frozen=True)
class Change:
    """One thing that changed about ``concept``, of which ``name`` is a label.

    ``old`` and ``new`` are labels, codes, or IRIs (see :data:`BETWEEN_CONCEPTS`); ``language`` is
    that of a label. Concepts added and removed have neither.
    """

    what: What
    kind: Kind
    concept: str
    name: str
    language: str = ""
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """All changes from ``old`` to ``new``, in the order of :data:`WHATS`, then by kind and name.

    ``not_compared`` are sentences on what one of the releases does not hold.
    """

    old: Classification
    new: Classification
    language: str
    changes: list[Change]
    not_compared: list[str]

    def counts(self) -> Counter[tuple[What, Kind]]:
        """Return how many changes there are of each sort, by kind of concept."""
        return Counter((change.what, change.kind) for change in self.changes)

    def only(self, whats: Collection[What]) -> Difference:
        """Return the difference with changes of these sorts, or of all where none is given."""
        if not whats:
            return self
        return replace(self, changes=[c for c in self.changes if c.what in whats])

    def name(self, value: str) -> str:
        """Return the label of the concept ``value``, in the newer release where it is there."""
        for release in (self.new, self.old):
            if value in release.concepts:
                return release.name(value, self.language)
        return value


def compare(old: Classification, new: Classification, language: str | None = None) -> Difference:
    """Return what changed from ``old`` to ``new``; labels in ``language`` only, if one is given.

    Names are in that language, else in English, where there are any.
    """
    comparison = _Comparison(old, new, language)
    changes = sorted(
        comparison.changes(),
        key=lambda c: (_WHAT[c.what], _KIND[c.kind], c.name, c.concept, c.language, c.old, c.new),
    )
    return Difference(old, new, language or "en", changes, comparison.not_compared)


class _Comparison:
    def __init__(self, old: Classification, new: Classification, language: str | None) -> None:
        self._releases = old, new
        self._old, self._new = old, new
        self._language = language
        self.not_compared: list[str] = []

    def changes(self) -> Iterator[Change]:
        """Yield everything that changed; afterwards :attr:`not_compared` is complete."""
        for kind in KINDS:
            if not any(any(release.of(kind)) for release in self._releases):
                continue
            whole = self._both(f"{kind}s", partial(Classification.lists, kind=kind))
            if whole:
                yield from self._presence(kind)
            pairs = [
                (concept, self._new.concepts[concept.iri])
                for concept in self._old.of(kind)
                if concept.iri in self._new.concepts
            ]
            yield from self._labels(kind, pairs)
            yield from self._values(kind, pairs)
            for relation in RELATIONS:
                yield from self._relations(kind, relation, whole=whole)

    def _presence(self, kind: Kind) -> Iterator[Change]:
        for concept in self._old.of(kind):
            if concept.iri not in self._new.concepts:
                yield self._change("removed", concept)
        for concept in self._new.of(kind):
            if concept.iri not in self._old.concepts:
                yield self._change("added", concept)

    def _labels(self, kind: Kind, pairs: Collection[tuple[Concept, Concept]]) -> Iterator[Change]:
        spoken = [_languages(release, kind) for release in self._releases]
        wanted = spoken[0] | spoken[1] if self._language is None else {self._language}
        for language in sorted(wanted):
            told = f"labels of {kind}s in {language!r}"
            if not self._both(told, partial(_speaks, kind=kind, language=language)):
                continue
            for old, new in pairs:
                before, after = old.preferred.get(language), new.preferred.get(language)
                if before != after:
                    yield self._change("relabelled", new, language, _listed(before), _listed(after))
                had = old.alternative.get(language, set())
                has = new.alternative.get(language, set())
                for label in had - has:
                    yield self._change("alternative label removed", new, language, (label,))
                for label in has - had:
                    yield self._change("alternative label added", new, language, (), (label,))

    def _values(self, kind: Kind, pairs: Collection[tuple[Concept, Concept]]) -> Iterator[Change]:
        for what, value in _VALUES.items():
            stated = [any(map(value, release.of(kind))) for release in self._releases]
            if not any(stated):
                continue
            name = what.removesuffix(" changed")
            if not all(stated):
                self._say(f"the {name} of {kind}s", self._releases[stated.index(False)])
                continue
            for old, new in pairs:
                before, after = value(old), value(new)
                if before != after:
                    yield self._change(what, new, "", _listed(before), _listed(after))

    def _relations(self, kind: Kind, relation: Relation, *, whole: bool) -> Iterator[Change]:
        def related(release: Classification) -> dict[str, set[str]]:
            return {c.iri: found for c in release.of(kind) if (found := getattr(c, relation))}

        before, after = related(self._old), related(self._new)
        if (relation, kind) not in RELATION_TABLES or not (before or after):
            return
        told = f"{relation} relations of {kind}s"
        if not self._both(told, partial(Classification.relates, relation=relation, kind=kind)):
            return
        surviving = self._old.concepts.keys() & self._new.concepts.keys()
        for iri in before.keys() | after.keys():
            if not whole and iri not in surviving:
                continue
            had, has = before.get(iri, set()), after.get(iri, set())
            concept = self._new.concepts.get(iri) or self._old.concepts[iri]
            for other in had - has:
                yield self._change(_REMOVED[relation], concept, "", (other,))
            for other in has - had:
                yield self._change(_ADDED[relation], concept, "", (), (other,))
            if relation == "broader" and had != has and iri in surviving:
                yield self._change("moved", concept, "", tuple(sorted(had)), tuple(sorted(has)))

    def _change(
        self,
        what: What,
        concept: Concept,
        language: str = "",
        old: tuple[str, ...] = (),
        new: tuple[str, ...] = (),
    ) -> Change:
        name = concept.name(self._language or "en")
        return Change(what, concept.kind, concept.iri, name, language, old, new)

    def _both(self, subject: str, holds: Callable[[Classification], bool]) -> bool:
        """Tell whether both releases hold something; what one lacks is noted."""
        lacking = [release for release in self._releases if not holds(release)]
        for release in lacking:
            self._say(subject, release)
        return not lacking

    def _say(self, subject: str, release: Classification) -> None:
        self.not_compared.append(f"{subject}: ESCO {release.release}, as imported, lacks them")


_REMOVED: Final[dict[Relation, What]] = {
    "broader": "broader removed",
    "essential": "essential removed",
    "optional": "optional removed",
}
_ADDED: Final[dict[Relation, What]] = {
    "broader": "broader added",
    "essential": "essential added",
    "optional": "optional added",
}


def _languages(release: Classification, kind: Kind) -> frozenset[str]:
    return frozenset(language for concept in release.of(kind) for language in concept.preferred)


def _speaks(release: Classification, kind: Kind, language: str) -> bool:
    return any(language in concept.preferred for concept in release.of(kind))


def _listed(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)
