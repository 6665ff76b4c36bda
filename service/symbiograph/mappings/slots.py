"""The slots of SSSOM 1.1 in their canonical order, the kind of each, and the property of each.

Source: the SSSOM schema, https://w3id.org/sssom/schema/ (CC0).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["entity", "uri", "text", "number", "date"]

SSSOM: Final = "https://w3id.org/sssom/"
NO_TERM_FOUND: Final = SSSOM + "NoTermFound"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_PAV: Final = "http://purl.org/pav/"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"

BUILT_IN_PREFIXES: Final[dict[str, str]] = {
    "owl": OWL,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": _RDFS,
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": SKOS,
    "sssom": SSSOM,
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True)
class Slot:
    """A column or a slot of a head: its property in RDF, its kind, whether it takes many values.

    An ``entity`` is written as a CURIE, a ``uri`` (the schema's NonRelativeURI) in full. ``hint``
    is the datatype that a set's head gives for a slot of its own, as an IRI.
    """

    iri: str
    kind: Kind
    many: bool = False
    hint: str = ""


# Properties that are not sssom:<slot name>.
_OWN_PROPERTY: Final = {
    "author_id": _PAV + "authoredBy",
    "comment": _RDFS + "comment",
    "creator_id": _DCTERMS + "creator",
    "license": _DCTERMS + "license",
    "mapping_date": _DCTERMS + "created",
    "mapping_set_description": _DCTERMS + "description",
    "mapping_set_source": "http://www.w3.org/ns/prov#wasDerivedFrom",
    "mapping_set_title": _DCTERMS + "title",
    "mapping_set_version": OWL + "versionInfo",
    "object_id": OWL + "annotatedTarget",
    "predicate_id": OWL + "annotatedProperty",
    "publication_date": _DCTERMS + "issued",
    "see_also": _RDFS + "seeAlso",
    "subject_id": OWL + "annotatedSource",
}

_ENTITY: Final = (
    "issue_tracker_item mapping_justification mapping_source mapping_tool_id object_id "
    "object_source predicate_id record_id subject_id subject_source"
)
_ENTITIES: Final = (
    "author_id creator_id curation_rule object_match_field object_preprocessing reviewer_id "
    "subject_match_field subject_preprocessing"
)
_URI: Final = "issue_tracker license mapping_provider mapping_set_id"
_URIS: Final = "mapping_set_source see_also"
_TEXTS: Final = (
    "author_label cardinality_scope creator_label curation_rule_text match_string reviewer_label"
)
_NUMBER: Final = "confidence mapping_set_confidence reviewer_agreement similarity_score"
_DATE: Final = "mapping_date publication_date review_date"
_KINDS: Final[dict[str, tuple[Kind, bool]]] = {
    **dict.fromkeys(_ENTITY.split(), ("entity", False)),
    **dict.fromkeys(_ENTITIES.split(), ("entity", True)),
    **dict.fromkeys(_URI.split(), ("uri", False)),
    **dict.fromkeys(_URIS.split(), ("uri", True)),
    **dict.fromkeys(_TEXTS.split(), ("text", True)),
    **dict.fromkeys(_NUMBER.split(), ("number", False)),
    **dict.fromkeys(_DATE.split(), ("date", False)),
}


def _slots(names: str) -> dict[str, Slot]:
    """Return the slots of these names, in this order; those of no other kind hold one text."""
    return {
        name: Slot(_OWN_PROPERTY.get(name, SSSOM + name), *_KINDS.get(name, ("text", False)))
        for name in names.split()
    }


# The columns of a row, in the order of the schema's class mapping.
MAPPING_SLOTS: Final = _slots(
    "record_id subject_id subject_label subject_category predicate_id predicate_label "
    "predicate_modifier object_id object_label object_category mapping_justification author_id "
    "author_label reviewer_id reviewer_label creator_id creator_label license subject_type "
    "subject_source subject_source_version object_type object_source object_source_version "
    "predicate_type mapping_provider mapping_source mapping_cardinality cardinality_scope "
    "mapping_tool mapping_tool_id mapping_tool_version mapping_date publication_date review_date "
    "confidence reviewer_agreement curation_rule curation_rule_text subject_match_field "
    "object_match_field match_string subject_preprocessing object_preprocessing similarity_score "
    "similarity_measure see_also issue_tracker_item other comment"
)

REQUIRED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")

# What a head may say, in the order of the schema's class mapping set; its rows and the two slots
# that hold no plain values, curie_map and extension_definitions, are not among them.
SET_SLOTS: Final = _slots(
    "sssom_version mapping_set_id mapping_set_version mapping_set_source mapping_set_title "
    "mapping_set_description mapping_set_confidence creator_id creator_label license subject_type "
    "subject_source subject_source_version object_type object_source object_source_version "
    "predicate_type mapping_provider cardinality_scope mapping_tool mapping_tool_id "
    "mapping_tool_version mapping_date publication_date subject_match_field object_match_field "
    "subject_preprocessing object_preprocessing similarity_measure curation_rule "
    "curation_rule_text see_also issue_tracker other comment"
)

# What a set's head may say once for all of its rows.
PROPAGATED: Final = frozenset(
    _slots(
        "cardinality_scope curation_rule curation_rule_text mapping_date mapping_provider "
        "mapping_tool mapping_tool_id mapping_tool_version object_match_field "
        "object_preprocessing object_source object_source_version object_type predicate_type "
        "similarity_measure subject_match_field subject_preprocessing subject_source "
        "subject_source_version subject_type"
    )
)
