"""The ESCO end of a mapping: whether the release has the concept, and it is what the row says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from symbiograph.esco import model
from symbiograph.esco.concepts import OBSOLETE, Classification, Concept
from symbiograph.esco.labelled import Labelled
from symbiograph.esco.wording import folded
from symbiograph.mappings import Mapping as Row
from symbiograph.mappings import MappingSet
from symbiograph.mappings.checks.finding import Change, Finding, finding
from symbiograph.mappings.slots import NO_TERM_FOUND
from symbiograph.mappings.statements import language_of
from symbiograph.prefixes import ID

_SIDES: Final = (("subject", "object"), ("object", "subject"))
_TYPES: Final = {iri.rpartition("/")[2]: label for label, iri in model.SKILL_TYPES.items()}
_ISCO: Final = "ISCO-08 "
_OCCUPATIONS: Final = model.SCHEMES + "occupations"
_SKILLS: Final = model.SCHEMES + "skills"
_OURS: Final = {f"{ID}skill/": "skill", f"{ID}profile/": "job profile"}
_OF_OCCUPATIONS: Final = ("occupation", "ISCO-08 group")


@dataclass(frozen=True)
class Checked:
    """What was found, and what could not be looked at: a reason for each, with its rows."""

    findings: list[Finding]
    unchecked: dict[str, int]


def check_against_esco(
    sets: Sequence[MappingSet],
    releases: Mapping[str, Classification],
    forced: Classification | None = None,
) -> Checked:
    """Return what is wrong with the rows about ESCO under the release that each row names.

    ``releases`` are those at hand, by number. With ``forced`` all rows are compared with that one.
    """
    judge = _Judge(releases, forced)
    judged = _judged_pairs(sets)
    found = [
        one
        for mappings in sets
        for row in mappings.mappings
        for one in judge.row(mappings, row, judged)
    ]
    return Checked(found, dict(sorted(judge.unchecked.items())))


def pinned(sets: Iterable[MappingSet]) -> set[str]:
    """Return the releases of ESCO that rows were made for, empty text for none stated."""
    return {
        row.text(f"{side}_source_version")
        for mappings in sets
        for row in mappings.mappings
        for side, other in _SIDES
        if _is_esco(row, side, other)
    }


def hierarchy(releases: Iterable[Classification]) -> list[tuple[str, str]]:
    """Return pairs of a concept and one above it, as any of ``releases`` states them."""
    return [
        (concept.iri, above)
        for release in releases
        for concept in release.concepts.values()
        for above in concept.broader
    ]


def _is_esco(row: Row, side: str, other: str) -> bool:
    """Tell whether that side of a row is a concept of ESCO, or none of ESCO was found for it."""
    iri = row.text(f"{side}_id")
    if iri == NO_TERM_FOUND:
        return row.text(f"{side}_source").startswith(model.SCHEMES) and bool(
            row.text(f"{other}_id")
        )
    return bool(model.OF_CONCEPT.fullmatch(iri))


def _judged_pairs(sets: Iterable[MappingSet]) -> set[tuple[str, str]]:
    """Return the pairs that any row is about: somebody compared them."""
    return {(row.key[0], row.key[2]) for mappings in sets for row in mappings.mappings}


class _Judge:
    def __init__(
        self, releases: Mapping[str, Classification], forced: Classification | None
    ) -> None:
        self._releases, self._forced = releases, forced
        self._labelled: dict[tuple[str, str], Labelled] = {}
        self.unchecked: Counter[str] = Counter()

    def row(
        self, mappings: MappingSet, row: Row, judged: set[tuple[str, str]]
    ) -> Iterator[Finding]:
        """Yield what is wrong with one row."""
        for side, other in _SIDES:
            if not _is_esco(row, side, other):
                continue
            yield from self._kinds(mappings, row, side, other)
            version = row.text(f"{side}_source_version")
            release = self._forced or self._releases.get(version)
            if release is None:
                told = f"ESCO {version} is not imported" if version else "no release is named"
                self.unchecked[told] += 1
            elif row.text(f"{side}_id") == NO_TERM_FOUND:
                yield from self._no_match(mappings, row, side, other, release, judged)
            else:
                yield from self._concept(mappings, row, side, release)

    def _kinds(self, mappings: MappingSet, row: Row, side: str, other: str) -> Iterator[Finding]:
        """Yield a skill that is mapped to an occupation, or the other way round."""
        iri, scheme = row.text(f"{side}_id"), row.text(f"{side}_source")
        is_occupation = bool(
            model.OF_OCCUPATION.fullmatch(iri) or model.OF_ISCO_GROUP.fullmatch(iri)
        )
        if iri == NO_TERM_FOUND:
            is_occupation = scheme == _OCCUPATIONS
        found = "occupation" if is_occupation else "skill"
        opposite = row.text(f"{other}_id")
        own = next((k for start, k in _OURS.items() if opposite.startswith(start)), None)
        if own is None and opposite != NO_TERM_FOUND and model.OF_CONCEPT.fullmatch(opposite):
            own = "job profile" if model.OF_OCCUPATION.fullmatch(opposite) else "skill"
        if own is not None and is_occupation != (own == "job profile"):
            wanted = "an occupation" if own == "job profile" else "a skill"
            fault = f"a {own} is mapped to {'an' if is_occupation else 'a'} {found}"
            todo = f"map it to {wanted} of ESCO, or remove the row"
            yield finding(mappings.source, row, "kind", fault, todo)
        elif scheme in (_OCCUPATIONS, _SKILLS) and is_occupation != (scheme == _OCCUPATIONS):
            fault = f"{side}_source is {scheme}, the {side} is a {found}"
            yield finding(
                mappings.source, row, "kind", fault, f"correct {side}_source or {side}_id"
            )

    def _concept(
        self, mappings: MappingSet, row: Row, side: str, release: Classification
    ) -> Iterator[Finding]:
        source, iri = mappings.source, row.text(f"{side}_id")
        concept = release.concepts.get(iri)
        if concept is None:
            kind = "occupation" if model.OF_OCCUPATION.fullmatch(iri) else "skill"
            if not release.lists(kind):  # type: ignore[arg-type]
                told = f"ESCO {release.release}, as imported, lacks the {kind}s"
                self.unchecked[told] += 1
                return
            fault = f"ESCO {release.release} has no <{iri}>{self._elsewhere(iri, release)}"
            yield finding(source, row, "gone", fault, _REMAP)
            return
        if concept.status == OBSOLETE:
            fault = f"{concept.name()} is obsolete in ESCO {release.release}"
            yield finding(source, row, "obsolete", fault, _REMAP)
        yield from self._label(mappings, row, side, concept, release)
        yield from _category(source, row, side, concept, release)

    def _elsewhere(self, iri: str, release: Classification) -> str:
        having = [r.release for r in self._releases.values() if iri in r.concepts and r != release]
        return f", {' and '.join(having)} has" if having else ""

    def _label(
        self, mappings: MappingSet, row: Row, side: str, concept: Concept, release: Classification
    ) -> Iterator[Finding]:
        label, language = row.text(f"{side}_label"), language_of(mappings, side)
        right = concept.preferred.get(language)
        if right is None:
            self.unchecked[f"ESCO {release.release} has no labels in {language!r}"] += 1
        elif label and label != right:
            fault = f"{side}_label is {label!r}, ESCO {release.release} says {right!r}"
            change = Change(((f"{side}_label", (right,)),))
            yield finding(mappings.source, row, "label", fault, f"write {right!r}", change)

    def _no_match(
        self, mappings: MappingSet, row: Row, side: str, other: str, release: Classification,
        judged: set[tuple[str, str]],
    ) -> Iterator[Finding]:  # fmt: skip
        """Yield concepts with the label that is said to have none, unless a row is about them."""
        kind = "occupation" if row.text(f"{side}_source") == _OCCUPATIONS else "skill"
        language = language_of(mappings, other)
        label = row.text(f"{other}_label")
        if not release.lists(kind):  # type: ignore[arg-type]
            self.unchecked[f"ESCO {release.release}, as imported, lacks the {kind}s"] += 1
            return
        own = row.text(f"{other}_id")
        labelled = self._with_labels(release, language)
        for concept in labelled.with_label(kind, folded(label)):  # type: ignore[arg-type]
            pair = (own, concept.iri) if side == "object" else (concept.iri, own)
            if pair not in judged:
                fault = (
                    f"ESCO {release.release} has {label!r} as a label of "
                    f"{concept.name(language)!r} <{concept.iri}>"
                )
                todo = "compare the descriptions, then map it; if it is another thing, reject it"
                yield finding(mappings.source, row, "no match", fault, todo)

    def _with_labels(self, release: Classification, language: str) -> Labelled:
        key = release.release, language
        if key not in self._labelled:
            self._labelled[key] = Labelled(release, language)
        return self._labelled[key]


_REMAP: Final = "map it to another concept, which symbiograph mappings impact proposes"


def _category(
    source: str, row: Row, side: str, concept: Concept, release: Classification
) -> Iterator[Finding]:
    said = row.text(f"{side}_category")
    right = None
    if said in _TYPES.values():
        right = _TYPES.get(concept.skill_type or "", concept.kind)
    elif said.startswith(_ISCO) and concept.isco_group:
        right = _ISCO + concept.isco_group.removeprefix("C")
    if right and said != right:
        fault = f"{side}_category is {said!r}, ESCO {release.release} says {right!r}"
        todo = f"read the description again; if the mapping holds, write {right!r}"
        yield finding(source, row, "category", fault, todo)
