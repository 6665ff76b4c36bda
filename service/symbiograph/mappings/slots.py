"""The slots of SSSOM 1.1 that a mapping or a mapping set may fill, and the property of each.

Source: the SSSOM schema, https://w3id.org/sssom/schema/ (CC0).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["entity", "text", "number", "date"]

SSSOM: Final = "https://w3id.org/sssom/"
NO_TERM_FOUND: Final = SSSOM + "NoTermFound"
OWL: Final = "http://www.w3.org/2002/07/owl#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_PAV: Final = "http://purl.org/pav/"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"

BUILT_IN_PREFIXES: Final[dict[str, str]] = {
    "owl": OWL,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": _RDFS,
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": SSSOM,
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True)
class Slot:
    """A column: the property its values get in RDF, their kind, whether ``|`` separates many."""

    iri: str
    kind: Kind
    many: bool = False


# Properties that are not sssom:<slot name>.
_OWN_PROPERTY: Final = {
    "author_id": _PAV + "authoredBy",
    "comment": _RDFS + "comment",
    "creator_id": _DCTERMS + "creator",
    "license": _DCTERMS + "license",
    "mapping_date": _DCTERMS + "created",
    "object_id": OWL + "annotatedTarget",
    "predicate_id": OWL + "annotatedProperty",
    "publication_date": _DCTERMS + "issued",
    "see_also": _RDFS + "seeAlso",
    "subject_id": OWL + "annotatedSource",
}

_ENTITY: Final = (
    "issue_tracker_item license mapping_justification mapping_provider mapping_source "
    "mapping_tool_id object_id object_source predicate_id record_id subject_id subject_source"
)
_ENTITIES: Final = (
    "author_id creator_id curation_rule object_match_field object_preprocessing reviewer_id "
    "see_also subject_match_field subject_preprocessing"
)
_TEXT: Final = (
    "comment mapping_cardinality mapping_tool mapping_tool_version object_category object_label "
    "object_source_version object_type other predicate_label predicate_modifier predicate_type "
    "similarity_measure subject_category subject_label subject_source_version subject_type"
)
_TEXTS: Final = (
    "author_label cardinality_scope creator_label curation_rule_text match_string reviewer_label"
)
_NUMBER: Final = "confidence reviewer_agreement similarity_score"
_DATE: Final = "mapping_date publication_date review_date"


def _slots(names: str, kind: Kind, many: bool = False) -> dict[str, Slot]:
    return {name: Slot(_OWN_PROPERTY.get(name, SSSOM + name), kind, many) for name in names.split()}


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


MAPPING_SLOTS: Final[dict[str, Slot]] = {
    **_slots(_ENTITY, "entity"),
    **_slots(_ENTITIES, "entity", many=True),
    **_slots(_TEXT, "text"),
    **_slots(_TEXTS, "text", many=True),
    **_slots(_NUMBER, "number"),
    **_slots(_DATE, "date"),
}

REQUIRED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")

# What a set's head may say once for all of its rows.
PROPAGATED: Final = _set(
    "cardinality_scope curation_rule curation_rule_text mapping_date mapping_provider "
    "mapping_tool mapping_tool_id mapping_tool_version object_match_field "
    "object_preprocessing object_source object_source_version object_type predicate_type "
    "similarity_measure subject_match_field subject_preprocessing subject_source "
    "subject_source_version subject_type"
)

# What describes a set as a whole.
SET_SLOTS: Final = _set(
    "comment creator_id creator_label curie_map extension_definitions issue_tracker license "
    "mapping_set_confidence mapping_set_description mapping_set_id mapping_set_source "
    "mapping_set_title mapping_set_version other publication_date see_also sssom_version"
)
