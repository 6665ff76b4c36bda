"""Candidates that a program proposes, as rows of a mapping set that wait for a curator."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Final

from symbiograph.alignment import Asked, Predicate, Suggestions
from symbiograph.mappings import Mapping, MappingSet, sister
from symbiograph.mappings.row import Value
from symbiograph.review.mapping_set import ReviewedSet
from symbiograph.review.sources import SOURCE_OF, source_version

TOOL: Final = "symbiograph mappings suggest"
# Words, spelling, descriptions and relations are weighed together.
_JUSTIFICATION: Final = "https://w3id.org/semapv/vocab/CompositeMatching"
# What follows the last of these is the name in a CURIE.
_NAMESPACE: Final = re.compile(r"(?<=[/#])[^/#]*$")
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"


def undecided(reviewed: ReviewedSet) -> list[str]:
    """Return what a set maps and has no accepted row for, not even one that nothing fits."""
    decided = {row.subject for row in reviewed.rows if row.standing == "accepted"}
    return [subject for subject in reviewed.subjects if subject not in decided]


def proposals(
    asked: Asked, found: Suggestions, target: str, esco: str, source: str, day: datetime.date
) -> list[Mapping]:
    """Return a row for each candidate that is more than nothing.

    ``asked.concept`` is the subject, ``source`` where it is from, empty where that is not known,
    ``esco`` the release of ESCO in force.
    """
    return [
        Mapping.of(
            subject_id=asked.concept,
            subject_label=asked.text,
            predicate_id=_SKOS + one.predicate.removeprefix("skos:"),
            object_id=one.iri,
            object_label=one.label,
            mapping_justification=_JUSTIFICATION,
            subject_source=source,
            object_source=SOURCE_OF[target],
            object_source_version=source_version(SOURCE_OF[target], esco),
            mapping_tool=TOOL,
            mapping_tool_version=version("symbiograph"),
            mapping_date=day,
            confidence=one.confidence,
            comment="; ".join(
                f"{reason.kind} {reason.share:.0%}: {reason.text}" for reason in one.reasons
            ),
        )
        for one in found.candidates
        if one.predicate != Predicate.NONE
    ]


def with_proposals(
    accepted: MappingSet,
    candidates: MappingSet | None,
    rejected: MappingSet | None,
    rows: Iterable[Mapping],
    day: datetime.date,
) -> MappingSet:
    """Return the candidates of a set with further ``rows``.

    What was proposed before stays as it was, and what was rejected is not proposed again.
    """
    before = candidates or sister(accepted, "candidate", day)
    known = {_pair(row) for one in (before, rejected) if one for row in one.mappings}
    new = [row for row in rows if _pair(row) not in known]
    return MappingSet(
        before.source,
        before.head,
        [*before.mappings, *new],
        {**accepted.prefixes, **before.prefixes},
        before.extensions,
    )


def _pair(row: Mapping) -> tuple[str, str]:
    return row.text("subject_id"), row.text("object_id")


def loose(rows: Sequence[Mapping], name: str, day: datetime.date) -> MappingSet:
    """Return rows as a mapping set of its own, called ``name``."""
    head: dict[str, tuple[Value, ...]] = {
        "mapping_set_id": (f"https://w3id.org/symbiograph/graph/{name}.candidates",),
        "mapping_set_title": (f"Candidates for {name}",),
        "license": ("https://creativecommons.org/licenses/by/4.0/",),
        "publication_date": (day,),
    }
    namespaces = sorted({_NAMESPACE.sub("", row.text("subject_id")) for row in rows})
    prefixes = {f"own{number or ''}": iri for number, iri in enumerate(namespaces)}
    return MappingSet(f"{name}.candidates.sssom.tsv", head, list(rows), prefixes)
