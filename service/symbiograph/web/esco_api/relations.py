"""The relations of a concept under the names that the API gives them.

The published model has one property for what the API tells apart by the kinds of both ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pyoxigraph import NamedNode

from symbiograph.esco import model
from symbiograph.web.esco_api.classification import Classification, Kind, Named, Statements

TRANSITIVE: Final = "hasBroaderTransitive"


def _broader(of: Kind, to: Kind) -> str:
    if to == "skill":
        return "broaderSkill"
    if to == "occupation":
        return "broaderOccupation"
    by_kind = {"skill": "broaderHierarchyConcept", "occupation": "broaderIscoGroup"}
    return by_kind.get(of, "broaderConcept")


def _narrower(_: Kind, to: Kind) -> str:
    return {"skill": "narrowerSkill", "occupation": "narrowerOccupation"}.get(to, "narrowerConcept")


def _essential_for(_: Kind, to: Kind) -> str:
    return "isEssentialForOccupation" if to == "occupation" else "isEssentialForSkill"


def _optional_for(_: Kind, to: Kind) -> str:
    return "isOptionalForOccupation" if to == "occupation" else "isOptionalForSkill"


_NAMES: Final[dict[str, str | Callable[[Kind, Kind], str]]] = {
    model.HAS_TOP_CONCEPT: "hasTopConcept",
    model.TOP_CONCEPT_OF: "isTopConceptInScheme",
    model.IN_SCHEME: "isInScheme",
    model.SKILL_TYPE: "hasSkillType",
    model.REUSE_LEVEL: "hasReuseLevel",
    model.REGULATED: "regulatedProfessionNote",
    model.ISCO_GROUP: "iscoUnitGroup",
    model.NACE_CODE: "hasNACECode",
    model.BROADER: _broader,
    model.NARROWER: _narrower,
    model.ESSENTIAL[0]: "hasEssentialSkill",
    model.OPTIONAL[0]: "hasOptionalSkill",
    model.ESSENTIAL[1]: _essential_for,
    model.OPTIONAL[1]: _optional_for,
}
_OF_CONCEPTS: Final = (
    "isTopConceptInScheme",
    "isInScheme",
    "broaderConcept",
    "narrowerConcept",
    "broaderSkill",
    "narrowerSkill",
    "broaderOccupation",
    "narrowerOccupation",
    "hasEssentialSkill",
    "hasOptionalSkill",
    TRANSITIVE,
)
_OF_KIND: Final[dict[Kind, tuple[str, ...]]] = {
    "taxonomy": ("hasTopConcept",),
    "concept": _OF_CONCEPTS,
    "occupation": (
        *_OF_CONCEPTS,
        "broaderIscoGroup",
        "iscoUnitGroup",
        "regulatedProfessionNote",
        "hasNACECode",
    ),
    "skill": (
        *_OF_CONCEPTS,
        "hasSkillType",
        "hasReuseLevel",
        "broaderHierarchyConcept",
        "isEssentialForOccupation",
        "isOptionalForOccupation",
        "isEssentialForSkill",
        "isOptionalForSkill",
    ),
}


def known(kind: Kind) -> tuple[str, ...]:
    """Return the names of the relations that things of a kind may have."""
    return _OF_KIND[kind]


def relations(
    classification: Classification, kind: Kind, statements: Statements
) -> dict[str, list[Named]]:
    """Return what a thing is related to, by name of the relation, each list by title.

    ``statements`` are those of the thing. What is above it over several steps is left out.
    """
    found: dict[str, list[Named]] = {}
    for property_, name in _NAMES.items():
        for value in statements.get(property_, ()):
            if isinstance(value, NamedNode):
                to = classification.named(value.value)
                called = name if isinstance(name, str) else name(kind, to.kind)
                found.setdefault(called, []).append(to)
    for related in found.values():
        related.sort(key=_by_title)
    return found


def above(classification: Classification, statements: Statements) -> list[Named]:
    """Return all concepts above one, over every step, by title."""
    values = statements.get(model.BROADER_TRANSITIVE, ())
    named = [classification.named(v.value) for v in values if isinstance(v, NamedNode)]
    return sorted(named, key=_by_title)


def _by_title(named: Named) -> tuple[str, str]:
    return named.title.casefold(), named.uri
