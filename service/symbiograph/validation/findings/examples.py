"""Examples for what is absent: what others state, or evidence of one's own."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Final, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from symbiograph.prefixes import PREFIXES, SG, VOCABULARY
from symbiograph.validation.findings.fault import Change, Fault
from symbiograph.validation.findings.known import TYPE
from symbiograph.validation.findings.literals import XSD, typed
from symbiograph.validation.report import Term
from symbiograph.validation.shapes import Node

_ENGLISH: Final = "en"
_CONCEPTS: Final = (VOCABULARY, "http://data.europa.eu/")


def present(fault: Fault) -> Change | None:
    """Add an example: what other things state for the same property most often.

    Of properties of ours only: others, such as ``skos:prefLabel``, may have a million values.
    """
    predicate = fault.predicate
    if predicate is None or not predicate.value.startswith(SG):
        return None
    if predicate.value == SG + "hasEvidence":
        return _evidence(fault.result.focus)
    others = (t for t in fault.known.find(None, predicate, None) if t.subject != fault.result.focus)
    stated = [value for t in others if _is_example(value := cast(Term, t.object))]
    if not stated:
        return None
    example = max(Counter(stated).items(), key=lambda item: (item[1], str(item[0])))[0]
    return Change((), (Triple(fault.result.focus, predicate, example),), certain=False)


def _is_example(value: Term) -> bool:
    """Tell whether another thing's value may be one of this thing: a number, a day, a concept."""
    if isinstance(value, Literal):
        return not value.language and value.datatype.value != XSD + "string"
    return isinstance(value, NamedNode) and value.value.startswith(_CONCEPTS)


def _evidence(focus: Node) -> Change | None:
    """Describe evidence of one's own, for a judgement of one's own."""
    if isinstance(focus, BlankNode):
        return None
    node = NamedNode(focus.value + "-evidence")
    today = typed(datetime.now(UTC).date().isoformat(), XSD + "date")
    label = Literal("How this is known", language=_ENGLISH)
    note = Literal("Say here how you know it.", language=_ENGLISH)
    kind = NamedNode(PREFIXES["evidence-kind"] + "proposal")
    added = (
        Triple(focus, NamedNode(SG + "hasEvidence"), node),
        Triple(node, TYPE, NamedNode(SG + "Evidence")),
        Triple(node, NamedNode(PREFIXES["skos"] + "prefLabel"), label),
        Triple(node, NamedNode(SG + "hasEvidenceKind"), kind),
        Triple(node, NamedNode(PREFIXES["skos"] + "note"), note),
        Triple(node, NamedNode(PREFIXES["dcterms"] + "created"), today),
    )
    return Change((), added, certain=False)
