"""What a statement rests on, told as badges next to it.

A judgement of ours ("proposal") and unsourced background knowledge ("recalled") must be visible
wherever the statement is shown. A fact that was inferred inherits that from what it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Store

from symbiograph.description import Labels, Node, select, term
from symbiograph.prefixes import SG, VOCABULARY

_KINDS: Final = VOCABULARY + "evidence-kind/"
_CAUTIONED: Final = ("proposal", "recalled")
_HAS_EVIDENCE: Final = term("sg:hasEvidence")
_HAS_KIND: Final = term("sg:hasEvidenceKind")

# Properties whose values have evidence of their own, apart from that of the thing they describe.
_OWN_EVIDENCE: Final = {
    term("sg:hasActivity"): term("sg:hasActivityEvidence"),
    term("sg:hasCoreActivity"): term("sg:hasActivityEvidence"),
    term("sg:hasBoundaryActivity"): term("sg:hasActivityEvidence"),
    term("sg:hasDonorActivity"): term("sg:hasActivityEvidence"),
    term("sg:hasReceiverActivity"): term("sg:hasActivityEvidence"),
    term("sg:hasOriginActivity"): term("sg:hasActivityEvidence"),
    term("sg:observesActivity"): term("sg:hasActivityEvidence"),
    term("sg:hasWasteCode"): term("sg:hasWasteCodeEvidence"),
    term("sg:hasWasteCodeIfDiscarded"): term("sg:hasWasteCodeEvidence"),
    term("sg:relatesToWasteCode"): term("sg:hasWasteCodeEvidence"),
    term("skos:broader"): term("sg:hasHierarchyEvidence"),
}

# From the described thing ($this) to the statement ?by that puts ?other at the end of a property.
_REQUIRED: Final = "?by sg:isRequirementOf {0} ; sg:hasRequiredSkill {1} ."
_TAUGHT: Final = "{0} sg:hasOutcome ?by . ?by sg:developsSkill {1} ."
_CALLED: Final = (
    "?by sg:isCallOf ?way ; sg:hasCalledSkill {1} . {0} (sg:usesTechnology|sg:followsPattern)? ?way"
)
_RESTS_ON: Final = {
    term("sg:requiresSkill"): _REQUIRED.format("$this", "?other"),
    term("sg:isSkillRequiredBy"): _REQUIRED.format("?other", "$this"),
    term("sg:teachesSkill"): _TAUGHT.format("$this", "?other"),
    term("sg:isTaughtBy"): _TAUGHT.format("?other", "$this"),
    term("sg:callsForSkill"): _CALLED.format("$this", "?other"),
    term("sg:isCalledForBy"): _CALLED.format("?other", "$this"),
}


@dataclass(frozen=True)
class Badge:
    """A short mark on a statement: its style, its words, and what it means."""

    style: str
    text: str
    meaning: str = ""


INFERRED: Final = Badge(
    "inferred", "inferred", "Follows from other facts by a rule; nobody stated it"
)


class Evidence:
    """The evidence of one page; remembers what it has looked up."""

    def __init__(self, store: Store, labels: Labels) -> None:
        self._store = store
        self._labels = labels
        self._badges: dict[tuple[Node, NamedNode], tuple[Badge, ...]] = {}

    def badges(self, node: Node, by: NamedNode = _HAS_EVIDENCE) -> tuple[Badge, ...]:
        """Return a badge per kind of evidence that ``node`` cites by property ``by``."""
        known = self._badges.get((node, by))
        if known is None:
            kinds = {
                kind
                for evidence in self._targets(node, by)
                for kind in self._targets(evidence, _HAS_KIND)
            }
            known = self._badges[node, by] = tuple(map(self.badge, sorted(kinds, key=str)))
        return known

    def cautions(self, node: Node, by: NamedNode = _HAS_EVIDENCE) -> tuple[Badge, ...]:
        """Return those badges that a reader must see next to the statement."""
        return tuple(badge for badge in self.badges(node, by) if badge.style in _CAUTIONED)

    def cautions_on_property(self, node: Node, property_: NamedNode) -> tuple[Badge, ...]:
        """Return the badges due on the values of a property whose evidence is its own."""
        by = _OWN_EVIDENCE.get(property_)
        return () if by is None else self.cautions(node, by)

    def inherited(
        self, node: NamedNode, property_: NamedNode
    ) -> dict[NamedNode, tuple[Badge, ...]]:
        """Return, for inferred values of a property, the badges of what each of them rests on.

        A value with at least one sound support carries none.
        """
        pattern = _RESTS_ON.get(property_)
        if pattern is None:
            return {}
        where = pattern.replace("$this", str(node))
        rows = select(self._store, f"PREFIX sg: <{SG}> SELECT DISTINCT ?other ?by {{ {where} }}")
        supports: dict[NamedNode, list[tuple[Badge, ...]]] = {}
        for row in rows:
            other, by = row["other"], row["by"]
            if isinstance(other, NamedNode) and isinstance(by, NamedNode):
                supports.setdefault(other, []).append(self.cautions(by))
        return {
            other: max(found, key=lambda badges: (len(badges), str(badges)))
            for other, found in supports.items()
            if all(found)
        }

    def badge(self, kind: NamedNode) -> Badge:
        """Return the badge for a concept of the evidence-kind vocabulary."""
        meaning = self._labels.text(kind, term("skos:definition"))
        style = kind.value[len(_KINDS) :] if kind.value.startswith(_KINDS) else "other"
        return Badge(style, self._labels.of(kind).value, meaning.value if meaning else "")

    def _targets(self, subject: Node, property_: NamedNode) -> Iterator[NamedNode]:
        for quad in self._store.quads_for_pattern(subject, property_, None, DefaultGraph()):
            if isinstance(quad.object, NamedNode):
                yield quad.object
