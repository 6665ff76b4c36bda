"""The order in which a page tells its facts: sections, and properties within them."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from symbiograph.description import LABEL_PROPERTIES, term
from symbiograph.prefixes import PREFIXES, SG

# Evidence of a thing, and of those of its facts that have evidence of their own.
EVIDENCE: Final = tuple(
    map(
        term,
        (
            "sg:hasEvidence",
            "sg:hasActivityEvidence",
            "sg:hasWasteCodeEvidence",
            "sg:hasHierarchyEvidence",
        ),
    )
)

# Shown above the sections or under Evidence, so no section repeats them.
LEAD: Final = frozenset(
    {
        *LABEL_PROPERTIES,
        *EVIDENCE,
        *map(term, ("rdf:type", "skos:definition", "skos:notation", "skos:hasTopConcept")),
    }
)

# Links that arrive at a vocabulary from its concepts, which its page shows as a tree.
TREE: Final = frozenset({term("skos:inScheme"), term("skos:topConceptOf")})

# An inferred property, and the property whose table shows the same with its evidence.
FOLLOWS: Final = {
    term("sg:requiresSkill"): term("sg:hasRequirement"),
    term("sg:callsForSkill"): term("sg:hasCall"),
    term("sg:isSkillRequiredBy"): term("sg:hasRequiredSkill"),
}

# A property whose values are best shown on the page of the thing they point at, under this name.
PROMOTED: Final = {term("sg:hasRequiredSkill"): term("sg:isSkillRequiredBy")}

SECTIONS: Final = ("Facts", "Matches", "Place in the vocabulary", "Notes", "Record")

_SECTION: Final = {
    term(name): section
    for section, names in {
        "Matches": (
            "skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch skos:relatedMatch "
            "sg:hasNoMatchIn"
        ),
        "Place in the vocabulary": (
            "skos:broader skos:narrower skos:related skos:inScheme skos:topConceptOf "
            "skos:hasTopConcept skos:broaderTransitive skos:narrowerTransitive"
        ),
        "Notes": (
            "skos:altLabel skos:hiddenLabel skos:scopeNote skos:example skos:note "
            "skos:editorialNote rdfs:comment sg:statesBasis"
        ),
        "Record": (
            "dcterms:identifier dcterms:created dcterms:issued dcterms:modified rdfs:isDefinedBy"
        ),
    }.items()
    for name in names.split()
}

# Within a section: first these, in this order; then everything else by its label.
_FIRST: Final = (
    "dcterms:description hasFunctionalArea hasFunction hasManagerialCounterpart "
    "hasOperationalCounterpart performsTask hasRequirement "
    "hasSkillKind hasSkillGroup hasSkillTheme isSkillRequiredBy isTaughtBy isDevelopedBy "
    "isCalledForBy isProvidedBy hasUnitType hasTrainingStatus isPartOfUnit hasPartUnit "
    "statesUnitCount statesMinimumUnitCount hasHours hasCreditPoints hasCreditScheme hasEqfLevel "
    "statesEqfLevel hasIscedField hasDeliveryMode hasPrerequisite statesTopics hasOutcome "
    "teachesSkill "
    "exchangesStream hasStreamKind hasOriginActivity hasLegalStatus hasWasteCode "
    "hasWasteCodeIfDiscarded hasDonor hasDonorActivity hasReceiver hasReceiverActivity "
    "hasExchangeStatus hasQuantity belongsToCase hasUse substitutesInput usesTechnology "
    "followsPattern hasCall callsForSkill "
    "isRequirementOf hasRequiredSkill hasNecessity hasCurrentLevel hasFutureLevel appliesToSector "
    "isCallOf hasCalledSkill isOutcomeOf developsSkill hasOutcomeType "
    "observesRegion observesSector observesActivity hasObservationType statesValue hasLowerValue "
    "hasUpperValue hasUnit startsInYear endsInYear hasReliability concernsSkill concernsProfile "
    "isLocatedIn isRelevantToSector isInProject "
    "skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch skos:relatedMatch "
    "owl:annotatedSource owl:annotatedProperty owl:annotatedTarget sssom:confidence "
    "sssom:mapping_justification "
    "skos:broader skos:narrower skos:inScheme skos:altLabel skos:scopeNote skos:note "
    "dcterms:identifier"
)
_RANK: Final = {
    term(name if ":" in name else f"sg:{name}"): rank for rank, name in enumerate(_FIRST.split())
}
_LINKS_LAST: Final = len(_RANK)


def section_of(property_: NamedNode) -> str:
    """Return the section that shows the values of ``property_``."""
    stated = property_.value.startswith(SG + "states")
    if stated and property_ not in _RANK:
        return "Notes"
    return _SECTION.get(property_, "Facts")


def rank(property_: NamedNode) -> tuple[int, bool]:
    """Return the place of a property in its section; properties of ours come before others."""
    return _RANK.get(property_, _LINKS_LAST), not property_.value.startswith(PREFIXES["sg"])
