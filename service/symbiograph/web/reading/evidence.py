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
from symbiograph.prefixes import PREFIXES, SG, VOCABULARY

_KINDS: Final = VOCABULARY + "evidence-kind/"
_CAUTIONED: Final = ("proposal", "recalled")
_HAS_EVIDENCE: Final = term("sg:hasEvidence")
_HAS_HIERARCHY_EVIDENCE: Final = term("sg:hasHierarchyEvidence")
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
    term("skos:broader"): _HAS_HIERARCHY_EVIDENCE,
}

# From {0} to {1} by the statement ?by, and where a hierarchy was climbed, from the skill ?via.
_REQUIRED: Final = "?by sg:isRequirementOf {0} ; sg:hasRequiredSkill "
_TAUGHT: Final = "{0} sg:hasPartUnit*/sg:hasOutcome ?by . ?by sg:developsSkill "
_CALLED: Final = (
    "?by sg:isCallOf ?way ; sg:hasCalledSkill {1} . {0} (sg:usesTechnology|sg:followsPattern)? ?way"
)
_CLIMBED: Final = "?via . ?via skos:broader+ {1}"
_MATCHED: Final = "/skos:exactMatch {1}"
_RESTS_ON: Final = {
    "sg:requiresSkill": _REQUIRED + "{1}",
    "sg:requiresSkillWithin": _REQUIRED + _CLIMBED,
    "sg:requiresEscoSkill": _REQUIRED[:-1] + _MATCHED,
    "sg:teachesSkill": _TAUGHT + "{1}",
    "sg:teachesSkillWithin": _TAUGHT + _CLIMBED,
    "sg:teachesEscoSkill": _TAUGHT[:-1] + _MATCHED,
    "sg:callsForSkill": _CALLED,
}
_PATTERNS: Final = {
    **{term(name): path.format("$this", "?other") for name, path in _RESTS_ON.items()},
    term("sg:isSkillRequiredBy"): _RESTS_ON["sg:requiresSkill"].format("?other", "$this"),
    term("sg:isTaughtBy"): _RESTS_ON["sg:teachesSkill"].format("?other", "$this"),
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
        pattern = _PATTERNS.get(property_)
        if pattern is None:
            return {}
        where = pattern.replace("$this", str(node))
        prefixes = f"PREFIX sg: <{SG}> PREFIX skos: <{PREFIXES['skos']}>"
        rows = select(self._store, f"{prefixes} SELECT DISTINCT ?other ?by ?via {{ {where} }}")
        supports: dict[NamedNode, list[tuple[Badge, ...]]] = {}
        for row in rows:
            other, by, via = row["other"], row["by"], row["via"]
            if isinstance(other, NamedNode) and isinstance(by, NamedNode):
                cautions = self.cautions(by)
                if isinstance(via, NamedNode):
                    cautions += self.cautions(via, _HAS_HIERARCHY_EVIDENCE)
                supports.setdefault(other, []).append(tuple(dict.fromkeys(cautions)))
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
