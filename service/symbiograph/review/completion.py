"""A decision completed by what the release says, so that no page can bring in what is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from pyoxigraph import DefaultGraph, NamedNode, Store

from symbiograph.errors import BadArgument
from symbiograph.esco import model
from symbiograph.mappings.slots import NO_TERM_FOUND
from symbiograph.review.concept import is_known, label_of
from symbiograph.review.decision import Decision
from symbiograph.review.mapping_set import ReviewedSet, Row
from symbiograph.review.sources import SOURCE_OF, source_version

_ENGLISH: Final = "en"
_ISCO: Final = model.DATA + "isco/C"
# How the files call the types of ESCO's skills.
_SKILL_TYPES: Final = {"skill": "skill/competence", "knowledge": "knowledge"}
_OF_OBJECT: Final = ("object_label", "object_category", "object_source", "object_source_version")


def completed(decision: Decision, of: ReviewedSet, store: Store, esco: str) -> Decision:
    """Return a decision on a mapping set with labels, sources and category of what it is about.

    ``esco`` is the release of ESCO that is in force, empty for none. Raises :class:`BadArgument`
    for a subject that the set does not map, and for an object that nobody knows here.
    """
    if decision.subject not in of.subjects:
        reason = f"{decision.subject} is not among what {of.name} maps."
        raise BadArgument(reason, "subject")
    source = of.object_source
    rows = [row for row in of.rows if row.object == decision.object]
    if rows and decision.object != NO_TERM_FOUND and not is_known(store, decision.object):
        said: dict[str, Any] = {name: rows[0].slots[name] for name in _OF_OBJECT}
    else:
        version = source_version(source, esco) or of.object_source_version
        said = _object(decision.object, source, version, store)
        said["object_category"] = said["object_category"] or _said(rows, "object_category")
    return replace(
        decision,
        subject_label=label_of(store, NamedNode(decision.subject), _ENGLISH),
        subject_source=of.subject_source,
        **said,
    )


def completed_own(decision: Decision, target: str, store: Store, esco: str) -> Decision:
    """Return a decision on a list of one's own with what the release says of its object.

    Raises :class:`BadArgument` for an unknown target, and for an object that nobody knows here.
    """
    if target not in SOURCE_OF:
        raise BadArgument(f"{target!r} is no target.", "target", [*SOURCE_OF])
    source = SOURCE_OF[target]
    said = _object(decision.object, source, source_version(source, esco), store)
    return replace(decision, subject_source="", **said)


def _object(iri: str, source: str, version: str, store: Store) -> dict[str, Any]:
    """Return label, category, source and version of a concept of the release in force."""
    said: dict[str, Any] = {"object_source": source, "object_source_version": version}
    if iri == NO_TERM_FOUND:
        return {**said, "object_label": "", "object_category": ""}
    if not is_known(store, iri):
        raise BadArgument(f"The release in force has no concept {iri}.", "object")
    node = NamedNode(iri)
    category = _category(store, node)
    return {
        **said,
        "object_label": label_of(store, node, _ENGLISH),
        "object_category": category,
    }


def _category(store: Store, node: NamedNode) -> str:
    """Return ESCO's kind of a skill, or the ISCO-08 group of an occupation."""
    for name in (model.SKILL_TYPE, model.ISCO_GROUP):
        for quad in store.quads_for_pattern(node, NamedNode(name), None, DefaultGraph()):
            value = str(getattr(quad.object, "value", ""))
            if value.startswith(_ISCO):
                return f"ISCO-08 {value.removeprefix(_ISCO)}"
            return _SKILL_TYPES.get(value.rpartition("/")[2], "")
    return ""


def _said(rows: Iterable[Row], slot: str) -> str:
    return next((row.slots[slot] for row in rows if row.slots[slot]), "")
