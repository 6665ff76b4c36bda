"""Decisions as a mapping set that a curator takes away: SSSOM, by the project's one writer."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Final

from symbiograph.mappings import Mapping, MappingSet
from symbiograph.mappings.slots import NO_TERM_FOUND
from symbiograph.prefixes import GRAPH, PREFIXES
from symbiograph.review.decision import Decision, Verdict

MANUAL: Final = PREFIXES["semapv"] + "ManualMappingCuration"
# What SSSOM says where nobody has chosen a licence: that is for the curator to do.
_UNSPECIFIED: Final = "https://w3id.org/sssom/license/unspecified"
_NAMESPACE: Final = re.compile(r".*[/#]")
_ESCO: Final = "http://data.europa.eu/esco/"
_PREFIXES: Final = {
    "escoscheme": _ESCO + "concept-scheme/",
    "escoskill": _ESCO + "skill/",
    "escooccupation": _ESCO + "occupation/",
    "graph": GRAPH,
}


def mapping_of(decision: Decision) -> Mapping:
    """Return a decision as a row; what was rejected has the predicate modifier ``Not``."""
    rejected = decision.verdict == Verdict.REJECTED
    return Mapping.of(
        subject_id=decision.subject,
        subject_label=decision.subject_label,
        predicate_id=decision.predicate,
        predicate_modifier="Not" if rejected else None,
        object_id=decision.object,
        object_label=decision.object_label,
        object_category=decision.object_category,
        mapping_justification=MANUAL,
        author_label=decision.curator,
        subject_source=decision.subject_source,
        object_source=decision.object_source,
        object_source_version=decision.object_source_version,
        mapping_date=decision.date,
        confidence=decision.confidence,
        comment=decision.comment,
    )


def mapping_set_of(decisions: Iterable[Decision], iri: str, title: str) -> MappingSet:
    """Return decisions as a mapping set called ``iri``, published on the last decision's day."""
    kept = list(decisions)
    days: list[datetime.date] = [decision.date for decision in kept]
    curators = tuple(sorted({decision.curator for decision in kept if decision.curator}))
    head: dict[str, tuple[str | datetime.date, ...]] = {
        "sssom_version": ("1.1",),
        "mapping_set_id": (iri,),
        "mapping_set_title": (title,),
        "license": (_UNSPECIFIED,),
    }
    if curators:
        head["creator_label"] = curators
    if days:
        head["publication_date"] = (max(days),)
    return MappingSet(
        f"{iri.rpartition('/')[2]}.sssom.tsv",
        {**head},
        [mapping_of(decision) for decision in kept],
        _prefixes({d.subject for d in kept} | {d.object for d in kept} - {NO_TERM_FOUND}),
    )


def _prefixes(iris: Iterable[str]) -> dict[str, str]:
    """Return prefixes for all of ``iris``, our own first."""
    known = {**PREFIXES, **_PREFIXES}
    found = dict(_PREFIXES)
    namespaces = {match[0] for iri in iris if (match := _NAMESPACE.match(iri))}
    foreign = sorted(n for n in namespaces if n not in known.values())
    found.update({f"own{number or ''}": namespace for number, namespace in enumerate(foreign)})
    return found
