"""The terms of the published ESCO model, and the values that its CSV files write for them."""

from __future__ import annotations

import re
from typing import Final

from symbiograph.prefixes import PREFIXES, SG

_ESCO: Final = PREFIXES["esco"]
_SKOS: Final = PREFIXES["skos"]
_SKOS_XL: Final = "http://www.w3.org/2008/05/skos-xl#"
DATA: Final = "http://data.europa.eu/esco/"

TYPE: Final = PREFIXES["rdf"] + "type"
CONCEPT: Final = _SKOS + "Concept"
CONCEPT_SCHEME: Final = _SKOS + "ConceptScheme"
MEMBER_CONCEPT: Final = _ESCO + "MemberConcept"
SKILL: Final = _ESCO + "Skill"
OCCUPATION: Final = _ESCO + "Occupation"
ESCO_SCHEME: Final = _ESCO + "ConceptScheme"
NODE_LITERAL: Final = _ESCO + "NodeLiteral"
ASSOCIATION: Final = _ESCO + "AssociationObject"
LABEL: Final = _SKOS_XL + "Label"

PREF_LABEL: Final = _SKOS + "prefLabel"
ALT_LABEL: Final = _SKOS + "altLabel"
HIDDEN_LABEL: Final = _SKOS + "hiddenLabel"
LABEL_PROPERTIES: Final = (PREF_LABEL, ALT_LABEL, HIDDEN_LABEL)
XL_LABEL_PROPERTIES: Final = {p: p.replace(_SKOS, _SKOS_XL) for p in LABEL_PROPERTIES}
LITERAL_FORM: Final = _SKOS_XL + "literalForm"

DESCRIPTION: Final = PREFIXES["dcterms"] + "description"
DEFINITION: Final = _SKOS + "definition"
SCOPE_NOTE: Final = _SKOS + "scopeNote"
NODE_TEXT: Final = _ESCO + "nodeLiteral"
LANGUAGE: Final = _ESCO + "language"

BROADER: Final = _SKOS + "broader"
BROADER_TRANSITIVE: Final = _SKOS + "broaderTransitive"
NARROWER: Final = _SKOS + "narrower"
IN_SCHEME: Final = _SKOS + "inScheme"
HAS_TOP_CONCEPT: Final = _SKOS + "hasTopConcept"
TOP_CONCEPT_OF: Final = _SKOS + "topConceptOf"
NOTATION: Final = _SKOS + "notation"
STATUS: Final = "http://purl.org/iso25964/skos-thes#status"
MODIFIED: Final = PREFIXES["dcterms"] + "modified"
TITLE: Final = PREFIXES["dcterms"] + "title"

SKILL_TYPE: Final = _ESCO + "skillType"
REUSE_LEVEL: Final = _ESCO + "skillReuseLevel"
REGULATED: Final = _ESCO + "regulatedProfessionNote"
ISCO_GROUP: Final = _ESCO + "memberOfISCOGroup"
NACE_CODE: Final = _ESCO + "hasNACECode"
HAS_ASSOCIATION: Final = _ESCO + "hasAssociation"
# The published model has no term for it.
GREEN_SHARE: Final = SG + "hasGreenShare"

ESSENTIAL: Final = (_ESCO + "relatedEssentialSkill", _ESCO + "isEssentialSkillFor")
OPTIONAL: Final = (_ESCO + "relatedOptionalSkill", _ESCO + "isOptionalSkillFor")

DATE_TIME: Final = PREFIXES["xsd"] + "dateTime"
DECIMAL: Final = PREFIXES["xsd"] + "decimal"
LANGUAGE_TYPE: Final = PREFIXES["xsd"] + "language"

RELATION_TYPES: Final = {"essential": ESSENTIAL, "optional": OPTIONAL}
SKILL_TYPES: Final = {
    "skill/competence": DATA + "skill-type/skill",
    "knowledge": DATA + "skill-type/knowledge",
}
REUSE_LEVELS: Final = {
    level: f"{DATA}skill-reuse-level/{level}"
    for level in ("cross-sector", "occupation-specific", "sector-specific", "transversal")
}

SCHEMES: Final = DATA + "concept-scheme/"
ISCO: Final = DATA + "isco/C"
ASSOCIATIONS: Final = DATA + "relation/"
LABELS: Final = DATA + "label/"
NACE: Final = PREFIXES["nace2.1"]

# What follows the namespace: UUIDs, codes such as the skill groups K and S1.2.3 of 1.0, 24 hex
# digits of the oldest concepts.
_LOCAL: Final = r"[\w.-]+"
OF_CONCEPT: Final = re.compile(rf"{DATA}(?:skill|occupation|isco|isced-f)/{_LOCAL}")
OF_SKILL: Final = re.compile(rf"{DATA}(?:skill|isced-f)/{_LOCAL}")
OF_OCCUPATION: Final = re.compile(rf"{DATA}occupation/{_LOCAL}")
OF_ISCO_GROUP: Final = re.compile(rf"{re.escape(ISCO)}\d{{1,4}}")
_NACE_TERM: Final = r"http://data\.europa\.eu/ux2/nace[\w./]+"
OF_SCHEME: Final = re.compile(rf"{SCHEMES}{_LOCAL}|{_NACE_TERM}")
OF_ANYTHING: Final = re.compile(rf"{DATA}{_LOCAL}(?:/{_LOCAL})*|{_NACE_TERM}")
OF_NACE: Final = re.compile(rf"{re.escape(NACE)}[A-Z0-9]+")
OF_REGULATION: Final = re.compile(rf"{DATA}regulated-professions/{_LOCAL}")
