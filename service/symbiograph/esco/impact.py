"""What a release of ESCO does to our mappings, row by row, and what to do about it.

The target release is enough: a row carries the label and the kind of its object as its own release
had them. Where that release was imported, too, its place in the hierarchy and its reuse level are
compared, and replacements are proposed on all that it knew of the concept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, get_args

from symbiograph.esco import model
from symbiograph.esco.concepts import OBSOLETE, Classification, Concept, Kind
from symbiograph.esco.labelled import Labelled, labels
from symbiograph.esco.replacement import Proposal, Replacements
from symbiograph.esco.wording import folded
from symbiograph.mappings import Mapping as Row
from symbiograph.mappings import MappingSet
from symbiograph.mappings.slots import NO_TERM_FOUND
from symbiograph.mappings.standing import Standing, standing_of

Effect = Literal[
    "gone",
    "obsolete",
    "label found",
    "relabelled",
    "kind changed",
    "reuse level changed",
    "moved",
    "cannot tell",
    "unchanged",
]
EFFECTS: Final[tuple[Effect, ...]] = get_args(Effect)

_TYPES: Final = {label: iri.rpartition("/")[2] for label, iri in model.SKILL_TYPES.items()}
_ISCO: Final = "ISCO-08 "
_OCCUPATIONS: Final = model.SCHEMES + "occupations"


@dataclass(frozen=True)
class Impact:
    """A row of a mapping set under the target release.

    ``effects`` is never empty; ``todo`` has a sentence's part for each effect that asks for
    something. ``pinned`` is the release that the row was made for, empty where it states none.
    """

    source: str
    line: int
    standing: Standing
    subject: str
    subject_label: str
    predicate: str
    target: str
    target_label: str
    pinned: str
    effects: tuple[Effect, ...]
    todo: tuple[str, ...]
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True)
class Report:
    """What release ``to`` does to all rows about ESCO, the most pressing first.

    ``elsewhere`` counts rows about other vocabularies. ``compared`` are the releases that rows
    were made for and that are imported, so that all of a concept was compared.
    """

    to: str
    impacts: list[Impact]
    elsewhere: int
    compared: list[str]

    def counts(self) -> Counter[tuple[Effect, Standing]]:
        """Return how many rows have each effect, by their standing; a row may have several."""
        return Counter((effect, i.standing) for i in self.impacts for effect in i.effects)

    def pinned(self) -> dict[str, int]:
        """Return how many rows were made for each release."""
        return dict(sorted(Counter(impact.pinned for impact in self.impacts).items()))


def impact(
    sets: Iterable[MappingSet],
    target: Classification,
    earlier: Sequence[Classification] = (),
    language: str = "en",
) -> Report:
    """Return what ``target`` does to the rows of ``sets``.

    ``earlier`` are other imported releases, of which those are used that rows were made for.
    Labels of rows are in ``language``.
    """
    judge = _Judge(target, {release.release: release for release in earlier}, language)
    impacts = []
    elsewhere = 0
    for mappings in sets:
        for row in mappings.mappings:
            if _is_about_esco(row):
                impacts.append(judge.row(row, mappings.source))
            else:
                elsewhere += 1
    impacts.sort(key=lambda i: (EFFECTS.index(i.effects[0]), i.source, i.line))
    pinned = {impact.pinned for impact in impacts}
    compared = [release.release for release in earlier if release.release in pinned]
    return Report(target.release, impacts, elsewhere, compared)


class _Judge:
    """Judges rows under one release."""

    def __init__(
        self, target: Classification, earlier: Mapping[str, Classification], language: str
    ) -> None:
        self._target, self._earlier, self._language = target, earlier, language
        self._replacements: dict[str, Replacements] = {}

    def row(self, row: Row, source: str) -> Impact:
        """Return what becomes of a row."""
        subject, predicate, target = row.key
        pinned = row.text("object_source_version")
        effects, todo, proposals = (
            self._no_match(row, pinned)
            if target == NO_TERM_FOUND
            else self._match(self._old(row, pinned), row, pinned)
        )
        return Impact(
            source,
            row.line,
            standing_of(source),
            subject,
            row.text("subject_label"),
            predicate,
            target,
            row.text("object_label"),
            pinned,
            tuple(effects or ["unchanged"]),
            tuple(todo),
            tuple(proposals),
        )

    def _old(self, row: Row, pinned: str) -> Concept:
        """Return the concept of a row in its own release, or what the row itself says of it."""
        iri = row.key[2]
        known = self._earlier.get(pinned)
        if known is not None and iri in known.concepts:
            return known.concepts[iri]
        label, category = row.text("object_label"), row.text("object_category")
        return Concept(
            iri,
            "occupation" if model.OF_OCCUPATION.fullmatch(iri) else "skill",
            {self._language: label} if label else {},
            skill_type=_TYPES.get(category),
            isco_group="C" + category.removeprefix(_ISCO) if category.startswith(_ISCO) else None,
        )

    def _match(
        self, old: Concept, row: Row, pinned: str
    ) -> tuple[list[Effect], list[str], list[Proposal]]:
        new = self._target.concepts.get(old.iri)
        if new is None and not self._target.lists(old.kind):
            lacking = f"ESCO {self._target.release}, as imported, lacks the {old.kind}s"
            return ["cannot tell"], [lacking], []
        if new is None or new.status == OBSOLETE:
            return self._lost(old, pinned, "gone" if new is None else "obsolete")
        effects: list[Effect] = []
        todo = []
        label = row.text("object_label")
        if label and label != new.name(self._language):
            effects.append("relabelled")
            todo.append(f"update the label: {label} → {new.name(self._language)}")
        for effect, before, after in (
            ("kind changed", old.skill_type, new.skill_type),
            ("reuse level changed", old.reuse_level, new.reuse_level),
            ("moved", old.isco_group, new.isco_group),
        ):
            if before and after and before != after:
                effects.append(effect)  # type: ignore[arg-type]
                todo.append(f"check the mapping: {before} → {after}")
        earlier = self._earlier.get(pinned)
        if earlier and "moved" not in effects and self._moved(old, new, earlier):
            effects.append("moved")
            places = self._names(earlier, old), self._names(self._target, new)
            todo.append(f"check the mapping: below {' → '.join(places)}")
        return effects, todo, []

    def _moved(self, old: Concept, new: Concept, earlier: Classification) -> bool:
        """Tell whether another concept is directly above, where both releases hold that."""
        whole = all(release.relates("broader", old.kind) for release in (earlier, self._target))
        return whole and old.broader != new.broader

    def _lost(
        self, old: Concept, pinned: str, effect: Effect
    ) -> tuple[list[Effect], list[str], list[Proposal]]:
        if pinned not in self._replacements:
            earlier = self._earlier.get(pinned)
            self._replacements[pinned] = Replacements(self._target, earlier, self._language)
        proposals = self._replacements[pinned].propose(old)
        where = "to a proposed concept" if proposals else "by hand"
        return [effect], [f"re-map {where}, or mark obsolete"], proposals

    def _no_match(self, row: Row, pinned: str) -> tuple[list[Effect], list[str], list[Proposal]]:
        searched = row.text("object_source")
        kind: Kind = "occupation" if searched == _OCCUPATIONS else "skill"
        label = folded(row.text("subject_label"))
        known = self._earlier.get(pinned)
        found = []
        for concept in self._labelled.with_label(kind, label):
            before = known.concepts.get(concept.iri) if known else None
            if before is None or label not in labels(before, self._language):
                found.append(f"{concept.name(self._language)} <{concept.iri}>")
        if not found:
            if not self._target.lists(kind):
                lacking = f"ESCO {self._target.release}, as imported, lacks the {kind}s"
                return ["cannot tell"], [lacking], []
            return [], [], []
        listed = " and ".join(found)
        return ["label found"], [f"compare descriptions, then map or keep: {listed}"], []

    @cached_property
    def _labelled(self) -> Labelled:
        return Labelled(self._target, self._language)

    def _names(self, release: Classification, concept: Concept) -> str:
        names = (release.name(iri, self._language) for iri in concept.broader)
        return ", ".join(sorted(names)) or "nothing"


def _is_about_esco(row: Row) -> bool:
    target = row.key[2]
    if target == NO_TERM_FOUND:
        return row.text("object_source").startswith(model.SCHEMES)
    return bool(model.OF_CONCEPT.fullmatch(target))
