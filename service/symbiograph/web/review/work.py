"""What the page needs to know of a mapping set: what is mapped, to what, and who decided what."""

from __future__ import annotations

from typing import Any

from pyoxigraph import NamedNode

from symbiograph.engine.image import Image
from symbiograph.review import Decision, decisions_in, disagreements
from symbiograph.review.concept import definition_of, is_known, label_of
from symbiograph.review.mapping_set import Row, read_set, set_title

Document = dict[str, Any]


def work(image: Image, name: str, language: str) -> Document:
    """Return all that a mapping set maps, with the rows of each; raises :class:`NotFound`."""
    of = read_set(image.store, name)
    rows: dict[str, list[Row]] = {}
    for row in of.rows:
        rows.setdefault(row.subject, []).append(row)
    store = image.store
    subjects = [
        {
            "iri": iri,
            "label": label_of(store, NamedNode(iri), language),
            "definition": definition_of(store, NamedNode(iri), language),
            "rows": [_row(image, row, language) for row in rows.get(iri, [])],
        }
        for iri in of.subjects
    ]
    subjects.sort(key=lambda subject: (str(subject["label"]).casefold(), subject["iri"]))
    return {
        "name": of.name,
        "title": of.title,
        "target": of.target,
        "language": language,
        "subject_source": of.subject_source,
        "object_source": of.object_source,
        "object_source_version": of.object_source_version,
        "subjects": subjects,
    }


def decided(image: Image, name: str) -> Document:
    """Return the decisions of all curators on a set, and where they differ."""
    set_title(image.store, name)
    decisions = decisions_in(image.store, name)
    return {
        "set": name,
        "decisions": [decision.as_json() for decision in decisions],
        "disagreements": [
            {"subject": found.subject, "decisions": [_named(one) for one in found.decisions]}
            for found in disagreements(decisions)
        ],
    }


def _row(image: Image, row: Row, language: str) -> Document:
    slots = row.slots
    label = label_of(image.store, NamedNode(row.object), language)
    return {
        "standing": row.standing,
        "object": row.object,
        "label": label if label not in row.object else slots["object_label"] or label,
        "predicate": slots["predicate_id"],
        "confidence": float(slots["confidence"] or 0),
        "author": slots["author_label"],
        "comment": slots["comment"],
        "known": is_known(image.store, row.object),
    }


def _named(decision: Decision) -> Document:
    return {
        "curator": decision.curator,
        "object": decision.object,
        "object_label": decision.object_label,
        "verdict": decision.verdict,
        "predicate": decision.predicate,
    }
